from __future__ import annotations

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Change, StreamKey
from annotator.domain.labels import Status
from annotator.domain.rounds import Round
from annotator.store.store import Store
from annotator.store.values import Progress

from .samples import T0, accepted, add, anna, make_article, make_event

DONE = Status("done")


def finish(store: Store, key: StreamKey, *starts: int, seq: int = 1) -> None:
    changes = (Change("status", start, None, DONE) for start in starts)
    store.append(key, make_event(seq, *changes))


@pytest.fixture
def keys(store: Store) -> list[str]:
    """Three articles of two sentences, at 0 and 5, and one of none."""
    made = [make_article(f"a{n}", f"One.\nTwo {n}.") for n in (1, 2, 3)]
    return add(store, made[0], make_article("empty", "\n"), *made[1:])


def test_next_open_goes_on_and_round(store: Store, keys: list[str]) -> None:
    assert store.next_open("anna") == "a1"
    assert store.next_open("anna", after="a1") == "a2"
    finish(store, anna("a2"), 0, 5)
    assert store.next_open("anna", after="a1") == "a3"
    assert store.next_open("anna", after="a3") == "a1"
    finish(store, anna("a3"), 0)
    assert store.next_open("anna", after="a1") == "a3"
    finish(store, anna("a1"), 0, 5)
    assert store.next_open("anna", after="a3") == "a3"
    finish(store, anna("a3"), 5, seq=2)
    assert store.next_open("anna") is None
    assert store.next_open("ben") == "a1"
    assert store.next_open("anna", pass_=2) == "a1"
    store.set_round(Round("second"))
    assert store.next_open("anna", round="second") == "a1"


def test_neighbours_have_sentences(store: Store, keys: list[str]) -> None:
    assert keys == ["a1", "empty", "a2", "a3"]
    assert [store.neighbour(anna(key), 1) for key in keys] == ["a2", "a2", "a3", None]
    assert [store.neighbour(anna(key), -1) for key in keys] == [None, "a1", "a1", "a2"]
    with pytest.raises(AnnotatorError, match="no article 'zz'"):
        store.neighbour(anna("zz"), 1)


def test_a_submitted_article_is_finished(store: Store, keys: list[str]) -> None:
    store.append(anna("a1"), make_event(1, verb="submit"))
    assert store.next_open("anna") == "a2"
    assert store.progress("anna").articles_done == 1


def test_progress_adds_up(store: Store, keys: list[str]) -> None:
    assert store.progress("anna") == Progress(3, 0, 6, 0, 0, 0)
    finish(store, anna("a2"), 0, 5)
    flagged = Change("status", 0, None, Status("open", flag=True))
    store.append(anna("a3"), make_event(1, *accepted(), flagged))
    finish(store, StreamKey("a1", "ben"), 0)
    assert store.progress("anna") == Progress(3, 1, 6, 2, 1, 1)
    assert store.progress("ben") == Progress(3, 0, 6, 1, 0, 0)


def test_mended_splits_count(store: Store, keys: list[str]) -> None:
    key = anna("a1")
    finish(store, key, 0, 5)
    assert store.next_open("anna") == "a2"
    # "Two 1." is split before "1.": the new sentence is open.
    store.append(key, make_event(2, Change("cut", 9, None, True)))
    assert store.next_open("anna") == "a1"
    assert store.progress("anna") == Progress(3, 0, 7, 2, 0, 0)
    store.append(key, make_event(3, Change("status", 9, None, DONE)))
    assert store.progress("anna") == Progress(3, 1, 7, 3, 0, 0)
    # Joined again with both before: one sentence, and it is done; other statuses no longer count.
    store.append(key, make_event(4, Change("cut", 9, True, None), Change("cut", 5, None, False)))
    assert store.progress("anna") == Progress(3, 1, 5, 1, 0, 0)
    assert store.stream(key).labels.statuses.keys() == {0, 5, 9}
    store.append(key, make_event(5, Change("cut", 5, False, None)))
    assert store.progress("anna") == Progress(3, 1, 6, 2, 0, 0)


def test_undoing_takes_the_sums_back(store: Store, keys: list[str]) -> None:
    key = anna("a1")
    store.append(key, make_event(1, *accepted(), Change("status", 0, None, Status("done", True))))
    tie = store.stream(key).labels.ties["tie"]
    back = (Change("tie", "tie", tie, None), Change("status", 0, Status("done", True), None))
    store.append(key, make_event(2, *back))
    assert store.progress("anna") == Progress(3, 0, 6, 0, 0, 0)


def test_who_has_labelled(store: Store, keys: list[str]) -> None:
    finish(store, StreamKey("a1", "zoë"), 0)
    finish(store, anna("a1"), 0)
    finish(store, anna("a2"), 0)
    store.append(StreamKey("a1", "", layer="suggestion"), make_event(1))
    store.append(StreamKey("a1", "lead", layer="gold"), make_event(1))
    store.enter_sentence(StreamKey("a1", "onlooker"), 0, T0, "none")
    assert store.annotators() == ["anna", "zoë"]


def test_an_article_is_seen_by_the_suggester_that_came_last(store: Store, keys: list[str]) -> None:
    def run(origin: str, seq: int) -> list[str]:
        seen = []
        count = store.count_without_suggestions(origin)
        for article in store.articles_without_suggestions(origin):
            event = make_event(seq)
            key = StreamKey(article.id, "", layer="suggestion")
            store.append(key, type(event)(event.id, seq, event.at, "", "suggest", (), origin))
            seen.append(article.id)
        assert len(seen) == count
        assert store.count_without_suggestions(origin) == 0
        return seen

    assert run("rules@1", 1) == keys
    assert run("rules@1", 2) == []
    assert run("trained@1", 2) == keys
    assert run("trained@1", 3) == []
    assert run("rules@1", 3) == keys, "who goes back to it wants its suggestions back"
    assert store.suggesters() == ["rules@1", "trained@1"]
