"""Files and folders that appear whole under their name, or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from annotator.domain.errors import AnnotatorError


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

    Args:
        target: the folder's name. A folder of that name is replaced if it is empty or holds
            `marker` as a file, which the block must write.
        marker: file name by which a folder is known to be made by the same format.
        overwrite: replace any folder.

    Raises:
        AnnotatorError: the target cannot be written, or is not to be replaced.
    """
    with _told(target):
        target = _resolved(target)
        if target.exists() and not target.is_dir():
            raise AnnotatorError(f"{target} is a file", "This format writes a folder: give another name.")
        if target.exists() and not overwrite and any(target.iterdir()) and not (target / marker).is_file():
            raise AnnotatorError(
                f"the folder {target} holds other files",
                "Give a new folder, or ask to overwrite this one with everything in it.",
            )
        part = _part(target)
        part.mkdir()
    old = part.with_suffix(".old")
    try:
        with _told(target):
            yield part
            for path in part.rglob("*"):
                _sync(path)
            _sync(part)
            if target.exists():
                target.rename(old)
            try:
                part.rename(target)
            except OSError:
                if old.exists():
                    old.rename(target)
                raise
            _sync(target.parent)
    finally:
        for leftover in (part, old):
            shutil.rmtree(leftover, ignore_errors=True)


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
