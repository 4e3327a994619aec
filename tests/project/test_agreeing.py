"""Agreement on the sample labels: submitted ones only, and what is left out is told."""

from __future__ import annotations

from pathlib import Path

from annotator import resources
from annotator.domain.events import Event, StreamKey, diff
from annotator.project.agreeing import agreement
from annotator.project.importing import import_labels
from annotator.project.labelling import now
from annotator.project.project import create_project
from annotator.project.sources import sources


def test_sample_labels(tmp_path: Path) -> None:
    labels = resources.folder("seeds") / "labels"
    with create_project(str(tmp_path / "p.db"), "blame") as project:
        import_labels(project, sources([str(labels / "anna.jsonl"), str(labels / "ben.jsonl")]))
        exact, overlap = agreement(project), agreement(project, "span-overlap-f1")
        assert exact.annotators == ("anna", "ben")
        assert exact.excluded == 0
        assert [f.name for f in exact.figures][:2] == ["all", "ACTOR"]
        for one, other in zip(exact.figures, overlap.figures, strict=True):
            assert one.value is not None
            assert other.value is not None
            assert 0.2 < one.value <= other.value < 1
        key = StreamKey("01_dam_failure", "carla")
        stream = project.store.stream(key)
        flagged = stream.labels.with_cut(5, True)
        project.store.append(key, Event("c", 1, now(), "carla", "split", diff(stream.labels, flagged)))
        again = agreement(project)
        assert again.excluded == 1
        assert again.figures == exact.figures
