"""Other processes that work on chunks of things, for work that takes long; results come in order."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, Generic, Protocol, TypeVar

from annotator.domain.errors import AnnotatorError

T = TypeVar("T")
R = TypeVar("R")
T_contra = TypeVar("T_contra", contravariant=True)
R_co = TypeVar("R_co", covariant=True)


class Work(Protocol[T_contra, R_co]):
    """What a process does; it goes there pickled, and so do things and results."""

    def begin(self) -> Callable[[Iterable[T_contra]], Iterable[R_co]]:
        """Make ready, in the process; what it gives makes a result of each thing."""
        ...


def cores() -> int:
    """How many processes can run at a time on this machine, as far as this one may use it."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


class Crew(Generic[T, R]):
    """Processes that do a work, started once they are needed and stopped at the end of the block.

    Left by an error or by closing what it yields, nothing more is done; the end of this process, however
    it ends, is theirs too.

    Args:
        work: what each of them does.
        processes: how many.
        ended: what to say where one ended before its work was done.
        hint: and what to do then.
    """

    def __init__(self, work: Work[T, R], processes: int, *, ended: str, hint: str) -> None:
        self._work = work
        self._processes = processes
        self._told = ended, hint
        # Not forked: threads and locks of this process would come along half-alive.
        self._context = multiprocessing.get_context("spawn")
        self._stop = self._context.Event()
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Crew[T, R]:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._pool is None:
            return
        if kind is not None:
            self._stop.set()
        # They end after the thing in hand. Not waited for, the pool complains as Python ends.
        self._pool.shutdown(cancel_futures=kind is not None)

    def start(self) -> None:
        """Start a process now, to have it ready later."""
        if self._pool is None:
            self._submit([])

    def in_order(self, chunks: Iterable[list[T]], ahead: int) -> Iterator[tuple[T, R]]:
        """Each thing with its result; so many chunks are under way or waiting to be collected.

        Raises:
            AnnotatorError: a process ended before its work was done.
        """
        waiting: deque[tuple[list[T], Future[list[R]]]] = deque()
        for chunk in chunks:
            waiting.append((chunk, self._submit(chunk)))
            if len(waiting) >= ahead:
                yield from self._collected(*waiting.popleft())
        while waiting:
            yield from self._collected(*waiting.popleft())

    def _collected(self, chunk: list[T], done: Future[list[R]]) -> Iterator[tuple[T, R]]:
        try:
            results = done.result()
        except BrokenProcessPool as error:
            raise AnnotatorError(*self._told) from error
        return zip(chunk, results, strict=True)

    def _submit(self, chunk: list[T]) -> Future[list[R]]:
        # Ctrl-C reaches every process of the terminal; only this one is to act on it.
        with _interrupts_held():
            if self._pool is None:
                given = (self._work, self._stop)
                self._pool = ProcessPoolExecutor(self._processes, self._context, _begin, given)
            return self._pool.submit(_work, chunk)


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

    do: Callable[[Iterable[Any]], Iterable[Any]]
    stop: Any


def _begin(work: Work[Any, Any], stop: Any) -> None:
    """Make a new process ready; it ends when its parent has."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _Here.do, _Here.stop = work.begin(), stop


def _end_with_parent() -> None:
    """End this process when its parent has ended, be it killed: nobody collects what it does."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(chunk: list[Any]) -> list[Any]:
    """The results; given up soon once nobody wants them any more."""
    out = []
    for result in _Here.do(chunk):
        out.append(result)
        if _Here.stop.is_set():
            raise KeyboardInterrupt
    return out
