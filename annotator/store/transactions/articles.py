"""Articles and where they appeared: each method is one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from annotator.domain.text import Article, Publication
from annotator.store import articles
from annotator.store.transactions.opened import Opened
from annotator.store.values import Added


class ArticleTransactions(Opened):
    """Articles and where they appeared."""

    def add_articles(
        self, items: Iterable[tuple[Article, Publication]], tokenizer: str, at: datetime
    ) -> Iterator[Added]:
        """Import articles as they come; tells of each once it is on the disk.

        The same text twice is one article. Nothing happens until the iterator is consumed; if it
        raises, what it told of before stays. `tokenizer` names what made the tokens.

        Raises:
            AnnotatorError: a text holds characters that not every database can hold.
        """
        for batch in articles.batches(items):
            with self._database.writing() as connection:
                added = articles.add_batch(connection, batch, tokenizer, at)
            yield from added

    def article(self, key: str) -> Article:
        """The article with this key.

        Raises:
            AnnotatorError: there is none.
        """
        with self._database.reading() as connection:
            return articles.read_article(connection, key)

    def articles(self, after: str | None = None) -> Iterator[Article]:
        """All articles in the order they were imported, or those after one of them."""
        with self._database.reading() as connection:
            last = articles.row_id(connection, after)
        return self._pages(articles.read_articles, last)

    def article_keys(self, prefix: str = "", limit: int | None = None) -> list[str]:
        """Keys that begin with the prefix, in the order of import."""
        with self._database.reading() as connection:
            return articles.read_keys(connection, prefix, limit)

    def count_articles(self) -> int:
        """How many articles there are."""
        with self._database.reading() as connection:
            return articles.count_articles(connection)

    def key_of_text(self, text: str) -> str | None:
        """Key of the article with just this text, None where there is none."""
        with self._database.reading() as connection:
            return articles.key_of_text(connection, text)

    def publications(self, key: str) -> tuple[Publication, ...]:
        """Where the article appeared, in the order of import."""
        with self._database.reading() as connection:
            found = articles.row_id(connection, key)
            return articles.read_publications(connection, [found])[found]

    def find_article(self, words: str) -> str:
        """Key of the article meant: by key, else by what one key begins with, else by part of one title.

        Raises:
            AnnotatorError: none or several fit; lists those that fit or nearly do.
        """
        with self._database.reading() as connection:
            return articles.find_article(connection, words)
