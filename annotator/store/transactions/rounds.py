"""Rounds, what is assigned in them, and who leads: each method is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from annotator.domain.events import StreamKey
from annotator.domain.rounds import ArticleState, Assignment, Round
from annotator.store import articles, rounds
from annotator.store.transactions.opened import Opened
from annotator.store.values import RoundEvent


class RoundTransactions(Opened):
    """Rounds, what is assigned in them, and who leads."""

    def rounds(self) -> list[Round]:
        """All rounds, by name; `main` is always there."""
        with self._database.reading() as connection:
            return rounds.read_rounds(connection)

    def round(self, name: str) -> Round:
        """The round of this name.

        Raises:
            AnnotatorError: there is none; says which there are.
        """
        with self._database.reading() as connection:
            return rounds.read_round(connection, name)

    def set_round(self, new: Round) -> None:
        """Add a round, or change what there is of it. Labels can be made in rounds that exist only."""
        with self._database.writing() as connection:
            rounds.write_round(connection, new)

    def change_round(
        self,
        new: Round,
        verb: str,
        author: str,
        at: datetime,
        *,
        assigned: Iterable[Assignment] = (),
        withdrawn: Iterable[Assignment] = (),
        tell: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Write a round, note what was done with it, and change who labels what in it: all or nothing.

        `tell` is called with how many assignments are written.

        Raises:
            ConflictError: something is assigned already that should be, or is not that should be taken.
            AnnotatorError: there is no such article.
        """
        with self._database.writing() as connection:
            rounds.note(connection, new, verb, author, at)
            rounds.withdraw(connection, new.name, withdrawn, author, at)
            rounds.assign(connection, new.name, assigned, author, at, tell=tell)

    def round_events(self, name: str) -> list[RoundEvent]:
        """What was done with a round, oldest first."""
        with self._database.reading() as connection:
            return rounds.read_events(connection, name)

    def assignments(self, name: str) -> list[Assignment]:
        """What is assigned in a round, in order of import."""
        with self._database.reading() as connection:
            return rounds.read_assignments(connection, name)

    def has_assignments(self, name: str) -> bool:
        """Whether anything is assigned in a round: then annotators label what is theirs, and only that."""
        with self._database.reading() as connection:
            return rounds.has_assignments(connection, name)

    def is_assigned(self, key: StreamKey) -> bool:
        """Whether the stream's article is assigned to its annotator, in its pass of its round."""
        with self._database.reading() as connection:
            place = articles.row_id(connection, key.article)
            return rounds.is_assigned(connection, key.round, key.annotator, key.pass_, place)

    def rounds_of(self, annotator: str) -> list[Round]:
        """The rounds in which an annotator has anything assigned, by name."""
        with self._database.reading() as connection:
            return rounds.rounds_of(connection, annotator)

    def annotators_of(self, name: str) -> list[str]:
        """Who has anything assigned in a round, in alphabetical order."""
        with self._database.reading() as connection:
            return rounds.annotators_of(connection, name)

    def passes_of(self, name: str, annotator: str) -> list[int]:
        """The passes of a round in which an annotator has anything assigned, in order."""
        with self._database.reading() as connection:
            return rounds.passes_of(connection, name, annotator)

    def article_states(self, name: str, annotator: str | None = None) -> list[ArticleState]:
        """How far each article of a round is with each annotator, or with one, in order of import."""
        with self._database.reading() as connection:
            return rounds.article_states(connection, name, annotator)

    def not_begun(self, name: str, pass_: int = 1) -> dict[str, int]:
        """How many articles assigned to each annotator in a pass of a round they have not begun."""
        with self._database.reading() as connection:
            return rounds.not_begun(connection, name, pass_)

    def leads(self) -> list[str]:
        """Who leads; nobody where no round was opened."""
        with self._database.reading() as connection:
            return rounds.read_leads(connection)

    def set_lead(self, name: str, author: str, at: datetime, *, leads: bool = True) -> None:
        """Make a person a lead, or one no longer."""
        with self._database.writing() as connection:
            rounds.set_lead(connection, name, author, at, leads=leads)
