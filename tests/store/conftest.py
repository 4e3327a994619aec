"""Databases to test on: SQLite always, PostgreSQL too where ANNOTATOR_TEST_POSTGRES holds a URL.

The PostgreSQL database is emptied before each test, so give it one of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from annotator.store.store import Store

from .samples import SCHEME, SOURCE, T0

POSTGRES = os.environ.get("ANNOTATOR_TEST_POSTGRES")


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRES else [])])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'annotator.db'}"
    assert POSTGRES
    engine = create_engine(POSTGRES)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return POSTGRES


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with Store.create(database_url, SCHEME, SOURCE, T0) as store:
        yield store
