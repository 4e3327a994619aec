"""One-to-one matching of two annotators' units, as many pairs as there can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from annotator.domain.ratings import Unit


def exact(first: Sequence[Unit], second: Sequence[Unit]) -> list[Unit]:
    """Units that both have, label and fragments alike."""
    return list((Counter(first) & Counter(second)).elements())


def overlapping(first: Sequence[Unit], second: Sequence[Unit]) -> list[Unit]:
    """Units of the first that can be paired with a unit of the second of the same label that overlaps.

    A maximum matching (augmenting paths), so that neither the order of the units nor that of the
    annotators makes a difference.
    """
    reach = [[j for j, other in enumerate(second) if _meets(unit, other)] for unit in first]
    taken: dict[int, int] = {}

    def place(i: int, seen: set[int]) -> bool:
        for j in reach[i]:
            if j not in seen:
                seen.add(j)
                if j not in taken or place(taken[j], seen):
                    taken[j] = i
                    return True
        return False

    for i in range(len(first)):
        place(i, set())
    return [first[i] for i in sorted(taken.values())]


def _meets(one: Unit, other: Unit) -> bool:
    return one.label == other.label and one.overlaps(other)
