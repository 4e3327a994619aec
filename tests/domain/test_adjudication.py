"""Readings cut into cases, decided, and made gold; on the sample labels and on labels made at random."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.adjudication.cases import Case, Comparison
from annotator.domain.adjudication.concerning import concerns
from annotator.domain.adjudication.deciding import (
    Docket,
    agreed_version,
    check_rule,
    decision_of,
    sampled,
    shuffled,
)
from annotator.domain.adjudication.decision import Decision, from_plain, to_plain
from annotator.domain.adjudication.matching import overlap
from annotator.domain.adjudication.table import NOTHING, Field, table
from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Change, Event, apply, decisions
from annotator.domain.labels import Labels, Role, Span, Status, Tie
from annotator.domain.plain import change_from_plain, change_to_plain
from annotator.domain.rules import violations
from annotator.domain.scheme import Scheme
from annotator.domain.text import Article
from annotator.project.labelling import now
from annotator.schemes.reader import load
from tests.domain.desk import article

TEXT = "Kabul accused Islamabad of shelling a village. Islamabad denied the charge. Talks go on."


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return load("blame")[0]


class Reader:
    """Labels written down by their words."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.labels = Labels()
        self._ids = (f"{name}{number}" for number in count(1))

    def span(self, label: str, words: str, nth: int = 0, entity: str | None = None) -> str:
        start = -1
        for _ in range(nth + 1):
            start = TEXT.index(words, start + 1)
        place = ((start, start + len(words)),)
        for known in self.labels.spans.values():
            if (known.label, known.fragments) == (label, place):
                return known.id
        span = Span(next(self._ids), label, place, entity=entity)
        self.labels = self.labels.with_span(span)
        return span.id

    def tie(self, head: str, category: str, **roles: str) -> str:
        filled = []
        fills = {"issue": "ISSUE", "content": "CONTENT"}
        for role, words in roles.items():
            for one in words.split("|"):
                if one.startswith("("):
                    filled.append(Role(role, implicit=one.strip("()")))
                elif role == "nested":
                    filled.append(Role(role, tie=one))
                else:
                    filled.append(Role(role, filler=self.span(fills.get(role, "ACTOR"), one)))
        tie = Tie(next(self._ids), self.span("STANCE", head), category, tuple(filled))
        self.labels = self.labels.with_tie(tie)
        return tie.id


def accused(name: str, **other: str) -> Reader:
    """Somebody who saw Kabul accuse Islamabad, with some roles otherwise."""
    reader = Reader(name)
    roles = {"source": "Kabul", "target": "Islamabad", "issue": "shelling a village"} | other
    reader.tie("accused", roles.pop("category", "ACCUSE"), **{r: w for r, w in roles.items() if w})
    return reader


def docket(scheme: Scheme, *readers: Reader) -> Docket:
    readings = {reader.name: reader.labels for reader in readers}
    return Docket(Comparison(article(TEXT), scheme, readings))


def after(before: Docket, changes: tuple[Change, ...]) -> Docket:
    """The docket once the changes have happened."""
    gold = apply(before.gold, changes)
    made = Event("e", 1, now(), "lead", "adjudicate", changes)
    gone = {c.key for c in changes if c.kind == "decision"}
    known = {key: one for key, one in before.decisions.items() if key not in gone}
    return replace(before, gold=gold, decisions=known | decisions([made]))


def taken(before: Docket, case: Case, *names: str, cause: str = "") -> Docket:
    how = "taken" if names else "neither"
    made = decision_of(case, f"d{len(before.decisions)}-{case.start}-{names}", how, names, cause=cause)
    return after(before, before.decided(case, made))


def differ(case: Case) -> list[str]:
    return [str(one) for one in case.all_differences]


def content(labels: Labels) -> tuple[object, ...]:
    """What labels say, whatever their ids."""

    def part(span_id: str) -> object:
        span = labels.spans[span_id]
        return span.label, span.fragments, span.entity, sorted(span.attributes.items())

    def said(tie: Tie, deep: bool = True) -> object:
        roles = [
            (
                r.role,
                r.implicit,
                part(r.filler) if r.filler else None,
                said(labels.ties[r.tie], False) if r.tie and deep else None,
            )
            for r in tie.roles
        ]
        return (
            part(tie.head),
            tie.category,
            tie.reciprocal,
            sorted(tie.attributes.items()),
            sorted(roles, key=str) if deep else 0,
        )

    return (
        sorted((part(key) for key in labels.spans), key=str),
        sorted((said(tie) for tie in labels.ties.values()), key=str),
    )


def test_the_same_is_agreed_and_a_tie_is_one_case_with_all_its_roles(scheme: Scheme) -> None:
    same = docket(scheme, accused("anna"), accused("ben"))
    assert [(case.kind, case.agreed) for case in same.cases] == [("tie", True)]
    other = docket(scheme, accused("anna"), accused("ben", target="", issue="shelling"))
    (case,) = other.cases
    assert differ(case) == ["boundaries:ISSUE", "roles:target"]
    assert [field.name for field in table(other.compared, case) if field.differs] == ["target", "issue"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"category": "CONDEMN"}, ["category:ACCUSE", "category:CONDEMN"]),
        ({"source": "(unnamed)"}, ["roles:source"]),
        ({"issue": "shelling"}, ["boundaries:ISSUE"]),
        ({"issue": ""}, ["roles:issue"]),
    ],
)
def test_what_two_readings_of_a_tie_differ_in(
    scheme: Scheme, changed: dict[str, str], expected: list[str]
) -> None:
    (case,) = docket(scheme, accused("anna"), accused("ben", **changed)).cases
    assert differ(case) == expected
    assert {str(one) for one in case.between("anna", "ben")} == set(expected)
    assert case.between("anna", "carl") == frozenset()


def test_a_missed_tie_is_a_case_with_nothing_as_its_other_reading(scheme: Scheme) -> None:
    made = docket(scheme, accused("anna"), Reader("ben"))
    (case,) = made.cases
    assert differ(case) == ["cue:ACCUSE"]
    assert case.versions[1].id is None
    assert table(made.compared, case)[0].cells[1] == NOTHING


def test_comments_and_suggestions_stand_beside_readings_and_are_no_difference(scheme: Scheme) -> None:
    anna, ben = accused("anna"), accused("ben", target="")
    assert [one.name for one in table_of(scheme, anna, ben) if one.aside] == []
    anna.labels = anna.labels.with_status(0, Status("done", comment="who?"))
    (tie,) = ben.labels.ties.values()
    ben.labels = ben.labels.with_tie(replace(tie, origin="rules@1", fate="moved"))
    asides = [one for one in table_of(scheme, anna, ben) if one.aside]
    assert [(one.name, one.cells, one.differs) for one in asides] == [
        ("origin", ("by hand", "suggestion moved"), False),
        ("comment", ("who?", ""), False),
    ]
    assert differ(docket(scheme, anna, ben).cases[0]) == ["roles:target"]


def test_what_an_attribute_is_by_default_follows_from_the_category(scheme: Scheme) -> None:
    made = docket(scheme, accused("anna"), accused("ben", category="CONDEMN"))
    assert [one.name for one in table(made.compared, made.cases[0]) if one.differs] == ["category"]


def test_figures_are_made_of_the_cases_that_concern_them(scheme: Scheme) -> None:
    made = docket(scheme, accused("anna"), accused("ben", target="", issue="shelling"), Reader("carl"))
    (case,) = made.cases
    asked = [
        ("", "", None, True),
        ("headline", "blame", None, True),
        ("headline", "defend", None, False),
        ("cue", "STANCE", None, True),
        ("cue", "", ("anna", "ben"), False),
        ("roles", "target", ("anna", "ben"), True),
        ("roles", "target", ("anna", "carl"), False),
        ("boundaries", "ISSUE", ("anna", "ben"), True),
        ("boundaries", "ACTOR", ("anna", "ben"), True),
        ("boundaries", "HEDGE", None, False),
        ("category", "", None, False),
        ("ties", "ACCUSE", None, True),
        ("status", "", ("anna", "ben"), False),
        ("status", "", ("ben", "carl"), True),
    ]
    for layer, name, pair, expected in asked:
        assert concerns(made.compared, case, layer, name, pair) == expected, (layer, name, pair)
    (same,) = docket(scheme, accused("anna"), accused("ben")).cases
    assert not concerns(made.compared, same)


def table_of(scheme: Scheme, *readers: Reader) -> list[Field]:
    made = docket(scheme, *readers)
    return table(made.compared, made.cases[0])


def test_a_span_under_two_ties_is_decided_once(scheme: Scheme) -> None:
    readers = []
    for name, target in (("anna", "Islamabad"), ("ben", "Islamabad of")):
        reader = Reader(name)
        reader.tie("accused", "ACCUSE", source="Kabul", target=target)
        reader.tie("shelling", "CONDEMN", source="Kabul", target=target, issue="a village")
        readers.append(reader)
    made = docket(scheme, *readers)
    assert [(case.kind, case.shared, case.agreed) for case in made.cases] == [
        ("span", True, False),
        ("tie", False, True),
        ("tie", False, True),
    ]
    # Whichever comes first, ties or span, gold ends up the same, and the span is there once.
    for order in (made.cases, made.cases[::-1]):
        now_, names = made, {"span": ("ben",), "tie": ("anna",)}
        for case in order:
            now_ = taken(now_, case, *names[case.kind])
        words = [span.text(TEXT) for span in now_.gold.spans.values() if span.label == "ACTOR"]
        assert sorted(words) == ["Islamabad of", "Kabul"]
        targets = {tie.fillers("target") for tie in now_.gold.ties.values()}
        assert len(targets) == 1


def test_a_span_marked_for_ties_goes_when_none_of_them_is_taken(scheme: Scheme) -> None:
    readers = []
    for name, target in (("anna", "Islamabad"), ("ben", "Islamabad of")):
        reader = Reader(name)
        reader.tie("accused", "ACCUSE", source="Kabul", target=target)
        reader.tie("shelling", "CONDEMN", source="Kabul", target=target, issue="a village")
        readers.append(reader)
    made = docket(scheme, *readers)
    for case in made.cases:
        made = taken(made, case, *(("anna",) if case.kind == "span" else ()))
    assert (made.gold.spans, made.gold.ties) == ({}, {})
    assert {status.status for status in made.gold.statuses.values()} == {"nothing"}


def test_loose_spans_exist_or_not_and_may_have_two_labels(scheme: Scheme) -> None:
    anna, ben = Reader("anna"), Reader("ben")
    anna.span("ACTOR", "Talks")
    anna.span("ISSUE", "the charge")
    ben.span("CONTENT", "the charge")
    made = docket(scheme, anna, ben)
    assert [differ(case) for case in made.cases] == [
        ["category:CONTENT", "category:ISSUE"],
        ["boundaries:ACTOR"],
    ]
    gold = taken(taken(made, made.cases[0], "ben"), made.cases[1], "anna").gold
    assert sorted(span.label for span in gold.spans.values()) == ["ACTOR", "CONTENT"]
    assert taken(taken(made, made.cases[0]), made.cases[1]).gold.spans == {}


def test_both_are_two_ties_and_neither_is_none(scheme: Scheme) -> None:
    made = docket(scheme, accused("anna"), accused("ben", category="CONDEMN", issue="shelling"))
    (case,) = made.cases
    both = taken(made, case, "anna", "ben")
    assert sorted(str(tie.category) for tie in both.gold.ties.values()) == ["ACCUSE", "CONDEMN"]
    assert both.gold.status(0).status == "done"
    neither = taken(both, case)
    assert neither.gold.ties == {}
    assert len(neither.decisions) == 1, "a second decision takes the place of the first"
    assert neither.gold.status(0).status == "nothing"


def test_links_from_tie_to_tie_come_whichever_is_taken_first(scheme: Scheme) -> None:
    readers = []
    for name in ("anna", "ben"):
        reader = Reader(name)
        inner = reader.tie(
            "denied", "DENY", source="Islamabad", issue="the charge" if name == "anna" else "charge"
        )
        reader.tie("accused", "ACCUSE", source="Kabul", target="(unnamed)", nested=inner)
        readers.append(reader)
    made = docket(scheme, *readers)
    for order in (made.cases, made.cases[::-1]):
        done = made
        for case in order:
            done = taken(done, case, "anna")
        outer = next(tie for tie in done.gold.ties.values() if tie.category == "ACCUSE")
        assert [done.gold.ties[r.tie].category for r in outer.roles if r.tie] == ["DENY"]
    inner_case = next(case for case in made.cases if not case.agreed)
    without = taken(done, inner_case)
    assert all(role.tie is None for tie in without.gold.ties.values() for role in tie.roles)


def test_rules_say_what_is_agreed_and_whose_bounds_win(scheme: Scheme) -> None:
    made = docket(scheme, accused("anna"), accused("ben", issue="shelling"))
    (case,) = made.cases
    names = {
        rule: agreed_version(made.compared, case, rule)
        for rule in ("exact", "longest", "shortest", "ben", "carl")
    }
    assert {rule: found and found.annotators for rule, found in names.items()} == {
        "exact": None,
        "longest": ("anna",),
        "shortest": ("ben",),
        "ben": ("ben",),
        "carl": None,
    }
    same = docket(scheme, accused("anna"), accused("ben"))
    assert agreed_version(same.compared, same.cases[0], "none") is None
    by_length = after(made, made.agreed("longest", iter("abc")))
    assert [d.rule for d in by_length.decisions.values()] == ["longest"]
    again = after(by_length, by_length.reopened([case]))
    assert (again.gold.spans, again.gold.ties, again.decisions) == ({}, {}, {})
    assert again.gold.status(case.start).status == "open"
    check_rule("anna", ["anna"])
    with pytest.raises(AnnotatorError, match="no rule 'loudest'") as caught:
        check_rule("loudest", ["anna"])
    assert "majority" in caught.value.hint


def test_a_majority_of_readings_is_taken_and_a_tie_of_votes_is_not(scheme: Scheme) -> None:
    three = docket(scheme, accused("anna"), accused("ben"), accused("carl", target=""))
    found = agreed_version(three.compared, three.cases[0], "majority")
    assert found is not None
    assert found.annotators == ("anna", "ben")
    two = docket(scheme, accused("anna"), accused("carl", target=""))
    assert agreed_version(two.compared, two.cases[0], "majority") is None


def test_a_reading_that_comes_later_opens_what_it_differs_in(scheme: Scheme) -> None:
    first = docket(scheme, accused("anna"), accused("ben", target=""))
    decided = taken(first, first.cases[0], "anna")
    for late, is_open in (
        (accused("carl"), False),
        (accused("carl", issue="shelling"), True),
        (Reader("carl"), True),
    ):
        readings = {**first.compared.readings, "carl": late.labels}
        later = replace(decided, compared=replace(first.compared, readings=readings))
        assert bool(later.open_cases()) == is_open
    again = taken(later, later.cases[0], "ben")
    assert len(again.gold.ties) == 1
    assert len(again.decisions) == 1


def test_statuses_wait_for_all_cases_of_their_sentence(scheme: Scheme) -> None:
    anna, ben = accused("anna"), accused("ben", target="")
    for reader in (anna, ben):
        reader.labels = reader.labels.with_status(0, Status("done")).with_status(47, Status("nothing"))
        # Nobody has looked at the third.
    made = docket(scheme, anna, ben)
    begun = after(made, made.agreed("exact", iter("abc")))
    assert [begun.gold.status(s.start).status for s in made.compared.article.sentences] == [
        "open",
        "nothing",
        "open",
    ]
    assert taken(begun, made.cases[0], "ben").gold.status(0).status == "done"


def test_decisions_survive_the_log_and_another_name(scheme: Scheme) -> None:
    made = docket(scheme, accused("anna"), accused("ben", target=""))
    changes = made.decided(
        made.cases[0], decision_of(made.cases[0], "d", "taken", ["anna"], cause="slip", note="n")
    )
    assert tuple(change_from_plain(change_to_plain(change)) for change in changes) == changes
    (decision,) = (row for c in changes if isinstance(row := c.after, Decision))
    assert from_plain(to_plain(decision)) == decision
    renamed = decision.renamed("anna", "erased-1")
    assert (renamed.annotators, renamed.taken) == (("erased-1", "ben"), ("erased-1",))
    assert "anna" not in {name for name, _ in renamed.made.values()} | renamed.ids.keys()


def test_order_and_sample_follow_the_seed() -> None:
    names = ["anna", "ben", "carl"]
    orders = {tuple(shuffled(names, f"a{i}", 0)) for i in range(50)}
    assert len(orders) == 6
    assert shuffled(names, "a1", 0) == shuffled(names[::-1], "a1", 0)
    many = [str(i) for i in range(200)]
    assert len(sampled(many, 0.1, 5, 1)) == 20
    assert sampled(many, 0.1, 5, 1) == sampled(many, 0.1, 5, 1) != sampled(many, 0.1, 5, 2)
    assert sampled(many[:3], 0.1, 5, 1) == [0, 1, 2]
    assert sampled([], 0.1, 5, 1) == []


def test_overlap_is_a_share_of_both() -> None:
    one, other = Span("a", "X", ((0, 10),)), Span("b", "X", ((5, 10), (12, 17)))
    assert overlap(one, other) == 5 / 15
    assert overlap(one, Span("c", "X", ((10, 12),))) == 0


WORDS = ["Kabul", "Islamabad", "shelling a village", "shelling", "a village", "the charge", "charge", "Talks"]
HEADS = ["accused", "accused Islamabad", "denied", "go on", "go"]


@st.composite
def readers(draw: st.DrawFn, name: str) -> Reader:
    reader = Reader(name)
    for _ in range(draw(st.integers(0, 4))):
        category = draw(st.sampled_from(["ACCUSE", "CONDEMN", "DENY", "WARN"]))
        roles = {"source": draw(st.sampled_from([*WORDS[:2], "(author)"]))}
        if draw(st.booleans()):
            roles["target"] = draw(st.sampled_from(WORDS))
        if draw(st.booleans()):
            roles["issue"] = draw(st.sampled_from(WORDS))
        if reader.labels.ties and draw(st.booleans()):
            roles["nested"] = draw(st.sampled_from(sorted(reader.labels.ties)))
        reader.tie(draw(st.sampled_from(HEADS)), category, **roles)
    for words in draw(st.lists(st.sampled_from(WORDS), max_size=3)):
        reader.span(draw(st.sampled_from(["ACTOR", "ISSUE", "CONTENT"])), words)
    return reader


NAMES = ("anna", "ben", "carl")
SCHEME = load("blame")[0]


@settings(deadline=None, max_examples=60)
@given(st.tuples(*(readers(name) for name in NAMES)), st.data())
def test_whatever_is_decided_gold_is_legal_and_all_of_it_can_be_taken_back(
    made: tuple[Reader, ...], data: st.DataObject
) -> None:
    start = now_ = docket(SCHEME, *made)
    now_ = after(now_, now_.agreed("exact", (f"a{i}" for i in count())))
    while left := now_.open_cases():
        case = data.draw(st.sampled_from(left))
        now_ = taken(now_, case, *data.draw(st.lists(st.sampled_from(NAMES), unique=True)))
        assert list(violations(now_.gold, SCHEME, len(TEXT))) == []
        assert len(now_.open_cases()) < len(left)
    assert {status.status for status in now_.gold.statuses.values()} <= {"done", "nothing"}
    back = after(now_, now_.reopened(start.cases))
    assert (back.gold.spans, back.gold.ties, back.decisions) == ({}, {}, {})


@settings(deadline=None, max_examples=50)
@given(st.tuples(*(readers(name) for name in NAMES)))
def test_every_label_is_in_at_most_one_case_and_the_order_of_annotators_is_none(
    made: tuple[Reader, ...],
) -> None:
    forwards, backwards = docket(SCHEME, *made), docket(SCHEME, *made[::-1])
    assert forwards.cases == backwards.cases
    refs = [(case.kind, *ref) for case in forwards.cases for ref in case.ids.items()]
    assert len(refs) == len(set(refs))
    ties = {(r.name, key) for r in made for key in r.labels.ties}
    assert {(who, key) for kind, who, key in refs if kind == "tie"} == ties
    for case in forwards.cases:
        assert case.agreed == (not case.all_differences)


def taken_of_one(compared: Comparison, name: str) -> Labels:
    """Gold where one annotator is always right."""
    made = Docket(compared)
    made = after(made, made.agreed("exact", (f"a{i}" for i in count())))
    for case in made.open_cases():
        made = taken(made, case, *([name] if name in case.annotators else case.annotators[:1]))
    return made.gold


@settings(deadline=None, max_examples=50)
@given(st.tuples(*(readers(name) for name in NAMES[:2])))
def test_gold_of_one_annotator_alone_has_that_ones_ties(made: tuple[Reader, ...]) -> None:
    gold = taken_of_one(docket(SCHEME, *made).compared, "anna")
    own = sorted(
        str((tie.category, made[0].labels.spans[tie.head].fragments)) for tie in made[0].labels.ties.values()
    )
    assert sorted(str((tie.category, gold.spans[tie.head].fragments)) for tie in gold.ties.values()) == own


def sample_readings() -> Mapping[str, Mapping[str, tuple[Article, Labels]]]:
    from annotator import resources
    from annotator.project.importing import parsed_files, segmented
    from annotator.project.sources import sources
    from annotator.segment.segmenter import Segmenter

    out: dict[str, dict[str, tuple[Article, Labels]]] = {}
    segmenter = Segmenter()
    for name in ("anna", "ben"):
        for parsed in parsed_files(sources([str(resources.folder("seeds") / "labels" / f"{name}.jsonl")])):
            out.setdefault(parsed.id, {})[name] = (segmented(segmenter, parsed), parsed.labels)
    return out


@pytest.mark.parametrize("name", ["anna", "ben"])
def test_gold_of_one_annotator_of_the_samples_is_that_ones_labels(name: str, scheme: Scheme) -> None:
    for rows in sample_readings().values():
        whole = rows[name][0]
        compared = Comparison(whole, scheme, {who: labels for who, (_, labels) in rows.items()})
        gold = taken_of_one(compared, name)
        assert content(gold) == content(rows[name][1])
        told = {start: status.status for start, status in rows[name][1].statuses.items()}
        assert {start: status.status for start, status in gold.statuses.items()} == told
