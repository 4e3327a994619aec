"""What two annotators of an article did, row by row: the material all figures are made of.

`Shares` are units that found a partner or did not (F1 is the share that did, over both sides);
`Couples` are values that both gave to the same thing (alpha, percent agreement, AC1). Either can be
grouped in any way: by label, article, pair, arm, time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from annotator.agreement._columns import Ints, Pairings
from annotator.agreement._intervals import Floats, Tally, estimates
from annotator.domain.ratings import Figure

Bools = NDArray[np.bool_]
#: Gives the tally of articles from disagreements, shape (D), and totals of values, shape (D, V).
CoupleTally = Callable[[Floats, Floats], Tally]
FEW, SKEWED = 30, 0.9
RELIABLE, TENTATIVE = 0.800, 0.667
NOBODY = "no article was finished by two annotators"
NOTHING = "nobody marked anything"
_MANY_SLOTS = 4_000_000
ONE_VALUE = "undefined: one category used"


@dataclass(frozen=True)
class Draft:
    """A figure without its interval, and what the interval can be computed from."""

    figure: Figure
    tally: Tally | None = None


@dataclass(frozen=True)
class Shares:
    """Units of both sides of all pairings, shape (N): `hit` says whether each found a partner."""

    found: Pairings
    pairing: Ints
    arm: Ints
    kind: Ints
    hit: Bools
    kinds: tuple[str, ...]

    def drafts(
        self, names: Sequence[str], group: Ints, rows: Ints | None = None, *, intervals: bool = True
    ) -> list[Draft]:
        """F1 of each group; `group` holds for each of the rows (all, if not given) a number of `names`."""
        pairing, hit = self.pairing, self.hit
        if rows is not None:
            pairing, hit = pairing[rows], hit[rows]
        found = self.found
        if not len(found):
            return [Draft(Figure(name, None, reason=NOBODY)) for name in names]
        articles, pairs = _reach(found, pairing, group, len(names))
        units = np.bincount(group, minlength=len(names))
        hits = np.bincount(group, weights=hit, minlength=len(names))
        by_article = _by_article(found, pairing, group, [hit, None], len(names)) if intervals else None
        rows_of = zip(names, hits.tolist(), units.tolist(), articles.tolist(), pairs.tolist(), strict=True)
        out = []
        for i, (name, matched, many, from_articles, from_pairs) in enumerate(rows_of):
            if not many:
                out.append(Draft(Figure(name, None, reason=NOTHING)))
                continue
            figure = Figure(
                name,
                matched / many,
                n=many,
                matched=int(matched),
                units=many,
                articles=from_articles,
                pairs=from_pairs,
                warnings=_few(many),
            )
            tally = None if by_article is None else Tally(by_article[i], share, (0.0, 1.0))
            out.append(Draft(figure, tally))
        return out

    def overall(self, name: str = "all") -> Draft:
        """F1 over all rows."""
        return self.drafts([name], np.zeros(len(self.hit), dtype=np.int64))[0]

    def chosen(self, rows: Ints | Bools) -> Shares:
        """Some of the rows."""
        return replace(
            self, pairing=self.pairing[rows], arm=self.arm[rows], kind=self.kind[rows], hit=self.hit[rows]
        )


@dataclass(frozen=True)
class Couples:
    """Values that both annotators of a pairing gave to the same thing, shape (N).

    `weight` is 1 / (raters of the thing - 1), as in a coincidence matrix; of ties, 1 / (annotators of the
    article - 1), so a tie that some did not find weighs less. `within` are the things of both sides, of
    which those here found a partner (None where all are compared).
    """

    found: Pairings
    pairing: Ints
    arm: Ints
    one: Ints
    two: Ints
    values: tuple[str, ...]
    weight: Floats
    within: Shares | None = None

    def drafts(
        self,
        tally: CoupleTally,
        names: Sequence[str],
        group: Ints,
        rows: Ints | None = None,
        coverage: Sequence[Figure] | None = None,
        *,
        banded: bool = False,
        intervals: bool = True,
    ) -> list[Draft]:
        """A coefficient of each group; `coverage` tells of each group how many things found a partner."""
        mine = self if rows is None else self.chosen(rows)
        found, width = self.found, len(self.values)
        if not len(found):
            return [Draft(Figure(name, None, reason=NOBODY)) for name in names]
        articles, pairs = _reach(found, mine.pairing, group, len(names))
        differ = np.where(mine.one != mine.two, 2 * mine.weight, 0.0)
        counts = np.bincount(group, minlength=len(names))
        out = []
        for i, name in enumerate(names):
            here = group == i if len(names) > 1 else slice(None)
            where = found.article[mine.pairing[here]]
            documents, where = (len(found.articles), where) if intervals else (1, np.zeros_like(where))
            other: Floats = np.bincount(where, weights=differ[here], minlength=documents).astype(float)
            totals = np.zeros(documents * width)
            for side in (mine.one, mine.two):
                totals += np.bincount(
                    where * width + side[here], weights=mine.weight[here], minlength=documents * width
                )
            made = tally(other, totals.reshape(documents, width))
            value = float(made.value(made.counts.sum(axis=0))) if counts[i] else float("nan")
            figure = Figure(
                name,
                None if np.isnan(value) else value,
                n=int(counts[i]),
                matched=coverage[i].matched if coverage else 0,
                units=coverage[i].units if coverage else 0,
                articles=int(articles[i]),
                pairs=int(pairs[i]),
                reason="" if not np.isnan(value) else ONE_VALUE if counts[i] else "nothing to compare",
                band=band(value) if banded and not np.isnan(value) else "",
                warnings=_warnings(
                    int(counts[i]),
                    totals.reshape(documents, width).sum(axis=0),
                    self.values,
                    "pairs" if coverage else "items",
                ),
            )
            out.append(Draft(figure, made if intervals and counts[i] else None))
        return out

    def chosen(self, rows: Ints | Bools) -> Couples:
        """Some of the rows."""
        return replace(
            self,
            pairing=self.pairing[rows],
            arm=self.arm[rows],
            one=self.one[rows],
            two=self.two[rows],
            weight=self.weight[rows],
        )

    def specific(self) -> Shares:
        """Each value of both sides, a hit where the other side gave the same: specific agreement."""
        same = self.one == self.two
        return Shares(
            self.found,
            np.concatenate([self.pairing, self.pairing]),
            np.concatenate([self.arm, self.arm]),
            np.concatenate([self.one, self.two]),
            np.concatenate([same, same]),
            self.values,
        )

    def confusion(self) -> Ints:
        """How often one side gave one value and the other another, shape (V, V), symmetric."""
        width = len(self.values)
        table = np.bincount(self.one * width + self.two, minlength=width * width).reshape(width, width)
        return np.asarray(table + table.T)


def share(sums: Floats) -> Floats:
    """Hits / units from sums of (hits, units), shape (…, 2)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(sums[..., 1] > 0, sums[..., 0] / sums[..., 1], np.nan)


def agreement_tally(other: Floats, totals: Floats) -> Tally:
    """Percent agreement of couples."""
    n = totals.sum(axis=1)
    return Tally(np.stack([n - other, n], axis=1), share, (0.0, 1.0))


def finished(drafts: Sequence[Draft]) -> list[Figure]:
    """The figures with their intervals, all from the same resamples."""
    rated = [i for i, draft in enumerate(drafts) if draft.tally is not None]
    found = estimates([draft.tally for draft in drafts if draft.tally is not None])
    out = [draft.figure for draft in drafts]
    for i, estimate in zip(rated, found, strict=True):
        out[i] = replace(out[i], interval=estimate.interval, no_interval=estimate.no_interval)
    return out


def band(value: float) -> str:
    """What Krippendorff (2004) says may be concluded from an alpha."""
    return "reliable" if value >= RELIABLE else "tentative" if value >= TENTATIVE else "unreliable"


def _by_article(
    found: Pairings, pairing: Ints, group: Ints, weights: Sequence[Bools | None], groups: int
) -> Floats:
    """Sums of weights (None: 1 each) by group and article, shape (groups, articles, weights)."""
    documents = len(found.articles)
    slot = group * documents + found.article[pairing]
    sums = [np.bincount(slot, weights=weight, minlength=groups * documents) for weight in weights]
    return np.stack([one.reshape(groups, documents).astype(float) for one in sums], axis=-1)


def _reach(found: Pairings, pairing: Ints, group: Ints, groups: int) -> tuple[Ints, Ints]:
    """How many articles and how many pairs of annotators the rows of each group come from."""
    every = len(found)
    slot = group * every + pairing
    if groups * every > _MANY_SLOTS:
        slot = np.unique(slot)
    else:
        seen = np.zeros(groups * every, dtype=bool)
        seen[slot] = True
        slot = np.flatnonzero(seen)
    of, where = np.divmod(slot, every)

    def different(what: Ints, many: int) -> Ints:
        return np.bincount(np.unique(of * many + what[where]) // many, minlength=groups)

    return different(found.article, len(found.articles)), different(found.pair, len(found.pairs))


def _few(n: int, what: str = "items") -> tuple[str, ...]:
    """A warning of a small number: of items, or of pairs where two items that found each other are one."""
    return (f"few {what} ({n})",) if n < FEW else ()


def _warnings(n: int, totals: Floats, values: tuple[str, ...], what: str) -> tuple[str, ...]:
    out = list(_few(n, what)) if n else []
    whole = totals.sum()
    if whole and (totals > 0).sum() > 1 and totals.max() > SKEWED * whole:
        most = int(totals.argmax())
        out.append(f"{totals.max() / whole:.0%} are {values[most]}")
    return tuple(out)
