"""Events: what changed, in an append-only log; `apply` and `inverse`.

An event records rows before → after, not keys pressed, so a later version of the program reads old
events as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, NamedTuple

from annotator.domain.adjudication.decision import Decision
from annotator.domain.errors import ConflictError
from annotator.domain.labels import Labels, Rejected, Span, Status, Tie
from annotator.domain.migration import Migration

#: A decision stands in the log of the gold layer alone. A change of a scheme changes no row: it says
#: which migration the others are of. Every other kind is a table of labels.
Kind = Literal["span", "tie", "status", "cut", "rejected", "decision", "scheme"]
Row = Span | Tie | Status | Rejected | Decision | Migration | bool


@dataclass(frozen=True, slots=True)
class StreamKey:
    """Whose labels of which article: the unit that has a log of its own."""

    article: str
    annotator: str
    round: str = "main"
    pass_: int = 1
    layer: str = "human"


class Change(NamedTuple):
    """One row before and after; None where there was or is no such row."""

    kind: Kind
    key: str | int
    before: Row | None
    after: Row | None


@dataclass(frozen=True, slots=True)
class Event:
    """One committed act in one stream.

    `seq` counts the stream's events from 1; `author` is who did it, which may differ from whose
    layer it is; `undoes` names the event that this one undoes (or, for a redo, does again).
    """

    id: str
    seq: int
    at: datetime
    author: str
    verb: str
    changes: tuple[Change, ...]
    origin: str = "tui"
    undoes: str | None = None


def diff(before: Labels, after: Labels) -> tuple[Change, ...]:
    """The changes that lead from one state to another, spans before the ties that use them."""
    out: list[Change] = []
    for kind, table in _TABLES:
        old: Mapping[Any, Any] = getattr(before, table)
        new: Mapping[Any, Any] = getattr(after, table)
        if old is new:
            continue
        if not old:  # as of labels brought in
            out += [Change(kind, key, None, row) for key, row in new.items()]
            continue
        gone = [Change(kind, key, row, None) for key, row in old.items() if key not in new]
        made = [
            Change(kind, key, old.get(key), row)
            for key, row in new.items()
            if old.get(key) is not row and old.get(key) != row
        ]
        out += gone + made
    return tuple(out)


def apply(labels: Labels, changes: Iterable[Change]) -> Labels:
    """The labels after the changes.

    Raises:
        ConflictError: a change's `before` is not what the labels hold.
    """
    tables: dict[str, dict[Any, Any]] = {}
    for change in changes:
        if change.kind in ("decision", "scheme"):
            continue
        table = _TABLE[change.kind]
        rows = tables.setdefault(table, dict(getattr(labels, table)))
        if rows.get(change.key) != change.before:
            raise ConflictError(
                f"{change.kind} {change.key} is not as this change expects it",
                "It was changed elsewhere in between; look again and repeat.",
            )
        if change.after is None:
            rows.pop(change.key, None)
        else:
            rows[change.key] = change.after
    return replace(labels, **tables) if tables else labels


def decisions(events: Iterable[Event]) -> dict[str, Decision]:
    """What adjudicators have decided and not taken back since, by the decision's id, from a stream's log."""
    out: dict[str, Decision] = {}
    for event in events:
        for change in event.changes:
            if change.kind == "decision":
                if isinstance(change.after, Decision):
                    out[change.after.id] = change.after
                else:
                    out.pop(str(change.key), None)
    return out


def inverse(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that take these changes back."""
    return tuple(Change(c.kind, c.key, c.after, c.before) for c in reversed(tuple(changes)))


_TABLES: tuple[tuple[Kind, str], ...] = (
    ("span", "spans"),
    ("tie", "ties"),
    ("status", "statuses"),
    ("cut", "cuts"),
    ("rejected", "rejected"),
)
_TABLE = dict(_TABLES)
