"""Rounds, who labels what in them, and who leads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, exists, func, insert, select, update

from annotator.domain.errors import AnnotatorError, ConflictError
from annotator.domain.rounds import ArticleState, Assignment, Round
from annotator.store.tables import article, assignment, lead, round_, round_event, span, stream
from annotator.store.values import RoundEvent

#: Rows written at a time.
ROWS = 10_000


def read_rounds(connection: Connection) -> list[Round]:
    """All rounds, by name in the order of code points."""
    return sorted((_round(row) for row in connection.execute(select(round_))), key=lambda one: one.name)


def write_round(connection: Connection, new: Round) -> None:
    """Add a round, or change what there is of it."""
    values = {name: getattr(new, name) for name in _COLUMNS}
    changed = connection.execute(round_.update().where(round_.c.name == new.name).values(values))
    if changed.rowcount == 0:
        connection.execute(insert(round_), values)


def read_round(connection: Connection, name: str) -> Round:
    """The round of this name.

    Raises:
        AnnotatorError: there is no such round; says which there are.
    """
    row = connection.execute(_ROUND, {"round": name}).first()
    if row is None:
        names = [known.name for known in read_rounds(connection)]
        raise AnnotatorError(f"There is no round {name!r}", f"Rounds here: {', '.join(names)}.")
    return _round(row)


def note(connection: Connection, new: Round, verb: str, author: str, at: datetime) -> None:
    """Write a round and, in its log, what was done with it."""
    write_round(connection, new)
    after = {**asdict(new), "opened_at": new.opened_at.isoformat() if new.opened_at else None}
    row = {"round": new.name, "at": at, "author": author, "verb": verb, "after": after}
    connection.execute(insert(round_event), row)


def read_events(connection: Connection, name: str) -> list[RoundEvent]:
    """What was done with a round, oldest first."""
    rows = connection.execute(
        select(round_event).where(round_event.c.round == name).order_by(round_event.c.number)
    )
    return [RoundEvent(row.at, row.author, row.verb) for row in rows]


def assign(
    connection: Connection,
    name: str,
    new: Iterable[Assignment],
    author: str,
    at: datetime,
    *,
    tell: Callable[[int], None] = lambda _: None,
) -> None:
    """Assign articles in a round; `tell` is called with how many are written.

    Raises:
        AnnotatorError: there is no such round or article.
        ConflictError: one of them is assigned already.
    """
    read_round(connection, name)
    wanted = list(new)
    keys = {one.article for one in wanted}
    ids = {row.key: row.id for row in connection.execute(select(article.c.key, article.c.id))} if keys else {}
    missing = sorted(keys - ids.keys())
    if missing:
        raise AnnotatorError(f"There is no article {missing[0]!r}", "List them: annotator status --articles.")
    there = {(one.article, one.annotator, one.pass_) for one in read_assignments(connection, name)}
    for one in wanted:
        if (one.article, one.annotator, one.pass_) in there:
            raise ConflictError(
                f"{one.article} is assigned to {one.annotator} already", "Look at the round again and repeat."
            )
    rows = [
        {
            "round": name,
            "article_id": ids[one.article],
            "annotator": one.annotator,
            "pass": one.pass_,
            "ended": 0,
            "assigned_at": at,
            "assigned_by": author,
        }
        for one in wanted
    ]
    for begin in range(0, len(rows), ROWS):
        connection.execute(insert(assignment), rows[begin : begin + ROWS])
        tell(min(begin + ROWS, len(rows)))


def withdraw(connection: Connection, name: str, old: Iterable[Assignment], author: str, at: datetime) -> None:
    """Take articles away from annotators in a round; what they labelled stays.

    Raises:
        ConflictError: one of them is not assigned.
    """
    for one in old:
        values = {
            "of_round": name,
            "key": one.article,
            "of_annotator": one.annotator,
            "of_pass": one.pass_,
            "at": at,
            "author": author,
        }
        if connection.execute(_WITHDRAW, values).rowcount != 1:
            raise ConflictError(
                f"{one.article} is not assigned to {one.annotator}", "Look at the round again and repeat."
            )


def read_assignments(connection: Connection, name: str) -> list[Assignment]:
    """What is assigned in a round, in order of import, then by annotator and pass."""
    rows = connection.execute(_ASSIGNMENTS, {"round": name})
    found = [(row.id, Assignment(row.key, row.annotator, row.pass_)) for row in rows]
    found.sort(key=lambda one: (one[0], one[1].annotator, one[1].pass_))
    return [one for _, one in found]


def has_assignments(connection: Connection, name: str) -> bool:
    """Whether anything is assigned in a round: then annotators label what is theirs."""
    return connection.execute(_ANY, {"round": name}).first() is not None


def is_assigned(connection: Connection, name: str, annotator: str, pass_: int, place: int) -> bool:
    """Whether the article of row `place` is an annotator's in a pass of a round."""
    values = {"round": name, "annotator": annotator, "pass_": pass_, "place": place}
    return connection.execute(_IS_ASSIGNED, values).first() is not None


def rounds_of(connection: Connection, annotator: str) -> list[Round]:
    """The rounds in which an annotator has anything assigned, by name."""
    mine = exists().where(
        assignment.c.round == round_.c.name,
        assignment.c.annotator == annotator,
        assignment.c.ended == 0,
    )
    rows = connection.execute(select(round_).where(mine))
    return sorted((_round(row) for row in rows), key=lambda one: one.name)


def annotators_of(connection: Connection, name: str) -> list[str]:
    """Who has anything assigned in a round, in the order of code points."""
    return sorted(connection.execute(_ANNOTATORS, {"round": name}).scalars())


def passes_of(connection: Connection, name: str, annotator: str) -> list[int]:
    """The passes of a round in which an annotator has anything assigned, in order."""
    rows = connection.execute(_PASSES, {"round": name, "annotator": annotator}).scalars()
    return sorted(rows)


def not_begun(connection: Connection, name: str, pass_: int) -> dict[str, int]:
    """How many of the articles assigned in a pass of a round each annotator has not begun."""
    rows = connection.execute(_NOT_BEGUN, {"round": name, "pass_": pass_})
    return {row.annotator: row.articles for row in rows}


def article_states(connection: Connection, name: str, annotator: str | None = None) -> list[ArticleState]:
    """How far each article of a round is with each annotator, or with one: assigned or begun.

    In order of import, then by annotator and pass.
    """
    place: dict[tuple[str, str, int], int] = {}
    begun: dict[tuple[str, str, int], Any] = {}
    for row in connection.execute(_STREAMS, {"round": name}):
        key = (row.key, row.annotator, row.pass_)
        place[key], begun[key] = row.article_id, row
    assigned = set()
    for one in connection.execute(_ASSIGNMENTS, {"round": name}):
        key = (one.key, one.annotator, one.pass_)
        place[key] = one.id
        assigned.add(key)
    order = sorted(place, key=lambda key: (place[key], key[1], key[2]))
    return [
        _state(connection, key, begun.get(key), key in assigned)
        for key in order
        if annotator is None or key[1] == annotator
    ]


def read_leads(connection: Connection) -> list[str]:
    """Who leads, in the order of code points."""
    return sorted(connection.execute(select(lead.c.name)).scalars())


def set_lead(connection: Connection, name: str, author: str, at: datetime, *, leads: bool) -> None:
    """Make a person a lead, or one no longer."""
    connection.execute(delete(lead).where(lead.c.name == name))
    if leads:
        connection.execute(insert(lead), {"name": name, "at": at, "author": author})


def _round(row: Any) -> Round:
    return Round(*(getattr(row, name) for name in _COLUMNS))


def _state(connection: Connection, key: tuple[str, str, int], row: Any, assigned: bool) -> ArticleState:
    if row is None:
        return ArticleState(*key, assigned=assigned)
    later = row.submitted_seq is not None and row.seq > row.submitted_seq
    empty = row.submitted_at is not None and not row.marked
    if later:
        from annotator.store.records import labels_as_submitted

        empty = not labels_as_submitted(connection, row.id, row.submitted_seq).spans
    return ArticleState(
        *key,
        assigned=assigned,
        begun=True,
        reviewed=row.n_done >= row.n_sentences,
        submitted_at=row.submitted_at,
        empty=empty,
        later=later,
    )


_COLUMNS: Sequence[str] = ("name", "arm", "state", "hidden", "seed", "practice", "opened_at")
_ROUND = select(round_).where(round_.c.name == bindparam("round"))

_ACTIVE = and_(assignment.c.round == bindparam("round"), assignment.c.ended == 0)
_ANY = select(assignment.c.id).where(_ACTIVE).limit(1)
_ASSIGNMENTS = (
    select(article.c.id, article.c.key, assignment.c.annotator, assignment.c["pass"].label("pass_"))
    .join(article, article.c.id == assignment.c.article_id)
    .where(_ACTIVE)
)
_IS_ASSIGNED = select(assignment.c.id).where(
    _ACTIVE,
    assignment.c.annotator == bindparam("annotator"),
    assignment.c["pass"] == bindparam("pass_"),
    assignment.c.article_id == bindparam("place"),
)
_PASSES = (
    select(assignment.c["pass"]).where(_ACTIVE, assignment.c.annotator == bindparam("annotator")).distinct()
)
_ANNOTATORS = select(assignment.c.annotator).where(_ACTIVE).distinct()
_WITHDRAW = (
    update(assignment)
    .where(
        assignment.c.round == bindparam("of_round"),
        assignment.c.annotator == bindparam("of_annotator"),
        assignment.c["pass"] == bindparam("of_pass"),
        assignment.c.ended == 0,
        assignment.c.article_id
        == select(article.c.id).where(article.c.key == bindparam("key")).scalar_subquery(),
    )
    .values(
        ended=assignment.c.id,
        withdrawn_at=bindparam("at", type_=assignment.c.withdrawn_at.type),
        withdrawn_by=bindparam("author"),
    )
)
_OF_ASSIGNMENT = and_(
    stream.c.article_id == assignment.c.article_id,
    stream.c.annotator == assignment.c.annotator,
    stream.c.round == assignment.c.round,
    stream.c["pass"] == assignment.c["pass"],
    stream.c.layer == "human",
    stream.c.seq > 0,
)
_NOT_BEGUN = (
    select(assignment.c.annotator, func.count().label("articles"))
    .where(_ACTIVE, assignment.c["pass"] == bindparam("pass_"), ~exists().where(_OF_ASSIGNMENT))
    .group_by(assignment.c.annotator)
)
_STREAMS = (
    select(
        stream.c.id,
        stream.c.article_id,
        article.c.key,
        stream.c.annotator,
        stream.c["pass"].label("pass_"),
        stream.c.seq,
        stream.c.submitted_at,
        stream.c.submitted_seq,
        stream.c.n_done,
        stream.c.n_sentences,
        exists().where(span.c.stream_id == stream.c.id).label("marked"),
    )
    .join(article, article.c.id == stream.c.article_id)
    .where(stream.c.round == bindparam("round"), stream.c.layer == "human", stream.c.seq > 0)
)
