"""Label Studio's JSON as it exports it, damaged, and the config."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.formats import Parsed, formats
from annotator.schemes.reader import load

from .golden import ACTOR, ISSUE, SCHEME, STANCE, TEXT, record


def region(key: str, at: tuple[int, int], label: str, **more: Any) -> dict[str, Any]:
    value = {"start": at[0], "end": at[1], "text": TEXT[slice(*at)], "labels": [label]}
    return {"id": key, "from_name": "label", "to_name": "text", "type": "labels", "value": value} | more


def read(*annotations: dict[str, Any], **data: Any) -> list[Parsed]:
    task = {"id": 7, "data": {"text": TEXT, "desk": "world"} | data, "annotations": list(annotations)}
    return list(formats.load("label-studio").read(io.BytesIO(json.dumps([task]).encode()), "in.json"))


def test_what_label_studio_exports() -> None:
    results = [
        region("a", STANCE, "STANCE"),
        region("b", ACTOR, "ACTOR"),
        {"type": "relation", "from_id": "b", "to_id": "a", "direction": "left", "labels": ["source"]},
        {
            "id": "x",
            "from_name": "whole",
            "to_name": "text",
            "type": "choices",
            "value": {"choices": ["good"]},
        },
    ]
    one = {"completed_by": {"id": 3, "email": "anna@example.org"}, "ground_truth": True, "result": results}
    skipped = {"completed_by": 4, "was_cancelled": True, "result": []}
    found, other = read(one, skipped, {"completed_by": 5, "result": []})
    assert (found.id, found.annotator, found.layer, found.meta) == (
        "7",
        "anna@example.org",
        "gold",
        {"desk": "world"},
    )
    (tie,) = found.labels.ties.values()
    assert found.labels.spans[tie.head].start == STANCE[0]
    assert [role.role for role in tie.roles] == ["source"]
    assert (other.annotator, other.layer, other.labels.spans) == ("5", "human", {})


def test_suggestions_are_predictions(tmp_path: Path) -> None:
    one = record()
    suggested = replace(one, annotator=None, layer="suggestion")
    formats.load("label-studio").write([suggested, one], tmp_path / "out", SCHEME)
    (task,) = json.loads((tmp_path / "out" / "tasks.json").read_text())
    assert (len(task["annotations"]), len(task["predictions"])) == (1, 1)
    values = {
        r["value"]["text"]: r["value"] for r in task["annotations"][0]["result"] if r.get("type") == "labels"
    }
    assert (values["the delay"]["start"], values["the delay"]["end"]) == ISSUE


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (region("a", (2, 99), "X"), "inside the text"),
        (
            region("a", (71, 80), "X")
            | {"value": {"start": 71, "end": 80, "text": "the delay", "labels": ["X"]}},
            "UTF-16",
        ),
        (region("a", STANCE, "X", value={"start": "2", "end": 4, "labels": ["X"]}), "whole number"),
        (
            region("a", STANCE, "X", type="choices", value={"start": 48, "end": 54, "choices": ["y"]}),
            "has no label",
        ),
        ({"type": "relation", "from_id": "p", "to_id": "q"}, "no region"),
        ({"type": "relation", "from_id": "p"}, "to_id is missing"),
        ("x", "an object"),
    ],
)
def test_damaged_results_are_told(result: Any, told: str) -> None:
    with pytest.raises(AnnotatorError, match=told) as caught:
        read({"completed_by": 1, "result": [result]})
    assert "in.json: element 1: annotations 1" in caught.value.message


def test_two_regions_of_one_id_are_told() -> None:
    with pytest.raises(AnnotatorError, match="result 2: a is the region of an earlier result, X"):
        read({"completed_by": 1, "result": [region("a", STANCE, "X"), region("a", ISSUE, "Y")]})


def test_results_without_an_id_are_regions_each() -> None:
    results = [region("a", STANCE, "X"), region("a", ISSUE, "Y")]
    for result in results:
        del result["id"]
    (parsed,) = read({"completed_by": 1, "result": results})
    assert {span.label for span in parsed.labels.spans.values()} == {"X", "Y"}


def test_several_labels_of_a_region_are_spans_each() -> None:
    several = region("a", STANCE, "X")
    several["value"]["labels"].append("Y")
    (parsed,) = read({"completed_by": 1, "result": [several]})
    spans = parsed.labels.spans.values()
    assert sorted((span.label, span.start, span.end) for span in spans) == [("X", *STANCE), ("Y", *STANCE)]


@pytest.mark.parametrize("name", ["blame", "polnear"])
def test_the_config_has_a_control_for_all_that_results_name(name: str, tmp_path: Path) -> None:
    scheme, _ = load(name)
    formats.load("label-studio").write([], tmp_path / "out", scheme)
    view = ET.parse(tmp_path / "out" / "config.xml").getroot()
    names = {one.get("name") for one in view.iter() if one.get("name")}
    assert {"label", "text", "reciprocal"} <= names
    assert [one.get("value") for one in view.iter("Label")] == list(scheme.labels)
    assert [one.get("value") for one in view.iter("Relation")] == list(scheme.roles)
    if scheme.has_categories:
        (control,) = (one for one in view.iter("Choices") if one.get("name") == "category")
        assert [one.get("value") for one in control] == list(scheme.categories)
        assert {f"tie-{attribute}" for attribute in scheme.tie_attributes} <= names
