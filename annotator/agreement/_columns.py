"""Ratings as columns of numbers, and all pairs of readings of the same article beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from annotator.domain.ratings import Fragments, Ratings, Reading

Ints = NDArray[np.int64]
#: Whether both annotators of a pair saw suggestions at a sentence.
ARMS = ("shown", "hidden", "mixed", "unknown")
#: Stretches of time that drift is shown in, at most.
STRETCHES = 8
#: Keys below this leave room for the number of a pairing beside them in 64 bits.
_ROOMY = 2**40
_SHOWN, _HIDDEN, _MIXED, _UNKNOWN = range(4)
_NUMBERS = {"shown": _SHOWN, "hidden": _HIDDEN}


@dataclass(frozen=True, eq=False)
class Pairings:
    """Every pair of annotators who have both finished an article, one row each, P in all.

    Attributes:
        articles: names of the articles; `article` refers to them.
        pairs: names of the pairs of annotators; `pair` refers to them.
        article, pair: shape (P).
        first, second: numbers of the two readings, shape (P).
        weight: 1 / (annotators of the article - 1), shape (P).
        readings: all readings.
        labels: names of the labels that occur.
    """

    articles: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    article: Ints
    pair: Ints
    first: Ints
    second: Ints
    weight: NDArray[np.float64]
    readings: tuple[Reading, ...]
    annotators: tuple[str, ...]
    annotator: Ints
    units: Units

    def __len__(self) -> int:
        return len(self.article)

    @cached_property
    def armed(self) -> bool:
        """Whether it is known of any sentence if suggestions were shown there."""
        return any(arm in _NUMBERS for reading in self.readings for arm in reading.arms.values())

    @cached_property
    def stretches(self) -> tuple[tuple[str, ...], Ints] | None:
        """Stretches of time by name, and that of each pairing; None where it is too little or unknown."""
        return _stretches(self)


@dataclass(frozen=True)
class Units:
    """The spans of all readings, in the order of the readings, N in all.

    Attributes:
        labels: names of the labels; `label` refers to them.
        begin: first unit of each reading and, at the end, N.
        reading, label, start, end: shape (N).
        split: fragments of the units that have several, by their number.
        key: equal for units with the same label and fragments, else different; of equal units in one
            reading the second, third … have keys of their own.
    """

    labels: tuple[str, ...]
    begin: Ints
    reading: Ints
    label: Ints
    start: Ints
    end: Ints
    split: dict[int, Fragments]
    key: Ints

    def __len__(self) -> int:
        return len(self.label)


@dataclass(frozen=True)
class Sides:
    """Units (or ties) of the first and of the second reading of every pairing, with the pairing of each."""

    one: Ints
    one_pairing: Ints
    two: Ints
    two_pairing: Ints


def pairings(ratings: Ratings) -> Pairings:
    """Lay out ratings as columns."""
    readings: list[Reading] = []
    names: list[str] = []
    rows: list[tuple[int, int, int, int]] = []
    pairs: dict[tuple[str, str], int] = {}
    articles = [name for name, of in ratings.articles.items() if len(of) > 1]
    for number, article in enumerate(articles):
        of = ratings.articles[article]
        order = sorted(of)
        base = len(readings)
        readings += [of[name] for name in order]
        names += order
        for i, j in combinations(range(len(order)), 2):
            pair = pairs.setdefault((order[i], order[j]), len(pairs))
            rows.append((number, pair, base + i, base + j))
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    # Pairs in the order of their names, whatever the order of the articles.
    known = sorted(pairs)
    place = np.empty(len(known), dtype=np.int64)
    place[[pairs[pair] for pair in known]] = np.arange(len(known))
    annotators = tuple(sorted(set(names)))
    number_of = {name: i for i, name in enumerate(annotators)}
    size = np.bincount(table[:, 0], minlength=len(articles))
    raters = (1 + np.sqrt(1 + 8 * size)) / 2
    return Pairings(
        tuple(articles),
        tuple(known),
        table[:, 0],
        place[table[:, 1]] if known else table[:, 1],
        table[:, 2],
        table[:, 3],
        1.0 / (raters[table[:, 0]] - 1),
        tuple(readings),
        annotators,
        np.array([number_of[name] for name in names], dtype=np.int64),
        units_of(readings),
    )


def units_of(readings: Sequence[Reading]) -> Units:
    """The spans of some readings as columns."""
    sizes = np.array([len(reading.units) for reading in readings], dtype=np.int64)
    units = list(chain.from_iterable(reading.units for reading in readings))
    count = len(units)
    names = list(map(attrgetter("label"), units))
    labels = tuple(sorted(set(names)))
    numbers = {name: i for i, name in enumerate(labels)}
    label = np.fromiter(map(numbers.__getitem__, names), np.int64, count)
    parts = list(map(attrgetter("fragments"), units))
    pieces = np.fromiter(map(len, parts), np.int64, count)
    ends = np.fromiter(chain.from_iterable(chain.from_iterable(parts)), np.int64, 2 * int(pieces.sum()))
    last = np.cumsum(pieces)
    start, end = ends[2 * (last - pieces)], ends[2 * last - 1]
    split = {int(i): parts[i] for i in np.flatnonzero(pieces > 1)}
    reading = np.repeat(np.arange(len(sizes)), sizes)
    key = _compressed(start, end)
    if split:
        shapes = {fragments: 1 + i for i, fragments in enumerate(dict.fromkeys(split.values()))}
        shape = np.zeros(count, dtype=np.int64)
        shape[list(split)] = [shapes[fragments] for fragments in split.values()]
        key = _compressed(key, shape)
    key = _compressed(key, label)
    key = _compressed(key, repeats(reading, key))
    return Units(labels, offsets(sizes), reading, label, start, end, split, key)


def repeats(group: Ints, key: Ints) -> Ints:
    """For each row, how many earlier rows of its group have the same key."""
    if not len(key):
        return key
    whole = group * (int(key.max()) + 1) + key
    order = np.argsort(whole, kind="stable")
    ordered = whole[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    out = np.empty(len(key), dtype=np.int64)
    out[order] = np.arange(len(key)) - np.repeat(starts, np.diff(np.append(starts, len(key))))
    return out


def sides(found: Pairings, begin: Ints) -> Sides:
    """Both sides of every pairing, for things of which reading r has numbers begin[r] to begin[r + 1]."""
    one, one_pairing = spread(begin[found.first], begin[found.first + 1])
    two, two_pairing = spread(begin[found.second], begin[found.second + 1])
    return Sides(one, one_pairing, two, two_pairing)


def spread(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """All numbers of the ranges [low, high), one after the other, and the number of the range of each."""
    sizes = high - low
    group = np.repeat(np.arange(len(low)), sizes)
    before = np.cumsum(sizes) - sizes
    return np.arange(int(sizes.sum())) - np.repeat(before - low, sizes), group


def offsets(sizes: Ints) -> Ints:
    """Where each of some groups laid end to end begins and, last, where all end."""
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])


def arms(found: Pairings, start: Ints, pairing: Ints) -> Ints:
    """Arm of each row of a pairing that lies at `start`: a number of `ARMS`.

    The arm is that of the sentence, as both annotators of the pair saw it.
    """
    if not found.armed:
        return np.full(len(pairing), _UNKNOWN)
    ones = _seen(found, found.first[pairing], start)
    twos = _seen(found, found.second[pairing], start)
    out = np.where(ones == twos, ones, _MIXED)
    out[(ones == _UNKNOWN) | (twos == _UNKNOWN)] = _UNKNOWN
    return out


def _seen(found: Pairings, reading: Ints, start: Ints) -> Ints:
    """What the annotator of each row's reading saw at the sentence that `start` lies in."""
    begins = [sorted(one.arms) for one in found.readings]
    sizes = np.array([len(one) for one in begins], dtype=np.int64)
    reach = 1 + max(int(start.max(initial=0)), max((one[-1] for one in begins if one), default=0))
    flat = np.fromiter(chain.from_iterable(begins), np.int64, int(sizes.sum()))
    whole = np.repeat(np.arange(len(sizes)), sizes) * reach + flat
    arm = np.fromiter(
        (
            _NUMBERS.get(one.arms[at], _UNKNOWN)
            for one, order in zip(found.readings, begins, strict=True)
            for at in order
        ),
        np.int64,
        len(flat),
    )
    at = np.searchsorted(whole, reading * reach + start, side="right") - 1
    known = at >= offsets(sizes)[reading]
    out = np.full(len(reading), _UNKNOWN)
    out[known] = arm[at[known]]
    return out


def _compressed(high: Ints, low: Ints) -> Ints:
    """One number for each different (high, low), as small as need be for more to be packed with it."""
    if not len(high):
        return high
    whole = high * (int(low.max()) + 1) + low
    if int(whole.max()) < _ROOMY:
        return whole
    return np.asarray(np.unique(whole, return_inverse=True)[1], dtype=np.int64)


def _stretches(found: Pairings) -> tuple[tuple[str, ...], Ints] | None:
    """Pairings by when the later of both submitted, in stretches of as many articles each."""
    submitted = [reading.submitted for reading in found.readings]
    known = [time.timestamp() for time in submitted if time is not None]
    if len(known) < len(submitted) or len({*known}) < 2:
        return None
    stamps = np.array(known)
    later = np.maximum(stamps[found.first], stamps[found.second])
    order = np.argsort(later, kind="stable")
    stretches = min(STRETCHES, len(found.articles) // 3)
    if stretches < 2:
        return None
    group = np.empty(len(order), dtype=np.int64)
    group[order] = np.arange(len(order)) * stretches // len(order)
    names = []
    for i in range(stretches):
        mine = order[group[order] == i]
        first, last = (
            max(submitted[found.first[p]], submitted[found.second[p]]) for p in (mine[0], mine[-1])
        )
        assert first is not None
        assert last is not None
        day, other = first.strftime("%Y-%m-%d"), last.strftime("%Y-%m-%d")
        names.append(f"{i + 1}: {day}" if day == other else f"{i + 1}: {day} to {other}")
    return tuple(names), group
