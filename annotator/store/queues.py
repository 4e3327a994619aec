"""What is left to do: the next article, progress, and articles nobody suggested for yet.

Where nothing is assigned in a round, everybody's queue holds all articles, and one is finished when it
is submitted or no sentence of it is open. Where something is, a queue holds what is assigned to its
annotator, and only what is submitted is finished. Articles without sentences are not queued.
"""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)

from annotator.domain.events import StreamKey
from annotator.domain.history import MIGRATE, SETTLE
from annotator.domain.text import Article
from annotator.store.articles import to_article
from annotator.store.rounds import has_assignments
from annotator.store.tables import article, assignment, event, stream
from annotator.store.values import Progress, StreamState


def next_open(connection: Connection, annotator: str, round_name: str, pass_: int, last: int) -> str | None:
    """Key of the first article after row `last` that is not finished, else of the first up to it."""
    values = {"annotator": annotator, "round": round_name, "pass_": pass_, "last": last}
    queue = _queue(connection, round_name)
    key: str | None = connection.execute(queue.next, values).scalar()
    return key or connection.execute(queue.first, values).scalar()


def is_open(connection: Connection, annotator: str, round_name: str, pass_: int, place: int) -> bool:
    """Whether the article of row `place` is not finished."""
    values = {"annotator": annotator, "round": round_name, "pass_": pass_, "place": place}
    return connection.execute(_queue(connection, round_name).this, values).first() is not None


def neighbour(connection: Connection, here: StreamKey, place: int, step: Literal[-1, 1]) -> str | None:
    """Key of the queued article before (-1) or after (1) that of a stream, row `place`; None if none is."""
    ahead, order = (
        (article.c.id > place, article.c.id) if step > 0 else (article.c.id < place, article.c.id.desc())
    )
    found = select(article.c.key).where(ahead, article.c.n_sentences > 0).order_by(order).limit(1)
    values = {"annotator": here.annotator, "round": here.round, "pass_": here.pass_}
    if has_assignments(connection, here.round):
        found = found.join(assignment, ASSIGNED)
    key: str | None = connection.execute(found, values).scalar()
    return key


def queued_articles(connection: Connection) -> list[str]:
    """Keys of all articles that have sentences, in order of import."""
    return list(connection.execute(_QUEUED).scalars())


def articles_with_gold(connection: Connection) -> set[str]:
    """Keys of the articles that have gold labels, in any round."""
    return set(connection.execute(_WITH_GOLD).scalars())


def gold_streams(connection: Connection, key: str) -> list[StreamKey]:
    """Keys of the gold streams of an article."""
    found = (
        select(stream.c.annotator, stream.c.round, stream.c["pass"])
        .join(article, article.c.id == stream.c.article_id)
        .where(article.c.key == key, stream.c.layer == "gold", stream.c.seq > 0)
    )
    return sorted(
        (StreamKey(key, row[0], row[1], row[2], "gold") for row in connection.execute(found)),
        key=lambda one: (one.round, one.pass_, one.annotator),
    )


def progress(connection: Connection, annotator: str, round_name: str, pass_: int) -> Progress:
    """How far the annotator is, from the streams' sums."""
    mine = {"annotator": annotator, "round": round_name, "pass_": pass_}
    queue = _queue(connection, round_name)
    whole = connection.execute(queue.whole, mine).one()
    done = connection.execute(queue.done, mine).one()
    return Progress(
        articles=whole.articles,
        articles_done=done.articles,
        # Mended splits make the annotator's sentences more or fewer than the imported ones.
        sentences=whole.sentences + done.mended,
        sentences_done=done.sentences,
        ties=done.ties,
        flags=done.flags,
    )


def annotators(connection: Connection) -> list[str]:
    """Names of all who have labelled, in alphabetical order of their code points."""
    names = select(stream.c.annotator).where(stream.c.layer == "human", stream.c.seq > 0).distinct()
    return sorted(connection.execute(names).scalars())


def submitted_rounds(connection: Connection) -> list[str]:
    """Names of the rounds in which somebody has submitted an article, in order."""
    names = select(stream.c.round).where(stream.c.layer == "human", stream.c.submitted_at.is_not(None))
    return sorted(connection.execute(names.distinct()).scalars())


def working(connection: Connection) -> list[tuple[str, str, int]]:
    """Who has labelled, or is to label, in which pass of which round: annotator, round, pass, in order."""
    labelled = select(stream.c.annotator, stream.c.round, stream.c["pass"])
    assigned = select(assignment.c.annotator, assignment.c.round, assignment.c["pass"])
    found = labelled.where(stream.c.layer == "human", stream.c.seq > 0).union(
        assigned.where(assignment.c.ended == 0)
    )
    return sorted((row[0], row[1], row[2]) for row in connection.execute(found))


def stream_states(connection: Connection, round_name: str, pass_: int) -> list[StreamState]:
    """State of every human stream of a round that has been begun."""
    rows = connection.execute(_STATES, {"round": round_name, "pass_": pass_})
    return [
        StreamState(row.key, row.annotator, row.submitted_at, bool(row.submitted_at) and bool(row.later))
        for row in rows
    ]


def suggesters(connection: Connection) -> list[str]:
    """Ids of all suggesters that have run, in order."""
    ran = (
        select(event.c.origin)
        .join(stream, stream.c.id == event.c.stream_id)
        .where(stream.c.layer == "suggestion")
        .distinct()
    )
    return sorted(connection.execute(ran).scalars())


def without_suggestions(
    connection: Connection, after: int, limit: int, *, origin: str
) -> list[tuple[int, Article]]:
    """Row id and value of the next articles whose latest suggestions are not this suggester's."""
    rows = connection.execute(_UNSEEN, {"origin": origin, "after": after, "limit": limit})
    return [(row.id, to_article(row)) for row in rows]


def count_without_suggestions(connection: Connection, *, origin: str) -> int:
    """How many articles have latest suggestions that are not this suggester's, or none."""
    return connection.execute(_COUNT_UNSEEN, {"origin": origin}).scalar_one()


_MINE = and_(
    stream.c.article_id == article.c.id,
    stream.c.annotator == bindparam("annotator"),
    stream.c.round == bindparam("round"),
    stream.c["pass"] == bindparam("pass_"),
    stream.c.layer == "human",
)
#: The article is assigned to the annotator in the pass of the round.
ASSIGNED = and_(
    assignment.c.article_id == article.c.id,
    assignment.c.round == bindparam("round"),
    assignment.c.annotator == bindparam("annotator"),
    assignment.c["pass"] == bindparam("pass_"),
    assignment.c.ended == 0,
)


class _Queue:
    """The statements of one kind of queue: of all articles, or of those assigned."""

    def __init__(self, *, assigned: bool) -> None:
        submitted = stream.c.submitted_at.is_not(None)
        finished = submitted if assigned else or_(submitted, stream.c.n_done >= stream.c.n_sentences)
        # From the assignments, whose index has them in the order of the articles.
        articles: FromClause = assignment.join(article, ASSIGNED) if assigned else article
        place: ColumnElement[int] = assignment.c.article_id if assigned else article.c.id
        queued = article.c.n_sentences > 0

        def open_(where: ColumnElement[bool]) -> Select[Any]:
            return (
                select(article.c.key)
                .select_from(articles.outerjoin(stream, _MINE))
                .where(where, queued, or_(stream.c.id.is_(None), ~finished))
                .order_by(place)
                .limit(1)
            )

        self.next = open_(place > bindparam("last"))
        self.first = open_(place <= bindparam("last"))
        self.this = open_(place == bindparam("place"))
        self.whole = (
            select(
                func.count().label("articles"),
                func.coalesce(func.sum(article.c.n_sentences), 0).label("sentences"),
            )
            .select_from(articles)
            .where(queued)
        )
        self.done = select(
            func.coalesce(func.sum(case((finished, 1), else_=0)), 0).label("articles"),
            func.coalesce(func.sum(stream.c.n_done), 0).label("sentences"),
            func.coalesce(func.sum(stream.c.n_sentences - article.c.n_sentences), 0).label("mended"),
            func.coalesce(func.sum(stream.c.n_ties), 0).label("ties"),
            func.coalesce(func.sum(stream.c.n_flags), 0).label("flags"),
        ).select_from(articles.join(stream, and_(_MINE, queued)))


_OF_ALL, _OF_ASSIGNED = _Queue(assigned=False), _Queue(assigned=True)


def _queue(connection: Connection, round_name: str) -> _Queue:
    return _OF_ASSIGNED if has_assignments(connection, round_name) else _OF_ALL


_QUEUED = select(article.c.key).where(article.c.n_sentences > 0).order_by(article.c.id)
_WITH_GOLD = (
    select(article.c.key)
    .join(stream, stream.c.article_id == article.c.id)
    .where(stream.c.layer == "gold", stream.c.seq > 0)
    .distinct()
)

_NOT_SEEN = ~exists().where(
    stream.c.article_id == article.c.id,
    stream.c.layer == "suggestion",
    event.c.stream_id == stream.c.id,
    event.c.seq == stream.c.seq,
    event.c.origin == bindparam("origin"),
)
# What others did with the labels as they were (another scheme, which of two hold) is no change of theirs.
_LATER = exists().where(
    event.c.stream_id == stream.c.id,
    event.c.seq > stream.c.submitted_seq,
    event.c.verb.not_in((MIGRATE, SETTLE)),
)
_STATES = (
    select(article.c.key, stream.c.annotator, stream.c.submitted_at, _LATER.label("later"))
    .join(article, article.c.id == stream.c.article_id)
    .where(
        stream.c.layer == "human",
        stream.c.seq > 0,
        stream.c.round == bindparam("round"),
        stream.c["pass"] == bindparam("pass_"),
    )
)

_UNSEEN = (
    select(article)
    .where(article.c.id > bindparam("after"), _NOT_SEEN)
    .order_by(article.c.id)
    .limit(bindparam("limit"))
)
_COUNT_UNSEEN = select(func.count()).select_from(article).where(_NOT_SEEN)
