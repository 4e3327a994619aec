"""The u-alpha family of 2016 and alpha_U of 2004 against published figures; they are not the same."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.alpha_u_2004 import alpha_u_2004
from annotator.agreement.u_alpha import Segment, u_alpha

# Krippendorff (2019), figure 12.11, p. 340; positions from pygamma-agreement's AlexPaulSuzan.csv.
ALEX: list[Segment] = [
    (2, 9, "1"), (11, 17, "2"), (24, 30, "5"), (32, 36, "6"), (36, 44, "6"), (44, 60, "7"),
]  # fmt: skip
PAUL: list[Segment] = [(2, 9, "1"), (11, 17, "3"), (19, 25, "5"), (32, 44, "6")]
SUZAN: list[Segment] = [
    (2, 9, "1"), (11, 17, "4"), (21, 27, "5"), (32, 36, "6"), (36, 40, "6"), (40, 44, "6"),
]  # fmt: skip
THREE = [ALEX, PAUL, SUZAN]


def test_u_alpha_family_of_the_book() -> None:
    found = u_alpha([(0, 60, THREE)])
    assert found.u == pytest.approx(0.510, abs=0.0006)
    assert found.marked == pytest.approx(0.413, abs=0.0006)
    assert found.labels == pytest.approx(0.724, abs=0.0006)
    expected = {"1": 1.0, "2": 0.0, "3": 0.0, "4": 0.0, "5": 1.0, "6": 1.0}
    for label, value in expected.items():
        assert found.label[label] == pytest.approx(value, abs=0.0006)
    assert math.isnan(found.label["7"])
    assert found.coverage["5"] == pytest.approx(0.4444, abs=0.0006)
    assert found.coverage["7"] == 0.0


def test_the_two_generations_differ_on_the_same_spans() -> None:
    old = alpha_u_2004(0, 60, THREE)
    assert old.value == pytest.approx(0.17268774058631797, abs=1e-9)
    expected = {
        "1": 1.0,
        "5": 0.5452534191472245,
        "6": 0.26422820335863817,
        "7": -0.49299719887955185,
    }
    assert {k: old.label[k] for k in expected} == pytest.approx(expected, abs=1e-9)
    assert u_alpha([(0, 60, THREE)]).u - old.value > 0.3


def test_alpha_u_of_krippendorff_2004() -> None:
    # Content Analysis (2004) p. 254: printed .8591, reached with rounded disagreements.
    i: list[Segment] = [(225, 295, "c"), (370, 400, "c"), (180, 240, "k"), (300, 350, "k")]
    j: list[Segment] = [
        (220, 300, "c"),
        (355, 375, "c"),
        (400, 420, "c"),
        (180, 240, "k"),
        (300, 350, "k"),
    ]
    found = alpha_u_2004(150, 300, [i, j])
    assert found.value == pytest.approx(0.8591, abs=0.0005)
    assert found.label == {"c": pytest.approx(0.7286, abs=0.0005), "k": 1.0}
    assert found.observed == {"c": pytest.approx(0.0144, abs=0.0005), "k": 0.0}
    assert found.expected == pytest.approx({"c": 0.0532, "k": 0.049}, abs=0.0005)


def test_alpha_u_of_other_programs() -> None:
    # DKPro UnitizingAgreementTest; text-alpha, corpus 7.
    one: list[Segment] = [(1, 9, "A")]
    three: list[Segment] = [(2, 3, "A"), (4, 5, "A"), (6, 7, "A")]
    found = alpha_u_2004(0, 10, [one, three])
    assert found.value == pytest.approx(-0.7003, abs=0.0001)
    assert (found.observed["A"], found.expected["A"]) == pytest.approx((0.91, 0.5351), abs=0.0001)
    found = alpha_u_2004(0, 14, [[(4, 7, "NOUN")], [(4, 7, "VERB")]])
    assert found.value == pytest.approx(-0.40977443609022557, abs=1e-9)


BERTHA = {
    "A": [(2, 10), (14, 20)],
    "B": [(0, 18)],
    "C": [(2, 8), (10, 12), (14, 18), (20, 22)],
    "D": [(0, 2), (2, 10), (10, 14), (14, 20), (20, 24)],
}
BILL = {
    "A": [(4, 8), (15, 17)],
    "B": [(0, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 9), (9, 10)],
    "C": [(0, 2), (4, 8), (10, 14), (16, 18), (20, 22)],
    "D": [(0, 4), (4, 8), (8, 15), (15, 17), (17, 24)],
}


def test_observed_disagreement_of_krippendorff_1995() -> None:
    # Pages 57-61, exact at length 24; printed alphas hold for the continuum stretched 50,000 times.
    def rows(scale: int) -> list[list[Segment]]:
        return [
            [(s * scale, e * scale, x) for x, spans in side.items() for s, e in spans]
            for side in (BERTHA, BILL)
        ]

    found = alpha_u_2004(0, 24, rows(1))
    expected = {"A": 0.03125, "B": 2.26736, "C": 0.02777, "D": 0.38715}
    assert found.observed == pytest.approx(expected, abs=1e-5)
    stretched = alpha_u_2004(0, 24 * 50_000, rows(50_000))
    printed = {"A": 0.553, "B": -0.926, "C": 0.679, "D": 0.066}
    assert stretched.label == pytest.approx(printed, abs=0.021)


@st.composite
def observers(draw: st.DrawFn) -> list[list[Segment]]:
    rows = []
    for _ in range(draw(st.integers(2, 4))):
        cuts = sorted(draw(st.sets(st.integers(0, 40), max_size=8)))
        pieces = list(zip(cuts[::2], cuts[1::2], strict=False))
        rows.append([(s, e, draw(st.sampled_from("AB"))) for s, e in pieces])
    return rows


@given(observers(), st.randoms())
def test_order_of_observers_makes_no_difference(rows: list[list[Segment]], random: object) -> None:
    mixed = rows[::-1]
    one, other = u_alpha([(0, 40, rows)]), u_alpha([(0, 40, mixed)])
    for name in ("u", "marked", "labels"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), nan_ok=True)
    old, back = alpha_u_2004(0, 40, rows), alpha_u_2004(0, 40, mixed)
    assert old.value == pytest.approx(back.value, nan_ok=True)


@given(observers())
def test_all_observers_alike_are_in_perfect_agreement(rows: list[list[Segment]]) -> None:
    same = [rows[0], rows[0], rows[0]]
    for value in (
        u_alpha([(0, 40, same)]).u,
        u_alpha([(0, 40, same)]).marked,
        alpha_u_2004(0, 40, same).value,
    ):
        assert math.isnan(value) or value == pytest.approx(1.0)


def test_an_observer_with_nothing_lowers_agreement() -> None:
    full, empty = u_alpha([(0, 60, [ALEX, ALEX])]), u_alpha([(0, 60, [ALEX, ALEX, []])])
    assert full.marked == pytest.approx(1.0)
    assert empty.marked < 0.5
