"""Databases to test on: SQLite always, PostgreSQL too where ANNOTATOR_TEST_POSTGRES holds a URL.

The PostgreSQL database is emptied before each test, so give it one of its own; every worker of a
parallel run makes another beside it. `.ci/postgres COMMAND` runs a command with a server.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from annotator.store.store import Store

from .samples import SCHEME, SOURCE, T0


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty place for a project."""
    if request.param == "postgresql":
        return empty_server()
    return f"sqlite:///{tmp_path / 'annotator.db'}"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with Store.create(database_url, SCHEME, SOURCE, T0) as store:
        yield store


def empty_server() -> str:
    """URL of an empty PostgreSQL database; skips where there is none, fails where one must be."""
    given = os.environ.get("ANNOTATOR_TEST_POSTGRES")
    if not given:
        without_server("ANNOTATOR_TEST_POSTGRES names no PostgreSQL server")
    try:
        return _emptied(make_url(given))
    except OperationalError as error:
        without_server(f"no PostgreSQL server answers at ANNOTATOR_TEST_POSTGRES ({error.orig})")


def without_server(why: str) -> NoReturn:
    """Skip the test, or fail it where a server was promised."""
    if os.environ.get("ANNOTATOR_REQUIRE_POSTGRES") == "1":
        pytest.fail(why)
    pytest.skip(f"{why}; to test on one: .ci/postgres python -m pytest tests/store")


def _emptied(url: URL) -> str:
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        own = f"{url.database}_{worker}"
        server = create_engine(url, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            there = text("SELECT 1 FROM pg_database WHERE datname = :name")
            if connection.execute(there, {"name": own}).first() is None:
                connection.execute(text(f'CREATE DATABASE "{own}"'))
        server.dispose()
        url = url.set(database=own)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url.render_as_string(hide_password=False)
