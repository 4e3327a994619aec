"""Several writers on one project: nothing is lost, nothing is written twice."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ThreadPoolExecutor

from annotator.domain.errors import ConflictError
from annotator.domain.events import Change, StreamKey, apply
from annotator.domain.labels import Labels, Status
from annotator.store.store import Store

from .samples import accepted, add, anna, make_article, make_event

WRITERS, EVENTS = 8, 12


def write(store: Store, writer: int) -> list[int]:
    """Label as a writer of one's own; returns the numbers of the events."""
    key = StreamKey("a", f"writer {writer}")
    return [store.append(key, make_event(seq, *accepted(f"{seq}-"))) for seq in range(1, EVENTS + 1)]


def write_as_process(url: str, writer: int) -> list[int]:
    with Store.open(url) as store:
        return write(store, writer)


def check(store: Store, numbers: list[list[int]]) -> None:
    every = [number for one in numbers for number in one]
    assert len(set(every)) == WRITERS * EVENTS
    assert all(one == sorted(one) for one in numbers)
    for writer in range(WRITERS):
        key = StreamKey("a", f"writer {writer}")
        log = store.events(key)
        assert [one.number for one in log] == numbers[writer]
        labels = Labels()
        for one in log:
            labels = apply(labels, one.event.changes)
        assert store.stream(key).labels == labels
        assert len(labels.ties) == EVENTS


def test_threads_share_a_store(store: Store) -> None:
    add(store, make_article("a"))
    with ThreadPoolExecutor(WRITERS) as pool:
        numbers = list(pool.map(lambda writer: write(store, writer), range(WRITERS)))
    check(store, numbers)


def test_processes_share_a_database(store: Store, database_url: str) -> None:
    add(store, make_article("a"))
    with multiprocessing.get_context("spawn").Pool(WRITERS) as pool:
        numbers = pool.starmap(write_as_process, [(database_url, writer) for writer in range(WRITERS)])
    check(store, numbers)


def test_of_two_windows_on_one_stream_one_wins_each_time(store: Store) -> None:
    add(store, make_article("a"))
    key = anna("a")

    def window(number: int) -> int:
        """Set a status until one's own acts are all in; returns how often the other was first."""
        conflicts = done = 0
        while done < EVENTS:
            stream = store.stream(key)
            before = stream.labels.statuses.get(number)
            change = Change("status", number, before, Status("open", comment=f"{done}"))
            try:
                store.append(key, make_event(stream.seq + 1, change))
                done += 1
            except ConflictError:
                conflicts += 1
        return conflicts

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(window, range(4)))
    stream = store.stream(key)
    assert stream.seq == 4 * EVENTS
    assert [one.event.seq for one in store.events(key)] == list(range(1, 4 * EVENTS + 1))
    assert {status.comment for status in stream.labels.statuses.values()} == {str(EVENTS - 1)}


def test_importers_at_the_same_time_store_a_text_once(store: Store) -> None:
    articles = [make_article(f"a{number}") for number in range(60)]

    def load(_: int) -> list[str]:
        return add(store, *articles)

    with ThreadPoolExecutor(4) as pool:
        keys = list(pool.map(load, range(4)))
    assert all(one == keys[0] for one in keys)
    assert store.count_articles() == 60
