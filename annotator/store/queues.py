"""What is left to do: the next article, progress, and articles nobody suggested for yet.

An article is finished by an annotator when it is submitted or no sentence of it is open. Articles
without sentences are not queued.
"""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, case, exists, func, or_, select

from annotator.domain.history import MIGRATE, SETTLE
from annotator.domain.text import Article
from annotator.store.articles import to_article
from annotator.store.tables import article, event, stream
from annotator.store.values import Progress, StreamState


def next_open(connection: Connection, annotator: str, round_name: str, pass_: int, last: int) -> str | None:
    """Key of the first article after row `last` that is not finished, else of the first up to it."""
    values = {"annotator": annotator, "round": round_name, "pass_": pass_, "last": last}
    key: str | None = connection.execute(_NEXT, values).scalar()
    return key or connection.execute(_FIRST, values).scalar()


def is_open(connection: Connection, annotator: str, round_name: str, pass_: int, place: int) -> bool:
    """Whether the article of row `place` is not finished."""
    values = {"annotator": annotator, "round": round_name, "pass_": pass_, "place": place}
    return connection.execute(_THIS, values).first() is not None


def neighbour(connection: Connection, place: int, step: Literal[-1, 1]) -> str | None:
    """Key of the queued article before (-1) or after (1) row `place`, None where there is none."""
    ahead, order = (
        (article.c.id > place, article.c.id) if step > 0 else (article.c.id < place, article.c.id.desc())
    )
    found = select(article.c.key).where(ahead, article.c.n_sentences > 0).order_by(order).limit(1)
    key: str | None = connection.execute(found).scalar()
    return key


def progress(connection: Connection, annotator: str, round_name: str, pass_: int) -> Progress:
    """How far the annotator is, from the streams' sums."""
    mine = {"annotator": annotator, "round": round_name, "pass_": pass_}
    whole = connection.execute(_WHOLE).one()
    done = connection.execute(_DONE, mine).one()
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
_FINISHED = or_(stream.c.submitted_at.is_not(None), stream.c.n_done >= stream.c.n_sentences)


def _open(where: ColumnElement[bool]) -> Select[Any]:
    return (
        select(article.c.key)
        .select_from(article.outerjoin(stream, _MINE))
        .where(where, article.c.n_sentences > 0, or_(stream.c.id.is_(None), ~_FINISHED))
        .order_by(article.c.id)
        .limit(1)
    )


_NEXT = _open(article.c.id > bindparam("last"))
_FIRST = _open(article.c.id <= bindparam("last"))
_THIS = _open(article.c.id == bindparam("place"))

_WHOLE = select(
    func.count().label("articles"), func.coalesce(func.sum(article.c.n_sentences), 0).label("sentences")
).where(article.c.n_sentences > 0)

_DONE = select(
    func.coalesce(func.sum(case((_FINISHED, 1), else_=0)), 0).label("articles"),
    func.coalesce(func.sum(stream.c.n_done), 0).label("sentences"),
    func.coalesce(func.sum(stream.c.n_sentences - article.c.n_sentences), 0).label("mended"),
    func.coalesce(func.sum(stream.c.n_ties), 0).label("ties"),
    func.coalesce(func.sum(stream.c.n_flags), 0).label("flags"),
).select_from(stream.join(article, and_(_MINE, article.c.n_sentences > 0)))

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
