"""`annotator agreement` as scripts see it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from annotator import resources
from annotator.cli.app import application
from annotator.domain.errors import AnnotatorError
from annotator.project.importing import import_labels
from annotator.project.project import create_project
from annotator.project.sources import sources


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    where = str(tmp_path_factory.mktemp("agreement") / "p.db")
    labels = resources.folder("seeds") / "labels"
    with create_project(where, "blame") as project:
        import_labels(project, sources([str(labels / "anna.jsonl"), str(labels / "ben.jsonl")]))
    return where


def said(*arguments: str) -> str:
    done = CliRunner().invoke(application(), ["agreement", *arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_overview_layer_and_measure(place: str) -> None:
    assert "WHO BLAMES WHOM" in said("--db", place)
    assert "category: percent agreement, by category" in said("--db", place, "--layer", "category")
    assert "alpha_U (1995/2004): anna, ben" in said("--db", place, "--measure", "alpha-u-2004")
    assert json.loads(said("--db", place, "--measure", "alpha", "--json"))["figures"][0]["name"] == "category"


def test_json_and_hidden_names(place: str) -> None:
    plain = json.loads(said("--db", place, "--json", "--hide-names"))
    assert plain["annotators"] == ["A", "B"]
    assert "anna" not in json.dumps(plain)


def test_files_appear_and_stdout_stays_for_json(place: str, tmp_path: Path) -> None:
    table, html = tmp_path / "a.csv", tmp_path / "a.html"
    assert said("--db", place, "--csv", str(table), "--html", str(html)) == ""
    assert table.read_text("utf-8").startswith("round,layer,measure")
    assert html.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert said("--db", place, "--csv", "-").splitlines() == table.read_text("utf-8").splitlines()
    with pytest.raises(AnnotatorError):
        said("--db", place, "--html", str(tmp_path))


def test_definitions_need_no_project() -> None:
    assert "Krippendorff" in said("--define", "alpha")
    assert set(json.loads(said("--define", "all", "--json"))) >= {"span-f1", "ledger-f1", "agreement"}


def test_wrong_names_say_which_there_are(place: str) -> None:
    for arguments, hint in (
        (("--db", place, "--measure", "beta"), "alpha"),
        (("--db", place, "--layer", "beta"), "headline"),
        (("--db", place, "--round", "beta"), "main"),
        (("--define", "beta"), "span-f1"),
    ):
        with pytest.raises(AnnotatorError) as caught:
            said(*arguments)
        assert hint in caught.value.hint
