"""A record as the JSON object that a line of native JSONL holds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from annotator.domain.labels import Rejected, Span, Tie, sentences
from annotator.domain.plain import span_to_plain, tie_to_plain
from annotator.domain.record import Record, Visits
from annotator.domain.rules import unfinished
from annotator.domain.scheme import Scheme
from annotator.domain.text import Publication
from annotator.formats._losses import Losses
from annotator.formats._parsed import milliseconds, telling

#: What stays in the project that a record is of.
LOSES = (
    "Nothing of labels, their round and pass; history, the registry, lexicons, and what is assigned in "
    "rounds stay in the project: annotator merge."
)
FORMAT = "annotator-record/1"
_UNSEEN = Visits()


def to_line(record: Record, scheme: Scheme, losses: Losses) -> dict[str, Any]:
    """The record's line, the same for the same record however its labels came about.

    Spans stand in text order, ties in the order of their heads, attributes and metadata by name.
    """
    article, labels = record.article, record.labels
    line: dict[str, Any] = {
        "format": FORMAT,
        "id": article.id,
        "text": article.text,
        "sha256": sha256(article.text),
        "title": article.title,
        "meta": _meta(record, losses),
        "scheme": record.scheme,
        "tokenizer": record.tokenizer,
        "annotator": record.annotator or None,
        "round": record.round,
        "pass": record.pass_,
        "layer": record.layer,
        "submitted_at": _time(record.submitted_at),
    }
    heads = {span.id: (span.start, span.end) for span in labels.spans.values()}
    ties = sorted(labels.ties.values(), key=lambda tie: (*heads.get(tie.head, (0, 0)), tie.id))
    rest = {
        "created_at": _time(record.created_at),
        "updated_at": _time(record.updated_at),
        "regions": [{"start": r.start, "end": r.end, "kind": r.kind} for r in article.regions],
        "sentences": _sentences(record, losses),
        "spans": [_span(span) for span in sorted(labels.spans.values(), key=_in_text_order)],
        "ties": [_tie(tie, scheme) for tie in ties],
        "rejected": [_rejected(labels.rejected[key]) for key in sorted(labels.rejected)],
        "adjudication": [ordered(decision) for decision in record.adjudication],
    }
    return line | {name: value for name, value in rest.items() if value}


def sha256(text: str) -> str:
    """The digest of the text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def ordered(value: Any) -> Any:
    """JSON-able values with the fields of every object by name."""
    if isinstance(value, Mapping):
        return {key: ordered(value[key]) for key in sorted(value)}
    return [ordered(item) for item in value] if isinstance(value, list | tuple) else value


def _in_text_order(span: Span) -> tuple[int, int, str, str]:
    return span.start, span.end, span.label, span.id


def _meta(record: Record, losses: Losses) -> dict[str, Any]:
    meta: dict[str, Any] = ordered(record.article.meta)
    publications = telling(record)
    if publications:
        if "publications" in meta:
            losses.note(
                "values of a metadata field named publications, which the publications replace",
                record.article.id,
            )
        meta["publications"] = [_publication(one) for one in publications]
    return meta


def _publication(publication: Publication) -> dict[str, Any]:
    told = {
        "title": publication.title,
        "outlet": publication.outlet,
        "date": publication.date,
        "url": publication.url,
        "meta": ordered(publication.meta) or None,
    }
    return {"source_id": publication.source_id} | {k: v for k, v in told.items() if v is not None}


def _sentences(record: Record, losses: Losses) -> list[dict[str, Any]]:
    labels = record.labels
    out: list[dict[str, Any]] = []
    for sentence in sentences(record.article, labels.cuts):
        status, visit = labels.status(sentence.start), record.visits.get(sentence.start, _UNSEEN)
        out.append(
            {
                "start": sentence.start,
                "end": sentence.end,
                "status": status.status,
                "flag": status.flag,
                "comment": status.comment,
                "seconds": milliseconds(visit.seconds),
                "suggestions": visit.suggestions,
            }
        )
    for orphan in labels.statuses.keys() - {line["start"] for line in out}:
        losses.note("statuses at offsets where no sentence starts", f"{record.article.id} at {orphan}")
    return out


def _span(span: Span) -> dict[str, Any]:
    plain = span_to_plain(span)
    if span.attributes:
        plain["attributes"] = ordered(span.attributes)
    return plain


def _tie(tie: Tie, scheme: Scheme) -> dict[str, Any]:
    plain = tie_to_plain(tie)
    if tie.attributes:
        plain["attributes"] = ordered(tie.attributes)
    # Under another version of the scheme a category may be unknown; what it requires is unknown then.
    missing = unfinished(tie, scheme) if (tie.category or "") in scheme.categories else ()
    if missing:
        plain["unfinished"] = list(missing)
    return plain


def _rejected(rejected: Rejected) -> dict[str, Any]:
    return {"id": rejected.id, rejected.kind: ordered(rejected.suggested), "origin": rejected.origin}


def _time(time: datetime | None) -> str | None:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z") if time else None
