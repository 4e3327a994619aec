"""Words and entries: what they name, what they are like, and what they may stand for nearby."""

from __future__ import annotations

import pytest

from annotator.domain.labels import Labels, Span
from annotator.domain.registry import Entry, Registry, candidates, resolved
from annotator.domain.scheme import Scheme
from annotator.domain.session.resolving import assign
from annotator.domain.text import Article
from tests.domain.desk import PureDesk, article

BUILT_IN = {
    "PAK": Entry(
        "PAK", "actor", "Pakistan", ("Islamic Republic of Pakistan", "Islamabad"), ("Pakistani", "Pakistanis")
    ),
    "BRA": Entry("BRA", "actor", "Brazil", ("Brasília",), ("Brazilian",)),
    "WHO": Entry("WHO", "actor", "World Health Organization", ("WHO",)),
    "CGO": Entry("CGO", "actor", "Congo"),
    "COD": Entry("COD", "actor", "Democratic Republic of the Congo", ("Congo",)),
}
OWN = {
    "vell": Entry("vell", "actor", "Port Authority of Vell", ("the harbour board",)),
    "raid": Entry("raid", "event", "killing of three workers"),
}
REGISTRY = Registry(BUILT_IN, OWN)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Islamabad", "PAK"),
        ("Pakistan’s", "PAK"),
        ("Pakistan's", "PAK"),
        ("the Pakistani government", "PAK"),
        ("The  Pakistani\nGovernment", "PAK"),
        ("Pakistan's government", "PAK"),
        ("the government of Pakistan", "PAK"),
        ("Islamabad’s administration", "PAK"),
        ("PAKISTAN", "PAK"),
        ("“Pakistan”", "PAK"),
        ("Brasilia", "BRA"),
        ("WHO", "WHO"),
        ("the Port Authority of Vell", "vell"),
        ("The Harbour Board", "vell"),
        ("the killing of three workers", "raid"),
        # A people is not its state, an adjective nobody, and these name nobody at all.
        ("Pakistanis", None),
        ("Pakistani", None),
        ("Pakistani officials", None),
        ("who", None),
        ("the government", None),
        ("it", None),
        ("", None),
        ("…", None),
        # Two entries have the name: nobody guesses.
        ("Congo", None),
    ],
)
def test_what_words_name(words: str, key: str | None) -> None:
    assert REGISTRY.resolve(words) == key


def test_the_project_s_names_go_before_built_in_ones() -> None:
    own = {
        "junta": Entry("junta", "actor", "Junta", ("Brasilia",)),
        "PAK": Entry("PAK", "actor", "Pakistan", ("Pindi",)),
    }
    registry = Registry(BUILT_IN, own)
    assert registry.resolve("Brasília") == "junta"
    assert registry.resolve("Brazil") == "BRA"
    assert registry.resolve("Pindi") == registry.resolve("Islamabad") == "PAK"
    entry = registry.entry("PAK")
    assert entry is not None
    assert entry.names == ("Pakistan", "Pindi", "Islamic Republic of Pakistan", "Islamabad")


def test_merged_entries_go_on_under_the_other_key() -> None:
    own = {
        "a": Entry("a", "actor", "Alpha", ("Aleph",), into="b"),
        "b": Entry("b", "actor", "Beta", into="PAK"),
        "PAK": Entry("PAK", "actor", "Pakistan"),
    }
    registry = Registry(BUILT_IN, own)
    assert registry.canonical("a") == registry.canonical("b") == "PAK"
    assert registry.resolve("Aleph") == registry.resolve("the Alpha government") == "PAK"
    assert {one.key for one in registry.merged("PAK")} == {"a", "b"}
    assert not {"a", "b"} & {entry.key for entry in registry.entries()}
    assert registry.find("a") == registry.entry("PAK")
    assert registry.canonical("unknown") == "unknown"


def test_a_circle_of_merges_ends() -> None:
    own = {"a": Entry("a", "actor", "Alpha", into="b"), "b": Entry("b", "actor", "Beta", into="a")}
    assert Registry(own=own).canonical("a") in own


@pytest.mark.parametrize(
    ("words", "key", "why"),
    [
        ("Pakstan", "PAK", "is spelt alike"),
        ("the port authority", "vell", "has the same words"),
        ("the attack with the killing of three workers", "raid", "has the same words"),
        ("PAV", "vell", "is its acronym"),
        ("Islamabad", "PAK", "named"),
    ],
)
def test_what_words_are_like_is_proposed_only(words: str, key: str, why: str) -> None:
    near = {one.entry.key: one for one in REGISTRY.near(words)}
    assert near[key].why == why
    assert (near[key].likeness == 1) == (why == "named")
    assert REGISTRY.resolve(words) == (key if why == "named" else None)


@pytest.mark.parametrize("words", ["", "the", "Zanzibar Spice Traders", "republic", "the authority"])
def test_what_is_like_nothing(words: str) -> None:
    assert REGISTRY.near(words) == []


TEXT = "Islamabad denied the attack. It blamed the harbour board for the attack. The union mourned it."


def span(key: str, label: str, words: str, nth: int = 0, entity: str | None = None) -> Span:
    at = -1
    for _ in range(nth + 1):
        at = TEXT.index(words, at + 1)
    return Span(key, label, ((at, at + len(words)),), entity=entity)


@pytest.fixture
def quay() -> Article:
    return article(TEXT)


def test_suggestions_resolve_by_their_words(blame: Scheme, quay: Article) -> None:
    own = {**OWN, "old": Entry("old", "actor", "Old Guard", into="vell")}
    spans = [
        span("1", "ACTOR", "Islamabad", entity="PAK"),
        span("2", "ACTOR", "the harbour board"),
        span("3", "ACTOR", "The union", entity="old"),
        span("4", "ISSUE", "the attack"),
        span("5", "STANCE", "denied", entity="old"),
    ]
    labels = Labels({one.id: one for one in spans})
    found = resolved(labels, quay, blame, Registry(own=own)).spans
    assert [found[key].entity for key in "12345"] == ["PAK", "vell", "vell", None, "old"]
    assert resolved(labels, quay, blame, Registry()) is labels


def test_what_a_span_may_stand_for(quay: Article) -> None:
    spans = [
        span("1", "ACTOR", "Islamabad", entity="PAK"),
        span("2", "ISSUE", "the attack", entity="raid"),
        span("3", "ISSUE", "the attack", 1),
        span("4", "ISSUE", "it"),
        span("5", "ACTOR", "the harbour board"),
    ]
    labels = Labels({one.id: one for one in spans})

    def keys(number: int) -> list[tuple[str, str]]:
        return [(one.entry.key, one.why) for one in candidates(REGISTRY, labels, quay, spans[number])]

    assert keys(2)[0] == ("raid", "the same words in this article")
    assert keys(3)[0] == ("raid", "met in this article")
    assert keys(4)[0] == ("vell", "named")
    assert ("PAK", "met in this article") in keys(4)


def test_a_span_is_resolved_as_one_act(blame: Scheme) -> None:
    desk = PureDesk.at(blame, TEXT)
    actor = span("1", "ACTOR", "Islamabad")
    from dataclasses import replace

    session = replace(desk.session, labels=Labels({"1": actor, "2": span("2", "STANCE", "denied")}))
    step = assign(session, "1", "PAK")
    assert step.verb == "resolve"
    assert step.session.labels.spans["1"] == replace(actor, entity="PAK")
    assert assign(step.session, "1", "PAK").verb is None
    assert assign(step.session, "1", None).session.labels.spans["1"].entity is None
    refused = assign(session, "2", "PAK")
    assert (refused.verb, refused.message) == (None, "STANCE does not resolve to an entry")


def test_resolving_a_suggestion_takes_it_over(blame: Scheme) -> None:
    offered = span("1", "ACTOR", "Islamabad", entity="PAK")
    desk = PureDesk.at(blame, TEXT, Labels({"1": offered}))
    step = assign(desk.session, "1", "PAK")
    assert step.session.labels.spans["1"].fate == "accepted"
