"""What a measure is."""

from __future__ import annotations

from typing import Protocol

from annotator.domain.ratings import Figure, Ratings


class Measure(Protocol):
    """A way to say how far annotators agree.

    `definition` tells a reader what the figure is, and `source` where that comes from.
    """

    name: str
    title: str
    definition: str
    source: str

    def figures(self, ratings: Ratings) -> list[Figure]:
        """The figure over everything first, then one for each label, category or question."""
        ...
