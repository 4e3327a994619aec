"""Connections to a project database: transactions that read, transactions that write.

SQLite by default, any other database SQLAlchemy knows by its URL. On SQLite every committed write
is on the disk (WAL, synchronous FULL), writers queue up at BEGIN IMMEDIATE (a deferred BEGIN fails
at once when two writers meet), and readers are never kept waiting. A file that may only be read is
opened for reading.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from annotator.domain.errors import AnnotatorError
from annotator.domain.text import printable
from annotator.store.mounts import network_kind

#: Seconds a writer waits for another to finish.
PATIENCE = 30

# Ctrl-C while a connection goes back to the pool: the pool is not to print its stack, since whoever was
# interrupted says so. Programs that keep a log still get it.
logging.getLogger("sqlalchemy.pool").addHandler(logging.NullHandler())


class Database:
    """One database, by URL. Connects when it is first used; safe to share between threads."""

    def __init__(self, url: str, *, create: bool = False) -> None:
        """Prepare to connect to `url`; only with `create` may a SQLite file come into being.

        Raises:
            AnnotatorError: the URL cannot be used, or the file is missing.
        """
        self.url = parsed = _parse(url)
        #: The SQLite file; None on a server.
        self.path = _file(url) if parsed.get_backend_name() == "sqlite" else None
        self.name = str(self.path) if self.path else parsed.render_as_string(hide_password=True)
        if self.path:
            _check_file(self.path, create)
            engine = _sqlite(self.path, "rwc" if create else "rw")
            self._reader = engine
        else:
            engine = _server(parsed)
            # One snapshot for all statements of a transaction, as SQLite gives.
            self._reader = engine.execution_options(isolation_level="REPEATABLE READ")
        self._writer = engine.execution_options(writes=True)

    def warn(self) -> None:
        """Say, once for each opening, what the user should know of where the file lies.

        Goes to the log of the program, whose warnings Python shows on stderr.
        """
        for warning in _warnings(self.path) if self.path else ():
            logging.getLogger("annotator").warning("%s", printable(warning))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database throughout and waits for nobody."""
        with self._told(), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def beside(self) -> Iterator[Connection]:
        """As `reading`, while another database is written: whose errors there are, the caller knows."""
        with self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is on the disk when the block ends, or undone if the block raises."""
        with self._told(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def rebuilding(self) -> Iterator[Connection]:
        """A writing transaction that checks foreign keys at its end only, so tables may be rebuilt."""
        with self._told(), self._writer.connect() as connection:
            if self.path:
                # SQLite ignores this inside a transaction, so it goes past SQLAlchemy.
                _foreign_keys(connection, on=False)
            try:
                with connection.begin():
                    yield connection
                    if self.path and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                        raise AnnotatorError(
                            f"{self.name}: rows refer to rows that do not exist", "Restore a backup."
                        )
            finally:
                if self.path:
                    _foreign_keys(connection, on=True)

    @contextmanager
    def erasing(self) -> Iterator[Connection]:
        """A writing transaction that leaves zeroes where rows were; `scrub` does the rest."""
        with self._told(), self._writer.connect() as connection:
            if self.path:
                _raw(connection).execute("PRAGMA secure_delete = ON")
            try:
                with connection.begin():
                    yield connection
            finally:
                if self.path:
                    _raw(connection).execute("PRAGMA secure_delete = OFF")

    def scrub(self) -> bool:
        """Write a SQLite file anew without what was removed from it, its write-ahead log included.

        Returns whether nothing is left of it; not, where another program keeps reading an earlier
        state. On a server this is the server's business, and the answer is true.
        """
        if not self.path:
            return True
        with self._told(), self._writer.connect() as connection:
            raw = _raw(connection)
            try:
                raw.execute("VACUUM")
                busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.OperationalError:
                return False
            return not busy

    def close(self) -> None:
        """Close all connections."""
        self._writer.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise
        except (DBAPIError, sqlite3.Error) as error:
            said = str(getattr(error, "orig", error))
            for part, message, hint in _EXPLAINED:
                if part in said:
                    raise AnnotatorError(message.format(self.name), hint) from error
            raise


# What databases say → what it means and what to do.
_EXPLAINED = (
    ("not a database", "{} is not an annotator project", "Choose another file; this one is left as it is."),
    ("readonly", "{} is read-only", "Make the file and its folder writable, or copy the project elsewhere."),
    ("is locked", f"{{}} was kept busy by another program for {PATIENCE} s", "Close it and repeat."),
    ("is full", "{}: no space left on the disk", "Make room and repeat; what was saved is safe."),
    ("unable to open", "{} cannot be opened", "Check that the folder exists and that you may write to it."),
    ("malformed", "{} is damaged", "Restore a backup; `sqlite3 FILE .recover` may save the rest."),
    ("disk I/O", "{}: the disk reports an error", "Copy the project to another disk before you go on."),
    ("does not exist", "{}: there is no such database or role", "Create it on the server first."),
    ("NUL (0x00)", "{} cannot store a NUL character", "Remove it from what was to be stored."),
    ("connection", "{} cannot be reached", "Check the address, and that the server is running."),
    ("authentication failed", "{} refuses the user or the password", "Check the user name and the password."),
)


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise AnnotatorError(
            f"{url!r} is no database URL", "Write for example sqlite:///annotator.db."
        ) from error
    return parsed


def _file(url: str) -> Path:
    # All that follows is the path, so that `?` and `#` may stand in a file's name.
    path = url.partition(":///")[2]
    if not path or path == ":memory:" or path.startswith("file:"):
        raise AnnotatorError(f"{url} names no file", "Write for example sqlite:///annotator.db.")
    return Path(path)


def _check_file(path: Path, create: bool) -> None:
    if path.is_dir():
        raise AnnotatorError(f"{path} is a folder", "Name the database file in it.")
    if not create and not path.exists():
        raise AnnotatorError(f"There is no project at {path}", "Make one with `annotator init`.")


def _sqlite(path: Path, mode: str) -> Engine:
    # The mode keeps SQLite from making an empty file where there is none.
    uri = f"file:{quote(str(path.absolute()))}?mode={mode}"

    def connect() -> sqlite3.Connection:
        try:
            return _connected(uri, new=mode == "rwc")
        except sqlite3.OperationalError:
            if not path.exists() or os.access(path.parent, os.W_OK):
                raise
            # Where it cannot make its side files, SQLite reads the file only if told that nobody writes.
            log = Path(f"{path}-wal")
            if log.exists() and log.stat().st_size:
                raise AnnotatorError(
                    f"{path} was not closed properly, and cannot be mended in a read-only folder",
                    f"Copy it together with {log.name} to a folder of yours and open it there.",
                ) from None
            return _connected(f"{uri}&immutable=1", new=False)

    engine = create_engine(URL.create("sqlite", database=str(path)), creator=connect, poolclass=QueuePool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        # Past SQLAlchemy, whose machinery takes longer than the statement.
        _raw(connection).execute("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _connected(uri: str, *, new: bool) -> sqlite3.Connection:
    # isolation_level None: BEGIN is ours alone to say.
    connection = sqlite3.connect(
        uri, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")  # the file may come from anyone
        connection.execute("PRAGMA synchronous = FULL")
        # The file remembers which journal it has. Asking for a setting in it shows whether it can be read.
        connection.execute("PRAGMA journal_mode = WAL" if new else "PRAGMA schema_version")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _warnings(path: Path) -> Iterator[str]:
    kind = network_kind(path)
    if kind:
        yield (
            f"{path} lies on a network folder ({kind}), where SQLite may lose what several programs write "
            "at once: work on a copy in a folder of this machine, or use PostgreSQL"
        )
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        yield f"{path} is read-only: it can be looked at and exported, not changed"


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    _raw(connection).execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def _raw(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _server(url: URL) -> Engine:
    try:
        return create_engine(url, pool_pre_ping=True)
    except ImportError as error:
        raise AnnotatorError(
            f"The driver for {url.get_backend_name()} is not installed ({error.name})",
            'For PostgreSQL: pip install "blame-annotator[postgres]".',
        ) from error
