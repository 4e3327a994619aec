"""gamma: distances from the paper; all else from pygamma-agreement's own tests, where it is installed."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from annotator.agreement import measures
from annotator.agreement.gamma import MISSING, PACKAGE, Parameters, gammas, positional_dissimilarity
from annotator.agreement.u_alpha import Segment
from tests.agreement.readings import ratings, spans
from tests.agreement.test_unitizing import ALEX, PAUL, SUZAN

installed = pytest.mark.skipif(find_spec(PACKAGE) is None, reason="pygamma-agreement is not installed")


def test_positional_dissimilarity_of_the_paper() -> None:
    # Mathet et al. (2015), figure 10; relative tolerance as in pygamma's test.
    pairs = [
        ((4, 14), (40, 44), 22.2),
        ((4, 14), (4, 14), 0.0),
        ((4, 14), (20, 25), 3.2),
        ((4, 14), (14, 24), 1.0),
        ((20, 30), (20, 25), 0.11),
        ((20, 25), (14, 24), 0.22),
    ]
    for one, other, expected in pairs:
        assert positional_dissimilarity(one, other) == pytest.approx(expected, rel=0.1)
        assert positional_dissimilarity(other, one) == positional_dissimilarity(one, other)
    # pygamma-agreement 0.5.9, fixtures in DKPro: first pairs of dissimilarities.
    assert positional_dissimilarity((1, 5), (2, 6)) == pytest.approx(0.0625)
    assert positional_dissimilarity((1, 6), (12, 18)) == pytest.approx(4.371901, abs=1e-5)


@pytest.mark.skipif(find_spec(PACKAGE) is not None, reason="pygamma-agreement is installed")
def test_without_the_package_it_says_what_to_install() -> None:
    rows = ratings(anna=spans(("A", 0, 5)), ben=spans(("A", 0, 5)))
    (figure,) = measures.load("gamma").figures(rows)
    assert (figure.value, figure.reason) == (None, MISSING)


@installed
def test_alex_paul_and_suzan() -> None:
    found = gammas({"book": {"Alex": ALEX, "Paul": PAUL, "Suzan": SUZAN}})["book"]
    assert found.alignments == 6
    assert found.disorder == pytest.approx(0.96, rel=0.01)
    assert found.gamma is not None
    assert found.categories is not None
    assert 0.44 <= found.gamma <= 0.47
    assert 0.38 <= found.categories <= 0.42


SIMPLE: dict[str, list[Segment]] = {
    "Ann1": [(1, 5, "a"), (6, 10, "b"), (11, 15, "a")],
    "Ann2": [(2, 6, "a"), (7, 11, "b"), (12, 16, "a")],
}
UNEQUAL: dict[str, list[Segment]] = {
    "Ann1": [(1, 5, "a"), (6, 10, "b"), (20, 24, "a"), (30, 34, "b")],
    "Ann2": [(2, 6, "a"), (31, 35, "b")],
}
ALIKE: dict[str, list[Segment]] = {
    name: [(1, 5, "a"), (10, 15, "b"), (20, 25, "c")] for name in ("Ann1", "Ann2")
}
LARGER: dict[str, list[Segment]] = {
    "Ann1": [(1 + 10 * i, 6 + 10 * i, "abc"[i % 3]) for i in range(16)],
    "Ann2": [(2 + 10 * i, 8 + 10 * i, "bca"[i % 3]) for i in range(16)],
}


@installed
def test_disorder_of_the_best_alignment() -> None:
    # pygamma-agreement 0.5.9 at commit 44587ef, GLPK, fixtures in DKPro.
    found = gammas(
        {"simple": SIMPLE, "unequal": UNEQUAL, "alike": ALIKE, "larger": LARGER}, Parameters(alpha=1.0)
    )
    expected = {"simple": 0.0625, "unequal": 0.7083333134651184, "alike": 0.0, "larger": 1.0743801593780518}
    assert {name: found[name].disorder for name in expected} == pytest.approx(expected, abs=1e-5)
    rough = {"simple": 0.8836, "unequal": 0.5668, "alike": 1.0, "larger": -0.1008}
    assert {name: found[name].gamma for name in rough} == pytest.approx(rough, abs=0.1)


@installed
def test_a_time_limit_leaves_out_what_is_not_done() -> None:
    assert gammas({"book": {"Alex": ALEX, "Paul": PAUL}}, limit=0.2) == {}
