"""Who gets what: balanced, shared, drawn by the seed."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.distributing import distribute, repeats
from annotator.domain.errors import AnnotatorError
from annotator.domain.rounds import Assignment

PEOPLE = ["anna", "ben", "carla", "dan", "eve"]


def keys(count: int) -> list[str]:
    return [f"a{n}" for n in range(count)]


def loads(found: list[Assignment]) -> Counter[str]:
    return Counter(one.annotator for one in found)


@given(
    count=st.integers(1, 60),
    people=st.integers(1, 5),
    overlap=st.integers(1, 5),
    seed=st.integers(0, 1000),
)
def test_each_article_has_as_many_as_asked_and_nobody_more_than_the_others(
    count: int, people: int, overlap: int, seed: int
) -> None:
    names = PEOPLE[:people]
    if overlap > people:
        with pytest.raises(AnnotatorError, match="needs"):
            distribute(keys(count), names, overlap=overlap, seed=seed)
        return
    found = distribute(keys(count), names, overlap=overlap, seed=seed)
    assert len(found) == len(set(found)) == count * overlap
    assert set(Counter(one.article for one in found).values()) == {overlap}
    counts = [loads(found)[name] for name in names]
    assert max(counts) - min(counts) <= 1
    assert found == distribute(reversed(keys(count)), names, overlap=overlap, seed=seed)


@given(share=st.integers(0, 100), count=st.integers(1, 80))
def test_a_share_is_labelled_by_two(share: int, count: int) -> None:
    found = distribute(keys(count), PEOPLE, overlap=1 + share / 100, seed=1)
    of = Counter(one.article for one in found)
    assert len(of) == count
    twice = sum(times == 2 for times in of.values())
    assert set(of.values()) <= {1, 2}
    assert abs(twice - count * share / 100) <= 1


def test_all_pairs_share_about_as_many_articles() -> None:
    found = distribute(keys(300), PEOPLE, overlap=2, seed=3)
    of: dict[str, list[str]] = {}
    for one in found:
        of.setdefault(one.article, []).append(one.annotator)
    together = Counter(tuple(sorted(pair)) for pair in of.values())
    assert set(together) == set(combinations(PEOPLE, 2))
    assert max(together.values()) - min(together.values()) <= 6


def test_each_is_a_limit_and_takes_a_sample_of_the_articles() -> None:
    found = distribute(keys(1000), PEOPLE[:3], overlap=2, each=20, seed=5)
    assert loads(found) == {"anna": 20, "ben": 20, "carla": 20}
    taken = {one.article for one in found}
    assert len(taken) == 30
    assert taken != {one.article for one in distribute(keys(1000), PEOPLE[:3], overlap=2, each=20, seed=6)}
    assert set(Counter(one.article for one in found).values()) == {2}, "half an overlap would be none"


def test_what_is_assigned_already_is_filled_up() -> None:
    first = distribute(keys(10), PEOPLE[:2], overlap=1, seed=2)
    more = distribute(keys(10), PEOPLE[:3], overlap=2, seed=2, known=first)
    whole = [*first, *more]
    assert set(Counter(one.article for one in whole).values()) == {2}
    assert len(set(whole)) == 20
    assert max(loads(whole).values()) - min(loads(whole).values()) <= 1
    assert distribute(keys(10), PEOPLE[:3], overlap=2, seed=2, known=whole) == []


def test_the_second_pass_is_a_sample_of_ones_own() -> None:
    first = distribute(keys(40), PEOPLE[:2], overlap=2, seed=2)
    again = repeats(first, 0.25, seed=4)
    assert loads(again) == {"anna": 10, "ben": 10}
    assert {one.pass_ for one in again} == {2}
    assert {Assignment(one.article, one.annotator) for one in again} <= set(first)
    assert repeats([*first, *again], 0.25, seed=4) == []
    assert len(repeats([*first, *again], 0.5, seed=4)) == 20
    assert repeats(first, 0.0) == []
    assert len(repeats(first[:1], 0.01)) == 1, "a share of a few is at least one"
