"""Dawid and Skene's model: how often each annotator gives each value when another is true.

Maximum likelihood by EM (Dawid and Skene 1979, *Applied Statistics* 28:20), from three annotators on. A
diagnostic that asks "who departs, and how"; never an adjudicator.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement._intervals import Floats
from annotator.agreement._questions import holding
from annotator.agreement._values import Ints
from annotator.domain.ratings import Figure, Ratings

FEWEST_ITEMS = 20


@dataclass(frozen=True)
class DawidSkene:
    """The fitted model.

    Attributes:
        prior: share of each true value, shape (V).
        errors: errors[r, j, l] is the chance that rater r says l when j is true, shape (R, V, V).
        posterior: chance of each true value of each item, shape (items, V).
        likelihood: log likelihood after each round; it never falls.
    """

    prior: Floats
    errors: Floats
    posterior: Floats
    likelihood: tuple[float, ...]


def dawid_skene(counts: Floats, *, tolerance: float = 1e-9, rounds: int = 1000) -> DawidSkene:
    """Fit the model to how often each rater gave each value to each item, shape (items, R, V).

    Begins with the share of each value among an item's ratings, as the paper does, and stops when the
    log likelihood gains less than `tolerance`.
    """
    posterior = counts.sum(axis=1)
    posterior = posterior / np.maximum(posterior.sum(axis=1, keepdims=True), 1)
    told: list[float] = []
    while True:
        prior = posterior.mean(axis=0)
        errors = np.einsum("ij,irl->rjl", posterior, counts)
        errors = errors / np.maximum(errors.sum(axis=2, keepdims=True), 1e-300)
        logs = np.log(np.maximum(prior, 1e-300)) + np.einsum(
            "irl,rjl->ij", counts, np.log(np.maximum(errors, 1e-300))
        )
        top = logs.max(axis=1, keepdims=True)
        weight = np.exp(logs - top)
        posterior = weight / weight.sum(axis=1, keepdims=True)
        told.append(float((top[:, 0] + np.log(weight.sum(axis=1))).sum()))
        if len(told) >= rounds or (len(told) > 1 and told[-1] - told[-2] < tolerance):
            return DawidSkene(prior, errors, posterior, tuple(told))


def sentence_counts(ratings: Ratings) -> tuple[Floats, tuple[str, ...]]:
    """Whether each annotator has a stance in each sentence, shape (items, R, 2), and the annotators."""
    names = ratings.annotators
    number = {name: i for i, name in enumerate(names)}
    rows: list[Ints] = []
    for readings in ratings.articles.values():
        said = {name: holding(reading) for name, reading in readings.items()}
        place = {start: i for i, start in enumerate(sorted({s for one in said.values() for s in one}))}
        table = np.zeros((len(place), len(names), 2), dtype=np.int64)
        for name, answers in said.items():
            for start, answer in answers.items():
                table[place[start], number[name], answer] = 1
        rows.append(table)
    counts = np.concatenate(rows) if rows else np.zeros((0, len(names), 2))
    return counts.astype(float), names


@dataclass(frozen=True)
class DawidSkeneMeasure:
    """For each annotator, the chance of finding a stance that is there, and of leaving empty what is."""

    name: str
    title: str
    definition: str
    source: str

    def figures(self, ratings: Ratings) -> list[Figure]:
        """Two figures for each annotator; undefined below three annotators or 20 sentences."""
        counts, names = sentence_counts(ratings)
        why = self._why_not(counts, names)
        if why:
            return [Figure("all", None, n=len(counts), reason=why)]
        model = dawid_skene(counts)
        out = []
        for r, name in enumerate(names):
            n = int(counts[:, r].sum())
            out.append(Figure(f"{name}: finds a stance", float(model.errors[r, 1, 1]), n=n))
            out.append(Figure(f"{name}: leaves empty", float(model.errors[r, 0, 0]), n=n))
        return out

    def _why_not(self, counts: Floats, names: Sequence[str]) -> str:
        if len(names) < 3:
            return "needs three annotators"
        if len(counts) < FEWEST_ITEMS:
            return f"needs {FEWEST_ITEMS} sentences that were judged"
        if not counts[:, :, 1].any() or not counts[:, :, 0].any():
            return "all sentences were judged alike"
        return ""


measure = DawidSkeneMeasure(
    "dawid-skene",
    "Dawid-Skene",
    "A model of what each annotator does when a stance is in a sentence and when none is, the truth being "
    "estimated from all annotators. A diagnostic for three or more annotators; it cannot tell a careful "
    "minority from a careless one, so never take it for the truth.",
    "Dawid and Skene 1979, Applied Statistics 28:20",
)
