"""Every measure: symmetric, free of order, and clear about what is undefined."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement import Measure, measures
from annotator.agreement.alpha import krippendorff_alpha
from annotator.domain.ratings import Filler, Ratings, Reading, TieRating, Unit
from tests.agreement.readings import corpus, ratings

# gamma has tests of its own: it depends on a package that need not be there, and on chance.
ALL = [measures.load(name) for name in measures.names() if name != "gamma"]
SHARES = [m for m in ALL if m.name.endswith("-f1")]
IDS = {"ids": lambda m: m.name}


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Actors and stances that do not overlap within a label, and ties between them."""
    starts = sorted(draw(st.sets(st.integers(0, 25), max_size=7)))
    units = []
    for start in starts:
        label = draw(st.sampled_from(["ACTOR", "STANCE"]))
        units.append(Unit(label, ((4 * start, 4 * start + draw(st.integers(1, 4))),), f"e{start % 3}"))
    actors = [i for i, unit in enumerate(units) if unit.label == "ACTOR"]
    ties, claims = [], {}
    for i, unit in enumerate(units):
        if unit.label == "STANCE":
            category, group = draw(
                st.sampled_from([("ACCUSE", "blame"), ("CONDEMN", "blame"), ("DENY", "defend")])
            )
            source = draw(st.sampled_from([None, *actors]))
            target = draw(st.sampled_from([None, *actors]))
            fillers = tuple(
                Filler(role, unit=at) if at is not None else Filler(role, implicit="unnamed")
                for role, at in (("source", source), ("target", target))
            )
            ties.append(
                TieRating(i, category, group, fillers, {"negated": draw(st.sampled_from(["yes", "no"]))})
            )
            who, whom = (units[at].entry if at is not None else "(unnamed)" for at in (source, target))
            claims[who, group, whom] = (*claims.get((who, group, whom), ()), unit.fragments[0][0])
    sentences = {s: draw(st.sampled_from(["done", "nothing"])) for s in range(0, 104, 26)}
    arms = {s: draw(st.sampled_from(["shown", "hidden"])) for s in sentences}
    return Reading(tuple(units), tuple(ties), sentences, arms, claims)


def values(measure: Measure, found: Ratings) -> dict[str, float | None]:
    return {figure.name: figure.value for figure in measure.figures(found)}


@pytest.mark.parametrize("measure", ALL, **IDS)
@given(rows=st.lists(readings(), min_size=3, max_size=3), names=st.permutations(["anna", "ben", "carla"]))
@settings(max_examples=25, deadline=None)
def test_who_is_who_makes_no_difference(measure: Measure, rows: list[Reading], names: list[str]) -> None:
    if measure.name == "dawid-skene":
        return  # its figures are about persons
    plain = values(measure, ratings(anna=rows[0], ben=rows[1], carla=rows[2]))
    mixed = values(measure, ratings(**dict(zip(names, rows, strict=True))))
    assert mixed.keys() == plain.keys()
    for name, one in plain.items():
        assert mixed[name] == (one if one is None else pytest.approx(one)), name


@pytest.mark.parametrize("measure", SHARES, **IDS)
@given(one=readings(), two=readings())
@settings(max_examples=25, deadline=None)
def test_the_same_article_twice_changes_nothing(measure: Measure, one: Reading, two: Reading) -> None:
    rows = [(article, who, r) for article in "ab" for who, r in (("anna", one), ("ben", two))]
    assert values(measure, corpus(rows)) == values(measure, corpus(rows[:2]))


@pytest.mark.parametrize("measure", [m for m in ALL if m.name != "dawid-skene"], **IDS)
@given(one=readings())
@settings(max_examples=25, deadline=None)
def test_perfect_agreement_is_one_where_defined(measure: Measure, one: Reading) -> None:
    for figure in measure.figures(ratings(anna=one, ben=one, carla=one)):
        assert figure.value is None or figure.value == pytest.approx(1.0), figure.name
        assert (figure.value is None) == bool(figure.reason)


@pytest.mark.parametrize("measure", SHARES, **IDS)
@given(one=readings(), two=readings())
@settings(max_examples=25, deadline=None)
def test_an_annotator_with_nothing_lowers_agreement(measure: Measure, one: Reading, two: Reading) -> None:
    before = measure.figures(ratings(anna=one, ben=two))[0].value
    after = measure.figures(ratings(anna=one, ben=two, carla=Reading()))[0].value
    if before is not None:
        assert after is not None
        assert after < before or before == 0.0


@pytest.mark.parametrize("measure", SHARES, **IDS)
def test_found_nothing_is_not_the_same_as_not_finished(measure: Measure) -> None:
    units = (Unit("ACTOR", ((0, 5),)), Unit("STANCE", ((6, 9),)))
    tie = TieRating(1, "ACCUSE", "blame", (Filler("source", 0),))
    marked = Reading(units, (tie,), claims={("x", "blame", "y"): (0,)})
    assert measure.figures(ratings(anna=marked, ben=Reading()))[0].value == 0.0
    figure = measure.figures(ratings(anna=marked))[0]
    assert figure.value is None
    assert "two annotators" in figure.reason
    assert measure.figures(ratings(anna=Reading(), ben=Reading()))[0].reason == "nobody marked anything"


def test_one_category_is_undefined_and_says_so() -> None:
    tie = TieRating(0, "ACCUSE", "blame")
    reading = Reading((Unit("STANCE", ((0, 5),)),), (tie,))
    for name in ("alpha", "kappa", "ac1"):
        figure = measures.load(name).figures(ratings(anna=reading, ben=reading))[0]
        assert (figure.value, figure.reason) == (None, "undefined: one category used")


SAID = st.lists(
    st.lists(st.sampled_from(["ACCUSE", "DENY", "WARN"]), min_size=3, max_size=3), min_size=2, max_size=15
)


@given(SAID)
@settings(max_examples=25, deadline=None)
def test_alpha_of_categories_is_krippendorffs_where_all_found_the_same_ties(said: list[list[str]]) -> None:
    rows = [
        Reading(
            tuple(Unit("STANCE", ((10 * i, 10 * i + 5),)) for i in range(len(said))),
            tuple(TieRating(i, one[who]) for i, one in enumerate(said)),
        )
        for who in range(3)
    ]
    found = measures.load("alpha").figures(ratings(anna=rows[0], ben=rows[1], carla=rows[2]))[0]
    expected = krippendorff_alpha(list(zip(*said, strict=True)))
    assert found.value == (None if math.isnan(expected) else pytest.approx(expected))
    assert found.n == 3 * len(said)


STATUSES = st.lists(
    st.lists(st.sampled_from(["done", "nothing", "skipped", "open"]), min_size=3, max_size=3),
    min_size=2,
    max_size=15,
)


@given(STATUSES)
@settings(max_examples=50, deadline=None)
def test_alpha_of_statuses_is_krippendorffs_with_open_ones_missing(said: list[list[str]]) -> None:
    rows = [Reading(sentences={10 * i: one[who] for i, one in enumerate(said)}) for who in range(3)]
    figures = measures.load("alpha").figures(ratings(anna=rows[0], ben=rows[1], carla=rows[2]))
    found = next(f for f in figures if f.name == "sentence status")
    known = [[None if value == "open" else value for value in column] for column in zip(*said, strict=True)]
    expected = krippendorff_alpha(known)
    assert found.value == (None if math.isnan(expected) else pytest.approx(expected))


@pytest.mark.parametrize("measure", ALL, **IDS)
def test_a_measure_says_what_it_is(measure: Measure) -> None:
    assert measures.load(measure.name) is measure
    assert len(measure.definition) > 80
    assert measure.title
    assert measure.source
