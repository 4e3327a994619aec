"""Proof that a native file says what the records say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from itertools import zip_longest
from typing import Any

from annotator.domain.errors import AnnotatorError
from annotator.domain.labels import Labels
from annotator.domain.record import Record
from annotator.formats._parsed import Parsed

SHOWN = 10


def refuse(differences: Iterable[str], target: object) -> None:
    """Raise when there is any difference.

    Raises:
        AnnotatorError: what was read again is not what was to be written.
    """
    found = []
    for difference in differences:
        found.append(difference)
        if len(found) > SHOWN:
            found[-1] = "…"
            break
    if found:
        raise AnnotatorError(
            f"{target} was not written: read again, it differs from the project\n  " + "\n  ".join(found),
            "If the labels changed meanwhile, export again; if not, please report this as a bug.",
        )


def differences(
    records: Iterable[Record],
    found: Iterable[Parsed],
    hold: Callable[[Record], Parsed] = Parsed.of,
) -> Iterator[str]:
    """What of the records a reader did not find again, a line each; both are streamed.

    Args:
        records: in the order written.
        found: what was read again.
        hold: what of a record a reader is to find; all of it by default.
    """
    for index, (record, parsed) in enumerate(zip_longest(records, found), 1):
        if record is None:
            yield f"record {index}: the file has one too many ({parsed.id})"
        elif parsed is None:
            yield f"record {index}: {record.article.id} is missing from the file"
        else:
            who = f"{record.article.id} by {record.annotator or 'nobody'}"
            yield from (f"{who}: {what}" for what in _between(hold(record), parsed))


def _between(wanted: Parsed, found: Parsed) -> Iterator[str]:
    for name in (field.name for field in fields(Parsed) if field.compare and field.name != "labels"):
        before, after = getattr(wanted, name), getattr(found, name)
        if before != after:
            yield f"{name} is not as it was"
    for name in (field.name for field in fields(Labels)):
        yield from _rows(name, getattr(wanted.labels, name), getattr(found.labels, name))


def _rows(name: str, wanted: Mapping[Any, Any], found: Mapping[Any, Any]) -> Iterator[str]:
    if wanted == found:
        return
    for key in wanted.keys() | found.keys():
        if wanted.get(key) != found.get(key):
            yield f"{name} {key}: {wanted.get(key)} was written as {found.get(key)}"
