"""Ties as columns, and which tie of one annotator is which of the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.agreement._columns import Ints, Pairings, Sides, Units, offsets, sides, spread
from annotator.agreement._matching import Edges, assign, likeness, overlapping

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ties:
    """The ties of all readings, in the order of the readings, T in all, and their fillers, F in all.

    Attributes:
        heads: the head of each tie as a unit (one label for all).
        category, group: shape (T), numbers of `categories` and `groups`.
        begin: first filler of each tie and, at the end, F.
        role: shape (F), number of `roles`.
        unit: shape (F), number of the span; -1 for other fillers.
        other: shape (F): -1 - number of the reason for an implicit filler, 1 + number of the tie for a
            tie, 0 for spans.
    """

    heads: Units
    head: Ints
    categories: tuple[str, ...]
    category: Ints
    groups: tuple[str, ...]
    group: Ints
    attributes: tuple[str, ...]
    begin: Ints
    roles: tuple[str, ...]
    tie: Ints
    role: Ints
    unit: Ints
    other: Ints

    def __len__(self) -> int:
        return len(self.category)


@dataclass(frozen=True)
class MatchedTies:
    """Ties beside each other: `sides` of every pairing, `edges` whose heads overlap, `best` one to one."""

    ties: Ties
    sides: Sides
    edges: Edges
    best: Edges


def ties_of(found: Pairings) -> Ties:
    """The ties of all readings as columns."""
    units = found.units
    head: list[int] = []
    category: list[int] = []
    group: list[int] = []
    tie: list[int] = []
    role: list[int] = []
    unit: list[int] = []
    other: list[int] = []
    categories: dict[str, int] = {}
    groups: dict[str, int] = {}
    roles: dict[str, int] = {}
    reasons: dict[str, int] = {}
    attributes: set[str] = set()
    sizes = np.array([len(reading.ties) for reading in found.readings], dtype=np.int64)
    first_tie = 0
    for number, reading in enumerate(found.readings):
        base = int(units.begin[number])
        for one in reading.ties:
            here = len(head)
            head.append(base + one.head)
            category.append(categories.setdefault(one.category, len(categories)))
            group.append(groups.setdefault(one.group, len(groups)))
            attributes.update(one.attributes)
            for filler in one.fillers:
                tie.append(here)
                role.append(roles.setdefault(filler.role, len(roles)))
                unit.append(-1 if filler.unit is None else base + filler.unit)
                if filler.tie is not None:
                    other.append(1 + first_tie + filler.tie)
                elif filler.unit is None:
                    other.append(-1 - reasons.setdefault(filler.implicit, len(reasons)))
                else:
                    other.append(0)
        first_tie += len(reading.ties)
    heads = np.array(head, dtype=np.int64)
    ties = np.array(tie, dtype=np.int64)
    category_names, category_numbers = _in_order(categories, category)
    group_names, group_numbers = _in_order(groups, group)
    role_names, role_numbers = _in_order(roles, role)
    return Ties(
        Units(
            ("",),
            offsets(sizes),
            np.repeat(np.arange(len(sizes)), sizes),
            np.zeros(len(heads), dtype=np.int64),
            units.start[heads],
            units.end[heads],
            {i: units.split[h] for i, h in enumerate(head) if h in units.split} if units.split else {},
            units.key[heads],
        ),
        heads,
        category_names,
        category_numbers,
        group_names,
        group_numbers,
        tuple(sorted(attributes)),
        offsets(np.bincount(ties, minlength=len(heads)).astype(np.int64)),
        role_names,
        ties,
        role_numbers,
        np.array(unit, dtype=np.int64),
        np.array(other, dtype=np.int64),
    )


def matched_ties(found: Pairings) -> MatchedTies:
    """Ties of every pairing, matched by overlapping heads.

    One to one and as many as there can be; where there is a choice (several ties on one head), those that
    are most alike in category, fillers and bounds.
    """
    ties = ties_of(found)
    both = sides(found, ties.heads.begin)
    edges = overlapping(ties.heads, both)
    i, j = both.one[edges.one], both.two[edges.two]
    crowded = (
        (np.bincount(edges.one)[edges.one] > 1) | (np.bincount(edges.two)[edges.two] > 1)
        if len(edges)
        else np.zeros(0, bool)
    )
    worth = 0.4 * (ties.category[i] == ties.category[j]) + 0.2 * likeness(ties.heads, both, edges)
    rows = np.flatnonzero(crowded)
    if len(rows):
        at, a, b = filler_pairs(ties, found.units, i[rows], j[rows])
        same = ties.role[a] == ties.role[b]
        shared = np.bincount(at[same], minlength=len(rows))
        most = np.maximum(
            ties.begin[i[rows] + 1] - ties.begin[i[rows]], ties.begin[j[rows] + 1] - ties.begin[j[rows]]
        )
        worth[rows] += 0.4 * np.minimum(shared / np.maximum(most, 1), 1)
    return MatchedTies(ties, both, edges, assign(edges, worth))


def filler_pairs(
    ties: Ties, units: Units, one: Ints, two: Ints, *, exactly: bool = False
) -> tuple[Ints, Ints, Ints]:
    """Fillers, in any role, that are the same for ties `one` and `two`, shape (E) each.

    Spans are the same when they have one label and overlap, or with `exactly` are equal; implicit fillers
    when they have one reason; ties when their heads are. Returns for each such pair of fillers the row of
    `one` and `two` it belongs to, the filler of the first tie and that of the second.
    """
    a, at = spread(ties.begin[one], ties.begin[one + 1])
    again, row = spread(ties.begin[two[at]], ties.begin[two[at] + 1])
    a, at, b = a[row], at[row], again
    i, j = ties.unit[a], ties.unit[b]
    spans = (i >= 0) & (j >= 0)
    same = (ties.other[a] < 0) & (ties.other[a] == ties.other[b])
    same[spans] = _meet(units, i[spans], j[spans], exactly=exactly)
    nested = (ties.other[a] > 0) & (ties.other[b] > 0)
    same[nested] = _meet(ties.heads, ties.other[a[nested]] - 1, ties.other[b[nested]] - 1, exactly=exactly)
    return at[same], a[same], b[same]


def one_to_one(ties: Ties, units: Units, at: Ints, a: Ints, b: Ints) -> tuple[Ints, Ints, Ints]:
    """Of pairs of fillers as `filler_pairs` gives them, those of a one-to-one matching within each row."""
    if not len(at):
        return at, a, b
    width = len(ties.role)
    ones, x = np.unique(at * width + a, return_inverse=True)
    twos, y = np.unique(at * width + b, return_inverse=True)
    best = assign(Edges(x.astype(np.int64), y.astype(np.int64)), equal_fillers(ties, units, a, b))
    return ones[best.one] // width, ones[best.one] % width, twos[best.two] % width


def equal_fillers(ties: Ties, units: Units, a: Ints, b: Ints) -> Floats:
    """1 where two fillers that are the same are so exactly (of other fillers than spans always), else 0."""
    i, j = ties.unit[a], ties.unit[b]
    out = np.ones(len(a))
    spans = (i >= 0) & (j >= 0)
    out[spans] = units.key[i[spans]] == units.key[j[spans]]
    return out


def _meet(units: Units, i: Ints, j: Ints, *, exactly: bool) -> Bools:
    if exactly:
        return np.asarray(units.key[i] == units.key[j])
    meet = (
        (units.label[i] == units.label[j]) & (units.start[i] < units.end[j]) & (units.start[j] < units.end[i])
    )
    if units.split:
        for at in np.flatnonzero(meet):
            a, b = int(i[at]), int(j[at])
            if a in units.split or b in units.split:
                ones = units.split.get(a, ((int(units.start[a]), int(units.end[a])),))
                twos = units.split.get(b, ((int(units.start[b]), int(units.end[b])),))
                meet[at] = any(p < s and r < q for p, q in ones for r, s in twos)
    return np.asarray(meet)


def _in_order(numbers: dict[str, int], codes: list[int]) -> tuple[tuple[str, ...], Ints]:
    """Names in alphabetical order, and the codes renumbered to it."""
    names = sorted(numbers)
    place = np.empty(len(names), dtype=np.int64)
    place[[numbers[name] for name in names]] = np.arange(len(names))
    found = np.array(codes, dtype=np.int64)
    return tuple(names), place[found] if len(found) else found


@dataclass(frozen=True)
class MatchedFillers:
    """Fillers of both sides of ties that found each other.

    Attributes:
        row: number of the pair of ties in `MatchedTies.best`.
        filler: number of the filler in `Ties`.
        hit: whether the other tie has the same filler in the same role.
    """

    row: Ints
    filler: Ints
    hit: Bools


def matched_fillers(found: Pairings, matched: MatchedTies, *, exactly: bool = False) -> MatchedFillers:
    """Compare the fillers of ties that found each other, role by role, one to one."""
    ties, both, best = matched.ties, matched.sides, matched.best
    i, j = both.one[best.one], both.two[best.two]
    at, a, b = filler_pairs(ties, found.units, i, j, exactly=exactly)
    same = ties.role[a] == ties.role[b]
    at, a, b = one_to_one(ties, found.units, at[same], a[same], b[same])
    rows, fillers, hits = [], [], []
    for tie, filler in ((i, a), (j, b)):
        all_, row = spread(ties.begin[tie], ties.begin[tie + 1])
        hit = np.zeros(len(all_), dtype=bool)
        before = offsets(ties.begin[tie + 1] - ties.begin[tie])
        hit[before[at] + filler - ties.begin[tie[at]]] = True
        rows.append(row)
        fillers.append(all_)
        hits.append(hit)
    return MatchedFillers(np.concatenate(rows), np.concatenate(fillers), np.concatenate(hits))
