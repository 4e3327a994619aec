"""All annotators side by side: who said what, and what share of those who looked."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.labels import Labels, Role, Span, Status, Tie
from annotator.domain.record import Record
from annotator.domain.text import Article, Sentence
from annotator.formats import formats

from .golden import SCHEME, tokens

TEXT = "Rossi 😊 blamed Brussels. Brussels denied it."
ARTICLE = Article("x", TEXT, (Sentence(0, 24), Sentence(25, 44)), tokens(TEXT), meta={"event": "e"})
BARE = Record(ARTICLE, "blame@1", "spacy.en@3.8", None)


def by(who: str, category: str | None, more: str | None = None, **options: Any) -> Record:
    spans = {"a": Span("a", "ACTOR", ((0, 5),)), "c": Span("c", "STANCE", ((8, 14),))}
    roles = (Role("source", "a"), Role("target", implicit="unnamed"))
    ties = {name: Tie(name, "c", name, roles) for name in (category, more) if name}
    labels = Labels(spans if ties else {}, ties, {0: Status("done" if ties else "nothing")})
    return replace(BARE, annotator=who, labels=labels, **options)


def written(path: Path, *records: Record) -> list[dict[str, Any]]:
    formats.load("perspectives").write(list(records), path / "out.jsonl", SCHEME)
    return [json.loads(line) for line in (path / "out.jsonl").read_text(encoding="utf-8").splitlines()]


def test_shares_and_soft_labels(tmp_path: Path) -> None:
    (line,) = written(
        tmp_path,
        by("anna", "ACCUSE"),
        by("ben", "ACCUSE", "CONDEMN"),
        by("carl", None),
        by("lead", "DENY", layer="gold"),
    )
    assert line["annotators"] == ["anna", "ben", "carl"]
    assert line["text"] == TEXT
    assert line["meta"] == {"event": "e"}
    first, second = line["sentences"]
    assert first["by"] == {"anna": "done", "ben": "done", "carl": "nothing"}
    assert first["soft"] == {
        "ACCUSE": pytest.approx(2 / 3, abs=1e-4),
        "CONDEMN": pytest.approx(1 / 3, abs=1e-4),
    }
    assert first["nothing"] == pytest.approx(1 / 3, abs=1e-4)
    assert (second["soft"], second["nothing"]) == ({}, None)
    (cue,) = line["cues"]
    assert TEXT[cue["start"] : cue["end"]] == "blamed"
    assert cue["by"] == {"anna": ["ACCUSE"], "ben": ["ACCUSE", "CONDEMN"], "carl": []}
    assert cue["soft"] == {"ACCUSE": 0.5, "CONDEMN": pytest.approx(1 / 6, abs=1e-4)}
    assert sum(cue["soft"].values()) + cue["nothing"] == pytest.approx(1, abs=1e-3)
    assert [(TEXT[s["start"] : s["end"]], s["label"], s["by"]) for s in line["spans"]] == [
        ("Rossi", "ACTOR", ["anna", "ben"]),
        ("blamed", "STANCE", ["anna", "ben"]),
    ]
    assert {one["category"]: one["by"] for one in line["ties"]} == {
        "ACCUSE": ["anna", "ben"],
        "CONDEMN": ["ben"],
    }
    assert line["ties"][0]["roles"] == [
        {"role": "source", "filler": {"start": 0, "end": 5, "label": "ACTOR"}},
        {"role": "target", "implicit": "unnamed"},
    ]
    assert [one["category"] for one in line["gold"]["ties"]] == ["DENY"]


def test_rounds_and_passes_stand_in_the_name(tmp_path: Path) -> None:
    (line,) = written(
        tmp_path, by("anna", "DENY"), by("anna", None, pass_=2), by("anna", "WARN", round="pilot")
    )
    assert line["annotators"] == ["anna", "anna (pass 2)", "anna (pilot)"]


def test_who_labelled_but_did_not_finish_counts_where_labels_are(tmp_path: Path) -> None:
    begun = by("ben", "WARN")
    begun = replace(begun, labels=replace(begun.labels, statuses={}))
    (line,) = written(tmp_path, by("anna", "DENY"), begun, replace(BARE, annotator="carl"))
    assert line["cues"][0]["soft"] == {"DENY": 0.5, "WARN": 0.5}
    assert line["spans"][0]["share"] == 1.0


def test_an_article_without_labels_has_no_line(tmp_path: Path) -> None:
    suggested = replace(by("", "ACCUSE"), annotator=None, layer="suggestion")
    assert written(tmp_path, BARE, suggested) == []
