"""Bytes of text files as text, in the encoding they are in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from typing import BinaryIO, cast

from annotator.domain.errors import AnnotatorError
from annotator.formats._options import Option

ENCODING = Option("encoding", "", "the file's encoding, for example cp1252; detected when not given")
#: How much of a file is looked at to detect its encoding where it is not read whole.
SAMPLE = 1 << 20
#: Characters of the longest line taken.
LONGEST = 1 << 28
WESTERN = "cp1252"
_UTF8 = "utf-8"
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(data: bytes, where: str, encoding: str = "") -> tuple[str, str]:
    """The text, and the encoding it was found in ("" where that is the one given, or UTF-8).

    Raises:
        AnnotatorError: the bytes are no text in the given or any likely encoding; says which byte.
    """
    if not encoding:
        try:
            return data.decode("utf-8-sig"), ""
        except UnicodeDecodeError as error:
            found = _detected(data, where, error)
            return _decode(data, where, found), found
    return _decode(data, where, encoding), ""


def whole(source: BinaryIO, where: str, hint: str = "Is this one article?") -> bytes:
    """All of a file that is one article, or else is held in memory.

    Raises:
        AnnotatorError: it is too long for one.
    """
    data = source.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise AnnotatorError(f"{where}: more than {LONGEST >> 20} MiB", hint)
    return data


def whole_file(file: Traversable, where: str) -> bytes:
    """All of a file that is one article, or what is said of one.

    Raises:
        AnnotatorError: it is too long for one.
    """
    with file.open("rb") as source:
        return whole(cast("BinaryIO", source), where)


def lines(source: BinaryIO, where: str, encoding: str = "") -> Iterator[tuple[str, str]]:
    """Yield the file's lines with their ends, and beside each the encoding as `decoded` tells it.

    The encoding is detected from the first mebibyte; no more than a line is held beyond that.

    Raises:
        AnnotatorError: as `decoded`.
    """
    start = source.read(SAMPLE)
    found = ""
    if not encoding:
        encoding, found = _of_sample(start, where)
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError as error:
        raise _unknown(encoding) from error
    chunk, read = start, 0
    pending: list[str] = []
    while True:
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            # What the decoder kept of the chunk before stands first in what it complains of.
            kept = len(error.object) - len(chunk)
            raise _undecodable(where, read - kept + error.start, encoding) from error
        read += len(chunk)
        # Not splitlines, which knows more line ends than files have.
        *whole, rest = text.split("\n")
        for line in whole:
            yield "".join((*pending, line, "\n")), found
            pending = []
        pending.append(rest)
        if sum(map(len, pending)) > LONGEST:
            raise AnnotatorError(f"{where}: a line of over {LONGEST >> 20} MiB", "Is it the right file?")
        if not chunk:
            break
        chunk = source.read(SAMPLE)
    if last := "".join(pending):
        yield last, found


def _of_sample(start: bytes, where: str) -> tuple[str, str]:
    try:
        codecs.getincrementaldecoder("utf-8-sig")().decode(start, final=len(start) < SAMPLE)
    except UnicodeDecodeError as error:
        found = _detected(start, where, error)
        return found, found
    return "utf-8-sig", ""


def _decode(data: bytes, where: str, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError as error:
        raise _unknown(encoding) from error
    except UnicodeDecodeError as error:
        raise _undecodable(where, error.start, encoding) from error


def _detected(data: bytes, where: str, error: UnicodeDecodeError) -> str:
    from charset_normalizer import from_bytes

    # Charsets of two bytes and more are told by a mark; else NUL is a sign of something that is no text.
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    found = [] if b"\x00" in data else list(from_bytes(data))
    if not found:
        raise _undecodable(where, error.start, _UTF8) from error
    # A few accents and quotation marks do not tell charsets apart: where nearly all letters are ASCII they
    # are those of the West, if these are as likely as any.
    letters = [letter for letter in str(found[0]) if letter.isalpha()]
    accents = sum(not letter.isascii() for letter in letters)
    as_likely = (one for one in found if one.chaos <= found[0].chaos)
    if accents * 20 < len(letters) and any(WESTERN in one.could_be_from_charset for one in as_likely):
        return WESTERN
    return str(found[0].encoding)


def declared(data: bytes) -> str:
    """The encoding that an HTML or XML document says it has; "" where it says none."""
    found = re.search(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9._:-]+)""", data[:4096])
    name = found.group(1).decode("ascii") if found else ""
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        return ""


def _unknown(encoding: str) -> AnnotatorError:
    return AnnotatorError(f"there is no encoding {encoding!r}", "For example utf-8, cp1252, latin-1.")


def _undecodable(where: str, byte: int, encoding: str) -> AnnotatorError:
    return AnnotatorError(
        f"{where}: byte {byte} is no {encoding} text", "Say which encoding the file has: --encoding NAME."
    )
