"""Rating tables: what annotators who have finished an article found in it.

An annotator who has finished an article and found nothing has an empty row; one who has not
finished it has none. Agreement keeps the two apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

Fragments = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """One labelled span as a rater marked it: half-open fragments in code points."""

    label: str
    fragments: Fragments

    def overlaps(self, other: Unit) -> bool:
        """Whether they share a code point."""
        return any(a < d and c < b for a, b in self.fragments for c, d in other.fragments)


@dataclass(frozen=True, slots=True)
class SpanRatings:
    """Units by article and annotator; only finished articles are there."""

    articles: Mapping[str, Mapping[str, tuple[Unit, ...]]]

    def pairs(self) -> Iterable[tuple[str, tuple[str, str], tuple[Unit, ...], tuple[Unit, ...]]]:
        """Each article and pair of annotators who have both finished it, with the units of both."""
        for article, rows in self.articles.items():
            for first, second in combinations(sorted(rows), 2):
                yield article, (first, second), rows[first], rows[second]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of agreement.

    `value` is None where it is undefined, and `reason` then says why. `matched` of `units` on both
    sides agree; `articles` and `pairs` tell what it rests on.
    """

    name: str
    value: float | None
    matched: int
    units: int
    articles: int
    pairs: int
    reason: str = ""
