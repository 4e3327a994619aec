"""Relation F1 and its errors; expected figures from running brateval's CompareRelations."""

from __future__ import annotations

import numpy as np
import pytest

from annotator.agreement import measures
from annotator.agreement._columns import pairings
from annotator.agreement._ties import matched_ties
from annotator.agreement.relation_f1 import ERRORS, Ends, relations
from annotator.domain.ratings import Filler, Reading, TieRating
from tests.agreement.readings import ratings, related, units

SPANS = {
    "T1": ("Actor", 0, 12),
    "T2": ("Cue", 13, 17),
    "T3": ("Target", 33, 53),
    "T4": ("Actor", 90, 98),
    "T5": ("Cue", 99, 105),
    "T6": ("Target", 106, 118),
}
LINKS = [("source", "T2", "T1"), ("blames", "T2", "T3"), ("source", "T5", "T4"), ("blames", "T5", "T6")]
GOLD = related(SPANS, LINKS)
CASES = {
    "boundary": related({**SPANS, "T3": ("Target", 37, 53)}, LINKS),
    "label": related({**SPANS, "T6": ("Actor", 106, 118)}, LINKS),
    "role": related(SPANS, [*LINKS[:3], ("source", "T5", "T6")]),
    "span missing": related({k: v for k, v in SPANS.items() if k != "T6"}, LINKS[:3]),
    "links missing": related(SPANS, LINKS[:2]),
}


@pytest.mark.parametrize(
    ("case", "ends", "expected"),
    [
        ("boundary", "exact", (3, 1, 1, 2)),
        ("boundary", "overlap", (4, 0, 0, 0)),
        ("label", "exact", (3, 1, 1, 2)),
        ("label", "overlap", (3, 1, 1, 2)),
        ("role", "exact", (3, 1, 1, 0)),
        ("role", "overlap", (3, 1, 1, 0)),
        ("span missing", "exact", (3, 0, 1, 1)),
        ("span missing", "overlap", (3, 0, 1, 1)),
        ("links missing", "exact", (2, 0, 2, 0)),
        ("links missing", "overlap", (2, 0, 2, 0)),
    ],
)
def test_brateval(case: str, ends: Ends, expected: tuple[int, int, int, int]) -> None:
    tp, fp, fn, argument = expected
    found = pairings(ratings(gold=GOLD, response=CASES[case]))
    made = relations(found, matched_ties(found), ends)
    hit = made.shares.hit
    first, second = hit[: made.first], hit[made.first :]
    assert (first.sum(), second.sum()) == (tp, tp)
    assert ((~first).sum(), (~second).sum()) == (fn, fp)
    assert (made.error == ERRORS.index("argument missing")).sum() == argument
    figure = made.shares.overall().figure
    assert figure.value == pytest.approx(2 * tp / (2 * tp + fp + fn))


def errors(one: Reading, two: Reading) -> dict[str, int]:
    found = pairings(ratings(anna=one, ben=two))
    made = relations(found, matched_ties(found))
    return {name: int((made.error == i).sum()) for i, name in enumerate(ERRORS) if (made.error == i).any()}


def test_errors_are_told_apart() -> None:
    assert errors(GOLD, CASES["role"]) == {"wrong role": 2}
    assert errors(GOLD, CASES["links missing"]) == {"relation missing": 2}
    assert errors(GOLD, CASES["span missing"]) == {"argument missing": 1}
    spans = {"c": ("Cue", 0, 5), "x": ("Actor", 10, 15), "y": ("Actor", 20, 25)}
    one = related(spans, [("source", "c", "x"), ("target", "c", "y")])
    two = related(spans, [("source", "c", "y"), ("target", "c", "x")])
    assert errors(one, two) == {"wrong direction": 4}


def test_given_matched_arguments_leaves_out_what_the_other_did_not_mark() -> None:
    figures = {
        f.name: f for f in measures.load("relation-f1").figures(ratings(a=GOLD, b=CASES["span missing"]))
    }
    assert figures["all"].value == pytest.approx(6 / 7)
    assert figures["given matched arguments"].value == 1.0
    assert figures["given matched arguments"].n == 6


def test_implicit_fillers_count_with_their_reason() -> None:
    def tie(reason: str) -> Reading:
        return Reading(
            units(("STANCE", 0, 5)), (TieRating(0, "ACCUSE", "blame", (Filler("source", implicit=reason),)),)
        )

    for reason, value in (("unnamed", 1.0), ("agentless", 0.0)):
        rows = ratings(anna=tie("unnamed"), ben=tie(reason))
        assert measures.load("relation-f1").figures(rows)[0].value == value
        assert measures.load("tie-f1").figures(rows)[0].value == value


def test_several_ties_on_one_head_find_each_other_by_what_they_are() -> None:
    spans = units(("STANCE", 0, 5), ("ACTOR", 10, 15), ("ACTOR", 20, 25))
    ties = [TieRating(0, "ACCUSE", "blame", (Filler("target", i),)) for i in (1, 2)]
    other = TieRating(0, "DENY", "defend", (Filler("target", 2),))
    one, two = Reading(spans, tuple(ties)), Reading(spans, (other, ties[0]))
    for a, b in ((one, two), (two, one)):
        rows = ratings(anna=a, ben=b)
        assert measures.load("tie-f1").figures(rows)[0].value == 0.5
        category = measures.load("alpha").figures(rows)[0]
        assert (category.name, category.n, category.matched, category.units) == ("category", 2, 4, 4)
        assert category.warnings[0] == "few pairs (2)"
        assert measures.load("tie-f1").figures(rows)[0].warnings == ("few items (4)",)
    assert np.isfinite(measures.load("tie-f1").figures(ratings(anna=one, ben=one))[0].value or np.nan)
