"""Likeness of stretches, and one-to-one pairs."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.evaluation.likeness import iou, paired, pairs


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [
        (((0, 10),), ((0, 10),), 1.0),
        (((0, 10),), ((5, 15),), 5 / 15),
        (((0, 10),), ((0, 5),), 0.5),
        (((0, 10),), ((10, 20),), 0.0),
        (((0, 4), (10, 14)), ((0, 14),), 8 / 14),
        (((0, 4), (10, 14)), ((2, 4), (10, 12)), 4 / 8),
    ],
)
def test_iou(one: tuple[tuple[int, int], ...], other: tuple[tuple[int, int], ...], value: float) -> None:
    assert iou(one, other) == iou(other, one) == pytest.approx(value)


def test_half_is_enough_and_exact_is_all() -> None:
    ours, theirs = [((0, 10),), ((20, 30),)], [((0, 5),), ((20, 24),)]
    assert paired(ours, theirs) == [(0, 0)]
    assert paired(ours, theirs, 1) == []
    assert paired(ours, [((20, 30),)], 1) == [(1, 0)]


def test_one_to_one() -> None:
    assert len(paired([((0, 10),)], [((0, 10),), ((0, 9),), ((1, 10),)])) == 1


def test_the_likest_pair_comes_first_and_none_is_left_that_could_be_paired() -> None:
    assert pairs([(0.9, 0, 0), (0.8, 1, 1), (0.7, 0, 1)]) == [(0, 0), (1, 1)]
    # Taking the likest alone would leave 1 without a partner.
    assert pairs([(0.9, 0, 0), (0.6, 0, 1), (0.6, 1, 0)]) == [(0, 1), (1, 0)]


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 4), st.integers(0, 4)), st.sampled_from([0.5, 0.6, 0.8, 1.0]), max_size=12
    )
)
def test_as_many_pairs_as_there_can_be(likeness: dict[tuple[int, int], float]) -> None:
    found = pairs((value, i, j) for (i, j), value in likeness.items())
    assert len({i for i, _ in found}) == len({j for _, j in found}) == len(found)
    assert set(found) <= likeness.keys()
    most = max(
        size
        for size in range(6)
        for rows in combinations(range(5), size)
        for columns in permutations(range(5), size)
        if all((i, j) in likeness for i, j in zip(rows, columns, strict=True))
    )
    assert len(found) == most
