"""Files and folders appear whole or not at all, and nobody's files are lost."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.formats._atomic import new_file, new_folder

MARKER = "made.json"


def _write(target: Path, text: str, fail: bool = False) -> None:
    with new_file(target) as part:
        part.write_text(text)
        assert part.parent == target.resolve().parent
        if fail:
            raise KeyboardInterrupt


def _fill(target: Path, *names: str, overwrite: bool = False, fail: bool = False) -> None:
    with new_folder(target, MARKER, overwrite=overwrite) as part:
        for name in names:
            (part / name).write_text(f"new {name}")
        (part / MARKER).write_text(json.dumps({"files": [*names, MARKER]}))
        if fail:
            raise KeyboardInterrupt


def _files(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "new" / "folder" / "out.jsonl"
    _write(target, "one")
    assert _files(tmp_path) == {"new/folder/out.jsonl": "one"}
    assert target.stat().st_mode & 0o777 == 0o666 & ~_umask()


def test_the_old_file_stays_when_writing_fails(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    _write(target, "one")
    target.chmod(0o600)
    with pytest.raises(KeyboardInterrupt):
        _write(target, "two", fail=True)
    assert _files(tmp_path) == {"out.jsonl": "one"}
    _write(target, "two")
    assert _files(tmp_path) == {"out.jsonl": "two"}
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_link_keeps_pointing(tmp_path: Path) -> None:
    (tmp_path / "real.jsonl").write_text("one")
    link = tmp_path / "link.jsonl"
    link.symlink_to("real.jsonl")
    _write(link, "two")
    assert link.is_symlink()
    assert (tmp_path / "real.jsonl").read_text() == "two"


def test_targets_that_cannot_be_written_are_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(AnnotatorError, match="cannot be written"):
        _write(tmp_path / "file" / "out.jsonl", "one")
    with pytest.raises(AnnotatorError, match="cannot be written"):
        _fill(tmp_path / "file" / "out")
    with pytest.raises(AnnotatorError, match="is not a file"):
        _write(tmp_path, "one")
    with pytest.raises(AnnotatorError, match="is a file"):
        _fill(tmp_path / "file")
    with pytest.raises(AnnotatorError, match="cannot be written: File name too long"):
        _write(tmp_path / ("n" * 300), "one")
    assert _files(tmp_path) == {"file": "x"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    def write() -> None:
        with new_file(tmp_path / "out") as part:
            part.symlink_to("/dev/full")
            part.write_bytes(b"x")

    with pytest.raises(AnnotatorError, match="No space left"):
        write()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_appears_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        _fill(target, "a", fail=True)
    assert list(tmp_path.iterdir()) == []
    target.mkdir()
    _fill(target, "a")
    assert set(_files(target)) == {"a", MARKER}


def test_a_folder_of_the_same_kind_is_replaced_and_what_others_put_there_kept(tmp_path: Path) -> None:
    target = tmp_path / "out"
    _fill(target, "a", "b")
    (target / "model").mkdir()
    (target / "model" / "weights").write_text("trained for hours")
    with pytest.raises(KeyboardInterrupt):
        _fill(target, "a", fail=True)
    assert set(_files(target)) == {"a", "b", "model/weights", MARKER}
    _fill(target, "a", "c")
    assert set(_files(target)) == {"a", "c", "model/weights", MARKER}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_others_put_there_is_never_replaced_unasked(tmp_path: Path) -> None:
    target = tmp_path / "out"
    _fill(target, "a")
    (target / "c").write_text("mine")
    with pytest.raises(AnnotatorError, match="c would be replaced"):
        _fill(target, "a", "c")
    assert _files(target)["c"] == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("marker", [None, "{", "[]", '{"files": null}', '"files"'])
def test_a_strange_folder_is_replaced_only_when_asked(tmp_path: Path, marker: str | None) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "thesis.txt").write_text("years of work")
    if marker is not None:
        (target / MARKER).write_text(marker)
    with pytest.raises(AnnotatorError, match="holds other files"):
        _fill(target, "a")
    assert _files(target)["thesis.txt"] == "years of work"
    _fill(target, "a", overwrite=True)
    assert set(_files(target)) == {"a", MARKER}


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
