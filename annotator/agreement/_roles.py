"""Which roles two annotators fill on the same tie, and whether with spans or implicitly."""

from __future__ import annotations

import numpy as np

from annotator.agreement._columns import Pairings
from annotator.agreement._grouping import Grouping
from annotator.agreement._intervals import Floats, Tally
from annotator.agreement._rows import Draft, Shares, band
from annotator.agreement._ties import MatchedTies, matched_fillers
from annotator.agreement.alpha import distances, masi_distance
from annotator.domain.ratings import Figure

KINDS = ("span", "implicit", "tie")


def implicit_or_not(found: Pairings, matched: MatchedTies, fillers: Shares) -> Grouping:
    """Rows of `tie_f1.role_shares` by what fills the role: a span, a reason, another tie."""
    ties = matched.ties
    at = matched_fillers(found, matched).filler
    kind = np.select([ties.unit[at] >= 0, ties.other[at] < 0], [0, 1], 2)
    used = [i for i in range(len(KINDS)) if (kind == i).any()]
    place = np.zeros(len(KINDS), dtype=np.int64)
    place[used] = np.arange(len(used))
    assert len(at) == len(fillers.hit)
    return Grouping(tuple(KINDS[i] for i in used), place[kind], None)


def role_sets(found: Pairings, matched: MatchedTies) -> Draft:
    """Alpha with MASI on the sets of roles that are filled, of ties found by both."""
    ties, both, best = matched.ties, matched.sides, matched.best
    sets: dict[frozenset[str], int] = {}
    number = np.zeros(len(ties), dtype=np.int64)
    for t in range(len(ties)):
        roles = frozenset(ties.roles[r] for r in ties.role[ties.begin[t] : ties.begin[t + 1]])
        number[t] = sets.setdefault(roles, len(sets))
    one, two = number[both.one[best.one]], number[both.two[best.two]]
    pairing = both.one_pairing[best.one]
    weight, article = found.weight[pairing], found.article[pairing]
    width, many = len(sets), len(found.articles)
    apart = distances(masi_distance, tuple(sets), np.zeros(width))
    observed = np.bincount(article, weights=2 * weight * apart[one, two], minlength=many)
    totals: Floats = np.zeros(many * width)
    for side in (one, two):
        totals += np.bincount(article * width + side, weights=weight, minlength=many * width)

    def value(sums: Floats) -> Floats:
        use = sums[..., 1:]
        n = use.sum(axis=-1)
        expected = ((use @ apart) * use).sum(axis=-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(expected > 1e-9, 1 - (n - 1) * sums[..., 0] / expected, np.nan)

    tally = Tally(np.concatenate([observed[:, None], totals.reshape(many, width)], axis=1), value)
    point = float(value(tally.counts.sum(axis=0))) if len(one) else float("nan")
    missing = np.isnan(point)
    figure = Figure(
        "all",
        None if missing else point,
        n=len(one),
        matched=2 * len(one),
        units=len(both.one) + len(both.two),
        articles=len(np.unique(article)),
        pairs=len(np.unique(found.pair[pairing])),
        reason="" if not missing else "undefined: one category used" if len(one) else "nothing to compare",
        band="" if missing else band(point),
    )
    return Draft(figure, tally)
