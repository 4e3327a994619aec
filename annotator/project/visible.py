"""What of the registry an annotator may know: not what others made in it while labelling the same round.

An entry that somebody else made, or a name that they gave to one, tells what they labelled. It comes
into sight with the first label of one's own that resolves to it, and when the round is closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from annotator.domain.registry import Entry
from annotator.domain.registry_log import RegistryEvent
from annotator.domain.rounds import Round
from annotator.project.project import Project


def visible_entries(project: Project, viewer: str | None) -> dict[str, Entry]:
    """The project's own entries by key, as far as the annotator `viewer` may know them; all without one."""
    entries = project.store.entries()
    hidden = hidden_acts(project, viewer) if entries else ()
    if viewer is None or not hidden:
        return entries
    made: set[str] = set()
    named: dict[str, set[str]] = {}
    for event in hidden:
        for change in event.changes:
            if change.before is None:
                made.add(change.key)
            elif change.after is not None:
                new = set(change.after.names) - set(change.before.names)
                named.setdefault(change.key, set()).update(new)
    used = {key for key, _ in project.store.count_mentions(("human",), viewer)}
    return {
        key: _seen(entry, named.get(key, set()) if key not in used else set(), made - used)
        for key, entry in entries.items()
        if key not in made or key in used
    }


def hidden_acts(project: Project, viewer: str | None) -> tuple[RegistryEvent, ...]:
    """What was done in the registry by others who label in an open round of the viewer's, since it opened."""
    since: dict[str, datetime] = {}
    for round in _open_rounds(project, viewer):
        at = round.opened_at or datetime.min.replace(tzinfo=UTC)
        for name in project.store.annotators_of(round.name):
            since[name] = min(at, since.get(name, at))
    since.pop(viewer or "", None)
    if not since:
        return ()
    return tuple(
        event
        for event in project.store.registry_events()
        if event.author in since and event.at >= since[event.author]
    )


def counted_entries(project: Project, viewer: str | None) -> Mapping[tuple[str, str], int]:
    """How many spans there are by entry and label; the viewer's own, if they label in an open round."""
    if not _open_rounds(project, viewer):
        return project.store.count_mentions()
    return project.store.count_mentions(("human",), viewer)


def _open_rounds(project: Project, viewer: str | None) -> list[Round]:
    if viewer is None:
        return []
    return [one for one in project.store.rounds_of(viewer) if one.state == "open"]


def _seen(entry: Entry, names: set[str], made: set[str]) -> Entry:
    """The entry without these names, and not merged into one of the entries `made`."""
    left = [name for name in entry.names if name not in names] or [entry.name]
    return replace(
        entry, name=left[0], aliases=tuple(left[1:]), into=None if entry.into in made else entry.into
    )
