"""A table of who → whom, one row each, for spreadsheets and statistics; written only."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import combinations, product
from pathlib import Path
from typing import BinaryIO

from annotator.domain.labels import Labels, Role, Tie, sentences
from annotator.domain.record import Record
from annotator.domain.scheme import Scheme
from annotator.formats._losses import Losses
from annotator.formats._options import Option, chosen
from annotator.formats._written import write_rows

Row = tuple[str, ...]
SOURCE, TARGET = "source", "target"
FORMULA = "cells that a spreadsheet would take for a formula, written with a ' before them"
UNTIED = "spans in no tie, left out"
BY_ENDING = "by-ending"
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}


class Ties:
    """One row per source and target of a tie, its other roles and attributes in columns.

    Implicit fillers stand in parentheses: `(unnamed)`. Of a reciprocal tie each unordered pair of its
    parties is a row, and nobody is tied to himself. `voice` is on whose word it stands: the source of
    the tie that has this one nested in it. Rows with the same `tie` are one tie; `status` is that of its
    sentence, which may not be reviewed yet.
    """

    name = "ties"
    title = "Table of ties (CSV)"
    description = "Who → whom, one row each, with category, issue, voice and attributes; CSV or TSV."
    holds = "Words and entities of the fillers, category, attributes, sentence, its status, annotator."
    loses = "Offsets but those of heads, spans in no tie, sentences without ties, texts."
    suffix = ".csv"
    write_options = (Option("delimiter", BY_ENDING, "what stands between cells", (BY_ENDING, *DELIMITERS)),)

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
        given = chosen(self.write_options, options, self.name)
        usual = "tab" if target.suffix.lower() == ".tsv" else "comma"
        delimiter = DELIMITERS[usual if given["delimiter"] == BY_ENDING else given["delimiter"]]
        header = tuple(_columns(scheme))

        def encode(rows: Iterable[Row]) -> Iterator[bytes]:
            yield _line(header, delimiter)
            for row in rows:
                yield _line(row, delimiter)

        read = partial(_rows_again, header=header, delimiter=delimiter)
        return write_rows(records, target, partial(_rows, scheme=scheme), encode, read if check else None)


format = Ties()


def _other_roles(scheme: Scheme) -> list[str]:
    return [role.name for role in scheme.roles.values() if role.fills and role.name not in (SOURCE, TARGET)]


def _columns(scheme: Scheme) -> Iterator[str]:
    yield from ("article", "title", "sentence", "voice", "source", "source_entity")
    yield from ("head", "category", "target", "target_entity")
    yield from _other_roles(scheme)
    yield from (attribute.name for attribute in scheme.attributes_of(None))
    yield from ("reciprocal", "annotator", "round", "layer", "status", "tie", "head_start", "head_end")


def _rows(record: Record, losses: Losses, scheme: Scheme) -> Iterator[Row]:
    article, labels = record.article, record.labels
    used = {tie.head for tie in labels.ties.values()}
    used |= {role.filler for tie in labels.ties.values() for role in tie.roles if role.filler is not None}
    for key in labels.spans.keys() - used:
        losses.note(UNTIED, f"{article.id} {key}")
    lying = sentences(article, labels.cuts)
    ordered = sorted(labels.ties.values(), key=lambda tie: (labels.spans[tie.head].start, tie.head, tie.id))
    for tie in ordered:
        head = labels.spans[tie.head]
        around = next((s for s in lying if s.start <= head.start < s.end), None)
        fixed = {
            "article": article.id,
            "title": article.title or "",
            "sentence": article.text[around.start : around.end] if around else "",
            "voice": _voice(tie, record),
            "head": head.text(article.text),
            "category": tie.category or "",
            "reciprocal": "true" if tie.reciprocal else "false",
            "annotator": record.annotator or "",
            "round": record.round,
            "layer": record.layer,
            "status": labels.status(around.start).status if around else "",
            "tie": tie.id,
            "head_start": str(head.start),
            "head_end": str(head.end),
        }
        for name in _other_roles(scheme):
            fixed[name] = _joined((role for role in tie.roles if role.role == name), labels, article.text)
        for attribute in scheme.attributes_of(None):
            value = tie.attributes.get(attribute.name, attribute.default)
            fixed[attribute.name] = str(value).lower() if isinstance(value, bool) else value or ""
        for source, target in _pairs(tie):
            ends = {}
            for name, role in ((SOURCE, source), (TARGET, target)):
                ends[name] = _joined([role] if role else [], labels, article.text)
                ends[f"{name}_entity"] = _entity(role, labels)
            yield tuple(_cell((fixed | ends)[column], losses) for column in _columns(scheme))


def _pairs(tie: Tie) -> Iterator[tuple[Role | None, Role | None]]:
    """Who is tied to whom; None for nobody."""
    sources = [role for role in tie.roles if role.role == SOURCE]
    targets = [role for role in tie.roles if role.role == TARGET]
    if tie.reciprocal:
        parties = {(role.filler, role.implicit): role for role in (*sources, *targets)}
        if len(parties) > 1:
            yield from combinations(parties.values(), 2)
        else:
            yield next(iter(parties.values()), None), None
    else:
        nobody: tuple[None] = (None,)
        yield from product(sources or nobody, targets or nobody)


def _voice(tie: Tie, record: Record) -> str:
    labels = record.labels
    outer = [other for other in labels.ties.values() if any(role.tie == tie.id for role in other.roles)]
    roles = [
        role for other in sorted(outer, key=lambda t: t.id) for role in other.roles if role.role == SOURCE
    ]
    return _joined(roles, labels, record.article.text)


def _joined(roles: Iterable[Role], labels: Labels, text: str) -> str:
    told = (
        labels.spans[role.filler].text(text) if role.filler is not None else f"({role.implicit})"
        for role in roles
        if role.tie is None
    )
    return " | ".join(told)


def _entity(role: Role | None, labels: Labels) -> str:
    return (labels.spans[role.filler].entity or "") if role and role.filler is not None else ""


def _cell(value: str, losses: Losses) -> str:
    """The value on one line, and nothing that begins a formula."""
    value = " ".join(value.replace("\0", "").split())
    if value.startswith(("=", "+", "-", "@", "'")):
        losses.note(FORMULA, value[:40])
        return f"'{value}"
    return value


def _line(row: Row, delimiter: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(row)
    return out.getvalue().encode()


def _rows_again(source: BinaryIO, header: Row, delimiter: str) -> Iterator[Row]:
    text = io.TextIOWrapper(source, encoding="utf-8", newline="")
    rows = csv.reader(text, delimiter=delimiter, strict=True)
    if tuple(next(rows, ())) != header:
        yield ("the columns are others",)
    for row in rows:
        yield tuple(row)
    text.detach()
