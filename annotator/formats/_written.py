"""Files of JSON lines, and other files of one piece after another: written, read again, compared."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from annotator.domain.errors import AnnotatorError
from annotator.domain.record import Record
from annotator.formats._atomic import new_file
from annotator.formats._check import differences, refuse
from annotator.formats._losses import Losses
from annotator.formats._parsed import Parsed

#: Makes of a record what a reader will find of it, and notes what is lost.
Hold = Callable[[Record, Losses], Parsed]
Pair = tuple[Record, Parsed]


def write_file(
    records: Iterable[Record],
    target: Path,
    hold: Hold,
    pieces: Callable[[Iterator[Pair]], Iterable[bytes]],
    read: Callable[[BinaryIO], Iterator[Parsed]] | None,
) -> Losses:
    """Write a file that appears whole or not at all.

    Args:
        records: gone through once more for the check.
        target: the file.
        hold: what of a record is written.
        pieces: makes the file's bytes of the records and what of each is held, piece by piece.
        read: reads the file again for the check; None for none.

    Raises:
        AnnotatorError: the file cannot be written, or does not hold what it should.
    """
    losses = Losses()
    with new_file(target) as part:
        with part.open("xb") as stream:
            stream.writelines(pieces((record, hold(record, losses)) for record in records))
        if read is not None:
            with part.open("rb") as stream:
                refuse(differences(records, read(stream), lambda r: hold(r, Losses())), target)
    return losses


Row = TypeVar("Row")
Item = TypeVar("Item")


def write_rows(
    records: Iterable[Item],
    target: Path,
    make: Callable[[Item, Losses], Iterable[Row]],
    encode: Callable[[Iterable[Row]], Iterable[bytes]],
    decode: Callable[[BinaryIO], Iterable[Row]] | None,
) -> Losses:
    """Write a file of rows that no reader makes records of again; the check compares the rows.

    Args:
        records: records, or groups of them; gone through once more for the check.
        target: the file.
        make: the rows of a record or group; notes what is lost.
        encode: makes bytes of rows.
        decode: makes rows of the file again, for the check; None for none.

    Raises:
        AnnotatorError: the file cannot be written, or does not hold what it should.
    """
    losses = Losses()
    with new_file(target) as part:
        with part.open("xb") as stream:
            stream.writelines(encode(row for record in records for row in make(record, losses)))
        if decode is not None:
            with part.open("rb") as stream:
                wanted = (row for record in records for row in make(record, Losses()))
                pairs = enumerate(zip_longest(wanted, decode(stream)), 1)
                wrong = (
                    f"row {number}: {a!r:.300} was written as {b!r:.300}"
                    for number, (a, b) in pairs
                    if a != b
                )
                refuse(wrong, target)
    return losses


def json_bytes(value: Any, where: str, *, ascii_only: bool = False) -> bytes:
    """The value as JSON in UTF-8, without a character that other programs take for a line end.

    Args:
        value: what to write.
        where: what it is of, for messages.
        ascii_only: escape all but ASCII, for programs that guess at an encoding.

    Raises:
        AnnotatorError: it holds what JSON cannot.
    """
    try:
        text = json.dumps(value, ensure_ascii=ascii_only, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise AnnotatorError(
            f"{where}: a value cannot be written as JSON: {error}",
            "Look for odd numbers or values in the metadata of this article.",
        ) from error
    if any(c in text for c in "\x85\u2028\u2029"):
        text = text.translate(_SEPARATORS)
    return text.encode()


_SEPARATORS = str.maketrans({c: f"\\u{ord(c):04x}" for c in "\x85\u2028\u2029"})
