"""Streams: whose labels of which article, and their logs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    Row,
    Text,
    and_,
    bindparam,
    insert,
    select,
    type_coerce,
)

from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Event, StreamKey
from annotator.domain.labels import Labels
from annotator.domain.plain import change_from_plain
from annotator.store.logs import NO_EVENT, State
from annotator.store.rows import read_labels
from annotator.store.sums import Sums
from annotator.store.tables import article, event, round_, stream
from annotator.store.values import NumberedEvent, Stream
from annotator.store.writes import Write


def read_stream(connection: Connection, key: StreamKey) -> Stream:
    """The stream's labels; an empty stream where nobody has begun (no row is made).

    Raises:
        AnnotatorError: there is no such article.
    """
    found = find(connection, key)
    if found.id is None:
        return Stream(key, 0, Labels())
    number = connection.execute(LAST_NUMBER, {"stream": found.id, "seq": found.seq}).scalar()
    labels = read_labels(connection, [found.id])[found.id]
    return Stream(key, found.seq, labels, found.submitted_at, found.submitted_seq, number or 0)


def read_events(connection: Connection, key: StreamKey) -> list[NumberedEvent]:
    """The stream's log, oldest first."""
    found = find(connection, key)
    return [] if found.id is None else events_of(connection, found.id)


def events_of(connection: Connection, stream_id: int) -> list[NumberedEvent]:
    """The log of a stream by its row id, oldest first."""
    return logs_of(connection, [stream_id])[stream_id]


def logs_of(connection: Connection, streams: Sequence[int]) -> dict[int, list[NumberedEvent]]:
    """The logs of streams by their row ids, each oldest first."""
    out: dict[int, list[NumberedEvent]] = {one: [] for one in streams}
    for at in range(0, len(streams), _LOOKED_UP):
        for row in connection.execute(_EVENTS, {"streams": streams[at : at + _LOOKED_UP]}):
            read = Event(
                id=row.id,
                seq=row.seq,
                at=row.at,
                author=row.author,
                verb=row.verb,
                changes=tuple(change_from_plain(change) for change in row.changes),
                origin=row.origin,
                undoes=row.undoes,
            )
            out[row.stream_id].append(NumberedEvent(row.number, read))
    return out


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


def stream_id(connection: Connection, key: StreamKey) -> int | None:
    """Row id of the stream, None where nobody has begun.

    Raises:
        AnnotatorError: there is no such article.
    """
    found: int | None = find(connection, key).id
    return found


def ensure_stream(connection: Connection, key: StreamKey, at: datetime) -> int:
    """Row id of the stream, begun now if nobody had."""
    found = find(connection, key)
    return found.id or begin_stream(connection, Place.of(found), key, at)


def find(connection: Connection, key: StreamKey) -> Row[Any]:
    """The row of a stream (its id None where nobody has begun) with what `Place` has of it.

    Raises:
        AnnotatorError: there is no such article.
    """
    values = {
        "article": key.article,
        "annotator": key.annotator,
        "round": key.round,
        "pass_": key.pass_,
        "layer": key.layer,
    }
    found = connection.execute(_FIND, values).first()
    if found is None:
        raise _no_article(key)
    return found


def find_all(
    connection: Connection, keys: Iterable[StreamKey]
) -> tuple[dict[StreamKey, Place], set[StreamKey]]:
    """What each stream lies at, and which are there: as `find`, with few queries for many."""
    wanted = list(keys)
    rounds: dict[str, str] = {name: state for name, state in connection.execute(_STATES)}  # noqa: C416
    articles: dict[str, tuple[int, int, str]] = {}
    begun: set[StreamKey] = set()
    names = list(dict.fromkeys(key.article for key in wanted))
    for at in range(0, len(names), _LOOKED_UP):
        some = {"keys": names[at : at + _LOOKED_UP]}
        articles |= {name: (*place,) for name, *place in connection.execute(_PLACES, some)}
        begun |= {StreamKey(*row) for row in connection.execute(_BEGUN, some)}
    for key in wanted:
        if key.article not in articles:
            raise _no_article(key)
    places = {key: Place(*articles[key.article], rounds.get(key.round)) for key in wanted}
    return places, begun & places.keys()


class Place(NamedTuple):
    """What a stream begins with: its article's row id, number and bounds of sentences; its round's state."""

    article_id: int
    imported: int
    sentences: str
    round_state: str | None

    @classmethod
    def of(cls, found: Row[Any]) -> Place:
        """Of what `find` found."""
        return cls(found.article_id, found.imported, found.sentences, found.round_state)


def begin_stream(
    connection: Connection,
    place: Place,
    key: StreamKey,
    at: datetime,
    *,
    sums: Sums | None = None,
    state: State = NO_EVENT,
) -> int:
    """Make the row of a stream that is not there yet; returns its id.

    `sums` and `state` are those of the log that is written with it, if one is.

    Raises:
        AnnotatorError: there is no such round.
    """
    if place.round_state is None:
        names = sorted(connection.execute(select(round_.c.name)).scalars())
        raise AnnotatorError(f"There is no round {key.round!r}", f"Rounds here: {', '.join(names)}.")
    values = {
        "article_id": place.article_id,
        "annotator": key.annotator,
        "round": key.round,
        "pass": key.pass_,
        "layer": key.layer,
        "created_at": at,
        **state._asdict(),
        "updated_at": state.updated_at or at,
        **(sums or Sums(place.imported))._asdict(),
    }
    made: int = _INSERT_STREAM.one(connection, values)
    return made


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
#: The number of the event at a place of a stream.
LAST_NUMBER = select(event.c.number).where(
    event.c.stream_id == bindparam("stream"), event.c.seq == bindparam("seq")
)
_EVENTS = (
    select(event)
    .where(event.c.stream_id.in_(bindparam("streams", expanding=True)))
    .order_by(event.c.stream_id, event.c.seq)
)
_INSERT_STREAM = Write(
    insert(stream).returning(stream.c.id),
    [name for name in stream.c.keys() if name != "id"],  # noqa: SIM118
)
_PLACES = select(
    article.c.key,
    article.c.id,
    article.c.n_sentences,
    type_coerce(article.c.sentences, Text),
).where(article.c.key.in_(bindparam("keys", expanding=True)))
_BEGUN = (
    select(article.c.key, stream.c.annotator, stream.c.round, stream.c["pass"], stream.c.layer)
    .join(stream, stream.c.article_id == article.c.id)
    .where(article.c.key.in_(bindparam("keys", expanding=True)))
)
_STATES = select(round_.c.name, round_.c.state)
#: Keys looked up in one query.
_LOOKED_UP = 500


def _no_article(key: StreamKey) -> AnnotatorError:
    return AnnotatorError(
        f"There is no article {key.article!r}", "List them with annotator status --articles."
    )
