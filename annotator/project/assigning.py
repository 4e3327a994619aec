"""What is to be assigned in a round, and who would get what: the plan that opening and assigning do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import combinations

from annotator.domain.distributing import distribute, repeats
from annotator.domain.errors import AnnotatorError
from annotator.domain.rounds import Assignment, Round
from annotator.domain.text import printable
from annotator.project.project import Project

#: Is told how much is done, and how much there is to do.
Tell = Callable[[int, int], None]


def untold(_done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be assigned.

    `articles` are patterns of keys, all if empty; `overlap` is how many annotators an article gets on
    average (None: two, or one where there is one); `each` how many articles an annotator gets at the
    most; `repeat` the share of each one's articles that comes again in a second pass.
    """

    articles: tuple[str, ...] = ()
    annotators: tuple[str, ...] = ()
    overlap: float | None = None
    each: int | None = None
    repeat: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What opening or assigning does, or would do.

    `assigned` is new; `load` counts what each annotator has by then, by pass; `shared` the articles that
    two annotators both have in the first pass; `left` those wanted that nobody has.
    """

    round: Round
    assigned: tuple[Assignment, ...]
    load: dict[str, tuple[int, int]] = field(default_factory=dict)
    shared: dict[tuple[str, str], int] = field(default_factory=dict)
    left: int = 0


def parse_overlap(text: str) -> float:
    """How many annotators an article gets on average: `2`, or `20%` of the articles by two, the rest by one.

    Raises:
        AnnotatorError: it is neither.
    """
    found = re.fullmatch(r"([0-9]{1,4})|([0-9]{1,3}(?:\.[0-9]+)?)\s*%", text.strip())
    if found and found[1] and int(found[1]) >= 1:
        return float(found[1])
    if found and found[2] and float(found[2]) <= 100:
        return 1 + float(found[2]) / 100
    raise AnnotatorError(
        f"{text!r} is no overlap", "Write how many annotators label an article (2), or a share (20%)."
    )


def parse_share(text: str) -> float:
    """A share as `30%` or `0.3`.

    Raises:
        AnnotatorError: it is none.
    """
    found = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]+)?)\s*(%?)", text.strip())
    value = float(found[1]) / (100 if found[2] else 1) if found else -1
    if not 0 <= value <= 1:
        raise AnnotatorError(f"{text!r} is no share", "Write a share as 30% or 0.3.")
    return value


def planned(
    project: Project, round: Round, wish: Wish, known: Sequence[Assignment], *, tell: Tell = untold
) -> Plan:
    """What is assigned if a wish is met in a round that has the assignments `known`.

    `tell` is called with the articles gone through, and how many there are.

    Raises:
        AnnotatorError: nobody or no article is meant, or nothing would be assigned.
    """
    check_names(wish.annotators)
    if not wish.annotators:
        raise AnnotatorError("nobody is named who labels", "Name them: --annotator anna --annotator ben.")
    articles = articles_wanted(project, round, wish)
    usual = len(wish.annotators) if round.practice else min(2, len(wish.annotators))
    overlap = wish.overlap if wish.overlap is not None else float(usual)
    assigned = distribute(
        articles,
        wish.annotators,
        overlap=overlap,
        each=wish.each,
        seed=round.seed,
        known=known,
        tell=lambda done: tell(done, len(articles)),
    )
    assigned += repeats([*known, *assigned], wish.repeat, round.seed)
    every = [*known, *assigned]
    if not every:
        raise AnnotatorError("nothing would be assigned", "Ask for less overlap, or raise --each.")
    count = Counter((one.annotator, one.pass_ > 1) for one in every)
    load = {name: (count[name, False], count[name, True]) for name in sorted({name for name, _ in count})}
    of: dict[str, list[str]] = {}
    for one in every:
        if one.pass_ == 1:
            of.setdefault(one.article, []).append(one.annotator)
    shared = Counter(pair for names in of.values() for pair in combinations(sorted(names), 2))
    return Plan(round, tuple(assigned), load, dict(shared), sum(key not in of for key in articles))


def articles_wanted(project: Project, round: Round, wish: Wish) -> list[str]:
    """Keys of the articles wanted: those with sentences, and for practice those that have gold.

    Raises:
        AnnotatorError: a pattern means no article, or there is none to assign.
    """
    queued = project.store.queued_articles()
    found = [
        key
        for key in queued
        if not wish.articles or any(fnmatchcase(key, pattern) for pattern in wish.articles)
    ]
    unknown = [pattern for pattern in wish.articles if not any(fnmatchcase(key, pattern) for key in queued)]
    if unknown:
        raise AnnotatorError(
            f"no article is meant by {', '.join(unknown)}", "List them: annotator status --articles."
        )
    if round.practice:
        gold = project.store.articles_with_gold()
        found = [key for key in found if key in gold]
        if not found:
            raise AnnotatorError(
                "none of these articles has gold labels to practise against",
                "Bring some in: annotator import gold.jsonl --labels (records of the layer gold).",
            )
    if not found:
        raise AnnotatorError("there is no article to assign", "Bring some in: annotator import FILE…")
    return found


def check_names(names: Sequence[str]) -> None:
    """Refuse what is no name for an annotator, and one that comes twice.

    Raises:
        AnnotatorError: there is such a one.
    """
    for name in names:
        if not name.strip() or printable(name) != name or name != name.strip():
            raise AnnotatorError(f"{name!r} is no name for an annotator", "Give a plain name: anna.")
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise AnnotatorError(f"{twice[0]} is named twice", "Name everybody once.")
