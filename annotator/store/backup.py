"""Copies of a SQLite project that may be in use: whole, checked, or not there at all."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sqlite3
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection

from annotator.domain.errors import AnnotatorError

#: How the names of copies end that were not finished.
UNFINISHED = ".part"


def copy_to(connection: Connection, target: Path) -> None:
    """Write the database, as it is at one moment, to a file that is not there yet.

    Writers go on meanwhile, and what they write is not in the copy. The file appears under its name
    when it is complete, checked and on the disk.

    Raises:
        AnnotatorError: there is such a file, it cannot be written, or the database is damaged.
    """
    _refuse_existing(target)
    raw: Any = connection.connection.driver_connection
    try:
        part = _unfinished(target)
        try:
            _write(raw, part)
            with suppress(FileNotFoundError):  # a database may outlive its file's name
                shutil.copymode(_file(raw), part)
            _refuse_existing(target)
            part.replace(target)
            _sync(target.parent)
        finally:
            for left in (part, Path(f"{part}-wal"), Path(f"{part}-shm"), Path(f"{part}-journal")):
                left.unlink(missing_ok=True)
    except OSError as error:
        raise AnnotatorError(
            f"{target}: {error.strerror or error}", "Name a file in a folder that you may write to."
        ) from error
    except sqlite3.OperationalError as error:
        raise AnnotatorError(
            f"{target} could not be written ({error})", "Check that there is room on the disk."
        ) from error


def integrity(connection: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong with the pages, indexes and constraints of a database; no more than some."""
    return [row[0] for row in connection.execute("PRAGMA integrity_check(50)") if row[0] != "ok"]


def rows_at_fault(found: str) -> str | None:
    """The table meant, where SQLite finds fault with rows that break its rules, not with the file."""
    broken = re.match(r"CHECK constraint failed in (\w+)|NULL value in (\w+)", found)
    return broken and (broken[1] or broken[2])


def backup_command(url: URL) -> str:
    """The command that backs up a project on a PostgreSQL server; asks for the password."""
    plain = url._replace(drivername=url.get_backend_name(), password=None)
    plain = plain.difference_update_query(["password"])
    return f"pg_dump --format=custom --file=annotator.dump {shlex.quote(plain.render_as_string())}"


def _refuse_existing(target: Path) -> None:
    if target.exists():
        raise AnnotatorError(f"{target} is there already", "Name another file; this one is left as it is.")


def _unfinished(target: Path) -> Path:
    number, name = tempfile.mkstemp(dir=target.parent, prefix=f"{target.name}.", suffix=UNFINISHED)
    os.close(number)
    return Path(name)


def _write(source: sqlite3.Connection, part: Path) -> None:
    copy = sqlite3.connect(part)
    try:
        # In one step: in several, each write by somebody else would make it begin again.
        source.backup(copy)
        damage = [what for what in integrity(copy) if not rows_at_fault(what)]
    finally:
        copy.close()
    if damage:
        raise AnnotatorError(
            f"the database is damaged: {'; '.join(damage[:3])}",
            "Restore an earlier backup, or copy all its files as they are and try `sqlite3 FILE .recover`.",
        )
    _sync(part)


def _file(source: sqlite3.Connection) -> str:
    return str(source.execute("PRAGMA database_list").fetchone()[2])


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    except OSError:
        if not path.is_dir():  # not every system can sync a folder
            raise
    finally:
        os.close(number)
