"""Agreement on the sample labels: submitted ones only, and what is left out is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator import resources
from annotator.domain.entries import folded
from annotator.domain.events import Event, StreamKey, diff
from annotator.domain.labels import Labels, Role, Span, Tie
from annotator.project.agreeing import claims, measured, ratings
from annotator.project.importing import import_labels
from annotator.project.labelling import now
from annotator.project.project import Project, create_project
from annotator.project.sources import sources


@pytest.fixture
def samples(tmp_path: Path) -> Iterator[Project]:
    labels = resources.folder("seeds") / "labels"
    with create_project(str(tmp_path / "p.db"), "blame") as project:
        import_labels(project, sources([str(labels / "anna.jsonl"), str(labels / "ben.jsonl")]))
        yield project


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
    text = "Astrava and Belmar traded blame."
    spans = {
        "a": Span("a", "ACTOR", ((0, 7),), entity="ASTRAVA"),
        "b": Span("b", "ACTOR", ((12, 18),)),
        "s": Span("s", "STANCE", ((19, 25),)),
    }
    tie = Tie("t", "s", "ACCUSE", (Role("source", "a"), Role("source", "b")), reciprocal=True)
    labels = Labels(spans, {"t": tie})
    found = claims(labels, text, samples.scheme)
    assert found == {("ASTRAVA", "blame", "“belmar”"), ("“belmar”", "blame", "ASTRAVA")}
    one_way = replace(tie, reciprocal=False, roles=(Role("source", "a"), Role("target", implicit="unnamed")))
    assert claims(Labels(spans, {"t": one_way}), text, samples.scheme) == {("ASTRAVA", "blame", "(unnamed)")}
