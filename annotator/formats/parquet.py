"""Parquet: the native record in columns, for Hugging Face datasets and pandas; nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from annotator.domain.errors import AnnotatorError
from annotator.domain.record import Record
from annotator.domain.scheme import Scheme
from annotator.formats._atomic import new_file
from annotator.formats._check import differences, refuse
from annotator.formats._extra import needed
from annotator.formats._fields import FIELDS, article
from annotator.formats._losses import Losses
from annotator.formats._options import Option, chosen
from annotator.formats._parsed import Parsed
from annotator.formats._to_line import FORMAT, LOSES, to_line

#: A row group is written when its texts have this many characters, or it has this many rows.
CHARACTERS, ROWS = 4 << 20, 1000
#: What has no fixed shape stands in its column as JSON.
JSON_COLUMNS = ("meta", "rejected", "adjudication")


class Parquet:
    """One row per article, annotator, round and pass; spans, ties and sentences are lists of structs."""

    name = "parquet"
    title = "Parquet (Hugging Face datasets)"
    description = 'The native record in columns: load_dataset("parquet", …), pandas; needs the extra parquet.'
    holds = "Everything that jsonl holds; metadata, attributes and rejected suggestions as JSON in a column."
    loses = LOSES
    suffix = ".parquet"
    endings = (".parquet",)
    write_options: tuple[Option, ...] = ()
    read_options: tuple[Option, ...] = FIELDS

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
        """Write a file; see `Writer.write`."""
        chosen(self.write_options, options, self.name)
        losses = Losses()
        arrow, pq = needed("pyarrow", "parquet"), needed("pyarrow.parquet", "parquet")
        schema = _schema(arrow)
        with new_file(target) as part:
            with pq.ParquetWriter(part, schema, compression="zstd") as file:
                for rows in _groups(to_line(record, scheme, losses) for record in records):
                    file.write_table(arrow.Table.from_pylist(rows, schema=schema))
            if check:
                with part.open("rb") as source:
                    refuse(differences(records, self.read(source, target.name)), target)
        return losses

    def read(
        self, source: BinaryIO, where: str, options: Mapping[str, str] | None = None
    ) -> Iterator[Parsed]:
        """Yield what each row holds; see `Reader.read`. Tables of other programs give articles only."""
        from annotator.formats._from_line import from_line

        given = chosen(self.read_options, options, self.name)
        for number, row in enumerate(_rows(source, where), 1):
            place = f"{where}: row {number}"
            if row.get("format") == FORMAT:
                yield from_line(_line(row, place), place)
            else:
                yield article(row, given, place)


format = Parquet()


def _groups(lines: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    size = 0
    for line in lines:
        rows.append(_row(line))
        size += len(line["text"])
        if size >= CHARACTERS or len(rows) >= ROWS:
            yield rows
            rows, size = [], 0
    if rows:
        yield rows


def _row(line: dict[str, Any]) -> dict[str, Any]:
    coded = {name: _coded(line[name]) for name in JSON_COLUMNS if name in line}
    parts = {
        name: [{**part, "attributes": _coded(part["attributes"])} for part in line.get(name, ())]
        for name in ("spans", "ties")
    }
    return line | coded | parts


def _line(row: Mapping[str, Any], place: str) -> dict[str, Any]:
    """The row as `_row` found it."""
    line = {name: value for name, value in row.items() if value is not None}
    try:
        for name in JSON_COLUMNS:
            if name in line:
                line[name] = json.loads(line[name])
        for name in ("spans", "ties"):
            line[name] = [
                {**part, "attributes": json.loads(part["attributes"] or "{}")} for part in line.get(name, ())
            ]
    except (ValueError, TypeError, KeyError) as error:
        raise AnnotatorError(
            f"{place}: a column that is to hold JSON does not: {error}", "Was it written by this program?"
        ) from None
    return line


def _coded(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise AnnotatorError(
            f"a value cannot be written as JSON: {error}",
            "Look for odd numbers or values in the metadata of this article.",
        ) from error


def _rows(source: BinaryIO, where: str) -> Iterator[Mapping[str, Any]]:
    arrow, pq = needed("pyarrow", "parquet"), needed("pyarrow.parquet", "parquet")
    try:
        file = pq.ParquetFile(source)
        if not file.num_row_groups:  # pyarrow 18 cannot iterate over nothing
            return
        for batch in file.iter_batches(batch_size=64):
            yield from batch.to_pylist()
    except (arrow.ArrowException, OSError, ValueError, UnicodeDecodeError) as error:
        told = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise AnnotatorError(
            f"{where}: no sound Parquet file: {told[:200]}", "Was it cut off? Fetch or write it again."
        ) from error


def _schema(arrow: Any) -> Any:
    """The columns and their types."""
    text, number, real, truth = arrow.string(), arrow.int32(), arrow.float64(), arrow.bool_()

    def rows(**fields: Any) -> Any:
        return arrow.list_(arrow.struct(fields))

    return arrow.schema(
        {
            **dict.fromkeys(("format", "id", "text", "sha256", "title", "meta", "scheme", "tokenizer"), text),
            "annotator": text,
            "round": text,
            "pass": number,
            **dict.fromkeys(("layer", "submitted_at", "created_at", "updated_at"), text),
            "regions": rows(start=number, end=number, kind=text),
            "sentences": rows(
                start=number, end=number, status=text, flag=truth, comment=text, seconds=real,
                suggestions=text,
            ),
            "spans": rows(
                id=text, start=number, end=number, fragments=arrow.list_(arrow.list_(number)), label=text,
                attributes=text, entity=text, origin=text, fate=text, score=real,
            ),
            "ties": rows(
                id=text, head=text, category=text, attributes=text, reciprocal=truth,
                roles=rows(role=text, filler=text, implicit=text, tie=text),
                origin=text, fate=text, score=real, reason=text, unfinished=arrow.list_(text),
            ),
            "rejected": text,
            "adjudication": text,
        }
    )  # fmt: skip
