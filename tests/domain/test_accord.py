"""Agreement on one sentence, and what labels say of it whatever their ids."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.accord import accord
from annotator.domain.contents import contents, differing
from annotator.domain.labels import Labels, Role, Span, Status, Tie
from annotator.domain.text import Article, Sentence, Tokens

TEXT = "Rossi blamed Brussels. Brussels denied it."
ARTICLE = Article("x", TEXT, (Sentence(0, 22), Sentence(23, 42)), Tokens([]))


def labelled(prefix: str, category: str = "ACCUSE", target: tuple[int, int] = (13, 21)) -> Labels:
    spans = {
        f"{prefix}1": Span(f"{prefix}1", "ACTOR", ((0, 5),)),
        f"{prefix}2": Span(f"{prefix}2", "STANCE", ((6, 12),)),
        f"{prefix}3": Span(f"{prefix}3", "ACTOR", (target,)),
    }
    tie = Tie(
        f"{prefix}t", f"{prefix}2", category, (Role("source", f"{prefix}1"), Role("target", f"{prefix}3"))
    )
    return Labels(spans, {tie.id: tie}, {0: Status("done"), 23: Status("nothing")})


def test_agreement_is_f1_of_spans_with_the_categories_of_heads() -> None:
    a = labelled("a")
    assert accord(ARTICLE, [a, labelled("b")]) == {0: 1.0, 23: 1.0}
    assert accord(ARTICLE, [a, labelled("b", target=(15, 21))]) == {0: 1.0, 23: 1.0}  # they overlap
    assert accord(ARTICLE, [a, labelled("b", category="DENY")])[0] == pytest.approx(2 * 2 / 6)
    less = labelled("b").without_span("b3")
    assert accord(ARTICLE, [a, less])[0] == pytest.approx(2 * 2 / 5)
    nothing = Labels(statuses={0: Status("nothing")})
    assert accord(ARTICLE, [a, nothing])[0] == 0
    assert accord(ARTICLE, [a, less, nothing])[0] == pytest.approx((4 / 5) / 3)


def test_who_did_not_review_a_sentence_does_not_count() -> None:
    a = labelled("a")
    assert accord(ARTICLE, [a]) == {0: None, 23: None}
    skipped = a.with_status(0, Status("skipped")).with_status(23, Status("open"))
    assert accord(ARTICLE, [a, skipped]) == {0: None, 23: None}
    assert accord(ARTICLE, []) == {0: None, 23: None}


def test_the_same_bounds_match_before_what_overlaps_more() -> None:
    def of(*bounds: tuple[int, int]) -> Labels:
        spans = {str(i): Span(str(i), "ACTOR", (b,)) for i, b in enumerate(bounds)}
        return Labels(spans, statuses={0: Status("done")})

    assert accord(ARTICLE, [of((0, 5), (0, 12)), of((0, 12), (0, 5))])[0] == 1
    assert accord(ARTICLE, [of((0, 5)), of((5, 12))])[0] == 0


def test_what_is_said_has_no_ids() -> None:
    a, b = labelled("a"), labelled("b")
    assert contents(ARTICLE, a) == contents(ARTICLE, b)
    assert differing(ARTICLE, a, b) == ()
    assert differing(ARTICLE, a, labelled("b", "DENY")) == (0,)
    assert differing(ARTICLE, a, b.with_status(23, Status("done"))) == (23,)
    assert differing(ARTICLE, a, b.with_cut(30, True)) == (23,)
    twice = b.with_span(replace(b.spans["b1"], id="b4"))
    assert differing(ARTICLE, a, twice) == (0,)
    origin = b.with_span(replace(b.spans["b1"], origin="rules@1", score=0.5, fate="accepted"))
    assert differing(ARTICLE, a, origin) == ()
    ring = b.with_tie(replace(b.ties["bt"], roles=(*b.ties["bt"].roles, Role("nested", tie="bt"))))
    assert differing(ARTICLE, a, ring) == (0,)
