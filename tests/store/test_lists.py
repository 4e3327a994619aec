"""Lists of articles and of marked sentences, alike on every database."""

from __future__ import annotations

import pytest

from annotator.domain.events import Change, StreamKey
from annotator.domain.labels import Status
from annotator.store.store import Store
from annotator.store.values import Listed, MarkedSentence, QueueRow

from .samples import T0, accepted, add, anna, make_article, make_event

ME = StreamKey("", "anna")
DONE = Status("done")


@pytest.fixture
def keys(store: Store) -> list[str]:
    """Three articles of two sentences, at 0 and 7, and one of none."""
    texts = ["One 1.\nTwo 1.", "One 2.\nTwo 2, 50%_off \\ here.", "One 3.\nTwo 3."]
    made = [make_article(f"a{n}", text) for n, text in enumerate(texts, 1)]
    add(store, *made, make_article("none", "\n"))
    return ["a1", "a2", "a3"]


def listed(store: Store, owner: StreamKey = ME, **choice: str) -> list[str]:
    ids = store.article_order(owner, Listed(**choice))  # type: ignore[arg-type]
    return [row.key for row in store.article_rows(owner, ids)]


def test_articles_in_order_of_import(store: Store, keys: list[str]) -> None:
    store.append(StreamKey("a2", "", layer="suggestion"), make_event(1, *accepted()))
    store.append(anna("a2"), make_event(1, Change("status", 0, None, DONE)))
    store.append(anna("a3"), make_event(1, verb="submit"))
    ids = store.article_order(ME, Listed())
    assert store.article_rows(ME, ids) == [
        QueueRow("a1", None, 2, 0, 0, 0, None),
        QueueRow("a2", None, 2, 1, 0, 0, 1),
        QueueRow("a3", None, 2, 0, 0, 0, None, submitted_at=make_event(1).at),
    ]
    assert [row.key for row in store.article_rows(ME, [ids[2], ids[0]])] == ["a3", "a1"]


def test_what_is_shown_and_in_which_order(store: Store, keys: list[str]) -> None:
    store.append(StreamKey("a3", "", layer="suggestion"), make_event(1, *accepted()))
    store.append(anna("a1"), make_event(1, Change("status", 0, None, DONE), Change("status", 7, None, DONE)))
    store.append(anna("a2"), make_event(1, Change("status", 0, None, Status("open", flag=True))))
    assert listed(store, by="suggested") == ["a3", "a1", "a2"]
    assert listed(store, show="open") == ["a2", "a3"]
    assert listed(store, show="flagged") == ["a2"]
    assert listed(store, StreamKey("", "ben"), show="open") == keys, "another's work is not one's own"
    assert listed(store, StreamKey("", "ben"), show="flagged") == []
    assert listed(store, show="open", by="suggested") == ["a3", "a2"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("TWO 2", ["a2"]),
        ("50%_off \\", ["a2"]),
        ("0%_", ["a2"]),
        ("%", ["a2"]),
        ("one", ["a1", "a2", "a3"]),
        ("nowhere", []),
        ("a3", ["a3"]),
    ],
)
def test_text_is_found_whatever_the_case(store: Store, keys: list[str], text: str, found: list[str]) -> None:
    assert listed(store, text=text) == found


def test_excerpts_have_the_words_looked_for(store: Store) -> None:
    add(store, make_article("long", "x " * 200 + "The Needle is here. " + "y " * 200))
    ids = store.article_order(ME, Listed(text="needle"))
    (row,) = store.article_rows(ME, ids, "needle")
    assert "The Needle is here" in row.excerpt
    assert len(row.excerpt) <= 200


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Needle first.", "Needle"),
        ("Nothing but straw, and the harbourmaster found a needle in it.", "…harbourmaster found a needle"),
        ("針" * 300 + "needle" + "針" * 300, "…" + "針" * 16 + "needle"),
    ],
)
def test_an_excerpt_begins_with_a_word_near_what_was_looked_for(store: Store, text: str, begins: str) -> None:
    add(store, make_article("one", text))
    ids = store.article_order(ME, Listed(text="needle"))
    (row,) = store.article_rows(ME, ids, "needle")
    assert row.excerpt.startswith(begins)


def test_marked_sentences(store: Store, keys: list[str]) -> None:
    store.append(anna("a2"), make_event(1, Change("status", 7, None, Status("done", comment="odd"))))
    store.append(
        anna("a1"),
        make_event(1, Change("status", 0, None, Status("open", flag=True)), Change("status", 7, None, DONE)),
    )
    store.append(StreamKey("a3", "ben"), make_event(1, Change("status", 0, None, Status("open", flag=True))))
    first, second = store.marked_sentences(ME)
    assert first == MarkedSentence("a1", 0, "open", True, None, "One 1.\nTwo 1.")
    assert (second.article, second.start, second.comment) == ("a2", 7, "odd")
    assert second.words.startswith("Two 2, 50%")


def test_last_place_and_time(store: Store, keys: list[str]) -> None:
    assert store.last_place(ME) is None
    assert store.seconds_spent(ME) == 0
    first = store.enter_sentence(anna("a2"), 7, T0, "none")
    store.leave_sentence(first, 2.5)
    store.leave_sentence(store.enter_sentence(anna("a1"), 0, T0, "none"), 1.0)
    store.enter_sentence(StreamKey("a3", "ben"), 0, T0, "none")
    assert store.last_place(ME) == ("a1", 0)
    assert store.seconds_spent(ME) == 3.5
