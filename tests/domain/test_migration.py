"""Names renamed, merged, split and retired; and the same labels back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.differences import differences
from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Change, Event, apply, inverse
from annotator.domain.fit import fit
from annotator.domain.history import MIGRATE, History
from annotator.domain.labels import Labels, Role, Span, Status, Tie
from annotator.domain.migrating import at_submission, changes_back, changes_to, compiled, told
from annotator.domain.migration import migrated, migration_from_plain, migration_to_plain
from annotator.domain.plain import change_from_plain, change_to_plain
from annotator.domain.rules import violations
from annotator.domain.scheme import Attribute, Category, Label, RoleType, Scheme
from annotator.domain.text import Article, Sentence, Tokens

TEXT = "Rossi blamed Brussels. Brussels may deny it."
ARTICLE = Article("x", TEXT, (Sentence(0, 22), Sentence(23, 44)), Tokens([]))
T0 = datetime(2026, 1, 1, tzinfo=UTC)

OLD = Scheme(
    "small",
    1,
    "Small",
    head="STANCE",
    labels={
        "STANCE": Label("STANCE", "s"),
        "ACTOR": Label("ACTOR", "a", attributes=("kind",)),
        "HEDGE": Label("HEDGE", "h"),
    },
    roles={
        "source": RoleType("source", "1", ("ACTOR",), ("author", "unnamed")),
        "target": RoleType("target", "2", ("ACTOR",), ("unnamed",)),
        "hedge": RoleType("hedge", "3", ("HEDGE",)),
        "nested": RoleType("nested", "4"),
    },
    categories={
        name: Category(name, name[0], required=("source",), optional=("target", "hedge", "nested"))
        for name in ("ACCUSE", "CONDEMN", "DENY")
    },
    attributes={
        "kind": Attribute("kind", "k", values=("state", "person"), default="person"),
        "negated": Attribute("negated", "n", type="flag", default=False),
        "alternative": Attribute("alternative", "a", values=("ACCUSE", "CONDEMN", "DENY")),
        "certainty": Attribute("certainty", "c", values=("sure", "hedged"), default="sure"),
    },
    tie_attributes=("negated", "alternative", "certainty"),
    reasons={"author": "", "unnamed": ""},
)
NEW = replace(
    OLD,
    version=2,
    labels={
        "STANCE": OLD.labels["STANCE"],
        "AGENT": Label("AGENT", "a", attributes=("kind",)),
        "STATE": Label("STATE", "t"),
    },
    roles={
        "who": RoleType("who", "1", ("AGENT", "STATE"), ("author", "anonymous")),
        "target": RoleType("target", "2", ("AGENT", "STATE"), ("anonymous",)),
        "nested": RoleType("nested", "4"),
    },
    categories={
        name: Category(name, name[0], required=("who",), optional=("target", "nested"))
        for name in ("BLAME", "DENY", "REFUSE")
    },
    attributes={
        "kind": Attribute("kind", "k", values=("state", "person"), default="person"),
        "negated": OLD.attributes["negated"],
        "alternative": Attribute("alternative", "a", values=("BLAME", "DENY", "REFUSE")),
        "sureness": Attribute("sureness", "c", values=("sure", "unsure"), default="unsure"),
    },
    tie_attributes=("negated", "alternative", "sureness"),
    reasons={"author": "", "anonymous": ""},
)
RULES = {
    "ACTOR": [("STATE", {"kind": "state"}), ("AGENT", {})],
    "HEDGE": [("", {})],
    "category:ACCUSE": [("BLAME", {})],
    "category:CONDEMN": [("BLAME", {})],
    "category:DENY": [("REFUSE", {"negated": False}), ("DENY", {})],
    "role:source": [("who", {})],
    "role:hedge": [("", {})],
    "reason:unnamed": [("anonymous", {})],
    "attribute:certainty": [("sureness", {})],
    "attribute:kind": [("kind", {})],
    "value:certainty=hedged": [("unsure", {})],
}
BY = compiled(OLD, NEW, RULES, ["category:DENY"], ("a", "b"))


def labels() -> Labels:
    spans = {
        "who": Span("who", "ACTOR", ((0, 5),)),
        "cue": Span("cue", "STANCE", ((6, 12),)),
        "whom": Span("whom", "ACTOR", ((13, 21),), {"kind": "state"}),
        "may": Span("may", "HEDGE", ((32, 35),)),
        "cue2": Span("cue2", "STANCE", ((36, 40),)),
    }
    ties = {
        "one": Tie(
            "one",
            "cue",
            "CONDEMN",
            (Role("source", "who"), Role("target", "whom")),
            {"alternative": "ACCUSE"},
        ),
        "two": Tie(
            "two",
            "cue2",
            "DENY",
            (
                Role("source", "whom"),
                Role("target", implicit="unnamed"),
                Role("hedge", "may"),
                Role("nested", tie="one"),
            ),
            {"certainty": "hedged"},
        ),
    }
    return Labels(spans, ties, {0: Status("done"), 23: Status("done")})


def test_all_at_once() -> None:
    after = migrated(labels(), BY)
    assert {key: span.label for key, span in after.spans.items()} == {
        "who": "AGENT",
        "cue": "STANCE",
        "whom": "STATE",
        "cue2": "STANCE",
    }
    one, two = after.ties.values()
    assert (one.category, two.category) == ("BLAME", "REFUSE")
    assert one.roles == (Role("who", "who"), Role("target", "whom"))
    assert two.roles == (Role("who", "whom"), Role("target", implicit="anonymous"), Role("nested", tie="one"))
    # What nobody said was sure, which is the default no more.
    assert one.attributes == {"alternative": "BLAME", "sureness": "sure"}
    assert two.attributes == {"sureness": "unsure"}
    assert [
        *violations(
            replace(after, spans={**after.spans, "whom": replace(after.spans["whom"], attributes={})}),
            NEW,
            len(TEXT),
        )
    ] == []
    assert told(changes_to(labels(), ARTICLE, BY)) == {
        "label ACTOR → AGENT": 1,
        "label ACTOR → STATE": 1,
        "label HEDGE → nothing": 1,
        "category CONDEMN → BLAME": 1,
        "category DENY → REFUSE": 1,
        "role source gone": 2,
        "role who new": 2,
        "role hedge gone": 1,
        "sentences flagged": 1,
    }


def test_a_retired_category_takes_what_it_alone_used() -> None:
    by = compiled(OLD, replace(OLD, version=2, categories={"ACCUSE": OLD.categories["ACCUSE"]}),
                  {"category:CONDEMN": [("", {})], "category:DENY": [("", {})]})  # fmt: skip
    kept = labels().with_tie(
        Tie("three", "cue", "ACCUSE", (Role("source", "who"), Role("nested", tie="one")))
    )
    after = migrated(kept, by)
    assert list(after.ties) == ["three"]
    assert after.ties["three"].roles == (Role("source", "who"),)
    assert set(after.spans) == {"who", "cue"}


def test_sentences_to_look_at_are_flagged_and_keep_their_comments() -> None:
    after = apply(labels(), changes_to(labels(), ARTICLE, BY))
    assert after.statuses == {0: Status("done"), 23: Status("done", True, "was DENY")}
    commented = labels().with_status(23, Status("done", comment="mine"))
    assert apply(commented, changes_to(commented, ARTICLE, BY)).statuses[23] == Status("done", True, "mine")


def test_back_is_exact_where_nothing_was_done_since() -> None:
    to = changes_to(labels(), ARTICLE, BY)
    after = apply(labels(), to)
    assert apply(after, changes_back(after, to, BY)) == labels()
    assert apply(after, inverse(to)) == labels()


def test_back_keeps_what_was_done_since_under_the_old_names() -> None:
    to = changes_to(labels(), ARTICLE, BY)
    after = apply(labels(), to)
    moved = replace(after.spans["who"], fragments=((0, 4),))
    new = Span("new", "AGENT", ((23, 31),))
    since = after.with_span(moved).with_span(new).without_tie("two").with_status(23, Status("nothing"))
    back = apply(since, changes_back(since, to, BY))
    assert back.spans["who"] == Span("who", "ACTOR", ((0, 4),))
    assert back.spans["new"].label == "ACTOR"
    assert back.ties == {"one": labels().ties["one"]}
    assert back.statuses[23] == Status("nothing")
    assert back.spans["may"].label == "HEDGE"
    # What came of two names cannot go back where it is younger.
    younger = after.with_tie(Tie("young", "cue", "BLAME", (Role("who", "who"),)))
    back = apply(younger, changes_back(younger, to, BY))
    assert [*violations(back, OLD, len(TEXT))] == ["tie young: unknown category BLAME"]


def test_what_was_submitted_goes_along() -> None:
    first = tuple(Change("span", one.id, None, one) for one in labels().spans.values())
    gone = Change("span", "who", labels().spans["who"], None)
    log = [Event("1", 1, T0, "a", "change", first), Event("2", 2, T0, "a", "submit", ())]
    log.append(Event("3", 3, T0, "a", "change", (gone,)))
    later = apply(apply(Labels(), first), (gone,))
    to = changes_to(later, ARTICLE, BY)
    log.append(Event("4", 4, T0, "lead", MIGRATE, to))
    assert at_submission(log, 2).spans["who"].label == "AGENT"
    after = apply(later, to)
    log.append(Event("5", 5, T0, "lead", MIGRATE, changes_back(after, to, BY)))
    assert at_submission(log, 2).spans["who"].label == "ACTOR"
    # Submitted under the new names, and the scheme taken back after that.
    young = [
        Event("1", 1, T0, "a", "change", tuple(Change("span", s.id, None, s) for s in after.spans.values()))
    ]
    young += [
        Event("2", 2, T0, "a", "submit", ()),
        Event("3", 3, T0, "lead", MIGRATE, changes_back(after, (), BY)),
    ]
    assert at_submission(young, 2).spans["whom"].label == "ACTOR"


def test_undo_does_not_cross_it_and_logs_keep_it() -> None:
    to = changes_to(labels(), ARTICLE, BY)
    first = Event(
        "1", 1, T0, "a", "change", tuple(Change("span", s.id, None, s) for s in labels().spans.values())
    )
    assert History.of([first]).undoable
    assert not History.of([first, Event("2", 2, T0, "lead", MIGRATE, to)]).undoable
    again = tuple(change_from_plain(json.loads(json.dumps(change_to_plain(one)))) for one in to)
    assert again == to
    assert migration_from_plain(json.loads(json.dumps(migration_to_plain(BY)))) == BY


def test_the_same_migration_has_the_same_id() -> None:
    assert compiled(OLD, NEW, RULES, ["category:DENY"], ("a", "b")) == BY
    assert compiled(OLD, NEW, RULES, [], ("a", "b")).id != BY.id


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"HERO": [("AGENT", {})]}, "HERO: small@1 has no such name; it has STANCE, ACTOR, HEDGE"),
        ({"ACTOR": [("HERO", {})]}, "ACTOR cannot become 'HERO': small@2 has no such name; it has STANCE"),
        ({"category:DENY": [("WARN", {})]}, "category:DENY cannot become 'WARN'"),
        ({"ACTOR": [("AGENT", {"negated": True})]}, "it has no attribute negated; it has kind"),
        ({"ACTOR": [("AGENT", {"kind": "dog"})]}, "kind is never dog, but one of state, person"),
        ({"category:DENY": [("DENY", {"negated": "x"})]}, "negated is true or false, not x"),
        ({"role:source": [("who", {"kind": "state"})]}, "only labels and categories can be split"),
        ({"value:certainty=maybe": [("unsure", {})]}, "certainty=maybe: small@1 has no such name"),
        ({"value:certainty=hedged": [("off", {})]}, "cannot become 'off'"),
    ],
)
def test_rules_that_fit_neither_scheme_are_refused(rules: dict, said: str) -> None:
    with pytest.raises(AnnotatorError) as refused:
        compiled(OLD, NEW, {**({"attribute:certainty": [("sureness", {})]}), **rules})
    assert said in refused.value.message


def test_categories_come_and_go() -> None:
    tie = Category("", "T", required=("source",), optional=("target", "hedge", "nested"))
    bare = replace(OLD, version=2, categories={"": tie})
    by = compiled(OLD, bare, {})
    after = migrated(labels(), by)
    assert {one.category for one in after.ties.values()} == {None}
    assert apply(apply(labels(), to := changes_to(labels(), ARTICLE, by)), inverse(to)) == labels()
    again = compiled(bare, OLD, {"category:": [("DENY", {})]})
    assert {one.category for one in migrated(after, again).ties.values()} == {"DENY"}


def test_differences_are_told_by_name_and_wording_is_none() -> None:
    assert differences(OLD, replace(OLD, title="x", version=9)) == []
    worded = replace(
        OLD, labels={**OLD.labels, "ACTOR": replace(OLD.labels["ACTOR"], definition="x", key="z")}
    )
    assert differences(OLD, worded) == []
    found = differences(OLD, NEW)
    assert "the label HEDGE is only here" in found
    assert "the reason anonymous is only there" in found
    assert "the role target: fills [ACTOR] here, [AGENT, STATE] there" in found


def test_suggested_categories_follow_the_mapping() -> None:
    scheme = replace(
        OLD,
        categories={"BLAME": OLD.categories["ACCUSE"]},
        mapping={"category:CONDEMN": "BLAME", "category:DENY": ""},
    )
    assert [one.category for one in fit(labels(), scheme).ties.values()] == ["BLAME"]


@st.composite
def drawn(draw: st.DrawFn) -> Labels:
    names = st.sampled_from(["ACTOR", "STANCE", "HEDGE"])
    spans = {
        f"s{i}": Span(f"s{i}", draw(names), ((i, i + 1),), draw(st.sampled_from([{}, {"kind": "state"}])))
        for i in range(draw(st.integers(1, 8)))
    }
    spans = {k: s if s.label == "ACTOR" else replace(s, attributes={}) for k, s in spans.items()}
    heads = [key for key, span in spans.items() if span.label == "STANCE"]
    ties: dict[str, Tie] = {}
    fills = {"source": "ACTOR", "target": "ACTOR", "hedge": "HEDGE"}
    for i in range(draw(st.integers(0, 4)) if heads else 0):
        roles = {
            Role(name, draw(st.sampled_from([k for k, s in spans.items() if s.label == fills[name]])))
            for name in draw(st.sets(st.sampled_from(list(fills))))
            if any(s.label == fills[name] for s in spans.values())
        }
        roles |= {Role("nested", tie=other) for other in ties if draw(st.booleans())}
        roles |= draw(st.sets(st.just(Role("target", implicit="unnamed"))))
        attributes = draw(
            st.sampled_from([{}, {"negated": True}, {"certainty": "hedged"}, {"alternative": "DENY"}])
        )
        category = draw(st.sampled_from(["ACCUSE", "CONDEMN", "DENY"]))
        ties[f"t{i}"] = Tie(f"t{i}", draw(st.sampled_from(heads)), category, tuple(roles), attributes)
    return Labels(spans, ties)


@given(drawn())
def test_any_labels_become_labels_of_the_next_scheme_and_come_back(before: Labels) -> None:
    assert [*violations(before, OLD, len(TEXT))] == []
    by = BY
    to = changes_to(before, ARTICLE, by)
    after = apply(before, to)
    assert [*violations(after, NEW, len(TEXT))] == []
    assert apply(after, changes_back(after, to, by)) == before
