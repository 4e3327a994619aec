"""What a project holds and how far everybody is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.domain.events import StreamKey
from annotator.domain.rules import unfinished
from annotator.project.project import Project
from annotator.store.values import Listed, QueueRow

#: Articles read at a time.
WINDOW = 500


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


@dataclass(frozen=True, slots=True)
class ArticleProgress:
    """How far one annotator is in one article; `submitted_at` in ISO 8601."""

    name: str
    round: str
    pass_: int
    sentences: int
    sentences_done: int
    ties: int
    flags: int
    submitted_at: str | None


@dataclass(frozen=True, slots=True)
class ArticleStatus:
    """One article: `suggested` counts suggested ties, None where no suggester has looked.

    `annotators` has those who have begun it.
    """

    id: str
    title: str | None
    sentences: int
    suggested: int | None
    annotators: tuple[ArticleProgress, ...]


def article_statuses(project: Project, viewer: str | None = None) -> Iterator[ArticleStatus]:
    """Every article in order of import, some hundreds read at a time; with a `viewer`, only theirs."""
    store = project.store
    nobody = StreamKey("", "")
    owners = [StreamKey("", *one) for one in store.working() if viewer in (None, one[0])]
    order = store.article_order(nobody, Listed("every"))
    for first in range(0, len(order), WINDOW):
        ids = order[first : first + WINDOW]
        bare = store.article_rows(nobody, ids)
        theirs = [(owner, store.article_rows(owner, ids)) for owner in owners]
        for index, row in enumerate(bare):
            progress = tuple(_progress(owner, rows[index]) for owner, rows in theirs if _begun(rows[index]))
            yield ArticleStatus(row.key, row.title, row.n_sentences, row.n_suggested, progress)


def _begun(row: QueueRow) -> bool:
    return bool(row.n_done or row.n_ties or row.n_flags or row.submitted_at)


def _progress(owner: StreamKey, row: QueueRow) -> ArticleProgress:
    at = row.submitted_at.isoformat() if row.submitted_at else None
    return ArticleProgress(
        owner.annotator, owner.round, owner.pass_, row.n_sentences, row.n_done, row.n_ties, row.n_flags, at
    )


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
