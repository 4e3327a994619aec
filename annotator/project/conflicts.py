"""Labels of one annotator that went apart in two projects: what differs, and which of them is to hold.

`merge` keeps those of the other project in a round of their own. They stay there, history and all,
whatever is decided; a decision is an event like any other.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from annotator.domain.contents import Content, contents, differing
from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Change, Event, StreamKey, apply, diff
from annotator.domain.history import SETTLE
from annotator.domain.labels import Labels, Value
from annotator.domain.rules import violations
from annotator.domain.text import Article
from annotator.project.backup import now
from annotator.project.project import Project
from annotator.project.roles import require_lead
from annotator.store.values import apart_id, home, is_apart

#: The verb of the event that puts what went apart in the place of what there was.
TAKE = "take"


@dataclass(frozen=True, slots=True)
class Difference:
    """A sentence of which the labels say different things; what both say is left out."""

    start: int
    words: str
    here: tuple[str, ...]
    there: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """The labels in the round, those kept apart, and the sentences in which they differ."""

    home: StreamKey
    apart: StreamKey
    sentences: tuple[Difference, ...]


def conflicts(project: Project, viewer: str | None = None) -> Iterator[Conflict]:
    """All that differ and of which nobody has said yet which hold, in the order they came.

    With a `viewer`, who may not see others' labels, their own.
    """
    for key in project.store.streams():
        if viewer is not None and (key.annotator, key.layer) != (viewer, "human"):
            continue
        if is_apart(key.round) and (found := _conflict(project, key)) is not None:
            yield found


def take(
    project: Project,
    article: str,
    annotator: str,
    side: Literal["here", "there", "both"],
    *,
    author: str,
    clock: Callable[[], datetime] = now,
) -> list[Conflict]:
    """Say which labels of an article by an annotator hold: those in the round, those kept apart, or both.

    Returns what was decided. With `there`, the labels in the round become those kept apart, in one event
    that history tells of; where they were submitted before, that is a change after submission. With
    `both`, what was done apart since the common beginning comes on top, if no sentence was changed in both.

    Raises:
        AnnotatorError: there is no such conflict, or a sentence was changed in both; ConflictError:
            somebody changed the labels meanwhile.
    """
    if author != annotator:
        require_lead(project, author, f"what {annotator} labelled")
    found = [
        one for one in conflicts(project) if (one.home.article, one.home.annotator) == (article, annotator)
    ]
    if not found:
        raise AnnotatorError(
            f"there is no conflict of {annotator} in {article!r}", "List them: annotator conflict list."
        )
    if side != "here" and len(found) > 1:
        rounds = ", ".join(one.apart.round for one in found)
        raise AnnotatorError(
            f"{article}: {annotator} has labels in several rounds apart: {rounds}",
            "Look at them, take `here`, and correct the labels in the screen.",
        )
    for one in found:
        mine, theirs = project.store.stream(one.home), project.store.stream(one.apart)
        at = clock()
        if side != "here":
            changes = diff(mine.labels, theirs.labels) if side == "there" else _on_top(project, one)
            event = Event(str(uuid.uuid4()), mine.seq + 1, at, author, TAKE, changes, one.apart.round)
            project.store.append(one.home, event)
        settled = Event(str(uuid.uuid4()), theirs.seq + 1, at, author, SETTLE, (), f"take {side}")
        project.store.append(one.apart, settled)
    return found


def _on_top(project: Project, conflict: Conflict) -> tuple[Change, ...]:
    """What was done apart since the common beginning.

    Raises:
        AnnotatorError: a sentence was changed in both, or what comes of it is none of the scheme's labels.
    """
    article, apart = project.store.article(conflict.home.article), conflict.apart.round
    here, there = (
        [one.event for one in project.store.events(key)] for key in (conflict.home, conflict.apart)
    )
    base = Labels()
    for one, other in zip(here, there, strict=False):
        if other.id not in (one.id, apart_id(apart, one.id)):
            break
        base = apply(base, one.changes)
    mine, theirs = (project.store.stream(key).labels for key in (conflict.home, conflict.apart))
    twice = {*differing(article, base, mine)} & {*differing(article, base, theirs)}
    if twice:
        raise AnnotatorError(
            f"{article.id}: sentences changed in both, at {', '.join(map(str, sorted(twice)))}",
            "Take here or there; correct these sentences in the screen.",
        )
    changes = diff(base, theirs)
    wrong = next(violations(apply(mine, changes), project.scheme, len(article.text)), None)
    if wrong is not None:
        raise AnnotatorError(f"{article.id}: both together do not fit: {wrong}", "Take here or there.")
    return changes


def _conflict(project: Project, key: StreamKey) -> Conflict | None:
    kept_in = replace(key, round=home(key.round))
    log = project.store.events(key)
    if not log or log[-1].event.verb == SETTLE:
        return None
    article = project.store.article(key.article)
    here, there = project.store.stream(kept_in).labels, project.store.stream(key).labels
    starts = differing(article, here, there)
    return Conflict(kept_in, key, tuple(_differences(article, here, there, starts))) if starts else None


def _differences(
    article: Article, here: Labels, there: Labels, starts: Iterable[int]
) -> Iterator[Difference]:
    mine, theirs = contents(article, here), contents(article, there)
    ends = {sentence.start: sentence.end for sentence in article.sentences}
    for start in starts:
        one, other = mine.get(start, frozenset()), theirs.get(start, frozenset())
        words = " ".join(article.text[start : ends.get(start, len(article.text))].split())
        told = (tuple(sorted(_told(c, article) for c, _ in side)) for side in (one - other, other - one))
        yield Difference(start, words, *told)


def _told(content: Content, article: Article) -> str:
    match content:
        case ("span", label, fragments, attributes, entity):
            more = _attributes(attributes) + (f" = {entity}" if entity else "")
            return f"{label} “{_words(fragments, article)}”{more}"
        case ("tie", head, category, roles, attributes, reciprocal):
            filled = ", ".join(sorted(_role(role, article) for role in roles))
            more = (f" {filled}" if filled else "") + _attributes(attributes)
            return f"{category or 'tie'} “{_words(head[2], article)}”{more}" + (" ⇄" if reciprocal else "")
        case ("status", _, status):
            more = ", flag" if status.flag else ""
            return f"sentence {status.status}{more}" + (f", “{status.comment}”" if status.comment else "")
        case _:
            return "sentence split otherwise"


def _role(role: Content, article: Article) -> str:
    match role:
        case (name, ("span", _, fragments, *_)):
            return f"{name} “{_words(fragments, article)}”"
        case (name, category, ("span", _, fragments, *_)):
            return f"{name} {category or 'tie'} “{_words(fragments, article)}”"
        case (name, reason):
            return f"{name} ({reason})"
        case _:
            return ""


def _attributes(values: Iterable[tuple[str, Value]]) -> str:
    told = sorted(f"{name}={value}" for name, value in values)
    return f" [{', '.join(told)}]" if told else ""


def _words(fragments: Iterable[tuple[int, int]], article: Article) -> str:
    return " … ".join(" ".join(article.text[start:end].split()) for start, end in fragments)
