"""Articles and publications of another project taken in: known by their text, whatever their key."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from annotator.domain.errors import AnnotatorError
from annotator.domain.text import Article
from annotator.store.articles import add_batch, read_publications, to_article
from annotator.store.joining.other import DAMAGED, OTHER, readable, sensible, told
from annotator.store.tables import article, publication
from annotator.store.values import Joined


class Articles:
    """Which key an article of there has here: those of the page in hand, and all that have another one."""

    def __init__(self, here: Connection, there: Connection, joined: Joined) -> None:
        self._here = here
        self._there = there
        self._joined = joined
        self._keys: dict[str, str] = {}
        self._new: dict[str, Article] = {}
        self._elsewhere: dict[str, str] = {}

    def take_in(self, rows: Sequence[Row[Any]]) -> None:
        """Add articles and publications that are not here; notes which key each has here.

        Raises:
            AnnotatorError: an article is damaged, or was never published.
        """
        self._keys, self._new = {}, {}
        with readable(OTHER):
            appeared = read_publications(self._there, [row.id for row in rows])
            times = self._publication_times([row.id for row in rows])
        items = []
        for row in rows:
            with sensible(told(row.key)):
                whole = to_article(row)
            if hashlib.sha256(whole.text.encode()).hexdigest() != row.sha256:
                raise AnnotatorError(f"{told(row.key)}: its text is not the one that was imported", DAMAGED)
            if not appeared[row.id]:
                raise AnnotatorError(f"{told(row.key)} has no publication", DAMAGED)
            pairs = zip(appeared[row.id], times[row.id], strict=True)
            items += [(whole, one, row.tokenizer, when) for one, when in pairs]
        first: dict[str, str] = {}
        for (tokenizer, when), group in groupby(items, key=lambda item: item[2:]):
            batch = [(whole, one) for whole, one, _, _ in group]
            with sensible(OTHER):
                outcomes = add_batch(self._here, batch, tokenizer, when)
            for (whole, _), added in zip(batch, outcomes, strict=True):
                self._keys[whole.id] = added.key
                if added.key != whole.id:
                    self._elsewhere[whole.id] = added.key
                if added.outcome in ("new", "renamed"):
                    self._new[whole.id] = replace(whole, id=added.key)
                best = first.setdefault(whole.id, added.outcome)
                if best == "same" and added.outcome == "publication":
                    first[whole.id] = "publication"
                if added.outcome == "renamed":
                    self._joined.renamed.append((whole.id, added.key))
        self._joined.articles.update(first.values())

    def key(self, there: str) -> str:
        """The key here of any article that was taken in."""
        return self._elsewhere.get(there, there)

    def whole(self, row: Row[Any]) -> Article:
        """The article as it is here, of the page in hand."""
        new = self._new.get(row.key)
        if new is not None:
            return new
        key = self._keys[row.key]
        whole = to_article(self._here.execute(_ARTICLE, {"key": key}).one())
        if whole.sentences != to_article(row).sentences:
            self._joined.resplit.append(key)
        return whole

    def _publication_times(self, articles: Sequence[int]) -> dict[int, list[datetime]]:
        out: dict[int, list[datetime]] = {one: [] for one in articles}
        rows = select(publication.c.article_id, publication.c.imported_at)
        rows = rows.where(publication.c.article_id.in_(articles)).order_by(publication.c.id)
        for row in self._there.execute(rows):
            out[row.article_id].append(row.imported_at)
        return out


_ARTICLE = select(article).where(article.c.key == bindparam("key"))
