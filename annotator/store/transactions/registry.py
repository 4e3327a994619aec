"""The registry, and what in labels points into it: each method is one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from sqlalchemy.exc import IntegrityError

from annotator.domain.errors import ConflictError
from annotator.domain.events import StreamKey
from annotator.store.transactions.opened import Opened
from annotator.store.values import Labelled, Mention

if TYPE_CHECKING:
    from annotator.domain.registry import Entry
    from annotator.domain.registry_log import RegistryEvent


class RegistryTransactions(Opened):
    """The registry, and what in labels points into it."""

    def entries(self) -> dict[str, Entry]:
        """The project's own entries of the registry by key, merged ones too."""
        from annotator.store import registry

        with self._database.reading() as connection:
            return registry.read_entries(connection)

    def registry_events(self) -> list[RegistryEvent]:
        """The log of the registry, oldest first."""
        from annotator.store import registry

        with self._database.reading() as connection:
            return registry.read_events(connection)

    def append_to_registry(self, event: RegistryEvent) -> None:
        """Commit one act in the registry with the entries it changes.

        Raises:
            ConflictError: `event.seq` is not the next, or the changes do not fit the entries.
            AnnotatorError: a name cannot be stored, or the database cannot be written.
        """
        from annotator.store import registry

        try:
            with self._database.writing() as connection:
                registry.append(connection, event)
        except IntegrityError as error:
            raise ConflictError(
                f"the change does not fit the registry ({error.orig})", "Look again and repeat."
            ) from error

    def count_mentions(
        self, layers: Iterable[str] = ("human", "gold"), annotator: str | None = None
    ) -> dict[tuple[str, str], int]:
        """How many spans of some layers there are by the key of their entry and their label.

        With an annotator, only those of their labels.
        """
        from annotator.store import registry

        with self._database.reading() as connection:
            return registry.count_mentions(connection, layers, annotator)

    def mentions(
        self,
        keys: Iterable[str],
        layers: Iterable[str] = ("human", "gold"),
        limit: int = 100,
        annotator: str | None = None,
    ) -> list[Mention]:
        """The first spans of some layers that have one of the keys; with an annotator, of their labels."""
        from annotator.store import registry

        with self._database.reading() as connection:
            return registry.read_mentions(connection, keys, layers, limit, annotator)

    def labelled(
        self, key: StreamKey, *, kind: Literal["tie", "span"], name: str, gold: bool, limit: int
    ) -> list[Labelled]:
        """The newest ties of a category, or spans of a label, that the stream's annotator may see.

        Those of the annotator's own articles in the round and pass, or with `gold` the gold ones of the
        articles that the annotator has submitted in it.
        """
        from annotator.store.examples import read_labelled

        with self._database.reading() as connection:
            return read_labelled(connection, key, kind=kind, name=name, gold=gold, limit=limit)
