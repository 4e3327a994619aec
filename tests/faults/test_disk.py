"""A disk that refuses: full, read-only, busy, or the file gone. Never `saved` for what is not there."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from annotator.project.project import Project
from tests.faults.evidence import check_acknowledged, labels, numbers
from tests.faults.program import Program
from tests.tui.app import running

#: Seconds another program keeps the database; above 30 the screen must speak of it.
BUSY = float(os.environ.get("ANNOTATOR_BUSY", "3"))


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Path]:
    """The project on a file system of one megabyte."""
    disk = folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"a small disk needs the right to mount: {mounted.stderr.decode().strip()}")
    try:
        shutil.copy(folder / "annotator.db", disk)
        yield disk
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def test_full_disk(small_disk: Path) -> None:
    path = small_disk / "annotator.db"
    program = Program(small_disk, "annotate", "harbour", "--as", "anna", columns=120)
    program.wait_for(" anna ")
    program.send("!")
    program.wait_until_saved()
    before = program.saved
    with filler(small_disk):
        for _ in range(400):
            program.send("!")
            program.read(0.01)
            if "NOT SAVED" in program.screen:
                break
        program.wait_for("NOT SAVED")
        assert "no space left" in program.screen
        program.type("!a!")
        program.wait_for("NOT SAVED")
        program.send("q")
        program.wait_for("could not be saved", 10)
        acknowledged = program.saved
        assert len(numbers_of_copy(path, small_disk.parent)) == acknowledged
    program.wait_until_saved()
    assert program.saved > acknowledged >= before
    check_acknowledged(path, program.saved)
    assert any(span.label == "ACTOR" for span in labels(path, "anna").spans.values())
    program.send("q")
    assert program.wait() == 0
    check_acknowledged(path, program.saved)


def test_full_disk_and_kill(small_disk: Path) -> None:
    program = Program(small_disk, "annotate", "harbour", "--as", "anna", columns=120)
    program.wait_for(" anna ")
    with filler(small_disk):
        for _ in range(400):
            program.send("!")
            program.read(0.01)
            if "NOT SAVED" in program.screen:
                break
        program.wait_for("NOT SAVED")
        program.kill()
    check_acknowledged(small_disk / "annotator.db", program.saved)


def test_file_size_limit(folder: Path) -> None:
    kilobytes = (folder / "annotator.db").stat().st_size // 1024 + 40
    limited = ("bash", "-c", f'ulimit -f {kilobytes}; exec "$0" "$@"')
    program = Program(folder, "annotate", "harbour", "--as", "anna", columns=120, before=limited)
    program.wait_for(" anna ")
    for _ in range(400):
        program.send("!")
        program.read(0.005)
        if "NOT SAVED" in program.screen:
            break
    program.wait_for("NOT SAVED")
    program.send("q")
    program.wait_for("could not be saved", 10)
    program.send("q")
    assert program.wait() == 1
    check_acknowledged(folder / "annotator.db", program.saved)


def test_read_only_file(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    before = (small_disk / "annotator.db").read_bytes()
    program = Program(small_disk, "annotate", "harbour", "--as", "anna", columns=120)
    end = time.monotonic() + 20
    while time.monotonic() < end and "anna" not in program.screen and "annotator:" not in program.screen:
        program.read_for(0.1)
    if " anna " in program.screen:
        program.send("!")
        program.wait_for("NOT SAVED")
        assert "read-only" in program.screen
        program.send("q")
        program.wait_for("could not be saved", 10)
        program.send("q")
        assert program.wait() == 1
    else:
        assert "read-only" in program.screen or "cannot be" in program.screen, program.screen
        assert program.wait() == 1
    assert program.saved == 0
    assert (small_disk / "annotator.db").read_bytes() == before


def test_busy_database(folder: Path) -> None:
    path = folder / "annotator.db"
    program = Program(folder, "annotate", "harbour", "--as", "anna", columns=120)
    program.wait_for(" anna ")
    program.send("!")
    program.wait_until_saved()
    before = program.saved
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    program.type("!a")
    program.wait_for("saving 2")
    assert "saved #" not in program.screen
    end = time.monotonic() + BUSY
    while time.monotonic() < end:
        program.type("l")
        program.read_for(0.5)
        assert "saved #" not in program.screen
    if BUSY > 32:
        assert "NOT SAVED" in program.screen
        assert "kept busy" in program.screen
    other.execute("ROLLBACK")
    other.close()
    program.wait_until_saved(40)
    assert program.saved == before + 2
    check_acknowledged(path, program.saved)
    program.send("q")
    assert program.wait() == 0


async def test_the_palette_quits_no_sooner_than_the_key(project: Project) -> None:
    async with running(project) as (app, pilot, desk):
        other = sqlite3.connect(project.where, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await pilot.press("exclamation_mark")
        await app.run_action("app.quit")
        await pilot.pause()
        assert app.is_running
        assert not app._exit
        assert desk.unsaved == 1
        other.execute("ROLLBACK")
        other.close()


@pytest.mark.parametrize("how", ["deleted", "moved", "replaced"])
def test_file_gone_under_the_screen(folder: Path, how: str) -> None:
    path, aside = folder / "annotator.db", folder / "aside.db"
    original = folder / "original.db"
    shutil.copy(path, original)
    program = Program(folder, "annotate", "harbour", "--as", "anna", columns=120)
    program.wait_for(" anna ")
    program.send("!")
    program.wait_until_saved()
    before = program.saved
    if how == "deleted":
        for file in folder.glob("annotator.db*"):
            file.unlink()
    else:
        path.rename(aside)
        if how == "replaced":
            shutil.copy(original, path)
    # It is noticed with no key pressed, and said on every key.
    program.wait_for("NOT SAVED", 10)
    program.type("a!")
    program.read_for(3)
    assert "NOT SAVED" in program.screen
    assert "saved #" not in program.screen
    assert program.saved == before
    if how == "moved":
        aside.rename(path)
        program.wait_until_saved()
        assert program.saved == before + 2
        check_acknowledged(path, program.saved)
        program.send("q")
        assert program.wait() == 0
        return
    program.send("q")
    program.wait_for("is gone", 10)
    program.send("q")
    assert program.wait() == 1
    if how == "replaced":
        assert path.read_bytes() == original.read_bytes()
    else:
        assert not path.exists()
    (rescued,) = folder.glob("annotator-rescued-*.db")
    assert rescued.name.encode() in program.raw
    check_acknowledged(rescued, before + 2)


def test_what_cannot_be_read_is_told(folder: Path) -> None:
    """While one connection waits to write, another is needed to go on, and there is no file for it."""
    program = Program(folder, "annotate", "harbour", "--as", "anna", columns=120)
    program.wait_for(" anna ")
    other = sqlite3.connect(folder / "annotator.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    program.type(["!"])
    program.wait_for("saving 1")
    (folder / "annotator.db").rename(folder / "aside.db")
    program.send("\x1b[1;5C")
    program.wait_for("cannot be opened")
    (folder / "aside.db").rename(folder / "annotator.db")
    other.execute("ROLLBACK")
    other.close()
    program.wait_until_saved()
    program.send("q")
    assert program.wait() == 0
    check_acknowledged(folder / "annotator.db", program.saved)


def test_folder_gone_under_the_screen(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    here, home = folder / "here", tmp_path_factory.mktemp("home")
    here.mkdir()
    shutil.copy(folder / "annotator.db", here)
    program = Program(here, "annotate", "harbour", "--as", "anna", columns=120, env={"HOME": str(home)})
    program.wait_for(" anna ")
    program.type(["!", "a"])
    program.wait_until_saved()
    shutil.rmtree(here)
    program.wait_for("NOT SAVED", 10)
    program.send("q")
    program.wait_for("is gone", 10)
    program.send("q")
    assert program.wait() == 1
    (rescued,) = home.glob("annotator-rescued-*.db")
    check_acknowledged(rescued, program.saved)


@contextmanager
def filler(disk: Path) -> Iterator[None]:
    """The disk full to the last byte, for a while."""
    name = disk / "filler"
    with name.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    yield
    name.unlink()


def numbers_of_copy(path: Path, to: Path) -> list[int]:
    """The events in a copy of database and log, as after a crash."""
    for suffix in ("", "-wal"):
        shutil.copy(f"{path}{suffix}", to / f"copy.db{suffix}")
    return numbers(to / "copy.db")
