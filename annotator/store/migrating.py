"""All labels of a project brought to another scheme, or back: an event in each stream, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Row, bindparam, func, select, text, update

from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Change, Event, apply
from annotator.domain.history import MIGRATE
from annotator.domain.labels import Labels
from annotator.domain.migrating import at_submission, changes_back, changes_to, event_id, migrations_of, told
from annotator.domain.migration import Migration
from annotator.domain.rules import unfinished, violations
from annotator.domain.scheme import Scheme
from annotator.domain.text import Article
from annotator.store.articles import to_article
from annotator.store.logs import Log, insert_events, rewrite_labels
from annotator.store.project import read_scheme
from annotator.store.rows import read_labels
from annotator.store.streams import logs_of
from annotator.store.sums import sums_of
from annotator.store.tables import article, stream
from annotator.store.values import Migrated

PAGE = 64
#: Problems that are told, of all that there are.
TOLD = 20


def migrate(
    connection: Connection,
    by: Migration,
    scheme: Scheme,
    *,
    at: datetime,
    author: str,
    tell: Callable[..., None],
) -> Migrated:
    """Bring all labels to `scheme`, the one that the migration leads to.

    Raises:
        AnnotatorError: some would be none of the scheme's; says which, and how many.
    """

    def changes(labels: Labels, whole: Article, _: list[Event]) -> tuple[Change, ...]:
        return changes_to(labels, whole, by)

    return _moved(connection, by, scheme, changes, _Stamp(at, author, "to", tell))


def take_back(
    connection: Connection,
    by: Migration,
    scheme: Scheme,
    *,
    at: datetime,
    author: str,
    tell: Callable[..., None],
) -> Migrated:
    """Bring all labels back to `scheme`, the one that the migration led from.

    Raises:
        AnnotatorError: labels made since have names that it does not have; says which.
    """

    def changes(labels: Labels, _: Article, log: list[Event]) -> tuple[Change, ...]:
        in_effect = [one for one, migration in migrations_of(log) if migration.id == by.id]
        return changes_back(labels, in_effect[-1].changes if in_effect else (), by)

    return _moved(connection, by, scheme, changes, _Stamp(at, author, "back", tell))


class _Stamp(NamedTuple):
    """When, by whom, which way, and who wants to know how far it is."""

    at: datetime
    author: str
    way: Literal["to", "back"]
    tell: Callable[..., None]


def _moved(
    connection: Connection,
    by: Migration,
    scheme: Scheme,
    changes_of: Callable[[Labels, Article, list[Event]], tuple[Change, ...]],
    stamp: _Stamp,
) -> Migrated:
    if connection.dialect.name == "postgresql":
        # On SQLite writers take turns. Nobody may label meanwhile.
        connection.execute(text("LOCK TABLE event, stream IN SHARE ROW EXCLUSIVE MODE"))
    moved, problems, old = Migrated(), Counter[str](), read_scheme(connection)
    total = connection.execute(select(func.count()).select_from(stream).where(stream.c.seq > 0)).scalar_one()
    done = 0
    for page in _pages(connection):
        labels = read_labels(connection, [row.id for row in page])
        wholes = _articles(connection, page)
        earlier = logs_of(connection, [row.id for row in page])
        events: list[tuple[int, Event]] = []
        logs: list[Log] = []
        for row in page:
            whole = wholes[row.article_id]
            log = [one.event for one in earlier[row.id]]
            changes = changes_of(labels[row.id], whole, log)
            done += 1
            stamp.tell(done, total)
            suggested = row.layer == "suggestion"
            if suggested and len(changes) == 1:
                continue
            name, seq = event_id(by, log[-1].id, stamp.way), len(log) + 1
            # The origin stays: whose suggestions these are is known by that of the last event.
            new = Event(name, seq, stamp.at, stamp.author, MIGRATE, changes, log[-1].origin)
            after = apply(labels[row.id], changes)
            problems.update(_problems(after, scheme, whole))
            if row.submitted_seq is not None and row.submitted_seq < row.seq:
                frozen = at_submission([*log, new], row.submitted_seq)
                problems.update(f"submitted: {one}" for one in _problems(frozen, scheme, whole))
            if not problems:
                events.append((row.id, new))
                if len(changes) > 1:
                    # Most rows change: written anew they take a fraction of the time.
                    logs.append(Log(row.id, [*log, new], after, sums_of(whole, after)))
                else:
                    connection.execute(_ONE_MORE, {"place": row.id, "seq": new.seq, "updated_at": new.at})
            moved.streams += 1
            if not suggested:
                moved.unfinished_before += _unfinished(labels[row.id], old)
                moved.unfinished_after += _unfinished(after, scheme)
            moved.changed += len(changes) > 1
            moved.names.update(told(changes))
        insert_events(connection, events)
        rewrite_labels(connection, logs)
    if problems:
        raise _refusal(problems, scheme, stamp.way)
    return moved


# The columns are those that it is given values for.
_ONE_MORE = update(stream).where(stream.c.id == bindparam("place"))


def _unfinished(labels: Labels, scheme: Scheme) -> int:
    """How many ties lack a required role."""
    return sum(
        bool(unfinished(tie, scheme))
        for tie in labels.ties.values()
        if (tie.category or "") in scheme.categories
    )


def _refusal(problems: Counter[str], scheme: Scheme, way: str) -> AnnotatorError:
    listed = [f"  {what}: {count}" for what, count in problems.most_common(TOLD)]
    more = [f"  … and {len(problems) - TOLD} more kinds"] if len(problems) > TOLD else []
    if way == "back":
        hint = "They were made since: give them other labels, or go on with another migration."
    else:
        hint = "Say in the rules what they become, or let the scheme allow them; nothing was changed."
    return AnnotatorError("\n".join([f"some labels are none of {scheme.id}:", *listed, *more]), hint)


def _problems(labels: Labels, scheme: Scheme, whole: Article) -> Iterator[str]:
    for one in violations(labels, scheme, len(whole.text)):
        # What is alike but for the ids is counted as one.
        where, _, what = one.partition(": ")
        thing, _, role = where.partition(", role ")
        first, _, rest = what.partition(" ")
        known = first in labels.spans or first in labels.ties
        yield f"{f'role {role}' if role else thing.split()[0]}: {rest if known else what}"


def _pages(connection: Connection) -> Iterator[Sequence[Row[Any]]]:
    after = 0
    while True:
        rows = select(stream).where(stream.c.id > after, stream.c.seq > 0).order_by(stream.c.id).limit(PAGE)
        page = connection.execute(rows).all()
        if not page:
            return
        after = page[-1].id
        yield page


def _articles(connection: Connection, page: Sequence[Row[Any]]) -> dict[int, Article]:
    rows = select(article).where(article.c.id.in_({row.article_id for row in page}))
    return {row.id: to_article(row) for row in connection.execute(rows)}
