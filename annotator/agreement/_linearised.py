"""Standard errors and intervals of independent items, as Gwet (2014) and the program irrCAC print them.

To compare with published figures. Items of one article are not independent of each other, so the report
never uses these; it resamples articles.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np

from annotator.agreement._intervals import Floats, student_t
from annotator.agreement._values import Coded
from annotator.agreement.alpha import krippendorff_alpha
from annotator.agreement.kappa import pi_from_sums

Which = Literal["ac", "fleiss", "conger", "brennan-prediger", "alpha"]


class Linearised(NamedTuple):
    """A coefficient, its standard error, and its 95 % interval, cut at 1."""

    value: float
    error: float
    low: float
    high: float


def linearised(table: Coded, which: Which, weights: Floats | None = None) -> Linearised:
    """A coefficient of units × raters with its linearised standard error, unit by unit.

    Args:
        table: the ratings.
        which: the coefficient; "ac" with `weights` is AC2, without AC1.
        weights: shape (V, V), 1 on the diagonal; None for plain agreement. Not for "alpha".
    """
    counts = table.counts
    if which == "alpha":
        counts = counts[counts.sum(axis=1) > 1]
        rated = counts.sum(axis=1, keepdims=True)
        other = (counts * (rated - counts) / (rated - 1)).sum(axis=1)
        sums = np.concatenate([other[:, None], counts], axis=1)
        # The error is that of the coefficient without the correction for small samples.
        return _interval(krippendorff_alpha(table), sums, pi_from_sums)
    rated = counts.sum(axis=1)
    counts, rated = counts[rated > 0], rated[rated > 0]
    near = counts if weights is None else counts @ weights
    agree = np.where(rated > 1, (counts * (near - 1)).sum(axis=1) / np.maximum(rated * (rated - 1), 1), 0)
    use = counts / rated[:, None]
    chance = _CHANCE[which]
    if which == "conger":
        codes = table.codes[:, (table.codes >= 0).any(axis=0)]
        use = (codes.T[:, :, None] == np.arange(len(table.values))).astype(float).reshape(len(counts), -1)
    twice = (rated > 1).mean()
    matrix = np.eye(len(table.values)) if weights is None else weights

    def value(sums: Floats) -> Floats:
        # irrCAC takes the share of units rated twice as given, not as drawn.
        expected = chance(sums[..., 3:], sums[..., 2, None], matrix)
        over = (sums[..., 0] - expected * sums[..., 1]) / (sums[..., 2] * twice)
        return np.asarray(over / (1 - expected))

    columns = [agree[:, None], (rated > 1)[:, None], np.ones((len(counts), 1)), use]
    sums = np.concatenate(columns, axis=1)
    return _interval(float(value(sums.sum(axis=0))), sums, value)


def _interval(point: float, sums: Floats, value: Callable[[Floats], Floats]) -> Linearised:
    """By the infinitesimal jackknife: how the figure moves when one unit weighs a little more."""
    total, size, step = sums.sum(axis=0), len(sums), 1e-5
    influence = (value(total + step * sums) - value(total - step * sums)) / (2 * step)
    error = math.sqrt(size / (size - 1) * float(((influence - influence.mean()) ** 2).sum()))
    reach = student_t(size - 1) * error
    return Linearised(point, error, point - reach, min(1.0, point + reach))


def _ac(use: Floats, units: Floats, weights: Floats) -> Floats:
    share, width = use / units, len(weights)
    return np.asarray(weights.sum() / (width * (width - 1)) * (share * (1 - share)).sum(axis=-1))


def _fleiss(use: Floats, units: Floats, weights: Floats) -> Floats:
    share = use / units
    return np.asarray(((share @ weights) * share).sum(axis=-1))


def _brennan_prediger(use: Floats, _: Floats, weights: Floats) -> Floats:
    return np.full(use.shape[:-1], weights.sum() / len(weights) ** 2)


def _conger(use: Floats, _: Floats, weights: Floats) -> Floats:
    width = len(weights)
    share = use.reshape(*use.shape[:-1], -1, width)
    share = share / share.sum(axis=-1, keepdims=True)
    raters = share.shape[-2]
    mean = share.mean(axis=-2)
    apart = share - mean[..., None, :]
    spread = np.einsum("...rc,...rk,ck->...", apart, apart, weights) / (raters - 1)
    return np.asarray(((mean @ weights) * mean).sum(axis=-1) - spread / raters)


_CHANCE = {"ac": _ac, "fleiss": _fleiss, "brennan-prediger": _brennan_prediger, "conger": _conger}
