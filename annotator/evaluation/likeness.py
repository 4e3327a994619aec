"""How alike two stretches of text are, and pairing them one to one."""

from __future__ import annotations

from collections.abc import Iterable

Fragments = tuple[tuple[int, int], ...]

#: What iou50 asks for: an intersection over union of at least one half.
HALF = 0.5


def shared(one: Fragments, other: Fragments) -> int:
    """How many code points both cover."""
    return sum(max(0, min(b, d) - max(a, c)) for a, b in one for c, d in other)


def iou(one: Fragments, other: Fragments) -> float:
    """Intersection over union in code points, from 0 (apart) to 1 (the same)."""
    both = shared(one, other)
    return both / (_length(one) + _length(other) - both) if both else 0.0


def pairs(candidates: Iterable[tuple[float, int, int]]) -> list[tuple[int, int]]:
    """One-to-one pairs of items i and j, as many as there can be, better ones preferred.

    A candidate is (likeness, i, j), with a likeness above 0; what is no candidate is never paired.
    First come the pairs of the greatest likeness (equal ones in the order of i and j), then the
    matching is made as large as it can be by augmenting paths (Kuhn 1955), which keeps every item
    that is paired. So the number of pairs depends on no order.
    """
    ordered = sorted(candidates, key=lambda one: (-one[0], one[1], one[2]))
    reach: dict[int, list[int]] = {}
    of_first: dict[int, int] = {}
    of_second: dict[int, int] = {}
    for _, i, j in ordered:
        reach.setdefault(i, []).append(j)
        if i not in of_first and j not in of_second:
            of_first[i], of_second[j] = j, i

    def place(i: int, seen: set[int]) -> bool:
        for j in reach[i]:
            if j not in seen:
                seen.add(j)
                if j not in of_second or place(of_second[j], seen):
                    of_first[i], of_second[j] = j, i
                    return True
        return False

    for i in sorted(reach):
        if i not in of_first:
            place(i, set())
    return sorted(of_first.items())


def paired(first: list[Fragments], second: list[Fragments], least: float = HALF) -> list[tuple[int, int]]:
    """Pairs of stretches whose intersection over union is at least so much; 1 asks for the same."""
    if least == 1:
        return pairs((1.0, i, j) for i, one in enumerate(first) for j, two in enumerate(second) if one == two)
    found = ((iou(one, two), i, j) for i, one in enumerate(first) for j, two in enumerate(second))
    return pairs(one for one in found if one[0] >= least)


def _length(fragments: Fragments) -> int:
    return sum(end - start for start, end in fragments)
