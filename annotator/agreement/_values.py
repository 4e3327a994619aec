"""Nominal and ordered ratings as counts: units × values, with missing ratings."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Coded:
    """Ratings as numbers of values.

    Attributes:
        codes: shape (raters, units); -1 where a rater did not rate a unit.
        values: what the numbers stand for, in ascending order where they have one.
    """

    codes: Ints
    values: tuple[Any, ...]

    @property
    def counts(self) -> Floats:
        """How many raters gave each value to each unit, shape (units, values)."""
        units, width = self.codes.shape[1], len(self.values)
        slots = np.arange(units) * width
        flat = [(slots + row)[row >= 0] for row in self.codes]
        return np.bincount(np.concatenate(flat), minlength=units * width).reshape(units, width).astype(float)


def coded(ratings: Any) -> Coded:
    """Number the values of ratings, shape (raters, units).

    Ratings are a numeric array with NaN where one is missing, or rows of any hashable values (text,
    numbers, frozensets) with None where one is missing. A missing rating is never a value.
    """
    if isinstance(ratings, np.ndarray) and ratings.dtype.kind in "fiu":
        return _numbers(ratings)
    rows: Sequence[Sequence[Hashable]] = [list(row) for row in ratings]
    seen = {value for row in rows for value in row if value is not None}
    values = tuple(_ordered(seen))
    number: dict[Any, int] = {value: i for i, value in enumerate(values)}
    number[None] = -1
    return Coded(np.array([[number[value] for value in row] for row in rows], dtype=np.int64), values)


def from_table(table: Any) -> Coded:
    """Two raters' ratings from their table of counts: rows the first's values, columns the second's."""
    counts = np.asarray(table, dtype=np.int64)
    one, two = np.indices(counts.shape)
    codes = np.stack([np.repeat(one.ravel(), counts.ravel()), np.repeat(two.ravel(), counts.ravel())])
    return Coded(codes, tuple(range(1, len(counts) + 1)))


def _numbers(ratings: NDArray[Any]) -> Coded:
    known = ~np.isnan(ratings) if ratings.dtype.kind == "f" else np.ones(ratings.shape, dtype=bool)
    # Small whole numbers, the usual case, need no sorting.
    if not known.any():
        return Coded(np.full(ratings.shape, -1, dtype=np.int64), ())
    with np.errstate(invalid="ignore"):
        low, high = np.nanmin(ratings), np.nanmax(ratings)
        if np.isfinite(high - low) and high - low < 1024:
            shifted = ratings - low
            whole = np.where(known, shifted, 0.0).astype(np.int64)
            if ratings.dtype.kind != "f" or np.array_equal(whole[known], shifted[known]):
                present = np.bincount(whole[known], minlength=int(high - low) + 1) > 0
                place = np.cumsum(present) - 1
                codes = np.where(known, place[whole], -1)
                return Coded(codes, tuple((np.flatnonzero(present) + low).tolist()))
    values, inverse = np.unique(ratings[known], return_inverse=True)
    codes = np.full(ratings.shape, -1, dtype=np.int64)
    codes[known] = inverse
    return Coded(codes, tuple(values.tolist()))


def _ordered(values: Iterable[Any]) -> list[Any]:
    """In ascending order: numbers as numbers, sets by their members, all else as text."""

    def place(value: Any) -> tuple[Any, ...]:
        if isinstance(value, bool | int | float):
            return (0, value, "")
        if isinstance(value, frozenset):
            return (1, len(value), str(sorted(map(str, value))))
        return (2, 0, str(value))

    return sorted(values, key=place)
