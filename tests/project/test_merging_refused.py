"""Other schemes, older files, damage: nothing of it is half merged."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.labels import Labels, Span, Status
from annotator.project.merging import merge
from annotator.project.project import Project, open_project
from annotator.schemes.reader import load, read

from .labelled import T0, anna, label, state, tied


def test_another_scheme_is_refused_with_what_differs(pair: tuple[Project, Project], tmp_path: Path) -> None:
    here, there = pair
    source = load("blame")[1].replace("version: 1\n", "version: 2\n", 1)
    there.store.set_scheme(read(source, "x"), source, T0)
    with open_project(there.where) as there:
        merge(here, [there.where], "lead")  # another version that says the same
        other = source.replace("EVIDENCE", "PROOF")
        there.store.set_scheme(read(other, "x"), other, T0)
    before = state(here)
    with pytest.raises(AnnotatorError) as refused:
        merge(here, [there.where], "lead")
    assert "the label EVIDENCE is only here" in refused.value.message
    assert "the label PROOF is only there" in refused.value.message
    assert "the role evidence: fills [EVIDENCE] here, [PROOF] there" in refused.value.message
    assert state(here) == before
    with pytest.raises(AnnotatorError, match="itself"):
        merge(here, [here.where], "lead")


def test_an_older_project_is_read_through_a_copy(pair: tuple[Project, Project], tmp_path: Path) -> None:
    here, there = pair
    label(there, anna("other name"), tied())
    there.close()
    with closing(sqlite3.connect(tmp_path / "there.db")) as raw:
        for table in ("assignment", "lead", "round_event", "round", "entry_alias", "entry", "registry_event"):
            raw.execute(f"DROP TABLE {table}")
        raw.execute("CREATE TABLE round (name TEXT PRIMARY KEY, arm TEXT NOT NULL, state TEXT NOT NULL)")
        raw.execute("INSERT INTO round VALUES ('main', 'shown', 'open')")
        raw.execute("UPDATE alembic_version SET version_num = '0002'")
        raw.commit()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = (tmp_path / "there.db").read_bytes()
    assert merge(here, [there.where], "lead").others[0].joined.streams == {"new": 1}
    assert (tmp_path / "there.db").read_bytes() == before
    with closing(sqlite3.connect(tmp_path / "there.db")) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()
    with pytest.raises(AnnotatorError, match="newer program"):
        merge(here, [there.where], "lead")


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("UPDATE event SET changes = replace(changes, 'ACTOR', 'HERO')", "unknown label HERO"),
        ("UPDATE event SET changes = replace(changes, '[6,', '[700,')", "does not fit|outside the text"),
        ("UPDATE event SET seq = 3 WHERE seq = 2", "lacks event 2"),
        ("UPDATE event SET changes = replace(changes, 'ACTOR', '\\u001b[2J')", "unknown label ␛"),
        ("UPDATE event SET changes = replace(changes, 'ACTOR', char(27) || '[2J')", "cannot be read"),
        ("UPDATE event SET at = 'yesterday'", "cannot be read"),
        ("UPDATE event SET changes = replace(changes, 'ACTOR', '\\ud800')", "unknown label"),
        ("UPDATE event SET changes = replace(changes, 'rossi', '\\ud800')", "cannot be read"),
        ('UPDATE event SET changes = replace(changes, \'"start":0\', \'"start":"x"\')', "cannot be read"),
        ("UPDATE event SET changes = '[[1, 2, 3, 4]]'", "cannot be read|does not fit"),
        ('UPDATE publication SET meta = \'{"a":"\\udfff"}\'', "cannot be read"),
        ("UPDATE article SET text = text || '!'", "not the one that was imported"),
        ("UPDATE article SET sentences = 'x'", "cannot be read"),
    ],
)
def test_what_is_damaged_stays_out(pair: tuple[Project, Project], harm: str, told: str) -> None:
    here, there = pair
    label(there, anna("a2"), Labels().with_status(0, Status("done")))
    label(
        there,
        anna("a2"),
        replace(tied(), spans={**tied().spans, "c": Span("c", "CONTENT", ((6, 8), (9, 11)))}),
    )
    with closing(sqlite3.connect(there.where)) as raw:
        raw.execute(harm)
        raw.commit()
    before = state(here)
    with pytest.raises(AnnotatorError, match=told):
        merge(here, [there.where], "lead")
    assert state(here) == before
    assert not list(Path(here.where).parent.glob("here-*.db"))


def test_all_or_nothing_over_several(pair: tuple[Project, Project], tmp_path: Path) -> None:
    here, there = pair
    label(there, anna("a2"), tied())
    (tmp_path / "no.db").write_bytes(b"no database" * 100)
    before = state(here)
    for other, told in (("no.db", "not an annotator project"), ("gone.db", "no project at")):
        with pytest.raises(AnnotatorError, match=told):
            merge(here, [there.where, str(tmp_path / other)], "lead")
    assert state(here) == before
    assert not list(tmp_path.glob("here-*.db"))
    assert not (tmp_path / "gone.db").exists()
