"""Krippendorff's alpha: nominal, ordinal, interval, ratio, or any distance; missing ratings allowed.

alpha = 1 - observed / expected disagreement, from the coincidence matrix o of all pairable values: a
unit with m ratings puts 1 / (m - 1) into o for each ordered pair of them (Krippendorff 2011,
*Computing Krippendorff's Alpha-Reliability*). Units rated once drop out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from annotator.agreement._intervals import Floats, Tally
from annotator.agreement._questions import QuestionMeasure
from annotator.agreement._values import Coded, Ints, coded

Distance = Callable[[Any, Any], float]
LEVELS = ("nominal", "ordinal", "interval", "ratio")


def krippendorff_alpha(ratings: Any, level: str | Distance = "nominal") -> float:
    """Alpha of ratings, shape (raters, units); NaN where it is undefined.

    Args:
        ratings: a numeric array with NaN, or rows of hashable values with None, where one is missing.
        level: "nominal", "ordinal", "interval", "ratio", or a function that gives the distance of two
            values (0 for equal ones, symmetric; it is used as it is, not squared).
    """
    table = ratings if isinstance(ratings, Coded) else coded(ratings)
    if not table.values:
        return float("nan")
    return float(from_coincidences(coincidences(table), level, table.values))


def coincidences(table: Coded, groups: Ints | None = None, group_count: int = 1) -> Floats:
    """Coincidence matrix, shape (V, V); with the group of each unit one for each, shape (G, V, V)."""
    counts = table.counts
    rated = counts.sum(axis=1)
    weight = np.where(rated > 1, 1 / np.maximum(rated - 1, 1), 0.0)
    weighted = counts * weight[:, None]
    if groups is None:
        return weighted.T @ counts - np.diag(weighted.sum(axis=0))
    width = len(table.values)
    out = np.zeros((group_count, width, width))
    order = np.argsort(groups, kind="stable")
    for group, rows in zip(*_split(groups[order], order), strict=True):
        out[group] = weighted[rows].T @ counts[rows] - np.diag(weighted[rows].sum(axis=0))
    return out


def from_coincidences(o: Floats, level: str | Distance, values: tuple[Any, ...]) -> Floats:
    """Alpha of coincidence matrices, shape (…, V, V); NaN with fewer than two values in use."""
    totals = o.sum(axis=-1)
    n = totals.sum(axis=-1)
    apart = distances(level, values, totals)
    observed = (o * apart).sum(axis=(-1, -2))
    expected = np.einsum("...c,...k,...ck->...", totals, totals, apart)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected > 1e-12, 1 - (n - 1) * observed / expected, np.nan)


def distances(level: str | Distance, values: tuple[Any, ...], totals: Floats) -> Floats:
    """Distance of each two values, shape (V, V); for "ordinal" (…, V, V), as it depends on the totals."""
    if callable(level):
        return np.array([[level(a, b) for b in values] for a in values], dtype=float)
    if level == "nominal":
        return 1.0 - np.eye(len(values))
    if level == "ordinal":
        # Σ of the totals from c to k, less half of both ends, squared.
        middle = np.cumsum(totals, axis=-1) - totals / 2
        return np.asarray((middle[..., :, None] - middle[..., None, :]) ** 2)
    v = np.array(values, dtype=float)
    gap = v[:, None] - v[None, :]
    if level == "interval":
        return np.asarray(gap**2)
    if level == "ratio":
        whole = v[:, None] + v[None, :]
        return np.asarray(np.divide(gap, whole, out=np.zeros_like(gap), where=whole != 0) ** 2)
    raise ValueError(f"{level!r} is none of {', '.join(LEVELS)}")


def masi_distance(one: frozenset[Any], other: frozenset[Any]) -> float:
    """1 - J · M of two sets (Passonneau 2006).

    J is the Jaccard index; M is 1 for equal sets, 2/3 where one holds the other, 1/3 where they share
    some, else 0. Two empty sets are equal.
    """
    if one == other:
        return 0.0
    shared = len(one & other)
    if not shared:
        return 1.0
    kind = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - shared / len(one | other) * kind


def nominal_tally(o_other: Floats, totals: Floats) -> Tally:
    """Nominal alpha of articles from the coincidences off the diagonal, shape (D), and the totals (D, V)."""
    return Tally(np.concatenate([o_other[:, None], totals], axis=1), nominal_from_sums)


def nominal_from_sums(sums: Floats) -> Floats:
    """Nominal alpha from sums of (coincidences off the diagonal, totals of each value), shape (…, 1 + V)."""
    other, totals = sums[..., 0], sums[..., 1:]
    n = totals.sum(axis=-1)
    expected = n**2 - (totals**2).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected > 1e-9 * np.maximum(n, 1) ** 2, 1 - (n - 1) * other / expected, np.nan)


def _split(ordered: Ints, order: Ints) -> tuple[Ints, list[Ints]]:
    cuts = np.flatnonzero(np.diff(ordered)) + 1
    first = np.concatenate([np.zeros(1, dtype=np.int64), cuts]) if len(ordered) else cuts
    return ordered[first], np.split(order, cuts) if len(ordered) else []


measure = QuestionMeasure(
    "alpha",
    "Krippendorff's alpha",
    "1 - observed / expected disagreement over all pairable ratings; 1 is perfect, 0 is what chance would "
    "give, missing ratings drop out. From .800 on rely on it, from .667 on draw tentative conclusions only. "
    "Undefined where only one value is used.",
    "Krippendorff 2004, Content Analysis; 2011, Computing Krippendorff's Alpha-Reliability",
    nominal_tally,
)
