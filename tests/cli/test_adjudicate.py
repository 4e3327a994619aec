"""`annotator adjudicate` and `annotator corrections` as scripts see them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from annotator import resources
from annotator.cli.app import application
from annotator.domain.errors import AnnotatorError
from annotator.project.importing import import_labels
from annotator.project.project import create_project, opened
from annotator.project.sources import sources
from tests.project.adjudicating import begun


@pytest.fixture
def place(tmp_path: Path) -> str:
    where = str(tmp_path / "p.db")
    labels = resources.folder("seeds") / "labels"
    with create_project(where, "blame") as project:
        import_labels(project, sources([str(labels / "anna.jsonl"), str(labels / "ben.jsonl")]))
    return where


def run(*arguments: str) -> Result:
    done = CliRunner().invoke(application(), [*arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done


def test_open_cases_with_all_readings_and_no_names(place: str) -> None:
    told = run("adjudicate", "--list", "--db", place).stdout
    assert "  ≠ issue " in told
    assert "nothing here" in told
    lines = [
        json.loads(line) for line in run("adjudicate", "--list", "--json", "--db", place).stdout.splitlines()
    ]
    assert len(lines) == 114
    assert {reading["count"] for line in lines for reading in line["readings"]} == {1}
    assert "anna" not in json.dumps(lines)
    named = run("adjudicate", "--list", "--json", "--names", "--db", place).stdout
    assert {name for r in json.loads(named.splitlines()[0])["readings"] for name in r["annotators"]} == {
        "anna",
        "ben",
    }


def test_what_is_agreed_is_taken_listed_and_revoked(place: str) -> None:
    done = json.loads(
        run("adjudicate", "--agreed-by", "longest", "--json", "--db", place, "--as", "lead").stdout
    )
    assert (done["articles"], done["taken"] + done["open"]) == (6, 172)
    listed = run("adjudicate", "--agreed", "--db", place)
    assert listed.stdout.count("agreed by longest") == done["taken"]
    assert f"{done['taken']} cases agreed" in listed.stderr
    assert (
        f"{done['taken']} cases are open again"
        in run("adjudicate", "--revoke", "longest", "--db", place).stderr
    )
    with pytest.raises(AnnotatorError) as caught:
        run("adjudicate", "--agreed-by", "loudest", "--db", place)
    assert "anna, ben" in caught.value.hint
    refused = CliRunner().invoke(application(), ["adjudicate", "--list", "--report", "--db", place])
    assert refused.exit_code == 2


def test_causes_confusions_and_corrections(place: str) -> None:
    with opened(place) as project:
        work = begun(project)
        for at in range(30):
            spot = next(work.open_places())
            work.decide(spot, work.versions(spot)[at % 2 :][:1], cause="guideline unclear", note="see 4.2")
        work.close()
    told = run("adjudicate", "--report", "--db", place).stdout
    assert "guideline unclear" in told
    assert "what the guideline might say more of" in told
    plain = json.loads(run("adjudicate", "--report", "--json", "--db", place).stdout)
    assert (plain["open"], sum(plain["decided"].values())) == (84, 30)
    assert plain["causes"][0]["count"] == 30
    assert plain["confusions"][0]["examples"]
    counts = []
    for name in ("anna", "ben"):
        found = run("corrections", name, "--db", place)
        assert "yours: " in found.stdout
        assert "note: see 4.2" in found.stdout
        rows = [
            json.loads(line) for line in run("corrections", name, "--json", "--db", place).stdout.splitlines()
        ]
        counts.append(len(rows))
        assert f"{len(rows)} corrections to read for {name}" in found.stderr
        assert {row["cause"] for row in rows} == {"guideline unclear"}
    assert sum(counts) == 30
    with pytest.raises(AnnotatorError) as caught:
        run("corrections", "carl", "--db", place)
    assert "anna, ben" in caught.value.hint


def test_who_labels_in_an_open_round_is_refused(place: str) -> None:
    run("round", "open", "second", "-a", "anna", "-a", "ben", "--as", "lead", "--db", place)
    for command in ("adjudicate", "agreement"):
        with pytest.raises(AnnotatorError, match="is for whoever leads"):
            run(command, "--json", "--as", "anna", "--db", place)
        run(command, "--json", "--as", "lead", "--db", place)
