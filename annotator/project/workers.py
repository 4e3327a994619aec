"""Suggestions for many articles: in this process or, once that takes long, on all cores."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from annotator.domain.fit import fit
from annotator.domain.labels import Labels
from annotator.domain.scheme import Scheme
from annotator.domain.text import Article
from annotator.project.crew import Crew
from annotator.project.recipe import Recipe

if TYPE_CHECKING:
    from annotator.suggest.suggester import Suggester

#: Seconds of work after which other processes are started; starting one costs about as much.
PATIENCE = 2.0
#: What a process is given at a time: articles, or characters if they come to more.
CHUNK = 32
CHUNK_CHARACTERS = 100_000
#: Chunks for each process that are under way or waiting to be collected.
_AHEAD = 2


def suggestions(
    suggester: Suggester,
    recipe: Recipe,
    scheme: Scheme,
    articles: Iterable[Article],
    *,
    jobs: int = 1,
    patience: float = PATIENCE,
) -> Generator[tuple[Article, Labels], None, None]:
    """Each article with its suggestions as the scheme has them, in order.

    With more than one job, other processes help once `patience` seconds were not enough; each loads
    the suggester from the recipe. Only a few chunks of articles are held at any time. Closing the
    iterator stops the processes; so does the end of this process, however it ends.

    Raises:
        AnnotatorError: a process ended before its work was done.
    """
    chunks = _chunks(articles)
    begun = time.monotonic()
    for chunk in chunks:
        yield from zip(chunk, _fitted(suggester, scheme, chunk), strict=True)
        if jobs > 1 and time.monotonic() - begun >= patience:
            break
    else:
        return
    crew = Crew(
        _Suggesting(recipe, scheme, suggester.id),
        jobs,
        ended="a process that makes suggestions ended before its work was done",
        hint="Perhaps memory ran out: try with --jobs 1. What is stored stays, and the next run goes on.",
    )
    with crew:
        yield from crew.in_order(chunks, jobs * _AHEAD)


def _chunks(articles: Iterable[Article]) -> Iterator[list[Article]]:
    chunk: list[Article] = []
    size = 0
    for article in articles:
        chunk.append(article)
        size += len(article.text)
        if len(chunk) == CHUNK or size >= CHUNK_CHARACTERS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _fitted(suggester: Suggester, scheme: Scheme, articles: Iterable[Article]) -> Iterator[Labels]:
    return (fit(labels, scheme) for labels in suggester.suggest_many(articles))


@dataclass(frozen=True, slots=True)
class _Suggesting:
    """What a process does: it loads the suggester once."""

    recipe: Recipe
    scheme: Scheme
    expected: str

    def begin(self) -> Callable[[Iterable[Article]], Iterator[Labels]]:
        suggester = self.recipe.load()
        if suggester.id != self.expected:
            raise RuntimeError(f"{suggester.id} was loaded instead of {self.expected}")
        return partial(_fitted, suggester, self.scheme)
