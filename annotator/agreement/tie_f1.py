"""F1 of whole ties: the same head, category and fillers, nothing more and nothing less."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotator.agreement._columns import Pairings, arms, pairings
from annotator.agreement._questions import found_ties
from annotator.agreement._rows import Shares, finished
from annotator.agreement._ties import MatchedTies, matched_fillers, matched_ties
from annotator.domain.ratings import Figure, Ratings


def role_shares(found: Pairings, matched: MatchedTies, *, exactly: bool = False) -> Shares:
    """Fillers of ties that both have, a hit where the other tie has it in the same role; by role."""
    ties, best = matched.ties, matched.best
    fillers = matched_fillers(found, matched, exactly=exactly)
    tie = matched.sides.one[best.one]
    pairing = matched.sides.one_pairing[best.one]
    row = fillers.row
    return Shares(
        found,
        pairing[row],
        arms(found, ties.heads.start[tie[row]], pairing[row]),
        ties.role[fillers.filler],
        fillers.hit,
        ties.roles,
    )


def whole_ties(found: Pairings, matched: MatchedTies, *, exactly: bool = False) -> Shares:
    """Ties of both sides, a hit where the other side has the whole tie; by category.

    With `exactly` head and spans must be equal, else they may overlap. Attributes are left out.
    """
    ties, both, best = matched.ties, matched.sides, matched.best
    fillers = matched_fillers(found, matched, exactly=exactly)
    missed = np.bincount(fillers.row, weights=~fillers.hit, minlength=len(best))
    i, j = both.one[best.one], both.two[best.two]
    whole = (missed == 0) & (ties.category[i] == ties.category[j])
    if exactly:
        whole &= ties.heads.key[i] == ties.heads.key[j]
    shares = found_ties(found, matched)
    hit = np.zeros(len(shares.hit), dtype=bool)
    hit[best.one[whole]] = True
    hit[len(both.one) + best.two[whole]] = True
    return Shares(found, shares.pairing, shares.arm, shares.kind, hit, shares.kinds)


@dataclass(frozen=True)
class TieMeasure:
    """F1 of whole ties, with overlapping and with exact spans."""

    name: str
    title: str
    definition: str
    source: str

    def figures(self, ratings: Ratings) -> list[Figure]:
        """With overlapping spans, by category; then with exact spans."""
        found = pairings(ratings)
        matched = matched_ties(found)
        soft = whole_ties(found, matched)
        drafts = [soft.overall(), *soft.drafts(soft.kinds, soft.kind)]
        return finished([*drafts, whole_ties(found, matched, exactly=True).overall("all, exact spans")])


measure = TieMeasure(
    "tie-f1",
    "Whole-tie F1",
    "Of all ties two annotators made, the share that the other made too: heads overlap, the category is the "
    "same, and so are all fillers of all roles, implicit ones with their reason. Attributes are left out.",
    "The strictest of the settings of relation extraction",
)
