"""Statements that are run at every key press.

SQLAlchemy takes some 30 µs to run a statement it has compiled before, SQLite itself 3. A label that is
taken needs half a dozen, and the annotator's next key waits for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Delete, Insert, Update
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError, StatementError


class Write:
    """A statement compiled once for each kind of database, then handed to the driver as it is.

    What SQLAlchemy would do to the values (times, JSON) is done to them, and its exceptions are
    raised.
    """

    def __init__(self, statement: Insert | Update | Delete, columns: Iterable[str] = ()) -> None:
        """Prepare a statement; an insert names the columns it is given values for."""
        self._statement = statement
        self._columns = list(columns) or None
        self._compiled: dict[str, _Compiled] = {}

    def many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run it for each row of values."""
        compiled = self._for(connection.dialect)
        with _cursor(connection, compiled) as cursor:
            cursor.executemany(compiled.sql, compiled.bound(rows))

    def rows(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run it for each row: an insert, and values in the order of the columns that it names."""
        compiled = self._for(connection.dialect)
        with _cursor(connection, compiled) as cursor:
            cursor.executemany(compiled.sql, compiled.in_order(rows))

    def one(self, connection: Connection, row: Mapping[str, Any]) -> Any:
        """Run it; returns the first column of the first row that it returns, if it returns any."""
        compiled = self._for(connection.dialect)
        with _cursor(connection, compiled) as cursor:
            cursor.execute(compiled.sql, compiled.bound([row])[0])
            found = cursor.fetchone() if cursor.description else None
            return found and found[0]

    def _for(self, dialect: Dialect) -> _Compiled:
        known = self._compiled.get(dialect.name)
        if known is None:
            known = self._compiled[dialect.name] = _Compiled(self._statement, self._columns, dialect)
        return known


class _Compiled:
    """A statement in the words of one kind of database, and what it does to values."""

    def __init__(self, statement: Any, columns: list[str] | None, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        self.sql = str(compiled)
        self.dialect = dialect
        self._positional = compiled.positional
        names = compiled.positiontup if self._positional else list(compiled.binds)
        self._names: list[tuple[str, Callable[[Any], Any] | None]] = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in names
        ]

    def in_order(self, rows: Sequence[tuple[Any, ...]]) -> Sequence[Any]:
        """The same for rows whose values are in the order of the columns."""
        makes = [(at, make) for at, (_, make) in enumerate(self._names) if make]
        try:
            out = [_made(row, makes) for row in rows] if makes else rows
        except (TypeError, ValueError) as error:
            raise StatementError(str(error), self.sql, None, error) from error
        return out if self._positional else self._named(out)

    def bound(self, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Each row's values, as the driver takes them."""
        try:
            out = [[make(row[name]) if make else row[name] for name, make in self._names] for row in rows]
        except (TypeError, ValueError) as error:
            raise StatementError(str(error), self.sql, None, error) from error
        return out if self._positional else self._named(out)

    def _named(self, rows: Iterable[Sequence[Any]]) -> list[Any]:
        names = [name for name, _ in self._names]
        return [dict(zip(names, values, strict=True)) for values in rows]


def _made(row: tuple[Any, ...], makes: list[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    values = list(row)
    for at, make in makes:
        values[at] = make(values[at])
    return values


@contextmanager
def _cursor(connection: Connection, compiled: _Compiled) -> Iterator[Any]:
    """A driver's cursor for one statement, whose errors are told as SQLAlchemy tells them."""
    driver: Any = compiled.dialect.dbapi
    cursor: Any = connection.connection.cursor()
    try:
        yield cursor
    except driver.Error as error:
        raise DBAPIError.instance(
            compiled.sql, None, error, driver.Error, dialect=compiled.dialect
        ) from error
    finally:
        cursor.close()
