"""F1 of who blames whom: what an article says, whatever the words it was marked on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotator.agreement._columns import ARMS, Pairings, pairings
from annotator.agreement._rows import Shares, finished
from annotator.domain.ratings import Figure, Ratings


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
    "counts in both directions.",
    "F1 of sets, as positive specific agreement (Hripcsak and Rothschild 2005)",
)
