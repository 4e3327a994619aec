"""The lines of a text, without their ends and without the blank ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Line(NamedTuple):
    """A line that is not blank, trimmed; `gap` says whether a blank line, or nothing, stands before it."""

    start: int
    end: int
    gap: bool


def lines(text: str, start: int = 0, end: int | None = None) -> Iterator[Line]:
    """The lines of a stretch of text, whichever line end it uses (LF, CRLF, CR, U+2028 …)."""
    at, gap = start, True
    for line in text[start:end].splitlines(keepends=True):
        if stripped := line.strip():
            begin = at + line.index(stripped[0])
            yield Line(begin, begin + len(stripped), gap)
        gap = not stripped
        at += len(line)
