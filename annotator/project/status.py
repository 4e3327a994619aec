"""What a project holds and how far everybody is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from annotator.domain.events import Change, StreamKey
from annotator.domain.labels import Span, Status, Tie
from annotator.domain.migration import Migration
from annotator.domain.rules import unfinished
from annotator.project.project import Project


@dataclass(frozen=True, slots=True)
class AnnotatorStatus:
    """How far one annotator is; `unfinished` lists ties with a required role missing."""

    name: str
    articles_done: int
    sentences: int
    sentences_done: int
    ties: int
    flags: int
    unfinished: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProjectStatus:
    """A project at a glance."""

    where: str
    scheme: str
    articles: int
    suggesters: tuple[str, ...]
    annotators: tuple[AnnotatorStatus, ...]


def status(project: Project) -> ProjectStatus:
    """Count what there is."""
    store = project.store
    open_ties = _unfinished(project)
    rows = []
    for name in store.annotators():
        done = store.progress(name)
        rows.append(
            AnnotatorStatus(
                name,
                done.articles_done,
                done.sentences,
                done.sentences_done,
                done.ties,
                done.flags,
                tuple(open_ties.get(name, ())),
            )
        )
    suggesters = tuple(store.suggesters())
    return ProjectStatus(project.where, project.scheme.id, store.count_articles(), suggesters, tuple(rows))


def history(project: Project, article: str, annotator: str) -> Iterator[dict[str, Any]]:
    """The events of one annotator's labels of an article, oldest first, as JSON-able rows."""
    key = StreamKey(project.store.find_article(article), annotator)
    for numbered in project.store.events(key):
        event = numbered.event
        yield {
            "number": numbered.number,
            "at": event.at.isoformat(),
            "author": event.author,
            "verb": event.verb,
            "origin": event.origin,
            "undoes": event.undoes,
            "changes": [_told(change) for change in event.changes],
        }


def _told(change: Change) -> str:
    row = change.after if change.after is not None else change.before
    sign = "+" if change.before is None else "-" if change.after is None else "~"
    match row:
        case Span():
            return f"{sign}{row.label} {row.start}-{row.end}"
        case Tie():
            return f"{sign}{row.category or 'tie'}"
        case Status():
            flag = " flagged" if row.flag else ""
            return f"{sign}sentence {change.key} {row.status}{flag}"
        case Migration():
            return "to another scheme" if change.after is not None else "back to the scheme before"
        case _:
            return f"{sign}{change.kind} {change.key}"


def _unfinished(project: Project) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for record in project.store.records(layers=("human",)):
        for tie in record.labels.ties.values():
            missing = unfinished(tie, project.scheme)
            if missing and record.annotator:
                head = record.labels.spans[tie.head].text(record.article.text)
                told = f"{record.article.id}: {tie.category or 'tie'} “{head}” lacks {', '.join(missing)}"
                out.setdefault(record.annotator, []).append(told)
    return out
