"""The registry's log, and the entries that follow from it: one small stream for the whole project."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, text

from annotator.domain.errors import ConflictError
from annotator.domain.registry import Entry
from annotator.domain.registry_log import (
    EntryChange,
    RegistryEvent,
    apply,
    entry_from_plain,
    entry_to_plain,
)
from annotator.domain.text import check_text
from annotator.store.tables import article, entry, entry_alias, fragment, registry_event, span, stream
from annotator.store.values import Mention, Problem


def read_entries(connection: Connection) -> dict[str, Entry]:
    """The project's own entries, merged ones too, by key in the order of code points."""
    aliases: defaultdict[str, list[str]] = defaultdict(list)
    ordered = select(entry_alias).order_by(entry_alias.c.entry_key, entry_alias.c.place)
    for row in connection.execute(ordered):
        aliases[row.entry_key].append(row.name)
    found = (
        Entry(row.key, row.kind, row.name, tuple(aliases[row.key]), into=row.merged_into)
        for row in connection.execute(select(entry))
    )
    return {one.key: one for one in sorted(found, key=lambda one: one.key)}


def read_events(connection: Connection) -> list[RegistryEvent]:
    """The registry's log, oldest first."""
    return [
        RegistryEvent(
            id=row.id,
            seq=row.seq,
            at=row.at,
            author=row.author,
            verb=row.verb,
            changes=tuple(
                EntryChange(key, entry_from_plain(before), entry_from_plain(after))
                for key, before, after in row.changes
            ),
            undoes=row.undoes,
        )
        for row in connection.execute(select(registry_event).order_by(registry_event.c.seq))
    ]


def last_seq(connection: Connection) -> int:
    """Number of the last act, 0 where there is none."""
    return connection.execute(select(func.max(registry_event.c.seq))).scalar() or 0


def append(connection: Connection, new: RegistryEvent) -> None:
    """Write an act and the entries it changes.

    Raises:
        ConflictError: it is not the next act, or an entry is not as a change expects it.
        AnnotatorError: a name holds characters that not every database can hold.
    """
    if connection.dialect.name == "postgresql":
        # On SQLite writers take turns.
        connection.execute(text("LOCK TABLE registry_event IN SHARE ROW EXCLUSIVE MODE"))
    if new.seq != last_seq(connection) + 1:
        raise ConflictError("the registry was changed elsewhere in between", "Look again and repeat.")
    entries = apply(read_entries(connection), new.changes)
    for change in new.changes:
        for name in change.after.names if change.after else ():
            check_text(name, f"a name of {change.key}")
    values: dict[str, Any] = {
        "seq": new.seq,
        "id": new.id,
        "at": new.at,
        "author": new.author,
        "verb": new.verb,
        "undoes": new.undoes,
        "changes": [[c.key, entry_to_plain(c.before), entry_to_plain(c.after)] for c in new.changes],
    }
    connection.execute(insert(registry_event), values)
    _write(connection, {c.key: entries.get(c.key) for c in new.changes})


def take_in(
    here: Connection,
    theirs: list[RegistryEvent],
    other: Mapping[str, Entry],
    names: Mapping[str, str],
    *,
    at: datetime,
    author: str,
) -> Counter[str]:
    """Bring the registry of another project together with this one; tells how many entries changed, and how.

    A log that goes on from the one here is taken over as it is. Where both went on, one act adds to the
    entries here what those of there have more: entries, names that stand for no other one, and mergers.
    What an entry is called and what kind it is stays as it is here; `differing` counts where it is not
    the same there. `theirs` is the log of there, `other` the entries it comes to, `names` are people of
    there who have another name here.
    """
    mine = read_events(here)
    before = read_entries(here)
    known = [one.id for one in mine]
    if known == [one.id for one in theirs[: len(known)]]:
        for one in theirs[len(known) :]:
            append(here, replace(one, author=names.get(one.author, one.author)))
    elif [one.id for one in theirs] != known[: len(theirs)]:
        changes = list(_more(before, other))
        if changes:
            append(here, RegistryEvent(str(uuid.uuid4()), len(mine) + 1, at, author, "join", tuple(changes)))
    after = read_entries(here)
    counts = Counter(
        {
            "new": len(after.keys() - before.keys()),
            "changed": sum(after.get(key) != one for key, one in before.items()),
            "differing": sum(
                (after[key].name, after[key].kind, after[key].into) != (one.name, one.kind, one.into)
                for key, one in other.items()
                if key in after
            ),
        }
    )
    return +counts


def _more(here: Mapping[str, Entry], there: Mapping[str, Entry]) -> Iterator[EntryChange]:
    """What the entries of there add to those here."""
    stands_for = {name: key for key, one in here.items() for name in one.names}
    for key, other in there.items():
        mine = here.get(key)
        free = [name for name in other.names if stands_for.setdefault(name, key) == key]
        if mine is None:
            kept = tuple(name for name in other.aliases if name in free)
            yield EntryChange(key, None, replace(other, aliases=kept))
            continue
        more = tuple(name for name in free if name not in mine.names)
        into = mine.into or (None if _in_a_ring(key, other.into, here) else other.into)
        joined = replace(mine, aliases=mine.aliases + more, into=into)
        if joined != mine:
            yield EntryChange(key, mine, joined)


def _in_a_ring(key: str, into: str | None, entries: Mapping[str, Entry]) -> bool:
    """Whether an entry merged into another would in the end be merged into itself."""
    while into is not None and into != key:
        into = entries[into].into if into in entries else None
    return into == key


def problems(connection: Connection) -> list[Problem]:
    """What is wrong with the registry: a log that does not add up, tables that differ from it."""
    entries: dict[str, Entry] = {}
    try:
        for seq, event in enumerate(read_events(connection), 1):
            if event.seq != seq:
                return [Problem(f"the registry's log lacks event {seq}")]
            entries = apply(entries, event.changes)
        found = read_entries(connection)
    except ConflictError as error:
        return [Problem(f"the registry's log does not add up: {error.message}")]
    except (KeyError, TypeError, ValueError) as error:
        return [Problem(f"the registry cannot be read ({type(error).__name__}: {error})")]
    differing = sum(found.get(key) != entries.get(key) for key in found.keys() | entries.keys())
    what = f"the registry's tables differ from its log: {differing} of its entries"
    return [Problem(what, mendable=True)] if differing else []


def rebuild(connection: Connection) -> None:
    """Make the entries anew from the log."""
    entries: dict[str, Entry] = {}
    for event in read_events(connection):
        entries = apply(entries, event.changes)
    connection.execute(delete(entry_alias))
    connection.execute(delete(entry))
    _write(connection, entries)


def count_mentions(
    connection: Connection, layers: Iterable[str], annotator: str | None = None
) -> dict[tuple[str, str], int]:
    """How many spans of these layers there are by the key of their entry and their label.

    With an annotator, only those of their labels.
    """
    counted = (
        select(span.c.entity, span.c.label, func.count())
        .join(stream, stream.c.id == span.c.stream_id)
        .where(span.c.entity.is_not(None), stream.c.layer.in_(list(layers)))
        .group_by(span.c.entity, span.c.label)
    )
    if annotator is not None:
        counted = counted.where(stream.c.annotator == annotator)
    return dict(sorted(((row[0], row[1]), row[2]) for row in connection.execute(counted)))


def read_mentions(
    connection: Connection,
    keys: Iterable[str],
    layers: Iterable[str],
    limit: int,
    annotator: str | None = None,
) -> list[Mention]:
    """The first spans of these layers that have one of the keys, by article in the order of import.

    With an annotator, only those of their labels.
    """
    found = (
        select(
            article.c.key,
            stream.c.annotator,
            stream.c.layer,
            span.c.label,
            fragment.c.start,
            # The words alone, not the whole text.
            func.substr(article.c.text, fragment.c.start + 1, fragment.c.stop - fragment.c.start).label(
                "words"
            ),
        )
        .select_from(span)
        .join(stream, stream.c.id == span.c.stream_id)
        .join(article, article.c.id == stream.c.article_id)
        .join(fragment, (fragment.c.stream_id == span.c.stream_id) & (fragment.c.span_id == span.c.id))
        .where(span.c.entity.in_(list(keys)), stream.c.layer.in_(list(layers)))
        .order_by(article.c.id, fragment.c.start, stream.c.id)
        .limit(limit)
    )
    if annotator is not None:
        found = found.where(stream.c.annotator == annotator)
    return [
        Mention(row.key, row.annotator, row.layer, row.label, row.start, row.words)
        for row in connection.execute(found)
    ]


def _write(connection: Connection, entries: Mapping[str, Entry | None]) -> None:
    """Bring the rows of these entries to what they are now; None takes an entry out."""
    keys = list(entries)
    connection.execute(delete(entry_alias).where(entry_alias.c.entry_key.in_(keys)))
    connection.execute(delete(entry).where(entry.c.key.in_(keys)))
    kept = [one for one in entries.values() if one is not None]
    if kept:
        rows = [{"key": one.key, "kind": one.kind, "name": one.name, "merged_into": one.into} for one in kept]
        connection.execute(insert(entry), rows)
    aliases = [
        {"entry_key": one.key, "place": place, "name": name}
        for one in kept
        for place, name in enumerate(one.aliases)
    ]
    if aliases:
        connection.execute(insert(entry_alias), aliases)
