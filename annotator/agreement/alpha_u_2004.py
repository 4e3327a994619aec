"""alpha_U of 1995 and 2004: unitizing by squared distances of boundaries, label by label.

Krippendorff 1995, *Sociological Methodology* 25:47; 2004, *Quality & Quantity* 38:787. Kept under its own
name to compare with older publications; for more than two observers its authors found that it "turned out
to behave not as expected" and replaced it by the u-alpha family (`u-alpha`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from annotator.agreement._intervals import Floats, Tally
from annotator.agreement._rows import NOBODY, Draft, finished
from annotator.agreement.u_alpha import Segment
from annotator.domain.ratings import Figure, Ratings


@dataclass(frozen=True)
class AlphaU2004:
    """alpha_U over all labels and of each, with observed and expected disagreement of each."""

    value: float
    label: dict[str, float]
    observed: dict[str, float]
    expected: dict[str, float]


def alpha_u_2004(begin: int, length: int, observers: Sequence[Sequence[Segment]]) -> AlphaU2004:
    """alpha_U of one continuum; the units of an observer with one label must not overlap."""
    labels = sorted({label for row in observers for *_, label in row})
    observed, expected = {}, {}
    for label in labels:
        observed[label], expected[label] = disagreements(begin, length, observers, label)
    value = {x: 1 - observed[x] / expected[x] if expected[x] else float("nan") for x in labels}
    chance = sum(expected.values())
    return AlphaU2004(
        1 - sum(observed.values()) / chance if chance else float("nan"), value, observed, expected
    )


def disagreements(
    begin: int, length: int, observers: Sequence[Sequence[Segment]], label: str
) -> tuple[float, float]:
    """Observed and expected disagreement of one label; O(S) in its units, pair by pair of observers."""
    rows = [_sections(begin, length, sorted((s, e) for s, e, x in row if x == label)) for row in observers]
    many = len(rows)
    apart = sum(_difference(rows[i], rows[j]) for i in range(many) for j in range(many) if i != j)
    units = np.array([e - s for row in rows for s, e, is_unit in row if is_unit], dtype=float)
    gaps = np.sort([e - s for row in rows for s, e, is_unit in row if not is_unit]).astype(float)
    total = many * length
    possible = total * (total - 1) - float((units * (units - 1)).sum())
    if not len(units) or possible <= 0:
        return apart / (many * (many - 1) * length**2), 0.0
    # Of each unit: against every other unit in any position, and inside every gap it fits into.
    inside = (len(units) - 1) / 3 * (2 * units**3 - 3 * units**2 + units)
    first = np.searchsorted(gaps, units)
    room = np.concatenate([np.cumsum(gaps[::-1])[::-1], [0.0]])[first]
    alone = units**2 * (room - (len(gaps) - first) * (units - 1))
    chance = 2 / length * float((inside + alone).sum()) / possible
    return apart / (many * (many - 1) * length**2), chance


def _sections(begin: int, length: int, units: Sequence[tuple[int, int]]) -> list[tuple[int, int, bool]]:
    """Units and the gaps between them, from end to end."""
    out, at = [], begin
    for start, end in units:
        if start > at:
            out.append((at, start, False))
        out.append((start, end, True))
        at = end
    return out if at >= begin + length else [*out, (at, begin + length, False)]


def _difference(one: list[tuple[int, int, bool]], two: list[tuple[int, int, bool]]) -> float:
    """Sum of squared differences of the sections that meet (1995, equation 3)."""
    out, j = 0, 0
    for start, end, unit in one:
        while j < len(two) and two[j][1] <= start:
            j += 1
        k = j
        while k < len(two) and two[k][0] < end:
            s, e, other = two[k]
            if unit and other:
                out += (start - s) ** 2 + (end - e) ** 2
            elif unit and s <= start and end <= e:
                out += (end - start) ** 2
            elif other and start <= s and e <= end:
                out += (e - s) ** 2
            k += 1
    return float(out)


@dataclass(frozen=True)
class AlphaUMeasure:
    """alpha_U (2004) of each label, and over all."""

    name: str
    title: str
    definition: str
    source: str

    def figures(self, ratings: Ratings) -> list[Figure]:
        """Over all labels, then of each; disagreements of articles are averaged by their length."""
        articles = [(name, rows) for name, rows in ratings.articles.items() if len(rows) > 1]
        labels = sorted({u.label for _, rows in articles for r in rows.values() for u in r.units})
        sums = np.zeros((len(articles), len(labels), 2))
        left_out: dict[str, int] = dict.fromkeys(labels, 0)
        for d, (name, rows) in enumerate(articles):
            length = ratings.lengths.get(name, 0)
            for k, label in enumerate(labels):
                observers = [
                    sorted((s, e, label) for u in r.units if u.label == label for s, e in u.fragments)
                    for r in rows.values()
                ]
                if any(a[1] > b[0] for row in observers for a, b in pairwise(row)):
                    left_out[label] += 1
                elif length:
                    sums[d, k] = length * np.array(disagreements(0, length, observers, label))
        if not labels:
            return [Figure("all", None, reason=NOBODY if not articles else "nobody marked anything")]
        drafts = [self._draft("all", sums.sum(axis=1), len(articles), sum(left_out.values()))]
        drafts += [self._draft(x, sums[:, k], len(articles), left_out[x]) for k, x in enumerate(labels)]
        return finished(drafts)

    def _draft(self, name: str, sums: Floats, articles: int, left_out: int) -> Draft:
        tally = Tally(sums, _ratio, (-np.inf, 1.0))
        value = float(_ratio(sums.sum(axis=0)))
        told = (f"{left_out} left out: spans of one annotator with one label overlap",) if left_out else ()
        undefined = np.isnan(value)
        return Draft(
            Figure(
                name,
                None if undefined else value,
                articles=articles,
                reason="nothing to compare" if undefined else "",
                warnings=told,
            ),
            tally,
        )


def _ratio(sums: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(sums[..., 1] > 0, 1 - sums[..., 0] / sums[..., 1], np.nan)


measure = AlphaUMeasure(
    "alpha-u-2004",
    "alpha_U (1995/2004)",
    "Krippendorff's older alpha for unitizing: squared distances between the bounds of units that meet, "
    "against those expected by chance. Behaves oddly with more than two annotators; shown to compare with "
    "older publications only. The newer one is u-alpha.",
    "Krippendorff 1995, Sociological Methodology 25:47; 2004, Quality & Quantity 38:787",
)
