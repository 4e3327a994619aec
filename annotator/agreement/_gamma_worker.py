"""The process that gamma is computed in: a job as JSON on stdin, a line of JSON for each continuum."""

from __future__ import annotations

import json
import math
import os
import sys
from typing import Any


def main() -> None:
    """Compute gamma of every continuum of the job, one after the other."""
    import numpy as np
    from pyannote.core import Segment
    from pygamma_agreement import CombinedCategoricalDissimilarity, Continuum, ShuffleContinuumSampler

    job = json.load(sys.stdin)
    # Solvers write to stdout as they please: it is ours alone from here on.
    told_to = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    told = job["parameters"]
    measured = CombinedCategoricalDissimilarity(
        alpha=told["alpha"], beta=told["beta"], delta_empty=told["delta_empty"]
    )
    for name, rows in job["continua"].items():
        continuum = Continuum()
        for who, units in rows.items():
            continuum.add_annotator(who)
            for start, end, label in units:
                continuum.add(who, Segment(start, end), label)
        row: dict[str, Any] = dict.fromkeys(("gamma", "categories", "disorder", "alignments"))
        try:
            np.random.seed(told["seed"])
            found = continuum.compute_gamma(
                measured,
                precision_level=told["precision"],
                fast=len(rows) > 3 or sum(map(len, rows.values())) > 50,
                sampler=ShuffleContinuumSampler(),
            )
            best = found.best_alignment
            row["gamma"], row["disorder"] = _number(found.gamma), _number(best.disorder)
            row["alignments"] = len(best.unitary_alignments)
            row["categories"] = _number(found.gamma_cat)
        except Exception as error:  # whatever goes wrong in one article must not take the others along
            row["error"] = repr(error)
        print(json.dumps({"name": name, **row}), file=told_to, flush=True)


def _number(value: Any) -> float | None:
    number = float(value)
    return number if math.isfinite(number) else None


if __name__ == "__main__":
    main()
