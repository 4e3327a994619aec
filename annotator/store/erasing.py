"""Erasing an article, or a person, on request; what is noted of it does not say what it was."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select, text, update

from annotator.domain.adjudication import decision
from annotator.domain.errors import AnnotatorError
from annotator.store.articles import row_id
from annotator.store.tables import (
    article,
    assignment,
    erasure,
    event,
    fragment,
    lead,
    publication,
    registry_event,
    rejected,
    role,
    round_event,
    sentence_cut,
    sentence_status,
    span,
    stream,
    tie,
    visit,
)
from annotator.store.values import Erased, Erasure, ErasureKind


def erase_article(connection: Connection, key: str, author: str, at: datetime) -> Erased:
    """Remove an article with its publications, and all labels, suggestions, visits and events of it.

    Raises:
        AnnotatorError: there is no such article.
    """
    _alone(connection)
    place = row_id(connection, key)
    erased = _remove_streams(connection, stream.c.article_id == place)
    connection.execute(delete(publication).where(publication.c.article_id == place))
    connection.execute(delete(assignment).where(assignment.c.article_id == place))
    connection.execute(delete(article).where(article.c.id == place))
    return _noted(connection, Erased("article", *erased), author, at)


def erase_person(connection: Connection, name: str, author: str, at: datetime, *, labels: bool) -> Erased:
    """Put a pseudonym in the place of a person's name; with `labels`, remove what they labelled first.

    The gold layer is the project's: what somebody adjudicated stays, under the pseudonym.

    Raises:
        AnnotatorError: nobody of this name has done anything here; says who has.
    """
    _alone(connection)
    known = people(connection)
    if name not in known:
        raise AnnotatorError(
            f"nobody named {name!r} has worked here", f"There are: {', '.join(sorted(known)) or 'none yet'}."
        )
    pseudonym = free_pseudonym(known)
    if labels:
        mine = (stream.c.annotator == name) & (stream.c.layer == "human")
        kind: ErasureKind = "labels"
        n_streams, n_events = _remove_streams(connection, mine)
    else:
        kind = "identity"
        n_streams = _count(connection, stream, stream.c.annotator == name)
        n_events = _count(connection, event, event.c.author == name)
    for column in _NAMES:
        renamed = update(column.table).where(column == name).values({column.name: pseudonym})
        connection.execute(renamed)
    _rename_in_decisions(connection, name, pseudonym)
    erased = Erased(kind, n_streams, n_events, pseudonym)
    return _noted(connection, erased, pseudonym if author == name else author, at)


def _rename_in_decisions(connection: Connection, name: str, pseudonym: str) -> None:
    """Decisions of adjudication say whose readings there were."""
    gold = select(event.c.number, event.c.changes).join(stream, stream.c.id == event.c.stream_id)
    for number, changes in connection.execute(gold.where(stream.c.layer == "gold")).all():
        renamed = [
            [
                kind,
                key,
                *(
                    row and decision.to_plain(decision.from_plain(row).renamed(name, pseudonym))
                    for row in rows
                ),
            ]
            if kind == "decision"
            else [kind, key, *rows]
            for kind, key, *rows in changes
        ]
        if renamed != changes:
            connection.execute(update(event).where(event.c.number == number).values(changes=renamed))


def read_erasures(connection: Connection) -> list[Erasure]:
    """All erasures, oldest first."""
    rows = connection.execute(select(erasure).order_by(erasure.c.id))
    return [Erasure(row.at, row.kind, row.author, row.n_events) for row in rows]


#: What stands in the place of a name that was erased.
PSEUDONYM = re.compile(r"erased-(\d{1,9})")

# Where names of people stand.
_NAMES: tuple[Any, ...] = (
    stream.c.annotator,
    event.c.author,
    registry_event.c.author,
    erasure.c.author,
    assignment.c.annotator,
    assignment.c.assigned_by,
    assignment.c.withdrawn_by,
    round_event.c.author,
    lead.c.name,
    lead.c.author,
)

# All that belongs to a stream, what refers to other rows first.
_OF_STREAM = (role, tie, fragment, span, sentence_status, sentence_cut, rejected, visit, event)


def _alone(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # On SQLite writers take turns. Here nobody may add to what is being removed.
        connection.execute(
            text("LOCK TABLE event, stream, visit, registry_event, assignment IN SHARE ROW EXCLUSIVE MODE")
        )


def people(connection: Connection) -> set[str]:
    """Names of all who labelled, adjudicated, changed the registry or had something erased."""
    labelled = select(stream.c.annotator).where(stream.c.layer != "suggestion")
    acted = select(event.c.author).join(stream, stream.c.id == event.c.stream_id)
    acted = acted.where(stream.c.layer != "suggestion")
    named = select(registry_event.c.author)
    erased = select(erasure.c.author)
    others = (
        select(column).where(column.is_not(None))
        for column in _NAMES
        if column.table in (assignment, round_event, lead)
    )
    return set(connection.execute(labelled.union(acted, named, erased, *others)).scalars()) - {""}


def free_pseudonym(known: Iterable[str]) -> str:
    """A pseudonym that none of these names is."""
    taken = [int(found[1]) for name in known if (found := PSEUDONYM.fullmatch(name))]
    return f"erased-{max(taken, default=0) + 1}"


def _remove_streams(connection: Connection, which: ColumnElement[bool]) -> tuple[int, int]:
    """Remove streams with all that belongs to them; returns how many, and how many events."""
    mine = select(stream.c.id).where(which)
    n_streams, n_events = (
        _count(connection, stream, which),
        _count(connection, event, event.c.stream_id.in_(mine)),
    )
    for table in _OF_STREAM:
        connection.execute(delete(table).where(table.c.stream_id.in_(mine)))
    connection.execute(delete(stream).where(which))
    return n_streams, n_events


def _count(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(table).where(which)).scalar_one()


def _noted(connection: Connection, erased: Erased, author: str, at: datetime) -> Erased:
    values = {"at": at, "kind": erased.kind, "author": author, "n_events": erased.n_events}
    connection.execute(insert(erasure), values)
    return erased
