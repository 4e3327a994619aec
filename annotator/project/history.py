"""What was done in one stream, in words: by whom, when, and from which suggestion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from annotator.domain.events import Change, Event
from annotator.domain.history import History
from annotator.domain.labels import HUMAN, Labels, Rejected, Span, Status, Tie
from annotator.domain.migration import Migration
from annotator.domain.text import Article
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
    history = History.of(one.event for one in events)
    can = {event.id for event in history.undoable}
    taken_back = {event.id for event in history.redoable}
    spans = dict(labels.spans)
    for one in events:
        for change in one.event.changes:
            row = change.after if change.after is not None else change.before
            if isinstance(row, Span):
                spans.setdefault(row.id, row)
    return [
        Act(
            id=one.event.id,
            number=one.number,
            at=one.event.at,
            verb=one.event.verb,
            told=", ".join(_told(change, article, spans) for change in _telling(one.event)) or "",
            starts=tuple(sorted({at for change in one.event.changes for at in _starts(change, spans)})),
            undone=one.event.id in taken_back,
            undoable=one.event.id in can,
        )
        for one in reversed(events)
    ]


def _telling(event: Event) -> list[Change]:
    """The changes that say most: where there are ties, not the spans that came with them."""
    ties = [change for change in event.changes if change.kind == "tie"]
    return ties or list(event.changes)


def _told(change: Change, article: Article, spans: dict[str, Span]) -> str:
    row = change.after if change.after is not None else change.before
    sign = "+" if change.before is None else "-" if change.after is None else "~"
    match row:
        case Span():
            return f"{sign}{row.label} “{_words(row, article)}”{_origin(row.origin, row.score)}"
        case Tie():
            head = spans.get(row.head)
            told = f" “{_words(head, article)}”" if head is not None else ""
            return f"{sign}{row.category or 'tie'}{told}{_origin(row.origin, row.score)}"
        case Status():
            flag = ", flag" if row.flag else ""
            comment = f", “{row.comment}”" if row.comment else ""
            return f"sentence {row.status}{flag}{comment}" if change.after is not None else "sentence open"
        case Rejected():
            return f"{sign}suggested {row.kind} turned down"
        case Migration():
            return "labels brought to another scheme" if change.after is not None else "scheme taken back"
        case _:
            return f"{sign}sentence begins here" if row else f"{sign}sentences joined"


def _words(span: Span, article: Article) -> str:
    words = " ".join(span.text(article.text).split())
    return words if len(words) <= 40 else words[:39] + "…"


def _origin(origin: str, score: float | None) -> str:
    if origin == HUMAN:
        return ""
    return f" (from {origin}" + (f", {score:.2f})" if score is not None else ")")


def _starts(change: Change, spans: dict[str, Span]) -> list[int]:
    row = change.after if change.after is not None else change.before
    match row:
        case Span():
            return [row.start]
        case Tie():
            return [spans[row.head].start] if row.head in spans else []
        case Status() | bool():
            return [int(change.key)]
        case _:
            return []
