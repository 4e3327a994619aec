"""How far those who reviewed a sentence found the same in it: one number for each sentence."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from annotator.domain.labels import REVIEWED, Labels
from annotator.domain.text import Article


class Found(NamedTuple):
    """A span as it is compared: what it is, heads of ties with their categories, and its outer bounds."""

    what: tuple[str, ...]
    start: int
    end: int


def accord(article: Article, readings: Sequence[Labels]) -> dict[int, float | None]:
    """Agreement on each sentence by the start it was imported with, from 0 to 1.

    It is the mean, over pairs of those who reviewed the sentence, of F1 = 2m / (a + b): of a and b spans
    that begin in it, m are matched one to one, the same bounds first, then those that overlap most.
    Only spans of one label match, and heads of ties only with the same categories. Nothing found by both
    is 1. None where fewer than two reviewed it.
    """
    starts = [sentence.start for sentence in article.sentences]
    rows = [(labels, _found(labels, starts)) for labels in readings]
    out: dict[int, float | None] = {}
    for start in starts:
        seen = [found.get(start, []) for labels, found in rows if labels.status(start).status in REVIEWED]
        pairs = [_f1(one, other) for one, other in combinations(seen, 2)]
        out[start] = sum(pairs) / len(pairs) if pairs else None
    return out


def sentence_start(starts: Sequence[int], offset: int) -> int:
    """Start of the sentence that an offset lies in, or after; the first where it lies before all."""
    return starts[max(bisect.bisect_right(starts, offset) - 1, 0)] if starts else 0


def _found(labels: Labels, starts: Sequence[int]) -> dict[int, list[Found]]:
    categories: dict[str, set[str]] = {}
    for tie in labels.ties.values():
        categories.setdefault(tie.head, set()).add(tie.category or "")
    out: dict[int, list[Found]] = {}
    for key, span in labels.spans.items():
        what = (span.label, *sorted(categories.get(key, ())))
        out.setdefault(sentence_start(starts, span.start), []).append(Found(what, span.start, span.end))
    return out


def _f1(one: Sequence[Found], other: Sequence[Found]) -> float:
    if not one and not other:
        return 1.0
    pairs = sorted(
        (a[1:] != b[1:], -_shared(a, b), i, j)
        for i, a in enumerate(one)
        for j, b in enumerate(other)
        if a.what == b.what and _shared(a, b) > 0
    )
    ones: set[int] = set()
    others: set[int] = set()
    for _, _, i, j in pairs:
        if i not in ones and j not in others:
            ones.add(i)
            others.add(j)
    return 2 * len(ones) / (len(one) + len(other))


def _shared(a: Found, b: Found) -> int:
    return min(a.end, b.end) - max(a.start, b.start)
