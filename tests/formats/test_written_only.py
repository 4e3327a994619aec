"""What stands in the files of formats that are written only."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.labels import Role, Span, Status, Tie
from annotator.domain.record import Record
from annotator.formats import formats

from .golden import SCHEME, STANCE, TEXT, record, with_regions


def write(name: str, path: Path, one: Record, **options: str) -> tuple[str, dict[str, int]]:
    losses = formats.load(name).write([one], path / "out", SCHEME, options)
    return (path / "out").read_bytes().decode(), {loss.what: loss.count for loss in losses}


def rows(name: str, path: Path, one: Record, **options: str) -> list[dict[str, str]]:
    write(name, path, one, **options)
    with (path / "out").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t" if options else ","))


def changed(**tie: object) -> Record:
    one = record()
    return replace(one, labels=one.labels.with_tie(replace(one.labels.ties["t1"], **tie)))  # type: ignore[arg-type]


def test_the_golden_sentence_in_bio(tmp_path: Path) -> None:
    found, lost = write("conll", tmp_path, record())
    lines = found.splitlines()
    assert lines[:2] == ["-DOCSTART- -X- O O", ""]
    assert lines[2:5] == ["On -X- O O", "Tuesday -X- O O", ", -X- O O"]
    tagged = [line.split(" ") for line in lines[2:] if line and not line.endswith(" O")]
    assert [(word, tag) for word, _, _, tag in tagged] == [
        ("Prime", "B-ACTOR"), ("Minister", "I-ACTOR"), ("Giorgia", "I-ACTOR"), ("Rossi", "I-ACTOR"),
        ("'", "I-ACTOR"), ("s", "I-ACTOR"), ("ally", "I-ACTOR"), ("blamed", "B-STANCE"),
        ("Brussels", "B-ACTOR"), ("the", "B-ISSUE"), ("delay", "I-ISSUE"),
    ]  # fmt: skip
    assert ("😊 -X- O O") in lines
    assert lost == {"ties with their categories and attributes": 1, "roles": 3}


def test_of_overlapping_spans_the_label_named_first_is_tagged(tmp_path: Path) -> None:
    one = record()
    inside = one.labels.with_span(Span("s9", "CONTENT", ((48, 79),)))
    found, lost = write("conll", tmp_path, replace(one, labels=inside), labels="CONTENT,ACTOR")
    assert "blamed -X- O B-CONTENT" in found
    assert "Brussels -X- O I-CONTENT" in found
    assert "Rossi -X- O I-ACTOR" in found
    assert lost["spans that overlap one of an earlier label, or a longer one of the same"] == 1
    assert lost["spans of labels not asked for"] == 2
    with pytest.raises(AnnotatorError, match="no label 'WOOD'"):
        write("conll", tmp_path, one, labels="WOOD")


def test_sentences_nobody_reviewed_are_left_out(tmp_path: Path) -> None:
    one = replace(
        record(), article=with_regions(), labels=replace(record().labels, spans={}, ties={}, statuses={})
    )
    reviewed = replace(one, labels=one.labels.with_status(11, Status("nothing")))
    found, _ = write("conll", tmp_path, reviewed)
    assert [line.split(" ")[0] for line in found.splitlines()] == [
        "-DOCSTART-", "", "A", "ministry", "denied", "it", ".", "",
    ]  # fmt: skip
    found, lost = write("conll", tmp_path, one)
    assert (found, list(lost.values())) == ("", [1])
    assert "Critics" in write("conll", tmp_path, one, sentences="all")[0]


def test_the_golden_tie_in_a_table(tmp_path: Path) -> None:
    (row,) = rows("ties", tmp_path, record())
    assert row == {
        "article": "golden", "title": "Golden", "sentence": TEXT, "voice": "",
        "source": "Prime Minister Giorgia Rossi's ally", "source_entity": "rossi-ally", "head": "blamed",
        "category": "ACCUSE", "target": "Brussels", "target_entity": "", "issue": "the delay",
        "negated": "false", "note": "clear", "reciprocal": "false",
        "annotator": "anna", "round": "main", "layer": "human",
        "status": "done", "tie": "t1", "head_start": "48", "head_end": "54",
    }  # fmt: skip
    assert rows("ties", tmp_path, record(), delimiter="tab") == [row]


def test_reciprocal_ties_are_pairs_and_nobody_is_tied_to_himself(tmp_path: Path) -> None:
    both = (Role("source", "s1"), Role("source", "s3"), Role("target", "s1"), Role("target", "s3"))
    (row,) = rows("ties", tmp_path, changed(reciprocal=True, roles=both))
    assert (row["source"], row["target"]) == ("Prime Minister Giorgia Rossi's ally", "Brussels")
    three = (*both[:2], Role("source", implicit="unnamed"))
    assert len(rows("ties", tmp_path, changed(reciprocal=True, roles=three))) == 3
    for roles in (both[:1], ()):
        (row,) = rows("ties", tmp_path, changed(reciprocal=True, roles=roles))
        assert row["target"] == ""


def test_every_source_with_every_target_and_implicit_ones(tmp_path: Path) -> None:
    roles = (Role("source", implicit="unnamed"), Role("target", "s3"), Role("target", "s1"))
    found = rows("ties", tmp_path, changed(roles=roles))
    assert [(row["source"], row["target"]) for row in found] == [
        ("(unnamed)", "Brussels"), ("(unnamed)", "Prime Minister Giorgia Rossi's ally"),
    ]  # fmt: skip


def test_the_voice_is_the_outer_ties_source(tmp_path: Path) -> None:
    one = record()
    outer = Tie("t0", "s2", "REPORT", (Role("source", "s3"), Role("nested", tie="t1")))
    found = rows("ties", tmp_path, replace(one, labels=one.labels.with_tie(outer)))
    assert {row["category"]: row["voice"] for row in found} == {"REPORT": "", "ACCUSE": "Brussels"}


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "'", "\t=", "\r="])
def test_no_cell_begins_a_formula(tmp_path: Path, sign: str) -> None:
    one = changed(attributes={"note": f"{sign}HYPERLINK(1)"})
    (row,) = rows("ties", tmp_path, one)
    assert row["note"].startswith("'")
    _, lost = write("ties", tmp_path, one)
    assert list(lost.values()) == [1]


def test_quotes_for_citron(tmp_path: Path) -> None:
    found, lost = write("citron", tmp_path, record(), content="issue")
    assert json.loads(found) == {
        "id": "golden",
        "annotator": "anna",
        "text": TEXT,
        "quotes": [
            {
                "cue": {"start": STANCE[0], "end": STANCE[1], "text": "blamed"},
                "sources": [{"start": 12, "end": 47, "text": "Prime Minister Giorgia Rossi's ally"}],
                "contents": [{"start": 70, "end": 79, "text": "the delay"}],
            }
        ],
    }
    assert lost == {
        "roles that quotes do not have": 1,
        "categories and attributes of ties": 1,
        "spans in no quote": 1,
    }
    found, lost = write("citron", tmp_path, record())
    assert json.loads(found)["quotes"] == []
    assert lost["ties without content, which are no quotes"] == 1
