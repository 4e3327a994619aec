"""Streams and their logs: the one place where labels are written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    CursorResult,
    Row,
    Text,
    and_,
    bindparam,
    insert,
    select,
    type_coerce,
    update,
)

from annotator.domain.errors import AnnotatorError, ConflictError
from annotator.domain.events import Change, Event, Kind, StreamKey, apply
from annotator.domain.history import SUBMIT
from annotator.domain.labels import Labels, sentences
from annotator.domain.plain import change_from_plain, change_to_plain
from annotator.domain.text import Article, Sentence, Tokens
from annotator.store.changes import Key, Net, net_changes, write_changes
from annotator.store.rows import read_cuts, read_labels, read_statuses
from annotator.store.sums import Sums, count_statuses, sums_of
from annotator.store.tables import EventRow, article, event, round_, stream
from annotator.store.values import NumberedEvent, Stream
from annotator.store.writes import Write


def read_stream(connection: Connection, key: StreamKey) -> Stream:
    """The stream's labels; an empty stream where nobody has begun (no row is made).

    Raises:
        AnnotatorError: there is no such article.
    """
    found = _find(connection, key)
    if found.id is None:
        return Stream(key, 0, Labels())
    number = connection.execute(_LAST_NUMBER, {"stream": found.id, "seq": found.seq}).scalar()
    labels = read_labels(connection, [found.id])[found.id]
    return Stream(key, found.seq, labels, found.submitted_at, found.submitted_seq, number or 0)


def read_events(connection: Connection, key: StreamKey) -> list[NumberedEvent]:
    """The stream's log, oldest first."""
    found = _find(connection, key)
    return [] if found.id is None else events_of(connection, found.id)


def events_of(connection: Connection, stream_id: int) -> list[NumberedEvent]:
    """The log of a stream by its row id, oldest first."""
    return [
        NumberedEvent(
            row.number,
            Event(
                id=row.id,
                seq=row.seq,
                at=row.at,
                author=row.author,
                verb=row.verb,
                changes=tuple(change_from_plain(change) for change in row.changes),
                origin=row.origin,
                undoes=row.undoes,
            ),
        )
        for row in connection.execute(_EVENTS, {"stream": stream_id})
    ]


def read_stream_keys(connection: Connection, after: int, limit: int) -> list[tuple[int, StreamKey]]:
    """Row id and key of the next streams, in the order they were begun."""
    rows = (
        select(
            stream.c.id,
            article.c.key,
            stream.c.annotator,
            stream.c.round,
            stream.c["pass"].label("pass_"),
            stream.c.layer,
        )
        .join(article, article.c.id == stream.c.article_id)
        .where(stream.c.id > after)
        .order_by(stream.c.id)
        .limit(limit)
    )
    return [
        (row.id, StreamKey(row.key, row.annotator, row.round, row.pass_, row.layer))
        for row in connection.execute(rows)
    ]


def append(connection: Connection, key: StreamKey, new: Event) -> int:
    """Write an event, the rows it changes and the stream's sums; returns the event's number.

    An event that is there already is not written again.

    Raises:
        ConflictError: the stream's last event is not the one before this, or a row is not as a
            change expects it.
        AnnotatorError: there is no such article or round, or the round is closed and the labels are
            an annotator's.
        sqlalchemy.exc.IntegrityError: now or at commit, the rows do not fit together.
    """
    found = _find(connection, key)
    if new.seq != (found.seq or 0) + 1:
        already = connection.execute(_SAME_EVENT, {"stream": found.id, "id": new.id}).scalar()
        if already is not None:
            return int(already)  # a repeat, after a connection broke before it could say "done"
        raise ConflictError(
            f"{key.article}: the labels of {key.annotator or 'the suggester'} were changed in another window",
            "Open the article again to see them, then repeat the change.",
        )
    if found.round_state == "closed" and key.layer == "human":
        raise AnnotatorError(
            f"the round {key.round} is closed and takes no labels",
            f"Who leads can open it again: annotator round reopen {key.round}.",
        )
    changes = net_changes(new.changes)
    stream_id = found.id or begin_stream(connection, found, key, new.at)
    # On a server two writers may come this far; the second one's seq is then taken already.
    number: int = _INSERT_EVENT.one(connection, _event_row(stream_id, new))
    sums = _sums(connection, found, stream_id, changes)
    write_changes(connection, stream_id, changes)
    more = {f"more_{name}": count for name, count in sums._asdict().items()}
    _ADD_TO_STREAM.one(connection, {"stream": stream_id, "to_seq": new.seq, "now": new.at, **more})
    if new.verb == SUBMIT and found.submitted_at is None:
        first = {"stream": stream_id, "submitted_at": new.at, "submitted_seq": new.seq}
        connection.execute(_SUBMIT, first)
    return number


def insert_events(connection: Connection, stream_id: int, events: Iterable[Event]) -> None:
    """Write events as they are, and nothing that follows from them."""
    rows = [_event_row(stream_id, one) for one in events]
    if rows:
        _INSERT_EVENTS.many(connection, rows)


def batches(items: Iterable[tuple[StreamKey, Event]]) -> Iterator[list[tuple[StreamKey, Event]]]:
    """Cut a stream of events into what one transaction takes."""
    batch, size = [], 0
    for item in items:
        batch.append(item)
        size += 1 + len(item[1].changes)
        if size >= _BATCH_CHANGES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def stream_id(connection: Connection, key: StreamKey) -> int | None:
    """Row id of the stream, None where nobody has begun.

    Raises:
        AnnotatorError: there is no such article.
    """
    found: int | None = _find(connection, key).id
    return found


def ensure_stream(connection: Connection, key: StreamKey, at: datetime) -> int:
    """Row id of the stream, begun now if nobody had."""
    found = _find(connection, key)
    return found.id or begin_stream(connection, found, key, at)


def begin_stream(connection: Connection, found: Row[Any], key: StreamKey, at: datetime) -> int:
    """Make the row of a stream that `found` says is not there yet; returns its id.

    Raises:
        AnnotatorError: there is no such round.
    """
    if found.round_state is None:
        names = sorted(connection.execute(select(round_.c.name)).scalars())
        raise AnnotatorError(f"There is no round {key.round!r}", f"Rounds here: {', '.join(names)}.")
    values = {
        "article_id": found.article_id,
        "annotator": key.annotator,
        "round": key.round,
        "pass": key.pass_,
        "layer": key.layer,
        "seq": 0,
        "created_at": at,
        "updated_at": at,
        "n_sentences": found.imported,
        "n_done": 0,
        "n_flags": 0,
        "n_ties": 0,
    }
    return inserted(connection.execute(_INSERT_STREAM, values))


def inserted(result: CursorResult[Any]) -> int:
    """Row id that an insert made."""
    key: Any = result.inserted_primary_key
    return int(key[0])


# Some 0.1 s of writing: an annotator on the same file hardly notices.
_BATCH_CHANGES = 1000

_FIND = (
    select(
        article.c.id.label("article_id"),
        article.c.n_sentences.label("imported"),
        # As text: parsed only by those who need it.
        type_coerce(article.c.sentences, Text).label("sentences"),
        stream.c.id,
        stream.c.seq,
        stream.c.submitted_at,
        stream.c.submitted_seq,
        select(round_.c.state)
        .where(round_.c.name == bindparam("round"))
        .scalar_subquery()
        .label("round_state"),
    )
    .select_from(
        article.outerjoin(
            stream,
            and_(
                stream.c.article_id == article.c.id,
                stream.c.annotator == bindparam("annotator"),
                stream.c.round == bindparam("round"),
                stream.c["pass"] == bindparam("pass_"),
                stream.c.layer == bindparam("layer"),
            ),
        )
    )
    .where(article.c.key == bindparam("article"))
)
_LAST_NUMBER = select(event.c.number).where(
    event.c.stream_id == bindparam("stream"), event.c.seq == bindparam("seq")
)
_SAME_EVENT = select(event.c.number).where(
    event.c.stream_id == bindparam("stream"), event.c.id == bindparam("id")
)
_EVENTS = select(event).where(event.c.stream_id == bindparam("stream")).order_by(event.c.seq)
_TEXT = select(article.c.text).where(article.c.id == bindparam("article_id"))
_GIVEN = [name for name in EventRow.model_fields if name != "number"]
_INSERT_EVENT = Write(insert(event).returning(event.c.number), _GIVEN)
# Python 3.13's sqlite3 refuses to run for many rows what returns rows.
_INSERT_EVENTS = Write(insert(event).inline(), _GIVEN)
_INSERT_STREAM = insert(stream)
_ADD_TO_STREAM = Write(
    update(stream)
    .where(stream.c.id == bindparam("stream"))
    .values(
        seq=bindparam("to_seq"),
        updated_at=bindparam("now", type_=stream.c.updated_at.type),
        **{name: stream.c[name] + bindparam(f"more_{name}") for name in Sums._fields},
    )
)
_SUBMIT = update(stream).where(stream.c.id == bindparam("stream"))


def _find(connection: Connection, key: StreamKey) -> Row[Any]:
    values = {
        "article": key.article,
        "annotator": key.annotator,
        "round": key.round,
        "pass_": key.pass_,
        "layer": key.layer,
    }
    found = connection.execute(_FIND, values).first()
    if found is None:
        raise AnnotatorError(
            f"There is no article {key.article!r}", "List them with annotator status --articles."
        )
    return found


def _event_row(stream_id: int, of: Event) -> dict[str, Any]:
    return {
        "id": of.id,
        "stream_id": stream_id,
        "seq": of.seq,
        "at": of.at,
        "author": of.author,
        "verb": of.verb,
        "origin": of.origin,
        "undoes": of.undoes,
        "changes": [change_to_plain(change) for change in of.changes],
    }


def _sums(connection: Connection, found: Row[Any], stream_id: int, changes: Mapping[Key, Net]) -> Sums:
    """What the changes add to the stream's sums; reads the rows as they are before the changes."""
    of: dict[str, list[Any]] = {"tie": [], "status": [], "cut": []}
    for (kind, key), (before, after) in changes.items():
        of.get(kind, []).append((key, before, after))
    ties = sum((after is not None) - (before is not None) for _, before, after in of["tie"])
    if not (of["status"] or of["cut"]):
        return Sums(n_ties=ties)
    cuts = read_cuts(connection, [stream_id])[stream_id]
    if of["cut"]:
        # Sentences come and go, and with them statuses begin and cease to count.
        statuses = read_statuses(connection, [stream_id])[stream_id]
        labels = Labels(statuses=statuses, cuts=cuts)
        kinds: tuple[Kind, ...] = ("status", "cut")
        mended = [Change(kind, *one) for kind in kinds for one in of[kind]]
        whole = _bare(connection, found)
        old, new = sums_of(whole, labels), sums_of(whole, apply(labels, mended))
        more = Sums(*(b - a for a, b in zip(old, new, strict=True)))
        return more._replace(n_ties=ties)
    starts = {start for start, _ in json.loads(found.sentences)}
    if cuts:
        starts = {sentence.start for sentence in sentences(_bare(connection, found), cuts)}
    done, flags = count_statuses(starts, [(start, after) for start, _, after in of["status"]])
    less_done, less_flags = count_statuses(starts, [(start, before) for start, before, _ in of["status"]])
    return Sums(0, done - less_done, flags - less_flags, ties)


def _bare(connection: Connection, found: Row[Any]) -> Article:
    """As much of the article as it takes to know its sentences."""
    text = connection.execute(_TEXT, {"article_id": found.article_id}).scalar_one()
    imported = tuple(Sentence(start, end) for start, end in json.loads(found.sentences))
    return Article(id="", text=text, sentences=imported, tokens=Tokens([]))
