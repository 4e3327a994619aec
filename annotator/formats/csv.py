"""Tables in CSV or TSV: one article a row, read only."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from annotator.domain.counted import counted
from annotator.domain.errors import AnnotatorError
from annotator.formats._decoded import ENCODING, LONGEST, lines
from annotator.formats._fields import FIELDS, article
from annotator.formats._options import Option, chosen
from annotator.formats._parsed import Parsed


class Csv:
    """A table whose first row names the columns; all but text, id and title become metadata."""

    name = "csv"
    title = "CSV or TSV"
    description = "One article a row; the columns of text and id are chosen by option."
    holds = "Text, id, title; every other column as metadata."
    loses = "Labels; use ties to write a table of them."
    suffix = ".csv"
    endings = (".csv", ".tsv")
    read_options: tuple[Option, ...] = (
        *FIELDS,
        Option("delimiter", "", "what stands between cells; tab in .tsv, else the likeliest of , ; tab |"),
        ENCODING,
    )

    def read(
        self, source: BinaryIO, where: str, options: Mapping[str, str] | None = None
    ) -> Iterator[Parsed]:
        """Yield the article of each row.

        Raises:
            AnnotatorError: a row has more or fewer cells than there are columns, or no text.
        """
        given = chosen(self.read_options, options, self.name)
        csv.field_size_limit(LONGEST)
        encoding = ""

        def told() -> Iterator[str]:
            nonlocal encoding
            for line, found in lines(source, where, given["encoding"]):
                encoding = found
                yield line

        rows = told()
        first = next(rows, "")
        delimiter = _delimiter(given["delimiter"], first, where)
        table = csv.reader(_after(first, rows), delimiter=delimiter, strict=True)
        try:
            header = next(table, [])
            _check_header(header, where)
            for cells in table:
                if not cells:
                    continue
                place = f"{where}:{table.line_num}"
                if len(cells) != len(header):
                    found, wanted = counted(len(cells), "cell"), counted(len(header), "column")
                    raise AnnotatorError(
                        f"{place}: {found} in a table of {wanted}",
                        "Text that holds the delimiter or a line end stands in quotes.",
                    )
                yield article(dict(zip(header, cells, strict=True)), given, place, encoding)
        except csv.Error as error:
            raise AnnotatorError(
                f"{where}:{table.line_num}: {error}", "Save the table again as CSV, with text in quotes."
            ) from error


format = Csv()


def _after(first: str, rows: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rows


def _delimiter(given: str, header: str, where: str) -> str:
    named = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";"}
    if given:
        sign = named.get(given, given)
        if len(sign) != 1 or sign in "\r\n\"'":
            raise AnnotatorError(f"csv: delimiter cannot be {given!r}", "Give one character, or tab.")
        return sign
    if where.lower().removesuffix(".gz").endswith(".tsv"):
        return "\t"
    return max(",;\t|", key=header.count)


def _check_header(header: list[str], where: str) -> None:
    if not header:
        raise AnnotatorError(f"{where}: an empty table", "The first row names the columns.")
    twice = next((name for index, name in enumerate(header) if name in header[:index]), None)
    if twice is not None:
        raise AnnotatorError(f"{where}: two columns are named {twice!r}", "Rename or remove one of them.")
