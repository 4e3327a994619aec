"""Resolving actors and issues to entries of the registry."""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.registry import with_entity
from annotator.domain.session.state import Session, Step
from annotator.domain.session.taking import own_span


def assign(session: Session, span_id: str, entity: str | None) -> Step:
    """Resolve a span, own or suggested, to the entry of a key, or with None to no entry.

    A suggested span is taken over with it. `annotator.domain.registry.candidates` says which entries
    are likely; `annotator.project.registry` makes new ones.
    """
    label = session.any_span(span_id).label
    if not session.scheme.labels[label].entity:
        return Step(session, message=f"{label} does not resolve to an entry")
    labels, own = own_span(session, span_id)
    if labels is session.labels and labels.spans[own].entity == entity:
        return Step(session, message="it is resolved like that already")
    return Step(replace(session, labels=with_entity(labels, own, entity), menu=None), verb="resolve")
