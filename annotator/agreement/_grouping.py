"""Ways to break rows of pairings down: by pair, annotator, suggestion arm, article, time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotator.agreement._columns import ARMS, Ints, Pairings

#: Stretches of time that drift is shown in, at most.
STRETCHES = 8


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
    if any(reading.arms for reading in found.readings):
        known = [i for i, name in enumerate(ARMS) if name != "unknown" and (arm == i).any()]
        if known:
            place = np.full(len(ARMS), -1)
            place[known] = np.arange(len(known))
            rows = np.flatnonzero(place[arm] >= 0)
            out["suggestions"] = Grouping(tuple(ARMS[i] for i in known), place[arm[rows]], rows)
    times = _stretches(found)
    if times is not None:
        out["time"] = Grouping(times.names, times.group[pairing], None)
    if articles and len(found.articles) > 1:
        out["article"] = Grouping(found.articles, found.article[pairing], None)
    return out


def pair_name(one: str, other: str) -> str:
    """How a pair of annotators is shown."""
    return f"{one} – {other}"


def _stretches(found: Pairings) -> Grouping | None:
    """Pairings by when the later of both submitted, in stretches of as many articles each."""
    submitted = [reading.submitted for reading in found.readings]
    known = [time.timestamp() for time in submitted if time is not None]
    if len(known) < len(submitted):
        return None
    stamps = np.array(known)
    later = np.maximum(stamps[found.first], stamps[found.second])
    order = np.argsort(later, kind="stable")
    stretches = min(STRETCHES, len(found.articles) // 3)
    if stretches < 2:
        return None
    group = np.empty(len(order), dtype=np.int64)
    group[order] = np.arange(len(order)) * stretches // len(order)
    names = []
    for i in range(stretches):
        mine = order[group[order] == i]
        first, last = (
            max(submitted[found.first[p]], submitted[found.second[p]]) for p in (mine[0], mine[-1])
        )
        assert first is not None
        assert last is not None
        day, other = first.strftime("%Y-%m-%d"), last.strftime("%Y-%m-%d")
        names.append(f"{i + 1}: {day}" if day == other else f"{i + 1}: {day} to {other}")
    return Grouping(tuple(names), group, None)
