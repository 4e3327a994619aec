"""Resolving actors and issues to entries of the registry."""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.registry import with_entity
from annotator.domain.session.spans import hand, span_at
from annotator.domain.session.state import Session, Step
from annotator.domain.session.taking import own_span


def span_to_resolve(session: Session) -> str | None:
    """The span in hand if its label resolves to entries, else the one at the cursor that does, if any."""
    resolving = tuple(name for name, label in session.scheme.labels.items() if label.entity)
    found = hand(session)
    if found is not None and session.any_span(found).label in resolving:
        return found
    return span_at(session, resolving) if session.sentences else None


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
