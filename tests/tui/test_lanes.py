"""Brackets and lanes: readable without colour at any width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, split_graphemes

from annotator.tui.lanes import Mark, bracket, lanes
from annotator.tui.lines import wrap


def mark(start: int = 0, end: int = 9, name: str = "ACTOR", **more: object) -> Mark:
    return Mark(start, end, name, name[:1], "style", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("width", "drawn"),
    [
        (1, "A"),
        (2, "A┘"),
        (4, "└AC┘"),
        (5, "ACTOR"),
        (6, "ACTOR─"),
        (7, "└ACTOR┘"),
        (8, "└─ACTOR┘"),
        (10, "└─ACTOR──┘"),
    ],
)
def test_bracket_by_width(width: int, drawn: str) -> None:
    assert bracket(mark(), width, True, True) == drawn


def test_own_suggested_focused_and_in_hand_differ_without_colour() -> None:
    looks = {
        bracket(mark(**more), 12, True, True)
        for more in (
            {},
            {"dashed": True},
            {"strong": True},
            {"strong": True, "dashed": True},
            {"in_hand": True},
        )
    }
    assert len(looks) == 5


@given(st.integers(1, 30), st.sampled_from(["", "a"]), st.booleans(), st.booleans())
def test_bracket_has_its_width(width: int, hint: str, opens: bool, closes: bool) -> None:
    assert len(bracket(mark(hint=hint), width, opens, closes)) == width


def test_nested_marks_get_lanes_of_their_own_the_shortest_first() -> None:
    line = next(wrap("Kabul blamed the crew for it", 0, 28, 80))
    rows = lanes(line, [mark(0, 28, "CONTENT"), mark(0, 5), mark(13, 21)])
    assert [[piece.text.strip("└─┘") for piece in row] for row in rows] == [["ACTOR", "ACTOR"], ["CONTENT"]]


@given(st.text(alphabet="ab \u0301\u200d😀👩中\n\r\tش", max_size=60), st.integers(1, 12))
def test_wrapping_keeps_every_character_in_order_and_fits(text: str, width: int) -> None:
    at = 0
    for line in wrap(text, 0, len(text), width):
        assert line.start >= at
        assert all(char in "\r\n" for char in text[at : line.start])
        at = line.end
        words = line.shown.rstrip()
        clusters = [cluster for cluster in split_graphemes(words)[0] if cluster[2]]
        assert cell_len(words) <= width or len(clusters) <= 1
        for offset in range(line.start, line.end):
            assert 0 <= line.column(offset) <= cell_len(line.shown)
    assert all(char in "\r\n" for char in text[at:])
