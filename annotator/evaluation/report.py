"""The figures of a whole evaluation, from the scores of its articles."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from annotator.evaluation.misses import Groups, Miss, MissGroup
from annotator.evaluation.scoring import ALL, RUNGS, Count, Criterion, Group, Key, Score

#: Below so many articles an interval would say nothing.
FEWEST_ARTICLES = 5
_RESAMPLES = 1000
_SEED = 20_260


@dataclass(frozen=True, slots=True)
class Figure:
    """F1, precision and recall of one name, with the counts they come from.

    precision = matched / suggested, recall = matched / gold, F1 = 2 · matched / (suggested + gold);
    None where nothing was suggested, nothing is in the gold labels, or neither. `low` and `high`
    bound the middle 95 % of F1 over 1,000 resamples of the articles (percentile bootstrap, Efron
    1979); None below five articles.
    """

    group: Group
    name: str
    criterion: Criterion
    f1: float | None
    precision: float | None
    recall: float | None
    low: float | None
    high: float | None
    matched: int
    suggested: int
    gold: int


@dataclass(frozen=True, slots=True)
class Report:
    """All figures (by group, the commonest names first), the confusions, and what was missed most."""

    figures: tuple[Figure, ...]
    confusion: tuple[tuple[str | None, str | None, int], ...]
    misses: tuple[MissGroup, ...]

    def figure(self, group: Group, name: str, criterion: Criterion) -> Figure:
        """One figure.

        Raises:
            KeyError: nothing of that name was suggested or is in the gold labels.
        """
        for figure in self.figures:
            if (figure.group, figure.name, figure.criterion) == (group, name, criterion):
                return figure
        raise KeyError((group, name, criterion))


class Adding:
    """Adds up the scores and misses of articles as they come."""

    def __init__(self, examples: int = 3) -> None:
        self.articles = 0
        self._counts: dict[Key, dict[int, Count]] = {}
        self._confusion: Counter[tuple[str | None, str | None]] = Counter()
        self._misses = Groups(examples)

    def add(self, score: Score, misses: list[Miss]) -> None:
        """Take in one article."""
        for key, count in score.counts.items():
            self._counts.setdefault(key, {})[self.articles] = count
        self._confusion.update(score.confusion)
        self._misses.add(misses)
        self.articles += 1

    def report(self) -> Report:
        """The figures of all articles taken in."""
        keys = list(self._counts)
        counts = np.zeros((self.articles, len(keys), 3), dtype=np.int64)
        for column, key in enumerate(keys):
            for article, count in self._counts[key].items():
                counts[article, column] = count.matched, count.suggested, count.gold
        sums = counts.sum(axis=0)
        low, high = _intervals(counts)
        figures = [_figure(key, Count(*map(int, sums[i])), low[i], high[i]) for i, key in enumerate(keys)]
        figures.sort(key=_place)
        confusion = sorted(
            ((*names, count) for names, count in self._confusion.items()),
            key=lambda row: (-row[2], row[0] or "", row[1] or ""),
        )
        return Report(tuple(figures), tuple(confusion), self._misses.groups())


def _place(figure: Figure) -> tuple[int, bool, int, str, bool]:
    """Ties first, rung by rung; in the other groups all, then the commonest names first."""
    rank = RUNGS.index(figure.name) if figure.group == "tie" else -figure.gold
    return (
        _GROUPS.index(figure.group),
        figure.name != ALL,
        rank,
        figure.name,
        figure.criterion == "exact",
    )


_GROUPS: tuple[Group, ...] = ("tie", "category", "role", "label")


def _figure(key: Key, count: Count, low: float | None, high: float | None) -> Figure:
    matched, suggested, gold = count.matched, count.suggested, count.gold
    return Figure(
        *key,
        f1=2 * matched / (suggested + gold) if suggested + gold else None,
        precision=matched / suggested if suggested else None,
        recall=matched / gold if gold else None,
        low=low,
        high=high,
        matched=matched,
        suggested=suggested,
        gold=gold,
    )


def _intervals(counts: np.ndarray) -> tuple[list[float | None], list[float | None]]:
    """Lower and upper bound of each column's F1, articles resampled with replacement."""
    articles, columns, _ = counts.shape
    if articles < FEWEST_ARTICLES or not columns:
        return [None] * columns, [None] * columns
    random = np.random.default_rng(_SEED)
    shares = np.full(articles, 1 / articles)
    flat = counts.reshape(articles, -1)
    drawn = np.empty((_RESAMPLES, columns))
    for row in range(_RESAMPLES):
        sums = (random.multinomial(articles, shares) @ flat).reshape(columns, 3)
        drawn[row] = 2 * sums[:, 0] / np.maximum(sums[:, 1] + sums[:, 2], 1)
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    return [float(x) for x in low], [float(x) for x in high]
