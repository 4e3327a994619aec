"""Labels, their log, and what follows from them: each method is one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from annotator.domain.events import Event, StreamKey
from annotator.domain.record import Record, Visits
from annotator.store import appending, project, streams, visits
from annotator.store.transactions.opened import PAGE, Opened
from annotator.store.values import NumberedEvent, Stream


class LabelTransactions(Opened):
    """Labels, their log, and what follows from them."""

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
            return appending.append(connection, key, event)

    def append_many(self, items: Iterable[tuple[StreamKey, Event]]) -> int:
        """Commit many events as they come, some hundred at a time; returns how many.

        Raises:
            ConflictError: as `append`; the events committed before the failed batch stay.
        """
        count = 0
        for batch in appending.batches(items):
            with self._labelling(batch[0][0] if len(batch) == 1 else None) as connection:
                appending.append_all(connection, batch)
            count += len(batch)
        return count

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
        with self._database.reading() as connection:
            scheme = project.read_scheme(connection).id
        last: int | None = 0
        while last is not None:
            with self._database.reading() as connection:
                last, page = read_records(connection, choice, scheme, last, PAGE)
            yield from page
