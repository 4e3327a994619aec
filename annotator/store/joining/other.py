"""Reading another project, whose rows may hold anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select
from sqlalchemy.exc import DBAPIError

from annotator.domain.errors import AnnotatorError
from annotator.domain.text import printable
from annotator.store.examining import UNREADABLE
from annotator.store.tables import article

#: Articles read at a time, and ids looked up in one query.
PAGE, LOOKED_UP = 64, 500

OTHER = "the other project"
DAMAGED = "Look at the other project: annotator doctor --db OTHER."


class Stamp(NamedTuple):
    """When, by whom, and who wants to know how many of how many articles are done."""

    at: datetime
    author: str
    tell: Callable[..., None]


def article_pages(there: Connection) -> Iterator[Sequence[Row[Any]]]:
    """Rows of its articles, page by page, in the order they were imported."""
    after = 0
    while True:
        rows = select(article).where(article.c.id > after).order_by(article.c.id).limit(PAGE)
        with readable(OTHER):
            page = there.execute(rows).all()
        if not page:
            return
        after = page[-1].id
        yield page


@contextmanager
def readable(what: str, errors: tuple[type[Exception], ...] = UNREADABLE) -> Iterator[None]:
    """Tell in words of rows of the other project that do not hold what they should."""
    try:
        yield
    except errors as error:
        raise AnnotatorError(f"{what} cannot be read ({type(error).__name__})", DAMAGED) from error


def sensible(what: str) -> AbstractContextManager[None]:
    """The same where rows are written here too, whose errors are not the other project's."""
    return readable(what, tuple(one for one in UNREADABLE if one is not DBAPIError))


def cut(items: Sequence[str], size: int = LOOKED_UP) -> Iterator[Sequence[str]]:
    """The items, so many at a time."""
    return (items[at : at + size] for at in range(0, len(items), size))


def told(key: str) -> str:
    """What an article of the other project is called in messages."""
    return f"the other project's article {printable(key)}"
