"""Krippendorff's alpha against published figures, other libraries, and its own rules."""

from __future__ import annotations

import math
from typing import Any

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import masi_distance as nltk_masi

from annotator.agreement._values import coded, from_table
from annotator.agreement.alpha import LEVELS, coincidences, krippendorff_alpha, masi_distance

_ = None
# Wikipedia, "Krippendorff's alpha"; ordinal and ratio from the package krippendorff.
WIKIPEDIA = [
    [_, _, _, _, _, 3, 4, 1, 2, 1, 1, 3, 3, _, 3],
    [1, _, 2, 1, 3, 3, 4, 3, _, _, _, _, _, _, _],
    [_, _, 2, 1, 3, 4, 4, _, 2, 1, 1, 3, 3, _, 4],
]
# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C.
FOUR_OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]
RATINGS = (
    st.integers(2, 4)
    .flatmap(
        lambda raters: st.lists(
            st.lists(st.one_of(st.none(), st.integers(1, 4)), min_size=raters, max_size=raters),
            min_size=2,
            max_size=12,
        )
    )
    .map(lambda units: [list(row) for row in zip(*units, strict=True)])
)


@pytest.mark.parametrize(
    ("ratings", "level", "expected", "tolerance"),
    [
        (WIKIPEDIA, "nominal", 0.691, 0.0005),
        (WIKIPEDIA, "interval", 0.811, 0.0005),
        (WIKIPEDIA, "ordinal", 0.807, 0.0005),
        (WIKIPEDIA, "ratio", 0.809, 0.0005),
        (FOUR_OBSERVERS, "nominal", 0.743, 0.0006),
        (FOUR_OBSERVERS, "ordinal", 0.815, 0.0006),
        (FOUR_OBSERVERS, "interval", 0.849, 0.0006),
        (FOUR_OBSERVERS, "ratio", 0.797, 0.0006),
        # Krippendorff (1980) p. 133.
        ([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [0, 1, 1, 0, 0, 1, 0, 1, 0, 0]], "nominal", 0.095, 0.001),
        # A missing rating coded as a label would give 0.333 (nltk issue 2865).
        ([[1, 1, 2], [1, 1, _], [_, 1, 2]], "nominal", 1.0, 0.001),
        ([["x", "x", "y"], ["x", "x", _], [_, "x", "y"]], "nominal", 1.0, 0.001),
    ],
)
def test_published_figures(ratings: Any, level: str, expected: float, tolerance: float) -> None:
    assert krippendorff_alpha(ratings, level) == pytest.approx(expected, abs=tolerance)


def test_one_category_is_undefined() -> None:
    assert math.isnan(krippendorff_alpha([["A", "A", "A"], ["A", "A", "A"]]))
    assert math.isnan(krippendorff_alpha([[_, _], [_, _]]))
    assert math.isnan(krippendorff_alpha([[1, _], [_, 2]]))


def test_masi_is_one_minus_jaccard_times_monotonicity() -> None:
    # Passonneau (2006), as in nltk from 3.10 on.
    sets = [("ab", "abcd", 0.6667), ("a", "a", 0.0), ("a", "b", 1.0), ("ab", "ac", 0.8889)]
    for one, other, expected in sets:
        assert masi_distance(frozenset(one), frozenset(other)) == pytest.approx(expected, abs=0.0005)
        assert nltk_masi(set(one), set(other)) == pytest.approx(expected, abs=0.0005)
    assert masi_distance(frozenset(), frozenset()) == 0.0


def test_set_valued_ratings_with_a_distance_of_ones_own() -> None:
    # DKPro SetAnnotationsTest: the empty set is a legal label.
    pairs = ["|", "A|", "A|A", "A|B", "AB|A", "AB|AC", "ABC|ABC", "C|AC", "C|AC"]
    items = [[frozenset(side) for side in pair.split("|")] for pair in pairs]
    ratings = list(zip(*items, strict=True))

    def kind(one: frozenset[str], other: frozenset[str]) -> float:
        if one == other:
            return 0.0
        return 1 / 3 if one <= other or other <= one else 2 / 3 if one & other else 1.0

    def dkpro_masi(one: frozenset[str], other: frozenset[str]) -> float:
        whole = len(one | other)
        return kind(one, other) * (1 - len(one & other) / whole) if whole else 0.0

    assert krippendorff_alpha(ratings, kind) == pytest.approx(0.186, abs=0.001)
    assert krippendorff_alpha(ratings, dkpro_masi) == pytest.approx(0.252, abs=0.001)


@given(RATINGS, st.sampled_from(LEVELS))
def test_equals_the_package_krippendorff(ratings: list[list[int | None]], level: str) -> None:
    table = np.array(ratings, dtype=float)
    ours = krippendorff_alpha(table, level)
    assume(not math.isnan(ours))
    theirs = krippendorff.alpha(reliability_data=table, level_of_measurement=level)
    assert ours == pytest.approx(theirs, abs=1e-9)


@given(RATINGS)
def test_equals_nltk(ratings: list[list[int | None]]) -> None:
    ours = krippendorff_alpha(ratings)
    assume(not math.isnan(ours))
    rows = [
        (r, u, value) for r, row in enumerate(ratings) for u, value in enumerate(row) if value is not None
    ]
    assert ours == pytest.approx(AnnotationTask(rows).alpha(), abs=1e-9)


@given(RATINGS, st.randoms(), st.sampled_from(LEVELS))
def test_order_of_raters_and_units_makes_no_difference(
    ratings: list[list[int | None]], random: Any, level: str
) -> None:
    mixed = [list(row) for row in ratings]
    random.shuffle(mixed)
    order = list(range(len(mixed[0])))
    random.shuffle(order)
    mixed = [[row[u] for u in order] for row in mixed]
    assert krippendorff_alpha(mixed, level) == pytest.approx(
        krippendorff_alpha(ratings, level), abs=1e-9, nan_ok=True
    )


@given(RATINGS)
def test_all_units_twice_differ_by_the_small_sample_correction_only(ratings: list[list[int | None]]) -> None:
    once, twice = krippendorff_alpha(ratings), krippendorff_alpha([row * 2 for row in ratings])
    assume(not math.isnan(once))
    n = coincidences(coded(ratings)).sum()
    assert (1 - twice) == pytest.approx((1 - once) * (2 * n - 1) / (2 * (n - 1)), abs=1e-9)


@given(st.lists(st.integers(1, 4), min_size=2, max_size=20), st.sampled_from(LEVELS))
def test_perfect_agreement_is_one(values: list[int], level: str) -> None:
    found = krippendorff_alpha([values, values, values], level)
    assert math.isnan(found) if len(set(values)) == 1 else found == pytest.approx(1.0)


def test_coincidences_of_groups_add_up() -> None:
    table = from_table([[5, 2], [1, 7]])
    groups = np.arange(15) % 4
    parts = coincidences(table, groups, 4)
    assert parts.sum(axis=0) == pytest.approx(coincidences(table))
    assert parts.shape == (4, 2, 2)
