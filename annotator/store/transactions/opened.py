"""An open database, and how its tables are gone through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from annotator.domain.errors import ConflictError
from annotator.domain.events import StreamKey
from annotator.store.engine import Database

#: Articles read in one transaction where all are gone through.
PAGE = 64

T = TypeVar("T")
# Reads items after a row, at most so many, each with its row id.
ReadPage = Callable[[Connection, int, int], list[tuple[int, T]]]


class Opened:
    """A project's database, open until it is closed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _pages(self, read: ReadPage[T], last: int = 0) -> Iterator[T]:
        """All that `read` gives, a transaction for each page."""
        while True:
            with self._database.reading() as connection:
                page = read(connection, last, PAGE)
            if not page:
                return
            last = page[-1][0]
            for _, item in page:
                yield item

    @contextmanager
    def _labelling(self, key: StreamKey | None) -> Iterator[Connection]:
        """A writing transaction in which rows that do not fit together are a conflict."""
        try:
            with self._database.writing() as connection:
                yield connection
        except IntegrityError as error:
            where = f"{key.article}: the" if key else "A"
            raise ConflictError(
                f"{where} change does not fit what is stored ({error.orig})",
                "It was changed elsewhere in between; look again and repeat.",
            ) from error
