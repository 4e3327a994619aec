"""Bringing articles, and labels made elsewhere or before, into a project."""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Change, Event, StreamKey, diff
from annotator.domain.history import SUBMIT
from annotator.domain.labels import Labels
from annotator.domain.record import Record
from annotator.domain.rounds import Round
from annotator.domain.rules import violations
from annotator.domain.text import Article, Publication, check_text
from annotator.formats import formats
from annotator.formats._losses import Losses
from annotator.formats._parsed import Parsed
from annotator.project.collecting import few_collections
from annotator.project.decisions import decisions_brought
from annotator.project.kept import Kept
from annotator.project.project import Project
from annotator.project.renaming import Renaming
from annotator.project.sources import Source
from annotator.segment.segmenter import Segmenter
from annotator.store.values import Added, Stream

Tell = Callable[..., None]
SUGGESTION = "suggestion"
#: Articles stored in one transaction.
BATCH = 500


@dataclass
class Imported:
    """What an import did: articles by outcome, and labels by what became of them.

    `encodings` tells which encoding a file was found in, `dropped` what the names' mapping left out,
    `unused` which mapped names no file has, `left_out` what has no text.
    """

    articles: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    encodings: dict[str, str] = field(default_factory=dict)
    dropped: Counter[str] = field(default_factory=Counter)
    unused: list[str] = field(default_factory=list)
    left_out: Losses = field(default_factory=Losses)


def import_articles(
    project: Project,
    found: Iterable[Source],
    options: Mapping[str, str] | None = None,
    tell: Tell = lambda *_: None,
) -> Imported:
    """Import the articles of some files; labels in them are left out.

    All files are read before anything is stored, so that a faulty one stores nothing. The same text
    twice changes nothing. `tell` is called with the records stored so far, and how many there are.

    Raises:
        AnnotatorError: a file cannot be read or understood.
    """
    files = list(found)
    _check_options(files, options or {})
    with Kept(project.folder) as kept:
        left_out = Losses()
        for parsed in parsed_files(files, options, left_out):
            kept.add(parsed)
        importer = _Importer(project, kept, tell)
        importer.result.left_out = left_out
        for parsed, _, _ in importer.articles():
            if parsed.labelled:
                importer.result.labels["left out"] += 1
        return importer.result


def import_labels(
    project: Project,
    found: Iterable[Source],
    replace_labels: bool = False,
    tell: Tell = lambda *_: None,
    *,
    options: Mapping[str, str] | None = None,
    mapping: Mapping[str, str] | None = None,
    annotator: str | None = None,
    submitted: bool = False,
) -> Imported:
    """Import articles, labels and all.

    Labels go to the stream they name. Where that stream has other labels already they are left as
    they are and listed, unless `replace_labels`; even then its history is kept.

    Args:
        project: where they go.
        found: the files.
        replace_labels: put them in place of others that are there.
        tell: called with the records stored so far, and how many there are.
        options: for the formats' readers, each of which takes those it knows.
        mapping: the files' names → the scheme's; see `Renaming`.
        annotator: whose labels they are where a file does not say.
        submitted: annotators have finished them, so they count in agreement; where a file does not say when,
            now.

    Raises:
        AnnotatorError: a file cannot be read, its labels do not fit the project's scheme, it has the same
            stream twice, or no file, of formats that go by their ending, has labels.
    """
    files = list(found)
    _check_options(files, options or {})
    done = datetime.now(UTC) if submitted else None
    renaming = Renaming(project.scheme, mapping or {})
    seen: set[tuple[object, ...]] = set()
    left_out = Losses()
    silent = 0
    with Kept(project.folder) as kept:
        with few_collections():
            for parsed in _fitted(parsed_files(files, options, left_out), renaming, annotator, done):
                if not renaming.unknown:
                    _check(parsed, project, seen)
                    kept.add(parsed)
                # An export of ours names its scheme, also where nobody has labelled yet.
                silent += not parsed.labelled and parsed.scheme is None
        renaming.check()
        if silent and silent == len(kept):
            _check_named(files)
        importer = _Importer(project, kept, tell)
        importer.result.left_out = left_out
        importer.result.dropped, importer.result.unused = renaming.dropped, list(renaming.unused())
        with few_collections():  # again, now that spaCy is loaded
            importer.labels(replace_labels)
        return importer.result


def _fitted(
    found: Iterable[Parsed], renaming: Renaming, annotator: str | None, done: datetime | None
) -> Iterator[Parsed]:
    """The records under the scheme's names, with their annotator, and finished where all are `done`."""
    for parsed in found:
        if not parsed.labelled and not (parsed.reviewed and annotator):
            yield parsed
            continue
        who = parsed.annotator or (annotator if parsed.layer != SUGGESTION else None)
        fitted = replace(parsed, labels=renaming.apply(parsed.labels), annotator=who)
        if done is not None and who is not None and parsed.layer == "human" and not parsed.submitted_at:
            silent = not parsed.labels.statuses
            at = parsed.updated_at or parsed.created_at or done
            fitted = replace(fitted, submitted_at=at, reviewed=parsed.reviewed or silent)
        yield fitted


def _check_named(files: Iterable[Source]) -> None:
    """Refuse files without labels that may well have some, in a format that their ending does not tell."""
    taken = sorted({source.format for source in files})
    if all(getattr(formats.load(name), "endings", ()) for name in taken):
        raise AnnotatorError(
            f"there are no labels in it, read as {', '.join(taken)}",
            "Is it of another tool? --format NAME (annotator formats). Without labels: no --labels.",
        )


def _check_options(files: Iterable[Source], options: Mapping[str, str]) -> None:
    """Refuse an option that no reader of these files has."""
    readers = {source.format: formats.load(source.format) for source in files}
    known = {option.name for reader in readers.values() for option in reader.read_options}
    for name in options:
        if name not in known:
            raise AnnotatorError(
                f"{', '.join(readers)}: no option {name!r}",
                f"Options are: {', '.join(sorted(known)) or 'none'}.",
            )


def segmented(segmenter: Segmenter, parsed: Parsed) -> Article:
    """The article of a record, with its sentences and tokens."""
    return segmenter.article(
        parsed.id, parsed.text, title=parsed.title, meta=parsed.meta, regions=parsed.regions
    )


def parsed_files(
    files: Iterable[Source], options: Mapping[str, str] | None = None, left_out: Losses | None = None
) -> Iterator[Parsed]:
    """What the files hold, record by record; each reader is given the options that it knows.

    Rows of a table that have no text are left out, and noted where `left_out` is given.

    Raises:
        AnnotatorError: a file cannot be read or understood, or no row has a text; says where.
    """
    some, blank = False, ""
    for source in files:
        reader = formats.load(source.format)
        known = {option.name for option in reader.read_options}
        given = {name: value for name, value in (options or {}).items() if name in known}
        for parsed in _parsed(reader, source, given):
            if not parsed.text and not parsed.labelled:
                blank = blank or parsed.where
                if left_out is not None:
                    left_out.note("rows without text", parsed.where)
                continue
            check_text(parsed.text, parsed.where or source.where)
            some = True
            yield parsed
    if blank and not some:
        raise AnnotatorError(f"{blank}: there is no text, nor in any other row", "Choose with --text-field.")


def _parsed(reader: Any, source: Source, options: Mapping[str, str]) -> Iterator[Parsed]:
    if source.is_folder and source.file is not None:
        yield from reader.read_folder(source.file, source.where, options)
    else:
        with source.open() as file:
            yield from reader.read(file, source.where, options)


class _Importer:
    """Stores what was read, in batches, and counts."""

    def __init__(self, project: Project, kept: Kept, tell: Tell) -> None:
        self.project = project
        self.result = Imported()
        self._kept = kept
        self._segmenter = Segmenter()
        self._tell = tell
        self._at = datetime.now(UTC)
        self._rounds = {known.name for known in project.store.rounds()}

    def articles(self) -> Iterator[tuple[Parsed, str, Article | None]]:
        """Store the article of each record; yields it with the key the article has in the project.

        Where the article is new it comes too, as it was stored.
        """
        records = iter(self._kept)
        while batch := list(islice(records, BATCH)):
            segments = [segmented(self._segmenter, parsed) for parsed in batch]
            rows = [
                (index, article, publication)
                for index, (parsed, article) in enumerate(zip(batch, segments, strict=True))
                for publication in parsed.publications or (_publication(parsed, article),)
            ]
            items = [(article, publication) for _, article, publication in rows]
            added = self.project.store.add_articles(items, self._segmenter.tokenizer, self._at)
            outcomes: dict[int, Added] = {}
            for (index, _, _), one in zip(rows, added, strict=True):
                if index not in outcomes:
                    outcomes[index] = one
                    self._count(batch[index], one)
            for index, (parsed, article) in enumerate(zip(batch, segments, strict=True)):
                one = outcomes[index]
                is_new = one.outcome in ("new", "renamed")
                yield parsed, one.key, replace(article, id=one.key) if is_new else None

    def labels(self, replace_labels: bool) -> None:
        """Store the articles of the records and, of those that have any, labels and visits."""
        stored = self.articles()
        while batch := list(islice(stored, BATCH)):
            kept = [
                (key, record, events)
                for parsed, name, new in batch
                if parsed.labelled
                for key, record, events in self._labels(parsed, name, new, replace_labels)
            ]
            store = self.project.store
            store.append_many((key, event) for key, _, events in kept for event in events)
            store.add_visits(((key, record.visits) for key, record, _ in kept if record.visits), self._at)

    def _labels(
        self, parsed: Parsed, article: str, new: Article | None, replace_labels: bool
    ) -> Iterator[tuple[StreamKey, Record, list[Event]]]:
        """The stream, the record and the events that bring it there; nothing if it is there already.

        Of an article that is new nothing is read: what it says is known, and nobody has labelled it.
        """
        store = self.project.store
        if parsed.round not in self._rounds:
            store.set_round(Round(parsed.round))
            self._rounds.add(parsed.round)
        key = StreamKey(article, parsed.annotator or "", parsed.round, parsed.pass_, parsed.layer)
        stored = store.article(article) if new is None else new
        record = parsed.record(stored, self.project.scheme.id, self._segmenter.tokenizer)
        stream = store.stream(key) if new is None else Stream(key, 0, Labels())
        if stream.seq and stream.labels == record.labels:
            if record.submitted_at is None or stream.submitted_at is not None:
                self.result.labels["same"] += 1
                return
            self.result.labels["known, now submitted"] += 1
            who = record.annotator or "import"
            submission = Event(
                str(uuid.uuid4()), stream.seq + 1, record.submitted_at, who, SUBMIT, (), "import"
            )
            yield key, replace(record, visits={}), [submission]
        elif stream.labels != Labels() and not replace_labels:
            self.result.labels["differing"] += 1
            self.result.differing.append(f"{article} by {parsed.annotator or 'a suggester'}")
        else:
            self.result.labels["replaced" if stream.seq else "new"] += 1
            yield key, record, list(self._events(record, stream))

    def _events(self, record: Record, stream: Stream) -> Iterator[Event]:
        """One event with all the labels; a submission and the time of the last change follow."""
        origin = "import"
        if record.layer == SUGGESTION:
            origin = min({span.origin for span in record.labels.spans.values()}, default=origin)
        author, seq = record.annotator or origin, stream.seq

        def event(verb: str, at: datetime, changes: tuple[Change, ...] = (), by: str = author) -> Event:
            nonlocal seq
            seq += 1
            return Event(str(uuid.uuid4()), seq, at, by, verb, changes, origin)

        first = record.created_at or record.updated_at or self._at
        yield event("import", first, diff(stream.labels, record.labels))
        if record.layer == "gold":
            log = self.project.store.events(stream.key) if stream.seq else []
            for by, at, changes in decisions_brought(record.adjudication, log):
                yield event("adjudicate", at or first, changes, by or author)
        if record.submitted_at is not None:
            yield event(SUBMIT, record.submitted_at)
        if record.updated_at not in (None, first, record.submitted_at):
            assert record.updated_at is not None
            yield event("import", record.updated_at)

    def _count(self, parsed: Parsed, added: Added) -> None:
        self.result.articles[added.outcome] += 1
        if parsed.encoding:
            self.result.encodings[parsed.where.partition(":")[0]] = parsed.encoding
        if added.outcome == "renamed":
            self.result.renamed.append((parsed.id, added.key))
        self._tell(self.result.articles.total(), len(self._kept))


def _publication(parsed: Parsed, article: Article) -> Publication:
    return Publication(parsed.id, article.title, meta=parsed.meta)


def _check(parsed: Parsed, project: Project, seen: set[tuple[object, ...]]) -> None:
    """Refuse labels that do not fit the scheme or are nobody's, and a stream that comes twice."""
    if parsed.labelled and parsed.annotator is None and parsed.layer != SUGGESTION:
        raise AnnotatorError(
            f"{parsed.where}: the file does not say whose labels these are", "Say it: --annotator NAME."
        )
    problem = next(violations(parsed.labels, project.scheme, len(parsed.text)), None)
    if problem is not None:
        raise AnnotatorError(
            f"{parsed.where}: {problem}",
            f"The project's scheme is {project.scheme.id}; the file says {parsed.scheme or 'none'}.",
        )
    text = hashlib.sha256(parsed.text.encode()).digest()
    digest = (text, parsed.annotator, parsed.round, parsed.pass_, parsed.layer)
    if parsed.labelled and digest in seen:
        raise AnnotatorError(
            f"{parsed.where}: a second record of {parsed.id!r} by {parsed.annotator or 'a suggester'}",
            "All labels of one article by one annotator (round, pass, layer) must be in one record.",
        )
    seen.add(digest)
