"""How far everybody is in a round, and how a round and its articles are told in few words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from annotator.domain.rounds import ArticleState, Round
from annotator.project.project import Project


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
