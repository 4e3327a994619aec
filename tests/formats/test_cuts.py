"""Mended splits computed from where sentences are wanted."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.cuts import cuts_between
from annotator.domain.labels import sentences
from annotator.domain.text import Article, Sentence, Tokens

from .golden import with_regions


def test_nothing_to_mend() -> None:
    base = with_regions().sentences
    assert cuts_between(base, [0, 11, 34]) == {}
    assert cuts_between((), [0]) == {}


def test_joined_and_split() -> None:
    assert cuts_between(with_regions().sentences, [0, 11, 22]) == {22: True, 34: False}


def test_what_cuts_cannot_do() -> None:
    assert cuts_between((Sentence(5, 9),), [0, 7, 9, 12]) == {7: True}


@given(st.sets(st.integers(0, 59), min_size=1), st.sets(st.integers(0, 59), min_size=1))
def test_any_starts_can_be_reached_from_any_others(base: set[int], wanted: set[int]) -> None:
    article = Article("a", "x" * 60, _between(base | {0}), Tokens([]))
    wanted |= {0}
    cuts = cuts_between(article.sentences, wanted)
    assert {sentence.start for sentence in sentences(article, cuts)} == wanted


def _between(starts: set[int]) -> tuple[Sentence, ...]:
    ordered = [*sorted(starts), 60]
    return tuple(Sentence(a, b) for a, b in pairwise(ordered))
