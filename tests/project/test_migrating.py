"""A project's labels brought to another scheme and back: history whole, doctor content, agreement alike."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator import resources
from annotator.domain.errors import AnnotatorError
from annotator.domain.events import StreamKey
from annotator.domain.labels import Labels, Role, Status
from annotator.domain.session.state import Step
from annotator.project.agreeing import report
from annotator.project.conflicts import conflicts
from annotator.project.importing import import_labels
from annotator.project.labelling import Desk
from annotator.project.merging import merge
from annotator.project.migrating import migrate, steps_of, undo
from annotator.project.project import Project, create_project, open_project
from annotator.project.sources import sources
from annotator.project.suggesting import stored, suggest_all
from annotator.schemes.reader import load
from annotator.segment.segmenter import Segmenter
from tests.cli.test_commands import annotator
from tests.project.labelled import add, anna, article, label, sound, tied


def wait_for(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


RULES = {"EVIDENCE": [("GROUND", {})], "category:CONDEMN": [("ACCUSE", {})]}


@pytest.fixture(scope="module")
def next_scheme(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The shipped scheme with a label renamed and one category less."""
    source = load("blame")[1].replace("version: 1\n", "version: 2\n", 1).replace("EVIDENCE", "GROUND")
    start, end = source.index("  CONDEMN:"), source.index("  DENY:")
    file = tmp_path_factory.mktemp("scheme") / "next.yaml"
    file.write_text(source[:start] + source[end:])
    return str(file)


@pytest.fixture
def labelled(tmp_path: Path) -> Iterator[Project]:
    """What two annotators submitted."""
    with create_project(str(tmp_path / "here.db"), "blame") as project:
        for who in ("anna", "ben"):
            import_labels(project, sources([str(resources.folder("seeds") / "labels" / f"{who}.jsonl")]))
        yield project


def again(project: Project) -> Project:
    """The project as it is opened next."""
    return replace(project)


def events(project: Project) -> dict[StreamKey, list[object]]:
    return {key: [one.event for one in project.store.events(key)] for key in project.store.streams()}


def test_there_and_back(labelled: Project, next_scheme: str, tmp_path: Path) -> None:
    before = {key: labelled.store.stream(key).labels for key in labelled.store.streams()}
    logs, figures = events(labelled), report(labelled, intervals=False)
    told = migrate(labelled, next_scheme, RULES, "lead", dry=True)
    assert labelled.store.scheme().id == "blame@1"
    assert events(labelled) == logs
    assert told.backup is None
    assert told.moved.names == {"category CONDEMN → ACCUSE": 24, "label EVIDENCE → GROUND": 7}
    assert (told.moved.streams, told.moved.changed) == (12, 12)
    assert told.moved.unfinished_after > told.moved.unfinished_before
    assert "the category CONDEMN is only here" in told.differences
    assert any("'category:CONDEMN': ACCUSE" in note for note in told.notes)

    done = migrate(labelled, next_scheme, RULES, "lead")
    assert done.moved == told.moved
    assert done.backup is not None
    there = again(labelled)
    assert there.scheme.id == "blame@2"
    sound(there)
    for key, log in events(there).items():
        assert log[:-1] == logs[key]
    # What the dry run said agreement would be is what it is, submitted labels and all.
    after = report(there, intervals=False)
    of = {(layer.title, part.title): part.figure.value for layer in after.layers for part in layer.parts}
    would_be = {(one.layer, one.title): one.after for one in told.agreement}
    assert would_be == of | {("Boundaries", "|u-alpha of EVIDENCE"): None}
    assert [one for one in told.agreement if one.before != one.after]
    assert not after.changed
    assert not {
        tie.category for one in there.store.records(submitted=True) for tie in one.labels.ties.values()
    } & {"CONDEMN"}

    assert undo(there, "lead", dry=True).moved.changed == 12
    assert again(there).scheme.id == "blame@2"
    undo(there, "lead")
    back = again(there)
    assert back.scheme.id == "blame@1"
    assert {key: back.store.stream(key).labels for key in back.store.streams()} == before
    assert report(back, intervals=False) == figures
    sound(back)
    assert [step.undone for step in steps_of(back)] == [True]
    with pytest.raises(AnnotatorError, match="no migration to take back"):
        undo(back, "lead")
    migrate(back, next_scheme, RULES, "lead")
    sound(again(back))
    undo(again(back), "lead")
    assert {key: back.store.stream(key).labels for key in back.store.streams()} == before
    assert len(list(tmp_path.glob("here-*.db"))) == 4


def test_what_a_rule_forgets_is_told_and_nothing_done(
    labelled: Project, next_scheme: str, tmp_path: Path
) -> None:
    logs = events(labelled)
    with pytest.raises(AnnotatorError) as refused:
        migrate(labelled, next_scheme, {}, "lead")
    assert "tie: unknown category CONDEMN: 24" in refused.value.message
    assert "span: unknown label EVIDENCE: 7" in refused.value.message
    assert "role evidence: is no span of GROUND: 7" in refused.value.message
    with pytest.raises(AnnotatorError, match="no such name"):
        migrate(labelled, next_scheme, {"PROOF": [("GROUND", {})]}, "lead")
    with pytest.raises(AnnotatorError, match="in use already"):
        migrate(labelled, "blame", {}, "lead")
    same = tmp_path / "same.yaml"
    same.write_text(Path(next_scheme).read_text().replace("version: 2", "version: 1"))
    with pytest.raises(AnnotatorError, match="another version"):
        migrate(labelled, str(same), RULES, "lead")
    assert events(labelled) == logs
    assert labelled.store.scheme().id == "blame@1"
    assert not list(tmp_path.glob("here-*.db"))


def test_submitted_labels_are_looked_at_too(labelled: Project, next_scheme: str) -> None:
    """Someone deleted all CONDEMN ties after submitting: what was submitted still has them."""
    for key in list(labelled.store.streams()):
        labels = labelled.store.stream(key).labels
        for tie in [one.id for one in labels.ties.values() if one.category == "CONDEMN"]:
            labels = labels.without_tie(tie)
        label(labelled, key, labels)
    with pytest.raises(AnnotatorError, match="submitted: tie: unknown category CONDEMN: 24"):
        migrate(labelled, next_scheme, {"EVIDENCE": [("GROUND", {})]}, "lead")
    migrate(labelled, next_scheme, RULES, "lead")
    assert report(again(labelled), intervals=False).changed == {"anna": 6, "ben": 6}


def test_undo_after_more_labelling(labelled: Project, next_scheme: str) -> None:
    migrate(labelled, next_scheme, RULES, "lead")
    there = again(labelled)
    key = StreamKey("01_dam_failure", "carl")
    label(there, key, tied("x"))
    grounds = tied("y").with_span(replace(tied("y").spans["ywho"], label="GROUND", entity=None))
    roles = (Role("source", implicit="unnamed"), Role("target", "ywhom"), Role("evidence", "ywho"))
    label(there, key, grounds.with_tie(replace(grounds.ties["ytie"], roles=roles)))
    undo(there, "lead")
    back = again(there)
    assert back.store.stream(key).labels.spans["ywho"].label == "EVIDENCE"
    sound(back)


def test_suggestions_go_along_and_new_ones_follow_the_mapping(
    tmp_path: Path, segmenter: Segmenter, next_scheme: str
) -> None:
    mapped = tmp_path / "mapped.yaml"
    entry = 'mapping:\n  EVIDENCE: GROUND\n  "category:CONDEMN": ACCUSE\n'
    mapped.write_text(Path(next_scheme).read_text().replace("mapping: {}\n", entry))
    text = "The mayor condemned the strike.\n\nThe union denied the charge.\n"
    with create_project(str(tmp_path / "s.db"), "blame") as project:
        add(project, segmenter.article("a", text))
        assert suggest_all(project, "rules")[1] == 1
        assert "CONDEMN" in {one.category for one in stored(project, "a").ties.values()}  # type: ignore[union-attr]
        outcome = migrate(project, str(mapped), RULES, "lead")
        assert outcome.notes == []
        there = again(project)
        assert {one.category for one in stored(there, "a").ties.values()} == {"ACCUSE", "DENY"}  # type: ignore[union-attr]
        assert suggest_all(there, "rules")[1] == 0  # they are still that suggester's
        add(there, segmenter.article("b", text + "\nMore.\n"))
        assert suggest_all(there, "rules")[1] == 1
        assert {one.category for one in stored(there, "b").ties.values()} == {"ACCUSE", "DENY"}  # type: ignore[union-attr]
        sound(there)


def test_a_project_of_the_scheme_before_is_taken_in(
    tmp_path: Path, segmenter: Segmenter, next_scheme: str
) -> None:
    """One copy went on under the old scheme, one under the new one: both go on."""
    rules = {**RULES, "HEDGE": [("HEDGE", {})]}
    with create_project(str(tmp_path / "here.db"), "blame") as first:
        here = first
        add(here, article(segmenter, 1), article(segmenter, 2))
        condemned = tied().with_tie(replace(tied().ties["tie"], category="CONDEMN"))
        label(here, anna("a1"), condemned)
        here.store.back_up(tmp_path / "copy.db")
        with open_project(str(tmp_path / "copy.db")) as copy:
            migrate(here, next_scheme, rules, "lead")
            here = again(here)
            label(copy, anna("a1"), condemned.with_status(24, Status("nothing")))
            label(copy, anna("a1"), copy.store.stream(anna("a1")).labels, "submit")
            label(copy, anna("a2"), condemned)
            joined = merge(here, [copy.where], "lead").others[0].joined
            assert joined.streams == {"continued": 1, "new": 1}
            verbs = [one.event.verb for one in here.store.events(anna("a1"))]
            assert verbs == ["change", "migrate", "migrate", "change", "submit", "migrate"]
            for key in (anna("a1"), anna("a2")):
                assert here.store.stream(key).labels.ties["tie"].category == "ACCUSE"
            assert here.store.stream(anna("a1")).labels.statuses[24] == Status("nothing")
            (record,) = here.store.records(submitted=True)
            assert record.labels.ties["tie"].category == "ACCUSE"
            sound(here)
            assert not merge(here, [copy.where], "lead").others[0].joined.changed
            label(copy, anna("a1"), Labels())
            merge(here, [copy.where], "lead")
            assert here.store.stream(anna("a1")).labels == Labels()
            assert here.store.stream(anna("a2")).labels.ties["tie"].category == "ACCUSE"
            sound(here)
            # The same migration of the copy is the same event: nothing went apart.
            migrate(copy, next_scheme, rules, "ben")
            joined = merge(here, [copy.where], "lead").others[0].joined
            assert "apart" not in joined.streams
            assert list(conflicts(here)) == []
            sound(here)
            undo(again(here), "lead")
            sound(again(here))


def test_by_command(labelled: Project, next_scheme: str, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        "labels:\n  EVIDENCE: GROUND\n  HEDGE:\nroles:\n  hedge:\ncategories:\n  CONDEMN: ACCUSE\n"
        "  WITHHOLD:\n    - {to: DENY, when: {negated: true}}\n    - {to: WITHHOLD}\n"
        "review: [category:WITHHOLD]\n"
    )
    asked = ["scheme", "migrate", next_scheme, "--rules", "rules.yaml", "--db", "here.db", "--as", "lead"]
    done = annotator(*asked, "--dry-run", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "label HEDGE → nothing: " in done.stderr
    assert "agreement, Category and group, category: alpha: 0.7" in done.stderr
    _, *others = (line.rpartition(": ")[2] for line in done.stderr.splitlines() if " agreement, " in line)
    assert all(before != after for before, _, after in (line.partition(" → ") for line in others))
    assert "figures of agreement that stay as they are: " in done.stderr
    assert "nothing was changed" in done.stderr
    assert done.stdout == ""
    done = annotator(*asked, "--json", cwd=tmp_path)
    told = json.loads(done.stdout)
    assert told["moved"]["changed"] == 12
    assert told["moved"]["names"]["sentences flagged"] > 0
    assert Path(tmp_path / told["backup"]).exists()
    sound(again(labelled))
    lines = annotator("scheme", "log", "--db", "here.db", cwd=tmp_path).stdout
    assert "blame@1 → blame@2  by lead" in lines
    assert "HEDGE → nothing" in lines
    assert (
        annotator("history", "01", "--as", "anna", "--db", "here.db", cwd=tmp_path).stdout.count(
            "to another scheme"
        )
        == 1
    )
    done = annotator("scheme", "undo", "--db", "here.db", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "blame@2 → blame@1" in done.stderr
    for bad, said in (
        ("labels: {A: [1]}\n", "rules.yaml:1: a case has `to`"),
        ("label: {A: B}\n", "rules.yaml:1: label: no mapping of names; there are labels"),
        ("- x\n", "rules are a mapping"),
        ("labels: {A: {b: c}}\n", "rules.yaml:1: A: a name, nothing, or a list"),
        ("values: {x: y}\n", "write OLD: NEW"),
        ("review: x\n", "a list of names"),
        ("labels: {A: B, A: C}\n", "a second time"),
        ("labels: {A: B\n", "no valid YAML"),
    ):
        rules.write_text(bad)
        done = annotator(*asked, cwd=tmp_path)
        assert done.returncode == 1
        assert said in done.stderr


def test_a_window_that_was_open_takes_nothing_more(labelled: Project, next_scheme: str) -> None:
    key = StreamKey("01_dam_failure", "anna")
    desk = Desk(labelled, key, lambda: None)
    with open_project(labelled.where) as other:
        migrate(other, next_scheme, RULES, "lead")
    before = desk.session
    desk.take(Step(replace(before, labels=before.labels.with_status(0, Status("done", flag=True)))))
    wait_for(lambda: desk.conflict)
    assert "1 of your last keys are gone" in desk.recover()
    shown = desk.session
    step = desk.take(Step(replace(shown, labels=Labels())))
    assert "another label scheme" in step.message
    assert desk.session is shown
    assert "another label scheme" in desk.undo().message + desk.submit()
    assert desk.close()
    with pytest.raises(AnnotatorError, match="another label scheme"):
        Desk(labelled, StreamKey("02_data_leak", "carl"), lambda: None)
    sound(again(labelled))
