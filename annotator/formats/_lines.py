"""Files with one JSON object a line: read one at a time, and told by line where they are wrong."""

from __future__ import annotations

import codecs
import json
import math
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

from annotator.domain.errors import AnnotatorError
from annotator.formats._options import Option

MEBIBYTE = 1 << 20
MAX_LINE = Option("max-line", "256", "the longest line or element taken, in MiB")


def json_lines(source: BinaryIO, where: str, longest: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each line's place ("file:line") and object; blank lines are passed over.

    Lines end with a line feed, so that separators inside strings split nothing. The encoding is
    UTF-8, with or without a byte order mark.

    Args:
        source: the opened file.
        where: its name for messages.
        longest: how many bytes a line may have; no more than that is held in memory.

    Raises:
        AnnotatorError: a line is too long, no UTF-8, no JSON or no object, or names a field twice.
    """
    number = offset = 0
    while line := source.readline(longest + 1):
        number += 1
        place = f"{where}:{number}"
        if len(line) > longest and not line.endswith(b"\n"):
            raise AnnotatorError(
                f"{place}: the line is longer than {longest / MEBIBYTE:g} MiB",
                "Is it JSON Lines, one object a line? If it is, raise the option max-line (MiB).",
            )
        content = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
        if content.strip():
            yield place, _object(content, place, where, offset + len(line) - len(content))
        offset += len(line)


def _object(line: bytes, place: str, where: str, offset: int) -> dict[str, Any]:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise AnnotatorError(
            f"{place}: no valid UTF-8 at byte {offset + error.start} of {where}",
            "Save the file as UTF-8.",
        ) from None
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_float=_finite, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise AnnotatorError(
            f"{place}: no valid JSON at character {error.pos + 1}: {error.msg}",
            "Each line is one whole JSON object.",
        ) from None
    except RecursionError:
        raise AnnotatorError(f"{place}: nested too deeply", "Is this a file of articles?") from None
    except ValueError as error:
        raise AnnotatorError(f"{place}: {error}", "Correct the line.") from None
    return checked_object(value, place, escapes=b"\\u" in line)


def checked_object(value: Any, place: str, *, escapes: bool = True) -> dict[str, Any]:
    """The value, which must be an object; where it was written with escapes, one that can be stored.

    Raises:
        AnnotatorError: it is not.
    """
    if not isinstance(value, dict):
        raise AnnotatorError(f"{place}: not a JSON object", "Each one is a JSON object, in braces.")
    if escapes:
        _check_storable(value, place)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the field {twice!r} stands twice in one object")
    return value


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"the number {digits[:20]} is too large")
    return number


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


#: Reads JSON as `json_lines` does: no field twice, no number that is none.
decoder = json.JSONDecoder(object_pairs_hook=_unique, parse_float=_finite, parse_constant=_no_constant)


def _check_storable(value: Any, place: str) -> None:
    """Refuse NUL and lone surrogates, which only escapes can bring in and no database takes."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            stack += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            stack += item
        elif isinstance(item, str):
            bad = next((c for c in item if c == "\0" or "\ud800" <= c <= "\udfff"), None)
            if bad is not None:
                raise AnnotatorError(
                    f"{place}: character U+{ord(bad):04X} cannot be stored",
                    "Remove it from the file (NUL and lone surrogates have no place in text).",
                )
