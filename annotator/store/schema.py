"""The database's own version: making a new one, recognising it, migrating an older one.

Revisions are numbered 0001, 0002 …; `HEAD` is the one this program writes. A new database is made
from the table classes and stamped, so that Alembic is loaded only where something must be migrated;
a test proves that the migrations lead to the same tables.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from annotator.domain.errors import AnnotatorError
from annotator.store.engine import Database
from annotator.store.tables import metadata

HEAD = "0004"
SCRIPTS = Path(__file__).parent / "migrations"


def create(connection: Connection, name: str) -> None:
    """Make all tables in an empty database.

    Raises:
        AnnotatorError: it is not empty.
    """
    tables = inspect(connection).get_table_names()
    if "sentence_status" in tables:
        raise AnnotatorError(f"There is a project at {name} already", "Open it, or choose another place.")
    if tables:
        raise AnnotatorError(f"{name} holds other data", "Choose another place; this one is left as it is.")
    metadata.create_all(connection)
    connection.execute(text(_VERSION_TABLE))
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def bring_up_to_date(database: Database) -> None:
    """Migrate an older project, after a backup where it is a file; others are left as they are.

    Raises:
        AnnotatorError: this is no project, or one that a newer program has migrated.
    """
    with database.reading() as connection:
        found = _revision(connection, database.name)
    if found == HEAD:
        return
    _refuse_newer(found, database.name)
    with database.rebuilding() as connection:
        # Another program may have been first; from here on it waits.
        if not database.path:
            connection.execute(text("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE"))
        found = _revision(connection, database.name)
        if found != HEAD:
            if database.path:
                _back_up(database, database.path, found)
            upgrade(connection)


@contextmanager
def current(url: str) -> Iterator[str]:
    """URL of a project as this program writes it: its own, or that of a copy that was migrated.

    Raises:
        AnnotatorError: there is no project, a newer program wrote it, or it lies on a server and is old.
    """
    with closing(Database(url)) as database:
        with database.reading() as connection:
            found = _revision(connection, database.name)
        if found == HEAD:
            yield url
            return
        _refuse_newer(found, database.name)
        if database.path is None:
            raise AnnotatorError(
                f"{database.name} was written by an older program (revision {found}, this one writes {HEAD})",
                "Bring it up to date first: annotator status --db URL.",
            )
        from annotator.store.backup import copy_to

        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / database.path.name
            with database.reading() as connection:
                copy_to(connection, copy)
            with closing(Database(f"sqlite:///{copy}")) as copied, copied.rebuilding() as connection:
                upgrade(connection)
            yield f"sqlite:///{copy}"


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, in the transaction of the connection."""
    from alembic import command

    from annotator.store.migrations.config import alembic_config

    command.upgrade(alembic_config(connection, SCRIPTS), "head")


# As Alembic makes it.
_VERSION_TABLE = """
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)
"""


def _revision(connection: Connection, name: str) -> str:
    known = inspect(connection)
    if not (known.has_table("alembic_version") and known.has_table("sentence_status")):
        raise AnnotatorError(f"{name} is not an annotator project", "Make one with `annotator init`.")
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _refuse_newer(found: str, name: str) -> None:
    if not found.isdigit() or found > HEAD:
        raise AnnotatorError(
            f"{name} was written by a newer program (revision {found}, this one knows {HEAD})",
            "Update annotator: pip install --upgrade blame-annotator.",
        )


def _back_up(database: Database, path: Path, revision: str) -> None:
    """Copy the database next to it; the name says which revision it holds."""
    from annotator.store.backup import copy_to

    number, target = 1, path.with_name(f"{path.name}.{revision}.bak")
    while target.exists():
        number += 1
        target = path.with_name(f"{path.name}.{revision}.{number}.bak")
    with database.reading() as connection:
        copy_to(connection, target)
