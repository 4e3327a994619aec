"""What a project holds and how far everybody is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from annotator.domain.events import Change, StreamKey
from annotator.domain.labels import Span, Status, Tie
from annotator.domain.rules import unfinished
from annotator.project.project import Project
from annotator.project.queue import round_of


@dataclass(frozen=True, slots=True)
class AnnotatorStatus:
    """How far one annotator is in a pass of a round; `unfinished` lists ties with a required role missing.

    Where something is assigned in the round, `articles` and `sentences` are the annotator's own, and done
    are the articles submitted.
    """

    name: str
    round: str
    pass_: int
    articles: int
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


def status(project: Project, viewer: str | None = None) -> ProjectStatus:
    """Count what there is; with a `viewer`, of labels only theirs."""
    store = project.store
    open_ties = _unfinished(project)
    rows = []
    for name, round, pass_ in store.working():
        if viewer not in (None, name):
            continue
        done = store.progress(name, round, pass_)
        rows.append(
            AnnotatorStatus(
                name,
                round,
                pass_,
                done.articles,
                done.articles_done,
                done.sentences,
                done.sentences_done,
                done.ties,
                done.flags,
                tuple(open_ties.get((name, round, pass_), ())),
            )
        )
    suggesters = tuple(store.suggesters())
    return ProjectStatus(project.where, project.scheme.id, store.count_articles(), suggesters, tuple(rows))


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
        case _:
            return f"{sign}{change.kind} {change.key}"


def _unfinished(project: Project) -> dict[tuple[str, str, int], list[str]]:
    out: dict[tuple[str, str, int], list[str]] = {}
    for record in project.store.records(layers=("human",)):
        for tie in record.labels.ties.values():
            missing = unfinished(tie, project.scheme)
            if missing and record.annotator:
                head = record.labels.spans[tie.head].text(record.article.text)
                told = f"{record.article.id}: {tie.category or 'tie'} “{head}” lacks {', '.join(missing)}"
                out.setdefault((record.annotator, record.round, record.pass_), []).append(told)
    return out
