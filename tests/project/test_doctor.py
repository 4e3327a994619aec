from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Event, StreamKey, apply, diff
from annotator.domain.history import SUBMIT
from annotator.domain.labels import Labels, Rejected, Role, Span, Status, Tie
from annotator.domain.text import Article
from annotator.project.doctor import Examination, Finding, repair
from annotator.project.labelling import now
from annotator.project.project import Project
from annotator.store.store import Store
from tests.cli.test_commands import annotator
from tests.conftest import harbour_suggestions

AT = datetime(2024, 5, 1, 12, 0, 30, tzinfo=UTC)
ANNA = StreamKey("harbour", "anna")


def append(store: Store, key: StreamKey, after: Labels, verb: str = "change") -> None:
    """Commit what leads to these labels."""
    stream = store.stream(key)
    name = f"{key.annotator}-{stream.seq + 1}"
    changes = diff(stream.labels, after)
    store.append(key, Event(name, stream.seq + 1, now(), key.annotator, verb, changes))


@pytest.fixture
def labelled(project: Project, harbour: Article) -> Project:
    """The project with labels of every kind by Anna, submitted, then changed again."""
    labels = harbour_suggestions(harbour)
    starts = [sentence.start for sentence in harbour.sentences]
    append(project.store, ANNA, labels)
    labels = labels.with_status(starts[0], Status("done", flag=True, comment="é\n“x”"))
    labels = labels.with_status(starts[1], Status("nothing"))
    append(project.store, ANNA, labels.with_rejected(Rejected("r", "span", "rules@1", {"start": 1})))
    append(project.store, ANNA, project.store.stream(ANNA).labels, SUBMIT)
    append(project.store, ANNA, project.store.stream(ANNA).labels.with_cut(starts[2], False))
    project.store.enter_sentence(ANNA, starts[0], AT, "shown", ["blame"])
    return project


@pytest.fixture
def sql(labelled: Project, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A way into the database that checks nothing."""
    connection = sqlite3.connect(tmp_path / "annotator.db", isolation_level=None)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    yield connection
    connection.close()


def found(project: Project) -> list[Finding]:
    return list(Examination(project).findings())


def faults(project: Project) -> list[Finding]:
    return [one for one in found(project) if one.fault]


def test_a_project_as_it_should_be(labelled: Project) -> None:
    examination = Examination(labelled)
    assert list(examination.findings()) == []
    assert (examination.articles, examination.streams, examination.events) == (1, 2, 5)
    assert repair(labelled).backup is None


#: What was done to the tables, and what is said of it. All of it follows from the log.
MENDABLE = {
    "a span relabelled": ("UPDATE span SET label = 'ISSUE' WHERE stream_id = 2 AND id = 'moreau'", "span"),
    "a span gone": ("DELETE FROM span WHERE stream_id = 2 AND id = 'moreau'", "span"),
    "a span that the log does not have": (
        "INSERT INTO span VALUES (2, 'new', 'ACTOR', NULL, 'human', NULL, NULL, '{}')",
        "span",
    ),
    "all spans gone": ("DELETE FROM span WHERE stream_id = 2", "table span"),
    "a fragment moved": ("UPDATE fragment SET stop = stop + 1 WHERE stream_id = 2", "fragment"),
    "a fragment backwards": ("UPDATE fragment SET stop = -1 WHERE stream_id = 2", "fragment"),
    "a fragment in words": ("UPDATE fragment SET stop = 'x' WHERE stream_id = 2", "fragment"),
    "fragments gone": ("DELETE FROM fragment WHERE stream_id = 2", "fragment"),
    "attributes that are no JSON": (
        "UPDATE tie SET attributes = '{' WHERE stream_id = 2",
        "tie cannot be read",
    ),
    "a tie without its head": ("UPDATE tie SET head_id = 'absent' WHERE stream_id = 2", "tie"),
    "a role of a tie that is not there": ("DELETE FROM tie WHERE stream_id = 2", "refer to rows of tie"),
    "roles gone": ("DELETE FROM role WHERE stream_id = 2", "role"),
    "a status changed": ("UPDATE sentence_status SET flag = 0", "sentence_status"),
    "an unknown status": ("UPDATE sentence_status SET status = 'odd'", "sentence_status"),
    "a status outside the text": (
        "UPDATE sentence_status SET start = 1000000 WHERE flag = 1",
        "sentence_status",
    ),
    "a cut gone": ("DELETE FROM sentence_cut", "sentence_cut"),
    "a rejection changed": ("UPDATE rejected SET suggested = '{}'", "rejected"),
    "sums": ("UPDATE stream SET n_ties = 9, n_flags = 0 WHERE id = 2", "n_ties is 9, the log says 3"),
    "sentences": ("UPDATE stream SET n_sentences = 99 WHERE id = 2", "n_sentences is 99"),
    "done": ("UPDATE stream SET n_done = 0 WHERE id = 2", "n_done is 0"),
    "the last event": ("UPDATE stream SET seq = 3 WHERE id = 2", "seq is 3, the log says 4"),
    "a submission forgotten": (
        "UPDATE stream SET submitted_at = NULL, submitted_seq = NULL WHERE id = 2",
        "submitted_seq is None",
    ),
    "suggestions": ("DELETE FROM fragment WHERE stream_id = 1", "fragment"),
    "rows of no stream": (
        "INSERT INTO span VALUES (99, 'x', 'ACTOR', NULL, 'human', NULL, NULL, '{}')",
        "rows of stream that do not exist: 1",
    ),
}


@pytest.mark.parametrize(("statement", "told"), MENDABLE.values(), ids=MENDABLE)
def test_what_follows_from_the_log_is_found_and_mended(
    labelled: Project, sql: sqlite3.Connection, tmp_path: Path, statement: str, told: str
) -> None:
    labels = {
        key: labelled.store.stream(key) for key in (ANNA, replace(ANNA, annotator="", layer="suggestion"))
    }
    log = sql.execute("SELECT * FROM event").fetchall()
    sql.execute(statement)
    before = faults(labelled)
    assert told in " ".join(one.what for one in before)
    assert any("--repair" in one.hint for one in before)
    done = repair(labelled, clock=lambda: AT)
    assert done.backup is not None
    with sqlite3.connect(done.backup) as copy:
        assert copy.execute("SELECT * FROM event").fetchall() == log
    copy.close()
    assert found(labelled) == []
    assert {key: labelled.store.stream(key) for key in labels} == labels
    assert sql.execute("SELECT * FROM event").fetchall() == log
    assert labelled.store.visits(ANNA)


#: What was done to what nothing else tells of. It is found, and repair keeps its hands off.
LOST = {
    "an event gone": ("DELETE FROM event WHERE stream_id = 2 AND seq = 2", "lacks event 2: after 1 comes 3"),
    "the first events gone": ("DELETE FROM event WHERE stream_id = 2 AND seq < 3", "lacks event 1"),
    "changes that are no JSON": ("UPDATE event SET changes = '[[' WHERE seq = 2", "log cannot be read"),
    "changes of an unknown shape": ("UPDATE event SET changes = '[[1]]' WHERE seq = 2", "log cannot be read"),
    "changes that do not fit": (
        "UPDATE event SET changes = '[[\"cut\",5,true,null]]' WHERE seq = 2",
        "event 2 (#3) does not fit",
    ),
    "a time that is none": ("UPDATE event SET at = 'noon' WHERE seq = 2", "log cannot be read"),
    "an event of no stream": ("UPDATE event SET stream_id = 77 WHERE seq = 4", "rows of the table event"),
    "the text": ("UPDATE article SET text = 'X' || substr(text, 2)", "digest differs"),
    "sentences outside the text": ("UPDATE article SET sentences = '[[0,99999]]'", "the sentence 0-99999"),
    "sentences out of order": ("UPDATE article SET sentences = '[[9,12],[0,4]]'", "the sentence 0-4"),
    "sentences that are no JSON": ("UPDATE article SET sentences = 'x'", "it cannot be read"),
    "tokens": ("UPDATE article SET tokens = x'0500000003000000'", "the token 5-3"),
    "tokens cut off": ("UPDATE article SET tokens = x'0500'", "it cannot be read"),
    "regions": ("UPDATE article SET regions = '[[-1,5,\"headline\"]]'", "the region -1-5"),
    "how many sentences": ("UPDATE article SET n_sentences = 2", "should have 2 sentences"),
    "the scheme's text": ("UPDATE scheme SET source = source || ' '", "not the one that was stored"),
    "the scheme's digest": ("UPDATE scheme SET sha256 = 'abc'", "not the one that was stored"),
    "the compiled scheme": (
        "UPDATE scheme SET compiled = replace(compiled, 'ACCUSE', 'ACCUSES')",
        "not what its text says",
    ),
    "the compiled scheme is no JSON": ("UPDATE scheme SET compiled = '['", "cannot be read"),
    "no scheme": ("DELETE FROM scheme", "no label scheme"),
    "an article gone": ("DELETE FROM article", "refer to rows of article that do not exist"),
    "a text that is no UTF-8": ("UPDATE article SET text = CAST(x'ff' AS TEXT)", "it cannot be read"),
}


@pytest.mark.parametrize(("statement", "told"), LOST.values(), ids=LOST)
def test_what_nothing_else_tells_of_is_found_and_left(
    labelled: Project, sql: sqlite3.Connection, tmp_path: Path, statement: str, told: str
) -> None:
    sql.execute(statement)
    before = faults(labelled)
    assert told in " ".join(one.what for one in before)
    held = sql.execute("PRAGMA data_version").fetchone()
    left = [one for one in before if not one.mendable]
    assert left
    done = repair(labelled, clock=lambda: AT)
    if not done.streams:
        assert sql.execute("PRAGMA data_version").fetchone() == held  # nobody else has written
    assert [one for one in faults(labelled) if not one.mendable] == left


def test_a_damaged_index_is_found(labelled: Project, tmp_path: Path) -> None:
    from tests.store.test_backup import spoil_index

    labelled.close()
    spoil_index(tmp_path / "annotator.db")
    done = annotator("doctor", cwd=tmp_path)
    assert done.returncode == 1
    assert "damaged" in done.stdout
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    done = annotator("doctor", "--repair", cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_labels_that_break_the_rules_are_faults_to_correct_by_hand(
    labelled: Project, harbour: Article
) -> None:
    store = labelled.store
    length = len(harbour.text)
    labels = store.stream(ANNA).labels
    labels = labels.with_span(Span("far", "ACTOR", ((length - 2, length + 3),)))
    labels = labels.with_span(Span("odd", "VILLAIN", ((0, 3),)))
    labels = labels.with_tie(Tie("t", "moreau", "ACCUSE", (Role("colour", implicit="author"),)))
    labels = labels.with_status(length + 5, Status("done"))
    append(store, ANNA, labels.with_cut(length + 9, True))
    before = faults(labelled)
    told = " ".join(one.what for one in before)
    for words in (
        "outside the text",
        "VILLAIN",
        "no STANCE span",
        "colour",
        f"{length + 5} lies",
        f"{length + 9} lies",
    ):
        assert words in told
    assert {one.where for one in before} == {"harbour by anna"}
    assert not any(one.mendable for one in before)
    assert repair(labelled).streams == ()


def test_unfinished_ties_are_told_and_are_no_fault(labelled: Project) -> None:
    labels = labelled.store.stream(ANNA).labels
    unfinished = replace(labels.ties["blame"], roles=labels.ties["blame"].roles[:1])
    append(labelled.store, replace(ANNA, annotator="ben", layer="gold"), labels.with_tie(unfinished))
    (finding,) = found(labelled)
    assert not finding.fault
    assert finding.where == "harbour by ben (gold)"
    assert finding.what == "unfinished tie: ACCUSE “blamed” lacks target"


def test_a_copy_that_was_not_finished_is_told(labelled: Project, tmp_path: Path) -> None:
    left = tmp_path / "annotator-20240501-120030.db.x1y2.part"
    left.touch()
    (tmp_path / "other.part").touch()
    (finding,) = found(labelled)
    assert (finding.where, finding.fault) == (str(left), False)


def test_while_somebody_labels_all_is_sound(labelled: Project) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            seq = labelled.store.stream(ANNA).seq
            status = Status("done" if seq % 2 else "skipped", comment=f"{seq}")
            append(labelled.store, ANNA, labelled.store.stream(ANNA).labels.with_status(0, status))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        looks = []
        while len(looks) < 10 or labelled.store.stream(ANNA).seq <= 10:
            looks.append(found(labelled))
    finally:
        stop.set()
        writer.join()
    assert not any(looks)


def test_streams_are_rebuilt_only_from_logs_that_add_up(labelled: Project, sql: sqlite3.Connection) -> None:
    sql.execute("DELETE FROM event WHERE stream_id = 2 AND seq = 2")
    before = labelled.store.stream(ANNA).labels
    with pytest.raises(AnnotatorError, match="lacks event 2"):
        labelled.store.rebuild(ANNA)
    assert labelled.store.stream(ANNA).labels == before
    with pytest.raises(AnnotatorError, match="no labels"):
        labelled.store.rebuild(replace(ANNA, annotator="carl"))


def test_the_log_says_what_the_tables_should_hold(labelled: Project) -> None:
    replayed = Labels()
    for one in labelled.store.events(ANNA):
        replayed = apply(replayed, one.event.changes)
    labelled.store.rebuild(ANNA)
    assert labelled.store.stream(ANNA).labels == replayed


def test_by_command(labelled: Project, sql: sqlite3.Connection, tmp_path: Path) -> None:
    done = annotator("doctor", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "annotator.db: sound (looked at 1 article, 2 sets of labels, 5 events)" in done.stderr
    sql.execute("DELETE FROM fragment WHERE stream_id = 2")
    sql.execute("UPDATE article SET text = 'X' || substr(text, 2)")
    done = annotator("doctor", "--json", cwd=tmp_path)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [(row["where"], row["fault"], row["mendable"]) for row in rows] == [
        ("harbour", True, False),
        ("harbour by anna", True, True),
    ]
    done = annotator("doctor", "--repair", cwd=tmp_path)
    assert done.returncode == 1
    assert "made anew from the log: harbour by anna" in done.stderr
    assert [line[:15] for line in done.stdout.splitlines()] == ["fault  harbour:"]
    assert len(list(tmp_path.glob("annotator-2*.db"))) == 1
    sql.execute("UPDATE article SET text = 'H' || substr(text, 2)")
    assert annotator("doctor", cwd=tmp_path).returncode == 0
