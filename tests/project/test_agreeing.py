"""Agreement on the sample labels: submitted ones only, and what is left out is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.agreement.report.page import page
from annotator.domain.entries import entry, folded
from annotator.domain.events import Event, StreamKey, diff
from annotator.domain.history import SUBMIT
from annotator.domain.labels import Labels, Role, Span, Tie
from annotator.domain.record import Record
from annotator.project import registry
from annotator.project.agreeing import claims, measured, named_entries, ratings, report, resolved
from annotator.project.importing import import_labels
from annotator.project.labelling import now
from annotator.project.project import Project, create_project
from annotator.project.sources import sources


def test_every_measure_finds_the_sample_annotators_to_agree_in_part(samples: Project) -> None:
    for name in ("ledger-f1", "span-f1", "span-overlap-f1", "relation-f1", "tie-f1", "alpha", "u-alpha"):
        found = measured(samples, name)
        assert found.annotators == ("anna", "ben")
        value = found.figures[0].value
        assert value is not None
        assert 0.2 < value < 1, name


def test_what_is_not_submitted_is_left_out_and_told(samples: Project) -> None:
    before = measured(samples, "span-f1")
    assert (before.open, before.changed) == ({}, {})
    key = StreamKey("01_dam_failure", "carla")
    stream = samples.store.stream(key)
    after = stream.labels.with_cut(5, True)
    samples.store.append(key, Event("c", 1, now(), "carla", "split", diff(stream.labels, after)))
    found = measured(samples, "span-f1")
    assert found.open == {"carla": 1}
    assert found.figures == before.figures


def test_changes_after_submission_do_not_count_and_are_told(samples: Project) -> None:
    before = ratings(samples)
    key = StreamKey("01_dam_failure", "anna")
    stream = samples.store.stream(key)
    span = next(iter(stream.labels.spans.values()))
    after = stream.labels.with_span(replace(span, entity="SOMEBODY_ELSE"))
    event = Event("d", stream.seq + 1, now(), "anna", "entity", diff(stream.labels, after))
    samples.store.append(key, event)
    found = ratings(samples)
    assert found.changed == {"anna": 1}
    assert found.ratings == before.ratings


def test_entries_are_those_of_the_registry_else_words(samples: Project) -> None:
    assert ratings(samples).surface
    for one, other in (("The Ministry's", "ministry"), ("“Their  rivals”", "rivals"), ("the EU’s", "EU")):
        assert folded(one) == folded(other)
    assert folded("The") == "the"


def test_claims_of_a_mutual_act_go_both_ways_and_never_to_oneself(samples: Project) -> None:
    spans = {
        "a": Span("a", "ACTOR", ((0, 7),), entity="ASTRAVA"),
        "b": Span("b", "ACTOR", ((12, 18),)),
        "s": Span("s", "STANCE", ((19, 25),)),
    }
    tie = Tie("t", "s", "ACCUSE", (Role("source", "a"), Role("source", "b")), reciprocal=True)
    text = "Astrava and Belmar traded blame."
    entries = {key: entry(span, text) for key, span in spans.items()}
    found = claims(Labels(spans, {"t": tie}), entries, samples.scheme)
    assert found == {("ASTRAVA", "blame", "“belmar”"): (19,), ("“belmar”", "blame", "ASTRAVA"): (19,)}
    one_way = replace(tie, reciprocal=False, roles=(Role("source", "a"), Role("target", implicit="unnamed")))
    assert claims(Labels(spans, {"t": one_way}), entries, samples.scheme) == {
        ("ASTRAVA", "blame", "(unnamed)"): (19,)
    }


def test_annotators_agree_with_themselves_pass_by_pass(samples: Project) -> None:
    assert report(samples, selves=True).articles == 0
    for name in ("anna", "ben"):
        first = samples.store.stream(StreamKey("01_dam_failure", name)).labels
        again = StreamKey("01_dam_failure", name, pass_=2)
        event = Event(f"{name}-1", 1, now(), name, "import", diff(Labels(), first))
        samples.store.append(again, event)
        samples.store.append(again, Event(f"{name}-2", 2, now(), name, SUBMIT, ()))
    found = report(samples, selves=True)
    assert (found.annotators, found.articles, found.pairs) == (("pass 1", "pass 2"), 2, 1)
    assert found.headline.figure.value == 1.0
    assert report(samples).headline.figure.value != 1.0


SHARED = Path("../shared/agreement/polnear_multi.jsonl")


@pytest.mark.skipif(not SHARED.exists(), reason=f"{SHARED} is not there")
def test_a_corpus_of_another_scheme_labelled_by_six(tmp_path: Path) -> None:
    with create_project(str(tmp_path / "p.db"), "polnear") as project:
        import_labels(project, sources([str(SHARED)], "prodigy"), submitted=True)
        found = report(project)
    assert (found.articles, found.pairs, len(found.annotators)) == (22, 15, 6)
    assert found.layers[0].title == "Who is heard"
    named = {part.title: part for layer in found.layers for part in layer.parts}
    published = {
        "spans, exact bounds": {"SOURCE": 0.785, "CUE": 0.715, "CONTENT": 0.685},
        "spans, overlapping any": {"SOURCE": 0.845, "CUE": 0.819, "CONTENT": 0.882},
    }
    for title, expected in published.items():
        values = {figure.name: figure.value for figure in named[title].by("label")}
        assert values == pytest.approx(expected, abs=0.0006)
    assert all(part.figure.value is not None for part in named.values())
    assert "<svg" in page(found)


def test_entries_are_compared_as_the_registry_has_them(samples: Project) -> None:
    """A merged key is the one it was merged into; words that name an entry need no resolving by hand."""
    key = StreamKey("01_dam_failure", "anna")
    article = samples.store.article(key.article)
    stream = samples.store.stream(key)
    span = next(one for one in stream.labels.spans.values() if one.label == "ACTOR")
    span = replace(span, entity=None)
    labels = stream.labels.with_span(span)
    first = registry.add_entry(samples, "Somebody", "anna")
    second = registry.add_entry(samples, span.text(article.text), "anna")
    record = Record(article, "blame@1", "t", "anna", labels=labels)
    named = named_entries(samples)
    assert resolved(record, samples.scheme, named).labels.spans[span.id].entity == second.key
    by_hand = replace(record, labels=labels.with_span(replace(span, entity=first.key)))
    assert resolved(by_hand, samples.scheme, named).labels.spans[span.id].entity == first.key
    registry.merge(samples, first.key, second.key, "anna")
    assert (
        resolved(by_hand, samples.scheme, named_entries(samples)).labels.spans[span.id].entity == second.key
    )
