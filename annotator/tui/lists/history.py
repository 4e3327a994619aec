"""The list of what was done in an article, newest first, with undo of any act from there."""

from __future__ import annotations

from collections.abc import Callable

from annotator.domain.counted import counted
from annotator.domain.text import printable
from annotator.project.history import Act, acts
from annotator.project.labelling import Desk
from annotator.tui.lists.listing import Listing, Outcome, Pieces, Place


class Acts:
    """One's own acts in the sentence, or in all of the article."""

    begin = 0
    asks = "with the words"
    keys: tuple[tuple[str, str], ...] = (
        ("u", "undo this act"),
        ("a", "sentence or all of the article"),
        ("/", "with a text"),
    )
    empty = "nothing was done in this sentence: a shows all of the article"

    def __init__(self, desk: Desk, whole: bool = False, text: str = "") -> None:
        self._desk = desk
        self._whole = whole
        self._text = text
        session = desk.session
        desk.flush(2.0)
        found = acts(session.article, desk.project.store.events(desk.key), session.labels)
        here = session.here
        self._rows: list[Act] = [
            act
            for act in found
            if (whole or any(here.start <= at < here.end for at in act.starts))
            and text.lower() in f"{act.verb} {act.told}".lower()
        ]
        where = "this article" if whole else "this sentence"
        self.title = f"{counted(len(self._rows), 'act')} in {where}, newest first"

    def __len__(self) -> int:
        return len(self._rows)

    def line(self, index: int, width: int) -> Pieces:
        """Number, time, act, and what it changed; what was undone since is quiet."""
        act = self._rows[index]
        style = "quiet" if act.undone or act.verb in ("undo", "redo") else "words"
        undone = "undone  " if act.undone else ""
        head = f" #{act.number:<6} {act.at.astimezone():%d %b %H:%M}  "
        verb = f"{printable(act.verb):<9} "
        told = printable(undone + act.told)
        return [(head, "quiet"), (verb, "key"), (told[: max(width - len(head) - len(verb), 0)], style)]

    def place(self, index: int) -> Place | None:
        """Where it was done."""
        starts = self._rows[index].starts
        return Place(self._desk.key.article, starts[0]) if starts else None

    def press(self, key: str, index: int) -> Outcome | None:
        """Undo the act in focus, or change between sentence and article."""
        if key == "a":
            return Outcome(make=lambda: Acts(self._desk, not self._whole, self._text))
        if key == "u" and self._rows:
            told = self._desk.undo_act(self._rows[index].id).message
            return Outcome(make=lambda: Acts(self._desk, self._whole, self._text), message=told)
        return None

    def matching(self, text: str) -> Callable[[], Listing]:
        """The same list with only the acts that have the text."""
        return lambda: Acts(self._desk, self._whole, text)
