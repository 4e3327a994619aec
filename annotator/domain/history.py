"""Which event undo takes back next, and which redo does again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotator.domain.events import Event

UNDO, REDO, SUBMIT = "undo", "redo", "submit"
#: That labels were brought to another scheme, or back.
MIGRATE = "migrate"
#: That labels which went apart from others were looked at, and which hold; changes nothing itself.
SETTLE = "settle"


@dataclass(frozen=True, slots=True)
class History:
    """Events of one's own stream that can be undone and redone, oldest first.

    Derived from the log alone, so that it is the same after a restart. A submission is a line that
    undo does not cross, and so is a migration: what was before it has names that are no more.
    """

    undoable: tuple[Event, ...] = ()
    redoable: tuple[Event, ...] = ()

    def after(self, event: Event) -> History:
        """The history once this event has happened."""
        if event.verb in (SUBMIT, MIGRATE):
            return History()
        if event.verb == UNDO:
            return _moved(self, event, "undoable", "redoable")
        if event.verb == REDO:
            return _moved(self, event, "redoable", "undoable")
        return History((*self.undoable, event), ()) if event.changes else self

    @classmethod
    def of(cls, events: Iterable[Event]) -> History:
        """The history that a stream's log adds up to."""
        history = cls()
        for event in events:
            history = history.after(event)
        return history


def _moved(history: History, event: Event, source: str, target: str) -> History:
    """The history with the event that this one names moved from one list to the other."""
    rows: dict[str, tuple[Event, ...]] = {
        "undoable": history.undoable,
        "redoable": history.redoable,
    }
    named = tuple(one for one in rows[source] if one.id == event.undoes)
    rows[source] = tuple(one for one in rows[source] if one.id != event.undoes)
    rows[target] = (*rows[target], *named)
    return History(**rows)
