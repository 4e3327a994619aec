"""Files and folders that appear whole under their name, or not at all."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from annotator.domain.errors import AnnotatorError
from annotator.formats._marker import edited


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """A path to write a file at; the file takes the target's name when the block ends well.

    Raises:
        AnnotatorError: the target cannot be written.
    """
    with _told(target):
        target = _resolved(target)
        if target.exists() and not target.is_file():
            raise AnnotatorError(f"{target} is not a file", "Give the name of a file to write.")
        part = _part(target)
    try:
        with _told(target):
            yield part
            _sync(part)
            if target.exists():
                shutil.copymode(target, part)
            part.replace(target)
            _sync(target.parent)
    finally:
        with suppress(OSError):
            part.unlink()


@contextmanager
def new_folder(target: Path, marker: str, *, overwrite: bool = False) -> Iterator[Path]:
    """A folder to fill; takes the target's name when the block ends well.

    A folder of that name is replaced if it is empty or was made in this way before and nothing in it was
    edited since; what others put into it, a trained model for example, is kept.

    Args:
        target: the folder's name.
        marker: name of the JSON file that the block writes into the folder, see `_marker.mark`.
        overwrite: replace any folder, with all that is in it.

    Raises:
        AnnotatorError: the target cannot be written, or is not to be replaced.
    """
    with _told(target):
        target = _resolved(target)
        if target.exists() and not target.is_dir():
            raise AnnotatorError(f"{target} is a file", "This format writes a folder: give another name.")
        kept = set() if overwrite else _foreign(target, marker)
        part = _part(target)
        part.mkdir()
    old = part.with_suffix(".old")
    try:
        with _told(target):
            yield part
            clash = sorted(kept & {path.name for path in part.iterdir()})
            if clash:
                raise AnnotatorError(
                    f"{target / clash[0]} would be replaced", "Move it away, or choose another folder."
                )
            for path in part.rglob("*"):
                _sync(path)
            _sync(part)
            _swap(part, target, old)
            for name in kept:
                (old / name).rename(target / name)
            _sync(target.parent)
            shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _foreign(folder: Path, marker: str) -> set[str]:
    """Names in the folder that no earlier export put there.

    Raises:
        AnnotatorError: none made this folder, or somebody edited what it put there.
    """
    names = {path.name for path in folder.iterdir()} if folder.exists() else set()
    if not names:
        return set()
    try:
        told = json.loads((folder / marker).read_text(encoding="utf-8"))
        foreign = {name for name in names if name not in told["files"]}
        changed = edited(folder, told)
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        raise AnnotatorError(
            f"the folder {folder} holds other files",
            "Give a new folder; --overwrite replaces this one with everything in it.",
        ) from None
    if changed:
        raise AnnotatorError(
            f"{folder / changed} was edited since it was exported",
            "Give a new folder, or move the file away; --overwrite replaces this one with all that is in it.",
        )
    return foreign


def _swap(part: Path, target: Path, old: Path) -> None:
    """Give the new folder the target's name, and the folder that had it another one."""
    if target.exists():
        target.rename(old)
    try:
        part.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise


def _resolved(target: Path) -> Path:
    """The target with symbolic links followed and its parent folder there."""
    target = target.expanduser().resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _part(target: Path) -> Path:
    """A free hidden name beside the target, on the same file system."""
    return target.with_name(f".{target.name[:200]}.{secrets.token_hex(4)}.part")


@contextmanager
def _told(target: Path) -> Iterator[None]:
    """Say which target it was when the system refuses."""
    try:
        yield
    except OSError as error:
        raise AnnotatorError(
            f"{target} cannot be written: {error.strerror or error}",
            "Choose another place, or make room and see to its permissions.",
        ) from error


def _sync(path: Path) -> None:
    """Have a file's or folder's content reach the disk, where the system can be asked to."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
