"""Another project taken in, and labels brought to another scheme: on every kind of database, either way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Change, StreamKey
from annotator.domain.labels import Status
from annotator.domain.migrating import compiled
from annotator.domain.registry import Entry
from annotator.domain.registry_log import EntryChange, RegistryEvent
from annotator.domain.rounds import Round
from annotator.domain.scheme import Category, Scheme
from annotator.store.store import Store
from annotator.store.values import Joined

from .samples import HARD, SCHEME, SOURCE, T0, accepted, add, anna, make_article, make_event

#: The scheme of the samples, with all that `accepted` makes in it.
WHOLE = replace(
    SCHEME,
    roles={
        **SCHEME.roles,
        "issue": replace(
            SCHEME.roles["target"], name="issue", key="i", fills=("ISSUE",), implicit=("context",)
        ),
    },
    labels={**SCHEME.labels, "STANCE": replace(SCHEME.labels["STANCE"], attributes=("a", "b"))},
    attributes={
        **SCHEME.attributes,
        "a": replace(SCHEME.attributes["negated"], name="a", type="text", default=None),
        "b": replace(SCHEME.attributes["negated"], name="b"),
    },
    categories={
        **SCHEME.categories,
        "ACCUSE": Category("ACCUSE", "a", required=("source", "target"), one_of=(("issue",),)),
    },
)


@pytest.fixture
def here(database_url: str) -> Iterator[Store]:
    with Store.create(database_url, WHOLE, SOURCE, T0) as store:
        yield store


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Store]:
    with Store.create(f"sqlite:///{tmp_path / 'there.db'}", WHOLE, SOURCE, T0) as store:
        yield store


def join(here: Store, there: Store, *, dry: bool = False) -> Joined:
    (joined,) = here.join([(there, [])], author="lead", at=T0, tell=lambda *_: None, dry=dry)
    return joined


def filled(store: Store, who: str) -> None:
    add(store, make_article("one"), make_article(who), make_article("hard", HARD))
    store.set_round(Round("pilot", "hidden"))
    for key in (
        StreamKey("one", who),
        StreamKey(who, who, "pilot", 2),
        StreamKey("one", "gold", layer="gold"),
    ):
        if key.layer == "human" or who == "ben":
            store.append(key, make_event(1, *accepted(), author=who))
            store.append(key, make_event(2, Change("status", 0, None, Status("done", True, "“?”"))))
            store.append(key, make_event(3, verb="submit"))
    visit = store.enter_sentence(StreamKey("one", who), 0, T0, "shown", ["x"])
    store.leave_sentence(visit, 2.5)
    entry = Entry(who, "actor", who.title())
    store.append_to_registry(RegistryEvent(f"r-{who}", 1, T0, who, "add", (EntryChange(who, None, entry),)))


def logs(store: Store) -> dict[StreamKey, object]:
    return {
        key: ([one.event for one in store.events(key)], store.stream(key).labels, store.visits(key))
        for key in store.streams()
    }


def sound(store: Store) -> None:
    assert store.examine_database() == []
    assert store.examine_registry() == []
    for one in store.examine():
        assert one.problems == ()
        assert [stream.problems for stream in one.streams if stream.problems] == []


def test_either_kind_takes_in_the_other(here: Store, there: Store) -> None:
    filled(here, "anna")
    filled(there, "ben")
    mine, theirs = logs(here), logs(there)
    before = logs(here)
    assert join(here, there, dry=True).events == 9
    assert logs(here) == before
    joined = join(here, there)
    assert joined.streams == {"new": 3}
    assert joined.entries == {"new": 1}
    assert joined.visits == 1
    assert logs(here) == mine | theirs
    assert set(here.entries()) == {"anna", "ben"}
    sound(here)
    assert not join(here, there).changed
    joined = join(there, here)
    assert joined.streams == {"new": 2, "known": 3}
    assert logs(there) == mine | theirs
    sound(there)
    assert not join(here, there).changed


def test_logs_that_went_apart(here: Store, there: Store) -> None:
    for store, prefix in ((here, "h"), (there, "t")):
        add(store, make_article("one"))
        store.append(anna("one"), make_event(1, *accepted(prefix)))
    joined = join(here, there)
    assert joined.streams == {"apart": 1}
    assert [one.apart.round for one in joined.conflicts] == []  # they say the same
    there.append(anna("one"), make_event(2, Change("status", 0, None, Status("nothing"))))
    assert join(here, there).streams == {"continued": 1}
    assert here.stream(anna("one", round="main-apart")).labels == there.stream(anna("one")).labels
    sound(here)


def test_a_failure_takes_it_all_back(here: Store, there: Store) -> None:
    filled(there, "ben")
    there.append(StreamKey("hard", "ben"), make_event(1, *accepted()))
    before = logs(here)
    with there._database.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE event SET changes = replace(changes, 'ACTOR', 'HERO') WHERE stream_id = 4"
        )
    with pytest.raises(AnnotatorError, match="unknown label HERO"):
        join(here, there)
    assert logs(here) == before
    assert here.count_articles() == 0


def test_labels_go_to_another_scheme_and_back(here: Store) -> None:
    filled(here, "ben")
    before = {key: here.stream(key).labels for key in here.streams()}
    new: Scheme = replace(
        WHOLE,
        version=2,
        categories={
            "CHARGE": replace(WHOLE.categories["ACCUSE"], name="CHARGE"),
            "DENY": WHOLE.categories["DENY"],
        },
    )
    by = compiled(WHOLE, new, {"category:ACCUSE": [("CHARGE", {})]})
    told: list[tuple[int, int]] = []

    def move(scheme: Scheme, **how: bool) -> int:
        moved = here.migrate(
            by,
            scheme,
            f"version: {scheme.version}\n",
            {"k": "v"},
            author="lead",
            at=T0,
            tell=lambda *step: told.append(step),
            **how,
        )
        return moved.changed

    assert move(new, dry=True) == 3
    assert (here.scheme().version, here.setting("k")) == (1, None)
    assert move(new) == 3
    assert (here.scheme(), here.setting("k"), told[-1]) == (new, "v", (3, 3))
    assert {tie.category for key in before for tie in here.stream(key).labels.ties.values()} == {"CHARGE"}
    (record,) = here.records(annotators=["ben"], rounds=["main"], layers=["human"], submitted=True)
    assert [tie.category for tie in record.labels.ties.values()] == ["CHARGE"]
    assert not [state for state in here.stream_states() if state.later]
    sound(here)
    assert move(WHOLE, back=True) == 3
    assert {key: here.stream(key).labels for key in before} == before
    sound(here)
