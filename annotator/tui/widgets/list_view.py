"""A list over the article: its title, and the entries in sight."""

from __future__ import annotations

from textual import events
from textual.message import Message

from annotator.tui.lists.listing import Open
from annotator.tui.widgets.painted import Painted


class ListView(Painted):
    """Shows an open list; asks it for no more lines than fit."""

    class Chosen(Message):
        """An entry was pressed with the mouse."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("words", id=id)
        self._shown: Open | None = None
        self._empty = ""
        self._top = 0

    @property
    def page(self) -> int:
        """How many entries are in sight."""
        return max(self.size.height - 2, 1)

    def show(self, shown: Open, empty: str = "") -> None:
        """Draw the list with its focus in sight; `empty` is told where there is none."""
        self._shown, self._empty = shown, empty
        self._draw()

    def on_resize(self) -> None:
        """Draw as much as fits."""
        self._draw()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Tell which entry was pressed."""
        index = self._top + event.y - 2
        if self._shown is not None and event.y >= 2 and index < len(self._shown.listing):
            self.post_message(self.Chosen(index))

    def _draw(self) -> None:
        shown = self._shown
        if shown is None or not self.size.height:
            return
        listing, width = shown.listing, self.size.width
        self._top = max(min(self._top, shown.at), shown.at - self.page + 1, 0)
        self._top = max(min(self._top, len(listing) - self.page), 0)
        strips = [self.strip([(f" {listing.title}", "title")]), self.strip([])]
        if not len(listing):
            strips.append(self.strip([(f" {self._empty or listing.empty}", "quiet")]))
        for index in range(self._top, min(self._top + self.page, len(listing))):
            focused = index == shown.at
            sign = ("▶" if focused else " ", "key")
            strips.append(self.strip([sign, *listing.line(index, width - 1)], focused=focused))
        self.paint_strips(strips)
