"""Rounds: opening, assigning, reassigning, closing, and how far everybody is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fnmatch import fnmatchcase
from itertools import combinations

from annotator.domain.distributing import distribute, drawn, repeats
from annotator.domain.errors import AnnotatorError
from annotator.domain.rounds import ArticleState, Assignment, Round
from annotator.domain.text import printable
from annotator.project.project import Project
from annotator.project.roles import require_leading


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


@dataclass(frozen=True, slots=True)
class Load:
    """How far one annotator is in one pass of a round: articles by state.

    `reviewed` ones have no open sentence and are not submitted; `empty` and `later` are among the
    submitted. `unassigned` were begun and are, or were, nobody's task.
    """

    annotator: str
    pass_: int
    assigned: int = 0
    not_begun: int = 0
    begun: int = 0
    reviewed: int = 0
    submitted: int = 0
    empty: int = 0
    later: int = 0
    unassigned: int = 0


@dataclass(frozen=True, slots=True)
class RoundStatus:
    """A round at a glance, and each article with each annotator."""

    round: Round
    loads: tuple[Load, ...]
    states: tuple[ArticleState, ...]


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


def open_round(
    project: Project, new: Round, wish: Wish, author: str, at: datetime, *, dry_run: bool = False
) -> Plan:
    """Open a new round and assign its articles; with `dry_run` only say what would be done.

    Where nobody leads yet, the author does from then on.

    Raises:
        AnnotatorError: the round is there already, the wish cannot be met, or somebody else leads.
    """
    require_leading(project, author)
    _check_name(new.name)
    if any(one.name == new.name for one in project.store.rounds()):
        raise AnnotatorError(
            f"there is a round {new.name} already",
            f"More articles: annotator round assign {new.name}. A closed one: annotator round reopen.",
        )
    if new.arm == "mixed" and not 0 < new.hidden < 1:
        raise AnnotatorError(
            "mixed suggestions need a share of sentences in which they are hidden", "Say it: --hidden 30%."
        )
    plan = _planned(project, replace(new, opened_at=at), wish, ())
    if not dry_run:
        if not project.store.leads():
            project.store.set_lead(author, author, at)
        project.store.change_round(plan.round, "open", author, at, assigned=plan.assigned)
    return plan


def assign(
    project: Project, name: str, wish: Wish, author: str, at: datetime, *, dry_run: bool = False
) -> Plan:
    """Assign more in a round: to the annotators named, or to those who have something in it.

    Raises:
        AnnotatorError: there is no such round, it is closed, the wish cannot be met, or somebody else leads.
    """
    require_leading(project, author)
    round = project.store.round(name)
    _check_open(round)
    known = project.store.assignments(name)
    if not wish.annotators:
        wish = replace(wish, annotators=tuple(sorted({one.annotator for one in known})))
    plan = _planned(project, round, wish, known)
    if not dry_run:
        if not project.store.leads():
            project.store.set_lead(author, author, at)
        project.store.change_round(
            replace(round, opened_at=round.opened_at or at), "assign", author, at, assigned=plan.assigned
        )
    return plan


def give(
    project: Project,
    name: str,
    articles: Sequence[str],
    annotators: Sequence[str],
    *,
    author: str,
    at: datetime,
) -> list[Assignment]:
    """Assign some articles to each of some annotators who do not have them; returns what was assigned.

    Raises:
        AnnotatorError: there is no such round or article, the round is closed, or nobody is named.
    """
    require_leading(project, author)
    round = project.store.round(name)
    _check_open(round)
    _check_names(annotators)
    if not annotators:
        raise AnnotatorError("nobody was named", "Name who labels.")
    has = set(project.store.assignments(name))
    new = [Assignment(key, who) for key in articles for who in annotators]
    new = [one for one in new if one not in has]
    project.store.change_round(round, "assign", author, at, assigned=new)
    return new


def give_more(
    project: Project, name: str, annotator: str, count: int, *, author: str, at: datetime
) -> list[Assignment]:
    """Assign `count` more articles to an annotator: those that fewest have, drawn by the round's seed.

    Raises:
        AnnotatorError: there is no such round, it is closed, or there is no article left to assign.
    """
    round = project.store.round(name)
    known = project.store.assignments(name)
    mine = {one.article for one in known if one.annotator == annotator and one.pass_ == 1}
    many = Counter(one.article for one in known if one.pass_ == 1)
    left = [key for key in drawn(_articles(project, round, Wish()), round.seed) if key not in mine]
    if not left:
        raise AnnotatorError(
            f"{annotator} has every article already", "Bring more in: annotator import FILE…"
        )
    left.sort(key=lambda key: many[key])
    return give(project, name, left[:count], [annotator], author=author, at=at)


def reassign(
    project: Project,
    name: str,
    source: str,
    targets: Sequence[str],
    *,
    author: str,
    at: datetime,
    articles: Collection[str] = (),
    begun: bool = False,
    dry_run: bool = False,
) -> list[tuple[Assignment, str | None]]:
    """Take articles from an annotator and give them to others in turn, or to nobody without `targets`.

    Those not begun, or with `begun` also those begun and not submitted: what was labelled stays, and is
    no longer its annotator's task. An article goes to nobody who has it already, and a second pass goes
    where its first one goes, or to nobody. Returns what was taken and who has it now.

    Raises:
        AnnotatorError: there is no such round, it is closed, or there is nothing to take.
    """
    require_leading(project, author)
    round = project.store.round(name)
    _check_open(round)
    _check_names(targets)
    states = project.store.article_states(name)
    movable = [
        one
        for one in states
        if one.annotator == source
        and one.assigned
        and one.submitted_at is None
        and (begun or not one.begun)
        and (not articles or any(fnmatchcase(one.article, pattern) for pattern in articles))
    ]
    if not movable:
        raise AnnotatorError(
            f"{source} has no such article in the round {name} that is not begun",
            "annotator round status shows who has what; --begun takes those begun, too. Submitted ones stay.",
        )
    has = {(one.article, one.annotator, one.pass_) for one in states if one.assigned or one.begun}
    load = Counter(dict.fromkeys(targets, 0))
    load.update(one.annotator for one in states if one.assigned and one.annotator in load)
    moved: list[tuple[Assignment, str | None]] = []
    gone: dict[str, str | None] = {}
    for one in sorted(movable, key=lambda state: state.pass_):
        target = None
        if one.pass_ > 1:
            target = gone.get(one.article)
        elif targets:
            free = [name for name in targets if (one.article, name, 1) not in has]
            if not free:
                continue
            target = min(free, key=lambda name: load[name])
            load[target] += 1
        gone[one.article] = target
        moved.append((Assignment(one.article, source, one.pass_), target))
    if not moved:
        raise AnnotatorError(
            f"{' and '.join(targets)} has each of these articles already", "Name another annotator."
        )
    if not dry_run:
        given = [replace(one, annotator=target) for one, target in moved if target is not None]
        project.store.change_round(
            round, "reassign", author, at, assigned=given, withdrawn=[one for one, _ in moved]
        )
    return moved


def close_round(project: Project, name: str, author: str, at: datetime) -> Round:
    """Close a round: it takes no more labels, and those who labelled in it may see all of it.

    Raises:
        AnnotatorError: there is no such round, or it is closed.
    """
    require_leading(project, author)
    round = project.store.round(name)
    _check_open(round)
    closed = replace(round, state="closed")
    project.store.change_round(closed, "close", author, at)
    return closed


def reopen_round(project: Project, name: str, author: str, at: datetime) -> Round:
    """Open a closed round again.

    Raises:
        AnnotatorError: there is no such round, or it is open.
    """
    require_leading(project, author)
    round = project.store.round(name)
    if round.state == "open":
        raise AnnotatorError(f"the round {name} is open", f"See: annotator round status {name}.")
    opened = replace(round, state="open")
    project.store.change_round(opened, "reopen", author, at)
    return opened


def round_status(project: Project, name: str, annotator: str | None = None) -> RoundStatus:
    """How far a round is; with an annotator, only how far they are.

    Raises:
        AnnotatorError: there is no such round.
    """
    round = project.store.round(name)
    states = tuple(project.store.article_states(name, annotator))
    of: dict[tuple[str, int], list[ArticleState]] = {}
    for one in states:
        of.setdefault((one.annotator, one.pass_), []).append(one)
    return RoundStatus(round, tuple(_load(*who, of[who]) for who in sorted(of)), states)


def _load(annotator: str, pass_: int, states: Iterable[ArticleState]) -> Load:
    mine = list(states)
    count = Counter(one.name for one in mine)
    return Load(
        annotator,
        pass_,
        sum(one.assigned for one in mine),
        count["not begun"],
        count["begun"],
        count["reviewed"],
        count["submitted"],
        sum(one.empty for one in mine),
        sum(one.later for one in mine),
        sum(not one.assigned for one in mine),
    )


def _planned(project: Project, round: Round, wish: Wish, known: Sequence[Assignment]) -> Plan:
    _check_names(wish.annotators)
    if not wish.annotators:
        raise AnnotatorError("nobody is named who labels", "Name them: --annotator anna --annotator ben.")
    articles = _articles(project, round, wish)
    usual = len(wish.annotators) if round.practice else min(2, len(wish.annotators))
    overlap = wish.overlap if wish.overlap is not None else float(usual)
    assigned = distribute(
        articles, wish.annotators, overlap=overlap, each=wish.each, seed=round.seed, known=known
    )
    assigned += repeats([*known, *assigned], wish.repeat, round.seed)
    every = [*known, *assigned]
    if not every:
        raise AnnotatorError("nothing would be assigned", "Ask for less overlap, or raise --each.")
    load = {
        name: (
            sum(one.annotator == name and one.pass_ == 1 for one in every),
            sum(one.annotator == name and one.pass_ > 1 for one in every),
        )
        for name in sorted({one.annotator for one in every})
    }
    of: dict[str, list[str]] = {}
    for one in every:
        if one.pass_ == 1:
            of.setdefault(one.article, []).append(one.annotator)
    shared = Counter(pair for names in of.values() for pair in combinations(sorted(names), 2))
    return Plan(round, tuple(assigned), load, dict(shared), sum(key not in of for key in articles))


def _articles(project: Project, round: Round, wish: Wish) -> list[str]:
    """Keys of the articles wanted: those with sentences, and for practice those that have gold."""
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


def _check_name(name: str) -> None:
    if not name.strip() or printable(name) != name or name != name.strip():
        raise AnnotatorError(f"{name!r} is no name for a round", "Give a plain name: pilot.")


def _check_names(names: Sequence[str]) -> None:
    for name in names:
        if not name.strip() or printable(name) != name or name != name.strip():
            raise AnnotatorError(f"{name!r} is no name for an annotator", "Give a plain name: anna.")
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise AnnotatorError(f"{twice[0]} is named twice", "Name everybody once.")


def _check_open(round: Round) -> None:
    if round.state == "closed":
        raise AnnotatorError(
            f"the round {round.name} is closed", f"Open it again first: annotator round reopen {round.name}."
        )


def described(round: Round) -> str:
    """A round in words: what it shows, and whether it is practice."""
    told = {
        "free": "suggestions shown, annotators may switch them off",
        "shown": "suggestions shown",
        "hidden": "suggestions hidden",
        "mixed": f"suggestions hidden in {round.hidden:.0%} of sentences (seed {round.seed})",
    }[round.arm]
    return f"practice; {told}" if round.practice else told


def arm_in_short(round: Round) -> str:
    """What a round shows, in a few words."""
    told = f"hidden in {round.hidden:.0%}" if round.arm == "mixed" else round.arm
    return f"{'practice, ' if round.practice else ''}suggestions {told}"


def sign(state: ArticleState) -> str:
    """How far an article is, in a sign or two."""
    if state.name == "submitted":
        return ("∅" if state.empty else "✓") + ("*" if state.later else "")
    return {"not begun": "·", "begun": "◦", "reviewed": "▪"}[state.name]
