"""A widget that shows lines of styled pieces, and nothing else.

What it is given has been made printable; it interprets no markup, and every cell has a style (a
cell without one breaks Textual's monochrome filter under NO_COLOR).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

Pieces = Sequence[tuple[str, str]]


class Painted(Widget):
    """Lines of (text, style name) pieces, drawn with a palette."""

    can_focus = False
    DEFAULT_CSS = "Painted { height: 1; width: 1fr; }"

    def __init__(self, ground: str = "words", *, id: str | None = None) -> None:
        """`ground` names the style of the cells that no piece covers."""
        super().__init__(id=id)
        self.palette: dict[str, Style] = {}
        self._ground = ground
        self._strips: list[Strip] = []

    @property
    def ground(self) -> Style:
        """The style of empty cells."""
        return self.palette.get(self._ground, Style(color="default", bgcolor="default"))

    def paint(self, lines: Iterable[Pieces]) -> None:
        """Show these lines from the top."""
        self.paint_strips([self.strip(pieces) for pieces in lines])

    def paint_strips(self, strips: list[Strip]) -> None:
        """Show strips made with `strip`."""
        before, self._strips = self._strips, strips
        height = max(len(before), len(strips))
        # Over a slow line only what differs is worth sending.
        changed = [y for y in range(height) if before[y : y + 1] != strips[y : y + 1]]
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def strip(self, pieces: Pieces, focused: bool = False) -> Strip:
        """A line as a strip; a focused one on raised ground, bold, to the widget's edge."""
        ground = self.ground
        segments = [Segment(text, self.palette.get(name, ground)) for text, name in pieces]
        if not focused:
            return Strip(segments)
        above = self.palette.get("focused", Style(reverse=True))
        strip = Strip([Segment(text, (style or ground) + above) for text, style, _ in segments])
        return strip.extend_cell_length(self.size.width, ground + above)

    def render_line(self, y: int) -> Strip:
        """Textual's hook: the line at `y`, padded to the widget, or cut to it and "…" in its last cell."""
        width, ground = self.size.width, self.ground
        if y >= len(self._strips):
            return Strip([Segment(" " * width, ground)], width)
        strip = self._strips[y]
        if strip.cell_length > width > 1 and strip.crop(width).text.strip():
            kept = list(strip.crop(0, width - 1))
            style = kept[-1].style if kept else ground
            strip = Strip([*kept, Segment("…", style)])
        return strip.crop_extend(0, width, ground)
