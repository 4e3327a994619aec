"""The database itself refuses rows that make no sense, whoever writes them."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from annotator.store.store import Store

from .samples import T0, accepted, add, anna, make_article, make_event

STREAM = (
    "INSERT INTO stream (article_id, annotator, round, pass, layer, seq, created_at, updated_at,"
    " n_sentences, n_done, n_flags, n_ties) VALUES ({}, '2024-05-01', '2024-05-01', {})"
)
BAD = {
    "annotator missing": STREAM.format("1, '', 'main', 1, 'human', 0", "3, 0, 0, 0"),
    "unknown layer": STREAM.format("1, 'x', 'main', 1, 'silver', 0", "3, 0, 0, 0"),
    "unknown round": STREAM.format("1, 'x', 'nowhere', 1, 'human', 0", "3, 0, 0, 0"),
    "unknown article": STREAM.format("99, 'x', 'main', 1, 'human', 0", "3, 0, 0, 0"),
    "pass zero": STREAM.format("1, 'x', 'main', 0, 'human', 0", "3, 0, 0, 0"),
    "more done than there is": STREAM.format("1, 'x', 'main', 1, 'human', 0", "3, 4, 0, 0"),
    "same stream twice": STREAM.format("1, 'anna', 'main', 1, 'human', 0", "3, 0, 0, 0"),
    "submitted half": "UPDATE stream SET submitted_at = '2024-05-01'",
    "empty key": "UPDATE article SET key = ''",
    "digest too short": "UPDATE article SET sha256 = 'abc'",
    "sequence zero": "UPDATE event SET seq = 0",
    "no verb": "UPDATE event SET verb = ''",
    "no text": "UPDATE article SET text = NULL",
    "fragment backwards": "UPDATE fragment SET stop = start",
    "fragment before the text": "UPDATE fragment SET start = -1",
    "fragment start in words": "UPDATE fragment SET start = 'x'",
    "fragment stop in words": "UPDATE fragment SET stop = 'x'",
    "fragment of no span": "UPDATE fragment SET span_id = 'absent'",
    "span of no stream": "INSERT INTO span (stream_id, id, label, origin, attributes)"
    " VALUES (99, 'x', 'A', 'human', '{}')",
    "span removed under its tie": "DELETE FROM span",
    "tie without head": "UPDATE tie SET head_id = 'absent'",
    "role without filler": "UPDATE role SET span_id = NULL WHERE place = 0",
    "role with two fillers": "UPDATE role SET implicit = 'author' WHERE place = 0",
    "role with a span that is none": "UPDATE role SET span_id = 'absent' WHERE place = 0",
    "role with a tie that is none": "UPDATE role SET span_id = NULL, nested_id = 'absent' WHERE place = 0",
    "unknown status": "INSERT INTO sentence_status (stream_id, start, status, flag)"
    " VALUES (1, 0, 'perhaps', FALSE)",
    "status in words": "INSERT INTO sentence_status (stream_id, start, status, flag)"
    " VALUES (1, 'x', 'done', FALSE)",
    "status of no stream": "INSERT INTO sentence_status (stream_id, start, status, flag)"
    " VALUES (99, 0, 'done', FALSE)",
    "cut before the text": "INSERT INTO sentence_cut (stream_id, start, begins) VALUES (1, -1, TRUE)",
    "unknown kind": "INSERT INTO rejected (stream_id, id, kind, origin, suggested)"
    " VALUES (1, 'x', 'word', 'r', '{}')",
    "unknown arm of a visit": "UPDATE visit SET suggestions = 'some'",
    "negative time": "UPDATE visit SET seconds = -1",
    "unknown arm": "UPDATE round SET arm = 'left'",
    "unknown state": "UPDATE round SET state = 'odd'",
    "publication of no article": "UPDATE publication SET article_id = 99",
}


@pytest.mark.parametrize("statement", BAD.values(), ids=BAD)
def test_a_bad_row_is_refused(store: Store, statement: str) -> None:
    add(store, make_article("a"))
    store.append(anna("a"), make_event(1, *accepted()))
    store.enter_sentence(anna("a"), 0, T0, "none")
    before = store.stream(anna("a"))
    with pytest.raises(DBAPIError), store._database.writing() as connection:
        connection.execute(text(statement))
    assert store.stream(anna("a")) == before


def test_good_rows_by_the_same_statements_are_taken(store: Store) -> None:
    add(store, make_article("a"))
    with store._database.writing() as connection:
        connection.execute(text(STREAM.format("1, 'x', 'main', 1, 'human', 0", "3, 3, 0, 0")))
        connection.execute(
            text("INSERT INTO sentence_status (stream_id, start, status, flag) VALUES (1, 0, 'done', FALSE)")
        )
        assert connection.execute(text("SELECT status FROM sentence_status WHERE stream_id = 1")).all() == [
            ("done",)
        ]
