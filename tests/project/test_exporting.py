"""Which records an export takes, into how many files, and what stands beside them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Event, StreamKey, diff
from annotator.domain.labels import Labels, Status
from annotator.domain.rounds import Round
from annotator.formats import formats
from annotator.project.exporting import export, writers
from annotator.project.project import Project, create_project
from annotator.project.selecting import Selection
from annotator.segment.segmenter import Segmenter
from tests.conftest import HARBOUR, add, harbour_suggestions

FIRST, LAST = datetime(2026, 3, 4, tzinfo=UTC), datetime(2026, 3, 6, tzinfo=UTC)


@pytest.fixture
def labelled(tmp_path: Path, segmenter: Segmenter) -> Iterator[Project]:
    """Four articles, a pair of one event; anna labelled all, ben the first, which has gold too."""
    with create_project(str(tmp_path / "p.db"), "blame") as project:
        for number in range(1, 5):
            text = HARBOUR.replace("noon", "noon" * number)
            meta = {"event": "fire" if number < 3 else f"other {number}"}
            article = segmenter.article(f"0{number}_harbour", text, meta=meta)
            add(project, segmenter, article)
            labels = harbour_suggestions(article)
            spans = {k: replace(s, origin="human", score=None) for k, s in labels.spans.items()}
            labels = replace(labels, spans=spans)
            start = next(s.start for s in article.sentences if s.start <= spans["blamed"].start < s.end)
            labels = labels.with_status(start, Status("done", flag=number == 2))
            whose = [("anna", "human", FIRST if number < 4 else LAST)]
            whose += [("ben", "human", LAST), ("lead", "gold", LAST)] if number == 1 else []
            for who, layer, at in whose:
                event = Event(f"{number}{who}", 1, at, who, "label", diff(Labels(), labels))
                project.store.append(StreamKey(article.id, who, layer=layer), event)
        yield project


def exported(project: Project, path: Path, **options: Any) -> list[dict[str, Any]]:
    export(project, "jsonl", path / "out.jsonl", **options)
    return [json.loads(line) for line in (path / "out.jsonl").read_text().splitlines()]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({}, ["1 anna", "1 ben", "1 lead", "2 anna", "3 anna", "4 anna"]),
        ({"annotators": ["ben"]}, ["1 ben"]),
        ({"layers": ["gold"]}, ["1 lead"]),
        ({"selection": Selection(articles=("01_*", "03_harbour"))}, ["1 anna", "1 ben", "1 lead", "3 anna"]),
        ({"selection": Selection(marks=("flagged",))}, ["2 anna"]),
        ({"selection": Selection(marks=("submitted", "skipped"))}, []),
        ({"selection": Selection(since=date(2026, 3, 5))}, ["1 ben", "1 lead", "4 anna"]),
        (
            {"selection": Selection(until=date(2026, 3, 6)), "annotators": ["anna"]},
            ["1 anna", "2 anna", "3 anna"],
        ),
    ],
)
def test_records_are_selected(
    labelled: Project, tmp_path: Path, options: dict[str, Any], found: list[str]
) -> None:
    lines = exported(labelled, tmp_path, **options)
    assert [f"{line['id'][1]} {line['annotator']}" for line in lines] == found


def test_labels_are_selected_with_what_holds_without_others(labelled: Project, tmp_path: Path) -> None:
    selection = Selection(labels=("STANCE", "ISSUE"), articles=("02*",))
    (line,) = exported(labelled, tmp_path, selection=selection)
    assert {span["label"] for span in line["spans"]} == {"STANCE", "ISSUE"}
    assert [[role["role"] for role in tie["roles"]] for tie in line["ties"]] == [["issue"]] * 3
    (line,) = exported(labelled, tmp_path, selection=replace(selection, labels=("ACTOR",)))
    assert "ties" not in line


def test_unreviewed_sentences_are_dropped_or_listed(labelled: Project, tmp_path: Path) -> None:
    one = Selection(articles=("02*",), unreviewed="drop")
    (line,) = exported(labelled, tmp_path, selection=one)
    assert line["text"].startswith("The Port Authority of Vell rejected")
    assert "Fishermen" not in line["text"]
    words = {line["text"][span["start"] : span["end"]] for span in line["spans"]}
    assert words >= {"rejected", "blamed", "a careless night crew", "the fire"}
    assert "Ida Moreau" not in words
    ((start, _, at),) = line["meta"]["excerpt"]
    assert (start, at) == (HARBOUR.index("The Port Authority of Vell"), 0)
    (line,) = exported(labelled, tmp_path, selection=replace(one, unreviewed="mark"))
    text = line["text"]
    assert "Fishermen returned to the quay at noonnoon." in [text[s:e] for s, e in line["meta"]["unreviewed"]]


@pytest.mark.parametrize("name", writers())
def test_every_format_takes_excerpts(labelled: Project, tmp_path: Path, name: str) -> None:
    export(labelled, name, tmp_path / "out", selection=Selection(unreviewed="drop"))
    assert (tmp_path / "out.provenance.json").exists()


@pytest.mark.parametrize("name", ["jsonl", "conll", "brat"])
def test_splits_are_by_group_and_whole(labelled: Project, tmp_path: Path, name: str) -> None:
    target = tmp_path / "new" / f"out{formats.load(name).suffix}"
    export(labelled, name, target, split="50/25/25", group="event", seed="3")
    made = sorted(path.name for path in target.parent.rglob("*") if "provenance" in path.name)
    assert len(made) == 3
    told = [json.loads(path.read_text()) for path in sorted(target.parent.rglob("*.provenance.json"))]
    assert sum(one["counts"].get("records", 0) for one in told) == 6
    if name == "jsonl":
        ids = [
            {json.loads(line)["id"][1] for line in path.read_text().splitlines()}
            for path in target.parent.glob("*.jsonl")
        ]
        assert any({"1", "2"} <= part for part in ids)
        assert sum(map(len, ids)) == 4


def test_what_was_exported_is_told_beside_it(labelled: Project, tmp_path: Path) -> None:
    for _ in range(2):
        export(
            labelled,
            "prodigy",
            tmp_path / "out.jsonl",
            annotators=["anna"],
            selection=Selection(articles=("0*",)),
        )
        told = json.loads((tmp_path / "out.jsonl.provenance.json").read_text())
        assert told["format"] == "prodigy"
        assert told["scheme"] == "blame@1"
        assert told["selection"] == {"annotators": ["anna"], "layers": ["human", "gold"], "articles": ["0*"]}
        assert told["counts"] == {
            "records": 4,
            "articles": 4,
            "spans": 40,
            "ties": 12,
            "annotators": ["anna"],
        }
        assert told["sha256"] == {
            "out.jsonl": hashlib.sha256((tmp_path / "out.jsonl").read_bytes()).hexdigest()
        }
        assert told["losses"]
    export(labelled, "brat", tmp_path / "brat")
    assert "export.json" in json.loads((tmp_path / "brat.provenance.json").read_text())["sha256"]


@pytest.mark.parametrize(
    ("selection", "told"),
    [
        (Selection(marks=("red",)), "no mark 'red'"),
        (Selection(labels=("WOOD",)), "no label 'WOOD'"),
        (Selection(unreviewed="burn"), "unreviewed"),
        (Selection(articles=("01_*", "09_harbour")), "no article has the id '09_harbour'"),
        (Selection(articles=("02_harbour", "9*")), r"no article has the id '9\*'"),
    ],
)
def test_what_cannot_be_selected_by_is_refused(
    labelled: Project, tmp_path: Path, selection: Selection, told: str
) -> None:
    with pytest.raises(AnnotatorError, match=told):
        export(labelled, "jsonl", tmp_path / "out.jsonl", selection=selection)
    assert not list(tmp_path.glob("out*"))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"layers": ["human", "golden"]}, "no layer 'golden'"),
        ({"rounds": ["nought"]}, "no round 'nought'"),
        ({"annotators": ["zoe"]}, "nobody named 'zoe'"),
        ({"split": "80/10/10", "group": "wire"}, "no article has 'wire' in its metadata"),
    ],
)
def test_names_that_nothing_has_are_refused(
    labelled: Project, tmp_path: Path, options: dict[str, Any], told: str
) -> None:
    for name in ("jsonl", "spacy"):
        with pytest.raises(AnnotatorError, match=told):
            export(labelled, name, tmp_path / "out", **options)
    assert not list(tmp_path.glob("out*"))


def test_an_id_is_meant_as_it_stands(labelled: Project, tmp_path: Path, segmenter: Segmenter) -> None:
    """Also where it would be a pattern that means another one."""
    add(labelled, segmenter, segmenter.article("a[1]", "Nobody blamed anybody."))
    lines = exported(labelled, tmp_path, selection=Selection(articles=("a[1]",)))
    assert [line["id"] for line in lines] == ["a[1]"]


def test_articles_outside_all_groups_are_counted(
    labelled: Project, tmp_path: Path, segmenter: Segmenter
) -> None:
    add(labelled, segmenter, segmenter.article("lone", "Nobody blamed anybody."))
    made = export(labelled, "jsonl", tmp_path / "out.jsonl", split="50/25/25", group="event")
    assert made.counts["ungrouped"] == 1
    assert [place.name for place in made.places] == [f"out.{part}.jsonl" for part in ("train", "dev", "test")]


def test_progress_is_told_by_articles(labelled: Project, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    export(labelled, "jsonl", tmp_path / "out.jsonl", tell=lambda *counts: told.append(counts))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_sentences_that_annotators_do_not_agree_on_are_left_out(labelled: Project, tmp_path: Path) -> None:
    """Anna and ben reviewed one sentence of the first article alike; then ben takes a label back."""
    gold = {"layers": ["gold"], "selection": Selection(min_agreement=0.9)}
    (line,) = exported(labelled, tmp_path, **gold)
    assert [one["status"] for one in line["sentences"]] == ["done"]
    assert line["spans"]
    asked = json.loads((tmp_path / "out.jsonl.provenance.json").read_text())["selection"]
    assert asked["min_agreement"] == 0.9
    key = StreamKey("01_harbour", "ben")
    stream = labelled.store.stream(key)
    without = stream.labels.without_tie("blame")
    event = Event("x", 2, LAST, "ben", "label", diff(stream.labels, without))
    labelled.store.append(key, event)
    assert exported(labelled, tmp_path, **gold) == []
    assert len(exported(labelled, tmp_path, layers=["gold"], selection=Selection(min_agreement=0.2))) == 1
    marked = Selection(min_agreement=0.9, unreviewed="mark", articles=("01*",))
    (line,) = exported(labelled, tmp_path, annotators=["anna"], selection=marked)
    assert len(line["meta"]["unreviewed"]) == len(line["sentences"])
    with pytest.raises(AnnotatorError, match="never 2"):
        exported(labelled, tmp_path, selection=Selection(min_agreement=2))


def test_rounds_are_selected_and_what_went_apart_trains_nothing(labelled: Project, tmp_path: Path) -> None:
    labelled.store.set_round(Round("main-apart"))
    labels = labelled.store.stream(StreamKey("02_harbour", "anna")).labels
    event = Event("apart", 1, LAST, "anna", "label", diff(Labels(), labels))
    labelled.store.append(StreamKey("02_harbour", "anna", "main-apart"), event)
    assert [one["round"] for one in exported(labelled, tmp_path)].count("main-apart") == 1
    (line,) = exported(labelled, tmp_path, rounds=["main-apart"])
    assert line["id"] == "02_harbour"
    export(labelled, "doccano", tmp_path / "d.jsonl")
    whole = (tmp_path / "d.jsonl").read_text()
    export(labelled, "doccano", tmp_path / "d.jsonl", rounds=["main"])
    assert (tmp_path / "d.jsonl").read_text() == whole
    with pytest.raises(AnnotatorError, match="no round 'x'"):
        exported(labelled, tmp_path, rounds=["x"])
