"""F1 of who blames whom: what an article says, whatever the words it was marked on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotator.agreement._columns import ARMS, Pairings, arms, pairings
from annotator.agreement._rows import Shares, finished
from annotator.domain.ratings import Claim, Figure, Ratings


def claims(found: Pairings) -> Shares:
    """Claims of both sides of every pairing, each once, a hit where the other side has it; by group."""
    groups = sorted({claim[1] for reading in found.readings for claim in reading.claims})
    number = {group: i for i, group in enumerate(groups)}
    pairing, kind, hit = [], [], []
    for p, (first, second) in enumerate(zip(found.first.tolist(), found.second.tolist(), strict=True)):
        ones, twos = found.readings[first].claims, found.readings[second].claims
        for mine, other in ((ones, twos), (twos, ones)):
            for claim in mine:
                pairing.append(p)
                kind.append(number[claim[1]])
                hit.append(claim in other)
    return Shares(
        found,
        np.array(pairing, dtype=np.int64),
        np.full(len(pairing), ARMS.index("unknown")),
        np.array(kind, dtype=np.int64),
        np.array(hit, dtype=bool),
        tuple(groups),
    )


def claims_by_arm(found: Pairings) -> Shares:
    """What the sentences of each suggestion arm say: claims of both sides, each once in an arm.

    An article holds sentences of both arms, so a claim of the article belongs to none of them: here it
    counts in each arm in which a side lets a sentence say it, and is a hit where the other side lets a
    sentence of the same arm say it.
    """
    numbers: dict[Claim, int] = {}
    pairing, number, side, start = [], [], [], []
    for p, readings in enumerate(zip(found.first.tolist(), found.second.tolist(), strict=True)):
        for which, reading in enumerate(readings):
            for claim, places in found.readings[reading].claims.items():
                for place in places:
                    pairing.append(p)
                    number.append(numbers.setdefault(claim, len(numbers)))
                    side.append(which)
                    start.append(place)
    pairs = np.array(pairing, dtype=np.int64)
    arm = arms(found, np.array(start, dtype=np.int64), pairs)
    many, width = max(len(numbers), 1), len(ARMS)
    said = (pairs * many + np.array(number, dtype=np.int64)) * width + arm
    # The side is the last bit, so the other side's row differs from a row in that alone.
    rows = np.unique(2 * said + np.array(side, dtype=np.int64))
    groups = sorted({claim[1] for claim in numbers})
    group = np.array([groups.index(claim[1]) for claim in numbers], dtype=np.int64)
    where = rows // 2 // width
    return Shares(
        found,
        where // many,
        rows // 2 % width,
        group[where % many] if len(group) else where,
        np.isin(rows ^ 1, rows),
        tuple(groups),
    )


@dataclass(frozen=True)
class LedgerMeasure:
    """F1 of claims: (source entry, group, target entry), each once for an article."""

    name: str
    title: str
    definition: str
    source: str

    def figures(self, ratings: Ratings) -> list[Figure]:
        """Over all groups, then of each."""
        shares = claims(pairings(ratings))
        return finished([shares.overall(), *shares.drafts(shares.kinds, shares.kind)])


measure = LedgerMeasure(
    "ledger-f1",
    "Who blames whom",
    "Of all that two annotators let an article say - (source entry, group of the category, target entry), "
    "implicit fillers included, each once for an article - the share that the other lets it say too. An "
    "entry is that of the registry where a span has one, else its words in a normal form; a mutual act "
    "counts in both directions. Where suggestions were shown or hidden is known of sentences, and an article "
    "may hold both; so by suggestions, what the sentences of each arm say is compared on its own, each claim "
    "once in an arm, and one that is made in both counts in both.",
    "F1 of sets, as positive specific agreement (Hripcsak and Rothschild 2005)",
)
