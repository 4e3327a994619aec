"""One open project: its articles, its labels, and the log they follow from."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from annotator.domain.errors import AnnotatorError, ConflictError
from annotator.domain.events import Event, StreamKey
from annotator.domain.record import Record, Visits
from annotator.domain.rounds import ArticleState, Assignment, Round
from annotator.domain.scheme import Scheme
from annotator.domain.text import Article, Publication
from annotator.store import articles, lists, project, queues, rounds, schema, streams, visits
from annotator.store.engine import Database
from annotator.store.values import (
    Added,
    Erased,
    Erasure,
    ExaminedArticle,
    Joined,
    Labelled,
    Listed,
    MarkedSentence,
    Mention,
    Migrated,
    NumberedEvent,
    Problem,
    Progress,
    QueueRow,
    RoundEvent,
    StoredScheme,
    Stream,
    StreamState,
)

if TYPE_CHECKING:
    from annotator.domain.migration import Migration
    from annotator.domain.registry import Entry
    from annotator.domain.registry_log import RegistryEvent

#: Articles read in one transaction where all are gone through.
PAGE = 64

T = TypeVar("T")
# Reads items after a row, at most so many, each with its row id.
ReadPage = Callable[[Connection, int, int], list[tuple[int, T]]]


class Store:
    """A project's database. Safe to share between threads; every method is one transaction.

    What only some commands need is imported by the methods that need it: the screen is waited for.
    Methods that go through many articles (they return iterators) take one short transaction for
    each page, so that nothing is held open between two items.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def create(cls, url: str, scheme: Scheme, source: str, at: datetime | None = None) -> Store:
        """Make a new project with a label scheme, `source` being the text of its file.

        Raises:
            AnnotatorError: there is a project or other data already, or the place cannot be used.
        """
        database = Database(url, create=True)
        try:
            with database.writing() as connection:
                schema.create(connection, database.name)
                project.write_scheme(connection, scheme, source, at or datetime.now(UTC))
                rounds.write_round(connection, Round("main"))
        except BaseException:
            database.close()
            raise
        database.warn()
        return cls(database)

    @classmethod
    def open(cls, url: str) -> Store:
        """Open a project; an older one is migrated, after a backup where it is a file.

        Raises:
            AnnotatorError: there is no project, or a newer program wrote it.
        """
        database = Database(url)
        try:
            schema.bring_up_to_date(database)
        except BaseException:
            database.close()
            raise
        database.warn()
        return cls(database)

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # The project

    def scheme(self) -> Scheme:
        """The label scheme in use."""
        with self._database.reading() as connection:
            return project.read_scheme(connection)

    def scheme_source(self) -> str:
        """The text of the scheme's file."""
        with self._database.reading() as connection:
            return project.read_scheme_source(connection)

    def set_scheme(self, scheme: Scheme, source: str, at: datetime) -> None:
        """Put another scheme, or a later version, to use; earlier ones are kept."""
        with self._database.writing() as connection:
            project.write_scheme(connection, scheme, source, at)

    def setting(self, key: str) -> str | None:
        """A setting, None where it was never set."""
        with self._database.reading() as connection:
            return project.read_setting(connection, key)

    def settings(self, prefix: str = "") -> dict[str, str]:
        """All settings whose keys begin with the prefix, by key."""
        with self._database.reading() as connection:
            return project.read_settings(connection, prefix)

    def set_setting(self, key: str, value: str | None) -> None:
        """Change a setting; None takes it away."""
        with self._database.writing() as connection:
            project.write_setting(connection, key, value)

    def set_settings(self, values: Mapping[str, str | None]) -> None:
        """Change some settings, all of them or none; None takes one away."""
        with self._database.writing() as connection:
            for key, value in values.items():
                project.write_setting(connection, key, value)

    # Rounds

    def rounds(self) -> list[Round]:
        """All rounds, by name; `main` is always there."""
        with self._database.reading() as connection:
            return rounds.read_rounds(connection)

    def round(self, name: str) -> Round:
        """The round of this name.

        Raises:
            AnnotatorError: there is none; says which there are.
        """
        with self._database.reading() as connection:
            return rounds.read_round(connection, name)

    def set_round(self, new: Round) -> None:
        """Add a round, or change what there is of it. Labels can be made in rounds that exist only."""
        with self._database.writing() as connection:
            rounds.write_round(connection, new)

    def change_round(
        self,
        new: Round,
        verb: str,
        author: str,
        at: datetime,
        *,
        assigned: Iterable[Assignment] = (),
        withdrawn: Iterable[Assignment] = (),
        tell: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Write a round, note what was done with it, and change who labels what in it: all or nothing.

        `tell` is called with how many assignments are written.

        Raises:
            ConflictError: something is assigned already that should be, or is not that should be taken.
            AnnotatorError: there is no such article.
        """
        with self._database.writing() as connection:
            rounds.note(connection, new, verb, author, at)
            rounds.withdraw(connection, new.name, withdrawn, author, at)
            rounds.assign(connection, new.name, assigned, author, at, tell=tell)

    def round_events(self, name: str) -> list[RoundEvent]:
        """What was done with a round, oldest first."""
        with self._database.reading() as connection:
            return rounds.read_events(connection, name)

    def assignments(self, name: str) -> list[Assignment]:
        """What is assigned in a round, in order of import."""
        with self._database.reading() as connection:
            return rounds.read_assignments(connection, name)

    def has_assignments(self, name: str) -> bool:
        """Whether anything is assigned in a round: then annotators label what is theirs, and only that."""
        with self._database.reading() as connection:
            return rounds.has_assignments(connection, name)

    def is_assigned(self, key: StreamKey) -> bool:
        """Whether the stream's article is assigned to its annotator, in its pass of its round."""
        with self._database.reading() as connection:
            place = articles.row_id(connection, key.article)
            return rounds.is_assigned(connection, key.round, key.annotator, key.pass_, place)

    def rounds_of(self, annotator: str) -> list[Round]:
        """The rounds in which an annotator has anything assigned, by name."""
        with self._database.reading() as connection:
            return rounds.rounds_of(connection, annotator)

    def annotators_of(self, name: str) -> list[str]:
        """Who has anything assigned in a round, in alphabetical order."""
        with self._database.reading() as connection:
            return rounds.annotators_of(connection, name)

    def passes_of(self, name: str, annotator: str) -> list[int]:
        """The passes of a round in which an annotator has anything assigned, in order."""
        with self._database.reading() as connection:
            return rounds.passes_of(connection, name, annotator)

    def article_states(self, name: str, annotator: str | None = None) -> list[ArticleState]:
        """How far each article of a round is with each annotator, or with one, in order of import."""
        with self._database.reading() as connection:
            return rounds.article_states(connection, name, annotator)

    def not_begun(self, name: str, pass_: int = 1) -> dict[str, int]:
        """How many articles assigned to each annotator in a pass of a round they have not begun."""
        with self._database.reading() as connection:
            return rounds.not_begun(connection, name, pass_)

    def leads(self) -> list[str]:
        """Who leads; nobody where no round was opened."""
        with self._database.reading() as connection:
            return rounds.read_leads(connection)

    def set_lead(self, name: str, author: str, at: datetime, *, leads: bool = True) -> None:
        """Make a person a lead, or one no longer."""
        with self._database.writing() as connection:
            rounds.set_lead(connection, name, author, at, leads=leads)

    # Backups and erasing

    def back_up(self, target: Path) -> None:
        """Copy a SQLite project to a file that is not there yet, while others go on writing to it.

        Raises:
            AnnotatorError: there is such a file, it cannot be written, the project is damaged or lies
                on a server.
        """
        from annotator.store.backup import backup_command, copy_to

        if self._database.path is None:
            raise AnnotatorError(
                "A project on a server is backed up by the server's own means",
                f"Run: {backup_command(self._database.url)}",
            )
        with self._database.reading() as connection:
            copy_to(connection, target)

    def erase_article(self, key: str, author: str, at: datetime) -> Erased:
        """Remove an article and all that was done with it; `author` asked for it.

        Raises:
            AnnotatorError: there is no such article.
        """
        from annotator.store import erasing

        with self._database.erasing() as connection:
            erased = erasing.erase_article(connection, key, author, at)
        return replace(erased, complete=self._database.scrub())

    def erase_person(self, name: str, author: str, at: datetime, *, labels: bool = False) -> Erased:
        """Put a pseudonym in the place of a person's name; with `labels`, remove what they labelled.

        Raises:
            AnnotatorError: nobody of this name has done anything here.
        """
        from annotator.store import erasing

        with self._database.erasing() as connection:
            erased = erasing.erase_person(connection, name, author, at, labels=labels)
        return replace(erased, complete=self._database.scrub())

    def scrub(self) -> bool:
        """Write a SQLite file anew without what was erased from it; False where that has to wait."""
        return self._database.scrub()

    def erasures(self) -> list[Erasure]:
        """What was erased, oldest first."""
        from annotator.store import erasing

        with self._database.reading() as connection:
            return erasing.read_erasures(connection)

    # Articles

    def add_articles(
        self, items: Iterable[tuple[Article, Publication]], tokenizer: str, at: datetime
    ) -> Iterator[Added]:
        """Import articles as they come; tells of each once it is on the disk.

        The same text twice is one article. Nothing happens until the iterator is consumed; if it
        raises, what it told of before stays. `tokenizer` names what made the tokens.

        Raises:
            AnnotatorError: a text holds characters that not every database can hold.
        """
        for batch in articles.batches(items):
            with self._database.writing() as connection:
                added = articles.add_batch(connection, batch, tokenizer, at)
            yield from added

    def article(self, key: str) -> Article:
        """The article with this key.

        Raises:
            AnnotatorError: there is none.
        """
        with self._database.reading() as connection:
            return articles.read_article(connection, key)

    def articles(self, after: str | None = None) -> Iterator[Article]:
        """All articles in the order they were imported, or those after one of them."""
        with self._database.reading() as connection:
            last = articles.row_id(connection, after)
        return self._pages(articles.read_articles, last)

    def article_keys(self, prefix: str = "", limit: int | None = None) -> list[str]:
        """Keys that begin with the prefix, in the order of import."""
        with self._database.reading() as connection:
            return articles.read_keys(connection, prefix, limit)

    def count_articles(self) -> int:
        """How many articles there are."""
        with self._database.reading() as connection:
            return articles.count_articles(connection)

    def key_of_text(self, text: str) -> str | None:
        """Key of the article with just this text, None where there is none."""
        with self._database.reading() as connection:
            return articles.key_of_text(connection, text)

    def publications(self, key: str) -> tuple[Publication, ...]:
        """Where the article appeared, in the order of import."""
        with self._database.reading() as connection:
            found = articles.row_id(connection, key)
            return articles.read_publications(connection, [found])[found]

    def find_article(self, words: str) -> str:
        """Key of the article meant: by key, else by what one key begins with, else by part of one title.

        Raises:
            AnnotatorError: none or several fit; lists those that fit or nearly do.
        """
        with self._database.reading() as connection:
            return articles.find_article(connection, words)

    # Labels and their log

    def stream(self, key: StreamKey) -> Stream:
        """The labels of one stream; empty where nobody has begun, and reading begins nothing.

        Raises:
            AnnotatorError: there is no such article.
        """
        with self._database.reading() as connection:
            return streams.read_stream(connection, key)

    def events(self, key: StreamKey) -> list[NumberedEvent]:
        """The log of one stream, oldest first."""
        with self._database.reading() as connection:
            return streams.read_events(connection, key)

    def streams(self) -> Iterator[StreamKey]:
        """Keys of all streams, in the order they were begun."""
        return self._pages(streams.read_stream_keys)

    def append(self, key: StreamKey, event: Event) -> int:
        """Commit one event with the rows it changes; returns its number.

        When this returns, the event is on the disk; when it raises, nothing has changed. An event
        that is there already is not written again, so a caller in doubt may repeat.

        Raises:
            ConflictError: `event.seq` is not the stream's next, or the changes do not fit its labels.
            AnnotatorError: there is no such article or round, or the database cannot be written.
        """
        with self._labelling(key) as connection:
            return streams.append(connection, key, event)

    def append_many(self, items: Iterable[tuple[StreamKey, Event]]) -> int:
        """Commit many events as they come, some hundred at a time; returns how many.

        Raises:
            ConflictError: as `append`; the events committed before the failed batch stay.
        """
        count = 0
        for batch in streams.batches(items):
            with self._labelling(batch[0][0] if len(batch) == 1 else None) as connection:
                for key, event in batch:
                    streams.append(connection, key, event)
            count += len(batch)
        return count

    # The registry

    def entries(self) -> dict[str, Entry]:
        """The project's own entries of the registry by key, merged ones too."""
        from annotator.store import registry

        with self._database.reading() as connection:
            return registry.read_entries(connection)

    def registry_events(self) -> list[RegistryEvent]:
        """The log of the registry, oldest first."""
        from annotator.store import registry

        with self._database.reading() as connection:
            return registry.read_events(connection)

    def append_to_registry(self, event: RegistryEvent) -> None:
        """Commit one act in the registry with the entries it changes.

        Raises:
            ConflictError: `event.seq` is not the next, or the changes do not fit the entries.
            AnnotatorError: a name cannot be stored, or the database cannot be written.
        """
        from annotator.store import registry

        try:
            with self._database.writing() as connection:
                registry.append(connection, event)
        except IntegrityError as error:
            raise ConflictError(
                f"the change does not fit the registry ({error.orig})", "Look again and repeat."
            ) from error

    def count_mentions(
        self, layers: Iterable[str] = ("human", "gold"), annotator: str | None = None
    ) -> dict[tuple[str, str], int]:
        """How many spans of some layers there are by the key of their entry and their label.

        With an annotator, only those of their labels.
        """
        from annotator.store import registry

        with self._database.reading() as connection:
            return registry.count_mentions(connection, layers, annotator)

    def mentions(
        self,
        keys: Iterable[str],
        layers: Iterable[str] = ("human", "gold"),
        limit: int = 100,
        annotator: str | None = None,
    ) -> list[Mention]:
        """The first spans of some layers that have one of the keys; with an annotator, of their labels."""
        from annotator.store import registry

        with self._database.reading() as connection:
            return registry.read_mentions(connection, keys, layers, limit, annotator)

    def labelled(
        self, key: StreamKey, *, kind: Literal["tie", "span"], name: str, gold: bool, limit: int
    ) -> list[Labelled]:
        """The newest ties of a category, or spans of a label, that the stream's annotator may see.

        Those of the annotator's own articles in the round and pass, or with `gold` the gold ones of the
        articles that the annotator has submitted in it.
        """
        from annotator.store.examples import read_labelled

        with self._database.reading() as connection:
            return read_labelled(connection, key, kind=kind, name=name, gold=gold, limit=limit)

    # Visits

    def enter_sentence(
        self, key: StreamKey, start: int, at: datetime, suggestions: str, shown: Iterable[str] = ()
    ) -> int:
        """Record that a sentence was opened and what was suggested there; returns the visit's id.

        `suggestions` is "shown", "hidden" or "none"; `shown` holds the ids of suggested ties and spans.
        """
        with self._labelling(key) as connection:
            stream = streams.ensure_stream(connection, key, at)
            return visits.enter(connection, stream, start, at, suggestions=suggestions, shown=list(shown))

    def add_visits(self, items: Iterable[tuple[StreamKey, Mapping[int, Visits]]], at: datetime) -> None:
        """Add visits that another project summed up, in one transaction."""
        with self._database.writing() as connection:
            for key, sums in items:
                visits.add(connection, streams.ensure_stream(connection, key, at), sums, at)

    def leave_sentence(self, visit: int, seconds: float) -> None:
        """Record how long the sentence of that visit was open."""
        with self._database.writing() as connection:
            visits.leave(connection, visit, seconds)

    def visits(self, key: StreamKey) -> dict[int, Visits]:
        """Time spent and suggestion arm of each sentence visited, by its start."""
        with self._database.reading() as connection:
            stream = streams.stream_id(connection, key)
            return {} if stream is None else visits.read_visits(connection, [stream])[stream]

    def shown(self, key: StreamKey) -> frozenset[str]:
        """Ids of all suggestions that were shown in this stream."""
        with self._database.reading() as connection:
            stream = streams.stream_id(connection, key)
            return frozenset() if stream is None else visits.read_shown(connection, stream)

    # Records

    def records(
        self,
        layers: Collection[str] | None = None,
        annotators: Collection[str] | None = None,
        rounds: Collection[str] | None = None,
        *,
        unlabelled: bool = False,
        submitted: bool = False,
    ) -> Iterator[Record]:
        """Articles with the labels of each stream: by article in order of import, then by annotator.

        None means all layers, annotators, rounds. `unlabelled` adds, once each and with annotator
        None, the articles that have neither human nor gold labels. `submitted` takes submitted
        streams only, with the labels as they were when first submitted.
        """
        from annotator.store.records import Choice, read_records

        choice = Choice(layers, annotators, rounds, unlabelled, submitted)
        scheme = self.scheme().id
        last: int | None = 0
        while last is not None:
            with self._database.reading() as connection:
                last, page = read_records(connection, choice, scheme, last, PAGE)
            yield from page

    # Other projects

    @classmethod
    @contextmanager
    def look_into(cls, url: str) -> Iterator[Store]:
        """Open a project to read it, and leave it as it is: an older file is read through a copy.

        Raises:
            AnnotatorError: there is no project, a newer program wrote it, or it lies on a server and an
                older one did.
        """
        with schema.current(url) as current, cls(Database(current)) as store:
            yield store

    def join(
        self,
        others: Iterable[tuple[Store, Sequence[Migration]]],
        *,
        author: str,
        at: datetime,
        tell: Callable[..., None],
        dry: bool,
    ) -> list[Joined]:
        """Take in what other projects have and this one has not: all of it, or with `dry` nothing.

        With each come the migrations that bring its labels to the scheme here, if it has an earlier one.
        `tell` is called with the articles of each that are done, and how many it has.

        Raises:
            AnnotatorError: one of them is damaged, or has labels that are none of the scheme's.
        """
        from annotator.store import joining

        out = []
        with self._labelling(None) as connection:
            for other, through in others:
                with other._database.beside() as there:
                    out.append(joining.join(connection, there, through, joining.Stamp(at, author, tell)))
            if dry:
                connection.rollback()
        return out

    def migrate(
        self,
        by: Migration,
        scheme: Scheme,
        source: str,
        settings: Mapping[str, str],
        *,
        author: str,
        at: datetime,
        tell: Callable[..., None],
        back: bool = False,
        dry: bool = False,
    ) -> Migrated:
        """Put a scheme, `source` being its text, to use, and bring all labels to it; with `dry` only try.

        With `back` the migration is taken back, to the scheme it led from. `settings` are written with
        it. `tell` is called with the sets of labels that are done, and how many there are.

        Raises:
            AnnotatorError: some labels would be none of the scheme's.
        """
        from annotator.store import migrating

        move = migrating.take_back if back else migrating.migrate
        with self._labelling(None) as connection:
            moved = move(connection, by, scheme, at=at, author=author, tell=tell)
            project.write_scheme(connection, scheme, source, at)
            for key, value in settings.items():
                project.write_setting(connection, key, value)
            if dry:
                connection.rollback()
        return moved

    # Whether all is sound

    def schemes(self) -> list[StoredScheme]:
        """All schemes the project has had, as they are stored; the last is in use."""
        with self._database.reading() as connection:
            return project.read_schemes(connection)

    def examine_database(self) -> list[Problem]:
        """What is wrong with the database itself, whatever its tables mean."""
        from annotator.store import examining

        with self._database.reading() as connection:
            return list(examining.examine_database(connection))

    def examine(self) -> Iterator[ExaminedArticle]:
        """All articles and streams, what is wrong with them, and what the logs come to."""
        from annotator.store import examining

        return self._pages(examining.examine_articles)

    def examine_registry(self) -> list[Problem]:
        """What is wrong with the registry."""
        from annotator.store import registry

        with self._database.reading() as connection:
            return registry.problems(connection)

    def rebuild_registry(self) -> None:
        """Make the entries of the registry anew from its log, in one transaction."""
        from annotator.store import registry

        with self._database.writing() as connection:
            registry.rebuild(connection)

    def rebuild(self, key: StreamKey) -> None:
        """Make the labels and sums of a stream anew from its log, in one transaction.

        Raises:
            AnnotatorError: there is no such stream, its log does not add up, or the database cannot
                be written.
        """
        from annotator.store import examining

        with self._labelling(key) as connection:
            examining.rebuild(connection, key)

    def remove_stray(self) -> None:
        """Remove rows of labels that belong to no stream."""
        from annotator.store import examining

        with self._database.writing() as connection:
            examining.remove_stray(connection)

    # What is left to do

    def next_open(
        self, annotator: str, round: str = "main", pass_: int = 1, after: str | None = None
    ) -> str | None:
        """Key of the next article that the annotator has not finished, None when all are.

        Looks after the article `after` first, in order of import, then from the beginning up to and
        with it. Finished means submitted or, where nothing is assigned in the round, no sentence open.
        """
        with self._database.reading() as connection:
            last = articles.row_id(connection, after)
            return queues.next_open(connection, annotator, round, pass_, last)

    def is_open(self, key: str, annotator: str, round: str = "main", pass_: int = 1) -> bool:
        """Whether the article is in the annotator's queue and not finished: see `next_open`."""
        with self._database.reading() as connection:
            return queues.is_open(connection, annotator, round, pass_, articles.row_id(connection, key))

    def neighbour(self, here: StreamKey, step: Literal[-1, 1]) -> str | None:
        """Key of the queued article before (-1) or after (1) that of a stream, in order of import."""
        with self._database.reading() as connection:
            place = articles.row_id(connection, here.article)
            return queues.neighbour(connection, here, place, step)

    def queued_articles(self) -> list[str]:
        """Keys of all articles that have sentences, in order of import."""
        with self._database.reading() as connection:
            return queues.queued_articles(connection)

    def articles_with_gold(self) -> set[str]:
        """Keys of the articles that have gold labels, in any round."""
        with self._database.reading() as connection:
            return queues.articles_with_gold(connection)

    def gold_streams(self, key: str) -> list[StreamKey]:
        """Keys of the gold streams of an article, by round."""
        with self._database.reading() as connection:
            return queues.gold_streams(connection, key)

    def progress(self, annotator: str, round: str = "main", pass_: int = 1) -> Progress:
        """How far the annotator is."""
        with self._database.reading() as connection:
            return queues.progress(connection, annotator, round, pass_)

    # Lists to choose from

    def article_order(self, owner: StreamKey, listed: Listed) -> array[int]:
        """Row ids of the articles in a list, in its order; `owner` says whose, in any article."""
        with self._database.reading() as connection:
            return lists.article_order(connection, owner, listed)

    def row_of(self, key: str) -> int:
        """Row id of an article, as lists have it."""
        with self._database.reading() as connection:
            return articles.row_id(connection, key)

    def article_rows(self, owner: StreamKey, ids: Collection[int], text: str = "") -> list[QueueRow]:
        """What a list says of the articles `ids`, in their order; with `text`, where they have it."""
        with self._database.reading() as connection:
            return lists.article_rows(connection, owner, ids, text)

    def marked_sentences(self, owner: StreamKey) -> list[MarkedSentence]:
        """The owner's sentences with a flag or a comment, in order of import and of the text."""
        with self._database.reading() as connection:
            return lists.marked_sentences(connection, owner)

    def last_place(self, owner: StreamKey) -> tuple[str, int] | None:
        """Article and sentence start where the owner was last; None before the first visit."""
        with self._database.reading() as connection:
            return lists.last_place(connection, owner)

    def seconds_spent(self, owner: StreamKey) -> float:
        """How long the owner had sentences open, all visits together."""
        with self._database.reading() as connection:
            return lists.seconds_spent(connection, owner)

    def annotators(self) -> list[str]:
        """Names of all who have labelled."""
        with self._database.reading() as connection:
            return queues.annotators(connection)

    def working(self) -> list[tuple[str, str, int]]:
        """Who has labelled, or is to label, in which pass of which round: annotator, round, pass."""
        with self._database.reading() as connection:
            return queues.working(connection)

    def stream_states(self, round_name: str = "main", pass_: int = 1) -> list[StreamState]:
        """Of each article someone has begun in a round: who, whether submitted, and what came later."""
        with self._database.reading() as connection:
            return queues.stream_states(connection, round_name, pass_)

    def suggesters(self) -> list[str]:
        """Ids of all suggesters that have run: the origins of the events in suggestion streams."""
        with self._database.reading() as connection:
            return queues.suggesters(connection)

    def articles_without_suggestions(self, origin: str) -> Iterator[Article]:
        """Articles whose latest suggestions are not this suggester's, in order of import.

        They are its own when the last event of the stream `StreamKey(article, "", layer="suggestion")`
        has its id as origin, with or without changes.
        """
        return self._pages(partial(queues.without_suggestions, origin=origin))

    def count_without_suggestions(self, origin: str) -> int:
        """How many articles `articles_without_suggestions` would give."""
        with self._database.reading() as connection:
            return queues.count_without_suggestions(connection, origin=origin)

    def _pages(self, read: ReadPage[T], last: int = 0) -> Iterator[T]:
        """All that `read` gives, a transaction for each page."""
        while True:
            with self._database.reading() as connection:
                page = read(connection, last, PAGE)
            if not page:
                return
            last = page[-1][0]
            for _, item in page:
                yield item

    @contextmanager
    def _labelling(self, key: StreamKey | None) -> Iterator[Connection]:
        """A writing transaction in which rows that do not fit together are a conflict."""
        try:
            with self._database.writing() as connection:
                yield connection
        except IntegrityError as error:
            where = f"{key.article}: the" if key else "A"
            raise ConflictError(
                f"{where} change does not fit what is stored ({error.orig})",
                "It was changed elsewhere in between; look again and repeat.",
            ) from error
