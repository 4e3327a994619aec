"""Suggestions: made once for an article, stored, and shown when they are there."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.errors import ConflictError
from annotator.domain.events import Event, StreamKey, diff
from annotator.domain.fit import fit
from annotator.domain.labels import Labels
from annotator.domain.record import Record
from annotator.domain.text import Article
from annotator.project.project import Project
from annotator.project.recipe import recipe_of
from annotator.project.visible import visible_entries

if TYPE_CHECKING:
    from annotator.suggest.suggester import Suggester


def _quiet(_done: int, _total: int | None = None) -> None:
    """Tell nobody."""


def stream_of(article: str) -> StreamKey:
    """Where an article's suggestions are kept."""
    return StreamKey(article, "", layer="suggestion")


def stored(project: Project, article: str, viewer: str | None = None) -> Labels | None:
    """The article's stored suggestions; None where no suggester has looked at it.

    Their actors are resolved as the project's registry has them now, as far as the annotator `viewer`
    may know it.
    """
    stream = project.store.stream(stream_of(article))
    return _resolved(project, article, stream.labels, viewer) if stream.seq else None


def _resolved(project: Project, article: str, labels: Labels, viewer: str | None = None) -> Labels:
    """Suggestions with what the project's own entries say; the gazetteers' names are resolved already."""
    own = visible_entries(project, viewer)
    if not own:
        return labels
    from annotator.domain.registry import Registry, resolved

    return resolved(labels, project.store.article(article), project.scheme, Registry(own=own))


def stored_labels(project: Project) -> Callable[[Article], Labels | None]:
    """What looks up the stored suggestions for an article's text; None where there are none."""

    def find(article: Article) -> Labels | None:
        key = project.store.key_of_text(article.text)
        return None if key is None else stored(project, key)

    return find


def suggest_all(
    project: Project, pipeline: str | None = None, tell: Callable[..., None] = _quiet, jobs: int = 1
) -> tuple[str, int]:
    """Store suggestions for every article whose latest ones are not this suggester's; says who, how many.

    Can be interrupted: what is stored stays, and the next call goes on. `tell` is called with the
    articles done and the articles there were to do. Up to `jobs` processes help if it takes long; this
    one alone writes. A script that asks for more than one guards its main module, as
    `multiprocessing` wants it.
    """
    from annotator.project.workers import suggestions

    recipe = recipe_of(project, pipeline)
    suggester = recipe.load()
    store = project.store
    total = store.count_without_suggestions(suggester.id)
    todo = store.articles_without_suggestions(suggester.id)
    count = 0
    tell(count, total)
    with closing(suggestions(suggester, recipe, project.scheme, todo, jobs=jobs)) as made:
        for batch in _batches(made):
            _store(project, suggester.id, batch)
            count += len(batch)
            tell(count, total)
    return suggester.id, count


def suggest_file(
    source: str,
    target: Path,
    pipeline: str | None = None,
    tell: Callable[..., None] = _quiet,
    jobs: int = 1,
) -> tuple[str, int]:
    """Write suggestions for the articles of a file to native JSONL; says who made them and how many.

    No project is needed: labels are those of the `blame` scheme. One line for each article read, in
    the same order. `tell` is called with the articles done; `jobs` as for `suggest_all`.

    Raises:
        AnnotatorError: the file cannot be read or the target not written.
    """
    from annotator.formats import formats
    from annotator.project.importing import parsed_files, segmented
    from annotator.project.sources import sources
    from annotator.project.workers import suggestions
    from annotator.schemes.reader import load as load_scheme
    from annotator.segment.segmenter import Segmenter

    scheme, _ = load_scheme("blame")
    recipe = recipe_of(None, pipeline)
    suggester = recipe.load()
    segmenter = Segmenter()
    count = 0

    def records() -> Iterator[Record]:
        nonlocal count
        articles = (segmented(segmenter, parsed) for parsed in parsed_files(sources([source])))
        with closing(suggestions(suggester, recipe, scheme, articles, jobs=jobs)) as made:
            for article, labels in made:
                count += 1
                tell(count)
                yield Record(article, scheme.id, segmenter.tokenizer, None, layer="suggestion", labels=labels)

    # Checking would go through the records again, that is suggest everything twice.
    formats.load("jsonl").write(records(), target, scheme, check=False)
    return suggester.id, count


def suggest_one(project: Project, suggester: Suggester, key: str) -> Labels:
    """Make and store suggestions for one article."""
    article = project.store.article(key)
    labels = fit(suggester.suggest(article), project.scheme)
    _store(project, suggester.id, [(article, labels)])
    return _resolved(project, key, labels)


Made = tuple[Article, Labels]


def _batches(made: Iterable[Made]) -> Iterator[list[Made]]:
    """Cut into what is committed at a time: an annotator on the same file hardly notices."""
    batch: list[Made] = []
    size = 0
    for article, labels in made:
        batch.append((article, labels))
        size += 1 + len(labels.spans) + len(labels.ties)
        if size >= _BATCH_ROWS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


#: Spans and ties committed at a time.
_BATCH_ROWS = 1000


def _store(project: Project, origin: str, batch: list[Made]) -> None:
    """Commit suggestions; where somebody else has just stored some for an article, on top of those."""
    try:
        project.store.append_many([_event(project, origin, *one) for one in batch])
    except ConflictError:
        for one in batch:
            for left in reversed(range(_TRIES)):
                try:
                    project.store.append(*_event(project, origin, *one))
                    break
                except ConflictError:
                    if not left:
                        raise


_TRIES = 5


def _event(project: Project, origin: str, article: Article, labels: Labels) -> tuple[StreamKey, Event]:
    key = stream_of(article.id)
    stream = project.store.stream(key)
    now = datetime.now(UTC)
    changes = diff(stream.labels, labels)
    return key, Event(str(uuid.uuid4()), stream.seq + 1, now, origin, "suggest", changes, origin)
