from __future__ import annotations

import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.store import backup
from annotator.store.store import Store

from .samples import SCHEME, SOURCE, T0, accepted, add, anna, make_article, make_event


@pytest.fixture
def here(tmp_path: Path) -> Path:
    return tmp_path / "annotator.db"


def test_a_copy_is_a_project(tmp_path: Path, here: Path) -> None:
    target = tmp_path / "copy 'é' #1.db"
    with Store.create(f"sqlite:///{here}", SCHEME, SOURCE, T0) as store:
        add(store, make_article("a"))
        store.append(anna("a"), make_event(1, *accepted()))
        before = store.stream(anna("a"))
        store.back_up(target)
        store.append(anna("a"), make_event(2))
    with Store.open(f"sqlite:///{target}") as copy:
        assert copy.stream(anna("a")) == before
        assert copy.scheme_source() == SOURCE
    here.chmod(0o640)
    with Store.open(f"sqlite:///{here}") as store:
        store.back_up(tmp_path / "again.db")
    assert stat.S_IMODE((tmp_path / "again.db").stat().st_mode) == 0o640
    assert sorted(tmp_path.iterdir()) == sorted([here, target, tmp_path / "again.db"])


def test_copies_while_others_write_hold_whole_events(tmp_path: Path, here: Path) -> None:
    with Store.create(f"sqlite:///{here}", SCHEME, SOURCE, T0) as store:
        add(store, make_article("a"))
        stop, written = threading.Event(), 0

        def write() -> None:
            nonlocal written
            while not stop.is_set():
                store.append(anna("a"), make_event(written + 1, *accepted(f"{written}-")))
                written += 1

        writer = threading.Thread(target=write)
        writer.start()
        seqs, least = [], []
        try:
            for number in range(6):
                wanted = written + 2
                while written < wanted:
                    assert writer.is_alive()
                least.append(written)
                store.back_up(tmp_path / f"copy{number}.db")
        finally:
            stop.set()
            writer.join()
        for number in range(6):
            with Store.open(f"sqlite:///{tmp_path / f'copy{number}.db'}") as copy:
                stream = copy.stream(anna("a"))
                assert len(stream.labels.ties) == stream.seq == len(copy.events(anna("a")))
                seqs.append(stream.seq)
        assert seqs == sorted(seqs)
        assert all(seq >= wanted for seq, wanted in zip(seqs, least, strict=True))
        assert store.stream(anna("a")).seq == written


def test_nothing_is_overwritten_and_nothing_half_done_is_left(tmp_path: Path, here: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("precious")
    with Store.create(f"sqlite:///{here}", SCHEME, SOURCE, T0) as store:
        before = {path.name for path in tmp_path.iterdir()}
        with pytest.raises(AnnotatorError, match="there already"):
            store.back_up(target)
        with pytest.raises(AnnotatorError, match="No such file"):
            store.back_up(tmp_path / "absent" / "copy.db")
        assert {path.name for path in tmp_path.iterdir()} == before
    assert target.read_text() == "precious"


def test_a_copy_that_fails_leaves_nothing(
    tmp_path: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_sync", full)
    with Store.create(f"sqlite:///{here}", SCHEME, SOURCE, T0) as store:
        before = {path.name for path in tmp_path.iterdir()}
        with pytest.raises(AnnotatorError, match=r"copy\.db: No space left"):
            store.back_up(tmp_path / "copy.db")
        assert {path.name for path in tmp_path.iterdir()} == before


def test_a_damaged_project_is_not_copied(tmp_path: Path, here: Path) -> None:
    with Store.create(f"sqlite:///{here}", SCHEME, SOURCE, T0) as store:
        add(store, *(make_article(f"a{number}") for number in range(200)))
    spoil_index(here)
    with Store.open(f"sqlite:///{here}") as store, pytest.raises(AnnotatorError, match="damaged") as caught:
        store.back_up(tmp_path / "copy.db")
    assert "recover" in caught.value.hint
    assert not list(tmp_path.glob("copy*"))


def spoil_index(path: Path) -> None:
    """Point an index at rows that are not those it says."""
    connection = sqlite3.connect(path)
    root = connection.execute(
        "SELECT rootpage FROM sqlite_master WHERE name = 'ix_article_n_sentences'"
    ).fetchone()
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with path.open("r+b") as file:
        file.seek(size * root[0] - 20)
        file.write(b"\x03\x01\x02\x7f" * 5)


def test_a_server_has_its_own_means(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("for projects on a server")
    with Store.create(database_url, SCHEME, SOURCE, T0) as store, pytest.raises(AnnotatorError) as caught:
        store.back_up(Path("copy.db"))
    assert (
        "pg_dump --format=custom --file=annotator.dump postgresql://annotator@127.0.0.1" in caught.value.hint
    )


def test_the_command_for_a_server_has_no_password() -> None:
    from sqlalchemy import make_url

    url = make_url("postgresql+psycopg://anna:sesame@db.example:5433/la bels?sslmode=require&password=sesame")
    told = backup.backup_command(url)
    assert "sesame" not in told
    assert told.endswith("'postgresql://anna@db.example:5433/la bels?sslmode=require'")
