"""The log of the registry: what was added, renamed and merged by whom; nothing of it is ever lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from annotator.domain.errors import ConflictError
from annotator.domain.history import UNDO
from annotator.domain.registry import Entry


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One entry before and after; None where there was or is no such entry."""

    key: str
    before: Entry | None
    after: Entry | None


@dataclass(frozen=True, slots=True)
class RegistryEvent:
    """One committed act; `seq` counts them from 1, `undoes` names the one that it takes back."""

    id: str
    seq: int
    at: datetime
    author: str
    verb: str
    changes: tuple[EntryChange, ...]
    undoes: str | None = None


def apply(entries: Mapping[str, Entry], changes: Iterable[EntryChange]) -> dict[str, Entry]:
    """The entries after the changes.

    Raises:
        ConflictError: an entry is not as a change expects it.
    """
    out = dict(entries)
    for change in changes:
        if out.get(change.key) != change.before:
            raise ConflictError(
                f"the entry {change.key} is not as this change expects it",
                "It was changed elsewhere in between; look again and repeat.",
            )
        if change.after is None:
            out.pop(change.key, None)
        else:
            out[change.key] = change.after
    return out


def inverse(changes: Iterable[EntryChange]) -> tuple[EntryChange, ...]:
    """The changes that take these changes back."""
    return tuple(EntryChange(c.key, c.after, c.before) for c in reversed(tuple(changes)))


def to_undo(events: Iterable[RegistryEvent]) -> RegistryEvent | None:
    """The newest act that has not been taken back; None where there is none."""
    done: list[RegistryEvent] = []
    for event in events:
        if event.verb == UNDO:
            done = [one for one in done if one.id != event.undoes]
        else:
            done.append(event)
    return done[-1] if done else None


def entry_to_plain(entry: Entry | None) -> dict[str, Any] | None:
    """An entry in JSON-able form; only what belongs to the project, so without adjectives."""
    if entry is None:
        return None
    plain: dict[str, Any] = {"key": entry.key, "kind": entry.kind, "name": entry.name}
    return plain | {"aliases": list(entry.aliases), "into": entry.into}


def entry_from_plain(plain: Mapping[str, Any] | None) -> Entry | None:
    """Read what `entry_to_plain` wrote."""
    if plain is None:
        return None
    aliases = tuple(plain.get("aliases", ()))
    return Entry(plain["key"], plain["kind"], plain["name"], aliases, into=plain.get("into"))
