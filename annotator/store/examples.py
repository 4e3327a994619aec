"""Ties and spans that an annotator may see as examples: own ones, and gold of what was submitted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, select

from annotator.domain.events import StreamKey
from annotator.domain.text import Article
from annotator.store.articles import to_article
from annotator.store.rows import read_labels
from annotator.store.tables import article, span, stream, tie
from annotator.store.values import Labelled

#: So many of the annotator's newest articles are looked through: enough to find some, few enough to be quick.
REACH = 200


def read_labelled(
    connection: Connection, key: StreamKey, *, kind: str, name: str, gold: bool, limit: int
) -> list[Labelled]:
    """The newest ties (`kind` "tie") of a category, or spans of a label, in the annotator's own articles.

    With `gold`, those of the gold layer, and only of articles that the annotator has submitted.
    """
    seen = _gold_of_submitted(key) if gold else _own(key)
    newest = seen.limit(REACH).subquery()
    table = tie if kind == "tie" else span
    wanted = (
        span.c.label == name
        if kind == "span"
        else tie.c.category == name
        if name
        else tie.c.category.is_(None)
    )
    found = connection.execute(
        select(newest.c.id, newest.c.article_id, table.c.id.label("label"))
        .join(table, table.c.stream_id == newest.c.id)
        .where(wanted)
        .order_by(newest.c.place.desc(), table.c.id)
        .limit(limit)
    ).all()
    labels = read_labels(connection, sorted({row.id for row in found}))
    articles = _articles(connection, {row.article_id for row in found})
    return [Labelled(articles[row.article_id], labels[row.id], row.label) for row in found]


def _own(key: StreamKey) -> Select[Any]:
    return (
        select(stream.c.id, stream.c.article_id, stream.c.id.label("place"))
        .where(_mine(key))
        .order_by(stream.c.id.desc())
    )


def _gold_of_submitted(key: StreamKey) -> Select[Any]:
    # Gold is rarer than articles, so more of these are looked through; not all of them, ever.
    mine = _own(key).where(stream.c.submitted_at.is_not(None)).limit(10 * REACH).subquery()
    gold = stream.alias("gold")
    here = and_(gold.c.article_id == mine.c.article_id, gold.c.round == key.round, gold.c.layer == "gold")
    return (
        select(gold.c.id, gold.c.article_id, mine.c.place)
        .select_from(mine.join(gold, here))
        .order_by(mine.c.place.desc())
    )


def _mine(key: StreamKey) -> ColumnElement[bool]:
    return and_(
        stream.c.annotator == key.annotator,
        stream.c.round == key.round,
        stream.c["pass"] == key.pass_,
        stream.c.layer == "human",
    )


def _articles(connection: Connection, ids: set[int]) -> dict[int, Article]:
    rows = connection.execute(select(article).where(article.c.id.in_(ids)))
    return {row.id: to_article(row) for row in rows}
