"""Counts worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.labels import Labels
from annotator.domain.scheme import Scheme
from annotator.domain.text import Article
from annotator.evaluation.misses import misses
from annotator.evaluation.report import Adding
from annotator.evaluation.scoring import Criterion, Group, Key, score
from tests.evaluation.conftest import labels

GOLD = labels(
    ("accused", "ACCUSE", {"source": "The union", "target": "the port", "issue": "neglect"}),
    ("denied", "DENY", {"source": "Mayor Brandt", "issue": "the charge"}),
    ("blamed", "ACCUSE", {"source": "Mayor Brandt", "target": "a night crew"}),
    ("said", "REPORT", {"source": "the police", "content": "Nobody was hurt"}),
)


def counts(
    suggested: Labels, scheme: Scheme, group: Group, name: str, criterion: Criterion
) -> tuple[int, int, int]:
    count = score(GOLD, suggested, scheme).counts[Key(group, name, criterion)]
    return count.matched, count.suggested, count.gold


def test_gold_against_itself_is_all_right(scheme: Scheme) -> None:
    found = score(GOLD, GOLD, scheme)
    assert found.counts
    assert all(count.matched == count.suggested == count.gold > 0 for count in found.counts.values())
    assert found.confusion == {("ACCUSE", "ACCUSE"): 2, ("DENY", "DENY"): 1, ("REPORT", "REPORT"): 1}


def test_nothing_suggested(scheme: Scheme) -> None:
    found = score(GOLD, Labels(), scheme)
    assert all(count.matched == count.suggested == 0 < count.gold for count in found.counts.values())
    assert found.confusion == {("ACCUSE", None): 2, ("DENY", None): 1, ("REPORT", None): 1}


def test_bounds_category_and_roles(scheme: Scheme) -> None:
    found = labels(
        # All right but for one boundary: "the port of neglect" shares half with "the port".
        ("accused", "ACCUSE", {"source": "The union", "target": "the port", "issue": "of neglect"}),
        # Another category.
        ("denied", "REJECT", {"source": "Mayor Brandt", "issue": "the charge"}),
        # A role too many, and one missing.
        ("blamed", "ACCUSE", {"target": "a night crew", "issue": "the charge"}),
        # Not in the gold labels.
        ("hurt", "CONDEMN", {"source": "=author"}),
    )
    assert counts(found, scheme, "label", "ISSUE", "iou50") == (2, 2, 2)
    assert counts(found, scheme, "label", "ISSUE", "exact") == (1, 2, 2)
    assert counts(found, scheme, "label", "STANCE", "exact") == (3, 4, 4)
    assert counts(found, scheme, "role", "issue", "iou50") == (2, 3, 2)
    assert counts(found, scheme, "role", "source", "exact") == (2, 2, 4)
    assert counts(found, scheme, "role", "source, implicit", "exact") == (0, 1, 0)
    assert counts(found, scheme, "category", "ACCUSE", "iou50") == (2, 2, 2)
    assert counts(found, scheme, "category", "DENY", "iou50") == (0, 0, 1)
    assert counts(found, scheme, "tie", "stance", "iou50") == (3, 4, 4)
    assert counts(found, scheme, "tie", "category", "iou50") == (2, 4, 4)
    assert counts(found, scheme, "tie", "required roles", "iou50") == (1, 4, 4)
    assert counts(found, scheme, "tie", "whole tie", "iou50") == (1, 4, 4)
    # The required roles of ACCUSE are source and target; the boundary is off.
    assert counts(found, scheme, "tie", "required roles", "exact") == (1, 4, 4)
    assert counts(found, scheme, "tie", "whole tie", "exact") == (0, 4, 4)
    assert score(GOLD, found, scheme).confusion == {
        ("ACCUSE", "ACCUSE"): 2,
        ("DENY", "REJECT"): 1,
        ("REPORT", None): 1,
        (None, "CONDEMN"): 1,
    }


def test_two_ties_of_one_stance_are_paired_by_their_roles(scheme: Scheme) -> None:
    both = labels(
        ("accused", "ACCUSE", {"source": "The union", "target": "the port"}),
        ("accused", "ACCUSE", {"source": "The union", "target": "a night crew"}),
    )
    turned = replace(both, ties=dict(reversed(both.ties.items())))
    found = score(both, turned, scheme)
    assert found.counts[Key("tie", "whole tie", "exact")].matched == 2


def test_an_alternative_category_is_right_too(scheme: Scheme) -> None:
    tie = replace(GOLD.ties["t1"], attributes={"alternative": "REJECT"})
    gold = replace(GOLD, ties={"t1": tie})
    suggested = labels(("denied", "REJECT", {"source": "Mayor Brandt", "issue": "the charge"}))
    found = score(gold, suggested, scheme)
    assert found.counts[Key("tie", "whole tie", "exact")].matched == 1
    assert found.counts[Key("category", "REJECT", "exact")].matched == 1
    assert found.confusion == {("REJECT", "REJECT"): 1}


def test_misses_are_sentences_to_read(scheme: Scheme, article: Article) -> None:
    found = labels(
        ("accused", "ACCUSE", {"source": "The union", "issue": "of neglect"}),
        ("denied", "REJECT", {"source": "Mayor Brandt", "issue": "the charge"}),
        ("hurt", "CONDEMN", {"source": "=author"}),
    )
    told = {(miss.kind, miss.what): miss.sentence for miss in misses(article, GOLD, found)}
    assert told["missed", "STANCE “said”"] == "Nobody was hurt, the police [said]."
    assert told["extra", "STANCE “hurt”"] == "Nobody was {hurt}, the police said."
    assert told["bounds", "ISSUE begins too early"] == "The union accused the port {of [neglect]}."
    assert "[denied]" in told["category", "DENY taken for REJECT “denied”"]
    assert told["role", "target of ACCUSE: missing"] == "The union ‹accused› [the port] of neglect."
    assert list(misses(article, GOLD, GOLD)) == []


def test_figures_and_their_intervals(scheme: Scheme, article: Article) -> None:
    half = labels(("accused", "ACCUSE", {"source": "The union", "target": "the port", "issue": "neglect"}))
    adding = Adding()
    for number in range(6):
        suggested = GOLD if number % 2 else half
        adding.add(score(GOLD, suggested, scheme), list(misses(article, GOLD, suggested)))
    report = adding.report()
    figure = report.figure("tie", "whole tie", "exact")
    assert (figure.matched, figure.suggested, figure.gold) == (15, 15, 24)
    assert (figure.precision, figure.recall) == (1.0, 15 / 24)
    assert figure.f1 == pytest.approx(30 / 39)
    assert figure.low is not None
    assert figure.high is not None
    assert 0.4 <= figure.low < figure.f1 < figure.high <= 1.0
    assert adding.report() == report, "resampling is the same every time"
    assert report.misses[0].count == 3
    assert len(report.misses[0].examples) == 3
    with pytest.raises(KeyError):
        report.figure("label", "HEDGE", "exact")


def test_no_interval_from_a_handful_of_articles(scheme: Scheme) -> None:
    adding = Adding()
    adding.add(score(GOLD, GOLD, scheme), [])
    assert all(figure.low is None and figure.f1 == 1 for figure in adding.report().figures)
