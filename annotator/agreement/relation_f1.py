"""F1 of relations: a role, the head of its tie, and its filler.

End to end a relation counts when role, head and filler are the same; given matched arguments only
relations whose head and filler both annotators marked are looked at. What is not matched is told apart:
an argument that the other side lacks, a relation in the other direction, under another role, or missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from annotator.agreement._columns import Ints, Pairings, Sides, arms, offsets, pairings, sides, spread
from annotator.agreement._matching import Edges, assign, exact, overlapping
from annotator.agreement._rows import Shares, finished
from annotator.agreement._ties import MatchedTies, Ties, equal_fillers, filler_pairs, matched_ties
from annotator.domain.ratings import Figure, Ratings

ERRORS = ("argument missing", "wrong direction", "wrong role", "relation missing")
Ends = Literal["exact", "overlap"]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Relations:
    """Relations of both sides of every pairing.

    Attributes:
        shares: end to end, by role.
        given: whether both arguments of each were marked by the other side too.
        error: for each, a number of `ERRORS`, or -1 where it was matched.
        first: how many of the rows belong to the first side.
    """

    shares: Shares
    given: Bools
    error: Ints
    first: int


def relations(found: Pairings, matched: MatchedTies, ends: Ends = "overlap") -> Relations:
    """Match the relations of every pairing; head and filler must be equal, or with "overlap" overlap."""
    ties, units, both = matched.ties, found.units, matched.sides
    edges = matched.edges
    exactly = ends == "exact"
    i, j = both.one[edges.one], both.two[edges.two]
    if exactly:
        keep = ties.heads.key[i] == ties.heads.key[j]
        edges, i, j = edges.chosen(keep), i[keep], j[keep]
    at, a, b = filler_pairs(ties, units, i, j, exactly=exactly)
    # Rows: every filler of every tie of each side of each pairing.
    ones, twos = _rows(ties.begin, both.one), _rows(ties.begin, both.two)
    row_a = ones.begin[edges.one[at]] + a - ties.begin[i[at]]
    row_b = twos.begin[edges.two[at]] + b - ties.begin[j[at]]
    same = ties.role[a] == ties.role[b]
    best = assign(Edges(row_a[same], row_b[same]), equal_fillers(ties, units, a[same], b[same]))
    one_hit, two_hit = np.zeros(len(ones.filler), bool), np.zeros(len(twos.filler), bool)
    one_hit[best.one], two_hit[best.two] = True, True
    unit_sides = sides(found, units.begin)
    spans = exact(units, unit_sides) if exactly else overlapping(units, unit_sides)
    partners = _Partners(found, unit_sides, spans)
    one_given = partners.both(ties, ones, both.one_pairing, first=True)
    two_given = partners.both(ties, twos, both.two_pairing, first=False)
    wrong_role, wrong_way = _crossed(ties, (at, a, b, row_a, row_b), (len(one_hit), len(two_hit)))
    hit = np.concatenate([one_hit, two_hit])
    given = np.concatenate([one_given, two_given])
    error = np.select([hit, ~given, wrong_way, wrong_role], [-1, 0, 1, 2], 3)
    filler = np.concatenate([ones.filler, twos.filler])
    pairing = np.concatenate([both.one_pairing[ones.tie], both.two_pairing[twos.tie]])
    tie = ties.tie[filler]
    shares = Shares(
        found,
        pairing,
        arms(found, ties.heads.start[tie], pairing),
        ties.role[filler],
        hit,
        ties.roles,
    )
    return Relations(shares, given, error, len(ones.filler))


@dataclass(frozen=True)
class _Rows:
    """Fillers of one side: `tie` is the row of the side, `begin` the first filler of each such row."""

    begin: Ints
    tie: Ints
    filler: Ints


def _rows(begin: Ints, ties: Ints) -> _Rows:
    filler, tie = spread(begin[ties], begin[ties + 1])
    return _Rows(offsets(begin[ties + 1] - begin[ties]), tie, filler)


class _Partners:
    """Which spans of each side of each pairing the other side has too."""

    def __init__(self, found: Pairings, both: Sides, spans: Edges) -> None:
        self._units = found.units
        self._known = []
        for rows, pairing, edge, reading in (
            (both.one, both.one_pairing, spans.one, found.first),
            (both.two, both.two_pairing, spans.two, found.second),
        ):
            has = np.zeros(len(rows), dtype=bool)
            has[edge] = True
            sizes = np.bincount(pairing, minlength=len(found))
            self._known.append((has, offsets(sizes.astype(np.int64))[:-1] - self._units.begin[reading]))

    def both(self, ties: Ties, rows: _Rows, tie_pairing: Ints, *, first: bool) -> Bools:
        """Whether head and filler of each row are there on the other side; what is no span is."""
        has, shift = self._known[0 if first else 1]
        place = shift[tie_pairing[rows.tie]]
        head = has[ties.head[ties.tie[rows.filler]] + place]
        unit = ties.unit[rows.filler]
        spans = unit >= 0
        filler = np.ones(len(unit), dtype=bool)
        filler[spans] = has[unit[spans] + place[spans]]
        return np.asarray(head & filler)


def _crossed(ties: Ties, alike: Sequence[Ints], sizes: tuple[int, int]) -> tuple[Bools, Bools]:
    """Rows of both sides whose filler the other side has in another role, and of those the swapped ones.

    Swapped: the other side has, in this role, what this side has in that other role. `alike` holds, of
    fillers that are the same in any role, the pair of ties, both fillers and both rows.
    """
    at, a, b, row_a, row_b = alike
    width = len(ties.roles) + 1
    other = ties.role[a] != ties.role[b]
    key = (at[other] * width + ties.role[a[other]]) * width + ties.role[b[other]]
    back = (at[other] * width + ties.role[b[other]]) * width + ties.role[a[other]]
    swapped = np.isin(key, back)
    role, way = np.zeros(sum(sizes), dtype=bool), np.zeros(sum(sizes), dtype=bool)
    for row, base in ((row_a[other], 0), (row_b[other], sizes[0])):
        role[base + row] = True
        way[base + row[swapped]] = True
    return role, way


@dataclass(frozen=True)
class RelationMeasure:
    """F1 of relations end to end, given matched arguments, and the share of each kind of error."""

    name: str
    title: str
    definition: str
    source: str

    def figures(self, ratings: Ratings) -> list[Figure]:
        """End to end with overlapping ends, by role; then with exact ends; then given matched arguments."""
        found = pairings(ratings)
        matched = matched_ties(found)
        soft, hard = (relations(found, matched, ends) for ends in ("overlap", "exact"))
        drafts = [soft.shares.overall(), *soft.shares.drafts(soft.shares.kinds, soft.shares.kind)]
        drafts += [
            hard.shares.overall("all, exact ends"),
            soft.shares.chosen(soft.given).overall("given matched arguments"),
            hard.shares.chosen(hard.given).overall("given matched arguments, exact ends"),
        ]
        return finished(drafts)


measure = RelationMeasure(
    "relation-f1",
    "Relation F1",
    "A relation is a role with the head of its tie and its filler (a span, an implicit filler with its "
    "reason, or another tie). End to end it matches when role, head and filler do; given matched arguments "
    "only relations are counted whose head and filler the other annotator marked too.",
    "Settings as in PGxCorpus (Legrand et al. 2020, table 9) and E3C",
)
