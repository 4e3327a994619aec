"""Records: articles with the labels of each stream, read page by page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, or_, select

from annotator.domain.adjudication.decision import to_plain
from annotator.domain.events import decisions
from annotator.domain.labels import Labels
from annotator.domain.migrating import at_submission
from annotator.domain.record import Record
from annotator.store.articles import read_publications, to_article
from annotator.store.rows import read_labels
from annotator.store.streams import events_of
from annotator.store.tables import article, stream
from annotator.store.visits import read_visits


@dataclass(frozen=True, slots=True)
class Choice:
    """Which records are wanted; None means all.

    `unlabelled` adds articles that nobody has labelled; `submitted` takes submitted streams only,
    with the labels as they were when first submitted, under the names of the scheme in use.
    """

    layers: Collection[str] | None = None
    annotators: Collection[str] | None = None
    rounds: Collection[str] | None = None
    unlabelled: bool = False
    submitted: bool = False


def read_records(
    connection: Connection, choice: Choice, scheme: str, after: int, limit: int
) -> tuple[int | None, list[Record]]:
    """Records of the next articles, by article, then annotator, round, pass and layer.

    Takes the same few queries for any number of articles. Returns the row id of the last article
    gone through, None when there are no more.
    """
    articles = connection.execute(_articles(choice, after, limit)).all()
    if not articles:
        return None, []
    ids = [row.id for row in articles]
    publications = read_publications(connection, ids)
    chosen = connection.execute(select(stream).where(stream.c.article_id.in_(ids), _wanted(choice))).all()
    # Not by the database, each of which has its own idea of the alphabet.
    chosen = sorted(chosen, key=lambda row: (row.annotator, row.round, row._mapping["pass"], row.layer))
    labels = _labels(connection, chosen, choice)
    visits = read_visits(connection, [row.id for row in chosen])
    decided = {row.id: _decisions(connection, row.id) for row in chosen if row.layer == "gold"}
    labelled = _labelled_of(connection, ids) if choice.unlabelled else set(ids)
    streams: dict[int, list[Row[Any]]] = {one: [] for one in ids}
    for row in chosen:
        streams[row.article_id].append(row)
    records = []
    for row in articles:
        value, appeared = to_article(row), publications[row.id]
        if row.id not in labelled:
            records.append(Record(value, scheme, row.tokenizer, None, publications=appeared))
        for mine in streams[row.id]:
            records.append(
                Record(
                    article=value,
                    scheme=scheme,
                    tokenizer=row.tokenizer,
                    annotator=mine.annotator or None,
                    round=mine.round,
                    pass_=mine._mapping["pass"],
                    layer=mine.layer,
                    labels=labels[mine.id],
                    visits=visits[mine.id],
                    publications=appeared,
                    created_at=mine.created_at,
                    updated_at=mine.submitted_at if choice.submitted else mine.updated_at,
                    submitted_at=mine.submitted_at,
                    adjudication=decided.get(mine.id, ()),
                )
            )
    return ids[-1], records


# Streams that someone has only looked at hold no labels.
_BEGUN = stream.c.seq > 0
_LABELLED = and_(_BEGUN, stream.c.layer.in_(("human", "gold")))


def _articles(choice: Choice, after: int, limit: int) -> Select[Any]:
    of_article = stream.c.article_id == article.c.id
    some: ColumnElement[bool] = exists().where(of_article, _wanted(choice))
    if choice.unlabelled:
        some = or_(some, ~exists().where(of_article, _LABELLED))
    return select(article).where(article.c.id > after, some).order_by(article.c.id).limit(limit)


def _wanted(choice: Choice) -> ColumnElement[bool]:
    conditions = [_BEGUN]
    for column, names in (
        (stream.c.layer, choice.layers),
        (stream.c.annotator, choice.annotators),
        (stream.c.round, choice.rounds),
    ):
        if names is not None:
            conditions.append(column.in_(names))
    if choice.submitted:
        conditions.append(stream.c.submitted_at.is_not(None))
    return and_(*conditions)


def _labels(connection: Connection, streams: Sequence[Row[Any]], choice: Choice) -> Mapping[int, Labels]:
    labels = read_labels(connection, [row.id for row in streams])
    if choice.submitted:
        for row in streams:
            if row.seq > row.submitted_seq:
                labels[row.id] = labels_as_submitted(connection, row.id, row.submitted_seq)
    return labels


def _decisions(connection: Connection, stream_id: int) -> tuple[Mapping[str, Any], ...]:
    """The decisions that gold follows from, in the order they were made, with who made them and when."""
    log = [one.event for one in events_of(connection, stream_id)]
    made = {
        change.key: event
        for event in log
        for change in event.changes
        if change.kind == "decision" and change.before is None
    }
    return tuple(
        {**to_plain(one), "by": made[key].author, "at": made[key].at.isoformat()}
        for key, one in decisions(log).items()
    )


def labels_as_submitted(connection: Connection, stream_id: int, until: int) -> Labels:
    """The labels of a stream as they were at the event `until`, under the names they have today."""
    return at_submission([one.event for one in events_of(connection, stream_id)], until)


def _labelled_of(connection: Connection, articles: list[int]) -> set[int]:
    rows = select(stream.c.article_id).where(stream.c.article_id.in_(articles), _LABELLED)
    return set(connection.execute(rows).scalars())
