"""What a project's file holds: logs replayed, tables compared, and `annotator doctor` content."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from annotator.domain.events import StreamKey, apply
from annotator.domain.labels import Labels
from annotator.project.doctor import Examination
from annotator.project.project import open_project
from annotator.store.store import Store


def numbers(path: Path) -> list[int]:
    """Numbers of all events of a sound project, ascending.

    Raises:
        AssertionError: SQLite finds a fault, a log has a gap, or tables are not what the log gives.
    """
    check_database(path)
    with open_project(str(path)) as project:
        assert [finding for finding in Examination(project).findings() if finding.fault] == []
    out: list[int] = []
    with Store.open(f"sqlite:///{path}") as store:
        for key in store.streams():
            out += _replayed(store, key)
    return sorted(out)


def labels(path: Path, annotator: str, article: str = "harbour") -> Labels:
    """The labels that are stored."""
    with Store.open(f"sqlite:///{path}") as store:
        return store.stream(StreamKey(article, annotator)).labels


def check_database(path: Path) -> None:
    """SQLite's own checks.

    Raises:
        AssertionError: it finds a fault.
    """
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    finally:
        connection.close()


def check_acknowledged(path: Path, saved: int) -> None:
    """Every event up to the number that a screen called saved is stored.

    Raises:
        AssertionError: one is missing, or the project is not sound.
    """
    found = numbers(path)
    assert [number for number in found if number <= saved] == list(range(1, saved + 1)), (saved, found[-5:])


def plain(of: Labels) -> object:
    """Labels without the ids that are drawn anew each time."""
    spans = of.spans
    return (
        sorted((s.label, s.fragments, s.origin) for s in spans.values()),
        sorted(
            (t.category or "", spans[t.head].fragments, len(t.roles), sorted(t.attributes))
            for t in of.ties.values()
        ),
        sorted(of.statuses.items()),
        sorted(of.cuts.items()),
    )


def _replayed(store: Store, key: StreamKey) -> list[int]:
    log = store.events(key)
    stream = store.stream(key)
    assert [one.event.seq for one in log] == list(range(1, len(log) + 1)), key
    assert stream.seq == len(log), key
    replayed = Labels()
    for one in log:
        replayed = apply(replayed, one.event.changes)
    assert stream.labels == replayed, key
    assert [one.number for one in log] == sorted(one.number for one in log), key
    return [one.number for one in log]
