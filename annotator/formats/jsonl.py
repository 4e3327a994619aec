"""Native JSONL: one line per article, annotator, round and pass; nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from annotator.domain.errors import AnnotatorError
from annotator.domain.record import Record
from annotator.domain.scheme import Scheme
from annotator.formats._atomic import new_file
from annotator.formats._check import differences, refuse
from annotator.formats._fields import FIELDS, chosen_fields
from annotator.formats._lines import MAX_LINE, MEBIBYTE, json_lines
from annotator.formats._losses import Losses
from annotator.formats._options import Option, chosen, number
from annotator.formats._parsed import Parsed
from annotator.formats._to_line import LOSES, to_line


class Jsonl:
    """The format every other one is measured against; see `schemas/record.schema.json`."""

    name = "jsonl"
    title = "Native JSONL"
    description = "One line per article, annotator, round and pass; for backup, exchange and scripts."
    holds = "Everything: text, metadata, regions, sentences, spans, ties, statuses, times, decisions."
    loses = LOSES
    suffix = ".jsonl"
    endings = (".jsonl", ".ndjson")
    write_options: tuple[Option, ...] = ()
    read_options = (MAX_LINE, *FIELDS)

    def write(
        self,
        records: Iterable[Record],
        target: Path,
        scheme: Scheme,
        options: Mapping[str, str] | None = None,
        *,
        check: bool = True,
        overwrite: bool = False,
    ) -> Losses:
        """Write a file; see `Writer.write`. An existing file is replaced in any case.

        Each page of records is read again from the file as soon as it is written, so the records are
        gone through once.
        """
        chosen(self.write_options, options, self.name)
        losses = Losses()
        rest = iter(records)
        with new_file(target) as part, part.open("x+b") as stream:
            while page := list(islice(rest, PAGE)):
                begin = stream.tell()
                stream.writelines(self.lines(page, scheme, losses))
                if check:
                    # What was written has no line too long to be read, however long it is.
                    longest = max(stream.tell() - begin, 1)
                    stream.seek(begin)
                    refuse(differences(page, self._parsed(stream, target.name, longest)), target)
        return losses

    def lines(
        self, records: Iterable[Record], scheme: Scheme, losses: Losses | None = None
    ) -> Iterator[bytes]:
        """Yield each record's line in UTF-8 with its line feed, for writing to anywhere.

        Raises:
            AnnotatorError: a record holds a value that JSON cannot.
        """
        losses = Losses() if losses is None else losses
        for record in records:
            try:
                line = _ENCODER.encode(to_line(record, scheme, losses))
                yield _one_line(line).encode() + b"\n"
            except (TypeError, ValueError) as error:
                raise AnnotatorError(
                    f"{record.article.id}: a value cannot be written as JSON: {error}",
                    "Look for odd numbers or values in the metadata of this article.",
                ) from error

    def read(
        self, source: BinaryIO, where: str, options: Mapping[str, str] | None = None
    ) -> Iterator[Parsed]:
        """Yield what each line holds; see `Reader.read`. Lines with only a text are taken as well."""
        given = chosen(self.read_options, options, self.name)
        longest = number(given, "max-line", self.name, least=1) * MEBIBYTE
        return self._parsed(source, where, longest, given["text-field"], given["id-field"])

    def _parsed(
        self, source: BinaryIO, where: str, longest: int, text_field: str = "text", id_field: str = "id"
    ) -> Iterator[Parsed]:
        from annotator.formats._from_line import from_line  # brings pydantic, which writing can do without

        foreign = (text_field, id_field) != ("text", "id")
        for place, line in json_lines(source, where, longest):
            native = chosen_fields(line, text_field, id_field, place) if foreign else line
            yield from_line(native, place)


#: Records held in memory at a time.
PAGE = 64

format = Jsonl()

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
#: Line separators that JSON leaves as they are but many programs split lines at.
_SEPARATORS = str.maketrans({c: f"\\u{ord(c):04x}" for c in "\x85\u2028\u2029"})


def _one_line(line: str) -> str:
    return line.translate(_SEPARATORS) if any(c in line for c in "\x85\u2028\u2029") else line
