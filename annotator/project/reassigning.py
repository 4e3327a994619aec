"""Taking articles from one annotator and giving them to others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from fnmatch import fnmatchcase

from annotator.domain.errors import AnnotatorError
from annotator.domain.rounds import Assignment
from annotator.project.assigning import check_names
from annotator.project.project import Project
from annotator.project.roles import require_leading
from annotator.project.rounds import check_open


def reassign(
    project: Project,
    name: str,
    source: str,
    targets: Sequence[str],
    *,
    author: str,
    at: datetime,
    articles: Collection[str] = (),
    begun: bool = False,
    dry_run: bool = False,
) -> list[tuple[Assignment, str | None]]:
    """Take articles from an annotator and give them to others in turn, or to nobody without `targets`.

    Those not begun, or with `begun` also those begun and not submitted: what was labelled stays, and is
    no longer its annotator's task. An article goes to nobody who has it already, and a second pass goes
    where its first one goes, or to nobody. Returns what was taken and who has it now.

    Raises:
        AnnotatorError: there is no such round, it is closed, or there is nothing to take.
    """
    require_leading(project, author)
    round = project.store.round(name)
    check_open(round)
    check_names(targets)
    states = project.store.article_states(name)
    movable = [
        one
        for one in states
        if one.annotator == source
        and one.assigned
        and one.submitted_at is None
        and (begun or not one.begun)
        and (not articles or any(fnmatchcase(one.article, pattern) for pattern in articles))
    ]
    if not movable:
        raise AnnotatorError(
            f"{source} has no such article in the round {name} that is not begun",
            "annotator round status shows who has what; --begun takes those begun, too. Submitted ones stay.",
        )
    has = {(one.article, one.annotator, one.pass_) for one in states if one.assigned or one.begun}
    load = Counter(dict.fromkeys(targets, 0))
    load.update(one.annotator for one in states if one.assigned and one.annotator in load)
    moved: list[tuple[Assignment, str | None]] = []
    gone: dict[str, str | None] = {}
    for one in sorted(movable, key=lambda state: state.pass_):
        target = None
        if one.pass_ > 1:
            target = gone.get(one.article)
        elif targets:
            free = [name for name in targets if (one.article, name, 1) not in has]
            if not free:
                continue
            target = min(free, key=lambda name: load[name])
            load[target] += 1
        gone[one.article] = target
        moved.append((Assignment(one.article, source, one.pass_), target))
    if not moved:
        raise AnnotatorError(
            f"{' and '.join(targets)} has each of these articles already", "Name another annotator."
        )
    if not dry_run:
        given = [replace(one, annotator=target) for one, target in moved if target is not None]
        project.store.change_round(
            round, "reassign", author, at, assigned=given, withdrawn=[one for one, _ in moved]
        )
    return moved
