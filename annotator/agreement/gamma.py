"""gamma: alignment and agreement of spans in one, by the optional package pygamma-agreement.

Mathet, Widlöcher and Métivier 2015, *Computational Linguistics* 41:437. Chance is sampled, so a gamma says
nothing without its parameters; they are fixed here. The package takes seconds to load and talks to the
log, so it runs in a process of its own, silenced and with a time limit, and article by article.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from annotator.agreement._intervals import Tally
from annotator.agreement._rows import NOBODY, Draft, finished, share
from annotator.agreement.u_alpha import Segment
from annotator.domain.ratings import Figure, Ratings

PACKAGE = "pygamma_agreement"
MISSING = "needs pygamma-agreement: pip install 'blame-annotator[gamma]'"
#: Seconds that all articles together may take.
LIMIT = 300.0


@dataclass(frozen=True)
class Parameters:
    """What a gamma depends on; to be told with it."""

    alpha: float = 3.0
    beta: float = 1.0
    delta_empty: float = 1.0
    precision: float = 0.05
    seed: int = 4772


@dataclass(frozen=True)
class Gamma:
    """Of one continuum: gamma, gamma-cat, and the disorder of the best alignment with its length."""

    gamma: float | None
    categories: float | None
    disorder: float | None
    alignments: int | None


def positional_dissimilarity(one: tuple[int, int], other: tuple[int, int]) -> float:
    """((|start - start'| + |end - end'|) / (length + length'))² of two units (2015, equation 3)."""
    apart = abs(one[0] - other[0]) + abs(one[1] - other[1])
    return float((apart / (one[1] - one[0] + other[1] - other[0])) ** 2)


def gammas(
    continua: Mapping[str, Mapping[str, Sequence[Segment]]],
    parameters: Parameters | None = None,
    *,
    limit: float = LIMIT,
) -> dict[str, Gamma]:
    """Gamma of each continuum, by name: the units of each annotator; only those done within the limit.

    Above 3 annotators or 50 units the package's fast approximation is taken.
    """
    job = {"parameters": vars(parameters or Parameters()), "continua": continua}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        process = subprocess.Popen(  # noqa: S603 (our own file, no shell)
            [sys.executable, str(Path(__file__).with_name("_gamma_worker.py"))],
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            process.communicate(json.dumps(job), timeout=limit)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        out.seek(0)
        # A last line may be cut where the time ran out.
        lines = [line for line in out if line.endswith("\n")]
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return {
        row["name"]: Gamma(row["gamma"], row["categories"], row["disorder"], row["alignments"])
        for row in rows
    }


@dataclass(frozen=True)
class GammaMeasure:
    """The mean gamma of articles, and gamma-cat."""

    name: str
    title: str
    definition: str
    source: str

    def figures(self, ratings: Ratings) -> list[Figure]:
        """Two figures; undefined, and saying so, where the package is not installed."""
        continua = {
            name: {
                who: [(s, e, unit.label) for unit in reading.units for s, e in unit.fragments]
                for who, reading in rows.items()
            }
            for name, rows in ratings.articles.items()
            if len(rows) > 1 and any(reading.units for reading in rows.values())
        }
        if not continua:
            return [Figure("all", None, reason=NOBODY)]
        if find_spec(PACKAGE) is None:
            return [Figure("all", None, reason=MISSING)]
        found = gammas(continua)
        late = len(continua) - len(found)
        told = (f"{late} articles not done in {LIMIT:.0f} s",) if late else ()
        drafts = [
            self._draft(name, [value for value in values if value is not None], told)
            for name, values in (
                ("gamma", [one.gamma for one in found.values()]),
                ("gamma-cat", [one.categories for one in found.values()]),
            )
        ]
        return finished(drafts)

    def _draft(self, name: str, values: Sequence[float], told: tuple[str, ...]) -> Draft:
        if not values:
            return Draft(Figure(name, None, reason="undefined in every article", warnings=told))
        counts = np.stack([np.array(values), np.ones(len(values))], axis=1)
        figure = Figure(name, float(np.mean(values)), n=len(values), articles=len(values), warnings=told)
        return Draft(figure, Tally(counts, share, (-np.inf, 1.0)))


measure = GammaMeasure(
    "gamma",
    "gamma",
    "Agreement on where units lie and what they are called at once, by the best alignment of all annotators' "
    "units against alignments of shuffled ones; here the mean over articles, with alpha 3, beta 1, delta 1, "
    "shuffling sampler, precision .05, seed 4772, by pygamma-agreement. gamma-cat is on the labels only.",
    "Mathet, Widlöcher and Métivier 2015, Computational Linguistics 41:437; Mathet 2017",
)
