"""Logs of another project taken in: of each, what this project has not.

Events are known by their ids. A log that goes on from the one here is appended, times and authors kept;
nothing is taken twice. Two logs of one annotator that went apart, or have nothing in common, are both
kept: the one from there in a round of its own, `main-apart` beside `main`, so that it enters no figure
and no training data, and can be looked at as any labels can.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from annotator.domain.contents import differing
from annotator.domain.errors import AnnotatorError, ConflictError
from annotator.domain.events import Change, Event, StreamKey, apply, inverse
from annotator.domain.history import MIGRATE, SETTLE, SUBMIT
from annotator.domain.labels import Labels
from annotator.domain.migrating import changes_to, event_id, migrations_of
from annotator.domain.migration import Migration
from annotator.domain.rules import violations
from annotator.domain.scheme import Scheme
from annotator.domain.text import Article, printable
from annotator.store import logs
from annotator.store.examining import UNREADABLE
from annotator.store.joining.articles import Articles
from annotator.store.joining.other import DAMAGED, OTHER, Stamp, cut, readable, sensible, told
from annotator.store.joining.people import People
from annotator.store.joining.rounds import Rounds
from annotator.store.logs import Log
from annotator.store.project import read_scheme
from annotator.store.streams import ensure_stream, events_of, logs_of, read_stream, stream_id
from annotator.store.sums import sums_of
from annotator.store.tables import article, event, stream, visit
from annotator.store.values import Apart, Joined, NumberedEvent, apart, apart_id, home


class _Logged(NamedTuple):
    """Where an event is here: the row id of its stream, its place in it, and the article's key."""

    stream: int
    seq: int
    article: str


class Logs:
    """Takes in logs; those of streams that are new here wait until `write`."""

    def __init__(
        self,
        here: Connection,
        there: Connection,
        *,
        people: People,
        rounds: Rounds,
        through: Sequence[Migration],
        stamp: Stamp,
        joined: Joined,
    ) -> None:
        self._here = here
        self._there = there
        self._people = people
        self._rounds = rounds
        self._through = through
        self._stamp = stamp
        self._joined = joined
        self._scheme = read_scheme(here)
        self._their_scheme = read_scheme(there) if through else self._scheme
        self._waiting: dict[int, Log] = {}
        # Of the page in hand: streams by article and logs by stream there, and which events are here.
        self._streams: dict[int, list[Row[Any]]] = {}
        self._logs: dict[int, list[NumberedEvent]] = {}
        self._hits: dict[str, _Logged] = {}
        self._visited: dict[int, list[Row[Any]]] = {}

    def read(self, page: Sequence[Row[Any]]) -> None:
        """Read the streams and logs of a page of articles, with few queries for all."""
        self._streams = {row.id: [] for row in page}
        with readable(OTHER):
            for row in self._there.execute(_STREAMS, {"places": list(self._streams)}):
                self._streams[row.article_id].append(row)
            streams = [row.id for rows in self._streams.values() for row in rows]
            self._visited = {one: [] for one in streams}
            for row in self._there.execute(_VISITS, {"streams": streams}):
                self._visited[row.stream_id].append(row)
        try:
            self._logs = logs_of(self._there, streams)
        except UNREADABLE:
            self._logs = {}  # one by one, to tell which
        ids = [one.event.id for log in self._logs.values() for one in log]
        self._hits = {
            name: _Logged(*where)
            for some in cut(ids)
            for name, *where in self._here.execute(_HITS, {"ids": some})
        }

    def take_in(self, row: Row[Any], articles: Articles) -> None:
        """Take in all streams of an article of the page, which has been taken in itself."""
        found = self._streams[row.id]
        if not found:
            return
        whole = articles.whole(row)
        for one in found:
            with sensible(f"{told(row.key)} by {printable(one.annotator or 'a suggester')}"):
                self._stream(whole, one)

    def write(self) -> None:
        """Write what waits."""
        with sensible(OTHER):
            logs.write(self._here, list(self._waiting.values()))
        self._waiting.clear()

    def _stream(self, whole: Article, row: Row[Any]) -> None:
        annotator = self._people.of(row.annotator)
        key = StreamKey(whole.id, annotator, row.round, row._mapping["pass"], row.layer)
        with readable(told(whole.id)):
            read = self._logs[row.id] if self._logs else events_of(self._there, row.id)
            log = [self._people.named(one.event) for one in read]
        labels = self._replayed(log, whole, key, self._their_scheme)
        hits = {one.id: self._hits[one.id] for one in log if one.id in self._hits}
        if {hit.article for hit in hits.values()} - {whole.id}:
            raise AnnotatorError(f"{told(whole.id)}: its log is that of another article here", DAMAGED)
        last = max((at for at, one in enumerate(log) if one.id in hits), default=None)
        outcome: str
        if not log:
            outcome = "only looked at" if stream_id(self._here, key) is None else "known"
            place = ensure_stream(self._here, key, row.created_at)
        elif last == len(log) - 1:
            place, outcome = hits[log[-1].id].stream, "known"
        elif last is not None and self._goes_on(hits[log[last].id]):
            place, outcome = hits[log[last].id].stream, "continued"
            self._continue(hits[log[last].id], whole, log[last + 1 :])
        elif last is None and not self._seq_of(key):
            place, outcome = ensure_stream(self._here, key, row.created_at), "new"
            self._put(place, whole, *self._brought(log, labels, whole))
        else:
            went = self._apart(whole, key, log, labels, hits)
            if went is None:
                self._joined.streams["suggestions kept" if key.layer == "suggestion" else "alike"] += 1
                return
            place, outcome = went, "apart"
        self._joined.streams[outcome] += 1
        self._visits(row.id, place)

    def _apart(
        self, whole: Article, key: StreamKey, log: list[Event], labels: Labels, hits: Mapping[str, _Logged]
    ) -> int | None:
        """Keep a log beside the one that is here; None where there is no need to.

        There is none for suggestions, which can be made again, and for the same import into both.
        """
        if key.layer == "suggestion":
            return None
        log, labels = self._brought(log, labels, whole)
        self.write()
        mine = read_stream(self._here, replace(key, round=home(key.round)))
        starts = differing(whole, mine.labels, labels)
        if not starts and all(one.verb in ("import", SUBMIT) for one in log):
            return None
        number = 1
        while self._seq_of(to := replace(key, round=apart(key.round, number))):
            number += 1
        self._rounds.beside(key.round, to.round)
        # What both have in common is here already under its ids.
        ids = {one.id: apart_id(to.round, one.id) for one in log if one.id in hits}
        copy = [replace(e, id=ids.get(e.id, e.id), undoes=ids.get(e.undoes or "", e.undoes)) for e in log]
        place = ensure_stream(self._here, to, log[0].at)
        self._put(place, whole, copy, labels)
        if starts:
            self._joined.conflicts.append(Apart(mine.key, to, starts))
        return place

    def _continue(self, after: _Logged, whole: Article, more: list[Event]) -> None:
        """Append to the log that is here what was done there after a common event.

        Where labels were brought to another scheme here since, they go back to the one that it was done
        in, and forward again.
        """
        log = [one.event for one in events_of(self._here, after.stream)]
        known = len(log)
        for done, by in reversed(migrations_of(log)):
            if done.seq > after.seq:
                name, changes = event_id(by, log[-1].id, "back"), inverse(done.changes)
                log.append(self._migrated(name, len(log) + 1, changes, log[-1].origin, done.id))
        log += [replace(one, seq=seq) for seq, one in enumerate(more, len(log) + 1)]
        log, labels = self._brought(log, self._replayed(log, whole, None, self._their_scheme), whole)
        logs.insert_events(self._here, [(after.stream, one) for one in log[known:]])
        logs.rewrite_labels(self._here, [Log(after.stream, log, labels, sums_of(whole, labels))])
        self._joined.events += len(log) - known

    def _brought(self, log: list[Event], labels: Labels, whole: Article) -> tuple[list[Event], Labels]:
        """A log and what it comes to, with the migrations that bring that to the scheme here.

        Raises:
            AnnotatorError: some labels are none of the scheme's even so.
        """
        out = list(log)
        for by in self._through:
            changes = changes_to(labels, whole, by)
            out.append(self._migrated(event_id(by, out[-1].id, "to"), len(out) + 1, changes, out[-1].origin))
            labels = apply(labels, changes)
        if self._through:
            self._check(labels, whole, told(whole.id), self._scheme)
        return out, labels

    def _migrated(
        self, name: str, seq: int, changes: tuple[Change, ...], origin: str, undoes: str | None = None
    ) -> Event:
        return Event(name, seq, self._stamp.at, self._stamp.author, MIGRATE, changes, origin, undoes)

    def _put(self, place: int, whole: Article, log: list[Event], labels: Labels) -> None:
        self._waiting[place] = Log(place, log, labels, sums_of(whole, labels))
        self._joined.events += len(log)

    def _replayed(
        self, log: Iterable[Event], whole: Article, key: StreamKey | None, scheme: Scheme
    ) -> Labels:
        """What a log comes to.

        Raises:
            AnnotatorError: it does not add up, or not to labels of the scheme.
        """
        where = told(whole.id) + (f" by {printable(key.annotator or 'a suggester')}" if key else "")
        labels = Labels()
        for seq, one in enumerate(log, 1):
            if one.seq != seq:
                raise AnnotatorError(f"{where}: the log lacks event {seq}", DAMAGED)
            try:
                labels = apply(labels, one.changes)
            except ConflictError as error:
                raise AnnotatorError(f"{where}: event {seq} does not fit those before it", DAMAGED) from error
        self._check(labels, whole, where, scheme)
        return labels

    def _check(self, labels: Labels, whole: Article, where: str, scheme: Scheme) -> None:
        wrong = next(violations(labels, scheme, len(whole.text)), None)
        if wrong is not None:
            raise AnnotatorError(f"{where}: {printable(wrong)}", DAMAGED)

    def _goes_on(self, from_: _Logged) -> bool:
        """Whether nothing was done here after an event, but for bringing labels to another scheme."""
        done = event.c.verb.not_in((MIGRATE, SETTLE))
        after = event.c.stream_id == from_.stream, event.c.seq > from_.seq, done
        return self._here.execute(select(event.c.id).where(*after).limit(1)).first() is None

    def _seq_of(self, key: StreamKey) -> int:
        """How many events there are of these labels here."""
        place = stream_id(self._here, key)
        if place in self._waiting:
            return len(self._waiting[place].events)
        return 0 if place is None else int(self._here.execute(_SEQ, {"place": place}).scalar_one())

    def _visits(self, from_: int, to: int) -> None:
        """Add the visits that are not there yet; one that went on since takes the longer time."""
        theirs = self._visited[from_]
        if not theirs:
            return
        mine = self._here.execute(_VISITS, {"streams": [to]}).all()
        known = {(row.sentence_start, row.at): (row.id, row.seconds) for row in mine}
        new = []
        for row in theirs:
            if (row.sentence_start, row.at) not in known:
                new.append({**row._mapping, "stream_id": to})
                del new[-1]["id"]
                continue
            place, seconds = known[row.sentence_start, row.at]
            if row.seconds > seconds:
                self._here.execute(update(visit).where(visit.c.id == place).values(seconds=row.seconds))
        if new:
            self._here.execute(insert(visit), new)
        self._joined.visits += len(new)


_STREAMS = (
    select(stream)
    .where(stream.c.article_id.in_(bindparam("places", expanding=True)))
    .order_by(stream.c.article_id, stream.c.id)
)
_SEQ = select(stream.c.seq).where(stream.c.id == bindparam("place"))
_VISITS = (
    select(visit)
    .where(visit.c.stream_id.in_(bindparam("streams", expanding=True)))
    .order_by(visit.c.stream_id, visit.c.id)
)
_HITS = (
    select(event.c.id, event.c.stream_id, event.c.seq, article.c.key)
    .join(stream, stream.c.id == event.c.stream_id)
    .join(article, article.c.id == stream.c.article_id)
    .where(event.c.id.in_(bindparam("ids", expanding=True)))
)
