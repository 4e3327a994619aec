"""What of a record a format holds, and what it loses: the one place where losses of labels are counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from annotator.domain.labels import HUMAN, Labels, Role, Span, Tie
from annotator.domain.record import Record
from annotator.formats._canonical import canonical
from annotator.formats._losses import Losses
from annotator.formats._parsed import Parsed, telling

FRAGMENTS = "discontinuous spans, put from their first to their last word"
UNREVIEWED = "sentences nobody reviewed, which cannot be told from reviewed ones"
ALIKE = "spans and ties that say the same as another one, written once"


@dataclass(frozen=True, slots=True)
class Holds:
    """Which parts of a record a format can hold, beside text and the labels of spans.

    `stream` is round, pass and layer; `attributes` those of spans and ties, implicit fillers and
    whether a tie is reciprocal; `lone` ties that have neither category nor filler.
    """

    title: bool = True
    meta: bool = True
    scheme: bool = True
    annotator: bool = True
    stream: bool = True
    fragments: bool = False
    attributes: bool = False
    entities: bool = False
    categories: bool = True
    roles: bool = True
    lone: bool = False


def held(record: Record, holds: Holds, losses: Losses) -> Parsed:
    """What a reader will find of the record, everything else noted as lost.

    Ids of spans and ties are those of `canonical`; whose work a suggestion was, when sentences were
    reviewed and which suggestions were turned down is what none of these formats holds.
    """
    article = record.article
    _note_about(record, holds, losses)
    _note_sentences(record, losses)
    labels = _labels(record, holds, losses)
    return Parsed(
        id=article.id,
        text=article.text,
        where=article.id,
        title=article.title if holds.title else None,
        meta=article.meta if holds.meta else {},
        scheme=record.scheme if holds.scheme else None,
        annotator=(record.annotator or None) if holds.annotator else None,
        round=record.round if holds.stream else "main",
        pass_=record.pass_ if holds.stream else 1,
        layer=record.layer if holds.stream else "human",
        labels=labels,
    )


def _note_about(record: Record, holds: Holds, losses: Losses) -> None:
    name = record.article.id
    lost = {
        "titles": not holds.title and record.article.title,
        "records with metadata": not holds.meta and record.article.meta,
        "names of annotators": not holds.annotator and record.annotator,
        "records of another round, pass or layer than main, 1 and human": not holds.stream
        and (record.round, record.pass_, record.layer) != ("main", 1, "human"),
        "records with publications": telling(record),
        "records with times of submission": record.submitted_at,
        "records with decisions of adjudication": record.adjudication,
    }
    for what, there in lost.items():
        if there:
            losses.note(what, name)


def _note_sentences(record: Record, losses: Losses) -> None:
    name, labels = record.article.id, record.labels
    for status in labels.statuses.values():
        if status.flag:
            losses.note("flags of sentences", name)
        if status.comment:
            losses.note("comments on sentences", name)
        if status.status == "skipped":
            losses.note("sentences marked as skipped", name)
    if record.annotator is not None:
        starts = {sentence.start for sentence in record.article.sentences}
        marked = {start for start, status in labels.statuses.items() if status.status in ("done", "nothing")}
        for start in sorted(starts - marked):
            losses.note(
                "sentences nobody reviewed, which cannot be told from reviewed ones", f"{name} {start}"
            )
    for _ in labels.cuts:
        losses.note("mended sentence splits", name)
    for _ in labels.rejected:
        losses.note("suggestions turned down", name)


def _labels(record: Record, holds: Holds, losses: Losses) -> Labels:
    name, labels = record.article.id, record.labels
    spans = {key: _span(span, holds, losses, name) for key, span in labels.spans.items()}
    ties = {}
    for key, tie in labels.ties.items():
        kept = _tie(tie, holds, losses, name)
        if not holds.lone and kept.category is None and not _filled(kept):
            losses.note("ties with neither category nor filler", f"{name} {key}")
        else:
            ties[key] = kept
    ties = {key: _without_lost(tie, ties, losses, name) for key, tie in ties.items()}
    if not holds.lone:
        # A link was all that some had.
        while empty := [key for key, tie in ties.items() if tie.category is None and not _filled(tie)]:
            for key in empty:
                losses.note("ties with neither category nor filler", f"{name} {key}")
                del ties[key]
            ties = {key: _without_lost(tie, ties, losses, name) for key, tie in ties.items()}
    made = canonical(Labels(spans, ties))
    for _ in range(len(spans) + len(ties) - len(made.spans) - len(made.ties)):
        losses.note(ALIKE, name)
    return made


def _filled(tie: Tie) -> bool:
    return any(role.filler is not None or role.tie is not None for role in tie.roles)


def _span(span: Span, holds: Holds, losses: Losses, name: str) -> Span:
    shown = f"{name} {span.start}-{span.end} {span.label}"
    fragments = span.fragments
    if len(fragments) > 1 and not holds.fragments:
        losses.note(FRAGMENTS, shown)
        fragments = ((span.start, span.end),)
    if span.attributes and not holds.attributes:
        losses.note("spans with attributes", shown)
    if span.entity is not None and not holds.entities:
        losses.note("spans with an entity of the registry", shown)
    if (span.origin, span.fate, span.score) != (HUMAN, None, None):
        losses.note("spans that tell who suggested them, how surely, and what became of it", shown)
    attributes = dict(span.attributes) if holds.attributes else {}
    return Span(span.id, span.label, fragments, attributes, span.entity if holds.entities else None)


def _tie(tie: Tie, holds: Holds, losses: Losses, name: str) -> Tie:
    shown = f"{name} {tie.id} {tie.category or ''}".rstrip()
    if tie.attributes and not holds.attributes:
        losses.note("ties with attributes", shown)
    if tie.reciprocal and not holds.attributes:
        losses.note("ties that are reciprocal", shown)
    if tie.category is not None and not holds.categories:
        losses.note("categories of ties", shown)
    if (tie.origin, tie.fate, tie.score, tie.reason) != (HUMAN, None, None, None):
        losses.note("ties that tell who suggested them, how surely and why, and what became of it", shown)
    roles: list[Role] = []
    for role in tie.roles:
        if role.implicit is not None and not holds.attributes:
            losses.note("implicit fillers", f"{shown} {role.role}: {role.implicit}")
        elif role.implicit is None and not holds.roles:
            losses.note("roles", f"{shown} {role.role}")
        else:
            roles.append(role)
    return Tie(
        tie.id,
        tie.head,
        tie.category if holds.categories else None,
        tuple(roles),
        dict(tie.attributes) if holds.attributes else {},
        tie.reciprocal and holds.attributes,
    )


def _without_lost(tie: Tie, ties: Mapping[str, Tie], losses: Losses, name: str) -> Tie:
    roles = tuple(role for role in tie.roles if role.tie is None or role.tie in ties)
    for _ in range(len(tie.roles) - len(roles)):
        losses.note("links to ties that are left out", f"{name} {tie.id}")
    return replace(tie, roles=roles)
