"""One-to-one matching of two annotators' units: as many pairs as there can be, the best of those."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.agreement._columns import Ints, Sides, Units, spread

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Edges:
    """Rows of `Sides.one` and of `Sides.two` that may be matched, shape (E) each."""

    one: Ints
    two: Ints

    def __len__(self) -> int:
        return len(self.one)

    def chosen(self, which: Ints | NDArray[np.bool_]) -> Edges:
        """Some of the edges."""
        return Edges(self.one[which], self.two[which])


def exact(units: Units, both: Sides) -> Edges:
    """Pairs with the same label and fragments; one to one as they come."""
    width = int(units.key.max(initial=0)) + 1
    ones = both.one_pairing * width + units.key[both.one]
    twos = both.two_pairing * width + units.key[both.two]
    order = np.argsort(twos)
    at = np.searchsorted(twos, ones, sorter=order)
    inside = np.flatnonzero(at < len(twos))
    hit = inside[twos[order[at[inside]]] == ones[inside]]
    return Edges(hit, order[at[hit]])


def overlapping(units: Units, both: Sides, *, same_label: bool = True) -> Edges:
    """All pairs that share a code point and, if asked, the label; O(n log n) plus the pairs found.

    Half-open: units that only touch do not overlap.
    """
    label = units.label if same_label else np.zeros(len(units), dtype=np.int64)
    labels = int(label.max(initial=0)) + 1
    reach = int(units.end.max(initial=0)) + 1
    base_one = (both.one_pairing * labels + label[both.one]) * reach
    base_two = (both.two_pairing * labels + label[both.two]) * reach
    order = np.argsort(base_two + units.start[both.two], kind="stable")
    starts = (base_two + units.start[both.two])[order]
    # The furthest end so far grows along a group, and each group begins beyond the last.
    ends = np.maximum.accumulate((base_two + units.end[both.two])[order]) if len(order) else order
    low = np.searchsorted(ends, base_one + units.start[both.one], side="right")
    high = np.searchsorted(starts, base_one + units.end[both.one], side="left")
    at, one = spread(low, np.maximum(low, high))
    two = order[at]
    i, j = both.one[one], both.two[two]
    meet = (units.start[i] < units.end[j]) & (units.start[j] < units.end[i])
    edges = Edges(one[meet], two[meet])
    return edges if not units.split else _sharing(units, both, edges)


def likeness(units: Units, both: Sides, edges: Edges) -> Floats:
    """How alike the two units of each edge are, from 0 to 1.

    Half for the very same unit, half for the share of code points that both have (outer bounds).
    """
    i, j = both.one[edges.one], both.two[edges.two]
    shared = np.minimum(units.end[i], units.end[j]) - np.maximum(units.start[i], units.start[j])
    joint = np.maximum(units.end[i], units.end[j]) - np.minimum(units.start[i], units.start[j])
    same = units.key[i] == units.key[j]
    return np.asarray(0.5 * same + 0.5 * np.maximum(shared, 0) / np.maximum(joint, 1))


def assign(edges: Edges, worth: Floats) -> Edges:
    """A matching with as many edges as there can be and, of all those, the greatest sum of `worth`.

    `worth` is from 0 to 1. Neither the order of units nor which side is first makes a difference to the
    number of edges and the sum.
    """
    if not len(edges):
        return edges
    one_degree = np.bincount(edges.one)
    two_degree = np.bincount(edges.two)
    alone = (one_degree[edges.one] == 1) & (two_degree[edges.two] == 1)
    taken = [np.flatnonzero(alone)]
    rest = np.flatnonzero(~alone)
    if len(rest):
        taken.append(rest[_assign_groups(edges.chosen(rest), worth[rest])])
    return edges.chosen(np.sort(np.concatenate(taken)))


def _assign_groups(edges: Edges, worth: Floats) -> Ints:
    """Numbers of the edges taken, where edges hang together in groups."""
    group = _groups(edges)
    order = np.lexsort((edges.two, edges.one, -worth, group))
    begin = np.flatnonzero(np.concatenate([[True], group[order][1:] != group[order][:-1]]))
    ends = np.append(begin[1:], len(order))
    out: list[int] = []
    for low, high in zip(begin, ends, strict=True):
        mine = order[low:high]
        ones, i = np.unique(edges.one[mine], return_inverse=True)
        twos, j = np.unique(edges.two[mine], return_inverse=True)
        if len(ones) == 1 or len(twos) == 1:
            out.append(int(mine[0]))  # a star: the best edge
            continue
        size = min(len(ones), len(twos))
        value = np.zeros((len(ones), len(twos)))
        value[i, j] = 1 + worth[mine] / (size + 1)
        number = np.full(value.shape, -1)
        number[i, j] = mine
        rows, columns = _heaviest(value)
        picked = number[rows, columns]
        out += picked[picked >= 0].tolist()
    return np.array(out, dtype=np.int64)


def _groups(edges: Edges) -> Ints:
    """Number of the connected group of each edge, by spreading the least number along edges."""
    ones, i = np.unique(edges.one, return_inverse=True)
    twos, j = np.unique(edges.two, return_inverse=True)
    mark = np.arange(len(ones))
    while True:
        far = np.full(len(twos), len(ones))
        np.minimum.at(far, j, mark[i])
        near = mark.copy()
        np.minimum.at(near, i, far[j])
        near = near[near]
        if (near == mark).all():
            return mark[i].astype(np.int64)
        mark = near


def _heaviest(value: Floats) -> tuple[Ints, Ints]:
    """Rows and columns of an assignment of greatest sum.

    Kuhn 1955 and Munkres 1957, by shortest augmenting paths with potentials, O(n²m).
    """
    flipped = value.shape[0] > value.shape[1]
    cost = -(value.T if flipped else value)
    n, m = cost.shape
    u, v = np.zeros(n + 1), np.zeros(m + 1)
    row_of = np.zeros(m + 1, dtype=np.int64)
    for i in range(1, n + 1):
        row_of[0], column = i, 0
        least, before = np.full(m + 1, np.inf), np.zeros(m + 1, dtype=np.int64)
        done = np.zeros(m + 1, dtype=bool)
        while row_of[column]:
            done[column] = True
            row = row_of[column]
            open_ = ~done
            open_[0] = False
            slack = cost[row - 1] - u[row] - v[1:]
            better = open_[1:] & (slack < least[1:])
            least[1:][better] = slack[better]
            before[1:][better] = column
            choice = np.where(open_, least, np.inf)
            nearest = int(choice.argmin())
            step = choice[nearest]
            u[row_of[done]] += step
            v[done] -= step
            least[open_] -= step
            column = nearest
        while column:
            row_of[column] = row_of[before[column]]
            column = before[column]
    columns = np.flatnonzero(row_of[1:])
    rows = row_of[1:][columns] - 1
    return (columns, rows) if flipped else (rows, columns)


def _sharing(units: Units, both: Sides, edges: Edges) -> Edges:
    """The edges left when units of several fragments are looked at fragment by fragment."""
    i, j = both.one[edges.one], both.two[edges.two]
    has = np.zeros(len(units), dtype=bool)
    has[list(units.split)] = True
    keep = np.ones(len(edges), dtype=bool)
    for at in np.flatnonzero(has[i] | has[j]):
        a, b = int(i[at]), int(j[at])
        ones = units.split.get(a, ((int(units.start[a]), int(units.end[a])),))
        twos = units.split.get(b, ((int(units.start[b]), int(units.end[b])),))
        keep[at] = any(p < s and r < q for p, q in ones for r, s in twos)
    return edges.chosen(keep)
