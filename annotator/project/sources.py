"""Which files a path stands for: a file, a folder, a pattern, an archive, or `-` for standard input."""

from __future__ import annotations

import glob
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path, PurePath
from typing import BinaryIO, cast

from annotator.domain.errors import AnnotatorError
from annotator.formats import formats
from annotator.formats._losses import Losses
from annotator.formats._marker import MARKER
from annotator.formats._packed import check_archive, unzipped
from annotator.project.provenance import SUFFIX as PROVENANCE

STDIN = "-"
ZIP, GZIP = ".zip", ".gz"
#: How standard input begins that is no plain text.
_BEGINS = (
    ("jsonl", re.compile(rb"\{")),
    ("json", re.compile(rb"\[\s*\{")),
    ("html", re.compile(rb"<!doctype html|<html[\s>]")),
)


@dataclass(frozen=True, slots=True)
class Source:
    """What one reader reads: a file, or a folder of them.

    `file` is a path, a member of an archive, or None for what came by stdin and is in `data`; `size`
    is that of a file packed by gzip, else 0.
    """

    where: str
    format: str
    file: Traversable | None
    data: bytes = b""
    size: int = 0

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder for a `FolderReader`."""
        return self.file is not None and self.file.is_dir()

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The file's bytes, from the start.

        Raises:
            AnnotatorError: the file cannot be read.
        """
        if self.file is None:
            yield io.BytesIO(self.data)
            return
        try:
            opened = cast("BinaryIO", self.file.open("rb"))
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            told = error.strerror if isinstance(error, OSError) else str(error)
            raise AnnotatorError(f"{self.where}: {told}", "Check the file and its rights.") from error
        with opened:
            try:
                yield unzipped(opened, self.size, self.where) if self.size else opened
            except zipfile.BadZipFile as error:
                raise AnnotatorError(f"{self.where}: {error}", "The archive is damaged.") from error


def sources(paths: Iterable[str], format_name: str = "", left_out: Losses | None = None) -> list[Source]:
    """The files that the paths stand for, folders and archives searched in alphabetical order.

    A pattern like `news/*` stands for the files and folders that a shell would put in its place, one with
    `**` for files alone. Standard input is read whole; what it is, is seen by how it begins. With a format
    named, files are of that format whatever their ending, and a folder is one source where that format is
    one of folders; without, a folder that was exported here is read as what it says it is.

    Args:
        paths: what was asked for.
        format_name: a format, "" to go by endings.
        left_out: where files are noted that lie in a folder or archive and have no known ending.

    Raises:
        AnnotatorError: a path does not exist, has an unknown ending, or a folder holds no article.
    """
    left_out = Losses() if left_out is None else left_out
    return [found for path in paths for found in _Finder(format_name, left_out).at(path)]


def endings() -> dict[str, str]:
    """File endings by the format that reads them; a third party's format that is broken has none."""
    found: dict[str, str] = {}
    for name in formats.names():
        with suppress(AnnotatorError):
            found |= dict.fromkeys(getattr(formats.load(name), "endings", ()), name)
    return found


class _Finder:
    """Finds files of one format, or of any."""

    def __init__(self, format_name: str, left_out: Losses) -> None:
        self.format = format_name
        self.left_out = left_out
        self.endings = endings()
        reader = formats.load(format_name) if format_name else None
        self.reads_folders = hasattr(reader, "read_folder")
        self.reads_files = reader is None or hasattr(reader, "read")
        if not self.reads_folders and not self.reads_files:
            raise AnnotatorError(f"{format_name} is only written", f"Formats to read: {_readers()}.")

    def at(self, path: str) -> Iterator[Source]:
        if path == STDIN:
            yield self._stdin()
        elif Path(path).exists():
            yield from self._under(Path(path), path)
        elif glob.has_magic(path):
            found = sorted(glob.glob(path, recursive=True))  # noqa: PTH207 (absolute patterns too)
            if "**" in path:  # what lies in a folder is found beside it
                found = [one for one in found if Path(one).is_file()]
            if not found:
                raise AnnotatorError(f"{path}: no file is so named", "Check the pattern.")
            for one in found:
                yield from self._under(Path(one), one)
        else:
            raise AnnotatorError(f"{path}: there is no such file or folder", "Check the path.")

    def _under(self, path: Path, where: str) -> Iterator[Source]:
        if path.is_dir():
            yield from self._folder(path, where)
        elif path.suffix.lower() == ZIP:
            yield from self._archive(path, where)
        else:
            yield self._file(path, where)

    def _archive(self, path: Path, where: str) -> Iterator[Source]:
        try:
            # Stays open as long as a source of it is.
            archive = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile) as error:
            raise AnnotatorError(f"{where}: no zip archive: {error}", "Fetch or pack it again.") from error
        check_archive(archive, where)
        yield from self._folder(zipfile.Path(archive), where)

    def _folder(self, folder: Traversable, where: str) -> Iterator[Source]:
        if self.reads_folders:
            yield Source(where, self.format, folder)
            return
        if not self.format and (made := _exported(folder)):
            yield Source(where, made, folder)
            return
        found = []
        for name, file in _files(folder):
            if self.format or self._ending(name):
                found.append((name, file))
            else:
                self.left_out.note("files whose ending no reader knows", str(PurePath(where) / name))
        if not found:
            raise AnnotatorError(f"{where}: no article in this folder", f"Known endings: {self._known()}.")
        for name, file in sorted(found, key=lambda pair: pair[0]):
            yield self._file(file, str(PurePath(where) / name))

    def _file(self, file: Traversable, where: str) -> Source:
        if not self.reads_files:
            raise AnnotatorError(
                f"{where}: {self.format} is read from a folder", "Name the folder, or a zip archive of it."
            )
        kind = self.format or self._ending(where)
        if not kind:
            raise AnnotatorError(
                f"{where}: no reader for files ending in {PurePath(where).suffix!r}",
                f"Known endings: {self._known()}.",
            )
        packed = where.lower().endswith(GZIP)
        return Source(where, kind, file, size=max(_size(file), 1) if packed else 0)

    def _stdin(self) -> Source:
        data = sys.stdin.buffer.read()
        packed = data.startswith(b"\x1f\x8b")
        if packed:
            data = unzipped(io.BytesIO(data), len(data), "stdin").read()
        if self.format:
            kind = self.format
        else:
            begins = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
            kind = next((name for name, sign in _BEGINS if sign.match(begins)), "txt")
        if not self.reads_files:
            raise AnnotatorError(f"{self.format} is read from a folder", "It cannot come by stdin.")
        return Source("stdin", kind, None, data)

    def _ending(self, name: str) -> str:
        path = PurePath(name.lower().removesuffix(GZIP))
        return self.endings.get(path.suffix, "")

    def _known(self) -> str:
        return f"{' '.join(sorted(self.endings))}, each also as .gz; {ZIP}"


def _exported(folder: Traversable) -> str:
    """The format of a folder that was exported here, where one of folders; "" if it is none."""
    file = folder / MARKER
    try:
        told = json.loads(file.read_bytes()) if file.is_file() else None
        name = told.get("format") if isinstance(told, dict) else None
        reader = formats.load(name) if isinstance(name, str) else None
    except (OSError, ValueError, RecursionError, zipfile.BadZipFile, AnnotatorError):
        return ""
    return name if isinstance(name, str) and hasattr(reader, "read_folder") else ""


def _files(folder: Traversable, above: str = "") -> Iterator[tuple[str, Traversable]]:
    """All files under a folder, by name from there; hidden ones and what tells of an export are none."""
    for one in folder.iterdir():
        if one.name.startswith((".", "__MACOSX")) or one.name.endswith(PROVENANCE):
            continue
        if one.is_dir():
            yield from _files(one, f"{above}{one.name}/")
        elif one.is_file():
            yield above + one.name, one


def _size(file: Traversable) -> int:
    if isinstance(file, Path):
        return file.stat().st_size
    return len(file.read_bytes())


def _readers() -> str:
    able = []
    for name in formats.names():
        with suppress(AnnotatorError):
            reader = formats.load(name)
            if hasattr(reader, "read") or hasattr(reader, "read_folder"):
                able.append(name)
    return ", ".join(able)
