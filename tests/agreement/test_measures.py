"""Every measure: symmetric, order-free, and clear about what is undefined."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement import Measure, measures
from annotator.domain.ratings import SpanRatings, Unit

LABELS = st.sampled_from(["ACTOR", "STANCE"])
UNITS = st.lists(
    st.builds(lambda label, a, n: Unit(label, ((a, a + n),)), LABELS, st.integers(0, 20), st.integers(1, 6)),
    max_size=8,
    unique=True,
).map(tuple)
ALL = [measures.load(name) for name in measures.names()]


def ratings(**rows: tuple[Unit, ...]) -> SpanRatings:
    return SpanRatings({"a": rows})


def value(measure: Measure, found: SpanRatings, name: str = "all") -> float | None:
    return next((f.value for f in measure.figures(found) if f.name == name), None)


def units(*spans: tuple[str, int, int]) -> tuple[Unit, ...]:
    return tuple(Unit(label, ((start, end),)) for label, start, end in spans)


@pytest.mark.parametrize("measure", ALL, ids=lambda m: m.name)
@given(one=UNITS, two=UNITS, seed=st.integers())
def test_neither_order_nor_side_matters(
    measure: Measure, one: tuple[Unit, ...], two: tuple[Unit, ...], seed: int
) -> None:
    mixed = list(one)
    random.Random(seed).shuffle(mixed)
    first = value(measure, ratings(anna=one, ben=two))
    assert first == value(measure, ratings(anna=two, ben=tuple(mixed)))
    twice = SpanRatings({key: {"anna": one, "ben": two} for key in ("a", "b")})
    assert first == value(measure, twice)
    if one:
        assert value(measure, ratings(anna=one, ben=one)) == 1.0
        assert value(measure, ratings(anna=one, ben=())) == 0.0


@pytest.mark.parametrize("measure", ALL, ids=lambda m: m.name)
def test_found_nothing_is_not_the_same_as_not_finished(measure: Measure) -> None:
    marked = units(("ACTOR", 0, 5))
    assert value(measure, ratings(anna=marked, ben=())) == 0.0
    (figure,) = measure.figures(ratings(anna=marked))
    assert figure.value is None
    assert "two annotators" in figure.reason
    assert measure.figures(ratings(anna=(), ben=()))[0].reason == "nobody marked anything"


def test_touching_spans_do_not_overlap() -> None:
    measure = measures.load("span-overlap-f1")
    assert value(measure, ratings(anna=units(("A", 0, 5)), ben=units(("A", 5, 10)))) == 0.0


def test_nested_spans_are_matched_as_well_as_they_can_be() -> None:
    one, two = units(("A", 5, 7)), units(("A", 0, 19), ("A", 5, 7))
    assert value(measures.load("span-f1"), ratings(anna=one, ben=two)) == pytest.approx(2 / 3)
    assert value(measures.load("span-f1"), ratings(anna=two, ben=one)) == pytest.approx(2 / 3)


def test_a_greedy_choice_would_lose_a_match() -> None:
    one, two = units(("A", 0, 10), ("A", 8, 12)), units(("A", 9, 11), ("A", 0, 4))
    assert value(measures.load("span-overlap-f1"), ratings(anna=one, ben=two)) == 1.0


def test_labels_are_told_apart() -> None:
    found = ratings(anna=units(("A", 0, 5), ("B", 6, 9)), ben=units(("A", 0, 5), ("A", 6, 9)))
    figures = {f.name: f.value for f in measures.load("span-f1").figures(found)}
    assert figures == {"all": 0.5, "A": pytest.approx(2 / 3), "B": 0.0}
