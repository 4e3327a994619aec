"""The registry's log and entries, on every kind of database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from annotator.domain.errors import AnnotatorError, ConflictError
from annotator.domain.events import Change
from annotator.domain.labels import Span
from annotator.domain.registry import Entry
from annotator.domain.registry_log import EntryChange, RegistryEvent, inverse, to_undo
from annotator.store.store import Store
from annotator.store.values import Mention

from .samples import T0, add, anna, make_article, make_event

VELL = Entry("vell", "actor", "Vell", ("Ζ", "a", "É"))
RAID = Entry("raid", "event", "the raid")


def act(seq: int, *changes: EntryChange, verb: str = "add", undoes: str | None = None) -> RegistryEvent:
    return RegistryEvent(f"r{seq}", seq, T0, "anna", verb, changes, undoes)


def test_entries_follow_from_the_log(store: Store) -> None:
    assert store.entries() == {}
    merged = replace(VELL, into="raid", aliases=("x",))
    events = [
        act(1, EntryChange("vell", None, VELL)),
        act(2, EntryChange("raid", None, RAID), EntryChange("vell", VELL, merged), verb="merge"),
    ]
    store.append_to_registry(events[0])
    assert store.entries() == {"vell": VELL}
    store.append_to_registry(events[1])
    assert store.entries() == {"raid": RAID, "vell": merged}
    back = act(3, *inverse(events[1].changes), verb="undo", undoes="r2")
    store.append_to_registry(back)
    assert store.entries() == {"vell": VELL}
    assert store.registry_events() == [*events, back]
    assert to_undo(store.registry_events()) == events[0]
    assert store.examine_registry() == []


def test_conflicts_change_nothing(store: Store) -> None:
    store.append_to_registry(act(1, EntryChange("vell", None, VELL)))
    for wrong in (
        act(1, EntryChange("raid", None, RAID)),
        act(3, EntryChange("raid", None, RAID)),
        act(2, EntryChange("vell", None, VELL)),
        act(2, EntryChange("raid", RAID, None)),
        act(2, EntryChange("raid", None, replace(RAID, into="nowhere"))),
    ):
        with pytest.raises(ConflictError):
            store.append_to_registry(wrong)
    with pytest.raises(AnnotatorError, match=r"U\+0000"):
        store.append_to_registry(act(2, EntryChange("raid", None, replace(RAID, aliases=("a\0b",)))))
    assert store.entries() == {"vell": VELL}
    assert len(store.registry_events()) == 1


def test_tables_that_differ_from_the_log_are_found_and_mended(store: Store) -> None:
    store.append_to_registry(act(1, EntryChange("vell", None, VELL), EntryChange("raid", None, RAID)))
    with store._database.writing() as connection:
        connection.execute(text("DELETE FROM entry_alias WHERE place = 1"))
        connection.execute(text("UPDATE entry SET name = 'other' WHERE key = 'raid'"))
    (problem,) = store.examine_registry()
    assert problem.mendable
    assert "2 of its entries" in problem.what
    store.rebuild_registry()
    assert store.examine_registry() == []
    assert store.entries() == {"raid": RAID, "vell": VELL}
    with store._database.writing() as connection:
        connection.execute(text("UPDATE registry_event SET seq = 2"))
    (problem,) = store.examine_registry()
    assert not problem.mendable


def test_mentions(store: Store) -> None:
    first, second = add(store, make_article("a"), make_article("b"))
    spans = [
        Span("1", "ACTOR", ((0, 5),), entity="rossi"),
        Span("2", "ACTOR", ((13, 21),), entity="eu"),
        Span("3", "ISSUE", ((6, 12),), entity="eu"),
    ]
    changes = [Change("span", one.id, None, one) for one in spans]
    store.append(anna(second), make_event(1, *changes[:1]))
    store.append(anna(first), make_event(1, *changes))
    store.append(anna(first, layer="suggestion"), make_event(1, *changes))
    assert store.count_mentions() == {("eu", "ACTOR"): 1, ("eu", "ISSUE"): 1, ("rossi", "ACTOR"): 2}
    assert store.mentions(["rossi", "eu"], limit=3) == [
        Mention(first, "anna", "human", "ACTOR", 0, "Rossi"),
        Mention(first, "anna", "human", "ISSUE", 6, "blamed"),
        Mention(first, "anna", "human", "ACTOR", 13, "Brussels"),
    ]


def test_a_person_is_erased_from_the_registry_too(store: Store) -> None:
    store.append_to_registry(act(1, EntryChange("vell", None, VELL)))
    erased = store.erase_person("anna", "ben", T0)
    assert {event.author for event in store.registry_events()} == {erased.pseudonym}
    assert store.entries() == {"vell": VELL}
