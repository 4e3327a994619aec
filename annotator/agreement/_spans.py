"""Which spans of one annotator the other has too, exactly or in part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from annotator.agreement._columns import Pairings, Sides, arms, pairings, sides
from annotator.agreement._matching import Edges, assign, exact, likeness, overlapping
from annotator.agreement._rows import Shares, finished
from annotator.domain.ratings import Figure, Ratings

Ends = Literal["exact", "overlap", "any"]


@dataclass(frozen=True)
class MatchedSpans:
    """Spans beside each other: `sides` of every pairing, and which match within their labels.

    `exact` and `overlap` are one to one; `any` are all that overlap.
    """

    sides: Sides
    exact: Edges
    overlap: Edges
    any: Edges


def matched_spans(found: Pairings) -> MatchedSpans:
    """Spans of every pairing, matched in all three ways."""
    both = sides(found, found.units.begin)
    edges = overlapping(found.units, both)
    one_to_one = assign(edges, likeness(found.units, both, edges))
    return MatchedSpans(both, exact(found.units, both), one_to_one, edges)


def span_shares(found: Pairings, matched: MatchedSpans, ends: Ends) -> Shares:
    """Spans of both sides, a hit where they match; by label."""
    units, both, edges = found.units, matched.sides, getattr(matched, ends)
    one_hit, two_hit = np.zeros(len(both.one), dtype=bool), np.zeros(len(both.two), dtype=bool)
    one_hit[edges.one] = True
    two_hit[edges.two] = True
    unit = np.concatenate([both.one, both.two])
    pairing = np.concatenate([both.one_pairing, both.two_pairing])
    return Shares(
        found,
        pairing,
        arms(found, units.start[unit], pairing),
        units.label[unit],
        np.concatenate([one_hit, two_hit]),
        units.labels,
    )


@dataclass(frozen=True)
class SpanMeasure:
    """F1 of spans: of all that two annotators marked, the share that found a partner.

    Spans have no true negatives, so chance-corrected coefficients are not defined on them; pairwise F1 is
    the positive specific agreement (Hripcsak and Rothschild 2005, JAMIA 12:296). Units of all pairs and
    articles are added up before dividing.
    """

    name: str
    title: str
    definition: str
    source: str
    ends: Ends

    def figures(self, ratings: Ratings) -> list[Figure]:
        """Over all labels, then of each."""
        found = pairings(ratings)
        shares = span_shares(found, matched_spans(found), self.ends)
        return finished([shares.overall(), *shares.drafts(shares.kinds, shares.kind)])
