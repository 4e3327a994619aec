"""Labels as lines of brat's standoff."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import quote

from annotator.domain.labels import Labels, Value, holding_together
from annotator.domain.scheme import Scheme
from annotator.formats._canonical import canonical
from annotator.formats._losses import Losses
from annotator.formats._parsed import Parsed

CATEGORY, RECIPROCAL, IMPLICIT = "category", "reciprocal", "implicit-"
#: What brat takes as an attribute; all else goes into a note of this type, as JSON.
_NAME, _VALUE = re.compile(r"[A-Za-z][A-Za-z-]*"), re.compile(r"[!-~]+")
NOTE = "Attributes"
LINE_ENDS = "spans of line ends alone, left out with their ties and roles"
AT_LINE_END = "spans that begin, end or are parted at a line end, put together or cut there"
REGISTRY = "registry"
_LINE_END = re.compile(r"[\r\n]+")


def on_lines(parsed: Parsed, losses: Losses) -> Parsed:
    """What standoff can hold: no span begins, ends or is cut at a line end.

    brat writes a span over several lines as a fragment on each; so fragments with nothing but line
    ends between them are one, and line ends at a fragment's ends are left out.
    """
    text, labels = parsed.text, parsed.labels
    spans = {}
    for key, span in labels.spans.items():
        pieces = tuple(joined(_pieces(span.fragments, text), text))
        if not pieces:
            losses.note(LINE_ENDS, f"{parsed.id} {span.start}")
            continue
        if pieces != span.fragments:
            losses.note(AT_LINE_END, parsed.id)
        spans[key] = replace(span, fragments=pieces)
    return replace(parsed, labels=canonical(holding_together(Labels(spans, labels.ties))))


def to_standoff(parsed: Parsed, scheme: Scheme) -> str:
    """The lines: text-bound annotations, events, attributes, normalisations, notes."""
    labels, text = parsed.labels, parsed.text
    lines: list[str] = []
    more: list[tuple[str, str]] = []
    notes: list[tuple[str, dict[str, Value]]] = []
    bound = {key: f"T{number}" for number, key in enumerate(labels.spans, 1)}
    event = {key: f"E{number}" for number, key in enumerate(labels.ties, 1)}
    for key, span in labels.spans.items():
        places = ";".join(f"{start} {end}" for start, end in _pieces(span.fragments, text))
        words = " ".join(text[start:end] for start, end in _pieces(span.fragments, text))
        lines.append(f"{bound[key]}\t{_type(span.label)} {places}\t{words}")
        notes += _attributes(bound[key], span.attributes, more)
        if span.entity is not None:
            more.append(("N", f"Reference {bound[key]} {REGISTRY}:{quote(span.entity, safe='')}\t{words}"))
    for key, tie in labels.ties.items():
        counts: dict[str, int] = {}
        arguments = []
        for role in tie.roles:
            filler = bound[role.filler] if role.filler is not None else role.tie and event[role.tie]
            if filler is None:
                name = _numbered(f"{IMPLICIT}{role.role}", counts)
                more.append(("A", f"{name} {event[key]} {role.implicit}"))
            else:
                arguments.append(f"{_numbered(_type(role.role), counts)}:{filler}")
        trigger = f"{_type(labels.spans[tie.head].label)}:{bound[tie.head]}"
        lines.append(f"{event[key]}\t{' '.join((trigger, *arguments))}")
        if tie.category is not None:
            more.append(("A", f"{CATEGORY} {event[key]} {tie.category}"))
        if tie.reciprocal:
            more.append(("A", f"{RECIPROCAL} {event[key]}"))
        notes += _attributes(event[key], tie.attributes, more)
    for kind in "AN":
        lines += [
            f"{kind}{number}\t{line}" for number, line in enumerate((one for k, one in more if k == kind), 1)
        ]
    for number, (key, left) in enumerate(notes, 1):
        lines.append(f"#{number}\t{NOTE} {key}\t{json.dumps(left, sort_keys=True)}")
    return "".join(f"{line}\n" for line in lines)


def _pieces(fragments: tuple[tuple[int, int], ...], text: str) -> Iterator[tuple[int, int]]:
    """The fragments, cut at line ends."""
    for start, end in fragments:
        at = start
        for gap in _LINE_END.finditer(text, start, end):
            if at < gap.start():
                yield at, gap.start()
            at = gap.end()
        if at < end:
            yield at, end


def joined(pieces: Iterator[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """The pieces, those put together that have nothing but line ends between them."""
    last: tuple[int, int] | None = None
    for start, end in pieces:
        if last is not None and not text[last[1] : start].strip("\r\n"):
            last = (last[0], end)
            continue
        if last is not None:
            yield last
        last = (start, end)
    if last is not None:
        yield last


def _type(name: str) -> str:
    return quote(name, safe="") if re.search(r"[\s:;]", name) else name


def _numbered(name: str, counts: dict[str, int]) -> str:
    counts[name] = counts.get(name, 0) + 1
    return name if counts[name] == 1 else f"{name}{counts[name]}"


def _attributes(
    key: str, values: Mapping[str, Value], more: list[tuple[str, str]]
) -> list[tuple[str, dict[str, Value]]]:
    left: dict[str, Value] = {}
    for name, value in values.items():
        plain = _NAME.fullmatch(name) and name not in (CATEGORY, RECIPROCAL) and not name.startswith(IMPLICIT)
        if plain and value is True:
            more.append(("A", f"{name} {key}"))
        elif plain and isinstance(value, str) and _VALUE.fullmatch(value):
            more.append(("A", f"{name} {key} {value}"))
        else:
            left[name] = value
    return [(key, left)] if left else []
