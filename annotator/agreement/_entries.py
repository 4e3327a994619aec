"""Whether spans that both annotators marked stand for the same entry."""

from __future__ import annotations

from collections.abc import Set

import numpy as np

from annotator.agreement._columns import Pairings, arms
from annotator.agreement._rows import Shares
from annotator.agreement._spans import MatchedSpans


def entries(found: Pairings, matched: MatchedSpans, labels: Set[str]) -> Shares:
    """Spans of some labels that found a partner, both sides, a hit where their entries are one; by label."""
    units, both, edges = found.units, matched.sides, matched.overlap
    wanted = np.array([name in labels for name in units.labels], dtype=bool)
    i, j = both.one[edges.one], both.two[edges.two]
    keep = wanted[units.label[i]] if len(units.labels) else np.zeros(0, dtype=bool)
    i, j, pairing = i[keep], j[keep], both.one_pairing[edges.one[keep]]
    numbers: dict[str, int] = {}
    entry = np.array(
        [numbers.setdefault(u.entry, len(numbers)) for reading in found.readings for u in reading.units],
        dtype=np.int64,
    )
    same = entry[i] == entry[j]
    arm = arms(found, units.start[i], pairing)
    twice = np.concatenate
    return Shares(
        found,
        twice([pairing, pairing]),
        twice([arm, arm]),
        twice([units.label[i], units.label[j]]),
        twice([same, same]),
        units.labels,
    )
