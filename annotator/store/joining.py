"""Another project taken in: its articles, and of every log what this project has not.

Events are known by their ids. A log that goes on from the one here is appended, times and authors kept;
nothing is taken twice. Two logs of one annotator that went apart, or have nothing in common, are both
kept: the one from there in a round of its own, `main-apart` beside `main`, so that it enters no figure
and no training data, and can be looked at as any labels can.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from annotator.domain.adjudication.decision import Decision
from annotator.domain.contents import differing
from annotator.domain.errors import AnnotatorError, ConflictError
from annotator.domain.events import Change, Event, StreamKey, apply, inverse
from annotator.domain.history import MIGRATE, SETTLE, SUBMIT
from annotator.domain.labels import Labels
from annotator.domain.migrating import changes_to, event_id, migrations_of
from annotator.domain.migration import Migration
from annotator.domain.rounds import Assignment, Round
from annotator.domain.rules import violations
from annotator.domain.scheme import Scheme
from annotator.domain.text import Article, printable
from annotator.store import registry
from annotator.store.articles import add_batch, count_articles, read_publications, to_article
from annotator.store.erasing import PSEUDONYM, free_pseudonym, people
from annotator.store.examining import UNREADABLE, restore, write_labels
from annotator.store.project import read_scheme
from annotator.store.rounds import assign, note, read_assignments, read_rounds
from annotator.store.streams import ensure_stream, events_of, insert_events, read_stream, stream_id
from annotator.store.tables import article, assignment, event, publication, stream, visit
from annotator.store.values import Apart, Joined, apart, apart_id, home

#: Articles read at a time, and ids looked up in one query.
PAGE, LOOKED_UP = 64, 500


class Stamp(NamedTuple):
    """When, by whom, and who wants to know how many of how many articles are done."""

    at: datetime
    author: str
    tell: Callable[..., None]


def join(here: Connection, there: Connection, through: Sequence[Migration], stamp: Stamp) -> Joined:
    """Take in what the other project has and this one has not, in the transaction of `here`.

    `through` are the migrations that bring labels of its scheme to the one here.

    Raises:
        AnnotatorError: the other project is damaged, or its labels are none of the scheme's.
    """
    if here.dialect.name == "postgresql":
        # On SQLite writers take turns. Readers go on.
        here.execute(text("LOCK TABLE event, stream, visit, registry_event IN SHARE ROW EXCLUSIVE MODE"))
    joining = _Joining(here, there, through, stamp)
    joining.rounds()
    joining.people()
    with _readable(_OTHER):
        acts, entries, total = (
            registry.read_events(there),
            registry.read_entries(there),
            count_articles(there),
        )
    joining.joined.entries = registry.take_in(
        here, acts, entries, joining.names, at=stamp.at, author=stamp.author
    )
    done = 0
    for page in _article_pages(there):
        joining.articles(page)
        for row in page:
            joining.streams(row)
            done += 1
            stamp.tell(done, total)
    joining.assignments()
    return joining.joined


class _Logged(NamedTuple):
    """Where an event is here: the row id of its stream, its place in it, and the article's key."""

    stream: int
    seq: int
    article: str


class _Joining:
    """One join: whom the other project's names stand for, and what has been taken in so far."""

    def __init__(
        self, here: Connection, there: Connection, through: Sequence[Migration], stamp: Stamp
    ) -> None:
        self.joined = Joined()
        self.names: dict[str, str] = {}
        self._here = here
        self._there = there
        self._through = through
        self._stamp = stamp
        self._scheme = read_scheme(here)
        self._their_scheme = read_scheme(there) if through else self._scheme
        self._rounds: dict[str, Round] = {}
        self._keys: dict[str, str] = {}
        self._new: dict[str, Article] = {}
        self._elsewhere: dict[str, str] = {}

    def rounds(self) -> None:
        """Add the rounds that are not here."""
        self._rounds = {one.name: one for one in read_rounds(self._here)}
        with _readable(_OTHER):
            rounds = read_rounds(self._there)
        for one in rounds:
            if one.name not in self._rounds:
                self._add_round(one)
            elif one != self._rounds[one.name]:
                self.joined.other_rounds.append(one.name)

    def people(self) -> None:
        """Find out who of there is somebody else's name here.

        Somebody whose name was erased here is known by the events; a pseudonym of there that is another
        person's here gets a new one.
        """
        first = (
            select(stream.c.annotator, event.c.id)
            .join(event, event.c.stream_id == stream.c.id)
            .where(event.c.seq == 1, stream.c.layer != "suggestion")
            .order_by(stream.c.annotator, stream.c.id)
        )
        with _readable(_OTHER):
            found, everybody = self._there.execute(first).all(), people(self._there)
        for name, rows in groupby(found, key=lambda row: row.annotator):
            hit = self._whose([row.id for row in rows]) or name
            if hit != name and (PSEUDONYM.fullmatch(hit) or PSEUDONYM.fullmatch(name)):
                self.names[name] = hit
        known = people(self._here)
        taken = known | everybody | set(self.names.values())
        for name in sorted(everybody):
            if not PSEUDONYM.fullmatch(name) or name not in known or name in self.names:
                continue
            if self._whose([row.id for row in found if row.annotator == name]) != name:
                self.names[name] = free_pseudonym(taken)
                taken.add(self.names[name])
        self.joined.people = len(self.names)

    def articles(self, rows: Sequence[Row[Any]]) -> None:
        """Add articles and publications that are not here; notes which key each has here."""
        self._keys, self._new = {}, {}
        with _readable(_OTHER):
            appeared = read_publications(self._there, [row.id for row in rows])
            times = self._publication_times([row.id for row in rows])
        items = []
        for row in rows:
            with _sensible(_told(row.key)):
                whole = to_article(row)
            if hashlib.sha256(whole.text.encode()).hexdigest() != row.sha256:
                raise AnnotatorError(f"{_told(row.key)}: its text is not the one that was imported", _DAMAGED)
            pairs = zip(appeared[row.id], times[row.id], strict=True)
            items += [(whole, one, row.tokenizer, when) for one, when in pairs]
        first: dict[str, str] = {}
        for (tokenizer, when), group in groupby(items, key=lambda item: item[2:]):
            batch = [(whole, one) for whole, one, _, _ in group]
            with _sensible(_OTHER):
                outcomes = add_batch(self._here, batch, tokenizer, when)
            for (whole, _), added in zip(batch, outcomes, strict=True):
                self._keys[whole.id] = added.key
                if added.key != whole.id:
                    self._elsewhere[whole.id] = added.key
                if added.outcome in ("new", "renamed"):
                    self._new[whole.id] = replace(whole, id=added.key)
                best = first.setdefault(whole.id, added.outcome)
                if best == "same" and added.outcome == "publication":
                    first[whole.id] = "publication"
                if added.outcome == "renamed":
                    self.joined.renamed.append((whole.id, added.key))
        self.joined.articles.update(first.values())

    def streams(self, row: Row[Any]) -> None:
        """Take in all streams of an article."""
        key = self._keys.get(row.key)
        if key is None:
            raise AnnotatorError(f"{_told(row.key)} has no publication", _DAMAGED)
        with _readable(_told(row.key)):
            found = self._there.execute(_STREAMS, {"place": row.id}).all()
        if not found:
            return
        whole = self._new.get(row.key)
        if whole is None:
            whole = to_article(self._here.execute(_ARTICLE, {"key": key}).one())
            if whole.sentences != to_article(row).sentences:
                self.joined.resplit.append(key)
        for one in found:
            with _sensible(f"{_told(row.key)} by {printable(one.annotator or 'a suggester')}"):
                self._stream(whole, one)

    def assignments(self) -> None:
        """Assign here what is assigned there, but not again what was withdrawn here."""
        with _readable(_OTHER):
            theirs = {one.name: read_assignments(self._there, one.name) for one in read_rounds(self._there)}
        ever = select(assignment.c.round, article.c.key, assignment.c.annotator, assignment.c["pass"])
        found = self._here.execute(ever.join(article, article.c.id == assignment.c.article_id)).all()
        known = {(row[0], Assignment(*row[1:])) for row in found}
        for name, all_of_it in theirs.items():
            named = [
                Assignment(
                    self._elsewhere.get(one.article, one.article),
                    self.names.get(one.annotator, one.annotator),
                    one.pass_,
                )
                for one in all_of_it
            ]
            new = [one for one in dict.fromkeys(named) if (name, one) not in known]
            assign(self._here, name, new, self._stamp.author, self._stamp.at)

    def _stream(self, whole: Article, row: Row[Any]) -> None:
        annotator = self.names.get(row.annotator, row.annotator)
        key = StreamKey(whole.id, annotator, row.round, row._mapping["pass"], row.layer)
        with _readable(_told(whole.id)):
            log = [self._named(one.event) for one in events_of(self._there, row.id)]
        labels = self._replayed(log, whole, key, self._their_scheme)
        hits = self._hits([one.id for one in log])
        if {hit.article for hit in hits.values()} - {whole.id}:
            raise AnnotatorError(f"{_told(whole.id)}: its log is that of another article here", _DAMAGED)
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
            self._write(place, whole, *self._brought(log, labels, whole))
        else:
            went = self._apart(whole, key, log, labels, hits)
            if went is None:
                self.joined.streams["suggestions kept" if key.layer == "suggestion" else "alike"] += 1
                return
            place, outcome = went, "apart"
        self.joined.streams[outcome] += 1
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
        mine = read_stream(self._here, replace(key, round=home(key.round)))
        starts = differing(whole, mine.labels, labels)
        if not starts and all(one.verb in ("import", SUBMIT) for one in log):
            return None
        number = 1
        while self._seq_of(to := replace(key, round=apart(key.round, number))):
            number += 1
        if to.round not in self._rounds:
            self._add_round(replace(self._rounds[key.round], name=to.round))
        # What both have in common is here already under its ids.
        ids = {one.id: apart_id(to.round, one.id) for one in log if one.id in hits}
        copy = [replace(e, id=ids.get(e.id, e.id), undoes=ids.get(e.undoes or "", e.undoes)) for e in log]
        place = ensure_stream(self._here, to, log[0].at)
        self._write(place, whole, copy, labels)
        if starts:
            self.joined.conflicts.append(Apart(mine.key, to, starts))
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
        insert_events(self._here, after.stream, log[known:])
        restore(self._here, after.stream, whole, log, labels)
        self.joined.events += len(log) - known

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
            self._check(labels, whole, _told(whole.id), self._scheme)
        return out, labels

    def _migrated(
        self, name: str, seq: int, changes: tuple[Change, ...], origin: str, undoes: str | None = None
    ) -> Event:
        return Event(name, seq, self._stamp.at, self._stamp.author, MIGRATE, changes, origin, undoes)

    def _write(self, place: int, whole: Article, log: list[Event], labels: Labels) -> None:
        insert_events(self._here, place, log)
        write_labels(self._here, place, whole, log, labels)
        self.joined.events += len(log)

    def _replayed(
        self, log: Iterable[Event], whole: Article, key: StreamKey | None, scheme: Scheme
    ) -> Labels:
        """What a log comes to.

        Raises:
            AnnotatorError: it does not add up, or not to labels of the scheme.
        """
        where = _told(whole.id) + (f" by {printable(key.annotator or 'a suggester')}" if key else "")
        labels = Labels()
        for seq, one in enumerate(log, 1):
            if one.seq != seq:
                raise AnnotatorError(f"{where}: the log lacks event {seq}", _DAMAGED)
            try:
                labels = apply(labels, one.changes)
            except ConflictError as error:
                raise AnnotatorError(
                    f"{where}: event {seq} does not fit those before it", _DAMAGED
                ) from error
        self._check(labels, whole, where, scheme)
        return labels

    def _check(self, labels: Labels, whole: Article, where: str, scheme: Scheme) -> None:
        wrong = next(violations(labels, scheme, len(whole.text)), None)
        if wrong is not None:
            raise AnnotatorError(f"{where}: {printable(wrong)}", _DAMAGED)

    def _named(self, one: Event) -> Event:
        """The event under the names that people have here, in decisions of adjudicators too."""
        if not self.names:
            return one
        changes = tuple(
            replace(change, before=self._renamed(change.before), after=self._renamed(change.after))
            if change.kind == "decision"
            else change
            for change in one.changes
        )
        return replace(one, author=self.names.get(one.author, one.author), changes=changes)

    def _renamed(self, row: Any) -> Any:
        if isinstance(row, Decision):
            # Pseudonyms give way first: no name is changed twice.
            for old in sorted(self.names, key=lambda name: not PSEUDONYM.fullmatch(name)):
                row = row.renamed(old, self.names[old])
        return row

    def _hits(self, ids: Sequence[str]) -> dict[str, _Logged]:
        """Which events are here, and where."""
        out = {}
        for some in _cut(ids, LOOKED_UP):
            for name, *where in self._here.execute(_HITS, {"ids": some}):
                out[name] = _Logged(*where)
        return out

    def _whose(self, ids: Sequence[str]) -> str | None:
        """Whose labels begin with one of these events here."""
        for some in _cut(ids, LOOKED_UP):
            found = select(stream.c.annotator).join(event, event.c.stream_id == stream.c.id)
            name = self._here.execute(found.where(event.c.id.in_(some)).limit(1)).scalar()
            if name is not None:
                return str(name)
        return None

    def _goes_on(self, from_: _Logged) -> bool:
        """Whether nothing was done here after an event, but for bringing labels to another scheme."""
        done = event.c.verb.not_in((MIGRATE, SETTLE))
        after = event.c.stream_id == from_.stream, event.c.seq > from_.seq, done
        return self._here.execute(select(event.c.id).where(*after).limit(1)).first() is None

    def _seq_of(self, key: StreamKey) -> int:
        """How many events there are of these labels here."""
        place = stream_id(self._here, key)
        return 0 if place is None else int(self._here.execute(_SEQ, {"place": place}).scalar_one())

    def _visits(self, from_: int, to: int) -> None:
        """Add the visits that are not there yet; one that went on since takes the longer time."""
        with _readable(_OTHER):
            theirs = self._there.execute(_VISITS, {"place": from_}).all()
        if not theirs:
            return
        mine = self._here.execute(_VISITS, {"place": to}).all()
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
        self.joined.visits += len(new)

    def _add_round(self, new: Round) -> None:
        note(self._here, new, "merge", self._stamp.author, self._stamp.at)
        self._rounds[new.name] = new
        self.joined.rounds.append(new.name)

    def _publication_times(self, articles: Sequence[int]) -> dict[int, list[datetime]]:
        out: dict[int, list[datetime]] = {one: [] for one in articles}
        rows = select(publication.c.article_id, publication.c.imported_at)
        rows = rows.where(publication.c.article_id.in_(articles)).order_by(publication.c.id)
        for row in self._there.execute(rows):
            out[row.article_id].append(row.imported_at)
        return out


_ARTICLE = select(article).where(article.c.key == bindparam("key"))
_STREAMS = select(stream).where(stream.c.article_id == bindparam("place")).order_by(stream.c.id)
_SEQ = select(stream.c.seq).where(stream.c.id == bindparam("place"))
_VISITS = select(visit).where(visit.c.stream_id == bindparam("place")).order_by(visit.c.id)
_HITS = (
    select(event.c.id, event.c.stream_id, event.c.seq, article.c.key)
    .join(stream, stream.c.id == event.c.stream_id)
    .join(article, article.c.id == stream.c.article_id)
    .where(event.c.id.in_(bindparam("ids", expanding=True)))
)

_OTHER = "the other project"
_DAMAGED = "Look at the other project: annotator doctor --db OTHER."


def _article_pages(there: Connection) -> Iterator[Sequence[Row[Any]]]:
    after = 0
    while True:
        rows = select(article).where(article.c.id > after).order_by(article.c.id).limit(PAGE)
        with _readable(_OTHER):
            page = there.execute(rows).all()
        if not page:
            return
        after = page[-1].id
        yield page


@contextmanager
def _readable(what: str, errors: tuple[type[Exception], ...] = UNREADABLE) -> Iterator[None]:
    """Tell in words of rows of the other project that do not hold what they should."""
    try:
        yield
    except errors as error:
        raise AnnotatorError(f"{what} cannot be read ({type(error).__name__})", _DAMAGED) from error


def _sensible(what: str) -> AbstractContextManager[None]:
    """The same where rows are written here too, whose errors are not the other project's."""
    return _readable(what, tuple(one for one in UNREADABLE if one is not DBAPIError))


def _cut(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (items[at : at + size] for at in range(0, len(items), size))


def _told(key: str) -> str:
    return f"the other project's article {printable(key)}"
