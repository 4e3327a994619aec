"""Ways to break rows of pairings down: by pair, annotator, suggestion arm, article, time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotator.agreement._columns import ARMS, Ints, Pairings


@dataclass(frozen=True)
class Grouping:
    """`group` holds for each of the rows (all, if None) a number of `names`."""

    names: tuple[str, ...]
    group: Ints
    rows: Ints | None


def groupings(found: Pairings, pairing: Ints, arm: Ints, *, articles: bool = False) -> dict[str, Grouping]:
    """All breakdowns that say more than the whole, by what they are by."""
    out: dict[str, Grouping] = {}
    if not len(found):
        return out
    if len(found.pairs) > 1:
        out["pair"] = Grouping(tuple(pair_name(*pair) for pair in found.pairs), found.pair[pairing], None)
        every = np.arange(len(pairing))
        both = np.concatenate([found.annotator[found.first[pairing]], found.annotator[found.second[pairing]]])
        names = tuple(f"{name} – the rest" for name in found.annotators)
        out["annotator"] = Grouping(names, both, np.concatenate([every, every]))
    if found.armed:
        known = [i for i, name in enumerate(ARMS) if name != "unknown" and (arm == i).any()]
        if known:
            place = np.full(len(ARMS), -1)
            place[known] = np.arange(len(known))
            rows = np.flatnonzero(place[arm] >= 0)
            out["suggestions"] = Grouping(tuple(ARMS[i] for i in known), place[arm[rows]], rows)
    if found.stretches is not None:
        names, stretch = found.stretches
        out["time"] = Grouping(names, stretch[pairing], None)
    if articles and len(found.articles) > 1:
        out["article"] = Grouping(found.articles, found.article[pairing], None)
    return out


def pair_name(one: str, other: str) -> str:
    """How a pair of annotators is shown."""
    return f"{one} – {other}"
