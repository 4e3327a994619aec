"""Pairwise F1 of spans, pooled over pairs of annotators and articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from annotator.domain.ratings import Figure, SpanRatings, Unit

Match = Callable[[Sequence[Unit], Sequence[Unit]], list[Unit]]


@dataclass(frozen=True)
class PairwiseF1:
    """F1 = 2 · matched / (units of one + units of the other), summed over pairs and articles.

    Spans have no true negatives, so chance-corrected coefficients are not defined on them; the
    pooled pairwise F1 equals the mean positive specific agreement (Hripcsak and Rothschild 2005,
    JAMIA 12:296).
    """

    name: str
    title: str
    definition: str
    match: Match

    def figures(self, ratings: SpanRatings) -> list[Figure]:
        """The figure over all labels, then one for each label."""
        matched: Counter[str] = Counter()
        units: Counter[str] = Counter()
        articles, pairs = set(), set()
        for article, pair, first, second in ratings.pairs():
            articles.add(article)
            pairs.add(pair)
            units.update(unit.label for unit in (*first, *second))
            matched.update(unit.label for unit in self.match(first, second))
        rows = [("all", matched.total(), units.total())]
        rows += [(label, matched[label], units[label]) for label in sorted(units)]
        return [_figure(*row, len(articles), len(pairs)) for row in rows]


def _figure(name: str, matched: int, units: int, articles: int, pairs: int) -> Figure:
    if not pairs:
        return Figure(name, None, 0, 0, 0, 0, "no article was finished by two annotators")
    if not units:
        return Figure(name, None, 0, 0, articles, pairs, "nobody marked anything")
    return Figure(name, 2 * matched / units, matched, units, articles, pairs)
