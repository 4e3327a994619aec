"""Where spans are drawn: lanes under each line of text, readable without any colour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len

from annotator.tui.lines import Line


@dataclass(frozen=True, slots=True)
class Mark:
    """One fragment to be drawn, with its name and how it stands out.

    `style` names a style; `strong` draws heavy lines (in focus), `dashed` broken ones (suggested),
    `in_hand` double ones (its ends can be moved); `hint` is a key shown before the name.
    """

    start: int
    end: int
    name: str
    short: str
    style: str
    strong: bool = False
    dashed: bool = False
    in_hand: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a lane: from a column on, these characters in that style."""

    column: int
    text: str
    style: str
    strong: bool


def lanes(line: Line, marks: Iterable[Mark]) -> list[list[Piece]]:
    """The lanes below a line, each its pieces from left to right.

    Short marks lie next to the text, longer ones further down, so that what nests is seen to nest.
    Nothing of this depends on the focus, so that nothing jumps when it moves.
    """
    touching = [mark for mark in marks if mark.start < line.end and line.start < mark.end]
    touching.sort(key=lambda mark: (mark.end - mark.start, mark.start))
    rows: list[list[tuple[int, int, Mark]]] = []
    for mark in touching:
        left = line.column(mark.start) if mark.start > line.start else 0
        stop = line.column(mark.end) if mark.end < line.end else cell_len(line.shown.rstrip())
        right = max(stop, left + 1)
        row = next((r for r in rows if all(right <= a or b <= left for a, b, _ in r)), None)
        if row is None:
            rows.append(row := [])
        row.append((left, right, mark))
    return [[_piece(line, *entry) for entry in sorted(row, key=lambda entry: entry[0])] for row in rows]


def bracket(mark: Mark, width: int, opens: bool, closes: bool) -> str:
    """The mark as a bracket of `width` cells: └─NAME──┘, dashed, heavy or double, open where it goes on."""
    if mark.in_hand:
        left, fill, right = "╚═╝"
    elif mark.strong:
        left, fill, right = "┗╍┛" if mark.dashed else "┗━┛"
    else:
        left, fill, right = "└╌┘" if mark.dashed else "└─┘"
    name, short = mark.name, mark.short
    if mark.dashed and name.isupper():
        name, short = name.lower(), short.lower()
    name = f"{mark.hint}:{name}" if mark.hint else name
    head, tail = left if opens else fill, right if closes else fill
    if width >= len(name) + 3:
        return head + fill + name.ljust(width - 3, fill) + tail
    if width == len(name) + 2:
        return head + name + tail
    if width >= len(name):  # the whole name says more than the bracket
        return name.ljust(width, fill)
    if width <= 2:
        return (mark.hint or short).ljust(width, tail)
    inner = f"{mark.hint}:{short}" if mark.hint and width >= 5 else mark.hint or name[: width - 2]
    return head + inner.ljust(width - 2, fill) + tail


def _piece(line: Line, left: int, right: int, mark: Mark) -> Piece:
    drawn = bracket(mark, right - left, mark.start >= line.start, mark.end <= line.end)
    return Piece(left, drawn, mark.style, mark.strong)
