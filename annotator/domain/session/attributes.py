"""Setting attributes of spans and ties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from annotator.domain.labels import Value
from annotator.domain.session.items import focused
from annotator.domain.session.state import Session, Step
from annotator.domain.session.taking import taken_over


def set_attribute(session: Session, name: str, value: str | bool | None) -> Step:
    """Set an attribute of the item in focus; the default (or None) is not stored."""
    item = focused(session)
    if item is None:
        return Step(session, message="nothing is in focus")
    attribute = session.scheme.attributes[name]
    if item.kind == "tie":
        labels = taken_over(session, item.id)
        tie = labels.ties[item.id]
        changed = _with_value(tie.attributes, name, value, attribute.default)
        labels = labels.with_tie(replace(tie, attributes=changed))
    else:
        labels = taken_over(session, item.id, "span")
        span = labels.spans[item.id]
        changed = _with_value(span.attributes, name, value, attribute.default)
        labels = labels.with_span(replace(span, attributes=changed))
    return Step(replace(session, labels=labels, menu=None), verb="attribute")


def toggle_reciprocal(session: Session) -> Step:
    """Make the tie in focus mutual, or not."""
    item = focused(session)
    if item is None or item.kind != "tie":
        return Step(session, message="no tie is in focus")
    labels = taken_over(session, item.id)
    tie = labels.ties[item.id]
    labels = labels.with_tie(replace(tie, reciprocal=not tie.reciprocal))
    return Step(replace(session, labels=labels, menu=None), verb="attribute")


def _with_value(
    values: Mapping[str, Value], name: str, value: Value | None, default: Value | None
) -> dict[str, Value]:
    rest = {key: old for key, old in values.items() if key != name}
    return rest if value is None or value == default else {**rest, name: value}
