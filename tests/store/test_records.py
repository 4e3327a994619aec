from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy.engine import Engine

from annotator.domain.events import Change, StreamKey, apply
from annotator.domain.labels import Labels, Status
from annotator.domain.record import Visits
from annotator.domain.rounds import Round
from annotator.domain.text import Publication
from annotator.store.store import Store

from .samples import T0, accepted, add, anna, make_article, make_event


def who(store: Store, **choice: object) -> list[tuple[str, str | None, str]]:
    records = store.records(**choice)  # type: ignore[arg-type]
    return [(one.article.id, one.annotator, one.layer) for one in records]


@pytest.fixture
def labelled(store: Store) -> Store:
    add(store, *(make_article(f"a{n}") for n in (1, 2, 3)))
    for article, annotator, layer in (
        ("a3", "anna", "human"),
        ("a1", "ben", "human"),
        ("a1", "anna", "human"),
        ("a1", "lead", "gold"),
        ("a2", "", "suggestion"),
    ):
        key = StreamKey(article, annotator, layer=layer)
        store.append(key, make_event(1, *accepted(f"{annotator}-")))
    store.enter_sentence(anna("a2"), 0, T0, "none")
    return store


def test_by_article_then_annotator(labelled: Store) -> None:
    assert who(labelled) == [
        ("a1", "anna", "human"),
        ("a1", "ben", "human"),
        ("a1", "lead", "gold"),
        ("a2", None, "suggestion"),
        ("a3", "anna", "human"),
    ]


def test_choosing(labelled: Store) -> None:
    assert who(labelled, layers=["gold"]) == [("a1", "lead", "gold")]
    assert who(labelled, annotators=["ben"]) == [("a1", "ben", "human")]
    assert who(labelled, annotators=[]) == []
    assert who(labelled, layers=["gold"], unlabelled=True) == [
        ("a1", "lead", "gold"),
        ("a2", None, "human"),
    ]
    labelled.set_round(Round("second"))
    labelled.append(anna("a2", round="second", pass_=2), make_event(1))
    (record,) = labelled.records(rounds=["second"])
    assert (record.article.id, record.round, record.pass_) == ("a2", "second", 2)


def test_a_record_holds_everything(labelled: Store) -> None:
    key = anna("a3")
    extra = Publication("second", outlet="Daily")
    list(labelled.add_articles([(make_article("a3"), extra)], "words@2", T0))
    labelled.leave_sentence(labelled.enter_sentence(key, 0, T0, "shown", ["x"]), 4.5)
    labelled.append(key, make_event(2, verb="submit"))
    _, record = labelled.records(annotators=["anna"])
    assert record.article == labelled.article("a3")
    assert record.labels == labelled.stream(key).labels
    assert record.visits == {0: Visits(4.5, "shown")}
    assert record.publications == (Publication("wire"), extra)
    assert (record.scheme, record.tokenizer, record.round, record.pass_) == ("small@1", "words@1", "main", 1)
    first, last = make_event(1).at, make_event(2).at
    assert (record.created_at, record.updated_at, record.submitted_at) == (first, last, last)


def test_labels_as_submitted(labelled: Store) -> None:
    key = anna("a1")
    submitted = make_event(2, verb="submit")
    labelled.append(key, submitted)
    later = Change("status", 0, None, Status("done"))
    labelled.append(key, make_event(3, later))
    labelled.append(anna("a3"), replace(make_event(2), verb="submit"))
    before, untouched = labelled.records(submitted=True)
    assert before.labels == apply(Labels(), accepted("anna-"))
    assert before.updated_at == submitted.at
    assert untouched.labels == labelled.stream(anna("a3")).labels
    assert next(labelled.records(annotators=["anna"])).labels.statuses == {0: Status("done")}


def test_as_many_queries_for_many_articles_as_for_one(store: Store) -> None:
    def queries(articles: int) -> int:
        count = 0

        def counted(*_: object) -> None:
            nonlocal count
            count += 1

        sqlalchemy_event.listen(Engine, "before_cursor_execute", counted)
        try:
            assert len(list(store.records())) == articles
        finally:
            sqlalchemy_event.remove(Engine, "before_cursor_execute", counted)
        return count

    add(store, make_article("a0"))
    store.append(anna("a0"), make_event(1, *accepted()))
    one = queries(1)
    add(store, *(make_article(f"a{n}") for n in range(1, 40)))
    store.append_many((anna(f"a{n}"), make_event(1, *accepted())) for n in range(1, 40))
    assert queries(40) == one


def test_more_records_than_a_page(store: Store) -> None:
    keys = add(store, *(make_article(f"a{n}") for n in range(150)))
    store.append_many((anna(key), make_event(1, *accepted())) for key in keys[::2])
    assert who(store) == [(key, "anna", "human") for key in keys[::2]]
    assert [key for key, _, _ in who(store, unlabelled=True)] == keys
