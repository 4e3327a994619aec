"""Whether all is sound, and mending: each method is one transaction."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.domain.events import StreamKey
from annotator.store import project
from annotator.store.transactions.opened import Opened
from annotator.store.values import ExaminedArticle, Problem, StoredScheme


class SoundnessTransactions(Opened):
    """Whether all is sound, and mending."""

    def schemes(self) -> list[StoredScheme]:
        """All schemes the project has had, as they are stored; the last is in use."""
        with self._database.reading() as connection:
            return project.read_schemes(connection)

    def examine_database(self) -> list[Problem]:
        """What is wrong with the database itself, whatever its tables mean."""
        from annotator.store import examining

        with self._database.reading() as connection:
            return list(examining.examine_database(connection))

    def examine(self) -> Iterator[ExaminedArticle]:
        """All articles and streams, what is wrong with them, and what the logs come to."""
        from annotator.store import examining

        return self._pages(examining.examine_articles)

    def examine_registry(self) -> list[Problem]:
        """What is wrong with the registry."""
        from annotator.store import registry

        with self._database.reading() as connection:
            return registry.problems(connection)

    def rebuild_registry(self) -> None:
        """Make the entries of the registry anew from its log, in one transaction."""
        from annotator.store import registry

        with self._database.writing() as connection:
            registry.rebuild(connection)

    def rebuild(self, key: StreamKey) -> None:
        """Make the labels and sums of a stream anew from its log, in one transaction.

        Raises:
            AnnotatorError: there is no such stream, its log does not add up, or the database cannot
                be written.
        """
        from annotator.store import examining

        with self._labelling(key) as connection:
            examining.rebuild(connection, key)

    def remove_stray(self) -> None:
        """Remove rows of labels that belong to no stream."""
        from annotator.store import examining

        with self._database.writing() as connection:
            examining.remove_stray(connection)
