"""`annotator round` as scripts see it, and what an annotator of an open round is shown by other commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from annotator import resources
from annotator.cli.app import application
from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Event, StreamKey, diff
from annotator.domain.history import SUBMIT
from annotator.domain.labels import Labels
from annotator.project import registry
from annotator.project.importing import import_labels
from annotator.project.labelling import now
from annotator.project.project import Project, create_project, open_project
from annotator.project.sources import sources

PEOPLE = ("-a", "anna", "-a", "ben")


@pytest.fixture
def place(tmp_path: Path) -> str:
    """The sample articles with gold; nobody has labelled them yet."""
    where = str(tmp_path / "p.db")
    labels = resources.folder("seeds") / "labels"
    with create_project(where, "blame") as project:
        import_labels(project, sources([str(labels / "gold.jsonl")]))
    return where


def run(place: str, *arguments: str) -> str:
    done = CliRunner().invoke(application(), ["--db", place, *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    return done.stdout


def refused(place: str, *arguments: str) -> str:
    with pytest.raises(AnnotatorError) as caught:
        run(place, *arguments)
    assert caught.value.hint
    return caught.value.message


def label(project: Project, article: str, who: str, round: str, *, submit: bool = True) -> None:
    """Give an annotator the gold labels of an article."""
    (gold,) = project.store.gold_streams(article)
    key = StreamKey(article, who, round)
    changes = diff(Labels(), project.store.stream(gold).labels)
    project.store.append(key, Event(f"{who}-{article}-{round}", 1, now(), who, "mark", changes))
    if submit:
        project.store.append(key, Event(f"{who}-{article}-{round}-s", 2, now(), who, SUBMIT, ()))


def test_open_status_reassign_close_and_reopen(place: str) -> None:
    said = json.loads(
        run(place, "round", "open", "pilot", *PEOPLE, "--overlap", "50%", "--dry-run", "--json")
    )
    assert (said["dry_run"], len(said["assigned"]), said["articles"]) == (
        True,
        9,
        {"anna": [5, 0], "ben": [4, 0]},
    )
    assert [one["round"] for one in json.loads(run(place, "round", "list", "--json"))] == ["main"]
    told = run(
        place,
        *("round", "open", "pilot", *PEOPLE, "--overlap", "50%", "--repeat", "20%"),
        *("--suggestions", "mixed", "--hidden", "30%", "--seed", "7", "--as", "lena"),
    )
    assert "round pilot: suggestions hidden in 30% of sentences (seed 7)" in told
    assert "again in pass 2" in told
    pilot = json.loads(run(place, "round", "list", "--json"))[1]
    assert (pilot["suggestions"], pilot["hidden"], pilot["seed"], pilot["state"]) == ("mixed", 0.3, 7, "open")
    assert (pilot["articles"], pilot["annotators"]) == (6, ["anna", "ben"])
    before = json.loads(run(place, "round", "status", "pilot", "--json", "--as", "lena"))
    mine = [one["article"] for one in before["articles"] if one["annotator"] == "anna" and one["pass"] == 1]
    with open_project(place) as project:
        label(project, mine[0], "anna", "pilot")
        key = StreamKey(mine[1], "anna", "pilot")
        project.store.append(key, Event("empty", 1, now(), "anna", SUBMIT, ()))
        label(project, mine[2], "anna", "pilot", submit=False)
    told = run(place, "round", "status", "pilot", "--articles", "--as", "lena")
    assert "anna         2 of 5 submitted · 1 found empty · 1 reviewed, not submitted · 2 not begun" in told
    found = json.loads(run(place, "round", "status", "pilot", "--json", "--as", "lena"))
    states = {
        (one["article"], one["state"], one["empty"])
        for one in found["articles"]
        if one["annotator"] == "anna"
    }
    assert {
        (mine[0], "submitted", False),
        (mine[1], "submitted", True),
        (mine[2], "reviewed", False),
    } <= states
    moved = json.loads(
        run(place, "round", "reassign", "pilot", "--from", "anna", "--to", "carla", "--json", "--as", "lena")
    )
    assert {(one["from"], one["to"]) for one in moved if one["pass"] == 1} == {("anna", "carla")}
    run(
        place,
        "round",
        "assign",
        "pilot",
        "-a",
        "dan",
        "-a",
        "eve",
        "--overlap",
        "2",
        "--each",
        "2",
        "--as",
        "lena",
    )
    run(place, "round", "close", "pilot", "--as", "lena")
    assert "is closed" in refused(place, "round", "assign", "pilot", "--as", "lena")
    assert "pilot is closed" in refused(place, "round", "close", "pilot", "--as", "lena")
    run(place, "round", "reopen", "pilot", "--as", "lena")
    assert json.loads(run(place, "round", "status", "pilot", "--json"))["state"] == "open"


def test_labels_of_a_file_are_refused_by_a_closed_round(place: str, tmp_path: Path) -> None:
    run(place, "round", "open", "pilot", *PEOPLE, "--as", "lena")
    run(place, "round", "close", "pilot", "--as", "lena")
    rows = (resources.folder("seeds") / "labels" / "anna.jsonl").read_text("utf-8").splitlines()
    line = json.dumps({**json.loads(rows[0]), "round": "pilot"})
    (tmp_path / "late.jsonl").write_text(line, "utf-8")
    before = run(place, "round", "status", "pilot", "--json")
    assert "pilot is closed" in refused(place, "import", str(tmp_path / "late.jsonl"), "--labels")
    assert run(place, "round", "status", "pilot", "--json") == before


@pytest.mark.parametrize(
    "wrong",
    [
        ["--suggestions", "mixed"],
        ["--hidden", "30%"],
        ["--suggestions", "some"],
        ["--seed", "-1"],
        ["--each", "0"],
    ],
)
def test_wrong_use(place: str, wrong: list[str]) -> None:
    done = CliRunner().invoke(application(), ["--db", place, "round", "open", "pilot", *PEOPLE, *wrong])
    assert done.exit_code == 2


def test_leads(place: str) -> None:
    assert run(place, "round", "lead") == ""
    run(place, "round", "open", "pilot", *PEOPLE, "--as", "lena")
    assert run(place, "round", "lead") == "lena\n"
    assert "anna does not lead here" in refused(place, "round", "lead", "anna", "--as", "anna")
    assert run(place, "round", "lead", "mia", "--as", "lena") == "lena\nmia\n"
    assert run(place, "round", "lead", "lena", "--remove", "--as", "mia") == "mia\n"


@pytest.fixture
def blind(place: str) -> tuple[str, str]:
    """A round in which ben has labelled an article that anna has, too, and named an entry."""
    run(place, "round", "open", "pilot", *PEOPLE, "--as", "lena")
    with open_project(place) as project:
        article = project.store.queued_articles()[0]
        label(project, article, "ben", "pilot")
        label(project, article, "anna", "pilot", submit=False)
        entry = registry.add_entry(project, "Zweckverband Oberland", "ben")
        stream = project.store.stream(StreamKey(article, "ben", "pilot"))
        span = next(one.id for one in stream.labels.spans.values() if one.label == "ACTOR")
        registry.assign(project, stream.key, span, entry.key, "ben")
    return place, article


def test_an_annotator_is_shown_nobody_elses_labels(blind: tuple[str, str], tmp_path: Path) -> None:
    place, article = blind
    own = {"anna"}
    target = tmp_path / "mine.jsonl"
    run(place, "export", "jsonl", "--to", str(target), "--as", "anna")
    records = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert {(one["annotator"], one["layer"]) for one in records} == {("anna", "human")}
    for wanted in (["--annotator", "ben"], ["--gold"], ["--layer", "suggestion"], ["--layer", "gold"]):
        other = str(tmp_path / "other.jsonl")
        told = refused(place, "export", "jsonl", "--to", other, *wanted, "--as", "anna")
        assert "exports their own labels" in told
        assert not Path(other).exists()
    found = json.loads(run(place, "status", "--json", "--as", "anna"))
    assert {one["name"] for one in found["annotators"]} == own
    found = json.loads(run(place, "round", "status", "pilot", "--json", "--as", "anna"))
    assert {one["annotator"] for one in (*found["annotators"], *found["articles"])} == own
    assert "for whoever leads" in refused(place, "history", article, "--of", "ben", "--as", "anna")
    assert {
        json.loads(line)["author"]
        for line in run(place, "history", article, "--json", "--as", "anna").splitlines()
    } == own
    for command in (
        ["agreement"],
        ["agreement", "--measure", "alpha"],
        ["agreement", "--round", "pilot", "--json"],
    ):
        assert "agreement is for whoever leads" in refused(place, *command, "--as", "anna")
    for command in (
        ["adjudicate", "--list"],
        ["adjudicate", "--report"],
        ["adjudicate", "--agreed-by", "exact"],
    ):
        assert "for whoever leads" in refused(place, *command, "--round", "pilot", "--as", "anna")
    assert "for whoever leads" in refused(place, "corrections", "ben", "--round", "pilot", "--as", "anna")
    for command in (["evaluate"], ["evaluate", "--annotator", "ben"]):
        assert "for whoever leads" in refused(place, *command, "--as", "anna")
    rows = json.loads(run(place, "entity", "list", "--json", "--as", "anna"))
    everything = json.loads(run(place, "entity", "list", "--json", "--as", "lena"))
    assert not any("Zweckverband" in one["name"] for one in rows)
    assert sum(one["mentions"] for one in rows) < sum(one["mentions"] for one in everything)
    assert "Zweckverband" not in run(place, "entity", "log", "--as", "anna")
    assert "Zweckverband" not in run(place, "entity", "near", "Zweckverband Oberland", "--as", "anna")
    assert "no entry" in refused(place, "entity", "show", "Zweckverband Oberland", "--as", "anna")
    shown = json.loads(run(place, "entity", "show", rows[0]["key"], "--json", "--as", "anna"))
    assert {one["annotator"] for one in shown["mentions"]} <= own
    assert "another annotator's" in refused(place, "entity", "undo", "--as", "anna")


def test_a_lead_is_shown_all_and_so_is_everybody_once_it_is_closed(
    blind: tuple[str, str], tmp_path: Path
) -> None:
    place, article = blind

    def all_is_shown(who: str) -> None:
        target = tmp_path / f"{who}.jsonl"
        run(place, "export", "jsonl", "--to", str(target), "--as", who)
        records = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
        assert {one["annotator"] for one in records if one["layer"] == "human"} == {"anna", "ben"}
        assert "Zweckverband" in run(place, "entity", "list", "--as", who)
        assert run(place, "history", article, "--of", "ben", "--as", who)
        assert "round pilot: ben" in run(place, "agreement", "--round", "pilot", "--as", who)
        assert "ben" in run(place, "status", "--as", who)

    all_is_shown("lena")
    run(place, "round", "close", "pilot", "--as", "lena")
    all_is_shown("anna")


def test_status_follows_what_is_assigned(blind: tuple[str, str]) -> None:
    place, _ = blind
    rows = {
        one["name"]: one for one in json.loads(run(place, "status", "--json", "--as", "lena"))["annotators"]
    }
    assert (rows["ben"]["round"], rows["ben"]["pass"]) == ("pilot", 1)
    assert (rows["ben"]["articles"], rows["ben"]["articles_done"]) == (6, 1)
    assert (rows["anna"]["articles"], rows["anna"]["articles_done"]) == (6, 0)


def test_agreement_tells_what_was_not_begun(blind: tuple[str, str]) -> None:
    place, _ = blind
    told = run(place, "agreement", "--round", "pilot", "--as", "lena")
    assert "not begun: 10 assigned articles (anna 5, ben 5)" in told
    assert "not submitted: 1 labelled article (anna 1)" in told
    hidden = json.loads(run(place, "agreement", "--round", "pilot", "--json", "--hide-names", "--as", "lena"))
    assert sorted(hidden["not_begun"].values()) == [5, 5]
    assert "anna" not in json.dumps(hidden)
