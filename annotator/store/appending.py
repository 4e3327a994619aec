"""Events appended to the logs of streams: the one place where people's labels are written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from annotator.domain.errors import AnnotatorError, ConflictError
from annotator.domain.events import Change, Event, Kind, StreamKey, apply
from annotator.domain.history import SUBMIT
from annotator.domain.labels import Labels, sentences
from annotator.domain.text import Article, Sentence, Tokens
from annotator.store.changes import Key, Net, check_rows, net_changes, write_changes
from annotator.store.logs import GIVEN, Log, event_row, state_of, write_begun
from annotator.store.rows import read_cuts, read_statuses
from annotator.store.streams import LAST_NUMBER, Place, begin_stream, find, find_all
from annotator.store.sums import Sums, count_statuses, sums_of
from annotator.store.tables import article, event, stream
from annotator.store.writes import Write


def append(connection: Connection, key: StreamKey, new: Event) -> int:
    """Write an event, the rows it changes and the stream's sums; returns the event's number.

    An event that is there already is not written again.

    Raises:
        ConflictError: the stream's last event is not the one before this, or a row is not as a
            change expects it.
        AnnotatorError: there is no such article or round, or the round is closed and the labels are
            an annotator's.
        sqlalchemy.exc.IntegrityError: now or at commit, the rows do not fit together.
    """
    found = find(connection, key)
    if found.id is None:
        begun = _begin(connection, [(key, Place.of(found), [new])])
        return int(connection.execute(LAST_NUMBER, {"stream": begun[0].stream, "seq": 1}).scalar_one())
    if new.seq != found.seq + 1:
        already = connection.execute(_SAME_EVENT, {"stream": found.id, "id": new.id}).scalar()
        if already is not None:
            return int(already)  # a repeat, after a connection broke before it could say "done"
        raise _conflict(key)
    _check_open(found.round_state, key)
    changes = net_changes(new.changes)
    # On a server two writers may come this far; the second one's seq is then taken already.
    number: int = _INSERT_EVENT.one(connection, event_row(found.id, new))
    sums = _more(connection, found, changes)
    write_changes(connection, found.id, changes)
    more = {f"more_{name}": count for name, count in sums._asdict().items()}
    _ADD_TO_STREAM.one(connection, {"stream": found.id, "to_seq": new.seq, "now": new.at, **more})
    if new.verb == SUBMIT and found.submitted_at is None:
        first = {"stream": found.id, "submitted_at": new.at, "submitted_seq": new.seq}
        connection.execute(_SUBMIT, first)
    return number


def append_all(connection: Connection, items: Iterable[tuple[StreamKey, Event]]) -> None:
    """`append` for each; streams that nobody has begun are written together.

    Raises:
        ConflictError: as `append`.
        AnnotatorError: as `append`.
    """
    logs: dict[StreamKey, list[Event]] = {}
    for key, new in items:
        logs.setdefault(key, []).append(new)
    places, there = find_all(connection, logs)
    _begin(connection, [(key, places[key], log) for key, log in logs.items() if key not in there])
    for key, log in logs.items():
        for new in log if key in there else ():
            append(connection, key, new)


def batches(items: Iterable[tuple[StreamKey, Event]]) -> Iterator[list[tuple[StreamKey, Event]]]:
    """Cut a stream of events into what one transaction takes."""
    batch, size = [], 0
    for item in items:
        batch.append(item)
        size += 1 + len(item[1].changes)
        if size >= _BATCH_CHANGES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


# Some 0.1 s of writing: an annotator on the same file hardly notices.
_BATCH_CHANGES = 4000

_SAME_EVENT = select(event.c.number).where(
    event.c.stream_id == bindparam("stream"), event.c.id == bindparam("id")
)
_TEXT = select(article.c.text).where(article.c.id == bindparam("article_id"))
_INSERT_EVENT = Write(insert(event).returning(event.c.number), GIVEN)
_ADD_TO_STREAM = Write(
    update(stream)
    .where(stream.c.id == bindparam("stream"))
    .values(
        seq=bindparam("to_seq"),
        updated_at=bindparam("now", type_=stream.c.updated_at.type),
        **{name: stream.c[name] + bindparam(f"more_{name}") for name in Sums._fields},
    )
)
_SUBMIT = update(stream).where(stream.c.id == bindparam("stream"))


def _begin(connection: Connection, begun: Sequence[tuple[StreamKey, Place, list[Event]]]) -> list[Log]:
    """Write streams that are not there yet, with all their events."""
    logs = []
    for key, place, events in begun:
        labels = Labels()
        _check_open(place.round_state, key)
        for seq, new in enumerate(events, 1):
            if new.seq != seq:
                raise _conflict(key)
            check_rows(new.changes)
            labels = apply(labels, new.changes)
        sums = Sums(place.imported, n_ties=len(labels.ties))
        if labels.statuses or labels.cuts:
            # Where sentences lie as they were imported, the text is not needed.
            text = _text(connection, place) if labels.cuts else ""
            sums = sums_of(_bare(place, text), labels)
        made = begin_stream(connection, place, key, events[0].at, sums=sums, state=state_of(events))
        logs.append(Log(made, events, labels, sums))
    write_begun(connection, logs)
    return logs


def _check_open(round_state: str | None, key: StreamKey) -> None:
    if round_state == "closed" and key.layer == "human":
        raise AnnotatorError(
            f"the round {key.round} is closed and takes no labels",
            f"Who leads can open it again: annotator round reopen {key.round}.",
        )


def _conflict(key: StreamKey) -> ConflictError:
    return ConflictError(
        f"{key.article}: the labels of {key.annotator or 'the suggester'} were changed in another window",
        "Open the article again to see them, then repeat the change.",
    )


def _more(connection: Connection, found: Row[Any], changes: Mapping[Key, Net]) -> Sums:
    """What the changes add to the stream's sums; reads the rows as they are before the changes."""
    of: dict[str, list[Any]] = {"tie": [], "status": [], "cut": []}
    for (kind, key), (before, after) in changes.items():
        of.get(kind, []).append((key, before, after))
    ties = sum((after is not None) - (before is not None) for _, before, after in of["tie"])
    if not (of["status"] or of["cut"]):
        return Sums(n_ties=ties)
    cuts = read_cuts(connection, [found.id])[found.id]
    if of["cut"]:
        # Sentences come and go, and with them statuses begin and cease to count.
        statuses = read_statuses(connection, [found.id])[found.id]
        labels = Labels(statuses=statuses, cuts=cuts)
        kinds: tuple[Kind, ...] = ("status", "cut")
        mended = [Change(kind, *one) for kind in kinds for one in of[kind]]
        place = Place.of(found)
        whole = _bare(place, _text(connection, place))
        old, new = sums_of(whole, labels), sums_of(whole, apply(labels, mended))
        more = Sums(*(b - a for a, b in zip(old, new, strict=True)))
        return more._replace(n_ties=ties)
    starts = {start for start, _ in json.loads(found.sentences)}
    if cuts:
        place = Place.of(found)
        starts = {sentence.start for sentence in sentences(_bare(place, _text(connection, place)), cuts)}
    done, flags = count_statuses(starts, [(start, after) for start, _, after in of["status"]])
    less_done, less_flags = count_statuses(starts, [(start, before) for start, before, _ in of["status"]])
    return Sums(0, done - less_done, flags - less_flags, ties)


def _text(connection: Connection, place: Place) -> str:
    text: str = connection.execute(_TEXT, {"article_id": place.article_id}).scalar_one()
    return text


def _bare(place: Place, text: str) -> Article:
    """As much of the article as it takes to know its sentences."""
    imported = tuple(Sentence(start, end) for start, end in json.loads(place.sentences))
    return Article(id="", text=text, sentences=imported, tokens=Tokens([]))
