"""All that another project has and this one has not, taken in."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text

from annotator.domain.migration import Migration
from annotator.store import registry
from annotator.store.articles import count_articles
from annotator.store.joining.articles import Articles
from annotator.store.joining.logs import Logs
from annotator.store.joining.other import OTHER, Stamp, article_pages, readable
from annotator.store.joining.people import People
from annotator.store.joining.rounds import Rounds
from annotator.store.values import Joined

__all__ = ["Stamp", "join"]


def join(here: Connection, there: Connection, through: Sequence[Migration], stamp: Stamp) -> Joined:
    """Take in what the other project has and this one has not, in the transaction of `here`.

    `through` are the migrations that bring labels of its scheme to the one here.

    Raises:
        AnnotatorError: the other project is damaged, or its labels are none of the scheme's.
    """
    if here.dialect.name == "postgresql":
        # On SQLite writers take turns. Readers go on.
        here.execute(text("LOCK TABLE event, stream, visit, registry_event IN SHARE ROW EXCLUSIVE MODE"))
    joined = Joined()
    rounds = Rounds(here, there, stamp, joined)
    people = People(here, there)
    joined.people = len(people.names)
    with readable(OTHER):
        acts, entries, total = (
            registry.read_events(there),
            registry.read_entries(there),
            count_articles(there),
        )
    joined.entries = registry.take_in(here, acts, entries, people.names, at=stamp.at, author=stamp.author)
    articles = Articles(here, there, joined)
    logs = Logs(here, there, people=people, rounds=rounds, through=through, stamp=stamp, joined=joined)
    done = 0
    for page in article_pages(there):
        articles.take_in(page)
        logs.read(page)
        for row in page:
            logs.take_in(row, articles)
            done += 1
            stamp.tell(done, total)
        logs.write()
    rounds.assign(people, articles)
    return joined
