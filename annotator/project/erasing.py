"""Erasing an article or a person on request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from annotator.project.project import Project
from annotator.store.values import Erased, Erasure


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def erase_article(project: Project, key: str, author: str, clock: Callable[[], datetime] = now) -> Erased:
    """Remove an article: its text, publications, labels, suggestions, visits and history.

    `key` must be the article's whole key, lest another one go. What is kept is when `author` erased
    an article and how many events it had.

    Raises:
        AnnotatorError: there is no such article, or the project cannot be written.
    """
    return project.store.erase_article(key, author, clock())


def erase_annotator(
    project: Project, name: str, author: str, *, labels: bool = False, clock: Callable[[], datetime] = now
) -> Erased:
    """Put a pseudonym in the place of a person's name everywhere; with `labels`, erase their labels.

    Adjudicated labels (gold) stay under the pseudonym even then: they are the project's.

    Raises:
        AnnotatorError: nobody of this name has worked here, or the project cannot be written.
    """
    return project.store.erase_person(name, author, clock(), labels=labels)


def finish(project: Project) -> bool:
    """Free the file of erased bytes; False where another program still keeps them in use."""
    return project.store.scrub()


def erasures(project: Project) -> list[Erasure]:
    """What was erased, oldest first."""
    return project.store.erasures()
