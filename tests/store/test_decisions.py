"""Decisions of adjudication in the log of gold: read with records, undone, and under another name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.adjudication.decision import Decision, from_plain
from annotator.domain.errors import AnnotatorError, ConflictError
from annotator.domain.events import Change, StreamKey, decisions, inverse
from annotator.store.store import Store

from .samples import T0, accepted, add, make_article, make_event

KEY = StreamKey("a1", "gold", layer="gold")
DECISION = Decision(
    "d1",
    "tie",
    0,
    ("anna", "ben"),
    {"anna": "t1"},
    "taken",
    ("anna",),
    ("cue:ACCUSE",),
    "slip",
    "see 4.2",
    made={"t1": ("anna", "t1")},
)


@pytest.fixture
def adjudicated(store: Store) -> Store:
    add(store, make_article("a1"))
    changes = (*accepted("g-"), Change("decision", "d1", None, DECISION))
    store.append(KEY, make_event(1, *changes, author="lead"))
    return store


def read(store: Store) -> list[Decision]:
    return [from_plain(plain) for record in store.records(layers=("gold",)) for plain in record.adjudication]


def test_a_record_of_gold_has_its_decisions_with_author_and_time(adjudicated: Store) -> None:
    (record,) = adjudicated.records(layers=("gold",))
    (event,) = (one.event for one in adjudicated.events(KEY))
    assert read(adjudicated) == [DECISION]
    assert (record.adjudication[0]["by"], record.adjudication[0]["at"]) == ("lead", event.at.isoformat())
    assert list(decisions(one.event for one in adjudicated.events(KEY)).values()) == [DECISION]


def test_undone_it_is_gone_and_the_log_has_both(adjudicated: Store) -> None:
    (event,) = (one.event for one in adjudicated.events(KEY))
    adjudicated.append(KEY, make_event(2, *inverse(event.changes)))
    assert read(adjudicated) == []
    assert adjudicated.stream(KEY).labels.spans == {}
    assert len(adjudicated.events(KEY)) == 2


def test_the_second_of_two_adjudicators_is_told(adjudicated: Store) -> None:
    other = replace(DECISION, id="d2")
    with pytest.raises(ConflictError):
        adjudicated.append(KEY, make_event(1, Change("decision", "d2", None, other), author="other"))
    assert read(adjudicated) == [DECISION]


def test_an_erased_name_is_replaced_in_decisions_too(adjudicated: Store) -> None:
    adjudicated.append(StreamKey("a1", "anna"), make_event(1, author="anna"))
    erased = adjudicated.erase_person("anna", "lead", T0)
    assert erased.pseudonym is not None
    assert read(adjudicated) == [DECISION.renamed("anna", erased.pseudonym)]
    assert "anna" not in repr(read(adjudicated))


def test_a_note_that_cannot_be_stored_is_refused(adjudicated: Store) -> None:
    bad = replace(DECISION, id="d2", note="a\0b")
    with pytest.raises(AnnotatorError, match="U\\+0000"):
        adjudicated.append(KEY, make_event(2, Change("decision", "d2", None, bad)))
