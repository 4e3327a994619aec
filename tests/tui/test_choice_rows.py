"""An open menu in as many columns as it takes, each as wide as its words."""

from __future__ import annotations

from rich.cells import cell_len

from annotator.domain.session.menus import Choice
from annotator.tui.choice_rows import choice_rows


def lines(texts: list[str], width: int, height: int) -> list[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    rows = choice_rows([Choice(letters[at], text) for at, text in enumerate(texts)], width, height)
    return ["".join(text for text, _ in row).rstrip() for row in rows]


def test_short_words_leave_their_room_to_long_ones() -> None:
    long = "the regional board of the water company"
    assert lines(["she", "he", long, "they"], 52, 2) == [f" a  she  c  {long}", " b  he   d  they"]


def test_what_does_not_fit_is_cut_with_an_ellipsis_and_tells_its_sentence_still() -> None:
    shown = lines(["the inspectors of the eastern harbour (s14)", "the eastern harbour board", "it"], 44, 1)
    assert shown == [" a  the ins… (s14)  b  the eastern…   c  it"]


def test_wide_characters_keep_the_columns_straight() -> None:
    rows = lines(["東京都知事小池百合子氏", "Oslo", "board", "Rome"], 30, 2)
    first, second = (cell_len(row[: row.index(f" {key} ")]) for row, key in zip(rows, "cd", strict=True))
    assert first == second
    assert "…" in rows[0]


def test_nothing_to_choose_has_no_line() -> None:
    assert lines([], 80, 7) == []
