"""Lines of brat's standoff as labels."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

from annotator.domain.labels import Labels, Role, Span, Tie, Value
from annotator.formats._canonical import canonical
from annotator.formats._shape import bounds, wrong
from annotator.formats._to_standoff import CATEGORY, IMPLICIT, NOTE, RECIPROCAL, REGISTRY, joined


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
        fragments = tuple(joined(_touching(pieces), self.text))
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
        self._of(parts[1], at).entity = unquote(entry) if resource == REGISTRY else parts[2]

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
