"""The guideline for what is in focus, as lines to show."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.domain.session.items import focused
from annotator.domain.session.spans import span_at
from annotator.domain.session.state import Session
from annotator.domain.text import printable
from annotator.project.examples import Example, Kind
from annotator.tui.lines import wrap
from annotator.tui.widgets.rows import flow

Pieces = list[tuple[str, str]]


def subject(session: Session) -> tuple[Kind, str] | None:
    """What the guideline is about: the category of the tie in focus, else the label at the cursor."""
    item = focused(session)
    if item is not None and item.kind == "tie":
        return "tie", session.any_tie(item.id).category or ""
    found = item.id if item is not None else span_at(session, tuple(session.scheme.labels))
    return ("span", session.any_span(found).label) if found else None


def guideline(session: Session, width: int, examples: Sequence[Example] = ()) -> list[Pieces]:
    """The rule for the subject with examples; where there is no subject, all labels in short."""
    scheme, about = session.scheme, subject(session)
    if about is not None and about[0] == "tie":
        kind = scheme.category(about[1])
        lines = _entry(kind.name or scheme.head, kind.group, kind.definition, kind.examples, width)
        lines.append([])
        needed = [*kind.required, *(" or ".join(group) for group in kind.one_of)]
        lines += _paragraph(f"Required: {', '.join(needed) or 'no role'}.", "words", width)
        extra = [name for name in kind.optional if name not in kind.required]
        lines += _paragraph(f"Possible: {', '.join(extra)}." if extra else "", "quiet", width)
        return lines + _labelled(examples, width)
    if about is not None:
        label = scheme.labels[about[1]]
        lines = _entry(label.name, "", label.definition, label.examples, width)
        return lines + _labelled(examples, width)
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


def _labelled(examples: Sequence[Example], width: int) -> list[Pieces]:
    """Sentences as they were labelled, the annotator's own before gold, each with its article."""
    lines: list[Pieces] = []
    for gold, whose in ((False, "Yours"), (True, "Gold, in what you submitted")):
        some = [example for example in examples if example.gold == gold]
        if some:
            lines += [[], [(f" {whose}", "title")]]
        for example in some:
            at, pieces = 0, [(" ", "quiet")]
            for start, end, label in example.marks:
                pieces += [(example.text[at:start], "quiet"), (example.text[start:end], f"label--{label}")]
                at = end
            pieces += [(example.text[at:], "quiet"), (f" ({printable(example.article)})", "quiet")]
            lines += [[], *(list(line) for line in flow([p for p in pieces if p[0]], width - 1, 1))]
    return lines


def _paragraph(text: str, style: str, width: int) -> list[Pieces]:
    text = " ".join(text.split())
    return [[(" " + line.shown, style)] for line in wrap(text, 0, len(text), width - 2)] if text else []
