"""Citron JSON: quotes with cue, sources and contents, for BBC's attribution system; written only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from annotator.domain.labels import Labels, Tie
from annotator.domain.record import Record
from annotator.domain.scheme import Scheme
from annotator.formats._losses import Losses
from annotator.formats._options import Option, chosen
from annotator.formats._written import json_bytes, write_rows

NO_CONTENT = "ties without content, which are no quotes"
ROLES = "roles that quotes do not have"
FRAGMENTED = "discontinuous cues, put from their first to their last word"
UNQUOTED = "spans in no quote"
SAID = "categories and attributes of ties"


class Citron:
    """One document a line; a quote is a tie with content: its head the cue, its roles sources and contents.

    A discontinuous span is as many parts, as Citron has it.
    """

    name = "citron"
    title = "Citron JSON"
    description = "Quotes with cue, sources and contents, one document a line, for Citron."
    holds = "Ties that have content: cue, sources, contents, with their offsets."
    loses = "All other ties, roles and spans; categories, attributes, what was reviewed."
    suffix = ".jsonl"
    write_options = (
        Option("source", "source", "the role that holds the sources"),
        Option("content", "content", "the role that holds the contents"),
    )

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
        make = partial(_documents, roles=(given["source"], given["content"]))
        return write_rows(records, target, make, _encoded, _decoded if check else None)


format = Citron()


def _documents(record: Record, losses: Losses, roles: tuple[str, str]) -> Iterator[dict[str, Any]]:
    labels, text, name = record.labels, record.article.text, record.article.id
    ordered = sorted(labels.ties.values(), key=lambda tie: (labels.spans[tie.head].start, tie.head, tie.id))
    quotes = []
    used: set[str] = set()
    for tie in ordered:
        sources, contents = (list(tie.fillers(role)) for role in roles)
        if not contents:
            losses.note(NO_CONTENT, f"{name} {tie.id}")
            continue
        if len(labels.spans[tie.head].fragments) > 1:
            losses.note(FRAGMENTED, f"{name} {tie.head}")
        used |= {tie.head, *sources, *contents}
        for role in tie.roles:
            if role.filler is None or role.role not in roles:
                losses.note(ROLES, f"{name} {tie.id} {role.role}")
        if tie.category is not None or tie.attributes or tie.reciprocal:
            losses.note(SAID, f"{name} {tie.id}")
        quotes.append(_quote(tie, sources, contents, labels, text))
    for key in labels.spans.keys() - used:
        losses.note(UNQUOTED, f"{name} {key}")
    yield {"id": name, "annotator": record.annotator, "text": text, "quotes": quotes}


def _quote(tie: Tie, sources: list[str], contents: list[str], labels: Labels, text: str) -> dict[str, Any]:
    def parts(keys: list[str]) -> list[dict[str, Any]]:
        pieces = [piece for key in keys for piece in labels.spans[key].fragments]
        return [{"start": start, "end": end, "text": text[start:end]} for start, end in pieces]

    head = labels.spans[tie.head]
    cue = {"start": head.start, "end": head.end, "text": text[head.start : head.end]}
    return {"cue": cue, "sources": parts(sources), "contents": parts(contents)}


def _encoded(documents: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    for document in documents:
        yield json_bytes(document, document["id"]) + b"\n"


def _decoded(source: BinaryIO) -> Iterator[dict[str, Any]]:
    for line in source:
        yield json.loads(line)
