"""A line of native JSONL read back: every statement checked before it is believed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any, NoReturn

from pydantic import ValidationError

from annotator.domain.errors import AnnotatorError
from annotator.domain.labels import OPEN, Labels, Rejected, Span, Status, Tie
from annotator.domain.plain import span_from_plain, tie_from_plain
from annotator.domain.record import Visits
from annotator.domain.text import Publication, Region, Sentence, check_text
from annotator.formats._model import RecordLine
from annotator.formats._parsed import Parsed
from annotator.formats._to_line import FORMAT, sha256

_UNSEEN = Visits()
_FIELDS = frozenset(field.alias or name for name, field in RecordLine.model_fields.items())
_WORDS = {
    "missing": "is missing",
    "string_type": "should be text",
    "int_type": "should be a whole number",
    "float_type": "should be a number",
    "bool_type": "should be true or false",
    "list_type": "should be a list",
    "dict_type": "should be an object",
    "model_type": "should be an object",
}


def from_line(line: Mapping[str, Any], place: str) -> Parsed:
    """What a line holds.

    Without an id the article is named by the first 16 digits of its text's SHA-256. A line that
    names its format tells all regions there are; of one that does not, segmentation finds them, and its
    fields that no record has are metadata: it is somebody else's.

    Args:
        line: the JSON object.
        place: "file:line", for messages.

    Raises:
        AnnotatorError: something is missing, of the wrong type, or contradicts the rest.
    """
    _check_shape(line, place)
    text = line["text"]
    check_text(text, f"{place}: text")
    digest = line.get("sha256")
    if digest is not None and digest != sha256(text):
        _wrong(place, "sha256", "is not that of the text", "The text was changed after it was labelled.")
    sentences = line.get("sentences")
    if sentences is not None:
        _check_bounds(sentences, "sentences", text, place, apart=True)
    _check_bounds(line.get("regions") or (), "regions", text, place)
    regions = line.get("regions", [] if line.get("format") else None)
    meta, publications = _meta(_foreign(line) | (line.get("meta") or {}))
    name = line.get("id")
    return Parsed(
        id=str(name) if name not in (None, "") else sha256(text)[:16],
        text=text,
        where=place,
        title=line.get("title"),
        meta=meta,
        publications=publications,
        regions=None if regions is None else tuple(Region(r["start"], r["end"], r["kind"]) for r in regions),
        sentences=None if sentences is None else tuple(Sentence(s["start"], s["end"]) for s in sentences),
        scheme=line.get("scheme"),
        tokenizer=line.get("tokenizer"),
        annotator=line.get("annotator") or None,
        round=line.get("round", "main"),
        pass_=line.get("pass", 1),
        layer=line.get("layer", "human"),
        labels=_labels(line, text, place),
        visits=_visits(sentences or ()),
        created_at=_time(line, "created_at", place),
        updated_at=_time(line, "updated_at", place),
        submitted_at=_time(line, "submitted_at", place),
        adjudication=tuple(line.get("adjudication") or ()),
    )


def _foreign(line: Mapping[str, Any]) -> dict[str, Any]:
    """Fields that no record has, of a line that does not say that it is one."""
    if line.get("format") is not None:
        return {}
    return {name: value for name, value in line.items() if name not in _FIELDS and value is not None}


def _check_shape(line: Mapping[str, Any], place: str) -> None:
    made_as = line.get("format")
    if made_as not in (None, FORMAT):
        hint = "A newer version of this program may read it; otherwise leave the field out."
        _wrong(place, "format", f"{_short(made_as)} is not {FORMAT}", hint)
    try:
        RecordLine.model_validate(line)
    except ValidationError as error:
        first, *more = error.errors(include_url=False, include_context=False)
        path = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in first["loc"]).lstrip(".")
        what = _WORDS.get(first["type"]) or first["msg"].replace("Input should", "should")
        found = "" if first["type"] == "missing" else f", not {_short(first['input'])}"
        rest = f" (and {len(more)} more)" if more else ""
        hint = "Correct the line; schemas/record.schema.json says all."
        if made_as is None:
            hint += " Is it of another tool? --format NAME (prodigy, doccano, …)."
        _wrong(place, path, f"{what}{found}{rest}", hint)


def _check_bounds(
    parts: Iterable[Mapping[str, Any]], name: str, text: str, place: str, *, apart: bool = False
) -> None:
    """Refuse what does not lie in the text and, where parts lie apart, what is out of order."""
    last = 0
    for index, part in enumerate(parts):
        start, end = part["start"], part["end"]
        if not start < end <= len(text):
            _outside(place, f"{name}[{index}]", start, end, text)
        if apart and start < last:
            _wrong(
                place,
                f"{name}[{index}]",
                f"{start}-{end} begins before the last one ends",
                "Sentences stand in text order and do not overlap.",
            )
        last = end


def _labels(line: Mapping[str, Any], text: str, place: str) -> Labels:
    spans: dict[str, Span] = {}
    for index, plain in enumerate(line.get("spans") or ()):
        _check_span(plain, index, text, place)
        span = span_from_plain(_with_note(plain) if plain.get("note") else plain)
        if span.id in spans:
            where = f"spans[{index}] ({span.id})"
            _wrong(place, where, "has the id of an earlier span", "Give every span an id of its own.")
        spans[span.id] = span
    ties: dict[str, Tie] = {}
    for index, plain in enumerate(line.get("ties") or ()):
        tie = tie_from_plain(_with_note(plain))
        if tie.id in ties:
            _wrong(
                place,
                f"ties[{index}] ({tie.id})",
                "has the id of an earlier tie",
                "Give every tie an id of its own.",
            )
        ties[tie.id] = tie
    for index, tie in enumerate(ties.values()):
        _check_tie(tie, f"ties[{index}] ({tie.id})", spans, ties, place)
    statuses = {
        plain["start"]: status for plain in line.get("sentences") or () if (status := _status(plain)) != OPEN
    }
    rejected = [_rejected(plain, index, place) for index, plain in enumerate(line.get("rejected") or ())]
    return Labels(spans=spans, ties=ties, statuses=statuses, rejected={one.id: one for one in rejected})


def _check_span(plain: Mapping[str, Any], index: int, text: str, place: str) -> None:
    start, end = plain["start"], plain["end"]
    fragments, told = plain.get("fragments"), plain.get("text")
    if start < end <= len(text) and fragments is None and told is None:
        return
    where = f"spans[{index}] ({plain['id']})"
    if not start < end <= len(text):
        _outside(place, where, start, end, text)
    if fragments is not None:
        ends = [offset for fragment in fragments for offset in fragment]
        if not ends or any(b <= a for a, b in pairwise(ends)):
            _wrong(
                place,
                where,
                f"fragments {fragments} are empty, out of order or touch",
                "Give [start, end] of each part, in text order, with something between.",
            )
        if (ends[0], ends[-1]) != (start, end):
            _wrong(
                place,
                where,
                f"{start}-{end} are not the outer bounds of its fragments {fragments}",
                "start is that of the first fragment, end that of the last.",
            )
    if isinstance(told, str) and not fragments and told != text[start:end]:
        _wrong(
            place,
            where,
            f"{start}-{end} reads {_short(text[start:end])}, not {_short(told)}",
            _offset_hint(text),
        )


def _check_tie(tie: Tie, where: str, spans: Mapping[str, Span], ties: Mapping[str, Tie], place: str) -> None:
    if tie.head not in spans:
        _wrong(place, where, f"its head {tie.head!r} is no span of this line", "Add the span.")
    for role in tie.roles:
        given = [part for part in (role.filler, role.implicit, role.tie) if part is not None]
        if len(given) != 1:
            _wrong(
                place,
                where,
                f"the role {role.role} has {len(given)} fillers",
                "Give exactly one of filler, implicit and tie; repeat the role for more.",
            )
        if role.filler is not None and role.filler not in spans:
            _wrong(place, where, f"the {role.role} {role.filler!r} is no span of this line", "Add the span.")
        if role.tie is not None and (role.tie not in ties or role.tie == tie.id):
            _wrong(place, where, f"the {role.role} {role.tie!r} is no other tie of this line", "Add the tie.")


def _with_note(plain: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row with a note beside its attributes, as some write it, put among them."""
    note = plain.get("note")
    if not isinstance(note, str) or not note:
        return plain
    return {**plain, "attributes": {"note": note, **(plain.get("attributes") or {})}}


def _status(plain: Mapping[str, Any]) -> Status:
    return Status(plain.get("status", "open"), plain.get("flag", False), plain.get("comment"))


def _rejected(plain: Mapping[str, Any], index: int, place: str) -> Rejected:
    tie, span = plain.get("tie"), plain.get("span")
    if (tie is None) == (span is None):
        _wrong(
            place,
            f"rejected[{index}]",
            "holds not exactly one of tie and span",
            "Give the one that was suggested.",
        )
    suggested: Mapping[str, Any] = tie if tie is not None else span  # type: ignore[assignment]
    name = plain.get("id") or suggested.get("id")
    if not isinstance(name, str):
        _wrong(place, f"rejected[{index}]", "has no id", "Give the id of the suggestion.")
    return Rejected(name, "tie" if tie is not None else "span", plain["origin"], suggested)


def _visits(sentences: Iterable[Mapping[str, Any]]) -> dict[int, Visits]:
    visits = {
        plain["start"]: Visits(plain.get("seconds", 0.0), plain.get("suggestions", "none"))
        for plain in sentences
    }
    return {start: visit for start, visit in visits.items() if visit != _UNSEEN}


def _meta(meta: Mapping[str, Any]) -> tuple[Mapping[str, Any], tuple[Publication, ...]]:
    """Metadata of the text, and the publications where they are told in our way."""
    listed = meta.get("publications")
    if not isinstance(listed, list) or not all(map(_is_publication, listed)):
        return meta, ()
    publications = tuple(
        Publication(
            one["source_id"],
            one.get("title"),
            one.get("outlet"),
            one.get("date"),
            one.get("url"),
            one.get("meta", {}),
        )
        for one in listed
    )
    return {key: value for key, value in meta.items() if key != "publications"}, publications


def _is_publication(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("source_id"), str)
        and all(isinstance(value.get(key), str | None) for key in ("title", "outlet", "date", "url"))
        and isinstance(value.get("meta", {}), dict)
    )


def _time(line: Mapping[str, Any], name: str, place: str) -> datetime | None:
    value = line.get(name)
    if value is None:
        return None
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        time = None
    if time is None or time.tzinfo is None:
        _wrong(
            place, name, f"{_short(value)} is no time with its zone", "Write times like 2026-01-31T12:00:00Z."
        )
    return time


def _outside(place: str, where: str, start: int, end: int, text: str) -> NoReturn:
    what = f"{start}-{end} is empty or not inside the text of {len(text)} characters"
    _wrong(place, where, what, _offset_hint(text))


def _offset_hint(text: str) -> str:
    hint = "Offsets count Unicode code points from 0; the end is exclusive."
    if any(c > "\uffff" for c in text):
        hint += " The text has characters beyond U+FFFF: were the offsets counted in UTF-16 or bytes?"
    return hint


def _short(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"


def _wrong(place: str, where: str, what: str, hint: str) -> NoReturn:
    raise AnnotatorError(f"{place}: {where}: {what}", hint)
