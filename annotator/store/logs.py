"""Logs written whole, with the rows and sums they come to: of many streams, a statement for each table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, insert, update

from annotator.domain.events import Event
from annotator.domain.history import SUBMIT
from annotator.domain.labels import Labels
from annotator.domain.plain import change_to_plain
from annotator.store.changes import LABEL_TABLES, insert_rows
from annotator.store.sums import Sums
from annotator.store.tables import EventRow, event, stream
from annotator.store.writes import Write

#: Columns of an event that are given; the database gives the number.
GIVEN = [name for name in EventRow.model_fields if name != "number"]


class Log(NamedTuple):
    """All events of a stream, whose row has the id `stream`, and what they come to."""

    stream: int
    events: Sequence[Event]
    labels: Labels
    sums: Sums


class State(NamedTuple):
    """What a log says of its stream, beside the sums; `updated_at` is the time of the last event, if any."""

    seq: int
    submitted_seq: int | None
    submitted_at: datetime | None
    updated_at: datetime | None


#: Of a stream whose log is empty.
NO_EVENT = State(0, None, None, None)


def write(connection: Connection, logs: Sequence[Log]) -> None:
    """Write the events, rows and sums of streams that have none.

    Raises:
        sqlalchemy.exc.IntegrityError: now or at commit, a stream has events or rows, an event is there
            already, or the rows do not fit together.
    """
    write_begun(connection, logs)
    _set_states(connection, logs)


def write_begun(connection: Connection, logs: Sequence[Log]) -> None:
    """Write the events and rows of streams whose own row was made with what they come to."""
    insert_events(connection, ((log.stream, one) for log in logs for one in log.events))
    insert_rows(connection, [(log.stream, log.labels) for log in logs])


def insert_events(connection: Connection, events: Iterable[tuple[int, Event]]) -> None:
    """Write events of streams, and nothing that follows from them."""
    rows = [event_row(place, one) for place, one in events]
    if rows:
        _INSERT_EVENTS.many(connection, rows)


def rewrite_labels(connection: Connection, logs: Sequence[Log]) -> None:
    """Make the rows and sums of streams what their logs come to, whatever they are."""
    places = [{"place": log.stream} for log in logs]
    for statement in _CLEAR if places else ():
        statement.many(connection, places)
    insert_rows(connection, [(log.stream, log.labels) for log in logs])
    _set_states(connection, logs)


def _set_states(connection: Connection, logs: Sequence[Log]) -> None:
    if logs:
        _SET_STATE.many(connection, [_state_row(log) for log in logs])


def state_of(events: Sequence[Event]) -> State:
    """What the row of a stream should say of its log."""
    submitted = next((one for one in events if one.verb == SUBMIT), None)
    return State(
        len(events),
        submitted.seq if submitted else None,
        submitted.at if submitted else None,
        events[-1].at if events else None,
    )


def event_row(stream_id: int, of: Event) -> dict[str, Any]:
    """The row of an event, but for its number."""
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


def _state_row(log: Log) -> dict[str, Any]:
    told = log.sums._asdict() | state_of(log.events)._asdict()
    return {"place": log.stream, **{f"to_{name}": value for name, value in told.items()}}


# Python 3.13's sqlite3 refuses to run for many rows what returns rows.
_INSERT_EVENTS = Write(insert(event).inline(), GIVEN)
_CLEAR = [
    Write(delete(table).where(table.c.stream_id == bindparam("place"))) for table in reversed(LABEL_TABLES)
]
_SET_STATE = Write(
    update(stream)
    .where(stream.c.id == bindparam("place"))
    .values(
        **{
            name: bindparam(f"to_{name}", type_=stream.c[name].type)
            for name in (*Sums._fields, "seq", "submitted_seq", "submitted_at")
        },
        # Without an event, as it is.
        updated_at=func.coalesce(
            bindparam("to_updated_at", type_=stream.c.updated_at.type), stream.c.updated_at
        ),
    )
)
