"""Deleting labels and turning down suggestions."""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.counted import counted
from annotator.domain.session.items import Item, focused
from annotator.domain.session.spans import span_at
from annotator.domain.session.state import Session, Step
from annotator.domain.session.taking import next_suggestion, turned_down


def remove(session: Session) -> Step:
    """Turn down the suggestion in focus, delete the label in focus, or that at the cursor."""
    item = focused(session)
    if item is not None and item.suggested:
        return Step(next_suggestion(_rejected(session, item)), verb="reject")
    if item is not None and item.kind == "tie":
        after = _deleted(session, "tie", item.id)
        name = session.labels.ties[item.id].category or "the tie"
        # Its cue always goes.
        others = len(session.labels.spans) - len(after.labels.spans) - 1
        told = f", and {counted(others, 'span')} that came with it" if others > 0 else ""
        return Step(after, verb="delete", message=f"{name} deleted{told}: {{undo}} undoes")
    span_id = item.id if item is not None else span_at(session, tuple(session.scheme.labels), own=True)
    if span_id is None or span_id not in session.labels.spans:
        return Step(session, message="nothing is marked at the cursor")
    return Step(_deleted(session, "span", span_id), verb="delete")


def _rejected(session: Session, item: Item) -> Session:
    return replace(session, labels=turned_down(session, session.labels, item.kind, item.id))


def _deleted(session: Session, kind: str, key: str) -> Session:
    """The session without an own label; one that was suggested once counts as turned down.

    With a tie go its cue, which says nothing by itself, and the fillers that were not labelled before it.
    """
    before = session.labels
    if kind == "tie":
        labels = before.without_tie(key, keep=session.alone - {before.ties[key].head})
    else:
        labels = before.without_span(key)
    for gone, table in (("tie", "ties"), ("span", "spans")):
        old, new = getattr(before, table), getattr(labels, table)
        offered = getattr(session.suggestions, table)
        for one in old:
            if one not in new and one in offered:
                labels = turned_down(session, labels, gone, one)
    session = replace(session, labels=labels, menu=None)
    if session.tie is not None and session.tie not in labels.ties:
        session = replace(session, tie=None)
    return session.put_cursor(session.cursor)
