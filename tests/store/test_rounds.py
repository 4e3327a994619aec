"""Rounds, assignments and what queues make of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from annotator.domain.errors import AnnotatorError, ConflictError
from annotator.domain.events import Change, StreamKey
from annotator.domain.labels import Status
from annotator.domain.rounds import ArticleState, Assignment, Round
from annotator.store.store import Store
from annotator.store.values import Listed, Progress, RoundEvent

from .samples import T0, accepted, add, make_article, make_event

DONE = Status("done")
PILOT = Round("pilot", "mixed", hidden=0.25, seed=3, opened_at=T0)


@pytest.fixture
def keys(store: Store) -> list[str]:
    """Four articles of two sentences, at 0 and 5."""
    return add(store, *(make_article(f"a{n}", f"One.\nTwo {n}.") for n in (1, 2, 3, 4)))


def opened(store: Store, *assigned: tuple[str, str, int]) -> None:
    new = [Assignment(*one) for one in assigned]
    store.change_round(PILOT, "open", "lena", T0, assigned=new)


def here(article: str, annotator: str = "anna", pass_: int = 1) -> StreamKey:
    return StreamKey(article, annotator, "pilot", pass_)


def finish(store: Store, key: StreamKey, *, submit: bool = False) -> None:
    store.append(key, make_event(1, *(Change("status", start, None, DONE) for start in (0, 5))))
    if submit:
        store.append(key, make_event(2, verb="submit"))


def listed(store: Store, owner: StreamKey, **more: str) -> Sequence[str]:
    ids = store.article_order(owner, Listed(**more))  # type: ignore[arg-type]
    return [row.key for row in store.article_rows(owner, ids)]


def test_rounds_come_back_as_they_were(store: Store) -> None:
    assert store.rounds() == [Round("main", "free", "open")]
    store.set_round(Round("blind", "hidden"))
    store.set_round(Round("blind", "mixed", "closed", 0.5, 9, practice=True, opened_at=T0))
    assert store.rounds() == [
        Round("blind", "mixed", "closed", 0.5, 9, practice=True, opened_at=T0),
        Round("main"),
    ]
    assert store.round("blind").hidden == 0.5
    with pytest.raises(AnnotatorError, match="no round 'pilot'") as caught:
        store.round("pilot")
    assert "blind, main" in caught.value.hint


def test_who_did_what_with_a_round_is_noted(store: Store, keys: list[str]) -> None:
    opened(store)
    store.change_round(replace(PILOT, state="closed"), "close", "mia", T0)
    assert store.round_events("pilot") == [RoundEvent(T0, "lena", "open"), RoundEvent(T0, "mia", "close")]
    assert store.round("pilot").state == "closed"
    assert store.round_events("main") == []


def test_a_queue_holds_what_is_assigned(store: Store, keys: list[str]) -> None:
    opened(store, ("a2", "anna", 1), ("a4", "anna", 1), ("a3", "ben", 1), ("a2", "anna", 2))
    assert store.assignments("pilot") == [
        Assignment("a2", "anna", 1),
        Assignment("a2", "anna", 2),
        Assignment("a3", "ben"),
        Assignment("a4", "anna"),
    ]
    assert store.next_open("anna", "pilot") == "a2"
    assert store.next_open("anna", "pilot", after="a2") == "a4"
    assert store.next_open("anna", "pilot", after="a4") == "a2"
    assert store.next_open("carla", "pilot") is None
    assert store.next_open("anna", "pilot", 2) == "a2"
    assert [store.neighbour(here("a2"), step) for step in (-1, 1)] == [None, "a4"]
    assert store.progress("anna", "pilot") == Progress(2, 0, 4, 0, 0, 0)
    assert store.progress("ben", "pilot") == Progress(1, 0, 2, 0, 0, 0)
    assert listed(store, here("a2")) == ["a2", "a4"]
    assert listed(store, here("a2"), show="open") == ["a2", "a4"]
    assert [store.is_assigned(here(key)) for key in keys] == [False, True, False, True]
    assert (store.passes_of("pilot", "anna"), store.passes_of("pilot", "ben")) == ([1, 2], [1])
    assert [store.has_assignments(name) for name in ("pilot", "main")] == [True, False]
    assert [one.name for one in store.rounds_of("anna")] == ["pilot"]
    assert store.rounds_of("carla") == []


def test_a_round_without_assignments_is_everybodys(store: Store, keys: list[str]) -> None:
    opened(store, ("a2", "anna", 1))
    assert listed(store, StreamKey("a1", "anna")) == keys
    assert store.progress("anna").articles == 4
    store.change_round(PILOT, "reassign", "lena", T0, withdrawn=[Assignment("a2", "anna")])
    assert listed(store, here("a1")) == keys


def test_an_assigned_article_is_finished_when_it_is_submitted(store: Store, keys: list[str]) -> None:
    opened(store, ("a2", "anna", 1), ("a4", "anna", 1))
    finish(store, here("a2"))
    assert store.next_open("anna", "pilot") == "a2"
    assert store.is_open("a2", "anna", "pilot")
    assert listed(store, here("a2"), show="open") == ["a2", "a4"]
    store.append(here("a2"), make_event(2, verb="submit"))
    assert store.next_open("anna", "pilot") == "a4"
    assert not store.is_open("a2", "anna", "pilot")
    assert not store.is_open("a1", "anna", "pilot"), "it is nobody's"
    assert listed(store, here("a2"), show="open") == ["a4"]
    assert store.progress("anna", "pilot") == Progress(2, 1, 4, 2, 0, 0)


def test_not_begun_found_empty_and_changed_after_are_told_apart(store: Store, keys: list[str]) -> None:
    opened(store, *((key, "anna", 1) for key in keys), ("a1", "anna", 2))
    finish(store, here("a1"), submit=True)
    store.append(here("a2"), make_event(1, *accepted(), verb="accept"))
    store.append(here("a2"), make_event(2, verb="submit"))
    finish(store, here("a3"))
    store.append(here("a3", "ben"), make_event(1, *accepted()))
    store.enter_sentence(here("a4"), 0, T0, "none")
    found = {(one.article, one.annotator, one.pass_): one for one in store.article_states("pilot")}
    names = {key: one.name for key, one in found.items()}
    assert names == {
        ("a1", "anna", 1): "submitted",
        ("a1", "anna", 2): "not begun",
        ("a2", "anna", 1): "submitted",
        ("a3", "anna", 1): "reviewed",
        ("a3", "ben", 1): "begun",
        ("a4", "anna", 1): "not begun",
    }
    assert found["a1", "anna", 1].empty
    assert not found["a2", "anna", 1].empty
    assert [one.article for one in found.values() if not one.assigned] == ["a3"]
    assert store.not_begun("pilot") == {"anna": 1}
    assert store.not_begun("pilot", 2) == {"anna": 1}
    # What came after the submission does not make an empty article a full one.
    store.append(here("a1"), make_event(3, *accepted()))
    (first, _) = [one for one in store.article_states("pilot", "anna") if one.article == "a1"]
    submitted = first.submitted_at
    assert submitted is not None
    assert first == ArticleState("a1", "anna", 1, True, True, True, submitted, empty=True, later=True)


def test_what_was_taken_away_stays_noted_and_can_come_back(store: Store, keys: list[str]) -> None:
    opened(store, ("a1", "anna", 1))
    mine = Assignment("a1", "anna")
    store.change_round(PILOT, "reassign", "lena", T0, withdrawn=[mine], assigned=[Assignment("a1", "ben")])
    assert store.assignments("pilot") == [Assignment("a1", "ben")]
    store.change_round(PILOT, "assign", "lena", T0, assigned=[mine])
    assert store.assignments("pilot") == [mine, Assignment("a1", "ben")]


def test_a_change_is_made_whole_or_not_at_all(store: Store, keys: list[str]) -> None:
    opened(store, ("a1", "anna", 1))
    for wrong, error in (
        ([Assignment("a2", "ben"), Assignment("a1", "anna")], ConflictError),
        ([Assignment("a2", "ben"), Assignment("zz", "ben")], AnnotatorError),
    ):
        with pytest.raises(error):
            store.change_round(replace(PILOT, state="closed"), "assign", "lena", T0, assigned=wrong)
    with pytest.raises(ConflictError, match="not assigned"):
        store.change_round(PILOT, "reassign", "lena", T0, withdrawn=[Assignment("a2", "anna")])
    assert store.assignments("pilot") == [Assignment("a1", "anna")]
    assert (store.round("pilot"), len(store.round_events("pilot"))) == (PILOT, 1)


def test_a_closed_round_takes_no_labels_of_annotators(store: Store, keys: list[str]) -> None:
    opened(store, ("a1", "anna", 1))
    before = make_event(1, *accepted())
    number = store.append(here("a1"), before)
    store.change_round(replace(PILOT, state="closed"), "close", "lena", T0)
    with pytest.raises(AnnotatorError, match="pilot is closed"):
        store.append(here("a1"), make_event(2, verb="submit"))
    with pytest.raises(AnnotatorError, match="pilot is closed"):
        store.append(here("a2"), make_event(1))
    assert store.append(here("a1"), before) == number, "what is there already may be said again"
    store.append(replace(here("a1", "lena"), layer="gold"), make_event(1, *accepted("g")))
    store.append(StreamKey("a1", "anna"), make_event(1))
    store.change_round(PILOT, "reopen", "lena", T0)
    store.append(here("a1"), make_event(2, verb="submit"))


def test_leads(store: Store) -> None:
    assert store.leads() == []
    store.set_lead("lena", "lena", T0)
    store.set_lead("anna", "lena", T0)
    store.set_lead("anna", "lena", T0)
    assert store.leads() == ["anna", "lena"]
    store.set_lead("anna", "lena", T0, leads=False)
    assert store.leads() == ["lena"]


def test_erasing_takes_out_assignments_and_names(store: Store, keys: list[str]) -> None:
    store.set_lead("lena", "lena", T0)
    opened(store, ("a1", "anna", 1), ("a2", "anna", 1))
    store.change_round(PILOT, "reassign", "lena", T0, withdrawn=[Assignment("a2", "anna")])
    store.erase_article("a1", "lena", T0)
    assert store.assignments("pilot") == []
    pseudonym = store.erase_person("lena", "mia", T0).pseudonym
    assert store.leads() == [pseudonym]
    assert {one.author for one in store.round_events("pilot")} == {pseudonym}
    store.erase_person("anna", "mia", T0)
    with pytest.raises(AnnotatorError, match="nobody named"):
        store.erase_person("anna", "mia", T0)
