"""One's own labels against gold: every difference has its words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.feedback import Difference, Remark, feedback
from annotator.domain.labels import Labels, Role, Span, Status, Tie
from annotator.domain.scheme import Scheme
from annotator.schemes.reader import load
from tests.domain.desk import article

TEXT = "Kabul blamed Islamabad for the strike. Nobody answered. Rome praised Bern."
ARTICLE = article(TEXT)


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return load("blame")[0]


def span(key: str, label: str, words: str) -> Span:
    start = TEXT.index(words)
    return Span(key, label, ((start, start + len(words)),))


def tie(category: str = "ACCUSE", cue: str = "blamed", prefix: str = "", **roles: str) -> Labels:
    """A tie whose roles are words, or implicit fillers in parentheses."""
    spans = {f"{prefix}cue": span(f"{prefix}cue", "STANCE", cue)}
    parts = []
    for role, words in roles.items():
        if words.startswith("("):
            parts.append(Role(role, implicit=words[1:-1]))
        else:
            key = f"{prefix}{role}"
            spans[key] = span(key, "ISSUE" if role == "issue" else "ACTOR", words)
            parts.append(Role(role, key))
    return Labels(spans, {f"{prefix}t": Tie(f"{prefix}t", f"{prefix}cue", category, tuple(parts))})


GOLD = tie(source="Kabul", target="Islamabad", issue="the strike", prefix="g")


def told(scheme: Scheme, mine: Labels, gold: Labels = GOLD) -> list[Remark]:
    return [remark for one in feedback(ARTICLE, scheme, mine, gold) for remark in one.remarks]


def test_what_is_right_is_said(scheme: Scheme) -> None:
    mine = tie(source="Kabul", target="Islamabad", issue="the strike")
    (one,) = feedback(ARTICLE, scheme, mine, GOLD)
    assert one.right
    assert one.remarks == (Remark("same", "ACCUSE “blamed”", 6),)


@pytest.mark.parametrize(
    ("mine", "difference"),
    [
        (
            tie("CONDEMN", source="Kabul", target="Islamabad", issue="the strike"),
            Difference("category", "CONDEMN (blame)", "ACCUSE (blame)"),
        ),
        (
            tie(source="Kabul", target="Islamabad for the strike", issue="the strike"),
            Difference("target", "Islamabad for the strike", "Islamabad"),
        ),
        (
            tie(source="Kabul", target="Kabul", issue="the strike"),
            Difference("target", "Kabul", "Islamabad"),
        ),
        (
            tie(source="Kabul", target="(unnamed)", issue="the strike"),
            Difference("target", "(unnamed)", "Islamabad"),
        ),
        (tie(source="Kabul", target="Islamabad"), Difference("issue", "nothing", "the strike")),
        (
            tie(cue="blamed Islamabad", source="Kabul", target="Islamabad", issue="the strike"),
            Difference("STANCE", "blamed Islamabad", "blamed"),
        ),
    ],
)
def test_each_difference_is_named(scheme: Scheme, mine: Labels, difference: Difference) -> None:
    assert told(scheme, mine) == [Remark("differs", "ACCUSE “blamed”", 6, (difference,))]
    assert not feedback(ARTICLE, scheme, mine, GOLD)[0].right


def test_attributes_and_mutual_acts(scheme: Scheme) -> None:
    mine = tie(source="Kabul", target="Islamabad", issue="the strike")
    changed = replace(mine.ties["t"], attributes={"negated": True, "note": "?"}, reciprocal=True)
    (remark,) = told(scheme, mine.with_tie(changed))
    negated, mutual = Difference("negated", "yes", "no"), Difference("reciprocal", "yes", "no")
    assert remark.differences == (negated, mutual)


def test_of_long_words_both_ends_are_shown(scheme: Scheme) -> None:
    long = "A" + "b" * 200 + "C"
    spans = {key: Span(key, "ACTOR", ((0, end),)) for key, end in (("m", 202), ("g", 201))}
    found = feedback(article(f"{long}."), scheme, *(Labels({key: spans[key]}) for key in "mg"))
    (difference,) = found[0].remarks[0].differences
    assert difference.mine.endswith("bC")
    assert difference.gold.endswith("bb")
    assert len(difference.mine) < 60


def test_what_is_missed_and_what_gold_has_not(scheme: Scheme) -> None:
    mine = tie("SUPPORT", "praised", source="Rome", target="Bern")
    assert told(scheme, mine) == [
        Remark(
            "missed",
            "ACCUSE “blamed”",
            6,
            (
                Difference("source", "", "Kabul"),
                Difference("target", "", "Islamabad"),
                Difference("issue", "", "the strike"),
            ),
        ),
        Remark(
            "extra",
            "SUPPORT “praised”",
            TEXT.index("praised"),
            (Difference("source", "Rome", ""), Difference("target", "Bern", "")),
        ),
    ]


def test_two_ties_of_one_cue_are_paired_by_what_they_hold(scheme: Scheme) -> None:
    def two(prefix: str, first: str, second: str) -> Labels:
        one = tie(source="Kabul", target=first, prefix=prefix)
        other = replace(one.ties[f"{prefix}t"], id=f"{prefix}u", roles=(Role("source", implicit=second),))
        return one.with_tie(other)

    mine, gold = two("m", "Islamabad", "unnamed"), two("g", "Islamabad", "unnamed")
    assert [remark.kind for remark in told(scheme, mine, gold)] == ["same", "same"]


def test_loose_spans_and_closed_sentences(scheme: Scheme) -> None:
    answered = TEXT.index("Nobody")
    gold = Labels(
        {"a": span("a", "ACTOR", "Rome"), "b": span("b", "ACTOR", "Bern")},
        statuses={answered: Status("nothing")},
    )
    mine = Labels(
        {"c": span("c", "ISSUE", "Rome"), "d": span("d", "ACTOR", "Kabul")},
        statuses={answered: Status("skipped")},
    )
    assert [(one.kind, one.told, one.differences) for one in told(scheme, mine, gold)] == [
        ("extra", "ACTOR “Kabul”", ()),
        ("differs", "sentence", (Difference("status", "skipped", "nothing"),)),
        ("differs", "ACTOR “Rome”", (Difference("label", "ISSUE", "ACTOR"),)),
        ("missed", "ACTOR “Bern”", ()),
    ]
    assert told(scheme, Labels(), Labels()) == []


def test_a_span_that_the_other_has_in_a_tie_is_told_of_with_the_tie(scheme: Scheme) -> None:
    mine = Labels({"a": span("a", "ACTOR", "Kabul")})
    assert [one.kind for one in told(scheme, mine)] == ["missed"]
