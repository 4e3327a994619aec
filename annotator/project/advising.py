"""Suggestions for the screen, made beside it, one article at a time."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.domain.errors import AnnotatorError
from annotator.domain.labels import Labels
from annotator.project.project import Project
from annotator.project.recipe import recipe_of
from annotator.project.suggesting import suggest_one

if TYPE_CHECKING:
    from annotator.suggest.suggester import Suggester


class Adviser:
    """Makes suggestions for the screen, in a thread of its own, and stores them.

    `arrived` is called with the article's key and its suggestions, `failed` once if no suggester
    can be loaded; both from that thread.
    """

    def __init__(
        self,
        arrived: Callable[[str, Labels], None],
        failed: Callable[[AnnotatorError], None],
        pipeline: str | None = None,
    ) -> None:
        self._arrived = arrived
        self._failed = failed
        self._pipeline = pipeline
        self._wanted: deque[tuple[Project, str]] = deque()
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._at_the_store = threading.Lock()
        self._closed = False
        self.broken = False

    def ask(self, project: Project, article: str) -> None:
        """Make suggestions for an article; the one asked for last comes first."""
        if self.broken:
            return
        with self._wake:
            self._wanted.append((project, article))
            self._wake.notify()
        if self._thread is None:
            # A daemon, so that quitting never waits for a model that is still loading.
            self._thread = threading.Thread(target=self._work, name="adviser", daemon=True)
            self._thread.start()

    def close(self, patience: float = 1.0) -> None:
        """Leave the store alone from now on; waits for what is being stored, at most `patience` seconds."""
        self._closed = True
        if self._at_the_store.acquire(timeout=patience):
            self._at_the_store.release()

    def _work(self) -> None:
        suggester: Suggester | None = None
        while True:
            with self._wake:
                self._wake.wait_for(lambda: bool(self._wanted))
                project, key = self._wanted.pop()
            try:
                suggester = suggester or self._load(project)
            except AnnotatorError as error:
                self.broken = True
                self._failed(error)
                return
            with self._at_the_store:
                if suggester is None or self._closed:
                    return
                try:
                    self._arrived(key, suggest_one(project, suggester, key))
                except AnnotatorError as error:
                    self._failed(error)

    def _load(self, project: Project) -> Suggester | None:
        with self._at_the_store:
            if self._closed:
                return None
            recipe = recipe_of(project, self._pipeline)
        return recipe.load()
