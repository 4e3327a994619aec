"""Rows of pieces with one in focus that is kept in sight; a press on a row tells which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.message import Message

from annotator.tui.widgets.painted import Painted, Pieces


@dataclass(frozen=True, slots=True)
class Foot:
    """The last line of rows that one scrolls: the keys down and up, and the one that closes them."""

    down: str
    up: str
    close: str

    def pieces(self, above: int, below: int) -> Pieces:
        """The line, with so many lines out of sight above and below."""
        told, key = (f" ▼ {below} more ", self.down) if below else (" ▲ ", self.up) if above else ("", "")
        return [(told, "bar"), (key, "bar-key"), (f" {self.close}", "bar-key"), (" closes", "bar")]


class Rows(Painted):
    """A short list that scrolls by itself to the focused row (or by `scroll_by`).

    A row may take several lines; they stay together. With a `foot` it says when there is more of them.
    """

    class Pressed(Message):
        """A row was pressed with the mouse."""

        def __init__(self, rows: Rows, index: int) -> None:
            super().__init__()
            self.rows = rows
            self.index = index

    def __init__(self, *, id: str | None = None, foot: Foot | None = None) -> None:
        super().__init__("words", id=id)
        self._foot = foot
        self._lines: list[tuple[int, Pieces]] = []
        self._focused: int | None = None
        self._top = 0

    def show(self, rows: Sequence[Sequence[Pieces]], focused: int | None = None, reset: bool = False) -> None:
        """Show the rows, each its lines, the focused one set off; `reset` goes to the top of other rows."""
        lines = [(index, line) for index, row in enumerate(rows) for line in row]
        if reset and lines != self._lines:
            self._top = 0
        self._lines = lines
        self._focused = focused
        self._draw()

    def scroll_by(self, lines: int) -> None:
        """Move by so many lines, as far as there are any."""
        self._top += lines
        self._draw()

    def on_resize(self) -> None:
        """Keep the focused row in sight."""
        self._draw()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Tell which row was pressed."""
        inside = event.get_content_offset(self)
        at = self._top + inside.y if inside is not None else len(self._lines)
        if at < len(self._lines):
            self.post_message(self.Pressed(self, self._lines[at][0]))

    def _draw(self) -> None:
        height = self.size.height - (self._foot is not None)
        places = [at for at, (index, _) in enumerate(self._lines) if index == self._focused]
        if places:
            self._top = min(max(self._top, places[-1] - height + 1), places[0])
        self._top = max(min(self._top, len(self._lines) - height), 0)
        shown = self._lines[self._top : self._top + height]
        strips = [self.strip(line, focused=index == self._focused) for index, line in shown]
        if self._foot is not None and height > 0:
            below = len(self._lines) - self._top - len(shown)
            strips += [self.strip([])] * (height - len(shown))
            foot = [*self._foot.pieces(self._top, below), (" " * self.size.width, "bar")]
            strips.append(self.strip(foot))
        self.paint_strips(strips)


def flow(pieces: Pieces, width: int, indent: int) -> list[Pieces]:
    """The pieces broken at blanks into lines of a width, all but the first indented."""
    lines: list[list[tuple[str, str]]] = [[]]
    used = 0
    for text, style in pieces:
        for word in re.findall(r"\s*\S+|\s+", text):
            if used + cell_len(word) > width and used > indent:
                lines.append([(" " * indent, style)])
                used = indent
            shown = word.lstrip() if used == indent and len(lines) > 1 else word
            used += cell_len(shown)
            if lines[-1] and lines[-1][-1][1] == style:
                shown = lines[-1].pop()[0] + shown
            lines[-1].append((shown, style))
    return [*lines]
