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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement._columns import Ints, Pairings, pairings, spread
from annotator.agreement._intervals import Floats, Tally
from annotator.agreement._rows import NOBODY, Draft, band, finished
from annotator.domain.ratings import Figure, Ratings

#: Start, end (half-open) and label of a unit.
Segment = tuple[int, int, str]
#: Begin, length, and the segments of each observer.
Continuum = tuple[int, int, Sequence[Sequence[Segment]]]


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


def u_alpha(continua: Sequence[Continuum]) -> UAlpha:
    """The family over some continua, each (begin, length, the segments of each observer).

    The segments of one observer must not overlap.
    """
    sums = _sums(*_flat(continua))
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


@dataclass(frozen=True)
class _Segments:
    """Segments of all observers of all continua.

    Attributes:
        begin, length, observers: of each continuum, shape (D).
        first: number of the first observer of each continuum; they are numbered through.
        continuum, observer, start, end, label: of each segment, shape (S).
    """

    begin: Ints
    length: Ints
    observers: Ints
    first: Ints
    continuum: Ints
    observer: Ints
    start: Ints
    end: Ints
    label: Ints


def _flat(continua: Sequence[Continuum]) -> tuple[tuple[str, ...], _Segments]:
    """Labels and segments of continua given as lists."""
    labels = tuple(sorted({label for *_, rows in continua for row in rows for *_, label in row}))
    number = {label: i for i, label in enumerate(labels)}
    head = np.array([(b, n, len(rows)) for b, n, rows in continua], dtype=np.int64).reshape(-1, 3)
    first = np.cumsum(head[:, 2]) - head[:, 2]
    table = np.array(
        [
            (d, first[d] + i, s, e, number[label])
            for d, (*_, rows) in enumerate(continua)
            for i, row in enumerate(rows)
            for s, e, label in row
        ],
        dtype=np.int64,
    ).reshape(-1, 5)
    begin, length, observers = head.T
    return labels, _Segments(begin, length, observers, first, *table.T)


def _sums(labels: tuple[str, ...], of: _Segments) -> _Sums:
    """Cut every continuum where any observer's segment begins or ends, and count the pieces.

    O(S log S) in the number of segments, plus pieces × observers. Continua are laid end to end.
    """
    many, gap, width = len(of.begin), len(labels), len(labels) + 1
    base = np.cumsum(of.length) - of.length - of.begin
    start, end = of.start + base[of.continuum], of.end + base[of.continuum]
    edges = np.concatenate([base + of.begin, base + of.begin + of.length])
    cuts = np.unique(np.concatenate([start, end, edges]))
    piece = np.diff(cuts).astype(float)
    where = np.searchsorted(base + of.begin, cuts[:-1], side="right") - 1
    low, high = np.searchsorted(cuts, start), np.searchsorted(cuts, end)
    at, segment = spread(low, high)
    slots = np.bincount(at * width + of.label[segment], minlength=len(piece) * width)
    counts = slots.reshape(-1, width).astype(float)
    observers = of.observers[where]
    counts[:, gap] = observers - counts[:, :gap].sum(axis=1)
    weight = np.where(observers > 1, piece / np.maximum(observers - 1, 1), 0.0)
    lengths = np.zeros((many, width, width))
    for c in range(width):
        for k in range(c, width):
            both = weight * counts[:, c] * (counts[:, k] - (c == k))
            lengths[:, c, k] = lengths[:, k, c] = np.bincount(where, weights=both, minlength=many)
    slot = of.continuum * width + of.label
    squares = (end - start).astype(float) ** 2
    own: Floats = (
        np.bincount(slot, weights=squares, minlength=many * width).reshape(many, width).astype(float)
    )
    own[:, gap] = np.bincount(where, weights=piece * counts[:, gap], minlength=many)
    own[of.observers < 2] = 0.0
    overlaps = _overlaps(of, (low, high, at, segment), piece, where)
    shared: Floats = (
        np.bincount(slot, weights=overlaps, minlength=many * width).reshape(many, width).astype(float)
    )
    return _Sums(labels, lengths, own, shared[:, :gap])


def _overlaps(of: _Segments, places: tuple[Ints, Ints, Ints, Ints], piece: Floats, where: Ints) -> Floats:
    """Of each segment the square of the length another observer marked, averaged over the others."""
    low, high, at, segment = places
    pieces = np.bincount(where, minlength=len(of.begin))
    first_piece = np.cumsum(pieces) - pieces
    per_observer = np.repeat(pieces, of.observers)
    # All pieces for every observer, one observer after the other; `row` finds a piece's place there.
    row = np.cumsum(per_observer) - per_observer - np.repeat(first_piece, of.observers)
    marked = np.zeros(int(per_observer.sum()))
    marked[row[of.observer[segment]] + at] = piece[at]
    before = np.concatenate([[0.0], np.cumsum(marked)])
    first = of.first[of.continuum]
    others, mine = spread(first, first + of.observers[of.continuum])
    keep = others != of.observer[mine]
    others, mine = others[keep], mine[keep]
    overlap = before[row[others] + high[mine]] - before[row[others] + low[mine]]
    raters = np.maximum(of.observers[of.continuum[mine]] - 1, 1)
    return np.asarray(np.bincount(mine, weights=overlap**2 / raters, minlength=len(of.start)), dtype=float)


def _tally(lengths: Floats, self_pairs: Floats) -> Tally:
    """Alpha of continua from coincidences (D, V, V) and self-pairings (D, V)."""
    width = lengths.shape[-1]

    def value(sums: Floats) -> Floats:
        square = sums[..., : width * width].reshape(*sums.shape[:-1], width, width)
        return _alpha(square, sums[..., width * width :])

    return Tally(np.concatenate([lengths.reshape(len(lengths), -1), self_pairs], axis=1), value)


def boundary_drafts(found: Pairings, lengths: Mapping[str, int]) -> list[Draft]:
    """|u-alpha of each label: whether annotators mark the same stretches with it.

    Articles where spans of one annotator with that label overlap are left out, and that is said.
    """
    units = found.units
    whole = [(i, part) for i, parts in units.split.items() for part in parts]
    plain = np.setdiff1d(np.arange(len(units)), np.array(list(units.split), dtype=np.int64))
    unit = np.concatenate([plain, np.array([i for i, _ in whole], dtype=np.int64)])
    start = np.concatenate([units.start[plain], np.array([s for _, (s, _) in whole], dtype=np.int64)])
    end = np.concatenate([units.end[plain], np.array([e for _, (_, e) in whole], dtype=np.int64)])
    reading, label = units.reading[unit], units.label[unit]
    article = np.zeros(len(found.readings), dtype=np.int64)
    article[found.first], article[found.second] = found.article, found.article
    observers = np.bincount(article, minlength=len(found.articles))
    sizes = np.array([lengths.get(name, 0) for name in found.articles], dtype=np.int64)
    out = []
    for number, name in enumerate(units.labels):
        mine = np.flatnonzero(label == number)
        mine = mine[np.lexsort((start[mine], reading[mine]))]
        one, two = mine[:-1], mine[1:]
        clash = (reading[one] == reading[two]) & (end[one] > start[two])
        bad = sizes == 0
        bad[article[reading[one[clash]]]] = True
        mine = mine[~bad[article[reading[mine]]]]
        segments = _Segments(
            np.zeros(len(sizes), dtype=np.int64),
            np.where(bad, 0, sizes),
            observers,
            np.cumsum(observers) - observers,
            article[reading[mine]],
            reading[mine],
            start[mine],
            end[mine],
            np.zeros(len(mine), dtype=np.int64),
        )
        out.append(_boundary_draft(name, segments, int(bad.sum())))
    return out


def _boundary_draft(name: str, segments: _Segments, left_out: int) -> Draft:
    sums = _sums((name,), segments)
    tally = _tally(sums.lengths, sums.own)
    value = float(tally.value(tally.counts.sum(axis=0)))
    told = (f"{left_out} articles left out: spans of one annotator overlap",) if left_out else ()
    missing = np.isnan(value)
    figure = Figure(
        name,
        None if missing else value,
        n=len(segments.start),
        articles=len(segments.begin) - left_out,
        reason="" if not missing else "undefined" + (f": {told[0]}" if told else ""),
        band="" if missing else band(value),
        warnings=told,
    )
    return Draft(figure, tally)


@dataclass(frozen=True)
class UAlphaMeasure:
    """|u-alpha of each label."""

    name: str
    title: str
    definition: str
    source: str

    def figures(self, ratings: Ratings) -> list[Figure]:
        """|u-alpha of each label; labels whose spans overlap within one annotator lose those articles."""
        found = pairings(ratings)
        return finished(boundary_drafts(found, ratings.lengths)) or [Figure("all", None, reason=NOBODY)]


measure = UAlphaMeasure(
    "u-alpha",
    "|u-alpha (2016)",
    "Krippendorff's alpha of unitizing in its form of 2016, for one label marked or not: chance-corrected "
    "agreement on which stretches of text have the label. Weighed by length, so long spans dominate. Not "
    "alpha_U of 2004, which gives other values on the same spans.",
    "Krippendorff, Mathet, Bouvry and Widlöcher 2016; Krippendorff 2019, section 12.6",
)
