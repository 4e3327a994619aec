"""Which files a path stands for: a file, a folder, or `-` for standard input."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from annotator.domain.errors import AnnotatorError

#: File endings by the format that reads them.
ENDINGS = {".txt": "txt", ".md": "txt", ".text": "txt", ".jsonl": "jsonl", ".ndjson": "jsonl"}
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, and the format that reads it; `path` is None for what came by stdin."""

    where: str
    format: str
    path: Path | None
    data: bytes = b""

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The file's bytes, from the start.

        Raises:
            AnnotatorError: the file cannot be read.
        """
        if self.path is None:
            yield io.BytesIO(self.data)
            return
        try:
            file = self.path.open("rb")
        except OSError as error:
            raise AnnotatorError(
                f"{self.where}: {error.strerror}", "Check the file and its rights."
            ) from error
        with file:
            yield file


def sources(paths: Iterable[str]) -> list[Source]:
    """The files that the paths stand for, folders searched in alphabetical order.

    Standard input is read whole; it is JSONL when its first character is `{`, else one text.

    Raises:
        AnnotatorError: a path does not exist, has an unknown ending, or a folder holds no article.
    """
    out: list[Source] = []
    for path in paths:
        out += [_stdin()] if path == STDIN else _under(Path(path))
    return out


def _stdin() -> Source:
    data = sys.stdin.buffer.read()
    kind = "jsonl" if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "txt"
    return Source("stdin", kind, None, data)


def _under(path: Path) -> list[Source]:
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in ENDINGS)
        if not files:
            raise AnnotatorError(f"{path}: no article in this folder", f"Known endings: {_known()}.")
        return [Source(str(file), ENDINGS[file.suffix.lower()], file) for file in files]
    if not path.exists():
        raise AnnotatorError(f"{path}: there is no such file or folder", "Check the path.")
    kind = ENDINGS.get(path.suffix.lower())
    if kind is None:
        raise AnnotatorError(
            f"{path}: no reader for files ending in {path.suffix!r}", f"Known endings: {_known()}."
        )
    return [Source(str(path), kind, path)]


def _known() -> str:
    return " ".join(ENDINGS)
