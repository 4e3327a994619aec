from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text

from annotator.domain.errors import AnnotatorError
from annotator.domain.events import apply
from annotator.domain.labels import Labels
from annotator.domain.rounds import Round
from annotator.domain.text import Publication
from annotator.store import appending, articles, project, schema
from annotator.store.engine import Database
from annotator.store.migrations.config import alembic_config
from annotator.store.store import Store
from annotator.store.tables import metadata

from .samples import SCHEME, SOURCE, T0, accepted, add, anna, make_article, make_event


def described(connection: Connection) -> dict[str, object]:
    """What a database says of its tables, in an order that does not depend on how they were made."""
    known = inspect(connection)
    out: dict[str, object] = {}
    for table in known.get_table_names():
        out[table] = (
            [(c["name"], str(c["type"]), c["nullable"]) for c in known.get_columns(table)],
            known.get_pk_constraint(table),
            *(
                sorted(re.sub(r" at 0x\w+", "", repr(one)) for one in found)
                for found in (
                    known.get_foreign_keys(table),
                    known.get_check_constraints(table),
                    known.get_unique_constraints(table),
                    known.get_indexes(table),
                )
            ),
        )
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master"))
        out["sql"] = {name: sorted(_lines(sql or "")) for name, sql in rows}
    return out


def _lines(sql: str) -> list[str]:
    # A table that was made anew has its name in quotes.
    sql = sql.replace('"', "")
    return [line.strip(" ,\t\n") for line in sql.splitlines() if line.strip()]


def test_migrations_lead_to_the_same_tables(database_url: str) -> None:
    database = Database(database_url, create=True)
    with database.rebuilding() as connection:
        schema.upgrade(connection)
    with database.reading() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
        migrated = described(connection)
    with database.writing() as connection:
        for table in (*reversed(metadata.sorted_tables), None):
            name = table.name if table is not None else "alembic_version"
            connection.execute(text(f'DROP TABLE "{name}"'))
        schema.create(connection, database.name)
    with database.reading() as connection:
        assert described(connection) == migrated
    database.close()
    with Store.open(database_url) as store:
        assert store.count_articles() == 0


def test_the_head_is_the_last_revision(tmp_path: Path) -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        scripts = ScriptDirectory.from_config(alembic_config(connection, schema.SCRIPTS))
    engine.dispose()
    assert scripts.get_current_head() == schema.HEAD
    assert all(script.revision.isdigit() for script in scripts.walk_revisions())


def test_opening_a_current_project_does_not_load_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    Store.create(url, SCHEME, SOURCE).close()
    code = (
        "import sys; from annotator.store.store import Store; "
        f"Store.open({url!r}).scheme(); print('alembic' in sys.modules, 'ruamel' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "False"]


NEXT = '''
"""A test's revision: rebuilds a table that others refer to, and adds one."""
import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    copy = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("span", recreate=copy) as batch:
        batch.add_column(sa.Column("hue", sa.String(), server_default="red", nullable=False))
    op.create_table("extra", sa.Column("id", sa.Integer(), primary_key=True))
    FAIL
'''


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program one revision further; returns the file of that revision."""
    scripts = tmp_path / "migrations 100%"
    shutil.copytree(schema.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    revision = scripts / "versions" / "0005_test.py"
    revision.write_text(NEXT.replace("FAIL", ""))
    monkeypatch.setattr(schema, "SCRIPTS", scripts)
    return revision


def test_an_older_project_is_migrated_after_a_backup(
    tmp_path: Path, database_url: str, newer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.create(database_url, SCHEME, SOURCE, T0) as store:
        key = anna(add(store, make_article("a"))[0])
        store.append(key, make_event(1, *accepted()))
        before = store.stream(key)
    monkeypatch.setattr(schema, "HEAD", "0005")
    with Store.open(database_url) as store:
        assert store.stream(key) == before
        with store._database.reading() as connection:
            assert {row.hue for row in connection.execute(text("SELECT hue FROM span"))} == {"red"}
        if database_url.startswith("sqlite"):
            with store._database.reading() as connection:
                assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
            (backup,) = tmp_path.glob("annotator.db*.bak")
            assert backup.name == "annotator.db.0004.bak"
            connection_ = sqlite3.connect(backup)
            assert connection_.execute("SELECT version_num FROM alembic_version").fetchone() == ("0004",)
            assert connection_.execute("SELECT count(*) FROM span").fetchone() == (3,)
            connection_.close()


def test_a_project_of_the_first_revision_is_migrated_after_a_backup(
    tmp_path: Path, database_url: str
) -> None:
    key, event = anna("a"), make_event(1, *accepted())
    database = Database(database_url, create=True)
    with database.rebuilding() as connection:
        command.upgrade(alembic_config(connection, schema.SCRIPTS), "0001")
        project.write_scheme(connection, SCHEME, SOURCE, T0)
        for round_ in ("'main', 'shown', 'open'", "'blind', 'random', 'frozen'"):
            connection.execute(text(f"INSERT INTO round (name, arm, state) VALUES ({round_})"))
        articles.add_batch(connection, [(make_article("a"), Publication("wire"))], "words@1", T0)
        appending.append(connection, key, event)
        assert not inspect(connection).has_table("erasure")
    database.close()
    with Store.open(database_url) as store:
        assert store.stream(key).labels == apply(Labels(), event.changes)
        assert store.erasures() == []
        assert store.rounds() == [Round("blind", "mixed", "closed", hidden=0.5), Round("main", "free")]
        store.append(key, make_event(2))
        assert store.erase_article("a", "ben", T0).n_events == 2
    if database_url.startswith("sqlite"):
        with sqlite3.connect(tmp_path / "annotator.db.0001.bak") as backup:
            assert backup.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
            assert backup.execute("SELECT count(*) FROM event").fetchone() == (1,)
        backup.close()


def test_an_earlier_backup_is_not_overwritten(
    tmp_path: Path, newer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.db.0004.bak").write_text("precious")
    Store.create(f"sqlite:///{tmp_path / 'a.db'}", SCHEME, SOURCE, T0).close()
    monkeypatch.setattr(schema, "HEAD", "0005")
    Store.open(f"sqlite:///{tmp_path / 'a.db'}").close()
    assert (tmp_path / "a.db.0004.bak").read_text() == "precious"
    assert (tmp_path / "a.db.0004.2.bak").stat().st_size > 10_000


def test_a_migration_that_fails_leaves_the_project_as_it_was(
    database_url: str, newer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer.write_text(NEXT.replace("FAIL", 'raise RuntimeError("half way")'))
    with Store.create(database_url, SCHEME, SOURCE, T0) as store:
        key = anna(add(store, make_article("a"))[0])
        store.append(key, make_event(1, *accepted()))
        before = store.stream(key)
    with monkeypatch.context() as patch:
        patch.setattr(schema, "HEAD", "0005")
        with pytest.raises(RuntimeError, match="half way"):
            Store.open(database_url)
    with Store.open(database_url) as store:
        assert store.stream(key) == before
        with store._database.reading() as connection:
            assert not inspect(connection).has_table("extra")


@pytest.mark.parametrize("revision", ["0005", "deadbeef"])
def test_a_newer_project_is_refused(database_url: str, revision: str) -> None:
    with Store.create(database_url, SCHEME, SOURCE) as store, store._database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :new"), {"new": revision})
    with pytest.raises(AnnotatorError, match=f"newer program.*{revision}") as caught:
        Store.open(database_url)
    assert "Update" in caught.value.hint


def test_a_revision_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from annotator.store.migrations import __main__ as revise

    scripts = tmp_path / "migrations"
    shutil.copytree(schema.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    first = next((scripts / "versions").glob("0001*"))
    source = first.read_text()
    start = source.index('    with op.batch_alter_table("visit"')
    end = source.index("    op.create_table(", start)
    first.write_text(source[:start] + source[end:])
    monkeypatch.setattr(revise, "SCRIPTS", scripts)
    revise.main("Visits by stream")
    written = (scripts / "versions" / "0005_visits_by_stream.py").read_text()
    assert "ix_visit_stream_id" in written
    assert 'down_revision = "0004"' in written.replace("'", '"')
