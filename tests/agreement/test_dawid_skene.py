"""Dawid and Skene's own data: five anaesthetists, 45 patients, the first one three times."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from annotator.agreement.dawid_skene import dawid_skene

# Dawid and Skene (1979), table 1: observer 1 three times, then observers 2 to 5.
TABLE = """1111111 3334343 1122122 2223121 2223222 2223322 1222111 3333433 2222223 2322223 4444444 2223343
1111111 2223212 1211111 1112111 1111111 1111111 2222221 2221322 2222222 2222221 2223222 2212222 1111111
1111111 2322222 1111111 1111111 1121121 1111111 3333233 1111111 2222222 2223232 4334343 2212232 2323233
3333432 1111111 1111111 1212111 2322222 1211111 2222222"""


def test_the_papers_own_data() -> None:
    patients = TABLE.split()
    counts = np.zeros((len(patients), 5, 4))
    for i, row in enumerate(patients):
        for at, value in enumerate(row):
            counts[i, max(0, at - 2), int(value) - 1] += 1
    assert counts.sum() == 315
    model = dawid_skene(counts)
    # The paper prints the shares .40 .42 .11 .07.
    assert model.prior == pytest.approx([0.40, 0.42, 0.11, 0.07], abs=0.005)
    # Observer 1 sees a 1 as a 1 in 89 % (table 2).
    assert model.errors[0, 0, 0] == pytest.approx(0.89, abs=0.01)
    assert model.errors.sum(axis=2) == pytest.approx(np.ones((5, 4)))
    assert all(b >= a - 1e-9 for a, b in pairwise(model.likelihood))


def test_a_careless_annotator_is_found() -> None:
    draw = np.random.default_rng(4)
    truth = draw.integers(0, 2, 400)
    counts = np.zeros((400, 3, 2))
    for rater, right in enumerate((0.95, 0.9, 0.6)):
        said = np.where(draw.random(400) < right, truth, 1 - truth)
        counts[np.arange(400), rater, said] = 1
    model = dawid_skene(counts)
    kept = model.errors[:, [0, 1], [0, 1]].mean(axis=1)
    assert kept == pytest.approx([0.95, 0.9, 0.6], abs=0.05)
    assert (model.posterior.argmax(axis=1) == truth).mean() > 0.93
