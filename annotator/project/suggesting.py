"""Suggestions: made once for an article, stored, and shown when they are there."""

from __future__ import annotations

import threading
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Event, StreamKey, diff
from annotator.domain.fit import fit
from annotator.domain.labels import Labels
from annotator.domain.record import Record
from annotator.domain.text import Article
from annotator.formats import formats
from annotator.project.project import Project
from annotator.project.sources import sources

if TYPE_CHECKING:
    from annotator.suggest.suggester import Suggester


def _quiet(_done: int, _total: int | None = None) -> None:
    """Tell nobody."""


def stream_of(article: str) -> StreamKey:
    """Where an article's suggestions are kept."""
    return StreamKey(article, "", layer="suggestion")


def stored(project: Project, article: str) -> Labels | None:
    """The article's stored suggestions; None where no suggester has looked at it."""
    stream = project.store.stream(stream_of(article))
    return stream.labels if stream.seq else None


def stored_labels(project: Project) -> Callable[[Article], Labels | None]:
    """What looks up the stored suggestions for an article's text; None where there are none."""

    def find(article: Article) -> Labels | None:
        key = project.store.key_of_text(article.text)
        return None if key is None else stored(project, key)

    return find


def suggester_of(project: Project | None, pipeline: str | None = None) -> Suggester:
    """The suggester on a pipeline, as the project has it.

    Raises:
        AnnotatorError: there is no such pipeline.
    """
    from annotator.suggest.suggester import load

    del project
    return load(pipeline)


def suggest_all(
    project: Project, pipeline: str | None = None, tell: Callable[..., None] = _quiet
) -> tuple[str, int]:
    """Store suggestions for every article this suggester has not looked at; says who and how many.

    Can be interrupted: what is stored stays, and the next call goes on. `tell` is called with the
    articles done and the articles there are.
    """
    from annotator.suggest.suggester import load

    suggester = load(pipeline)
    total = project.store.count_articles()
    todo = project.store.articles_without_suggestions(suggester.id)
    count = 0

    def events() -> Iterator[tuple[StreamKey, Event]]:
        nonlocal count
        for article, labels in _suggested(suggester, todo):
            count += 1
            tell(count, total)
            yield _event(project, suggester, article, labels)

    project.store.append_many(events())
    return suggester.id, count


def suggest_file(
    source: str, target: Path, pipeline: str | None = None, tell: Callable[..., None] = _quiet
) -> tuple[str, int]:
    """Write suggestions for the articles of a file to native JSONL; says who made them and how many.

    No project is needed: labels are those of the `blame` scheme. One line for each article read.

    Raises:
        AnnotatorError: the file cannot be read or the target not written.
    """
    from annotator.project.importing import parsed_files, segmented
    from annotator.schemes.reader import load as load_scheme
    from annotator.segment.segmenter import Segmenter
    from annotator.suggest.suggester import load

    scheme, _ = load_scheme("blame")
    suggester = load(pipeline)
    segmenter = Segmenter()
    count = 0

    def records() -> Iterator[Record]:
        nonlocal count
        articles = (segmented(segmenter, parsed) for parsed in parsed_files(sources([source])))
        for article, labels in _suggested(suggester, articles):
            count += 1
            tell(count)
            fitted = fit(labels, scheme)
            yield Record(article, scheme.id, segmenter.tokenizer, None, layer="suggestion", labels=fitted)

    # Checking would go through the records again, that is suggest everything twice.
    formats.load("jsonl").write(records(), target, scheme, check=False)
    return suggester.id, count


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

    def _work(self) -> None:
        try:
            from annotator.suggest.suggester import load

            suggester = load(self._pipeline)
        except AnnotatorError as error:
            self.broken = True
            self._failed(error)
            return
        while True:
            with self._wake:
                self._wake.wait_for(lambda: bool(self._wanted))
                project, key = self._wanted.pop()
            try:
                self._arrived(key, _suggest_one(project, suggester, key))
            except AnnotatorError as error:
                self._failed(error)


def _suggest_one(project: Project, suggester: Suggester, key: str) -> Labels:
    article = project.store.article(key)
    labels = suggester.suggest(article)
    project.store.append(*_event(project, suggester, article, labels))
    return fit(labels, project.scheme)


def _suggested(suggester: Suggester, articles: Iterator[Article]) -> Iterator[tuple[Article, Labels]]:
    waiting: deque[Article] = deque()

    def noted() -> Iterator[Article]:
        for article in articles:
            waiting.append(article)
            yield article

    for labels in suggester.suggest_many(noted()):
        yield waiting.popleft(), labels


def _event(
    project: Project, suggester: Suggester, article: Article, labels: Labels
) -> tuple[StreamKey, Event]:
    key = stream_of(article.id)
    stream = project.store.stream(key)
    changes = diff(stream.labels, fit(labels, project.scheme))
    now = datetime.now(UTC)
    event = Event(str(uuid.uuid4()), stream.seq + 1, now, suggester.id, "suggest", changes, suggester.id)
    return key, event
