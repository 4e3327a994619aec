"""Joining projects that were labelled apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from annotator.domain.differences import differences
from annotator.domain.errors import AnnotatorError
from annotator.domain.migration import Migration
from annotator.project.backup import back_up, now
from annotator.project.collecting import few_collections
from annotator.project.lexicons import Brought, additions, brought, settings_of
from annotator.project.migrating import steps_of
from annotator.project.project import Project, read_only
from annotator.project.roles import require_leading
from annotator.store.values import Joined


def _quiet(_done: int, _total: int | None = None) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of one other project, and of the lexicon tables it has of its own and this one has not so."""

    where: str
    joined: Joined
    lexicons: list[Brought] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything came."""
        return self.joined.changed or any(one.rows for one in self.lexicons)


@dataclass(frozen=True, slots=True)
class Merge:
    """What a merge did, or with a dry run would do, and where the copy is that was made before."""

    others: list[Merged]
    backup: Path | None = None


def merge(
    project: Project,
    others: Sequence[str],
    author: str,
    *,
    dry: bool = False,
    tell: Callable[..., None] = _quiet,
    clock: Callable[[], datetime] = now,
) -> Merge:
    """Take in articles, labels, history, times, rounds, registry entries and lexicons of other projects.

    The same text is the same article, whatever its key. What is here already is left as it is, so that a
    second merge changes nothing and a later one brings what is new. Labels of one annotator that differ
    from those here are kept beside them, in a round of their own (see `annotator.project.conflicts`).
    Labels of a scheme that this project had before go through the migrations it made since.
    All of it is one transaction; before it the project is copied, where it is a file.

    Args:
        project: where all goes to.
        others: paths or URLs; nothing in them is changed.
        author: who does it.
        dry: find out what would happen, and leave everything as it is.
        tell: called with the articles of one project that are done, and how many it has.
        clock: the time.

    Raises:
        AnnotatorError: others lead here, another project cannot be read, is this one, has another scheme,
            or is damaged.
    """
    require_leading(project, author)
    with few_collections(), ExitStack() as stack:
        opened = [stack.enter_context(read_only(other)) for other in others]
        through = [_to_scheme(project, other) for other in opened]
        backup = None if dry or project.file is None else back_up(project, clock=clock)
        merged: list[Merged] = []
        try:
            lexicons, texts = _lexicons(project, opened)
            joined = project.store.join(
                [(one.store, by) for one, by in zip(opened, through, strict=True)],
                settings=settings_of(texts),
                author=author,
                at=clock(),
                tell=tell,
                dry=dry,
            )
            merged = [
                Merged(one.where, came, tables)
                for one, came, tables in zip(opened, joined, lexicons, strict=True)
            ]
        finally:
            if backup is not None and not any(one.changed for one in merged):
                backup.unlink()
                backup = None
    return Merge(merged, backup)


def _lexicons(project: Project, others: Sequence[Project]) -> tuple[list[list[Brought]], dict[str, str]]:
    """What comes of the lexicons of each, and the texts of the tables that all of it makes."""
    texts: dict[str, str] = {}
    told = []
    for other in others:
        new, came = brought(additions(project) | texts, additions(other))
        texts |= new
        told.append(came)
    return told, texts


def _to_scheme(project: Project, other: Project) -> list[Migration]:
    """The migrations of this project that bring labels of the other's scheme to the one here.

    Raises:
        AnnotatorError: it is the project itself, or has a scheme that this one never had.
    """
    if other.where == project.where or (other.file is not None and other.file == project.file):
        raise AnnotatorError(f"{other.where} is this project itself", "Name another one.")
    found = differences(project.scheme, other.scheme)
    if not found:
        return []
    now, there = (one.store.schemes()[-1].sha256 for one in (project, other))
    way: list[Migration] = []
    for step in reversed([one.migration for one in steps_of(project) if not one.undone]):
        if step.after != now:
            break
        way.insert(0, step)
        now = step.before
        if now == there:
            return way
    listed = "".join(f"\n  {one}" for one in found[:20])
    more = f"\n  … and {len(found) - 20} more" if len(found) > 20 else ""
    raise AnnotatorError(
        f"{other.where} has another scheme ({other.scheme.id}; here {project.scheme.id}):{listed}{more}",
        "Bring both to one scheme first: annotator scheme migrate --help.",
    )
