"""The project as a whole: each method is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import Scheme
from annotator.store import project, schema
from annotator.store.engine import Database
from annotator.store.transactions.opened import Opened
from annotator.store.values import Erased, Erasure, Joined, Migrated

if TYPE_CHECKING:
    from annotator.domain.migration import Migration


class ProjectTransactions(Opened):
    """The project as a whole."""

    # The project

    def scheme(self) -> Scheme:
        """The label scheme in use."""
        with self._database.reading() as connection:
            return project.read_scheme(connection)

    def scheme_source(self) -> str:
        """The text of the scheme's file."""
        with self._database.reading() as connection:
            return project.read_scheme_source(connection)

    def set_scheme(self, scheme: Scheme, source: str, at: datetime) -> None:
        """Put another scheme, or a later version, to use; earlier ones are kept."""
        with self._database.writing() as connection:
            project.write_scheme(connection, scheme, source, at)

    def setting(self, key: str) -> str | None:
        """A setting, None where it was never set."""
        with self._database.reading() as connection:
            return project.read_setting(connection, key)

    def settings(self, prefix: str = "") -> dict[str, str]:
        """All settings whose keys begin with the prefix, by key."""
        with self._database.reading() as connection:
            return project.read_settings(connection, prefix)

    def set_setting(self, key: str, value: str | None) -> None:
        """Change a setting; None takes it away."""
        with self._database.writing() as connection:
            project.write_setting(connection, key, value)

    def set_settings(self, values: Mapping[str, str | None]) -> None:
        """Change some settings, all of them or none; None takes one away."""
        with self._database.writing() as connection:
            for key, value in values.items():
                project.write_setting(connection, key, value)

    # Backups and erasing

    def back_up(self, target: Path) -> None:
        """Copy a SQLite project to a file that is not there yet, while others go on writing to it.

        Raises:
            AnnotatorError: there is such a file, it cannot be written, the project is damaged or lies
                on a server.
        """
        from annotator.store.backup import backup_command, copy_to

        if self._database.path is None:
            raise AnnotatorError(
                "A project on a server is backed up by the server's own means",
                f"Run: {backup_command(self._database.url)}",
            )
        with self._database.reading() as connection:
            copy_to(connection, target)

    def erase_article(self, key: str, author: str, at: datetime) -> Erased:
        """Remove an article and all that was done with it; `author` asked for it.

        Raises:
            AnnotatorError: there is no such article.
        """
        from annotator.store import erasing

        with self._database.erasing() as connection:
            erased = erasing.erase_article(connection, key, author, at)
        return replace(erased, complete=self._database.scrub())

    def erase_person(self, name: str, author: str, at: datetime, *, labels: bool = False) -> Erased:
        """Put a pseudonym in the place of a person's name; with `labels`, remove what they labelled.

        Raises:
            AnnotatorError: nobody of this name has done anything here.
        """
        from annotator.store import erasing

        with self._database.erasing() as connection:
            erased = erasing.erase_person(connection, name, author, at, labels=labels)
        return replace(erased, complete=self._database.scrub())

    def scrub(self) -> bool:
        """Write a SQLite file anew without what was erased from it; False where that has to wait."""
        return self._database.scrub()

    def erasures(self) -> list[Erasure]:
        """What was erased, oldest first."""
        from annotator.store import erasing

        with self._database.reading() as connection:
            return erasing.read_erasures(connection)

    # Other projects

    @classmethod
    @contextmanager
    def look_into(cls, url: str) -> Iterator[Self]:
        """Open a project to read it, and leave it as it is: an older file is read through a copy.

        Raises:
            AnnotatorError: there is no project, a newer program wrote it, or it lies on a server and an
                older one did.
        """
        with schema.current(url) as current, cls(Database(current)) as store:
            yield store

    def join(
        self,
        others: Iterable[tuple[Opened, Sequence[Migration]]],
        *,
        settings: Mapping[str, str] | None = None,
        author: str,
        at: datetime,
        tell: Callable[..., None],
        dry: bool,
    ) -> list[Joined]:
        """Take in what other projects have and this one has not: all of it, or with `dry` nothing.

        With each come the migrations that bring its labels to the scheme here, if it has an earlier one.
        `settings` are written with it. `tell` is called with the articles of each that are done, and how
        many it has.

        Raises:
            AnnotatorError: one of them is damaged, or has labels that are none of the scheme's.
        """
        from annotator.store.joining import join as joining

        out = []
        with self._labelling(None) as connection:
            for other, through in others:
                with other._database.beside() as there:
                    out.append(joining.join(connection, there, through, joining.Stamp(at, author, tell)))
            for key, value in (settings or {}).items():
                project.write_setting(connection, key, value)
            if dry:
                connection.rollback()
        return out

    def migrate(
        self,
        by: Migration,
        scheme: Scheme,
        source: str,
        settings: Mapping[str, str],
        *,
        author: str,
        at: datetime,
        tell: Callable[..., None],
        back: bool = False,
        dry: bool = False,
    ) -> Migrated:
        """Put a scheme, `source` being its text, to use, and bring all labels to it; with `dry` only try.

        With `back` the migration is taken back, to the scheme it led from. `settings` are written with
        it. `tell` is called with the sets of labels that are done, and how many there are.

        Raises:
            AnnotatorError: some labels would be none of the scheme's.
        """
        from annotator.store import migrating

        move = migrating.take_back if back else migrating.migrate
        with self._labelling(None) as connection:
            moved = move(connection, by, scheme, at=at, author=author, tell=tell)
            project.write_scheme(connection, scheme, source, at)
            for key, value in settings.items():
                project.write_setting(connection, key, value)
            if dry:
                connection.rollback()
        return moved
