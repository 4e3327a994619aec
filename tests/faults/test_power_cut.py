"""The power fails at any moment: what the screen called saved is on the disk."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.faults.evidence import check_acknowledged
from tests.faults.power_cut import DATABASE, SUFFIXES, TERMINAL, WAL, Disk, Entry, entries
from tests.faults.program import Program

#: How many moments to try, in a session long enough that SQLite moves its log to the database by itself.
CUTS = int(os.environ.get("ANNOTATOR_CUTS", "60"))
PRESSES = 120 if CUTS < 200 else 400
KEYS = ["!", "a", "l", "w", "u", "r", " ", "!", "x", "c", "!", "A", "1"]


@pytest.fixture(scope="module")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not Path("/proc/self").exists():
        pytest.skip("recording the writes needs Linux and a C compiler (apt install gcc)")
    library = tmp_path_factory.mktemp("recorder") / "recorder.so"
    source = Path(__file__).with_name("recorder.c")
    subprocess.run([compiler, "-O1", "-shared", "-fPIC", source, "-o", library, "-ldl"], check=True)
    return library


def test_any_cut_keeps_what_was_called_saved(recorder: Path, folder: Path) -> None:
    path, record, found = folder / "annotator.db", folder / "record", folder / "found"
    begin = path.read_bytes()
    done = recorded(recorder, folder, record)
    random_ = random.Random(1)
    cuts = {*random_.sample(range(len(done)), min(CUTS, len(done))), len(done) - 1}
    found.mkdir()
    disk, tried = Disk(begin), 0
    seen: dict[bytes, int] = {}
    for at, entry in enumerate(done):
        disk.do(entry)
        if at not in cuts:
            continue
        for files in disk.after_cut(random_):
            digest = hashlib.sha256(repr(sorted(files.items())).encode()).digest()
            if seen.get(digest, -1) >= disk.saved:
                continue
            seen[digest] = disk.saved
            tried += 1
            put(found, files, random_)
            check_acknowledged(found / "annotator.db", disk.saved)
    assert disk.saved > 30
    assert disk.whole() == {DATABASE: path.read_bytes()}, "the record lacks something that was written"
    print(f"{tried} disks after {len(cuts)} cuts among {len(done)} writes, up to event {disk.saved}")


def test_the_model_sees_a_missing_sync(recorder: Path, folder: Path) -> None:
    """Had the program not waited for the disk, the same test would fail."""
    path, record, found = folder / "annotator.db", folder / "record", folder / "found"
    begin = path.read_bytes()
    done = [entry for entry in recorded(recorder, folder, record) if entry.what != "s"]
    found.mkdir()
    disk, lost = Disk(begin), 0
    for at, entry in enumerate(done):
        disk.do(entry)
        if entry.what == "d" and disk.saved and at % 20 == 0:
            files = next(disk.after_cut(random.Random(at)))
            put(found, files, random.Random(at))
            try:
                check_acknowledged(found / "annotator.db", disk.saved)
            except AssertionError:
                lost += 1
    assert lost


def recorded(recorder: Path, folder: Path, record: Path) -> list[Entry]:
    """All that one session writes: opened, a hundred keys or so, left by q."""
    env = {"LD_PRELOAD": str(recorder), "RECORD_TO": str(record), "RECORD_OF": str(folder / "annotator.db")}
    program = Program(folder, "annotate", "harbour", "--as", "anna", env=env)
    program.wait_for(" anna ")
    random_ = random.Random(0)
    for _ in range(PRESSES):
        program.type([random_.choice(KEYS)], 0.004)
    program.wait_until_saved()
    program.send("q")
    assert program.wait() == 0
    check_acknowledged(folder / "annotator.db", program.saved)
    done = entries(record)
    assert {entry.file for entry in done} >= {DATABASE, WAL, TERMINAL}
    assert any(entry.what == "s" for entry in done)
    return done


def put(folder: Path, files: dict[int, bytes], random_: random.Random) -> None:
    """Lay the files out as found; the index of the log is no file of record and may hold anything."""
    for kind, suffix in SUFFIXES.items():
        file = folder / f"annotator.db{suffix}"
        file.unlink(missing_ok=True)
        if kind in files:
            file.write_bytes(files[kind])
    index = folder / "annotator.db-shm"
    index.unlink(missing_ok=True)
    if WAL in files and random_.random() < 0.5:
        index.write_bytes(random_.randbytes(32768))
