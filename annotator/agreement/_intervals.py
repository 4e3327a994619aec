"""Figures as functions of sums over articles, and 95 % intervals that resample articles.

Labels within an article depend on each other, so articles are resampled, not labels. Every figure
here is a function of counts that add up over articles; a resample is then a weighted sum, and a
thousand of them are one matrix product.

Below 50 articles the delete-one-article jackknife with Student's t, from 50 on the percentile
bootstrap; below 5 none (percentile intervals are too narrow for few clusters: Hughes 2022,
arXiv 2210.13265, and the simulation in tests/benchmarks).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from annotator.domain.ratings import Interval

Floats = NDArray[np.float64]
FEWEST, MANY = 5, 50
RESAMPLES, SEED = 1000, 20_260_101
JACKKNIFE, BOOTSTRAP = "jackknife-t", "bootstrap"
_BLOCK = 2_000_000


@dataclass(frozen=True)
class Tally:
    """Counts of each article, shape (articles, K), and the figure as a function of their sum.

    `value` takes sums of shape (…, K) and gives figures of shape (…), NaN where undefined.
    """

    counts: Floats
    value: Callable[[Floats], Floats]
    bounds: tuple[float, float] = (-1.0, 1.0)


@dataclass(frozen=True)
class Estimate:
    """A figure (None: undefined), its interval, and the number of articles it rests on."""

    value: float | None
    interval: Interval | None
    articles: int
    no_interval: str = ""


def estimates(tallies: Sequence[Tally], *, resamples: int = RESAMPLES, seed: int = SEED) -> list[Estimate]:
    """The figure and the interval of each tally; all must be over the same articles."""
    if not tallies:
        return []
    points = [_number(tally.value(tally.counts.sum(axis=0))) for tally in tallies]
    used = [tally.counts.any(axis=1) for tally in tallies]
    sizes = [int(rows.sum()) for rows in used]
    large = [i for i, size in enumerate(sizes) if size >= MANY and points[i] is not None]
    spread = dict(zip(large, _bootstrapped([tallies[i] for i in large], resamples, seed), strict=True))
    out = []
    for i, (tally, point) in enumerate(zip(tallies, points, strict=True)):
        interval, why = None, ""
        if point is None:
            pass
        elif sizes[i] < FEWEST:
            why = f"fewer than {FEWEST} articles"
        else:
            interval = spread[i] if i in spread else jackknife(tally.counts[used[i]], tally)
            if interval is None:
                why = "undefined when an article is left out"
            elif interval.high - interval.low < 1e-12:
                interval, why = None, "all articles agree alike"
        out.append(Estimate(point, interval, sizes[i], why))
    return out


def jackknife(counts: Floats, tally: Tally) -> Interval | None:
    """Delete-one-article jackknife: point ± t(D - 1) · standard error, within the figure's bounds.

    None where the figure is undefined without one of the articles.
    """
    size = len(counts)
    total = counts.sum(axis=0)
    without = tally.value(total - counts)
    if np.isnan(without).any():
        return None
    error = math.sqrt((size - 1) / size * float(((without - without.mean()) ** 2).sum()))
    reach = student_t(size - 1) * error
    point = float(tally.value(total))
    low, high = tally.bounds
    return Interval(max(low, point - reach), min(high, point + reach), JACKKNIFE)


@lru_cache(maxsize=64)
def student_t(freedom: int) -> float:
    """The 97.5 % quantile of Student's t, by integrating its density (error below 1e-5)."""
    x = np.linspace(0.0, 60.0, 240_001)
    constant = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2))
    density = constant / math.sqrt(freedom * math.pi) * (1 + x**2 / freedom) ** (-(freedom + 1) / 2)
    below = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2) * x[1]])
    return float(np.interp(0.475, below, x))


def _bootstrapped(tallies: Sequence[Tally], resamples: int, seed: int) -> list[Interval | None]:
    """Percentile intervals, all tallies on the same resamples."""
    if not tallies:
        return []
    counts = np.concatenate([tally.counts for tally in tallies], axis=1)
    size = len(counts)
    draw = np.random.default_rng(seed)
    block = max(1, _BLOCK // size)
    sums = []
    for done in range(0, resamples, block):
        many = min(block, resamples - done)
        drawn = draw.integers(0, size, (many, size)) + size * np.arange(many)[:, None]
        sums.append(
            np.bincount(drawn.ravel(), minlength=many * size).reshape(many, size).astype(float) @ counts
        )
    summed = np.concatenate(sums)
    out: list[Interval | None] = []
    at = 0
    for tally in tallies:
        width = tally.counts.shape[1]
        values = tally.value(summed[:, at : at + width])
        at += width
        values = values[~np.isnan(values)]
        low, high = np.percentile(values, (2.5, 97.5)) if len(values) else (math.nan, math.nan)
        out.append(None if math.isnan(low) else Interval(float(low), float(high), BOOTSTRAP))
    return out


def _number(value: Floats) -> float | None:
    return None if np.isnan(value) else float(value)
