"""The same is found and mended on every database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from annotator.domain.events import Change
from annotator.domain.labels import Status
from annotator.store.store import Store
from annotator.store.values import Problem

from .samples import accepted, add, anna, make_article, make_event


@pytest.fixture
def labelled(store: Store) -> Store:
    for key in add(store, *(make_article(f"a{number}") for number in range(70))):
        store.append(anna(key), make_event(1, *accepted()))
    store.append(anna("a0"), make_event(2, Change("status", 0, None, Status("done", comment="é"))))
    store.append(anna("a0"), make_event(3, verb="submit"))
    store.append(anna("a0"), make_event(4, Change("cut", 23, None, False)))
    return store


def problems(store: Store) -> list[tuple[str, Problem]]:
    return [
        (examined.key, problem)
        for examined in store.examine()
        for one in (examined, *examined.streams)
        for problem in one.problems
    ]


def test_what_is_sound(labelled: Store) -> None:
    assert labelled.examine_database() == []
    examined = list(labelled.examine())
    assert [one.key for one in examined] == labelled.article_keys()
    assert problems(labelled) == []
    for one in examined:
        (stream,) = one.streams
        assert one.article == labelled.article(one.key)
        assert stream.labels == labelled.stream(stream.key).labels
        assert stream.n_events == len(labelled.events(stream.key))


def test_what_differs_from_the_log_is_made_anew(labelled: Store) -> None:
    before = labelled.stream(anna("a0")), labelled.stream(anna("a7"))
    with labelled._database.writing() as connection:
        connection.execute(text("UPDATE span SET label = 'ISSUE' WHERE stream_id = 1 AND id = 'who'"))
        connection.execute(text("DELETE FROM role WHERE stream_id = 8"))
        connection.execute(text("UPDATE stream SET n_done = 0, submitted_at = '2001-01-01' WHERE id = 1"))
    found = problems(labelled)
    assert [key for key, _ in found] == ["a0"] * 3 + ["a7"]
    assert all(problem.mendable for _, problem in found)
    for key in ("a0", "a7"):
        labelled.rebuild(anna(key))
    assert problems(labelled) == []
    assert (labelled.stream(anna("a0")), labelled.stream(anna("a7"))) == before


def test_what_the_log_lacks_is_told(labelled: Store) -> None:
    with labelled._database.writing() as connection:
        connection.execute(text("DELETE FROM event WHERE stream_id = 1 AND seq = 2"))
        connection.execute(text("UPDATE article SET text = 'other' WHERE id = 3"))
    (first, lost), (second, other) = problems(labelled)[:2]
    assert (first, lost) == ("a0", Problem("the log lacks event 2: after 1 comes 3"))
    assert second == "a2"
    assert "digest" in other.what


def test_rebuilding_beside_writers_loses_nothing(labelled: Store) -> None:
    def write(number: int) -> None:
        for seq in range(2, 12):
            key = anna(f"a{number}")
            labelled.append(key, make_event(seq, *accepted(f"{seq}-")))

    def mend(_: int) -> None:
        for _ in range(10):
            for number in (1, 2, 3):
                labelled.rebuild(anna(f"a{number}"))

    with ThreadPoolExecutor(4) as pool:
        work = [pool.submit(write, number) for number in (1, 2, 3)] + [pool.submit(mend, 0)]
        for one in work:
            one.result()
    assert problems(labelled) == []
    assert len(labelled.stream(anna("a1")).labels.ties) == 11
