"""The list of corrections: what one marked otherwise than gold has it."""

from __future__ import annotations

from collections.abc import Callable

from annotator.domain.counted import counted
from annotator.domain.events import StreamKey
from annotator.domain.text import printable
from annotator.project.adjudicated import Correction, corrections
from annotator.project.project import Project
from annotator.tui.lists.listing import Listing, Outcome, Pieces, Place


class Corrections:
    """One's own labels that were adjudicated otherwise, in all articles one has submitted."""

    begin = 0
    asks = "with the text"
    keys: tuple[tuple[str, str], ...] = (("/", "with a text"),)
    empty = "nothing of yours was adjudicated otherwise, or nothing is adjudicated yet"

    def __init__(self, project: Project, owner: StreamKey, text: str = "") -> None:
        self._project = project
        self._owner = owner
        wanted = text.lower()
        self._rows: list[Correction] = [
            row
            for row in corrections(project, owner.annotator, owner.round)
            if wanted in f"{row.article} {row.about} {row.cause} {row.sentence} {_told(row)}".lower()
        ]
        self.title = f"{counted(len(self._rows), 'correction')} to read"
        self.title += f" with “{printable(text)}”" if text else ""

    def __len__(self) -> int:
        return len(self._rows)

    def line(self, index: int, width: int) -> Pieces:
        """What it is about, what one had and what gold has, and why."""
        row = self._rows[index]
        head, cause = printable(f" {row.about}  "), printable(f"  {row.cause}")
        room = max(width - len(head) - len(cause), 0)
        told = printable(_told(row))
        told = told if len(told) <= room else told[: max(room - 1, 0)] + "…"
        return [(head, "title"), (told, "words"), (cause, "quiet")]

    def place(self, index: int) -> Place | None:
        """The sentence."""
        return Place(self._rows[index].article, self._rows[index].start)

    def press(self, key: str, index: int) -> Outcome | None:
        """It has no keys of its own."""
        return None

    def matching(self, text: str) -> Callable[[], Listing]:
        """The same list with only those that have the text."""
        return lambda: Corrections(self._project, self._owner, text)


def _told(row: Correction) -> str:
    return "; ".join(
        f"{one.name}: {one.cells[0] or '–'} → gold {one.cells[1] or '–'}" for one in row.fields if one.differs
    )
