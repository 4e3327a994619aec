"""What is left to do, and lists to choose from: each method is one transaction."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator
from functools import partial
from typing import Literal

from annotator.domain.events import StreamKey
from annotator.domain.text import Article
from annotator.store import articles, lists, queues
from annotator.store.transactions.opened import Opened
from annotator.store.values import Listed, MarkedSentence, Progress, QueueRow, StreamState


class QueueTransactions(Opened):
    """What is left to do, and lists to choose from."""

    # What is left to do

    def next_open(
        self, annotator: str, round: str = "main", pass_: int = 1, after: str | None = None
    ) -> str | None:
        """Key of the next article that the annotator has not finished, None when all are.

        Looks after the article `after` first, in order of import, then from the beginning up to and
        with it. Finished means submitted or, where nothing is assigned in the round, no sentence open.
        """
        with self._database.reading() as connection:
            last = articles.row_id(connection, after)
            return queues.next_open(connection, annotator, round, pass_, last)

    def is_open(self, key: str, annotator: str, round: str = "main", pass_: int = 1) -> bool:
        """Whether the article is in the annotator's queue and not finished: see `next_open`."""
        with self._database.reading() as connection:
            return queues.is_open(connection, annotator, round, pass_, articles.row_id(connection, key))

    def neighbour(self, here: StreamKey, step: Literal[-1, 1]) -> str | None:
        """Key of the queued article before (-1) or after (1) that of a stream, in order of import."""
        with self._database.reading() as connection:
            place = articles.row_id(connection, here.article)
            return queues.neighbour(connection, here, place, step)

    def queued_articles(self) -> list[str]:
        """Keys of all articles that have sentences, in order of import."""
        with self._database.reading() as connection:
            return queues.queued_articles(connection)

    def articles_with_gold(self) -> set[str]:
        """Keys of the articles that have gold labels, in any round."""
        with self._database.reading() as connection:
            return queues.articles_with_gold(connection)

    def gold_streams(self, key: str) -> list[StreamKey]:
        """Keys of the gold streams of an article, by round."""
        with self._database.reading() as connection:
            return queues.gold_streams(connection, key)

    def progress(self, annotator: str, round: str = "main", pass_: int = 1) -> Progress:
        """How far the annotator is."""
        with self._database.reading() as connection:
            return queues.progress(connection, annotator, round, pass_)

    # Lists to choose from

    def article_order(self, owner: StreamKey, listed: Listed) -> array[int]:
        """Row ids of the articles in a list, in its order; `owner` says whose, in any article."""
        with self._database.reading() as connection:
            return lists.article_order(connection, owner, listed)

    def row_of(self, key: str) -> int:
        """Row id of an article, as lists have it."""
        with self._database.reading() as connection:
            return articles.row_id(connection, key)

    def article_rows(self, owner: StreamKey, ids: Collection[int], text: str = "") -> list[QueueRow]:
        """What a list says of the articles `ids`, in their order; with `text`, where they have it."""
        with self._database.reading() as connection:
            return lists.article_rows(connection, owner, ids, text)

    def marked_sentences(self, owner: StreamKey) -> list[MarkedSentence]:
        """The owner's sentences with a flag or a comment, in order of import and of the text."""
        with self._database.reading() as connection:
            return lists.marked_sentences(connection, owner)

    def last_place(self, owner: StreamKey) -> tuple[str, int] | None:
        """Article and sentence start where the owner was last; None before the first visit."""
        with self._database.reading() as connection:
            return lists.last_place(connection, owner)

    def seconds_spent(self, owner: StreamKey) -> float:
        """How long the owner had sentences open, all visits together."""
        with self._database.reading() as connection:
            return lists.seconds_spent(connection, owner)

    def annotators(self) -> list[str]:
        """Names of all who have labelled."""
        with self._database.reading() as connection:
            return queues.annotators(connection)

    def submitted_rounds(self) -> list[str]:
        """Names of the rounds in which somebody has submitted an article, in order."""
        with self._database.reading() as connection:
            return queues.submitted_rounds(connection)

    def working(self) -> list[tuple[str, str, int]]:
        """Who has labelled, or is to label, in which pass of which round: annotator, round, pass."""
        with self._database.reading() as connection:
            return queues.working(connection)

    def stream_states(self, round_name: str = "main", pass_: int = 1) -> list[StreamState]:
        """Of each article someone has begun in a round: who, whether submitted, and what came later."""
        with self._database.reading() as connection:
            return queues.stream_states(connection, round_name, pass_)

    def suggesters(self) -> list[str]:
        """Ids of all suggesters that have run: the origins of the events in suggestion streams."""
        with self._database.reading() as connection:
            return queues.suggesters(connection)

    def articles_without_suggestions(self, origin: str) -> Iterator[Article]:
        """Articles whose latest suggestions are not this suggester's, in order of import.

        They are its own when the last event of the stream `StreamKey(article, "", layer="suggestion")`
        has its id as origin, with or without changes.
        """
        return self._pages(partial(queues.without_suggestions, origin=origin))

    def count_without_suggestions(self, origin: str) -> int:
        """How many articles `articles_without_suggestions` would give."""
        with self._database.reading() as connection:
            return queues.count_without_suggestions(connection, origin=origin)
