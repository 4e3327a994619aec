"""Intervals: which method when, what they are made of, and when there is none."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from annotator.agreement._intervals import Tally, estimates, jackknife, student_t
from annotator.agreement._rows import share


def tally(articles: int, seed: int = 1) -> Tally:
    draw = np.random.default_rng(seed)
    units = draw.integers(5, 20, articles)
    return Tally(np.stack([draw.binomial(units, 0.7), units], axis=1).astype(float), share, (0.0, 1.0))


@pytest.mark.parametrize(
    ("articles", "method"), [(4, None), (5, "jackknife-t"), (49, "jackknife-t"), (50, "bootstrap")]
)
def test_the_method_depends_on_how_many_articles(articles: int, method: str | None) -> None:
    (found,) = estimates([tally(articles)])
    assert (found.interval.method if found.interval else None) == method
    assert found.articles == articles
    assert (found.no_interval == "fewer than 5 articles") == (method is None)


@pytest.mark.parametrize("freedom", [1, 2, 4, 9, 48, 500])
def test_students_t(freedom: int) -> None:
    tolerance = 1e-5 if freedom > 1 else 0.2
    assert student_t(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), abs=tolerance)


def test_jackknife_of_a_mean_is_the_textbook_interval() -> None:
    x = np.random.default_rng(2).normal(size=12)
    mean = Tally(np.stack([x, np.ones(12)], axis=1), lambda s: s[..., 0] / s[..., 1], (-9, 9))
    found = jackknife(mean.counts, mean)
    low, high = stats.t.interval(0.95, 11, x.mean(), stats.sem(x))
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-5)


def test_bootstrap_equals_resampling_one_by_one() -> None:
    one = tally(80)
    (found,) = estimates([one], resamples=4000)
    draw = np.random.default_rng(7)
    slow = [share(one.counts[draw.integers(0, 80, 80)].sum(axis=0)) for _ in range(4000)]
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == pytest.approx(
        np.percentile(slow, (2.5, 97.5)), abs=0.004
    )


def test_all_figures_share_the_resamples_and_the_seed() -> None:
    one = tally(60)
    alone, (first, second) = estimates([one])[0], estimates([one, one])
    assert alone == first == second


def test_articles_without_a_label_are_not_counted_as_sampled() -> None:
    few = tally(60)
    few.counts[4:] = 0
    (found,) = estimates([few])
    assert (found.articles, found.interval) == (4, None)


def test_no_interval_of_no_width() -> None:
    same = Tally(np.tile([3.0, 3.0], (10, 1)), share, (0.0, 1.0))
    (found,) = estimates([same])
    assert (found.value, found.interval, found.no_interval) == (1.0, None, "all articles agree alike")
