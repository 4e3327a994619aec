"""Rows of pieces with one in focus that is kept in sight; a press on a row tells which."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message

from annotator.tui.widgets.painted import Painted, Pieces


class Rows(Painted):
    """A short list that scrolls by itself to the focused row (or by `top`)."""

    class Pressed(Message):
        """A row was pressed with the mouse."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("words", id=id)
        self._rows: Sequence[Pieces] = []
        self._focused: int | None = None
        self._top = 0

    def show(self, rows: Sequence[Pieces], focused: int | None = None) -> None:
        """Show the rows, the focused one in reverse video."""
        self._rows, self._focused = rows, focused
        self._draw()

    def scroll_by(self, lines: int) -> None:
        """Move by so many rows, as far as there are any."""
        self._top += lines
        self._draw()

    def on_resize(self) -> None:
        """Keep the focused row in sight."""
        self._draw()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Tell which row was pressed."""
        index = self._top + event.y
        if index < len(self._rows):
            self.post_message(self.Pressed(index))

    def _draw(self) -> None:
        height = self.size.height
        if self._focused is not None:
            self._top = max(min(self._top, self._focused), self._focused - height + 1)
        self._top = max(min(self._top, len(self._rows) - height), 0)
        shown = list(enumerate(self._rows))[self._top : self._top + height]
        self.paint_strips([self.strip(row, reverse=index == self._focused) for index, row in shown])
