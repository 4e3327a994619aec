"""What stands in files of other programs, checked before it is believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from annotator.domain.errors import AnnotatorError

_KINDS = {str: "text", int: "a whole number", list: "a list", dict: "an object", bool: "true or false"}


def have(value: Any, kind: type, place: str, what: str) -> Any:
    """The value, which must be of that type.

    Raises:
        AnnotatorError: it is not.
    """
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        shown = repr(value)
        shown = shown if len(shown) <= 60 else f"{shown[:59]}…"
        wrong(f"{place}: {what} should be {_KINDS[kind]}, not {shown}")
    return value


def get(record: Mapping[str, Any], name: str, kind: type, place: str, default: Any = ...) -> Any:
    """A field of that type; where it is missing or null, the default.

    Raises:
        AnnotatorError: it is of another type, or missing and there is no default.
    """
    value = record.get(name)
    if value is None:
        if default is ...:
            wrong(f"{place}: {name} is missing")
        return default
    return have(value, kind, place, name)


def objects(record: Mapping[str, Any], name: str, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the objects of a list under that name, none where there is none, each with its place.

    Raises:
        AnnotatorError: it is no list, or holds something else.
    """
    for number, value in enumerate(get(record, name, list, place, []), 1):
        at = f"{place}: {name} {number}"
        yield at, have(value, dict, at, "it")


def bounds(start: Any, end: Any, text: str, place: str, told: str | None = None) -> tuple[int, int]:
    """Offsets that lie in the text and, where the file tells it, hold these words.

    Raises:
        AnnotatorError: they do not.
    """
    start, end = have(start, int, place, "start"), have(end, int, place, "end")
    if not 0 <= start < end <= len(text):
        wrong(f"{place}: {start}-{end} is empty or not inside the text of {len(text)} characters", text)
    if told is not None and told != text[start:end]:
        wrong(f"{place}: {start}-{end} reads {text[start:end][:40]!r}, not {told[:40]!r}", text)
    return start, end


def wrong(message: str, text: str = "") -> NoReturn:
    """Refuse; with the text given, remind of how offsets are counted.

    Raises:
        AnnotatorError: always.
    """
    hint = "Correct it, or leave it out."
    if text:
        hint = "Offsets count Unicode code points from 0; the end is exclusive."
        if any(c > "\uffff" for c in text):
            hint += " The text has characters beyond U+FFFF: were the offsets counted in UTF-16 or bytes?"
    raise AnnotatorError(message, hint)
