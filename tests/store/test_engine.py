from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.store.engine import Database
from annotator.store.store import Store

from .samples import SCHEME, SOURCE, add, anna, make_article


def test_a_missing_project_is_told_and_not_made(tmp_path: Path) -> None:
    path = tmp_path / "absent.db"
    with pytest.raises(AnnotatorError, match=r"no project at .*absent\.db") as caught:
        Store.open(f"sqlite:///{path}")
    assert "annotator init" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_vanishes_is_not_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    Store.create(f"sqlite:///{path}", SCHEME, SOURCE).close()
    database = Database(f"sqlite:///{path}")
    path.unlink()
    with pytest.raises(AnnotatorError, match="cannot be opened"), database.reading():
        pass
    assert list(tmp_path.iterdir()) == []


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    letter = tmp_path / "letter.db"
    letter.write_text("Dear reader, this is no database. " * 100)
    music = tmp_path / "music.db"
    connection = sqlite3.connect(music)
    connection.execute("CREATE TABLE song (name TEXT)")
    connection.close()
    before = letter.read_bytes(), music.read_bytes()
    for path, told in ((letter, "not an annotator project"), (music, "not an annotator project")):
        with pytest.raises(AnnotatorError, match=told):
            Store.open(f"sqlite:///{path}")
    for path, told in ((letter, "not an annotator project"), (music, "holds other data")):
        with pytest.raises(AnnotatorError, match=told):
            Store.create(f"sqlite:///{path}", SCHEME, SOURCE)
    assert letter.read_bytes() == before[0]
    connection = sqlite3.connect(music)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("song",)]
    connection.close()


def test_an_empty_file_is_no_project_but_may_become_one(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.touch()
    with pytest.raises(AnnotatorError, match="not an annotator project"):
        Store.open(f"sqlite:///{path}")
    Store.create(f"sqlite:///{path}", SCHEME, SOURCE).close()


def test_a_project_is_not_made_twice(database_url: str) -> None:
    with Store.create(database_url, SCHEME, SOURCE) as store:
        add(store, make_article("a"))
    with pytest.raises(AnnotatorError, match=r"a project at .* already"):
        Store.create(database_url, SCHEME, SOURCE)
    with Store.open(database_url) as store:
        assert store.count_articles() == 1


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("annotator.db", "no database URL"),
        ("oracle9:///x", "no database URL"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///{folder}", "is a folder"),
        ("sqlite:///{folder}/no/such/folder/a.db", "cannot be opened"),
        ("postgresql+psycopg://nobody@127.0.0.1:1/none", "cannot be reached"),
    ],
)
def test_places_that_cannot_be_used(tmp_path: Path, url: str, told: str) -> None:
    with pytest.raises(AnnotatorError, match=told):
        Store.create(url.format(folder=tmp_path), SCHEME, SOURCE)


def test_a_password_is_not_shown() -> None:
    with pytest.raises(AnnotatorError) as caught:
        Store.open("postgresql+psycopg://anna:sesame@127.0.0.1:1/none")
    assert "sesame" not in str(caught.value)


def test_odd_names_of_files(tmp_path: Path) -> None:
    path = tmp_path / "50%41 ?mode=ro #1 é 'x'.db"
    url = f"sqlite:///{path}"
    with Store.create(url, SCHEME, SOURCE) as store:
        add(store, make_article("a"))
    with Store.open(url) as store:
        assert store.count_articles() == 1
    assert list(tmp_path.iterdir()) == [path]


def test_settings_of_every_connection(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    Store.create(f"sqlite:///{path}", SCHEME, SOURCE).close()
    with Store.open(f"sqlite:///{path}") as store:
        names = ("foreign_keys", "journal_mode", "synchronous", "busy_timeout", "trusted_schema")
        with store._database.reading() as connection:
            found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
    assert found == [1, "wal", 2, 30_000, 0]


def test_reading_does_not_wait_for_a_writer(store: Store) -> None:
    key = anna(add(store, make_article("a"))[0])
    with store._database.writing():
        assert store.stream(key).seq == 0
        assert store.count_articles() == 1
