"""Text into lines of a given width: cut at blanks, else at grapheme clusters, never inside one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len, split_graphemes

from annotator.domain.text import printable

_WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line on the screen: code points [start, end) of the article and what is shown for them.

    `shown` has one character for each code point, so a column is found by measuring a prefix.
    """

    start: int
    end: int
    shown: str

    def column(self, offset: int) -> int:
        """The column where a code point begins; one inside a cluster counts with the cluster's first."""
        at = min(max(offset - self.start, 0), len(self.shown))
        if self.shown.isascii():
            return at
        return cell_len(self.shown[: self.snap(offset) - self.start])

    def snap(self, offset: int) -> int:
        """The start of the cluster that the code point lies in."""
        at = min(max(offset - self.start, 0), len(self.shown))
        if self.shown.isascii() or at in (0, len(self.shown)):
            return self.start + at
        for start, end, _ in split_graphemes(self.shown)[0]:
            if start <= at < end:
                return self.start + start
        return self.start + at

    def after(self, offset: int) -> int:
        """The end of the cluster that begins at the code point."""
        at = offset - self.start
        if self.shown.isascii():
            return offset + 1
        return next(
            (self.start + end for start, end, _ in split_graphemes(self.shown)[0] if start == at), offset
        )

    def offset_at(self, column: int) -> int:
        """The code point shown in a column; the line's last where the column lies beyond."""
        if self.shown.isascii():
            return self.start + min(max(column, 0), max(len(self.shown) - 1, 0))
        total = 0
        for start, _, width in split_graphemes(self.shown)[0]:
            total += width
            if column < total:
                return self.start + start
        return max(self.end - 1, self.start)


def wrap(text: str, start: int, end: int, width: int) -> Iterator[Line]:
    """The lines of text[start:end] at a width of at least one cell; lines end at newlines too."""
    width = max(width, 1)
    for row_start, row_end in _rows(text, start, end):
        yield from _wrap_row(text, row_start, row_end, width)


def _rows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches between line breaks, without them."""
    at = start
    for match in re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]").finditer(text, start, end):
        yield at, match.start()
        at = match.end()
    yield at, end


def _wrap_row(text: str, start: int, end: int, width: int) -> Iterator[Line]:
    line_start, used = start, 0
    for match in _WORD.finditer(text, start, end):
        word = printable(match.group())
        solid = cell_len(word.rstrip())
        if match.start() > line_start and used + solid > width:
            yield _line(text, line_start, match.start())
            line_start, used = match.start(), 0
        if solid > width:
            for cut, cells in _pieces(word, width - used, width):
                if cut:
                    yield _line(text, line_start, match.start() + cut)
                    line_start = match.start() + cut
                used = cells
            continue
        used += cell_len(word)
    yield _line(text, line_start, end)


def _pieces(word: str, room: int, width: int) -> Iterator[tuple[int, int]]:
    """Where to break a word that is wider than a line, as (cut, cells used after it)."""
    used, first = 0, True
    for start, end, _ in split_graphemes(word)[0]:
        # A cluster that begins with a joiner has no width there, and one on the screen.
        cells = cell_len(word[start:end])
        if used + cells > (room if first else width):
            yield start, 0
            used, first = 0, False
        used += cells
    yield 0, used


def _line(text: str, start: int, end: int) -> Line:
    return Line(start, end, printable(text[start:end].rstrip("\n\r")))
