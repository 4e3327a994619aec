"""The project's registry of actors and events: looking up, adding, naming, merging, taking back.

What the program comes with (states, organisations) is not stored; the project keeps its own entries and
what it adds to others, each act an event in a log. A label's `entity` is a key; keys never change, and a
merged entry's key goes on standing for the entry that it was merged into.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Event, StreamKey, diff
from annotator.domain.history import UNDO
from annotator.domain.registry import Entry, EntryKind, Near, Registry, candidates, folded, with_entity
from annotator.domain.registry_log import EntryChange, RegistryEvent, inverse, to_undo
from annotator.domain.text import printable
from annotator.project.lexicons import additions
from annotator.project.project import Project
from annotator.project.visible import counted_entries, hidden_acts, visible_entries


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry with the number of labelled spans that resolve to it, and whether the project knows of it."""

    entry: Entry
    mentions: int
    own: bool


def registry(project: Project, viewer: str | None = None) -> Registry:
    """All entries as they are now: look-ups (`resolve`, `near`, `find`, `canonical`) are its methods.

    With a `viewer`, as far as that annotator may know them.
    """
    from annotator.suggest.gazetteer import built_in_entries

    return Registry(built_in_entries(additions(project)), visible_entries(project, viewer))


#: Finds an entry's key by the key that a span has, or else by its words.
Named = Callable[[str | None, str], str | None]


def named_entries(project: Project) -> Named:
    """What finds the entry that a span stands for; the registry is read when the first is asked for."""

    @cache
    def known() -> Registry:
        return registry(project)

    @cache
    def named(key: str | None, words: str) -> str | None:
        return known().resolve(words) if key is None else known().canonical(key)

    return named


def listed(
    project: Project,
    kind: EntryKind | None = None,
    *,
    everything: bool = False,
    viewer: str | None = None,
) -> list[Listed]:
    """The entries that are the project's own or have labelled spans, most mentioned first; or all.

    A key that labels brought along from elsewhere is an entry of that name. With a `viewer`, as far as
    that annotator may know them.
    """
    known = registry(project, viewer)
    counts: Counter[str] = Counter()
    labels: dict[str, str] = {}
    for (key, label), count in counted_entries(project, viewer).items():
        canonical = known.canonical(key)
        counts[canonical] += count
        labels.setdefault(canonical, label)
    found = [Listed(one, counts.pop(one.key, 0), one.key in known.own) for one in known.entries()]
    found += [Listed(_implied(project, key, labels[key]), count, own=False) for key, count in counts.items()]
    return sorted(
        (
            one
            for one in found
            if (kind is None or one.entry.kind == kind) and (everything or one.own or one.mentions)
        ),
        key=lambda one: (-one.mentions, one.entry.key),
    )


def find(project: Project, words: str, viewer: str | None = None) -> Entry:
    """The entry meant: by key, else by one of its names; with a `viewer`, of those that they may know.

    Raises:
        AnnotatorError: there is none; says what is near.
    """
    return _found(project, registry(project, viewer), words, viewer)


def add_entry(
    project: Project,
    name: str,
    author: str,
    *,
    kind: EntryKind = "actor",
    aliases: Iterable[str] = (),
    key: str | None = None,
) -> Entry:
    """Make a new entry; its key is made of its name unless given.

    Raises:
        AnnotatorError: a name stands for another entry already, is empty or cannot be shown, or the key
            is taken.
    """
    known = registry(project)
    names = tuple(dict.fromkeys(_checked(one) for one in (name, *aliases)))
    for one in names:
        _refuse_taken(known, one, None)
    if key is None:
        key = _free_key(known, names[0])
    elif _checked(key) != key or known.entry(key) is not None:
        raise AnnotatorError(f"the key {key!r} is taken or no key", "Leave --key out, or give another.")
    entry = Entry(key, kind, names[0], names[1:])
    _commit(project, author, "add", [EntryChange(key, None, entry)])
    return entry


def add_alias(project: Project, words: str, alias: str, author: str) -> Entry:
    """Give an entry, found by key or name, another name.

    A name of a built-in entry can be given to another one, which then goes before it in this project.

    Raises:
        AnnotatorError: there is no such entry, or the name stands for another entry of the project.
    """
    known = registry(project)
    entry, name = _found(project, known, words), _checked(alias)
    _refuse_taken(known, name, entry.key)
    mine = _own(known, entry)
    if name in mine.names:
        return entry
    _commit(project, author, "alias", [_change(known, replace(mine, aliases=(*mine.aliases, name)))])
    return find(project, entry.key)


def remove_alias(project: Project, words: str, alias: str, author: str) -> Entry:
    """Take a name away that the project gave to an entry.

    Raises:
        AnnotatorError: there is no such entry, or the project gave it no such name.
    """
    known = registry(project)
    entry = _found(project, known, words)
    mine = known.own.get(entry.key)
    if mine is None or alias not in mine.aliases:
        given = ", ".join(mine.aliases) if mine else ""
        raise AnnotatorError(
            f"the project gave {entry.name} no name {alias!r}", f"It gave: {given or 'none'}."
        )
    rest = tuple(name for name in mine.aliases if name != alias)
    _commit(project, author, "remove alias", [_change(known, replace(mine, aliases=rest))])
    return find(project, entry.key)


def rename(project: Project, words: str, name: str, author: str) -> Entry:
    """Call an entry by another name; the one it had becomes an alias.

    Raises:
        AnnotatorError: there is no such entry, or the name stands for another one.
    """
    known = registry(project)
    entry, name = _found(project, known, words), _checked(name)
    _refuse_taken(known, name, entry.key)
    mine = _own(known, entry)
    if name == mine.name:
        return entry
    aliases = tuple(dict.fromkeys((*(one for one in mine.aliases if one != name), mine.name)))
    _commit(project, author, "rename", [_change(known, replace(mine, name=name, aliases=aliases))])
    return find(project, entry.key)


def merge(project: Project, words: str, into: str, author: str) -> Entry:
    """Say that two entries are one: the first becomes the second, with all its names and spans.

    No label changes: the first one's key stands for the second from now on. Taken back by `undo`.

    Raises:
        AnnotatorError: there is no such entry, they are the same, or one is an actor, one an event.
    """
    known = registry(project)
    first, second = _found(project, known, words), _found(project, known, into)
    if first.key == second.key:
        raise AnnotatorError(f"{words} and {into} are one entry already: {first.name} ({first.key})", "")
    if first.kind != second.kind:
        raise AnnotatorError(f"{first.name} is an {first.kind}, {second.name} an {second.kind}", "")
    changes = [_change(known, replace(_own(known, first), into=second.key))]
    if second.key not in known.own:
        # It must be there for the other to point to.
        changes.insert(0, EntryChange(second.key, None, _own(known, second)))
    _commit(project, author, "merge", changes)
    return find(project, second.key)


def undo(project: Project, author: str) -> RegistryEvent:
    """Take back the newest act in the registry; the log keeps both. Returns the act that was taken back.

    Raises:
        AnnotatorError: there is nothing to take back, or it is what others did that the author may not
            know.
    """
    target = to_undo(project.store.registry_events())
    if target is None:
        raise AnnotatorError("nothing in the registry is left to undo", "")
    if target in hidden_acts(project, author):
        raise AnnotatorError(
            "the newest act in the registry is another annotator's", "Ask whoever leads to take it back."
        )
    _commit(project, author, UNDO, list(inverse(target.changes)), undoes=target.id)
    return target


def history(project: Project, viewer: str | None = None) -> list[RegistryEvent]:
    """All acts in the registry, oldest first; with a `viewer`, those that they may know of."""
    hidden = hidden_acts(project, viewer)
    return [event for event in project.store.registry_events() if event not in hidden]


def proposals(project: Project, key: StreamKey, span_id: str) -> list[Near]:
    """Entries that a span of a stream may be resolved to, the likeliest first.

    Raises:
        AnnotatorError: there is no such article or span.
    """
    labels = project.store.stream(key).labels
    article = project.store.article(key.article)
    if span_id not in labels.spans:
        raise AnnotatorError(f"{key.article}: there is no span {span_id}", "")
    return candidates(registry(project, key.annotator), labels, article, labels.spans[span_id])


def assign(project: Project, key: StreamKey, span_id: str, entity: str | None, author: str) -> None:
    """Resolve a span of a stream to an entry, or to none, as one event of the stream.

    The screen does it by `annotator.domain.session.resolving.assign`, with undo and redo.

    Raises:
        AnnotatorError: there is no such article, span or entry, or its label resolves to none.
    """
    stream = project.store.stream(key)
    span = stream.labels.spans.get(span_id)
    if span is None or not project.scheme.labels[span.label].entity:
        raise AnnotatorError(f"{key.article}: no span {span_id} that resolves to an entry", "")
    found = None if entity is None else find(project, entity).key
    changes = diff(stream.labels, with_entity(stream.labels, span_id, found))
    if changes:
        now = datetime.now(UTC)
        event = Event(str(uuid.uuid4()), stream.seq + 1, now, author, "resolve", changes, "registry")
        project.store.append(key, event)


def _commit(
    project: Project, author: str, verb: str, changes: list[EntryChange], undoes: str | None = None
) -> None:
    events = project.store.registry_events()
    seq = events[-1].seq + 1 if events else 1
    now = datetime.now(UTC)
    event = RegistryEvent(str(uuid.uuid4()), seq, now, author, verb, tuple(changes), undoes)
    project.store.append_to_registry(event)


def _change(known: Registry, after: Entry) -> EntryChange:
    return EntryChange(after.key, known.own.get(after.key), after)


def _own(known: Registry, entry: Entry) -> Entry:
    """What the project itself holds of an entry; the bare name of a built-in one it holds nothing of."""
    return known.own.get(entry.key) or Entry(entry.key, entry.kind, entry.name)


def _found(project: Project, known: Registry, words: str, viewer: str | None = None) -> Entry:
    entry = known.find(words)
    if entry is not None:
        return entry
    for mention in project.store.mentions([words], limit=1, annotator=viewer):
        return _implied(project, words, mention.label)
    near = ", ".join(f"{one.entry.name} ({one.entry.key})" for one in known.near(words))
    raise AnnotatorError(
        f"the registry has no entry {words!r}",
        f"Near: {near}." if near else "Make one: annotator entity add NAME.",
    )


def kind_of(project: Project, label: str) -> EntryKind:
    """What spans of a label resolve to: events, unless they can be sources or targets."""
    roles = project.scheme.roles
    acts = any(label in roles[name].fills for name in ("source", "target") if name in roles)
    return "actor" if acts else "event"


def _implied(project: Project, key: str, label: str) -> Entry:
    """The entry of a key that stands in labels only."""
    return Entry(key, kind_of(project, label), key)


def _checked(name: str) -> str:
    plain = " ".join(name.split())
    if not plain or not folded(plain) or printable(plain) != plain:
        raise AnnotatorError(f"{name!r} is no name", "A name has letters or digits and nothing invisible.")
    return plain


def _refuse_taken(known: Registry, name: str, key: str | None) -> None:
    """Refuse a name that stands for another entry; a built-in one's may be given to an entry that is there.

    Raises:
        AnnotatorError: it does.
    """
    taken = known.resolve(name)
    if taken is None or taken == key or (key is not None and Registry(own=known.own).resolve(name) is None):
        return
    entry = known.entry(taken)
    raise AnnotatorError(
        f"{name!r} stands for {entry.name if entry else taken} ({taken}) already",
        f"Use that entry, or merge the two: annotator entity merge KEY {taken}.",
    )


def _free_key(known: Registry, name: str) -> str:
    spelt = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in spelt if not unicodedata.combining(letter))
    stem = "-".join(re.findall(r"\w+", plain))[:60] or "entry"
    key, number = stem, 1
    while known.entry(key) is not None:
        number += 1
        key = f"{stem}-{number}"
    return key
