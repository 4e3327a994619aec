"""Labels as lines of brat's standoff, and back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any
from urllib.parse import quote, unquote

from annotator.domain.labels import Labels, Role, Span, Tie, Value
from annotator.domain.scheme import Scheme
from annotator.formats._canonical import canonical
from annotator.formats._losses import Losses
from annotator.formats._parsed import Parsed
from annotator.formats._shape import bounds, wrong

CATEGORY, RECIPROCAL, IMPLICIT = "category", "reciprocal", "implicit-"
#: What brat takes as an attribute; all else goes into a note of this type, as JSON.
_NAME, _VALUE = re.compile(r"[A-Za-z][A-Za-z-]*"), re.compile(r"[!-~]+")
NOTE = "Attributes"
LINE_ENDS = "spans of line ends alone, left out with their ties and roles"
AT_LINE_END = "spans that begin, end or are parted at a line end, put together or cut there"
_REGISTRY = "registry"
_LINE_END = re.compile(r"[\r\n]+")


def on_lines(parsed: Parsed, losses: Losses) -> Parsed:
    """What standoff can hold: no span begins, ends or is cut at a line end.

    brat writes a span over several lines as a fragment on each; so fragments with nothing but line
    ends between them are one, and line ends at a fragment's ends are left out.
    """
    text, labels = parsed.text, parsed.labels
    spans = {}
    for key, span in labels.spans.items():
        pieces = tuple(_joined(_pieces(span.fragments, text), text))
        if not pieces:
            losses.note(LINE_ENDS, f"{parsed.id} {span.start}")
            continue
        if pieces != span.fragments:
            losses.note(
                "spans that begin, end or are parted at a line end, put together or cut there", parsed.id
            )
        spans[key] = replace(span, fragments=pieces)
    ties = {key: tie for key, tie in labels.ties.items() if tie.head in spans}
    ties = {
        key: replace(
            tie,
            roles=tuple(
                role
                for role in tie.roles
                if (role.filler is None or role.filler in spans) and (role.tie is None or role.tie in ties)
            ),
        )
        for key, tie in ties.items()
    }
    return replace(parsed, labels=canonical(Labels(spans, ties)))


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
            more.append(("N", f"Reference {bound[key]} {_REGISTRY}:{quote(span.entity, safe='')}\t{words}"))
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


def _joined(pieces: Iterator[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
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


@dataclass
class _Said:
    """What attribute, normalisation and note lines say of one annotation."""

    attributes: dict[str, Value] = field(default_factory=dict)
    category: str | None = None
    reciprocal: bool = False
    implicit: list[Role] = field(default_factory=list)
    entity: str | None = None


def from_standoff(lines: str, text: str, place: str) -> Labels:
    """The labels of an .ann file; relations make ties of what they go out from.

    Args:
        lines: the file's content.
        text: the text it is about.
        place: its name for messages.

    Raises:
        AnnotatorError: a line is no standoff, an id is twice or nowhere, offsets do not fit.
    """
    reader = _Reader(text, place)
    for number, line in enumerate(lines.split("\n"), 1):
        if line.strip():
            reader.take(line.removesuffix("\r"), f"{place}:{number}")
    return reader.labels()


class _Reader:
    """Takes line after line, then puts together what refers to each other."""

    def __init__(self, text: str, place: str) -> None:
        self.text = text
        self.spans: dict[str, Span] = {}
        self.events: dict[str, tuple[str, list[tuple[str, str]], str]] = {}
        self.relations: list[tuple[str, str, str, str]] = []
        self.said: dict[str, _Said] = {}
        self.about: list[tuple[str, str]] = []

    def take(self, line: str, at: str) -> None:
        """Take in a line."""
        name, tab, rest = line.partition("\t")
        if not tab:
            wrong(f"{at}: no tab after {name[:20]!r}: this is no standoff")
        match name[:1]:
            case "T":
                self._bound(name, rest, at)
            case "E":
                self._event(name, rest, at)
            case "R":
                self._relation(rest, at)
            case "A" | "M":
                self._attribute(rest, at)
            case "N":
                self._reference(rest, at)
            case "#":
                self._note(rest, at)
            case "*":
                pass  # equivalences: nothing here holds them
            case _:
                wrong(f"{at}: {name[:20]!r} is no kind of annotation that brat has")

    def labels(self) -> Labels:
        """What was taken in."""
        spans = {
            key: replace(span, attributes=said.attributes, entity=said.entity)
            if (said := self.said.get(key))
            else span
            for key, span in self.spans.items()
        }
        ties = {key: self._tie(key) for key in self.events}
        for role, head, filler, at in self.relations:
            self._check(head, at)
            self._check(filler, at)
            tie = ties.get(head)
            if tie is None:
                tie = Tie(head, head, None)
            linked = Role(role, filler) if filler in self.spans else Role(role, tie=filler)
            if linked not in tie.roles:
                ties[head] = replace(tie, roles=(*tie.roles, linked))
        # A relation to what another relation goes out from means the span.
        for key, at in self.about:
            self._check(key, at)
        return canonical(Labels(spans, ties))

    def _tie(self, key: str) -> Tie:
        head, arguments, at = self.events[key]
        if head not in self.spans:
            wrong(f"{at}: its trigger {head} is no text-bound annotation")
        roles = []
        for role, filler in arguments:
            self._check(filler, at)
            roles.append(Role(role, filler) if filler in self.spans else Role(role, tie=filler))
        said = self.said.get(key) or _Said()
        return Tie(
            key,
            head,
            said.category,
            (*dict.fromkeys(roles), *said.implicit),
            said.attributes,
            said.reciprocal,
        )

    def _check(self, key: str, at: str) -> None:
        if key not in self.spans and key not in self.events:
            wrong(f"{at}: there is no {key} in this file")

    def _bound(self, name: str, rest: str, at: str) -> None:
        if name in self.spans:
            wrong(f"{at}: {name} is there already")
        head, tab, words = rest.partition("\t")
        label, _, places = head.partition(" ")
        pieces = []
        for part in places.split(";"):
            ends = part.split()
            if len(ends) != 2 or not all(end.isascii() and end.isdigit() and len(end) < 10 for end in ends):
                wrong(f"{at}: {places[:40]!r} are no offsets")
            pieces.append(bounds(int(ends[0]), int(ends[1]), self.text, at))
        pieces.sort()
        for one, other in pairwise(pieces):
            if other[0] < one[1]:
                wrong(f"{at}: the fragments {one} and {other} overlap")
        found = " ".join(self.text[start:end] for start, end in pieces)
        if tab and _even(words) != _even(found):
            wrong(f"{at}: the offsets read {found[:40]!r}, the line {words[:40]!r}", self.text)
        fragments = tuple(_joined(_touching(pieces), self.text))
        self.spans[name] = Span(name, unquote(label), fragments)

    def _event(self, name: str, rest: str, at: str) -> None:
        if name in self.events:
            wrong(f"{at}: {name} is there already")
        parts = [one.rpartition(":")[::2] for one in rest.split()]
        if not parts or not all(role and filler for role, filler in parts):
            wrong(f"{at}: an event is TYPE:TRIGGER ROLE:FILLER …")
        roles = [(unquote(re.sub(r"\d+$", "", role)), filler) for role, filler in parts[1:]]
        self.events[name] = (parts[0][1], roles, at)

    def _relation(self, rest: str, at: str) -> None:
        role, *arguments = rest.split() or [""]
        ends = [one.partition(":")[2] for one in arguments]
        if len(ends) != 2 or not all(ends):
            wrong(f"{at}: a relation is TYPE Arg1:ID Arg2:ID")
        self.relations.append((unquote(role), ends[0], ends[1], at))

    def _attribute(self, rest: str, at: str) -> None:
        name, _, target = rest.partition(" ")
        key, has_value, value = target.partition(" ")
        said = self._of(key, at)
        value = value.strip()
        if name == CATEGORY and key.startswith("E"):
            said.category = value or None
        elif name == RECIPROCAL:
            said.reciprocal = True
        elif name.startswith(IMPLICIT):
            said.implicit.append(Role(re.sub(r"\d+$", "", name.removeprefix(IMPLICIT)), implicit=value))
        else:
            said.attributes[name] = value if has_value and value else True

    def _reference(self, rest: str, at: str) -> None:
        parts = rest.partition("\t")[0].split()
        if len(parts) != 3:
            wrong(f"{at}: a normalisation is Reference ID RESOURCE:ENTRY")
        resource, _, entry = parts[2].partition(":")
        self._of(parts[1], at).entity = unquote(entry) if resource == _REGISTRY else parts[2]

    def _note(self, rest: str, at: str) -> None:
        head, _, note = rest.partition("\t")
        kind, _, key = head.partition(" ")
        if not key.startswith(("T", "E")):
            return  # a note on the document or on a relation
        said = self._of(key, at)
        if kind == NOTE:
            said.attributes |= _noted(note, at)
        elif note.strip():
            said.attributes["note"] = note.strip()

    def _of(self, key: str, at: str) -> _Said:
        if not key:
            wrong(f"{at}: it does not say of what")
        if key.startswith(("T", "E")):
            self.about.append((key, at))
        return self.said.setdefault(key, _Said())


def _touching(pieces: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The pieces, those put together that touch."""
    last = pieces[0]
    for start, end in pieces[1:]:
        if start == last[1]:
            last = (last[0], end)
        else:
            yield last
            last = (start, end)
    yield last


def _noted(note: str, at: str) -> dict[str, Value]:
    try:
        values: Any = json.loads(note)
    except ValueError:
        values = None
    if not isinstance(values, dict) or not all(isinstance(value, str | bool) for value in values.values()):
        wrong(f"{at}: the note of type {NOTE} holds no attributes in JSON")
    return dict(values)


def _even(words: str) -> str:
    """The words with every stretch of whitespace alike; programs differ in what they make of it."""
    return " ".join(words.split())
