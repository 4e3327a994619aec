"""The questions that both annotators answered of the same thing: category, group, attributes, status.

Categories are compared on ties that found each other by overlapping heads, statuses on sentences that
both reviewed. How many ties found each other is told beside every figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement._columns import ARMS, Ints, Pairings, arms, pairings
from annotator.agreement._rows import NOBODY, Couples, CoupleTally, Draft, Shares, finished
from annotator.agreement._ties import MatchedTies, matched_ties
from annotator.domain.ratings import Figure, Ratings, Reading

REVIEWED = ("done", "nothing", "skipped")
STATUS, STANCE = "sentence status", "stance in the sentence"
UNKNOWN_ARM = ARMS.index("unknown")


@dataclass(frozen=True)
class QuestionMeasure:
    """A coefficient of every question: category and group of a tie, its attributes, sentence status."""

    name: str
    title: str
    definition: str
    source: str
    tally: CoupleTally

    def figures(self, ratings: Ratings) -> list[Figure]:
        """One figure for each question that anyone answered; the first stands for all where there is none."""
        found = pairings(ratings)
        drafts = [
            self.draft(question, couples) for question, couples in questions(found, matched_ties(found))
        ]
        return finished(drafts) or [Figure("all", None, reason=NOBODY if not len(found) else "no ties")]

    def draft(self, question: str, couples: Couples) -> Draft:
        """The figure of one question."""
        return overall(couples, self.tally, question, banded=self.name == "alpha")


def overall(couples: Couples, tally: CoupleTally, name: str, *, banded: bool = False) -> Draft:
    """A coefficient over all couples, with how many of the things compared found a partner."""
    group = np.zeros(len(couples.one), dtype=np.int64)
    coverage = [couples.within.overall().figure] if couples.within is not None else None
    return couples.drafts(tally, [name], group, coverage=coverage, banded=banded)[0]


def questions(found: Pairings, matched: MatchedTies) -> Iterator[tuple[str, Couples]]:
    """Each question that was answered, by name, with the answers of both sides."""
    ties = matched.ties
    if any(ties.categories):
        yield "category", couples_of(found, matched, ties.category, ties.categories)
    if any(ties.groups):
        yield "group", couples_of(found, matched, ties.group, ties.groups)
    for name in ties.attributes:
        values = [tie.attributes.get(name, "") for reading in found.readings for tie in reading.ties]
        known = sorted(set(values))
        number = {value: i for i, value in enumerate(known)}
        codes = np.array([number[value] for value in values], dtype=np.int64)
        yield name, couples_of(found, matched, codes, tuple(known))
    if len(found) and any(one.sentences for one in found.readings):
        yield STATUS, statuses(found)
        yield STANCE, stances(found)


def couples_of(found: Pairings, matched: MatchedTies, code: Ints, values: tuple[str, ...]) -> Couples:
    """What both sides said of each tie that both have."""
    both, best, heads = matched.sides, matched.best, matched.ties.heads
    i, j = both.one[best.one], both.two[best.two]
    pairing = both.one_pairing[best.one]
    return Couples(
        found,
        pairing,
        arms(found, heads.start[i], pairing),
        code[i],
        code[j],
        values,
        found.weight[pairing],
        found_ties(found, matched),
    )


def found_ties(found: Pairings, matched: MatchedTies) -> Shares:
    """Ties of both sides, a hit where the other side has one on an overlapping head; by category."""
    ties, both = matched.ties, matched.sides
    one_hit, two_hit = np.zeros(len(both.one), dtype=bool), np.zeros(len(both.two), dtype=bool)
    one_hit[matched.best.one] = True
    two_hit[matched.best.two] = True
    tie = np.concatenate([both.one, both.two])
    pairing = np.concatenate([both.one_pairing, both.two_pairing])
    return Shares(
        found,
        pairing,
        arms(found, ties.heads.start[tie], pairing),
        ties.category[tie],
        np.concatenate([one_hit, two_hit]),
        ties.categories,
    )


def statuses(found: Pairings) -> Couples:
    """The status of each sentence that both reviewed."""
    number = {value: i for i, value in enumerate(REVIEWED)}
    answers = [
        {start: number[status] for start, status in reading.sentences.items() if status in number}
        for reading in found.readings
    ]
    return _sentences(found, answers, REVIEWED)


def judged(reading: Reading) -> list[int]:
    """Starts of the sentences that were judged: the reviewed ones.

    Labels made elsewhere come without statuses; then a submitted article counts as judged whole.
    """
    done = [start for start, status in reading.sentences.items() if status in REVIEWED]
    bare = not done and set(reading.sentences.values()) <= {"open"}
    return sorted(reading.sentences if bare else done)


def stances(found: Pairings) -> Couples:
    """Whether each sentence that both judged has the head of a tie in it."""
    return _sentences(found, [holding(reading) for reading in found.readings], ("none", "stance"))


def holding(reading: Reading) -> dict[int, int]:
    """For each sentence judged, by its start, 1 where the head of a tie begins in it, else 0."""
    every = sorted(reading.sentences)
    heads = np.array([reading.units[tie.head].fragments[0][0] for tie in reading.ties], dtype=np.int64)
    at = np.searchsorted(np.array(every, dtype=np.int64), heads, side="right") - 1
    with_stance = {every[i] for i in at.tolist() if i >= 0}
    return {start: int(start in with_stance) for start in judged(reading)}


def _sentences(found: Pairings, answers: Sequence[Mapping[int, int]], values: tuple[str, ...]) -> Couples:
    """Answers to one question about sentences, by start, one mapping for each reading."""
    raters: Counter[tuple[int, int]] = Counter()
    article_of = dict(zip(found.first.tolist(), found.article.tolist(), strict=True))
    article_of |= dict(zip(found.second.tolist(), found.article.tolist(), strict=True))
    for reading, article in article_of.items():
        raters.update((article, start) for start in answers[reading])
    rows = [
        (p, answers[one][start], answers[two][start], start, raters[article, start])
        for p, (one, two, article) in enumerate(
            zip(found.first.tolist(), found.second.tolist(), found.article.tolist(), strict=True)
        )
        for start in answers[one]
        if start in answers[two]
    ]
    table = np.array(rows, dtype=np.int64).reshape(-1, 5)
    pairing = table[:, 0]
    return Couples(
        found,
        pairing,
        arms(found, table[:, 3], pairing),
        table[:, 1],
        table[:, 2],
        values,
        1.0 / (table[:, 4] - 1),
    )
