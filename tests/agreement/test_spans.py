"""Span F1 against published figures, other libraries, and a slow matching that cannot be wrong."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nervaluate import Evaluator
from scipy.optimize import linear_sum_assignment

from annotator.agreement import measures
from annotator.agreement._matching import Edges, assign
from annotator.domain.ratings import Fragments, Ratings, Reading, Unit
from tests.agreement.readings import corpus, polnear, ratings, spans

SHARED = Path("../shared/agreement/polnear_multi.jsonl")


def value(name: str, found: Ratings, figure: str = "all") -> float | None:
    return next(f.value for f in measures.load(name).figures(found) if f.name == figure)


def test_bratiaa() -> None:
    # bratiaa, tests/bratiaa/test_agree.py, agree-2: exact span and label, 0.787878.
    first = [
        ("PER", 4, 17), ("LOC", 18, 24), ("ORG", 34, 37), ("PER", 361, 397), ("PER", 563, 567),
        ("PER", 720, 724), ("PER", 1074, 1078), ("PER", 1081, 1096), ("MISC", 2376, 2387), ("LOC", 2498, 2504),
    ]  # fmt: skip
    less = [s for s in first if s not in (("LOC", 18, 24), ("PER", 1074, 1078))]
    second = [
        ("LOC", 0, 8), ("ORG", 18, 21), ("ORG", 192, 195), ("PER", 327, 344), ("PER", 454, 465), ("ORG", 650, 653),
    ]  # fmt: skip
    more = [
        ("LOC", 0, 8), ("ORG", 18, 21), ("LOC", 42, 54), ("ORG", 161, 190), ("PER", 327, 344), ("ORG", 408, 426),
        ("PER", 454, 465), ("ORG", 516, 523), ("ORG", 650, 653),
    ]  # fmt: skip
    rows = [("29", "one", spans(*first)), ("29", "two", spans(*less))]
    rows += [("46", "one", spans(*second)), ("46", "two", spans(*more))]
    assert value("span-f1", corpus(rows)) == pytest.approx(0.787878, abs=0.0001)


def test_semeval_2013_scenarios() -> None:
    # The table of nervaluate's README (inclusive ends there); strict F1 0.3333, and where types are ignored
    # exact 0.5. Our overlap F1 asks for the same label: DRUG 60-69 and 120-126, and DRUG 23-31.
    true = [
        ("BRAND", 0, 8), ("DRUG", 23, 32), ("DRUG", 40, 52), ("DRUG", 60, 70), ("GROUP", 85, 100), ("DRUG", 120, 127),
    ]  # fmt: skip
    pred = [
        ("BRAND", 10, 18), ("DRUG", 20, 32), ("BRAND", 40, 52), ("DRUG", 60, 70), ("DRUG", 80, 100), ("DRUG", 120, 127),
    ]  # fmt: skip
    rows = ratings(true=spans(*true), pred=spans(*pred))
    assert value("span-f1", rows) == pytest.approx(0.3333, abs=0.0005)
    assert value("span-overlap-f1", rows) == pytest.approx(0.5, abs=0.0005)  # "type"
    bare = ratings(
        true=spans(*(("", s, e) for _, s, e in true)), pred=spans(*(("", s, e) for _, s, e in pred))
    )
    assert value("span-f1", bare) == pytest.approx(0.5, abs=0.0005)  # "exact"
    # "partial" counts half where bounds differ: (exact + overlap) / 2 with labels left out.
    exact, overlap = value("span-f1", bare), value("span-overlap-f1", bare)
    assert exact is not None
    assert overlap is not None
    assert (exact + overlap) / 2 == pytest.approx(0.6667, abs=0.0005)


def test_touching_spans_do_not_overlap() -> None:
    rows = ratings(anna=spans(("A", 0, 5)), ben=spans(("A", 5, 10)))
    assert value("span-overlap-f1", rows) == 0.0
    assert value("span-any-f1", rows) == 0.0


def test_nested_spans_are_matched_as_well_as_they_can_be() -> None:
    one, two = spans(("A", 5, 7)), spans(("A", 0, 19), ("A", 5, 7))
    for rows in (ratings(anna=one, ben=two), ratings(anna=two, ben=one)):
        assert value("span-f1", rows) == pytest.approx(0.6667, abs=0.0005)
        assert value("span-overlap-f1", rows) == pytest.approx(2 / 3)
        assert value("span-any-f1", rows) == 1.0


def test_a_greedy_choice_would_lose_a_match() -> None:
    one, two = spans(("A", 0, 10), ("A", 8, 12)), spans(("A", 9, 11), ("A", 0, 4))
    assert value("span-overlap-f1", ratings(anna=one, ben=two)) == 1.0


def test_a_gap_between_fragments_is_not_part_of_a_span() -> None:
    split = Reading((Unit("A", ((0, 4), (20, 24))),))
    for start, expected in ((8, 0.0), (2, 1.0), (22, 1.0)):
        rows = ratings(anna=split, ben=spans(("A", start, start + 5)))
        assert value("span-overlap-f1", rows) == expected
    assert value("span-f1", ratings(anna=split, ben=spans(("A", 0, 24)))) == 0.0
    assert value("span-f1", ratings(anna=split, ben=split)) == 1.0


def test_labels_are_told_apart() -> None:
    rows = ratings(anna=spans(("A", 0, 5), ("B", 6, 9)), ben=spans(("A", 0, 5), ("A", 6, 9)))
    figures = {f.name: f.value for f in measures.load("span-f1").figures(rows)}
    assert figures == {"all": 0.5, "A": pytest.approx(2 / 3), "B": 0.0}


FRAGMENTS = st.sets(st.integers(0, 30), min_size=2, max_size=6).map(
    lambda cuts: tuple(zip(*[iter(sorted(cuts)[: len(cuts) // 2 * 2])] * 2, strict=True))
)
READINGS = st.lists(
    st.builds(Unit, st.sampled_from("AB"), FRAGMENTS), max_size=8, unique_by=lambda u: (u.label, u.fragments)
).map(lambda found: Reading(tuple(found)))


def overlap(one: Fragments, other: Fragments) -> bool:
    return bool({x for s, e in one for x in range(s, e)} & {x for s, e in other for x in range(s, e)})


@given(st.lists(READINGS, min_size=2, max_size=4), st.lists(READINGS, min_size=2, max_size=2))
def test_counts_are_those_of_a_slow_matching(first: list[Reading], second: list[Reading]) -> None:
    rows = [("a", f"n{i}", r) for i, r in enumerate(first)] + [
        ("b", f"n{i}", r) for i, r in enumerate(second)
    ]
    expected = {"span-f1": 0, "span-overlap-f1": 0, "span-any-f1": 0}
    total = 0
    for one, two in [*combinations(first, 2), *combinations(second, 2)]:
        total += len(one.units) + len(two.units)
        expected["span-f1"] += 2 * len(set(one.units) & set(two.units))
        can = np.array(
            [[a.label == b.label and overlap(a.fragments, b.fragments) for b in two.units] for a in one.units]
        ).reshape(len(one.units), len(two.units))
        i, j = linear_sum_assignment(can, maximize=True)
        expected["span-overlap-f1"] += 2 * int(can[i, j].sum())
        expected["span-any-f1"] += int(can.any(axis=0).sum() + can.any(axis=1).sum())
    for name, matched in expected.items():
        figure = measures.load(name).figures(corpus(rows))[0]
        assert (figure.matched, figure.units) == (matched, total)


@given(st.integers(1, 5), st.integers(1, 5), st.randoms(use_true_random=False))
def test_the_best_of_the_largest_matchings_is_taken(n: int, m: int, random: object) -> None:
    draw = np.random.default_rng(random.randrange(10**6))  # type: ignore[attr-defined]
    can = draw.random((n, m)) < 0.6
    worth = draw.random((n, m))
    one, two = np.nonzero(can)
    best = assign(Edges(one, two), worth[can])
    assert len(set(best.one)) == len(set(best.two)) == len(best)
    value = np.where(can, 1000 + worth, 0)
    i, j = linear_sum_assignment(value, maximize=True)
    assert value[best.one, best.two].sum() == pytest.approx(value[i, j].sum())


@st.composite
def apart(draw: st.DrawFn) -> list[tuple[str, int, int]]:
    cuts = sorted(draw(st.sets(st.integers(0, 60), max_size=16)))
    return [(draw(st.sampled_from(["A", "B"])), s, e) for s, e in zip(cuts[::2], cuts[1::2], strict=False)]


@given(apart(), apart())
def test_without_nesting_exact_f1_is_nervaluates_strict(
    one: list[tuple[str, int, int]], two: list[tuple[str, int, int]]
) -> None:
    def lines(of: list[tuple[str, int, int]]) -> list[dict[str, object]]:
        return [{"label": x, "start": s, "end": e - 1} for x, s, e in of]  # its ends are inclusive

    if one and two:
        results = Evaluator([lines(one)], [lines(two)], tags=["A", "B"], loader="dict").evaluate()
        found = value("span-f1", ratings(anna=spans(*one), ben=spans(*two)))
        assert found == pytest.approx(results["overall"]["strict"].f1)


@pytest.mark.skipif(not SHARED.exists(), reason=f"{SHARED} is not there")
def test_corpus_labelled_by_five_and_six() -> None:
    """Units of all pairs and articles added up; the published overlap figures are not one to one."""
    lines = [json.loads(line) for line in SHARED.read_text("utf-8").splitlines()]
    rows = corpus((line["id"], line["annotator"], polnear(line)) for line in lines)
    published = {
        "span-f1": {"SOURCE": 0.785, "CUE": 0.715, "CONTENT": 0.685},
        "span-any-f1": {"SOURCE": 0.845, "CUE": 0.819, "CONTENT": 0.882},
        # One to one, which the published figures are not.
        "span-overlap-f1": {"SOURCE": 0.843, "CUE": 0.818, "CONTENT": 0.843},
    }
    for name, expected in published.items():
        found = {f.name: f for f in measures.load(name).figures(rows)}
        assert {x: found[x].value for x in expected} == pytest.approx(expected, abs=0.0006)
        assert (found["SOURCE"].articles, found["SOURCE"].pairs) == (22, 15)
