"""Which spans were labelled by themselves: they outlive a tie that uses them."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.domain.events import Event
from annotator.domain.history import REDO, UNDO
from annotator.domain.labels import Tie, spans_used


def alone_after(alone: frozenset[str], event: Event) -> frozenset[str]:
    """The ids of spans made by an act of their own, once this event has happened too.

    A span that came in one event with a tie using it is not among them. Undo and redo bring back
    what was, so they change nothing.
    """
    if event.verb in (UNDO, REDO):
        return alone
    made = {str(one.key) for one in event.changes if one.kind == "span" and one.before is None}
    if not made:
        return alone
    used = spans_used(one.after for one in event.changes if isinstance(one.after, Tie))
    return (alone - made) | (made - used)


def alone_of(events: Iterable[Event]) -> frozenset[str]:
    """The ids of spans that were made by acts of their own, by a stream's log."""
    alone: frozenset[str] = frozenset()
    for event in events:
        alone = alone_after(alone, event)
    return alone
