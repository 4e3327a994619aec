"""Two things timed in turn, so that whatever else the machine does falls on both."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """How many times the floor's time ours takes: the median over pairs, with its quartiles."""

    name: str
    goal: float
    pairs: int
    median: float
    low: float
    high: float
    ours: float
    floor: float

    def row(self) -> str:
        """A line of the table in docs/benchmarks.md."""
        met = "yes" if self.median <= self.goal else "no"
        spread = f"{self.low:.2f}–{self.high:.2f}"
        times = f"{self.ours * 1e3:,.2f} / {self.floor * 1e3:,.2f}"
        return f"| {self.name} | {self.median:.2f} | {spread} | ≤ {self.goal:g} | {met} | {times} | {self.pairs} |"


HEADER = (
    "| figure | ratio | quartiles | goal | met | ours / floor, ms | pairs |\n|---|---|---|---|---|---|---|"
)


def compare(
    name: str, goal: float, ours: Callable[[], float], floor: Callable[[], float], pairs: int = 20
) -> Ratio:
    """Call both in turn, `pairs` times after one warm-up each; they return seconds."""
    ours(), floor()
    times = [(ours(), floor()) for _ in range(pairs)]
    ratios = sorted(a / b for a, b in times)
    quarter = statistics.quantiles(ratios, n=4)
    return Ratio(
        name,
        goal,
        pairs,
        statistics.median(ratios),
        quarter[0],
        quarter[2],
        statistics.median(a for a, _ in times),
        statistics.median(b for _, b in times),
    )
