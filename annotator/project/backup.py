"""A copy of the project that can be made at any time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from annotator.project.project import Project


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def back_up(project: Project, target: Path | None = None, clock: Callable[[], datetime] = now) -> Path:
    """Copy the project, by itself to `annotator-20240501-120000.db` beside it; returns where it is.

    The name is the project's with the local time. Nothing is overwritten, and others may go on
    writing: the copy is the project as it was at one moment.

    Raises:
        AnnotatorError: the file is there already or cannot be written, the project is damaged or lies
            on a server.
    """
    if target is None:
        here, number = Path(project.where), 1
        named = f"{here.stem}-{clock().astimezone():%Y%m%d-%H%M%S}"
        target = here.with_name(f"{named}.db")
        while target.exists():
            number += 1
            target = here.with_name(f"{named}-{number}.db")
    project.store.back_up(target)
    return target
