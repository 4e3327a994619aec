"""The u-alpha family for unitizing: where units lie and what they are called, weighed by length.

Krippendorff, Mathet, Bouvry and Widlöcher 2016, *Quality & Quantity* 50:2347; Krippendorff 2019, *Content
Analysis* (4th ed.), section 12.6. Four figures: u-alpha (all), |u-alpha (marked or not), cu-alpha (labels
where both marked), (k)u-alpha (one label, with the share of its length that it rests on). Not to be mixed
up with alpha_U of 1995 and 2004, which is another measure (`alpha-u-2004`).

Coincidences are lengths that pairs of observers give the same or different labels (a gap being one),
divided by observers - 1. Expected ones leave out a unit's pairing with itself: the square of its length;
a gap can be cut anywhere, so it counts with its length only; for cu-alpha the square of the length that
the other observer marked, averaged over the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from annotator.agreement._columns import Ints, spread
from annotator.agreement._intervals import Floats, Tally
from annotator.agreement._rows import NOBODY, Draft, band, finished
from annotator.domain.ratings import Figure, Ratings

#: Start, end (half-open) and label of a unit.
Segment = tuple[int, int, str]


@dataclass(frozen=True)
class UAlpha:
    """The four figures of one or more continua; NaN (or None) where undefined.

    `coverage` is for each label the share of its length where another observer marked something.
    """

    u: float
    marked: float
    labels: float
    label: dict[str, float]
    coverage: dict[str, float]


@dataclass(frozen=True)
class _Sums:
    """What the family needs of each continuum.

    Attributes:
        lengths: coincidences, shape (D, V, V); the last value is the gap.
        own: squares of lengths by label, of gaps their length, shape (D, V).
        shared: squares of the lengths that others marked, by label, shape (D, V - 1).
    """

    labels: tuple[str, ...]
    lengths: Floats
    own: Floats
    shared: Floats


def u_alpha(continua: Sequence[tuple[int, int, Sequence[Sequence[Segment]]]]) -> UAlpha:
    """The family over some continua, each (begin, length, the segments of each observer).

    The segments of one observer must not overlap.
    """
    sums = _sums(continua)
    lengths, own, shared = sums.lengths.sum(axis=0), sums.own.sum(axis=0), sums.shared.sum(axis=0)
    inner = lengths[:-1, :-1]
    label = {
        name: float(_one_label(inner[k], inner.sum(), inner[k, k], shared[k], shared.sum()))
        for k, name in enumerate(sums.labels)
    }
    coverage = {
        name: float(inner[k].sum() / lengths[k].sum()) if lengths[k].sum() else 0.0
        for k, name in enumerate(sums.labels)
    }
    return UAlpha(
        float(_alpha(lengths, own)),
        float(_alpha(_binary(lengths), np.array([own[:-1].sum(), own[-1]]))),
        float(_alpha(inner, shared)) if len(sums.labels) else float("nan"),
        label,
        coverage,
    )


def _alpha(lengths: Floats, self_pairs: Floats) -> Floats:
    """Alpha of coincidences (…, V, V) with self-pairings (…, V) left out of the expected ones."""
    totals = lengths.sum(axis=-1)
    whole = totals.sum(axis=-1)
    observed = 1 - np.trace(lengths, axis1=-2, axis2=-1) / np.maximum(whole, 1e-300)
    apart = whole**2 - (totals**2).sum(axis=-1)
    possible = whole**2 - self_pairs.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((apart > 1e-9) & (possible > 0), 1 - observed * possible / apart, np.nan)


def _one_label(row: Floats, whole: Floats, same: Floats, own: Floats, all_own: Floats) -> Floats:
    """(k)u-alpha of a label from its coincidences with all labels, shape (…, V - 1)."""
    total = row.sum(axis=-1)
    expected_apart = total * whole - total**2
    with np.errstate(divide="ignore", invalid="ignore"):
        value = 1 - (total * whole - own) / total * (total - same) / expected_apart
        return np.where((total > 0) & (expected_apart > 1e-9), value, np.nan)


def _binary(lengths: Floats) -> Floats:
    """Marked or not, shape (…, 2, 2)."""
    inner = lengths[..., :-1, :-1].sum(axis=(-1, -2))
    out = lengths[..., :-1, -1].sum(axis=-1)
    back = lengths[..., -1, :-1].sum(axis=-1)
    return np.stack([np.stack([inner, out], -1), np.stack([back, lengths[..., -1, -1]], -1)], -2)


def _sums(continua: Sequence[tuple[int, int, Sequence[Sequence[Segment]]]]) -> _Sums:
    """Cut every continuum where any observer's segment begins or ends, and count the pieces.

    O(S log S) in the number of segments, plus pieces × observers.
    """
    labels = tuple(sorted({label for *_, rows in continua for row in rows for *_, label in row}))
    number = {label: i for i, label in enumerate(labels)}
    gap, width = len(labels), len(labels) + 1
    lengths = np.zeros((len(continua), width, width))
    own, shared = np.zeros((len(continua), width)), np.zeros((len(continua), gap))
    for d, (begin, length, rows) in enumerate(continua):
        if len(rows) < 2 or not length:
            continue
        sizes = np.array([len(row) for row in rows])
        flat = np.array([(s, e, number[x]) for row in rows for s, e, x in row], dtype=np.int64).reshape(-1, 3)
        cuts = np.unique(np.concatenate([flat[:, 0], flat[:, 1], [begin, begin + length]]))
        piece = np.diff(cuts).astype(float)
        low, high = np.searchsorted(cuts, flat[:, 0]), np.searchsorted(cuts, flat[:, 1])
        observer = np.repeat(np.arange(len(rows)), sizes)
        values = np.full((len(rows), len(piece)), gap)
        at, segment = spread(low, high)
        values[observer[segment], at] = flat[segment, 2]
        lengths[d] = _coincidences(values, piece, width)
        sides = flat[:, 1] - flat[:, 0]
        own[d] = np.bincount(flat[:, 2], weights=sides.astype(float) ** 2, minlength=width)
        own[d, gap] = (piece * (values == gap)).sum()
        marked = np.concatenate(
            [np.zeros((len(rows), 1)), np.cumsum(piece * (values != gap), axis=1)], axis=1
        )
        overlap = marked[:, high] - marked[:, low]
        overlap[observer, np.arange(len(flat))] = 0.0
        shared[d] = np.bincount(
            flat[:, 2], weights=(overlap**2).sum(axis=0) / (len(rows) - 1), minlength=width
        )[:gap]
    return _Sums(labels, lengths, own, shared)


def _coincidences(values: Ints, piece: Floats, width: int) -> Floats:
    """Lengths that pairs of observers gave each two values, shape (V, V), from values (observers, pieces)."""
    slots = np.arange(values.shape[1]) * width
    counts = (
        np.bincount((slots + values).ravel(), minlength=len(slots) * width).reshape(-1, width).astype(float)
    )
    weighted = counts * (piece / (len(values) - 1))[:, None]
    return np.asarray(weighted.T @ counts - np.diag(weighted.sum(axis=0)))


def _tally(lengths: Floats, self_pairs: Floats) -> Tally:
    """Alpha of continua from coincidences (D, V, V) and self-pairings (D, V)."""
    width = lengths.shape[-1]

    def value(sums: Floats) -> Floats:
        square = sums[..., : width * width].reshape(*sums.shape[:-1], width, width)
        return _alpha(square, sums[..., width * width :])

    return Tally(np.concatenate([lengths.reshape(len(lengths), -1), self_pairs], axis=1), value)


def boundary_drafts(ratings: Ratings) -> list[Draft]:
    """|u-alpha of each label: whether observers mark the same stretches with it."""
    articles = {name: rows for name, rows in ratings.articles.items() if len(rows) > 1}
    labels = sorted({u.label for rows in articles.values() for r in rows.values() for u in r.units})
    out = []
    for label in labels:
        continua, left_out = [], 0
        for name, rows in articles.items():
            segments = [
                sorted((s, e, label) for u in reading.units if u.label == label for s, e in u.fragments)
                for reading in rows.values()
            ]
            if any(a[1] > b[0] for row in segments for a, b in pairwise(row)):
                left_out += 1
                segments = []
            continua.append((0, ratings.lengths.get(name, 0), segments))
        sums = _sums(continua)
        binary = _binary(sums.lengths)
        tally = _tally(binary, np.stack([sums.own[:, :-1].sum(axis=1), sums.own[:, -1]], axis=1))
        value = float(tally.value(tally.counts.sum(axis=0)))
        used = len(articles) - left_out
        told = (f"{left_out} articles left out: spans of one annotator overlap",) if left_out else ()
        missing = np.isnan(value)
        figure = Figure(
            label,
            None if missing else value,
            n=sum(len(row) for *_, rows in continua for row in rows),
            articles=used,
            reason="" if not missing else "undefined" + (f": {told[0]}" if told else ""),
            band="" if missing else band(value),
            warnings=told,
        )
        out.append(Draft(figure, tally))
    return out


@dataclass(frozen=True)
class UAlphaMeasure:
    """|u-alpha of each label."""

    name: str
    title: str
    definition: str
    source: str

    def figures(self, ratings: Ratings) -> list[Figure]:
        """|u-alpha of each label; labels whose spans overlap within one annotator lose those articles."""
        return finished(boundary_drafts(ratings)) or [Figure("all", None, reason=NOBODY)]


measure = UAlphaMeasure(
    "u-alpha",
    "|u-alpha (2016)",
    "Krippendorff's alpha of unitizing in its form of 2016, for one label marked or not: chance-corrected "
    "agreement on which stretches of text have the label. Weighed by length, so long spans dominate. Not "
    "alpha_U of 2004, which gives other values on the same spans.",
    "Krippendorff, Mathet, Bouvry and Widlöcher 2016; Krippendorff 2019, section 12.6",
)
