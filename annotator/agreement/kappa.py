"""Percent agreement, Cohen's kappa and its kin for more raters and missing ratings.

All are (pa - pe) / (1 - pe): `pa` the agreement of two raters of a unit drawn by chance, averaged over
units rated twice or more; `pe` what chance would give, in which they differ (Gwet 2014, *Handbook of
Inter-Rater Reliability*, chapters 2 and 5). For two raters without missing ratings Conger's is Cohen's
kappa and Fleiss' is Scott's pi.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from annotator.agreement._intervals import Floats, Tally
from annotator.agreement._questions import QuestionMeasure
from annotator.agreement._values import Coded, coded


class Coefficient(NamedTuple):
    """A chance-corrected coefficient (NaN: undefined), percent agreement, and agreement by chance."""

    value: float
    agreement: float
    chance: float


def percent_agreement(ratings: Any, weights: Floats | None = None) -> float:
    """Share of agreeing pairs of raters, averaged over units that two or more rated; NaN if none.

    With `weights`, shape (V, V) and 1 on the diagonal, partial agreement counts in part.
    """
    counts = _table(ratings).counts
    rated = counts.sum(axis=1)
    twice = rated >= 2
    if not twice.any():
        return float("nan")
    some, n = counts[twice], rated[twice]
    near = some if weights is None else some @ weights
    return float(((some * (near - 1)).sum(axis=1) / (n * (n - 1))).mean())


def cohen_kappa(ratings: Any) -> Coefficient:
    """Cohen's kappa (1960), for more than two raters Conger's (1980).

    Chance comes from each rater's own use of the values.
    """
    table = _table(ratings)
    width = len(table.values)
    shares = []
    for row in table.codes:
        used = np.bincount(row[row >= 0], minlength=width)
        shares.append(used / max(used.sum(), 1))
    use = np.array(shares)
    raters = len(use)
    mean = use.mean(axis=0)
    spread = use.var(axis=0, ddof=1) if raters > 1 else np.zeros(width)
    return _coefficient(percent_agreement(table), float((mean**2 - spread / raters).sum()))


def fleiss_kappa(ratings: Any) -> Coefficient:
    """Fleiss' kappa (1971), for two raters Scott's pi (1955); chance by the use of values of all together."""
    table = _table(ratings)
    return _coefficient(percent_agreement(table), float((value_use(table) ** 2).sum()))


def brennan_prediger(ratings: Any) -> Coefficient:
    """Brennan and Prediger's (1981), for two raters Bennett's S (1954); chance is 1 / values."""
    table = _table(ratings)
    return _coefficient(percent_agreement(table), 1 / max(len(table.values), 1))


def specific_agreement(ratings: Any) -> dict[Any, float]:
    """Of each value, the chance that a second rater gives it when one has: 2a / (2a + b + c) for two.

    For two raters it equals the F1 of that value (Hripcsak and Rothschild 2005, JAMIA 12:296).
    """
    table = _table(ratings)
    counts = table.counts
    others = np.maximum(counts.sum(axis=1, keepdims=True) - 1, 0)
    both, possible = (counts * (counts - 1)).sum(axis=0), (counts * others).sum(axis=0)
    with np.errstate(invalid="ignore"):
        return dict(zip(table.values, np.where(possible > 0, both / possible, np.nan).tolist(), strict=True))


def value_use(table: Coded) -> Floats:
    """Share of each value, averaged over units that anyone rated, shape (V)."""
    counts = table.counts
    rated = counts.sum(axis=1)
    some = rated > 0
    return np.asarray((counts[some] / rated[some, None]).mean(axis=0))


def _table(ratings: Any) -> Coded:
    return ratings if isinstance(ratings, Coded) else coded(ratings)


def _coefficient(agreement: float, chance: float) -> Coefficient:
    undefined = np.isnan(agreement) or chance >= 1 - 1e-12
    return Coefficient(float("nan") if undefined else (agreement - chance) / (1 - chance), agreement, chance)


def _pair_tally(other: Floats, totals: Floats) -> Tally:
    """Fleiss' kappa (Scott's pi) of matched pairs of ratings, each pair a unit."""
    return Tally(np.concatenate([other[:, None], totals], axis=1), pi_from_sums)


def pi_from_sums(sums: Floats) -> Floats:
    """Scott's pi from sums of (disagreements, totals of each value), shape (…, 1 + V)."""
    n = sums[..., 1:].sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        agreement = 1 - sums[..., 0] / n
        chance = ((sums[..., 1:] / n[..., None]) ** 2).sum(axis=-1)
        return np.where((n > 0) & (chance < 1 - 1e-9), (agreement - chance) / (1 - chance), np.nan)


measure = QuestionMeasure(
    "kappa",
    "Fleiss' kappa",
    "(agreement - chance) / (1 - chance), chance being that of two draws from the values all annotators "
    "used together; of two annotators it is Scott's pi. Falls where one value prevails. Undefined where "
    "only one value is used.",
    "Cohen 1960; Scott 1955; Fleiss 1971",
    _pair_tally,
)
