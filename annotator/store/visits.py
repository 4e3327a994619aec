"""Visits of sentences: how long each was open, and which suggestions were shown there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from annotator.domain.record import Visits
from annotator.store.tables import visit


def enter(
    connection: Connection, stream: int, start: int, at: datetime, *, suggestions: str, shown: list[str]
) -> int:
    """Add a visit, no time spent yet; returns its id."""
    values = {
        "stream_id": stream,
        "sentence_start": start,
        "at": at,
        "seconds": 0.0,
        "suggestions": suggestions,
        "shown": shown,
    }
    made: Any = connection.execute(_INSERT, values).inserted_primary_key
    return int(made[0])


def add(connection: Connection, stream: int, sums: Mapping[int, Visits], at: datetime) -> None:
    """Add one visit for each sentence, as another project summed them up."""
    rows = [
        {
            "stream_id": stream,
            "sentence_start": start,
            "at": at,
            "seconds": one.seconds,
            "suggestions": one.suggestions,
            "shown": [],
        }
        for start, one in sums.items()
    ]
    if rows:
        connection.execute(_INSERT, rows)


def leave(connection: Connection, visit_id: int, seconds: float) -> None:
    """Set how many seconds a visit took."""
    connection.execute(_UPDATE, {"visit": visit_id, "seconds": seconds})


def read_visits(connection: Connection, streams: Sequence[int]) -> dict[int, dict[int, Visits]]:
    """Visits added up by stream and sentence start.

    Of several visits the strongest arm counts: what was shown once has been seen.
    """
    out: dict[int, dict[int, Visits]] = {stream: {} for stream in streams}
    for row in connection.execute(_OF_STREAMS, {"streams": list(streams)}):
        sums = out[row.stream_id]
        known = sums.get(row.sentence_start, Visits())
        arm = max(known.suggestions, row.suggestions, key=_ARMS.index)
        sums[row.sentence_start] = Visits(known.seconds + row.seconds, arm)
    return out


def read_shown(connection: Connection, stream: int) -> frozenset[str]:
    """Ids of all suggestions that were shown in a stream."""
    rows = connection.execute(select(visit.c.shown).where(visit.c.stream_id == stream)).scalars()
    return frozenset(one for shown in rows for one in shown)


_ARMS = ("none", "hidden", "shown")

_INSERT = insert(visit)
_UPDATE = update(visit).where(visit.c.id == bindparam("visit"))
_OF_STREAMS = (
    select(visit.c.stream_id, visit.c.sentence_start, visit.c.seconds, visit.c.suggestions)
    .where(visit.c.stream_id.in_(bindparam("streams", expanding=True)))
    .order_by(visit.c.id)
)
