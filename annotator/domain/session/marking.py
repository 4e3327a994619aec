"""Marking with a label: new spans, and other labels for old ones."""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.labels import HUMAN
from annotator.domain.session.spans import mark
from annotator.domain.session.state import Menu, Session, Step
from annotator.domain.session.taking import taken_over
from annotator.domain.session.ties import category


def label(session: Session, name: str) -> Step:
    """Mark the selection, or the phrase at the cursor, with a label; relabel a span in focus.

    With a tie in focus it asks for the word.
    """
    if session.active == "span" and session.span is not None:
        return _relabel(session, session.span, name)
    if session.active == "tie":
        return Step(replace(session, menu=Menu("where", name)))
    return _mark(session, name)


def label_at(session: Session, name: str, place: tuple[int, int]) -> Step:
    """Mark the tokens from the first to the last of `place`, and take the new span in hand."""
    first = session.put_cursor(place[0])
    step = _mark(first, name, place)
    if step.session.menu is not None or name == session.scheme.head:
        return step
    return replace(step, session=replace(step.session, active="span"))


def _mark(session: Session, name: str, place: tuple[int, int] | None = None) -> Step:
    made, span = mark(session, name, place)
    after = replace(session, labels=made, span=span, made=span, anchor=None)
    if name == session.scheme.head:
        if session.scheme.has_categories:
            told = "which category? press its key"
            return Step(replace(after, menu=Menu("category")), verb="mark", message=told)
        return category(after if place is not None else session, "")
    if made is session.labels:
        return Step(after, message=f"this {name} is marked already")
    return Step(after, verb="mark")


def _relabel(session: Session, span_id: str, name: str) -> Step:
    labels = taken_over(session, span_id, "span")
    span = labels.spans[span_id]
    if span.label == name:
        return Step(session, message=f"it is {name} already")
    for one, told in ((session.labels, "a tie"), (session.pending, "a suggested tie")):
        for tie in one.ties.values():
            fits = all(name in session.scheme.roles[r.role].fills for r in tie.roles if r.filler == span_id)
            if tie.head == span_id or not fits:
                return Step(session, message=f"{told} uses it as {span.label}: change the tie first")
    known = {attribute.name for attribute in session.scheme.attributes_of(name)}
    changed = replace(
        span,
        label=name,
        attributes={k: v for k, v in span.attributes.items() if k in known},
        entity=span.entity if session.scheme.labels[name].entity else None,
        fate="relabelled" if span.origin != HUMAN else None,
    )
    return Step(replace(session, labels=labels.with_span(changed)), verb="relabel")
