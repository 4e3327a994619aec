"""The list of sentences with a flag or a comment."""

from __future__ import annotations

from collections.abc import Callable

from annotator.domain.counted import counted
from annotator.domain.events import StreamKey
from annotator.domain.text import printable
from annotator.project.project import Project
from annotator.tui.lists.listing import Listing, Outcome, Pieces, Place


class Marks:
    """What one annotator flagged or commented, in all articles."""

    begin = 0
    asks = "with the text"
    keys: tuple[tuple[str, str], ...] = (("/", "with a text"),)
    empty = "nothing is flagged or commented: {flag} flags, {comment} comments"

    def __init__(self, project: Project, owner: StreamKey, text: str = "") -> None:
        self._project = project
        self._owner = owner
        wanted = text.lower()
        self._rows = [
            row
            for row in project.store.marked_sentences(owner)
            if wanted in f"{row.comment or ''} {row.words} {row.article}".lower()
        ]
        self.title = f"{counted(len(self._rows), 'sentence')} with a flag or a comment"
        self.title += f" and “{printable(text)}”" if text else ""

    def __len__(self) -> int:
        return len(self._rows)

    def line(self, index: int, width: int) -> Pieces:
        """The flag, the comment, and how the sentence begins."""
        row = self._rows[index]
        comment = printable(f"{row.comment}  " if row.comment else "")
        words = printable(" ".join(row.words.split()))
        return [(f" {'!' if row.flag else ' '} ", "warning"), (comment, "title"), (words, "words")]

    def place(self, index: int) -> Place | None:
        """The sentence."""
        return Place(self._rows[index].article, self._rows[index].start)

    def press(self, key: str, index: int) -> Outcome | None:
        """It has no keys of its own."""
        return None

    def matching(self, text: str) -> Callable[[], Listing]:
        """The same list with only those that have the text."""
        return lambda: Marks(self._project, self._owner, text)
