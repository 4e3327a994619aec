"""The lines of a text, without their ends and without the blank ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Line(NamedTuple):
    """A line that is not blank, trimmed; `gap` says whether a blank line, or nothing, stands before it."""

    start: int
    end: int
    gap: bool


def lines(text: str, start: int = 0, end: int | None = None) -> Iterator[Line]:
    """The lines of a stretch of text, whichever line end it uses (LF, CRLF, CR, U+2028 …)."""
    last = start
    for match in _LINE.finditer(text, start, len(text) if end is None else end):
        line = match.group()
        stripped = line.strip()
        if stripped:
            begin = match.start() + line.index(stripped[0])
            first = _BREAK.search(text, last, begin)
            gap = last == start or (first is not None and _BREAK.search(text, first.end(), begin) is not None)
            last = begin + len(stripped)
            yield Line(begin, last, gap)


_LINE = re.compile("[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
