"""Readings of a case side by side, field by field, as plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotator.domain.adjudication.cases import Case, Comparison, Version
from annotator.domain.labels import HUMAN, Labels, Span, Tie
from annotator.domain.text import Sentence

NOTHING = "nothing here"
#: A cell of a reading that has nothing in this field.
EMPTY = "–"
BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the table: a cell for each reading; `differs` where they are not all the same.

    `aside` says that it is no part of the label: what is told with it, and never decided.
    """

    name: str
    cells: tuple[str, ...]
    differs: bool
    aside: bool = False


#: A tie or span to be shown: in whose labels, and its id; None where there is nothing.
Shown = tuple[Labels, str | None]


def table(compared: Comparison, case: Case, versions: Sequence[Version] | None = None) -> list[Field]:
    """The fields of a case, a cell for each version (those of the case, unless given)."""
    given = case.versions if versions is None else versions
    shown = fields(compared, case, [(compared.readings[v.whose], v.id) for v in given])
    asides = {
        "origin": tuple(_origin(compared, case, version) for version in given),
        "comment": tuple(_comments(compared, case, version) for version in given),
    }
    return shown + [
        Field(name, cells, differs=False, aside=True)
        for name, cells in asides.items()
        if set(cells) - {BY_HAND, ""}
    ]


def fields(compared: Comparison, case: Case, shown: Sequence[Shown]) -> list[Field]:
    """The fields of some ties or spans that stand for one case, a cell for each."""
    ties = [labels.ties[key] for labels, key in shown if key is not None] if case.kind == "tie" else []
    alike = len({tie.category for tie in ties}) < 2
    columns = [dict(_cells(compared, case, labels, key)) for labels, key in shown]
    entries = any(one.layer == "entries" for one in case.all_differences)
    names = list(dict.fromkeys(name for name in _names(compared, case) if any(name in c for c in columns)))
    out = []
    for name in names:
        cells = [column.get(name) for column in columns]
        told = []
        for (_, key), cell in zip(shown, cells, strict=True):
            if key is None:
                told.append(NOTHING if name == names[0] else "")
            else:
                told.append(EMPTY if cell is None else cell[0] + (cell[1] if entries else ""))
        if name.startswith("·") and not alike:
            # What an attribute is by default follows from the category: no difference of its own.
            apart = len({cell[0] for cell in cells if cell is not None}) > 1
            cells = [cell and (*cell[:2], cell[2] if apart and cell[3] else None, cell[3]) for cell in cells]
        there = [cell for (_, key), cell in zip(shown, cells, strict=True) if key is not None]
        differs = len({None if cell is None else cell[2] for cell in there}) > 1
        differs = differs or (name == names[0] and len(there) < len(shown))
        if not name.startswith("·") or differs or any(cell is not None and cell[3] for cell in there):
            out.append(Field(name.removeprefix("·"), tuple(told), differs))
    return out


def sentence_of(compared: Comparison, case: Case) -> Sentence:
    """The sentence that a case begins in, as it was imported; its own bounds where it lies in none."""
    return next(
        (one for one in compared.article.sentences if one.start <= case.start < one.end),
        Sentence(case.start, case.end),
    )


def _origin(compared: Comparison, case: Case, version: Version) -> str:
    """Whether a suggestion was taken; "" where nothing is marked."""
    if version.id is None:
        return ""
    labels = compared.readings[version.whose]
    made = labels.ties[version.id] if case.kind == "tie" else labels.spans[version.id]
    return BY_HAND if made.origin == HUMAN else f"suggestion {made.fate or 'accepted'}"


def _comments(compared: Comparison, case: Case, version: Version) -> str:
    """What those who read it so wrote on the sentence."""
    start = sentence_of(compared, case).start
    told = (compared.readings[name].status(start).comment for name in version.annotators)
    return " / ".join(dict.fromkeys(comment for comment in told if comment))


#: What a cell shows, its entry if it is shown, what makes it the same, and whether it departs from the usual.
Cell = tuple[str, str, object, bool]


def _names(compared: Comparison, case: Case) -> Iterator[str]:
    scheme = compared.scheme
    yield "category" if case.kind == "tie" and scheme.has_categories else "label"
    yield scheme.head if case.kind == "tie" else "words"
    if case.kind == "tie":
        yield from scheme.roles
        yield from (f"·{one.name}" for one in scheme.attributes_of(None))
        yield "·reciprocal"
    else:
        yield "entry"
        yield from (f"·{name}" for name in scheme.attributes)


def _cells(compared: Comparison, case: Case, labels: Labels, key: str | None) -> Iterator[tuple[str, Cell]]:
    if key is None:
        return
    if case.kind == "span":
        span = labels.spans[key]
        entry = _entry(compared, span)
        yield "label", (span.label, "", span.label, True)
        yield "words", (_words(compared, span), "", span.fragments, True)
        if compared.scheme.labels[span.label].entity:
            yield "entry", (entry or EMPTY, "", entry, True)
        for name, value in span.attributes.items():
            yield f"·{name}", (str(value), "", value, True)
        return
    tie = labels.ties[key]
    scheme = compared.scheme
    if scheme.has_categories:
        group = scheme.category(tie.category).group
        named = f"{tie.category}" + (f" ({group})" if group else "")
        yield "category", (named, "", tie.category, True)
    head = labels.spans[tie.head]
    yield scheme.head, (_words(compared, head), "", head.fragments, True)
    for role in scheme.roles:
        cell = _role(compared, labels, tie, role)
        if cell is not None:
            yield role, cell
    defaults = compared.usual(Tie("", "", tie.category))
    for name, value in compared.usual(tie).items():
        shown = {True: "yes", None: "no"}.get(value, str(value))
        yield f"·{name}", (shown, "", value, value != defaults[name])
    if tie.attributes.get("note"):
        note = str(tie.attributes["note"])
        yield "·note", (note, "", None, True)


def _role(compared: Comparison, labels: Labels, tie: Tie, name: str) -> Cell | None:
    told: list[str] = []
    entries: list[str] = []
    same: set[tuple[object, ...]] = set()
    for role in tie.roles:
        if role.role != name:
            continue
        if role.filler is not None:
            span = labels.spans[role.filler]
            told.append(_words(compared, span))
            entries.append(_entry(compared, span) or EMPTY)
            same.add((span.label, span.fragments, _entry(compared, span)))
        elif role.tie is not None:
            other = labels.ties[role.tie]
            head = labels.spans[other.head]
            told.append(f"the tie {other.category or ''} “{_words(compared, head)}”".replace("  ", " "))
            same.add(("tie", head.fragments, other.category))
        else:
            told.append(f"({role.implicit})")
            same.add(("implicit", role.implicit, None))
    if not told:
        return None
    return " + ".join(told), f" ={' + '.join(entries)}" if entries else "", frozenset(same), True


def _entry(compared: Comparison, span: Span) -> str | None:
    return compared.entry(span) if compared.scheme.labels[span.label].entity else None


def _words(compared: Comparison, span: Span) -> str:
    return " ".join(span.text(compared.article.text).split())
