"""The guideline for what is in focus, as lines to show."""

from __future__ import annotations

from annotator.domain.session.items import focused
from annotator.domain.session.spans import span_at
from annotator.domain.session.state import Session
from annotator.tui.lines import wrap

Pieces = list[tuple[str, str]]


def guideline(session: Session, width: int) -> list[Pieces]:
    """The rule for the tie's category, else for the label at the cursor, else all labels in short."""
    scheme, item = session.scheme, focused(session)
    if item is not None and item.kind == "tie":
        kind = scheme.category(session.any_tie(item.id).category)
        lines = _entry(kind.name or scheme.head, kind.group, kind.definition, kind.examples, width)
        lines.append([])
        needed = [*kind.required, *(" or ".join(group) for group in kind.one_of)]
        lines += _paragraph(f"Required: {', '.join(needed) or 'no role'}.", "words", width)
        extra = [name for name in kind.optional if name not in kind.required]
        lines += _paragraph(f"Possible: {', '.join(extra)}." if extra else "", "quiet", width)
        return lines
    name = None
    if item is not None:
        name = session.any_span(item.id).label
    else:
        found = span_at(session, tuple(scheme.labels))
        name = session.any_span(found).label if found else None
    if name is not None:
        label = scheme.labels[name]
        return _entry(name, "", label.definition, label.examples, width)
    lines = [[(" Labels", "title")]]
    for label in scheme.labels.values():
        lines += [[], [(f" {label.key} ", "key"), (label.name, f"label--{label.name}")]]
        lines += _paragraph(label.definition, "words", width)
    return lines


def _entry(name: str, group: str, definition: str, examples: tuple[str, ...], width: int) -> list[Pieces]:
    lines: list[Pieces] = [[(f" {name}", "title"), (f"  {group}", "quiet")], []]
    lines += _paragraph(definition, "words", width)
    for example in examples:
        lines.append([])
        lines += _paragraph(f"“{example}”", "quiet", width)
    return lines


def _paragraph(text: str, style: str, width: int) -> list[Pieces]:
    text = " ".join(text.split())
    return [[(" " + line.shown, style)] for line in wrap(text, 0, len(text), width - 2)] if text else []
