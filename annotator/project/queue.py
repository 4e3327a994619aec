"""Which round an annotator works in, and which article comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from annotator.domain.errors import AnnotatorError
from annotator.domain.events import StreamKey
from annotator.domain.rounds import MAIN, Round
from annotator.project.project import Project


def round_of(project: Project, annotator: str, wanted: str | None = None) -> Round:
    """The round to work in: the one wanted, else the open one in which the annotator has something to do.

    Of several it is the one opened first in which something is left; without any it is `main`.

    Raises:
        AnnotatorError: there is no such round, or nothing in it is the annotator's.
    """
    store = project.store
    mine = store.rounds_of(annotator)
    if wanted is not None:
        found = store.round(wanted)
        if store.has_assignments(found.name) and found not in mine:
            raise AnnotatorError(
                f"nothing in the round {found.name} is assigned to {annotator}",
                "Say who labels (--as NAME), or ask whoever leads for: "
                f"annotator round assign {found.name} -a {annotator}.",
            )
        return found
    first = datetime.max.replace(tzinfo=UTC)
    started = sorted((one for one in mine if one.state == "open"), key=lambda one: one.opened_at or first)
    left = (one for one in started if _first_open(project, annotator, one.name) is not None)
    return next(left, started[0] if started else store.round(MAIN))


def resuming(
    project: Project, annotator: str, wanted: str | None = None, round_name: str | None = None
) -> tuple[StreamKey, int]:
    """Article and offset to begin at: the one wanted, else where the annotator was last, else the next open.

    Raises:
        AnnotatorError: no article is meant by `wanted`, it is not assigned to the annotator, the project
            has none, or there is no such round.
    """
    store = project.store
    name = round_of(project, annotator, round_name).name
    passes = store.passes_of(name, annotator) if store.has_assignments(name) else [1]
    if wanted:
        return _wanted(project, StreamKey(store.find_article(wanted), annotator, name), passes), 0
    for pass_ in passes:
        here = StreamKey("", annotator, name, pass_)
        last = store.last_place(here)
        if last is not None and store.is_open(last[0], annotator, name, pass_):
            return replace(here, article=last[0]), last[1]
        first = store.next_open(annotator, name, pass_, after=last[0] if last else None)
        if first is not None:
            return replace(here, article=first), 0
    if store.has_assignments(name):
        done = next((one for one in store.assignments(name) if one.annotator == annotator), None)
        key = done.article if done else None
    else:
        key = next(iter(store.article_keys(limit=1)), None)
    if key is None:
        raise AnnotatorError("the project has no article", "Bring some in: annotator import FILE…")
    return StreamKey(key, annotator, name, passes[0]), 0


def next_open(project: Project, here: StreamKey) -> StreamKey | None:
    """The next article that the annotator has not finished, in this pass or else in another; None if none."""
    store = project.store
    found = store.next_open(here.annotator, here.round, here.pass_, after=here.article)
    if found is not None and found != here.article:
        return replace(here, article=found)
    return _first_open(project, here.annotator, here.round, but=here)


def _wanted(project: Project, key: StreamKey, passes: list[int]) -> StreamKey:
    """The stream of an article in the first pass in which it is not finished, else in the first it has."""
    store = project.store
    if not store.has_assignments(key.round):
        return key
    mine = [one for pass_ in passes if store.is_assigned(one := replace(key, pass_=pass_))]
    if not mine:
        raise AnnotatorError(
            f"{key.article} is not assigned to {key.annotator} in the round {key.round}",
            "F3 in the screen lists what is; --round NAME chooses another round.",
        )
    left = (one for one in mine if store.is_open(one.article, one.annotator, one.round, one.pass_))
    return next(left, mine[0])


def _first_open(
    project: Project, annotator: str, name: str, but: StreamKey | None = None
) -> StreamKey | None:
    """The first article in the first pass where one is not finished, other than `but`."""
    for pass_ in project.store.passes_of(name, annotator):
        found = project.store.next_open(annotator, name, pass_)
        key = StreamKey(found, annotator, name, pass_) if found is not None else None
        if key is not None and key != but:
            return key
    return None
