"""The questions that both annotators answered of the same thing: category, group, attributes, status.

Categories are compared on ties that found each other by overlapping heads, statuses on sentences that
both reviewed. How many ties found each other is told beside every figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from annotator.agreement._columns import ARMS, Ints, Pairings, arms, pairings
from annotator.agreement._rows import NOBODY, Couples, CoupleTally, Draft, Shares, finished
from annotator.agreement._ties import MatchedTies, matched_ties
from annotator.domain.ratings import Figure, Ratings

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
    return _sentences(found, lambda number, start, status: status, REVIEWED)


def stances(found: Pairings) -> Couples:
    """Whether each sentence that both reviewed has the head of a tie in it."""
    begins = [sorted(reading.sentences) for reading in found.readings]
    holding: list[set[int]] = []
    for reading, order in zip(found.readings, begins, strict=True):
        heads = [reading.units[tie.head].fragments[0][0] for tie in reading.ties]
        at = np.searchsorted(np.array(order), np.array(heads, dtype=np.int64), side="right") - 1
        holding.append({order[i] for i in at if i >= 0})
    return _sentences(
        found, lambda number, start, _: "stance" if start in holding[number] else "none", ("none", "stance")
    )


def _sentences(found: Pairings, answer: object, values: tuple[str, ...]) -> Couples:
    number = {value: i for i, value in enumerate(values)}
    answers: list[dict[int, int]] = [
        {
            start: number[answer(i, start, status)]  # type: ignore[operator]
            for start, status in reading.sentences.items()
            if status in REVIEWED
        }
        for i, reading in enumerate(found.readings)
    ]
    raters: dict[tuple[int, int], int] = {}
    article_of = {}
    for article, first, second in zip(found.article, found.first, found.second, strict=True):
        article_of[int(first)] = article_of[int(second)] = int(article)
    for reading, article in article_of.items():
        for start in answers[reading]:
            raters[article, start] = raters.get((article, start), 0) + 1
    rows = [
        (p, one[start], two[start], start, raters[int(found.article[p]), start])
        for p in range(len(found))
        for one, two in [(answers[found.first[p]], answers[found.second[p]])]
        for start in one
        if start in two
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
