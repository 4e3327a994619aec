"""One open project: its articles, its labels, and the log they follow from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Self

from annotator.domain.rounds import Round
from annotator.domain.scheme import Scheme
from annotator.store import project, rounds, schema
from annotator.store.engine import Database
from annotator.store.transactions.articles import ArticleTransactions
from annotator.store.transactions.labels import LabelTransactions
from annotator.store.transactions.project import ProjectTransactions
from annotator.store.transactions.queues import QueueTransactions
from annotator.store.transactions.registry import RegistryTransactions
from annotator.store.transactions.rounds import RoundTransactions
from annotator.store.transactions.soundness import SoundnessTransactions


class Store(
    ProjectTransactions,
    RoundTransactions,
    ArticleTransactions,
    LabelTransactions,
    RegistryTransactions,
    QueueTransactions,
    SoundnessTransactions,
):
    """A project's database. Safe to share between threads; every method is one transaction.

    What only some commands need is imported by the methods that need it: the screen is waited for.
    Methods that go through many articles (they return iterators) take one short transaction for
    each page, so that nothing is held open between two items.
    """

    @classmethod
    def create(cls, url: str, scheme: Scheme, source: str, at: datetime | None = None) -> Self:
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
    def open(cls, url: str) -> Self:
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
