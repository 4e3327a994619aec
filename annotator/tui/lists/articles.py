"""The list of articles: the queue, and the search through all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from annotator.domain.counted import counted
from annotator.domain.events import StreamKey
from annotator.domain.text import printable
from annotator.project.project import Project
from annotator.store.values import Listed, QueueRow
from annotator.tui.lists.listing import Listing, Outcome, Pieces, Place

#: Rows read at a time: some screens of them.
WINDOW = 200
SHOWN = {"all": "article", "open": "open article", "flagged": "flagged article"}


class Articles:
    """A project's articles with one annotator's progress; 100,000 of them are as fast as ten.

    Holds the order of all and reads the rows in sight.
    """

    begin = 0
    asks = "articles with the text"
    keys: tuple[tuple[str, str], ...] = (
        ("o", "open ones"),
        ("!", "flagged"),
        ("s", "by suggested ties"),
        ("/", "with a text"),
    )

    def __init__(self, project: Project, owner: StreamKey, listed: Listed) -> None:
        self._project = project
        self._owner = owner
        self._listed = listed
        # How much is suggested tells what is hidden.
        self._hides = project.store.round(owner.round).arm in ("hidden", "mixed")
        self._ids = project.store.article_order(owner, listed)
        here = project.store.row_of(owner.article)
        self.begin = self._ids.index(here) if here in self._ids else 0
        self._window: tuple[int, list[QueueRow]] = (0, [])
        having = f" with “{printable(listed.text)}”" if listed.text else ""
        order = ", most suggested ties first" if listed.by == "suggested" else ""
        self.title = f"{counted(len(self), SHOWN[listed.show])}{having}{order}"
        self.empty = f"there is no {SHOWN[listed.show]}{having}"

    def __len__(self) -> int:
        return len(self._ids)

    def line(self, index: int, width: int) -> Pieces:
        """Progress, title, and counts; with a text looked for, the words around it."""
        row = self._row(index)
        if row.submitted_at is not None:
            sign, style = "submitted", "own"
        elif row.n_done >= row.n_sentences:
            sign, style = "reviewed", "own"
        else:
            sign, style = f"{row.n_done}/{row.n_sentences}", "words" if row.n_done else "quiet"
        suggested = "–" if row.n_suggested is None or self._hides else row.n_suggested
        ties = counted(row.n_ties, "tie")
        counts = f"{ties:>9} {suggested:>4} sugg. {'!' if row.n_flags else ' '}"
        told = row.excerpt or row.title or row.key
        room = max(width - 12 - len(counts), 8)
        told = printable(told)
        told = told if len(told) <= room else told[: room - 1] + "…"
        return [(f" {sign:>9}  ", style), (told.ljust(room), "words"), (counts, "quiet")]

    def place(self, index: int) -> Place | None:
        """The article, at the words looked for."""
        return Place(self._row(index).key, words=self._listed.text)

    def press(self, key: str, index: int) -> Outcome | None:
        """Show only open or flagged ones, or sort; the same key again takes it back."""
        listed = self._listed
        if key == "o":
            listed = replace(listed, show="all" if listed.show == "open" else "open")
        elif key == "exclamation_mark":
            listed = replace(listed, show="all" if listed.show == "flagged" else "flagged")
        elif key == "s" and not self._hides:
            listed = replace(listed, by="import" if listed.by == "suggested" else "suggested")
        else:
            return None
        return Outcome(make=self._made(listed))

    def matching(self, text: str) -> Callable[[], Listing]:
        """The same list with only the articles that have the text."""
        return self._made(replace(self._listed, text=text))

    def _made(self, listed: Listed) -> Callable[[], Listing]:
        return lambda: Articles(self._project, self._owner, listed)

    def _row(self, index: int) -> QueueRow:
        first, rows = self._window
        if not first <= index < first + len(rows):
            first = max(index - WINDOW // 2, 0)
            ids = self._ids[first : first + WINDOW]
            rows = self._project.store.article_rows(self._owner, ids, self._listed.text)
            self._window = (first, rows)
        return rows[index - first]
