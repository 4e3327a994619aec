"""Packed files: how much may come out of them."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from annotator.domain.errors import AnnotatorError

#: However small a file, this much may come out of it …
FREE = 64 << 20
#: … and of a larger one, this many times its size; text is seldom packed to less than a twentieth.
RATIO = 100


def check_archive(archive: zipfile.ZipFile, where: str) -> None:
    """Refuse a zip archive that unpacks to too much, or whose names lead out of it.

    Members are never read beyond the size that is checked here.

    Raises:
        AnnotatorError: what is wrong with it.
    """
    unpacked = packed = 0
    for info in archive.infolist():
        name = PurePosixPath(info.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or ":" in name.parts[:1]:
            raise AnnotatorError(
                f"{where}: the name {info.filename!r} leads out of the archive", "Do not trust this file."
            )
        if info.flag_bits & 1:
            raise AnnotatorError(f"{where}: {info.filename} is encrypted", "Unpack it first.")
        unpacked += info.file_size
        packed += info.compress_size
    size = archive.fp.seek(0, io.SEEK_END) if archive.fp else packed
    if unpacked > max(FREE, RATIO * size):
        raise AnnotatorError(
            f"{where}: {size:,} bytes that unpack to {unpacked:,}", "If that is right, unpack it first."
        )


def unzipped(source: BinaryIO, size: int, where: str) -> BinaryIO:
    """The content of a gzip file, no more of it than is sound.

    Args:
        source: the packed file.
        size: its size in bytes.
        where: its name for messages.

    Raises:
        AnnotatorError: while one reads: damaged, or too much comes out.
    """
    return cast("BinaryIO", io.BufferedReader(_Bounded(source, max(FREE, RATIO * size), where)))


class _Bounded(io.RawIOBase):
    """A gzip file that complains in our words, and when more than `most` bytes come out."""

    def __init__(self, source: BinaryIO, most: int, where: str) -> None:
        self._file = gzip.GzipFile(fileobj=source, mode="rb")
        self._most, self._where = most, where
        self._far = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._told(lambda: self._file.seek(offset, whence))

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        count = self._told(lambda: self._file.readinto(buffer))
        self._far = max(self._far, self._file.tell())
        if self._far > self._most:
            raise AnnotatorError(
                f"{self._where}: unpacks to more than {self._most:,} bytes",
                "If that is right, unpack it first.",
            )
        return count

    def _told(self, act: Callable[[], int]) -> int:
        try:
            return act()
        except (OSError, EOFError, zlib.error) as error:
            raise AnnotatorError(
                f"{self._where}: no whole gzip file: {error}", "Was it cut off? Fetch it again."
            ) from error
