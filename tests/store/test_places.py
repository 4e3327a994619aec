"""Files that may only be read, folders that may only be read, folders on other machines."""

from __future__ import annotations

import logging
import multiprocessing
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.store import mounts
from annotator.store.mounts import network_kind
from annotator.store.store import Store

from .samples import SCHEME, SOURCE, T0, accepted, add, anna, make_article, make_event

MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
40 22 0:35 / /home rw,nosuid shared:5 master:2 - nfs4 server:/home rw,vers=4.2
41 40 254:1 / /home/anna/scratch rw - xfs /dev/vdb rw
42 22 0:36 / /mnt/shared\\040folder rw - cifs //server/share rw
43 22 0:37 / /mnt/ssh rw - fuse.sshfs anna@host:/ rw
44 22 0:38 / /mnt/usb rw - ext4 /dev/sda1 rw
45 22 0:39 / /mnt/usb rw - 9p host rw
46 22 0:40 / /mnt/back rw - nfs server:/ rw
47 22 254:2 / /mnt/back rw - ext4 /dev/vdc rw
odd line
48 22 0:41 / /mnt/odd rw -
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/annotator.db", None),
        ("/home/anna/annotator.db", "nfs4"),
        ("/home", "nfs4"),
        ("/homes/annotator.db", None),
        ("/home/anna/scratch/annotator.db", None),
        ("/mnt/shared folder/corpus/annotator.db", "cifs"),
        ("/mnt/ssh/annotator.db", "fuse.sshfs"),
        ("/mnt/usb/annotator.db", "9p"),
        ("/mnt/back/annotator.db", None),
        ("/home/anna/scratch/../annotator.db", "nfs4"),
    ],
)
def test_network_folders_are_known_by_their_mount(tmp_path: Path, path: str, kind: str | None) -> None:
    told = tmp_path / "mountinfo"
    told.write_text(MOUNTS)
    assert network_kind(Path(path), told) == kind


def test_links_are_followed(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / "link").symlink_to(real)
    told = tmp_path / "mountinfo"
    told.write_text(f"22 1 254:0 / / rw - ext4 /dev/vda rw\n40 22 0:35 / {real} rw - nfs server:/ rw\n")
    assert network_kind(tmp_path / "link" / "a.db", told) == "nfs"
    assert network_kind(tmp_path / "a.db", told) is None


def test_nothing_is_known_where_mounts_are_not_told(tmp_path: Path) -> None:
    assert network_kind(tmp_path, tmp_path / "absent") is None


def test_opening_on_a_network_folder_warns_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told = tmp_path / "mountinfo"
    told.write_text(f"40 22 0:35 / {tmp_path} rw - nfs4 server:/ rw\n")
    monkeypatch.setattr(mounts, "MOUNTS", told)
    url = f"sqlite:///{tmp_path / 'a.db'}"
    with Store.create(url, SCHEME, SOURCE, T0) as store, caplog.at_level(logging.WARNING, "annotator"):
        caplog.clear()
        add(store, make_article("a"))
        assert caplog.messages == []
        with Store.open(url) as again:
            again.count_articles()
            again.scheme()
        (message,) = caplog.messages
    assert "network folder (nfs4)" in message


def test_a_folder_of_this_machine_warns_of_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    Store.create(f"sqlite:///{tmp_path / 'a.db'}", SCHEME, SOURCE, T0).close()
    Store.open(f"sqlite:///{tmp_path / 'a.db'}").close()
    assert caplog.messages == []


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """A project in a folder that everybody may enter."""
    path = tmp_path / "a.db"
    with Store.create(f"sqlite:///{path}", SCHEME, SOURCE, T0) as store:
        add(store, make_article("a"))
        store.append(anna("a"), make_event(1, *accepted()))
    opened = [
        folder for folder in tmp_path.parents if folder.is_relative_to("/tmp") and folder != Path("/tmp")
    ]
    modes = {folder: folder.stat().st_mode for folder in (tmp_path, *opened)}
    for folder, mode in modes.items():
        folder.chmod(stat.S_IMODE(mode) | 0o011)
    yield path
    for folder, mode in modes.items():
        folder.chmod(stat.S_IMODE(mode))


def read_and_write(path: Path) -> list[str]:
    """What somebody is told who reads a project, then writes to it."""
    told: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: told.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("annotator").addHandler(handler)
    try:
        with Store.open(f"sqlite:///{path}") as store:
            told.append(f"labels up to {store.stream(anna('a')).seq}")
            store.append(anna("a"), make_event(2))
            told.append("written")
    except AnnotatorError as error:
        told.append(f"refused: {error.message}")
    return told


def as_nobody(work: Callable[[Path], list[str]], path: Path) -> list[str]:
    """Work as a user who may do only what everybody may."""

    def run(answers: multiprocessing.Queue[list[str]]) -> None:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        answers.put(work(path))

    context = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue[list[str]] = context.Queue()
    process = context.Process(target=run, args=(answers,))
    process.start()
    told = answers.get(timeout=60)
    process.join(60)
    return told


def test_a_read_only_file_can_be_read(path: Path) -> None:
    path.chmod(0o444)
    path.parent.chmod(0o777)
    before = path.read_bytes()
    assert as_nobody(read_and_write, path) == [
        f"{path} is read-only: it can be looked at and exported, not changed",
        "labels up to 1",
        f"refused: {path} is read-only",
    ]
    assert path.read_bytes() == before


def test_a_file_in_a_read_only_folder_can_be_read(path: Path) -> None:
    path.chmod(0o444)
    path.parent.chmod(0o555)
    before = path.read_bytes()
    assert as_nobody(read_and_write, path) == [
        f"{path} is read-only: it can be looked at and exported, not changed",
        "labels up to 1",
        f"refused: {path} is read-only",
    ]
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_file_left_open_is_not_half_read_in_a_read_only_folder(path: Path) -> None:
    with Store.open(f"sqlite:///{path}") as store:
        store.append(anna("a"), make_event(2))
        left = path.parent / "left"
        left.mkdir()
        for name in ("a.db", "a.db-wal"):
            shutil.copy(path.parent / name, left / name)
    for file in left.iterdir():
        file.chmod(0o444)
    left.chmod(0o555)
    (told,) = as_nobody(read_and_write, left / "a.db")
    assert told == (
        f"refused: {left / 'a.db'} was not closed properly, and cannot be mended in a read-only folder"
    )
    left.chmod(0o755)
    connection = sqlite3.connect(left / "a.db")
    assert connection.execute("SELECT max(seq) FROM event").fetchone() == (2,)
    connection.close()
