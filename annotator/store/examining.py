"""Looks whether a database is sound: in itself, and its tables what its log comes to."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, text
from sqlalchemy.exc import DBAPIError

from annotator.domain.errors import AnnotatorError, ConflictError
from annotator.domain.events import StreamKey, apply
from annotator.domain.labels import Labels
from annotator.domain.text import Article
from annotator.store.articles import to_article
from annotator.store.backup import integrity, rows_at_fault
from annotator.store.changes import LABEL_TABLES, rows_of
from annotator.store.logs import Log, rewrite_labels, state_of
from annotator.store.streams import events_of, stream_id
from annotator.store.sums import sums_of
from annotator.store.tables import article, stream
from annotator.store.values import ExaminedArticle, ExaminedStream, NumberedEvent, Problem


def examine_database(connection: Connection) -> Iterator[Problem]:
    """What is wrong with the database itself: damaged pages and indexes, rows that refer to no row."""
    if connection.dialect.name != "sqlite":
        # A server keeps its constraints itself, once they are validated.
        unsure = "SELECT conname FROM pg_constraint WHERE NOT convalidated ORDER BY conname"
        for name in connection.execute(text(unsure)).scalars():
            yield Problem(f"the constraint {name} was not checked for all rows")
        return
    labels = {table.name for table in LABEL_TABLES}
    raw: Any = connection.connection.driver_connection
    for found in integrity(raw):
        table = rows_at_fault(found)
        if table:
            yield Problem(f"rows of the table {table} break its rules", mendable=table in labels)
        else:
            yield Problem(f"the database is damaged: {found}")
    dangling = Counter((row[0], row[2]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check"))
    for (table, parent), count in sorted(dangling.items()):
        what = f"rows of the table {table} that refer to rows of {parent} that do not exist: {count}"
        yield Problem(what, mendable=table in labels)


def examine_articles(connection: Connection, after: int, limit: int) -> list[tuple[int, ExaminedArticle]]:
    """Row id and state of the next articles with all streams of each."""
    rows = select(article.c.id, article.c.key).where(article.c.id > after).order_by(article.c.id).limit(limit)
    return [(row.id, _examined(connection, row.id, row.key)) for row in connection.execute(rows).all()]


def rebuild(connection: Connection, key: StreamKey) -> None:
    """Make the label rows and sums of a stream anew from its log, which stays as it is.

    Raises:
        AnnotatorError: there is no such stream, or its log does not add up.
    """
    if connection.dialect.name == "postgresql":
        # On SQLite writers take turns. Here nobody may add to the log meanwhile.
        connection.execute(text("LOCK TABLE event IN SHARE ROW EXCLUSIVE MODE"))
    place = stream_id(connection, key)
    if place is None:
        raise AnnotatorError(f"{key.article}: {key.annotator} has no labels here", "Nothing can be rebuilt.")
    log = events_of(connection, place)
    labels, problem = _replayed(log)
    if problem:
        raise AnnotatorError(f"{key.article}: {problem.what}", "Restore a backup.")
    row = connection.execute(select(article).where(article.c.key == key.article)).one()
    whole = Log(place, [one.event for one in log], labels, sums_of(to_article(row), labels))
    rewrite_labels(connection, [whole])


def remove_stray(connection: Connection) -> None:
    """Remove label rows that belong to no stream, and so to no log."""
    for table in reversed(LABEL_TABLES):
        connection.execute(delete(table).where(table.c.stream_id.not_in(select(stream.c.id))))


_ARTICLE = select(article).where(article.c.id == bindparam("place"))
_STREAMS = select(stream).where(stream.c.article_id == bindparam("place")).order_by(stream.c.id)
_LABELS = {table.name: select(table).where(table.c.stream_id == bindparam("place")) for table in LABEL_TABLES}

#: What reading a row raises that does not hold what it should: no JSON, no date, no UTF-8 …
UNREADABLE = (KeyError, IndexError, ValueError, TypeError, AttributeError, DBAPIError)


def _examined(connection: Connection, place: int, key: str) -> ExaminedArticle:
    try:
        row = connection.execute(_ARTICLE, {"place": place}).one()
        whole = to_article(row)
        problems = tuple(_article_problems(row, whole))
        rows = connection.execute(_STREAMS, {"place": place}).all()
        streams = tuple(_examined_stream(connection, one, whole) for one in rows)
    except UNREADABLE as error:
        return ExaminedArticle(key, None, (Problem(f"it cannot be read ({_said(error)})"),), ())
    return ExaminedArticle(key, whole, problems, streams)


def _article_problems(row: Row[Any], whole: Article) -> Iterator[Problem]:
    if hashlib.sha256(whole.text.encode()).hexdigest() != row.sha256:
        yield Problem("the text is not the one that was imported: its digest differs")
    if row.n_sentences != len(whole.sentences):
        yield Problem(f"it should have {row.n_sentences} sentences and has {len(whole.sentences)}")
    length = len(whole.text)
    for what, bounds in (
        ("sentence", ((one.start, one.end) for one in whole.sentences)),
        ("token", (whole.tokens[index] for index in range(len(whole.tokens)))),
    ):
        wrong = _out_of_order(bounds, length)
        if wrong:
            yield Problem(f"the {what} {wrong[0]}-{wrong[1]} is empty, out of order or outside the text")
    for region in whole.regions:
        if not 0 <= region.start < region.end <= length:
            yield Problem(f"the region {region.start}-{region.end} lies outside the text")


def _out_of_order(bounds: Iterable[tuple[int, int]], length: int) -> tuple[int, int] | None:
    last = 0
    for start, end in bounds:
        if not last <= start < end <= length:
            return start, end
        last = end
    return None


def _examined_stream(connection: Connection, row: Row[Any], whole: Article) -> ExaminedStream:
    key = StreamKey(whole.id, row.annotator, row.round, row._mapping["pass"], row.layer)
    try:
        log = events_of(connection, row.id)
    except UNREADABLE as error:
        return ExaminedStream(key, None, 0, (Problem(f"the log cannot be read ({_said(error)})"),))
    labels, problem = _replayed(log)
    if problem:
        return ExaminedStream(key, None, len(log), (problem,))
    problems = (*_table_problems(connection, row.id, labels), *_state_problems(row, whole, log, labels))
    return ExaminedStream(key, labels, len(log), problems)


def _replayed(log: Iterable[NumberedEvent]) -> tuple[Labels, Problem | None]:
    labels = Labels()
    for seq, one in enumerate(log, 1):
        if one.event.seq != seq:
            return labels, Problem(f"the log lacks event {seq}: after {seq - 1} comes {one.event.seq}")
        try:
            labels = apply(labels, one.event.changes)
        except ConflictError as error:
            return labels, Problem(
                f"event {seq} (#{one.number}) does not fit those before it: {error.message}"
            )
    return labels, None


def _table_problems(connection: Connection, place: int, labels: Labels) -> Iterator[Problem]:
    for table, expected in rows_of(place, labels):
        place_of = itemgetter(slice(len(table.primary_key.columns)))
        try:
            mine = connection.execute(_LABELS[table.name], {"place": place}).all()
            found = {place_of(row): tuple(row) for row in mine}
        except UNREADABLE as error:
            yield Problem(f"the table {table.name} cannot be read ({_said(error)})", mendable=True)
            continue
        wanted = {place_of(row): row for row in expected}
        differing = sum(found.get(key) != wanted.get(key) for key in found.keys() | wanted.keys())
        if differing:
            rows = "1 row" if differing == 1 else f"{differing} rows"
            yield Problem(f"the table {table.name} differs from the log: {rows}", mendable=True)


def _state_problems(
    row: Row[Any], whole: Article, log: list[NumberedEvent], labels: Labels
) -> Iterator[Problem]:
    state = state_of([one.event for one in log])._asdict() | sums_of(whole, labels)._asdict()
    if not log:
        del state["updated_at"]
    for name, expected in state.items():
        if row._mapping[name] != expected:
            yield Problem(f"{name} is {row._mapping[name]}, the log says {expected}", mendable=True)


def _said(error: Exception) -> str:
    # SQLAlchemy would add the statement, and with it words of the text.
    return str(error.orig) if isinstance(error, DBAPIError) else f"{type(error).__name__}: {error}"
