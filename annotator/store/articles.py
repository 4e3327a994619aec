"""Articles and their publications."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, func, insert, select, text

from annotator.domain.errors import AnnotatorError
from annotator.domain.text import Article, Publication, Region, Sentence, Tokens, check_text
from annotator.store.tables import article, publication
from annotator.store.values import Added
from annotator.store.writes import Write

#: Articles in one transaction of an import, and characters after which it ends sooner.
BATCH = 500
BATCH_CHARACTERS = 4_000_000


def batches(items: Iterable[tuple[Article, Publication]]) -> Iterator[list[tuple[Article, Publication]]]:
    """Cut a stream of articles into what one transaction takes."""
    batch, size = [], 0
    for item in items:
        batch.append(item)
        size += len(item[0].text)
        if len(batch) == BATCH or size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def add_batch(
    connection: Connection, batch: Sequence[tuple[Article, Publication]], tokenizer: str, at: datetime
) -> list[Added]:
    """Store articles that are new, and publications that are; texts are told apart by content.

    Raises:
        AnnotatorError: a text or title holds characters that not every database can hold.
    """
    if connection.dialect.name == "postgresql":
        # Importers take turns (on SQLite all writers do); readers and annotators go on.
        connection.execute(text("LOCK TABLE article IN SHARE ROW EXCLUSIVE MODE"))
    digests = [_digest(new) for new, _ in batch]
    known = _known_texts(connection, set(digests))
    taken = _taken(connection, {new.id for new, _ in batch})
    outcomes: list[Added] = []
    rows = []
    for (new, _), digest in zip(batch, digests, strict=True):
        if digest in known:
            outcomes.append(Added(known[digest], "publication"))
            continue
        key = _free_key(connection, new.id, digest, taken)
        taken.add(key)
        known[digest] = key
        outcomes.append(Added(key, "new" if key == new.id else "renamed"))
        rows.append(_row(new, key, digest, tokenizer, at))
    if rows:
        _INSERT_ARTICLE.many(connection, rows)
    return _add_publications(connection, batch, outcomes, at)


def read_article(connection: Connection, key: str) -> Article:
    """The article with this key.

    Raises:
        AnnotatorError: there is none.
    """
    row = connection.execute(_BY_KEY, {"key": key}).first()
    if row is None:
        raise AnnotatorError(f"There is no article {key!r}", "List them with annotator status --articles.")
    return to_article(row)


def read_articles(connection: Connection, after: int, limit: int) -> list[tuple[int, Article]]:
    """Row id and value of the next articles, in the order they were imported."""
    rows = connection.execute(_AFTER, {"after": after, "limit": limit})
    return [(row.id, to_article(row)) for row in rows]


def row_id(connection: Connection, key: str | None) -> int:
    """Row id of an article; 0, which is before all articles, for None.

    Raises:
        AnnotatorError: there is no such article.
    """
    if key is None:
        return 0
    found = connection.execute(select(article.c.id).where(article.c.key == key)).scalar()
    if found is None:
        raise AnnotatorError(f"There is no article {key!r}", "List them with annotator status --articles.")
    return int(found)


def key_of_text(connection: Connection, of: str) -> str | None:
    """Key of the article with just this text, None where there is none."""
    digest = hashlib.sha256(of.encode()).hexdigest()
    return _known_texts(connection, {digest}).get(digest)


def read_keys(connection: Connection, prefix: str, limit: int | None) -> list[str]:
    """Keys that begin with the prefix, in order of import."""
    begins = func.substr(article.c.key, 1, len(prefix)) == prefix
    keys = select(article.c.key).where(begins).order_by(article.c.id).limit(limit)
    return list(connection.execute(keys).scalars())


def count_articles(connection: Connection) -> int:
    """How many articles there are."""
    return connection.execute(select(func.count()).select_from(article)).scalar_one()


def read_publications(connection: Connection, articles: Sequence[int]) -> dict[int, tuple[Publication, ...]]:
    """Publications of each article, by the article's row id, in the order they were imported."""
    out: dict[int, list[Publication]] = {one: [] for one in articles}
    for row in connection.execute(_PUBLICATIONS, {"articles": list(articles)}):
        out[row.article_id].append(
            Publication(
                source_id=row.source_id,
                title=row.title,
                outlet=row.outlet,
                date=row.date,
                url=row.url,
                meta=row.meta,
            )
        )
    return {one: tuple(found) for one, found in out.items()}


def find_article(connection: Connection, words: str) -> str:
    """Key of the article meant: by key, else by what one key begins with, else by part of one title.

    Raises:
        AnnotatorError: none or several fit; lists those that fit or nearly do.
    """
    if connection.execute(select(article.c.key).where(article.c.key == words)).first():
        return words
    # Compared here, since databases differ in what they hold for the same letter.
    sought = words.casefold()
    begin, title = [], []
    names: dict[str, str] = {}
    for key, name in connection.execute(select(article.c.key, article.c.title).order_by(article.c.id)):
        if len(names) < _NEAR_AMONG:
            names[(name or key).casefold()] = names[key.casefold()] = key
        if key.casefold().startswith(sought):
            begin.append(key)
        elif name and sought in name.casefold():
            title.append(key)
    for fitting in (begin, title):
        if len(fitting) == 1:
            return str(fitting[0])
        if fitting:
            more = f" and {len(fitting) - 5} more" if len(fitting) > 5 else ""
            raise AnnotatorError(
                f"{words!r} fits {len(fitting)} articles", f"Choose one: {', '.join(fitting[:5])}{more}."
            )
    near = difflib.get_close_matches(sought, names, n=5, cutoff=0.6)
    listed = ", ".join(dict.fromkeys(names[name] for name in near))
    hint = f"Near: {listed}." if near else "List them with annotator status --articles."
    raise AnnotatorError(f"There is no article {words!r}", hint)


def to_article(row: Row[Any]) -> Article:
    """The value that an article's row holds."""
    return Article(
        id=row.key,
        text=row.text,
        sentences=tuple(Sentence(start, end) for start, end in row.sentences),
        tokens=Tokens.unpack(row.tokens),
        regions=tuple(Region(start, end, kind) for start, end, kind in row.regions),
        title=row.title,
        meta=row.meta,
    )


def _insert(table: Table) -> Write:
    return Write(insert(table), [column.name for column in table.columns if column.name != "id"])


_INSERT_ARTICLE, _INSERT_PUBLICATION = _insert(article), _insert(publication)

# Likeness costs some 10 µs a name; a hint is not worth seconds.
_NEAR_AMONG = 10_000

_BY_KEY = select(article).where(article.c.key == bindparam("key"))
_AFTER = (
    select(article).where(article.c.id > bindparam("after")).order_by(article.c.id).limit(bindparam("limit"))
)
_PUBLICATIONS = (
    select(publication)
    .where(publication.c.article_id.in_(bindparam("articles", expanding=True)))
    .order_by(publication.c.id)
)


def _digest(new: Article) -> str:
    check_text(new.text, new.id)
    check_text(new.id, "an article's id")
    check_text(new.title or "", f"{new.id}, title")
    return hashlib.sha256(new.text.encode()).hexdigest()


def _known_texts(connection: Connection, digests: set[str]) -> dict[str, str]:
    rows = select(article.c.sha256, article.c.key).where(article.c.sha256.in_(digests))
    return {row.sha256: row.key for row in connection.execute(rows)}


def _taken(connection: Connection, keys: set[str]) -> set[str]:
    rows = select(article.c.key).where(article.c.key.in_(keys))
    return set(connection.execute(rows).scalars())


def _free_key(connection: Connection, wanted: str, digest: str, taken: set[str]) -> str:
    if wanted not in taken:
        return wanted
    # Eight digits of the digest nearly always do; the whole of it always does.
    for digits in range(8, len(digest)):
        key = f"{wanted}-{digest[:digits]}"
        if key not in taken and not _taken(connection, {key}):
            return key
    return f"{wanted}-{digest}"


def _row(new: Article, key: str, digest: str, tokenizer: str, at: datetime) -> dict[str, Any]:
    return {
        "key": key,
        "sha256": digest,
        "n_sentences": len(new.sentences),
        "created_at": at,
        "tokenizer": tokenizer,
        "title": new.title,
        "sentences": new.sentences,
        "regions": new.regions,
        "meta": new.meta,
        "tokens": new.tokens.pack(),
        "text": new.text,
    }


def _add_publications(
    connection: Connection,
    batch: Sequence[tuple[Article, Publication]],
    outcomes: list[Added],
    at: datetime,
) -> list[Added]:
    keys = {added.key for added in outcomes}
    places = select(article.c.key, article.c.id).where(article.c.key.in_(keys))
    ids = {row.key: row.id for row in connection.execute(places)}
    there = select(publication.c.article_id, publication.c.source_id).where(
        publication.c.article_id.in_(ids.values())
    )
    known = {(row.article_id, row.source_id) for row in connection.execute(there)}
    rows, out = [], []
    for (_, new), added in zip(batch, outcomes, strict=True):
        place = (ids[added.key], new.source_id)
        if place in known:
            out.append(Added(added.key, "same"))
            continue
        known.add(place)
        out.append(added)
        rows.append(
            {
                "article_id": place[0],
                "source_id": new.source_id,
                "title": new.title,
                "outlet": new.outlet,
                "date": new.date,
                "url": new.url,
                "meta": new.meta,
                "imported_at": at,
            }
        )
    if rows:
        _INSERT_PUBLICATION.many(connection, rows)
    return out
