"""Suggestions for many articles: in this process or, once that takes long, on all cores."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from annotator.domain.errors import AnnotatorError
from annotator.domain.fit import fit
from annotator.domain.labels import Labels
from annotator.domain.scheme import Scheme
from annotator.domain.text import Article
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


def cores() -> int:
    """How many processes can run at a time on this machine, as far as this one may use it."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


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
    with _crew(recipe, scheme, suggester.id, jobs) as submit:
        waiting: deque[tuple[list[Article], Future[list[Labels]]]] = deque()
        for chunk in chunks:
            waiting.append((chunk, submit(chunk)))
            if len(waiting) >= jobs * _AHEAD:
                yield from _collected(*waiting.popleft())
        while waiting:
            yield from _collected(*waiting.popleft())


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


def _collected(chunk: list[Article], done: Future[list[Labels]]) -> Iterator[tuple[Article, Labels]]:
    try:
        labels = done.result()
    except BrokenProcessPool as error:
        raise AnnotatorError(
            "a process that makes suggestions ended before its work was done",
            "Perhaps memory ran out: try with --jobs 1. What is stored stays, and the next run goes on.",
        ) from error
    return zip(chunk, labels, strict=True)


@contextmanager
def _crew(
    recipe: Recipe, scheme: Scheme, suggester: str, jobs: int
) -> Iterator[Callable[[list[Article]], Future[list[Labels]]]]:
    """Processes that suggest for a chunk of articles; stopped at the end of the block."""
    # Not forked: threads and locks of this process would come along half-alive.
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    pool = ProcessPoolExecutor(jobs, context, _begin, (recipe, scheme, suggester, stop))

    def submit(chunk: list[Article]) -> Future[list[Labels]]:
        # Ctrl-C reaches every process of the terminal; only this one is to act on it.
        with _interrupts_held():
            return pool.submit(_work, chunk)

    try:
        yield submit
    except BaseException:
        stop.set()
        # They end after the article in hand. Not waited for, the pool complains as Python ends.
        pool.shutdown(cancel_futures=True)
        raise
    pool.shutdown()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back for the block; processes begun in it never see one."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows: `_begin` has to do
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Here:
    """What a process of the crew holds."""

    suggester: Suggester
    scheme: Scheme
    stop: Any


def _begin(recipe: Recipe, scheme: Scheme, expected: str, stop: Any) -> None:
    """Make a new process ready: it loads the suggester once, and ends when its parent has."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _Here.suggester, _Here.scheme, _Here.stop = recipe.load(), scheme, stop
    if _Here.suggester.id != expected:
        raise RuntimeError(f"{_Here.suggester.id} was loaded instead of {expected}")


def _end_with_parent() -> None:
    """End this process when its parent has ended, be it killed: nobody collects what it does."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(chunk: list[Article]) -> list[Labels]:
    """Suggestions for each article; given up soon once nobody wants them any more."""
    out: list[Labels] = []
    for labels in _fitted(_Here.suggester, _Here.scheme, chunk):
        out.append(labels)
        if _Here.stop.is_set():
            raise KeyboardInterrupt
    return out
