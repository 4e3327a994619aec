"""The lines of an open menu, in as many columns as it takes to show them all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from annotator.domain.session.menus import Choice
from annotator.domain.text import printable

Pieces = list[tuple[str, str]]

#: Cells of a column beside its words: the key with blanks around it, a sign, and a blank.
_BESIDE = 5
#: What tells of which sentence a filler is; it is never cut off.
_SENTENCE = re.compile(r" \(s\d+\)$")


def choice_rows(found: Sequence[Choice], width: int, height: int) -> list[Pieces]:
    """At most `height` lines of a width, filled column by column.

    A column is as wide as its words; where all do not fit, the widest ones give, and say so by "…".
    """
    height = max(height, 1)
    columns = [found[at : at + height] for at in range(0, len(found), height)]
    texts = [[printable(choice.text) for choice in column] for column in columns]
    rooms = _rooms([max(map(cell_len, column)) for column in texts], width - _BESIDE * len(columns))
    rows: list[Pieces] = [[] for _ in range(min(height, len(found)))]
    for column, words, room in zip(columns, texts, rooms, strict=True):
        for row, choice, text in zip(rows, column, words, strict=False):
            sign = "●" if choice.on else "?" if choice.suggested else " "
            style = "own" if choice.on else "words"
            row += [(f" {choice.key} ", "key"), (f"{sign}{_fitted(text, room)} ", style)]
    return rows


def _rooms(wanted: Sequence[int], room: int) -> list[int]:
    """Cells for each column: what it wants, or as much as the others leave of `room`."""
    out = list(wanted)
    left, order = room, sorted(range(len(wanted)), key=wanted.__getitem__)
    for still, at in zip(range(len(order), 0, -1), order, strict=True):
        out[at] = min(wanted[at], max(left // still, 6))
        left -= out[at]
    return out


def _fitted(text: str, room: int) -> str:
    """The text in just so many cells."""
    if cell_len(text) <= room:
        return set_cell_size(text, room)
    tail = found.group() if (found := _SENTENCE.search(text)) else ""
    head = set_cell_size(text.removesuffix(tail), max(room - 1 - len(tail), 0))
    return set_cell_size(f"{head.rstrip()}…{tail}", room)
