"""What a measure is."""

from __future__ import annotations

from typing import Protocol

from annotator.domain.ratings import Figure, SpanRatings


class Measure(Protocol):
    """A way to say how far annotators agree; `definition` tells a reader what the figure is."""

    name: str
    title: str
    definition: str

    def figures(self, ratings: SpanRatings) -> list[Figure]:
        """The figure over all labels, then one for each label, in alphabetical order."""
        ...
