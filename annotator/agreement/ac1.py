"""Gwet's AC1 and, with weights, AC2: chance agreement that does not rise where one value prevails.

pe = T / (V (V - 1)) · Σ p (1 - p), p the share of each of V values and T the sum of all weights (V for
AC1) (Gwet 2008; 2014, *Handbook of Inter-Rater Reliability*, chapter 5).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from annotator.agreement._intervals import Floats, Tally
from annotator.agreement._questions import QuestionMeasure
from annotator.agreement._values import Coded, coded
from annotator.agreement.kappa import Coefficient, percent_agreement, value_use


def gwet(ratings: Any, weights: Floats | None = None) -> Coefficient:
    """AC1 of ratings, shape (raters, units), or AC2 with `weights`, shape (V, V); NaN where undefined."""
    table = ratings if isinstance(ratings, Coded) else coded(ratings)
    width = len(table.values)
    agreement = percent_agreement(table, weights)
    if width < 2:
        return Coefficient(float("nan"), agreement, float("nan"))
    use = value_use(table)
    total = float(width if weights is None else weights.sum())
    chance = total / (width * (width - 1)) * float((use * (1 - use)).sum())
    return Coefficient((agreement - chance) / (1 - chance), agreement, chance)


def quadratic_weights(values: tuple[Any, ...]) -> Floats:
    """1 - (distance / greatest distance)² of each two values, which are numbers."""
    v = np.array(values, dtype=float)
    return np.asarray(1 - (v[:, None] - v[None, :]) ** 2 / max(float(np.ptp(v)) ** 2, 1e-300))


def _pair_tally(other: Floats, totals: Floats) -> Tally:
    """AC1 of matched pairs of ratings, each pair a unit."""
    return Tally(np.concatenate([other[:, None], totals], axis=1), _from_sums)


def _from_sums(sums: Floats) -> Floats:
    totals = sums[..., 1:]
    n = totals.sum(axis=-1)
    width = totals.shape[-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        use = totals / n[..., None]
        chance = (use * (1 - use)).sum(axis=-1) / (width - 1)
        value = (1 - sums[..., 0] / n - chance) / (1 - chance)
    return np.where((totals > 0).sum(axis=-1) > 1, value, np.nan)


measure = QuestionMeasure(
    "ac1",
    "Gwet's AC1",
    "(agreement - chance) / (1 - chance), with a chance that is small where one value prevails. Read it "
    "beside alpha: it stays high on skewed ratings, also where annotators agree on the rare value no "
    "better than chance.",
    "Gwet 2008, British Journal of Mathematical and Statistical Psychology 61:29",
    _pair_tally,
)
