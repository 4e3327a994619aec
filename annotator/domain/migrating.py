"""A migration made of rules for two schemes, and labels brought through it and back."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Change, Event, apply, diff
from annotator.domain.labels import Labels, Span, Status, Tie, Value, holding_together, sentences
from annotator.domain.migration import (
    ATTRIBUTE,
    CATEGORY,
    LABEL,
    REASON,
    ROLE,
    VALUE,
    Case,
    Migration,
    backwards,
    migrated,
    migration_to_plain,
    under_review,
)
from annotator.domain.scheme import Attribute, Category, Scheme
from annotator.domain.text import Article

Rules = Mapping[str, Sequence[tuple[str, Mapping[str, Value]]]]


def compiled(
    old: Scheme, new: Scheme, rules: Rules, review: Iterable[str] = (), digests: tuple[str, str] = ("", "")
) -> Migration:
    """The migration that rules make between two schemes.

    Args:
        old: the scheme that labels are of.
        new: the one they are to be of.
        rules: names of the old one → what they become, "" for nothing, each with attributes that must
            be so; the first that fits holds.
        review: names of the old one whose sentences are to be flagged.
        digests: SHA-256 of the texts of both.

    Raises:
        AnnotatorError: the old scheme has no such name, or the new one none that it shall become.
    """
    problems = [*_problems(old, new, rules, review)]
    if problems:
        raise AnnotatorError("\n".join(problems), "Correct the rules; nothing was changed.")
    cases = {
        name: tuple(Case(to, dict(when), _unsaid(old, name, when)) for to, when in of)
        for name, of in rules.items()
    }
    by = Migration(
        "",
        *digests,
        cases,
        _back(old, new, cases),
        about=tuple(name for name in old.attributes if _is_about_categories(old, name)),
        bare=(not old.has_categories, not new.has_categories),
        review=tuple(review),
    )
    by = replace(
        by, stated={name: said for name, said in _stated(old, new, by) if said}, spent=dict(_spent(new, by))
    )
    said = json.dumps(migration_to_plain(by), sort_keys=True, ensure_ascii=False)
    return replace(by, id=str(uuid.uuid5(_IDS, said)))


def names_of(scheme: Scheme) -> dict[str, list[str]]:
    """All names of a scheme by their kind."""
    values = [f"{a.name}={value}" for a in scheme.attributes.values() for value in a.values]
    return {
        LABEL: list(scheme.labels),
        CATEGORY: list(scheme.categories),
        ROLE: list(scheme.roles),
        REASON: list(scheme.reasons),
        ATTRIBUTE: list(scheme.attributes),
        VALUE: values,
    }


def changes_to(labels: Labels, article: Article, by: Migration) -> tuple[Change, ...]:
    """What brings labels to the next scheme, the migration first; sentences to decide on are flagged."""
    after = migrated(labels, by)
    starts = [sentence.start for sentence in sentences(article, labels.cuts)]
    flagged: dict[int, set[str]] = {}
    for at, name in under_review(labels, by):
        start = max((start for start in starts if start <= at), default=0)
        flagged.setdefault(start, set()).add(name)
    for start, names in flagged.items():
        status = after.status(start)
        comment = status.comment or f"was {', '.join(sorted(names))}"
        after = after.with_status(start, Status(status.status, flag=True, comment=comment))
    return (Change("scheme", by.id, None, by), *diff(labels, after))


def changes_back(labels: Labels, done: Iterable[Change], by: Migration) -> tuple[Change, ...]:
    """What takes a migration back from labels that may have changed since.

    `done` are the changes it made, none where the labels are younger. What is as the migration left it
    becomes what it was; what was changed or made since keeps what was done, under the old names.
    """
    before: dict[tuple[str, str | int], Change] = {(one.kind, one.key): one for one in done}
    tables: dict[str, dict[Any, Any]] = {}
    old = migrated(labels, backwards(by))
    for kind, table in (("span", "spans"), ("tie", "ties"), ("status", "statuses")):
        now: Mapping[Any, Any] = getattr(labels, table)
        rows: dict[Any, Any] = {}
        for key, row in getattr(old, table).items():
            change = before.get((kind, key))
            untouched = change is not None and change.after == now[key]
            rows[key] = change.before if change is not None and untouched else row
        gone = {
            key: one.before
            for (of, key), one in before.items()
            if of == kind and one.after is None and key not in now
        }
        tables[table] = {key: row for key, row in (rows | gone).items() if row is not None}
    after = holding_together(replace(old, **tables))
    return (Change("scheme", by.id, by, None), *diff(labels, after))


def migrations_of(log: Iterable[Event]) -> list[tuple[Event, Migration]]:
    """The migrations of a log that are in effect, oldest first, each with the event that made it."""
    out: list[tuple[Event, Migration]] = []
    for event in log:
        for change in event.changes:
            if change.kind == "scheme" and isinstance(change.after, Migration):
                out.append((event, change.after))
            elif change.kind == "scheme":
                out = [one for one in out if one[1].id != change.key]
    return out


def told(changes: Iterable[Change]) -> Counter[str]:
    """What became of names, counted: `label HEDGE → nothing`."""
    out: Counter[str] = Counter()
    for one in changes:
        match one.before, one.after:
            case Span(), Span() | None:
                after = one.after.label if isinstance(one.after, Span) else "nothing"
                out[f"label {one.before.label} → {after}"] += after != one.before.label
            case Tie(), Tie() | None:
                tie = one.after if isinstance(one.after, Tie) else None
                after = (tie.category or "tie") if tie else "nothing"
                before = one.before.category or "tie"
                out[f"category {before} → {after}"] += after != before
                if tie:
                    lost = Counter(r.role for r in one.before.roles) - Counter(r.role for r in tie.roles)
                    made = Counter(r.role for r in tie.roles) - Counter(r.role for r in one.before.roles)
                    out.update({f"role {name} gone": count for name, count in lost.items()})
                    out.update({f"role {name} new": count for name, count in made.items()})
            case None, Span() | Tie():
                out["brought back"] += 1
            case _, Status():
                out["sentences flagged"] += one.after.flag
    return +out


def carried(labels: Labels, later: Iterable[Event]) -> Labels:
    """Labels of an earlier moment as labels of today's scheme.

    `later` are the events after that moment; of them the migrations count, and those taken back.
    """
    states = [labels]
    for event in later:
        for change in event.changes:
            if change.kind != "scheme":
                continue
            if isinstance(change.after, Migration):
                states.append(migrated(states[-1], change.after))
            elif len(states) > 1:
                states.pop()
            elif isinstance(change.before, Migration):
                states = [migrated(states[0], backwards(change.before))]
    return states[-1]


def at_submission(log: Sequence[Event], submitted_seq: int) -> Labels:
    """The labels as they were after an event of their log, under the names of today's scheme."""
    labels = Labels()
    for one in log[:submitted_seq]:
        labels = apply(labels, one.changes)
    return carried(labels, log[submitted_seq:])


def event_id(by: Migration, last: str, way: str) -> str:
    """Id of the event that brings labels through a migration (`way` "to") or back, after an event `last`.

    The same migration of the same labels is the same event in two projects, so that they merge.
    """
    return str(uuid.uuid5(_IDS, f"{by.id} {way} {last}"))


_IDS = uuid.UUID("0d9c3f63-6a0e-4d9b-8a55-6f4d1f1d2c77")


def _problems(old: Scheme, new: Scheme, rules: Rules, review: Iterable[str]) -> Iterator[str]:
    there, here = names_of(old), names_of(new)
    for name in [*rules, *review]:
        kind = _kind(name)
        if name.removeprefix(kind) not in there[kind]:
            yield f"{name}: {old.id} has no such name; it has {_list(there[kind])}"
    for name, cases in rules.items():
        kind = _kind(name)
        for to, when in cases:
            target = f"{_of(new, name, rules)}={to}" if kind == VALUE else to
            if to and target not in here[kind]:
                yield f"{name} cannot become {to!r}: {new.id} has no such name; it has {_list(here[kind])}"
            if when and kind not in (LABEL, CATEGORY):
                yield f"{name}: only labels and categories can be split by attributes"
            elif when and name.removeprefix(kind) in there[kind]:
                label = name if kind == LABEL else None
                yield from _wrong_when(old, label, name, when)


def _wrong_when(old: Scheme, label: str | None, name: str, when: Mapping[str, Value]) -> Iterator[str]:
    known = {one.name: one for one in old.attributes_of(label)}
    for attribute, value in when.items():
        if attribute not in known:
            yield f"{name}: it has no attribute {attribute}; it has {_list(known)}"
        elif known[attribute].type == "choice" and value not in known[attribute].values:
            yield f"{name}: {attribute} is never {value}, but one of {_list(known[attribute].values)}"
        elif known[attribute].type == "flag" and not isinstance(value, bool):
            yield f"{name}: {attribute} is true or false, not {value}"


def _kind(name: str) -> str:
    return next((kind for kind in (CATEGORY, ROLE, REASON, ATTRIBUTE, VALUE) if name.startswith(kind)), LABEL)


def _of(new: Scheme, name: str, rules: Rules) -> str:
    """The attribute that a value is of, under its new name."""
    attribute = name.removeprefix(VALUE).partition("=")[0]
    renamed = rules.get(ATTRIBUTE + attribute)
    return renamed[0][0] if renamed else attribute


def _unsaid(old: Scheme, name: str, when: Mapping[str, Value]) -> tuple[str, ...]:
    kind = _kind(name)
    usual = _usual(old, old.categories[name.removeprefix(kind)] if kind == CATEGORY else None)
    return tuple(attribute for attribute, value in when.items() if usual.get(attribute) == value)


def _usual(scheme: Scheme, category: Category | None) -> dict[str, Value | None]:
    """What attributes are where nothing is said: of ties of a category, or of spans."""
    defaults = category.defaults if category else {}
    return {name: defaults.get(name, one.default) for name, one in scheme.attributes.items()}


def _is_about_categories(scheme: Scheme, name: str) -> bool:
    attribute = scheme.attributes[name]
    return (
        attribute.type == "choice"
        and scheme.has_categories
        and set(attribute.values) == set(scheme.categories)
    )


def _back(old: Scheme, new: Scheme, cases: Mapping[str, tuple[Case, ...]]) -> dict[str, str]:
    there, here = names_of(old), names_of(new)
    out = {}
    for kind in (LABEL, CATEGORY, ROLE, REASON, ATTRIBUTE):
        for name in here[kind]:
            if name not in there[kind]:
                sources = [
                    one for one, of in cases.items() if _kind(one) == kind and name in {c.to for c in of}
                ]
                if len(sources) == 1:
                    out[kind + name] = sources[0].removeprefix(kind)
    return out


def _stated(old: Scheme, new: Scheme, by: Migration) -> Iterator[tuple[str, dict[str, Value]]]:
    """What has to be said from now on of what went without saying, by what a name was and became."""
    for name, target in _becomes(by, LABEL, old.labels, new.labels):
        had, has = _usual(old, None), _usual(new, None)
        yield f"{name}>{target}", _to_say(by, old.attributes_of(name), had, new.attributes_of(target), has)
    for name, target in _becomes(by, CATEGORY, old.categories, new.categories):
        had, has = _usual(old, old.categories[name]), _usual(new, new.categories[target])
        said = _to_say(by, old.attributes_of(None), had, new.attributes_of(None), has)
        yield f"{CATEGORY}{name}>{target}", said


def _becomes(
    by: Migration, kind: str, before: Iterable[str], after: Container[str]
) -> Iterator[tuple[str, str]]:
    """Each name with all that it can become."""
    for name in before:
        targets = {name, *(case.to for case in by.cases.get(kind + name, ()))}
        yield from ((name, target) for target in sorted(targets) if target in after)


def _to_say(
    by: Migration,
    mine: Iterable[Attribute],
    had: Mapping[str, Value | None],
    theirs: Iterable[Attribute],
    has: Mapping[str, Value | None],
) -> dict[str, Value]:
    """Values that were the default and are not any more, of attributes that both have."""
    allowed = {one.name for one in theirs}
    out: dict[str, Value] = {}
    for one in mine:
        called, value = by.name(ATTRIBUTE, one.name), _value(by, one.name, had[one.name])
        if called in allowed and value is not None and value != has[called]:
            out[called] = value
    return out


def _spent(new: Scheme, by: Migration) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, cases in by.cases.items():
        for case in cases:
            if case.when and _kind(name) == LABEL and case.to in new.labels:
                known = {one.name for one in new.attributes_of(case.to)}
                gone = tuple(one for one in case.when if by.name(ATTRIBUTE, one) not in known)
                if gone:
                    yield f"{name}>{case.to}", gone


def _value(by: Migration, attribute: str, value: Value | None) -> Value | None:
    if not isinstance(value, str):
        return value
    return by.name(CATEGORY, value) if attribute in by.about else by.name(f"{VALUE}{attribute}=", value)


def _list(names: Iterable[str]) -> str:
    return ", ".join(name or "(none)" for name in names) or "none"
