"""What was done in one stream, in words: when, from which suggestion, and what was there before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from annotator.domain.adjudication.decision import Decision
from annotator.domain.events import Change, Event, StreamKey
from annotator.domain.history import History
from annotator.domain.labels import HUMAN, Labels, Rejected, Role, Span, Status, Tie, Value
from annotator.domain.migration import Migration
from annotator.domain.text import Article
from annotator.project.project import Project
from annotator.project.queue import round_of
from annotator.store.values import NumberedEvent


@dataclass(frozen=True, slots=True)
class Act:
    """An event in words.

    `starts` are offsets of the text it is about, `undone` says that it was taken back since,
    `undoable` that it can be taken back.
    """

    id: str
    number: int
    at: datetime
    verb: str
    told: str
    starts: tuple[int, ...]
    undone: bool
    undoable: bool


def acts(article: Article, events: list[NumberedEvent], labels: Labels) -> list[Act]:
    """The acts of a stream, newest first; undo and redo are told by what they did to others.

    Args:
        article: whose labels they are.
        events: the stream's log.
        labels: as they are now, so that ties can be named by their words.
    """
    spans = _spans(events, labels)
    history = History.of(one.event for one in events)
    can = {event.id for event in history.undoable}
    taken_back = {event.id for event in history.redoable}
    return [
        Act(
            id=one.event.id,
            number=one.number,
            at=one.event.at,
            verb=one.event.verb,
            told=", ".join(_told(change, article, spans) for change in _telling(one.event)),
            starts=tuple(sorted({at for change in one.event.changes for at in _starts(change, spans)})),
            undone=one.event.id in taken_back,
            undoable=one.event.id in can,
        )
        for one in reversed(events)
    ]


def history(
    project: Project, article: str, annotator: str, round: str | None = None, pass_: int = 1
) -> Iterator[dict[str, Any]]:
    """The events of one annotator's labels of an article, oldest first, as JSON-able rows.

    Without a round it is the one that the annotator labels in or, if they did nothing in it, the first in
    which they did something.
    """
    found = project.store.find_article(article)
    wanted = round_of(project, annotator).name if round is None else project.store.round(round).name
    key = StreamKey(found, annotator, wanted, pass_)
    if round is None and not project.store.stream(key).seq:
        others = (StreamKey(found, annotator, one.name, pass_) for one in project.store.rounds())
        key = next((one for one in others if project.store.stream(one).seq), key)
    events, labels = project.store.events(key), project.store.stream(key).labels
    if not events:
        return
    text, spans = project.store.article(key.article), _spans(events, labels)
    for numbered in events:
        event = numbered.event
        yield {
            "number": numbered.number,
            "at": event.at.isoformat(),
            "author": event.author,
            "verb": event.verb,
            "origin": event.origin,
            "undoes": event.undoes,
            "changes": [_told(change, text, spans) for change in event.changes],
        }


def _spans(events: list[NumberedEvent], labels: Labels) -> dict[str, Span]:
    """Every span there is or was, as it is now or was first, so that ties can be named by their words."""
    spans = dict(labels.spans)
    for one in events:
        for change in one.event.changes:
            row = _row(change)
            if isinstance(row, Span):
                spans.setdefault(row.id, row)
    return spans


def _telling(event: Event) -> list[Change]:
    """The changes that say most: where there are ties, not the spans that came with them.

    A tie of which only the fate of a suggestion changed says less than the span that was moved.
    """
    ties = [change for change in event.changes if change.kind == "tie" and not _in_fate_alone(change)]
    return ties or [change for change in event.changes if not _in_fate_alone(change)] or list(event.changes)


def _in_fate_alone(change: Change) -> bool:
    before, after = change.before, change.after
    return (
        isinstance(before, Tie)
        and isinstance(after, Tie)
        and replace(before, fate=None) == replace(after, fate=None)
    )


def _told(change: Change, article: Article, spans: Mapping[str, Span]) -> str:
    row = _row(change)
    sign = "+" if change.before is None else "-" if change.after is None else "~"
    match change.before, change.after:
        case Span() as before, Span() as after:
            return (
                f"~{before.label} “{_words(before, article)}”{_after(_span_changes(before, after, article))}"
            )
        case Tie() as before, Tie() as after:
            return f"~{_named(before, article, spans)}{_after(_tie_changes(before, after, article, spans))}"
    match row:
        case Span():
            return f"{sign}{row.label} “{_words(row, article)}”{_origin(row.origin, row.score)}"
        case Tie():
            return f"{sign}{_named(row, article, spans)}{_origin(row.origin, row.score)}"
        case Status():
            flag = ", flag" if row.flag else ""
            comment = f", “{row.comment}”" if row.comment else ""
            return f"sentence {row.status}{flag}{comment}" if change.after is not None else "sentence open"
        case Decision():
            whose = f" {', '.join(row.taken)}" if row.taken else ""
            return f"{sign}{row.how}{whose}" + (f" ({row.cause})" if row.cause else "")
        case Rejected():
            return f"{sign}suggested {row.kind} turned down"
        case Migration():
            return "labels brought to another scheme" if change.after is not None else "scheme taken back"
        case _:
            return f"{sign}sentence begins here" if row else f"{sign}sentences joined"


def _span_changes(before: Span, after: Span, article: Article) -> Iterator[str]:
    if before.label != after.label:
        yield f"now {after.label}"
    if before.fragments != after.fragments:
        yield f"now “{_words(after, article)}”"
    if before.entity != after.entity:
        yield f"is {after.entity or 'no entry'}"
    yield from _attribute_changes(before.attributes, after.attributes)


def _tie_changes(before: Tie, after: Tie, article: Article, spans: Mapping[str, Span]) -> Iterator[str]:
    if before.category != after.category:
        yield f"now {after.category or 'tie'}"
    for name in dict.fromkeys(role.role for role in (*before.roles, *after.roles)):
        old = [role for role in before.roles if role.role == name]
        new = [role for role in after.roles if role.role == name]
        if old != new:
            yield f"{name}: {_fillers(new, article, spans)} (was {_fillers(old, article, spans)})"
    if before.reciprocal != after.reciprocal:
        yield "mutual" if after.reciprocal else "not mutual"
    yield from _attribute_changes(before.attributes, after.attributes)


def _attribute_changes(before: Mapping[str, Value], after: Mapping[str, Value]) -> Iterator[str]:
    for name in dict.fromkeys((*before, *after)):
        value = after.get(name)
        if before.get(name) != value:
            yield name if value is True else f"{name}: {'–' if value is None else value or 'no'}"


def _fillers(roles: list[Role], article: Article, spans: Mapping[str, Span]) -> str:
    told = [
        f"“{_words(spans[role.filler], article, 24)}”"
        if role.filler is not None and role.filler in spans
        else f"({role.implicit or 'tie'})"
        for role in roles
    ]
    return " + ".join(told) or "none"


def _named(tie: Tie, article: Article, spans: Mapping[str, Span]) -> str:
    head = spans.get(tie.head)
    return (tie.category or "tie") + (f" “{_words(head, article)}”" if head is not None else "")


def _after(changes: Iterator[str]) -> str:
    told = ", ".join(changes)
    return f": {told}" if told else ""


def _row(change: Change) -> object:
    return change.after if change.after is not None else change.before


def _words(span: Span, article: Article, most: int = 40) -> str:
    words = " ".join(span.text(article.text).split())
    return words if len(words) <= most else words[: most - 1] + "…"


def _origin(origin: str, score: float | None) -> str:
    if origin == HUMAN:
        return ""
    return f" (from {origin}" + (f", {score:.2f})" if score is not None else ")")


def _starts(change: Change, spans: Mapping[str, Span]) -> list[int]:
    row = _row(change)
    match row:
        case Span():
            return [row.start]
        case Tie():
            return [spans[row.head].start] if row.head in spans else []
        case Status() | bool():
            return [int(change.key)]
        case Decision():
            return [row.start]
        case _:
            return []
