"""Kappas, AC1 and AC2 against published figures and other libraries."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss

from annotator.agreement._linearised import Which, linearised
from annotator.agreement._values import coded, from_table
from annotator.agreement.ac1 import gwet, quadratic_weights
from annotator.agreement.kappa import (
    brennan_prediger,
    cohen_kappa,
    fleiss_kappa,
    percent_agreement,
    specific_agreement,
)

_ = None
COHEN_1 = [[25, 12, 3], [13, 2, 15], [12, 16, 2]]  # Cohen (1960) p. 37
COHEN_2 = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]  # Cohen (1960) p. 45
PARADOX = [[80, 7], [8, 5]]
LIKERT = [[20, 5, 1, 0], [4, 15, 6, 1], [0, 5, 18, 4], [0, 1, 3, 12]]
# Gwet (2014), raw data of four raters.
GWET = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, _],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]


@pytest.mark.parametrize(
    ("table", "agreement", "chance", "kappa", "tolerance"),
    [(COHEN_1, 0.29, 0.35, -0.092, 0.01), (COHEN_2, 0.7, 0.41, 0.492, 0.001)],
)
def test_cohen_1960(
    table: list[list[int]], agreement: float, chance: float, kappa: float, tolerance: float
) -> None:
    assert cohen_kappa(from_table(table)) == pytest.approx((kappa, agreement, chance), abs=tolerance)


def test_artstein_and_poesio_2008() -> None:
    # Page 558; specific agreement is the F1 of a label (Hripcsak and Rothschild 2005).
    table = from_table([[20, 10], [20, 50]])
    assert brennan_prediger(table).value == pytest.approx(0.4, abs=0.001)
    assert fleiss_kappa(table).value == pytest.approx(0.341, abs=0.001)
    assert cohen_kappa(table).value == pytest.approx(0.348, abs=0.001)
    assert specific_agreement(table) == {
        1: pytest.approx(0.571, abs=0.001),
        2: pytest.approx(0.769, abs=0.001),
    }


@pytest.mark.parametrize(
    ("table", "ac1", "ac2"),
    [
        # R irrCAC 1.4, gwet.ac1.raw: coefficient, agreement, chance; unweighted, then quadratic.
        (PARADOX, (0.808, 0.85, 0.21875), (0.808, 0.85, 0.21875)),
        (COHEN_1, (-0.04797, 0.29, 0.3225), (0.1831, 0.71, 0.645)),
        (COHEN_2, (0.57597, 0.7, 0.2925), (0.63855, 0.85, 0.585)),
        (LIKERT, (0.58046, 0.684210526, 0.247294552), (0.84028, 0.954385965, 0.714406484)),
    ],
)
def test_gwet(
    table: list[list[int]], ac1: tuple[float, float, float], ac2: tuple[float, float, float]
) -> None:
    ratings = from_table(table)
    assert gwet(ratings) == pytest.approx(ac1, abs=1e-5)
    assert gwet(ratings, quadratic_weights(ratings.values)) == pytest.approx(ac2, abs=1e-5)


def test_four_raters_with_missing_ratings() -> None:
    # irrCAC for Python, unit tests.
    table = coded(GWET)
    assert gwet(table).value == pytest.approx(0.775, abs=0.001)
    assert gwet(table, quadratic_weights(table.values)).value == pytest.approx(0.914, abs=0.001)
    assert fleiss_kappa(table).value == pytest.approx(0.761, abs=0.001)
    assert cohen_kappa(table).value == pytest.approx(0.763, abs=0.001)
    assert brennan_prediger(table).value == pytest.approx(0.773, abs=0.001)


@pytest.mark.parametrize(
    ("which", "value", "error", "interval"),
    [
        ("ac", 0.775, 0.143, (0.461, 1.0)),
        ("fleiss", 0.761, None, (0.424, 1.0)),
        ("conger", 0.763, None, (0.435, 1.0)),
        ("brennan-prediger", 0.773, 0.145, (0.454, 1.0)),
        ("alpha", 0.743, 0.146, (0.419, 1.0)),
    ],
)
def test_linearised_intervals_are_those_of_irrcac(
    which: Which, value: float, error: float | None, interval: tuple[float, float]
) -> None:
    found = linearised(coded(GWET), which)
    assert (found.value, found.low, found.high) == pytest.approx((value, *interval), abs=0.001)
    assert error is None or found.error == pytest.approx(error, abs=0.001)


def test_linearised_interval_of_ac2() -> None:
    table = coded(GWET)
    found = linearised(table, "ac", quadratic_weights(table.values))
    assert found == pytest.approx((0.914, 0.104, 0.685, 1.0), abs=0.001)


def test_kappa_tends_to_f1_as_negatives_grow() -> None:
    # Hripcsak and Rothschild (2005).
    for negatives, kappa in [(10, 0.444444), (100, 0.8), (1000, 0.862136), (1_000_000, 0.869558)]:
        table = from_table([[50, 10], [5, negatives]])
        assert cohen_kappa(table).value == pytest.approx(kappa, abs=1e-5)
        assert specific_agreement(table)[1] == pytest.approx(0.869565, abs=1e-5)


def test_one_category_is_undefined_and_agreement_is_told() -> None:
    ratings = [["A", "A", "A"], ["A", "A", "A"]]
    assert percent_agreement(ratings) == 1.0
    for coefficient in (cohen_kappa, fleiss_kappa, gwet, brennan_prediger):
        assert math.isnan(coefficient(ratings).value)
        assert coefficient(ratings).agreement == 1.0


TWO = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=30)


@given(TWO)
def test_cohen_equals_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    one, two = zip(*pairs, strict=True)
    ours = cohen_kappa([one, two]).value
    if not math.isnan(ours):
        assert ours == pytest.approx(cohen_kappa_score(one, two), abs=1e-9)


@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=2, max_size=20))
def test_fleiss_equals_statsmodels(units: list[list[int]]) -> None:
    ours = fleiss_kappa(np.array(units).T).value
    if not math.isnan(ours):
        assert ours == pytest.approx(statsmodels_fleiss(aggregate_raters(np.array(units))[0]), abs=1e-9)


@given(TWO)
def test_sides_and_repetition_make_no_difference(pairs: list[tuple[int, int]]) -> None:
    one, two = (list(side) for side in zip(*pairs, strict=True))
    for coefficient in (cohen_kappa, fleiss_kappa, gwet, brennan_prediger):
        found = coefficient([one, two])
        assert coefficient([two, one]) == pytest.approx(found, nan_ok=True)
        assert coefficient([one * 2, two * 2]) == pytest.approx(found, nan_ok=True)
