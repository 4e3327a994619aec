"""The project's labels brought to another scheme, and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from annotator.domain.differences import differences
from annotator.domain.errors import AnnotatorError
from annotator.domain.labels import Value
from annotator.domain.migrating import compiled, names_of
from annotator.domain.migration import (
    CATEGORY,
    LABEL,
    ROLE,
    Migration,
    migration_from_plain,
    migration_to_plain,
)
from annotator.domain.scheme import Scheme
from annotator.project.agreeing import Through, report
from annotator.project.backup import back_up, now
from annotator.project.collecting import few_collections
from annotator.project.project import Project
from annotator.project.roles import require_leading
from annotator.store.values import Migrated

Rules = Mapping[str, Sequence[tuple[str, Mapping[str, Value]]]]
#: The setting that holds the migrations there were, oldest first (JSON).
SETTING = "scheme-migrations"


def _quiet(_done: int, _total: int | None = None) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Step:
    """A migration that was done: when, by whom, between which schemes, and whether it was taken back."""

    migration: Migration
    at: datetime
    author: str
    before: str
    after: str
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Agreed:
    """A figure of agreement before and after; None where there is none."""

    layer: str
    title: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a migration did, or with a dry run would do.

    `differences` are those of the schemes (here is the old one, there the new one), `agreement` what the
    figures of a round would be, `notes` what else to think of, `backup` where the copy is.
    """

    before: str
    after: str
    moved: Migrated
    differences: list[str] = field(default_factory=list)
    agreement: list[Agreed] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    backup: Path | None = None


@few_collections()
def migrate(
    project: Project,
    scheme: str,
    rules: Rules,
    author: str,
    *,
    review: Sequence[str] = (),
    dry: bool = False,
    round: str = "main",
    tell: Callable[..., None] = _quiet,
    clock: Callable[[], datetime] = now,
) -> Outcome:
    """Put another scheme to use and bring all labels to it, as rules say; names without a rule stay.

    Each set of labels gets one event, so history tells of it and nothing in it is rewritten. Submitted
    labels go along: agreement is about what was submitted, under the new names. A file is copied before.

    Args:
        project: whose labels; open it anew afterwards.
        scheme: the new one, a file or the name of one that comes with the program.
        rules: names of the old scheme → what becomes of them (see `annotator.domain.migration`).
        author: who does it.
        review: names of the old scheme whose sentences are flagged.
        dry: try it, and say what agreement in `round` would be; nothing is changed.
        round: for agreement.
        tell: called with the sets of labels that are done, and how many there are.
        clock: the time.

    Raises:
        AnnotatorError: others lead here, the scheme is not valid or the one in use, a rule fits neither
            scheme, or labels would be left that the new scheme does not have.
    """
    from annotator.schemes.reader import load

    require_leading(project, author)
    old, (new, source) = project.scheme, load(scheme)
    stored = project.store.schemes()[-1]
    after = hashlib.sha256(source.encode()).hexdigest()
    if after == stored.sha256:
        raise AnnotatorError(f"{old.id} is in use already", "Name the file of the scheme that is to be.")
    if new.id == old.id and differences(old, new):
        raise AnnotatorError(
            f"{scheme}: it says something else than the scheme in use, and is called {new.id} too",
            f"Give it another version: version: {old.version + 1}.",
        )
    by = compiled(old, new, rules, review, (stored.sha256, after))
    steps = [*steps_of(project), Step(by, clock(), author, old.id, new.id)]
    backup = None if dry or project.file is None else back_up(project, clock=clock)
    moved = _kept(
        backup,
        lambda: project.store.migrate(
            by, new, source, {SETTING: _to_text(steps)}, author=author, at=clock(), tell=tell, dry=dry
        ),
    )
    agreed = _agreed(project, round, Through(new, by)) if dry else []
    notes = _notes(old, new, by)
    return Outcome(old.id, new.id, moved, differences(old, new), agreed, notes, backup)


@few_collections()
def undo(
    project: Project,
    author: str,
    *,
    dry: bool = False,
    tell: Callable[..., None] = _quiet,
    clock: Callable[[], datetime] = now,
) -> Outcome:
    """Take the newest migration back: the scheme before it, and labels as they were.

    What was labelled since stays, under the old names. It is an event in each set of labels again.

    Raises:
        AnnotatorError: others lead here, there is none to take back, or labels made since have names that
            the old scheme does not have.
    """
    from annotator.schemes.reader import read

    require_leading(project, author)
    current = project.scheme
    steps = steps_of(project)
    last = next((at for at in reversed(range(len(steps))) if not steps[at].undone), None)
    schemes = project.store.schemes()
    if last is None or steps[last].migration.after != schemes[-1].sha256:
        raise AnnotatorError("there is no migration to take back", "annotator scheme log lists them.")
    by = steps[last].migration
    source = next(one.source for one in reversed(schemes) if one.sha256 == by.before)
    old = read(source, steps[last].before)
    steps[last] = replace(steps[last], undone=True)
    backup = None if dry or project.file is None else back_up(project, clock=clock)
    moved = _kept(
        backup,
        lambda: project.store.migrate(
            by,
            old,
            source,
            {SETTING: _to_text(steps)},
            author=author,
            at=clock(),
            tell=tell,
            back=True,
            dry=dry,
        ),
    )
    return Outcome(current.id, old.id, moved, differences(current, old), backup=backup)


def steps_of(project: Project) -> list[Step]:
    """The migrations there were, oldest first."""
    return [
        Step(
            migration_from_plain(one["migration"]),
            datetime.fromisoformat(one["at"]),
            one["author"],
            one["before"],
            one["after"],
            one["undone"],
        )
        for one in json.loads(project.store.setting(SETTING) or "[]")
    ]


def _to_text(steps: Sequence[Step]) -> str:
    rows: list[dict[str, Any]] = [
        {
            "migration": migration_to_plain(one.migration),
            "at": one.at.isoformat(),
            "author": one.author,
            "before": one.before,
            "after": one.after,
            "undone": one.undone,
        }
        for one in steps
    ]
    return json.dumps(rows, ensure_ascii=False, sort_keys=True)


def _kept(backup: Path | None, move: Callable[[], Migrated]) -> Migrated:
    """Do it; where it cannot be done nothing has changed, and the copy is of no use."""
    try:
        return move()
    except BaseException:
        if backup is not None:
            backup.unlink()
        raise


def _agreed(project: Project, round: str, through: Through) -> list[Agreed]:
    """The figure of each layer before and after."""
    before, after = (
        {
            (layer.name, part.title): (layer.title, part.title, part.figure.value)
            for layer in report(project, round, intervals=False, through=one).layers
            for part in layer.parts
        }
        for one in (None, through)
    )
    out = []
    for place in dict.fromkeys([*before, *after]):
        layer, title, _ = before.get(place) or after[place]
        values = [found[place][2] if place in found else None for found in (before, after)]
        out.append(Agreed(layer, title, *values))
    return out


def _notes(old: Scheme, new: Scheme, by: Migration) -> list[str]:
    """What the new scheme's file should say of suggestions, that it does not."""
    there = names_of(new)
    notes = []
    for kind, names in ((LABEL, old.labels), (CATEGORY, old.categories), (ROLE, old.roles)):
        for name in names:
            called = kind + name
            to = by.name(kind, name)
            if to and to != name and name not in there[kind] and called not in {**old.mapping, **new.mapping}:
                notes.append(
                    f"suggestions called {name} are dropped unless the scheme's mapping has {called!r}: {to}"
                )
    return notes
