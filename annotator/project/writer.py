"""The one ordered writer: what a screen hands over is committed in order, and never waited for."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from annotator.domain.errors import AnnotatorError, ConflictError

#: Seconds between tries while the database cannot be written, and between looks while nothing waits.
RETRY = 2.0


@dataclass(frozen=True, slots=True)
class Job:
    """One write: `run` commits and returns the number of the committed event, if it makes one.

    `what` is what is lost if it can never run; a job that is not `needed` is dropped on failure.
    """

    run: Callable[[], int | None]
    what: object = None
    needed: bool = True


class Writer:
    """Runs jobs one after another in a thread of its own.

    `on_done` is called after each commit with the job and its event number. When a needed job
    fails, `on_failed` is called with the error; the job stays first in line and is tried again, so
    that nothing is lost or reordered while the program lives. After a conflict the writer holds
    until `replace` has been told what to write instead. `on_idle` is called every now and then
    while there is nothing to write. All are called in the writer's thread.
    """

    def __init__(
        self,
        on_done: Callable[[Job, int | None], None],
        on_failed: Callable[[Exception], None],
        on_idle: Callable[[], None],
    ) -> None:
        self._on_done = on_done
        self._on_failed = on_failed
        self._on_idle = on_idle
        self._jobs: deque[Job] = deque()
        self._wake = threading.Condition()
        self._held = False
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    @property
    def held(self) -> bool:
        """Whether it holds after a conflict."""
        return self._held

    def add(self, job: Job) -> None:
        """Write this after everything handed over before."""
        with self._wake:
            self._jobs.append(job)
            self._wake.notify_all()

    def waiting(self) -> list[Job]:
        """Jobs not committed yet, in order."""
        with self._wake:
            return list(self._jobs)

    def replace(self, jobs: list[Job]) -> None:
        """Write these instead of all that waits, and go on."""
        with self._wake:
            self._jobs = deque(jobs)
            self._held = False
            self._wake.notify_all()

    def flush(self, timeout: float) -> bool:
        """Wait until everything is committed; False if `timeout` seconds were not enough, or it holds."""
        with self._wake:
            self._wake.wait_for(lambda: not self._jobs or self._held, timeout)
            return not self._jobs

    def close(self, timeout: float = 10.0) -> bool:
        """Commit what waits and stop; False if something could not be committed."""
        clean = self.flush(timeout)
        with self._wake:
            self._stopping = True
            self._wake.notify_all()
        self._thread.join(1.0)
        return clean

    def _work(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._stopping or (self._jobs and not self._held), RETRY)
                if self._stopping:
                    return
                if self._held:
                    continue
                job = self._jobs[0] if self._jobs else None
            if job is None:
                self._on_idle()
                continue
            try:
                number = job.run()
            except Exception as error:  # whatever went wrong must reach the screen
                self._failed(job, error)
                continue
            with self._wake:
                if self._jobs and self._jobs[0] is job:
                    self._jobs.popleft()
                self._wake.notify_all()
            self._on_done(job, number)

    def _failed(self, job: Job, error: Exception) -> None:
        with self._wake:
            if not job.needed:
                self._jobs.popleft()
                self._wake.notify_all()
                return
            self._held = conflict = isinstance(error, ConflictError)
            self._wake.notify_all()
        told = error if isinstance(error, AnnotatorError) else AnnotatorError(f"not saved: {error}")
        self._on_failed(told)
        if not conflict:
            with self._wake:
                self._wake.wait_for(lambda: self._stopping, RETRY)
