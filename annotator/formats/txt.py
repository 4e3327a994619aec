"""Plain text files: one article a file, read only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import BinaryIO

from annotator.domain.errors import AnnotatorError
from annotator.formats._options import Option
from annotator.formats._parsed import Parsed


class Txt:
    """One article a file, verbatim; its id is the file's name without the ending."""

    name = "txt"
    title = "Plain text"
    description = "One article a file, verbatim; the encoding is detected."
    holds = "The text; the file's name is its id."
    loses = "Everything but the text."
    suffix = ".txt"
    read_options: tuple[Option, ...] = (
        Option("encoding", "", "the file's encoding, for example cp1252; detected when not given"),
    )

    def read(
        self, source: BinaryIO, where: str, options: Mapping[str, str] | None = None
    ) -> Iterator[Parsed]:
        """Yield the one article.

        Raises:
            AnnotatorError: the bytes are no text in the given or any likely encoding.
        """
        text = _decoded(source.read(), where, (options or {}).get("encoding", ""))
        if not text.strip():
            raise AnnotatorError(f"{where}: the file holds no text", "Leave it out.")
        yield Parsed(id=PurePath(where).stem or "stdin", text=text, where=where)


def _decoded(data: bytes, where: str, encoding: str) -> str:
    if encoding:
        try:
            return data.decode(encoding)
        except LookupError as error:
            raise AnnotatorError(
                f"there is no encoding {encoding!r}", "For example utf-8, cp1252, latin-1."
            ) from error
        except UnicodeDecodeError as error:
            raise _undecodable(where, error) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        from charset_normalizer import from_bytes

        best = from_bytes(data).best()
        if best is None or b"\x00" in data:
            raise _undecodable(where, error) from error
        return str(best)


def _undecodable(where: str, error: UnicodeDecodeError) -> AnnotatorError:
    return AnnotatorError(
        f"{where}: byte {error.start} is no {error.encoding} text",
        "Say which encoding the file has: --encoding NAME.",
    )


format = Txt()
