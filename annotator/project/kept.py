"""Records that were read and checked, kept until all of them are: files are read once, and stored or not."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

from annotator.domain.errors import AnnotatorError
from annotator.domain.labels import Labels, Rejected, Role, Span, Status, Tie
from annotator.domain.record import Visits
from annotator.domain.text import Publication, Region, Sentence
from annotator.formats._parsed import Parsed

#: Bytes held in memory; beyond that there is a file, which nobody else can see.
IN_MEMORY = 1 << 20


class Kept:
    """Records in the order they were added, to be gone through once.

    Args:
        folder: where the file is made; None for the system's own folder for such files.
    """

    def __init__(self, folder: Path | None) -> None:
        self._file = SpooledTemporaryFile(IN_MEMORY, dir=None if folder is None else str(folder))  # noqa: SIM115 (closed by __exit__)
        self._folder = folder
        self._count = 0

    def __enter__(self) -> Kept:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # what could not be written is not wanted any more
            self._file.close()

    def __len__(self) -> int:
        return self._count

    def add(self, parsed: Parsed) -> None:
        """Keep a record.

        Raises:
            AnnotatorError: there is no room on the disk.
        """
        packed = _packed(parsed)
        try:
            self._file.write(len(packed).to_bytes(8, "little"))
            self._file.write(packed)
        except OSError as error:
            raise AnnotatorError(
                f"{self._folder or 'the folder for temporary files'}: {error.strerror}",
                "What is imported needs its own size there for a while; nothing was stored.",
            ) from error
        self._count += 1

    def __iter__(self) -> Iterator[Parsed]:
        self._file.seek(0)
        for _ in range(self._count):
            yield _unpacked(self._file.read(int.from_bytes(self._file.read(8), "little")))


# As plain values, in the order of their fields: a fraction of what it takes to read a line again. What
# marshal reads here, nobody else can have written.


def _packed(parsed: Parsed) -> bytes:
    values = list(_VALUES(parsed))
    for index, (pack, _) in _WAYS.items():
        if values[index] is not None:
            values[index] = pack(values[index])
    try:
        return marshal.dumps(values)
    except ValueError as error:
        raise AnnotatorError(
            f"{parsed.where}: {error}", "Metadata and attributes hold what JSON can hold, and nothing else."
        ) from error


def _unpacked(packed: bytes) -> Parsed:
    values = marshal.loads(packed)  # noqa: S302
    for index, (_, unpack) in _WAYS.items():
        if values[index] is not None:
            values[index] = unpack(values[index])
    return Parsed(*values)


Way = tuple[Callable[[Any], Any], Callable[[Any], Any]]


def _values(kind: type[Any]) -> Callable[[Any], Any]:
    return attrgetter(*(field.name for field in fields(kind)))


def _rows(kind: type[Any]) -> Way:
    values = _values(kind)
    return lambda items: [values(one) for one in items], lambda rows: tuple(kind(*row) for row in rows)


def _tuples(kind: Any) -> Way:
    return lambda items: [*map(tuple, items)], lambda rows: tuple(map(kind._make, rows))


def _packed_labels(labels: Labels) -> Any:
    return (
        [_SPAN(span) for span in labels.spans.values()],
        [(*_TIE(tie), [_ROLE(role) for role in tie.roles]) for tie in labels.ties.values()],
        {start: _STATUS(status) for start, status in labels.statuses.items()},
        dict(labels.cuts),
        [_REJECTED(one) for one in labels.rejected.values()],
    )


def _labels(packed: Any) -> Labels:
    spans, ties, statuses, cuts, rejected = packed
    return Labels(
        {values[0]: Span(*values) for values in spans},
        {
            key: Tie(key, head, category, tuple(Role(*role) for role in roles), *rest)
            for key, head, category, *rest, roles in ties
        },
        {start: Status(*values) for start, values in statuses.items()},
        cuts,
        {values[0]: Rejected(*values) for values in rejected},
    )


_VALUES, _VISIT = _values(Parsed), _values(Visits)
_SPAN, _ROLE, _STATUS, _REJECTED = map(_values, (Span, Role, Status, Rejected))
_TIE = attrgetter(*(field.name for field in fields(Tie) if field.name != "roles"))
_VISITS: Way = (
    lambda visits: {start: _VISIT(one) for start, one in visits.items()},
    lambda packed: {start: Visits(*values) for start, values in packed.items()},
)
_DICT: Way = (dict, dict)
_TIME: Way = (datetime.isoformat, datetime.fromisoformat)
_PLACE = {field.name: index for index, field in enumerate(fields(Parsed))}
#: How values of these fields become plain, and back; all others are.
_WAYS: dict[int, Way] = {
    _PLACE[name]: way
    for name, way in {
        "meta": _DICT,
        "publications": _rows(Publication),
        "regions": _tuples(Region),
        "sentences": _tuples(Sentence),
        "labels": (_packed_labels, _labels),
        "visits": _VISITS,
        "created_at": _TIME,
        "updated_at": _TIME,
        "submitted_at": _TIME,
    }.items()
}
