"""Distributing articles to annotators: the same seed gives the same distribution."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

from annotator.domain.errors import AnnotatorError
from annotator.domain.rounds import Assignment

#: Articles gone through between two tellings.
NOW_AND_THEN = 1000


def distribute(
    articles: Iterable[str],
    annotators: Sequence[str],
    *,
    overlap: float = 1.0,
    each: int | None = None,
    seed: int = 0,
    known: Iterable[Assignment] = (),
    tell: Callable[[int], None] = lambda _: None,
) -> list[Assignment]:
    """Who labels what in the first pass, beside what is assigned already.

    Everybody gets as many articles as the others, give or take one, and shares as many with each of
    them as can be. Articles are gone through in an order drawn by the seed, so that where `each`
    leaves some out, those taken are a random sample.

    Args:
        articles: their keys.
        annotators: who labels; nobody twice.
        overlap: how many annotators an article gets on average: 2 is two, 1.2 is two for a fifth of
            the articles and one for the others.
        each: how many articles an annotator gets at the most, those in `known` counted; all, if None.
        seed: of the draw.
        known: what is assigned in the round already; such articles are filled up to their overlap.
        tell: called with the number of articles gone through, now and then.

    Raises:
        AnnotatorError: there are fewer annotators than an article is to have.
    """
    if math.ceil(overlap) > len(annotators):
        raise AnnotatorError(
            f"an overlap of {overlap:g} needs {math.ceil(overlap)} annotators, there are {len(annotators)}",
            "Name more annotators, or ask for less overlap.",
        )
    has: dict[str, set[str]] = {}
    for one in known:
        if one.pass_ == 1:
            has.setdefault(one.article, set()).add(one.annotator)
    load = Counter(dict.fromkeys(annotators, 0))
    together: Counter[frozenset[str]] = Counter()
    for names in has.values():
        load.update(name for name in names if name in load)
        together.update(frozenset(pair) for pair in combinations(sorted(names), 2))
    limit = math.inf if each is None else each
    out: list[Assignment] = []
    for index, article in enumerate(drawn(articles, seed)):
        if index % NOW_AND_THEN == 0:
            tell(index)
        wanted = math.floor((index + 1) * overlap + 1e-9) - math.floor(index * overlap + 1e-9)
        there = set(has.get(article, ()))
        free = [name for name in annotators if name not in there and load[name] < limit]
        wanted -= len(there)
        # Half an overlap would be no overlap: the article is left to those who have room.
        if wanted <= 0 or len(free) < wanted:
            continue
        for _ in range(wanted):
            least = min(load[name] for name in free)
            fit = [name for name in free if load[name] == least]
            if len(fit) > 1 and there:
                shared = {name: sum(together[frozenset((name, other))] for other in there) for name in fit}
                fewest = min(shared.values())
                fit = [name for name in fit if shared[name] == fewest]
            name = fit[0] if len(fit) == 1 else min(fit, key=lambda one: _rank(seed, article, one))
            free.remove(name)
            together.update(frozenset((name, other)) for other in there)
            there.add(name)
            load[name] += 1
            out.append(Assignment(article, name))
    return out


def repeats(assignments: Iterable[Assignment], share: float, seed: int = 0) -> list[Assignment]:
    """The second pass: a share of each annotator's articles of the first, at least one, drawn by the seed.

    Articles that the annotator has in the second pass already count towards it.
    """
    first: dict[str, list[str]] = {}
    second: dict[str, set[str]] = {}
    for one in assignments:
        if one.pass_ == 1:
            first.setdefault(one.annotator, []).append(one.article)
        elif one.pass_ == 2:
            second.setdefault(one.annotator, set()).add(one.article)
    out: list[Assignment] = []
    for name, articles in first.items():
        have = second.get(name, set())
        wanted = max(round(share * len(articles)), 1) - len(have) if share > 0 else 0
        left = [article for article in drawn(articles, seed) if article not in have]
        out += [Assignment(article, name, 2) for article in left[: max(wanted, 0)]]
    return out


def drawn(articles: Iterable[str], seed: int) -> list[str]:
    """The articles in an order drawn by the seed, whatever order they come in."""
    return sorted(articles, key=lambda article: _rank(seed, article))


def _rank(seed: int, *what: str) -> bytes:
    return hashlib.sha256("\n".join((str(seed), *what)).encode()).digest()
