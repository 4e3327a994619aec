"""Changes written as rows: the tables end up as replaying the log would have it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, bindparam, delete, insert
from sqlalchemy.sql.dml import ReturningDelete

from annotator.domain.adjudication.decision import Decision
from annotator.domain.errors import ConflictError
from annotator.domain.events import Change, Row
from annotator.domain.labels import Labels, Rejected, Span, Status, Tie
from annotator.domain.text import check_text
from annotator.store.tables import fragment, rejected, role, sentence_cut, sentence_status, span, tie
from annotator.store.writes import Write

Key = tuple[str, str | int]
#: A row: values in the order of its table's columns, the primary key's first.
Values = tuple[Any, ...]


class Net(NamedTuple):
    """What an event comes to for one row: as it was, and as it is afterwards."""

    before: Row | None
    after: Row | None


def net_changes(changes: Iterable[Change]) -> dict[Key, Net]:
    """Changes added up by (kind, key), since an event may touch a row more than once.

    Raises:
        ConflictError: a change does not begin where the one before it ended, or its row is no row.
        AnnotatorError: words in it cannot be stored.
    """
    out: dict[Key, Net] = {}
    for change in changes:
        if change.kind == "scheme":
            continue
        key = (change.kind, change.key)
        known = out.get(key)
        if known and known.after != change.before:
            raise _conflict(*key)
        _check_row(change)
        out[key] = Net(known.before if known else change.before, change.after)
    return out


def write_changes(connection: Connection, stream: int, changes: Mapping[Key, Net]) -> None:
    """Bring the stream's rows from `before` to `after`.

    Raises:
        ConflictError: a row is not as `before` says.
        sqlalchemy.exc.IntegrityError: now or at commit, a row that should not exist does, or the
            rows do not fit together.
    """
    for kind, tables in _TABLES.items():
        mine = {key: net for (of, key), net in changes.items() if of == kind}
        for key, net in mine.items():
            if net.before is not None:
                for table in tables:
                    _take_out(connection, table, stream, key, net.before)
        made = {key: net.after for key, net in mine.items() if net.after is not None}
        for table in tables if made else ():
            _insert_into(connection, table, stream, made)


def insert_rows(connection: Connection, labels: Sequence[tuple[int, Labels]]) -> None:
    """Write all labels of streams that have none, a statement for each table."""
    for table in LABEL_TABLES:
        rows = [row for stream, of in labels for row in _rows(table, stream, _held(of, table))]
        if rows:
            _INSERT[table.name].rows(connection, rows)


def rows_of(stream: int, labels: Labels) -> Iterator[tuple[Table, list[Values]]]:
    """The rows that hold the labels of a stream, table by table; values in the order of columns."""
    for table in LABEL_TABLES:
        yield table, _rows(table, stream, _held(labels, table))


def check_rows(changes: Iterable[Change]) -> None:
    """Refuse changes whose rows are no rows.

    Raises:
        ConflictError: a row has another id inside, or a span no fragment.
        AnnotatorError: words in it cannot be stored.
    """
    for change in changes:
        _check_row(change)


# Rows before the rows that refer to them.
_TABLES: dict[str, tuple[Table, ...]] = {
    "span": (span, fragment),
    "tie": (tie, role),
    "status": (sentence_status,),
    "cut": (sentence_cut,),
    "rejected": (rejected,),
}
#: All tables of labels.
LABEL_TABLES = tuple(table for tables in _TABLES.values() for table in tables)
_KIND = {table.name: kind for kind, tables in _TABLES.items() for table in tables}
#: Where `Labels` have the rows of each kind.
_HELD = {"span": "spans", "tie": "ties", "status": "statuses", "cut": "cuts", "rejected": "rejected"}


def _delete(table: Table) -> ReturningDelete[Any]:
    # The column that holds the span's, tie's or suggestion's id, or the offset.
    key = {"fragment": "span_id", "role": "tie_id", "sentence_status": "start", "sentence_cut": "start"}
    column = table.c[key.get(table.name, "id")]
    mine = delete(table).where(table.c.stream_id == bindparam("stream"), column == bindparam("key"))
    return mine.returning(*table.c)


_DELETE = {table.name: _delete(table) for tables in _TABLES.values() for table in tables}
_INSERT = {table.name: Write(insert(table), table.columns.keys()) for table in LABEL_TABLES}


def _check_row(change: Change) -> None:
    row = change.after
    if isinstance(row, Span | Tie | Rejected) and row.id != change.key:
        raise ConflictError(f"{_where(change)} is called {row.id} inside", "Give it one id.")
    if isinstance(row, Span) and not row.fragments:
        raise ConflictError(f"{_where(change)} has no fragment", "Give it at least one.")
    # What people type; the rest comes from texts and schemes, which were checked.
    if isinstance(row, Status) and row.comment is not None:
        check_text(row.comment, f"comment on the sentence at {change.key}")
    if isinstance(row, Decision):
        check_text(row.note, f"note on a decision at {row.start}")
    if isinstance(row, Span | Tie):
        for name, value in row.attributes.items():
            if isinstance(value, str):
                check_text(value, f"{_where(change)}, {name}")


def _where(change: Change) -> str:
    return f"{change.kind} {change.key}"


def _held(labels: Labels, table: Table) -> Mapping[Any, Any]:
    """What of the labels is kept in a table."""
    held: Mapping[Any, Any] = getattr(labels, _HELD[_KIND[table.name]])
    return held


def _insert_into(connection: Connection, table: Table, stream: int, made: Mapping[Any, Row]) -> None:
    rows = _rows(table, stream, made)
    if rows:
        _INSERT[table.name].rows(connection, rows)


def _rows(table: Table, stream: int, made: Mapping[Any, Row]) -> list[Values]:
    of = _ROWS[table.name]
    return [row for key, value in made.items() for row in of(stream, key, value)]


def _take_out(connection: Connection, table: Table, stream: int, key: str | int, expected: Row) -> None:
    # Removing tells what was there: no need to look first. Where nothing should be, inserting tells.
    gone = connection.execute(_DELETE[table.name], {"stream": stream, "key": key}).all()
    place = itemgetter(len(table.primary_key.columns) - 1)
    if sorted(map(tuple, gone), key=place) != sorted(_ROWS[table.name](stream, key, expected), key=place):
        raise _conflict(_KIND[table.name], key)


def _conflict(kind: str, key: str | int) -> ConflictError:
    return ConflictError(
        f"{kind} {key} is not as this change expects it",
        "It was changed elsewhere in between; look again and repeat.",
    )


def _span_rows(stream: int, key: str, of: Span) -> Iterator[Values]:
    yield stream, key, of.label, of.entity, of.origin, of.fate, of.score, of.attributes


def _fragment_rows(stream: int, key: str, of: Span) -> Iterator[Values]:
    for start, stop in of.fragments:
        yield stream, key, start, stop


def _tie_rows(stream: int, key: str, of: Tie) -> Iterator[Values]:
    rest = of.origin, of.fate, of.score, of.reason, of.attributes
    yield stream, key, of.head, of.category, of.reciprocal, *rest


def _role_rows(stream: int, key: str, of: Tie) -> Iterator[Values]:
    for place, filled in enumerate(of.roles):
        yield stream, key, place, filled.role, filled.filler, filled.implicit, filled.tie


def _status_rows(stream: int, key: int, of: Status) -> Iterator[Values]:
    yield stream, key, of.status, of.flag, of.comment


def _cut_rows(stream: int, key: int, begins: bool) -> Iterator[Values]:
    yield stream, key, begins


def _rejected_rows(stream: int, key: str, of: Rejected) -> Iterator[Values]:
    yield stream, key, of.kind, of.origin, of.suggested


_ROWS: dict[str, Callable[[int, Any, Any], Iterator[Values]]] = {
    "span": _span_rows,
    "fragment": _fragment_rows,
    "tie": _tie_rows,
    "role": _role_rows,
    "sentence_status": _status_rows,
    "sentence_cut": _cut_rows,
    "rejected": _rejected_rows,
}
