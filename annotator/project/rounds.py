"""Rounds: opening them, assigning articles, closing them and opening them again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from annotator.domain.distributing import drawn
from annotator.domain.errors import AnnotatorError
from annotator.domain.rounds import MAIN, Assignment, Round
from annotator.domain.text import printable
from annotator.project.assigning import Plan, Tell, Wish, articles_wanted, check_names, planned, untold
from annotator.project.project import Project
from annotator.project.roles import require_leading


def open_round(
    project: Project,
    new: Round,
    wish: Wish,
    author: str,
    at: datetime,
    *,
    dry_run: bool = False,
    tell: Tell = untold,
) -> Plan:
    """Open a new round and assign its articles; with `dry_run` only say what would be done.

    Where nobody leads yet, the author does from then on. `tell` is called with how much is done: half of
    it is the draw, half of it writing down.

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
    plan = planned(project, replace(new, opened_at=at), wish, (), tell=_half(tell, first=True))
    if not dry_run:
        _write(project, plan, "open", author, at, tell=tell)
    return plan


def assign(
    project: Project,
    name: str,
    wish: Wish,
    author: str,
    at: datetime,
    *,
    dry_run: bool = False,
    tell: Tell = untold,
) -> Plan:
    """Assign more in a round: to the annotators named, or to those who have something in it.

    `tell` is called as in `open_round`.

    Raises:
        AnnotatorError: there is no such round, it is closed, the wish cannot be met, or somebody else leads.
    """
    require_leading(project, author)
    round = project.store.round(name)
    check_open(round)
    known = project.store.assignments(name)
    if not wish.annotators:
        wish = replace(wish, annotators=tuple(sorted({one.annotator for one in known})))
    round = replace(round, opened_at=round.opened_at or at)
    plan = planned(project, round, wish, known, tell=_half(tell, first=True))
    if not dry_run:
        _write(project, plan, "assign", author, at, tell=tell)
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
    check_open(round)
    check_names(annotators)
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
    left = [key for key in drawn(articles_wanted(project, round, Wish()), round.seed) if key not in mine]
    if not left:
        raise AnnotatorError(
            f"{annotator} has every article already", "Bring more in: annotator import FILE…"
        )
    left.sort(key=lambda key: many[key])
    return give(project, name, left[:count], [annotator], author=author, at=at)


def close_round(project: Project, name: str, author: str, at: datetime) -> Round:
    """Close a round: it takes no more labels, and those who labelled in it may see all of it.

    Raises:
        AnnotatorError: there is no such round, or it is closed.
    """
    require_leading(project, author)
    round = project.store.round(name)
    check_open(round)
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


def _write(project: Project, plan: Plan, verb: str, author: str, at: datetime, *, tell: Tell) -> None:
    """Write down a plan; where nobody leads yet, the author does from then on."""
    if not project.store.leads():
        project.store.set_lead(author, author, at)
    written = _half(tell, first=False)
    many = len(plan.assigned)
    project.store.change_round(
        plan.round, verb, author, at, assigned=plan.assigned, tell=lambda done: written(done, many)
    )


def _half(tell: Tell, *, first: bool) -> Tell:
    """What tells of one half of the work as of the whole."""
    return lambda done, total: tell(done if first else total + done, 2 * total)


def reviewed_round(project: Project, named: str | None = None) -> str:
    """The round whose labels are looked at: the one named, else `main`, else the only one with any submitted.

    Where nobody has submitted anything it is the only one that was opened.

    Raises:
        AnnotatorError: several could be meant.
    """
    if named is not None:
        return named
    store = project.store
    there = store.submitted_rounds() or [one.name for one in store.rounds() if one.name != MAIN]
    if MAIN in there or not there:
        return MAIN
    if len(there) > 1:
        raise AnnotatorError(
            f"there are several rounds: {', '.join(there)}", "Say which one to look at: --round NAME."
        )
    return there[0]


def check_open(round: Round) -> None:
    """Refuse to change who labels what in a closed round.

    Raises:
        AnnotatorError: it is closed.
    """
    if round.state == "closed":
        raise AnnotatorError(
            f"the round {round.name} is closed", f"Open it again first: annotator round reopen {round.name}."
        )


def _check_name(name: str) -> None:
    if not name.strip() or printable(name) != name or name != name.strip():
        raise AnnotatorError(f"{name!r} is no name for a round", "Give a plain name: pilot.")
