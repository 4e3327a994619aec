from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, timedelta, timezone
from itertools import islice

import pytest
from sqlalchemy import create_engine, text

from annotator.domain.errors import AnnotatorError
from annotator.domain.text import Article, Publication, Region, Sentence, Tokens
from annotator.store.articles import BATCH
from annotator.store.store import Store

from .samples import HARD, T0, add, make_article


def test_an_article_comes_back_as_it_was(store: Store) -> None:
    article = Article(
        id="ärticle/1 'q'",
        text=HARD,
        sentences=(Sentence(1, 9), Sentence(12, 40)),
        tokens=Tokens([(1, 2), (3, 9), (12, 16)]),
        regions=(Region(0, 9, "headline"), Region(12, 13, "nav_label")),
        title="“Títle” 😊\r\n",
        meta={"z": [1, {"ü": None}], "a": True, "n": 0.1},
    )
    assert add(store, article) == [article.id]
    assert store.article(article.id) == article
    assert list(store.articles()) == [article]


def test_publications_keep_everything_and_their_order(store: Store) -> None:
    article = make_article("a")
    first = Publication("w-2", "Title", "The Wire", "2024-05-01", "https://example.org/?a=1", {"k": "é"})
    second = Publication("w-1")
    list(store.add_articles([(article, first), (article, second)], "words@1", T0))
    assert store.publications("a") == (first, second)


def test_what_became_of_each(store: Store) -> None:
    one, other = make_article("a", "One text."), make_article("a", "Another text.")
    same_text = make_article("b", "One text.")

    def outcomes(*items: tuple[Article, str]) -> list[tuple[str, str]]:
        pairs = ((article, Publication(source)) for article, source in items)
        return [(added.key, added.outcome) for added in store.add_articles(pairs, "words@1", T0)]

    renamed = "a-" + hashlib.sha256(other.text.encode()).hexdigest()[:8]
    expected = [("a", "new"), ("a", "same"), ("a", "publication"), (renamed, "renamed")]
    items = [(one, "x"), (one, "x"), (same_text, "y"), (other, "x")]
    assert outcomes(*items) == expected
    again = [("a", "same"), ("a", "same"), ("a", "same"), (renamed, "same")]
    assert outcomes(*items) == again
    assert store.count_articles() == 2


def test_a_renamed_key_that_is_taken_too_grows(store: Store) -> None:
    text = "Third text."
    digest = hashlib.sha256(text.encode()).hexdigest()
    short = f"a-{digest[:8]}"
    keys = add(store, make_article("a", "First."), make_article(short, "Second."), make_article("a", text))
    assert keys == ["a", short, f"a-{digest[:9]}"]


def test_import_streams(store: Store) -> None:
    taken = 0

    def items() -> Iterator[tuple[Article, Publication]]:
        nonlocal taken
        for number in range(BATCH + 10):
            taken += 1
            yield make_article(f"a{number}"), Publication("wire")

    added = store.add_articles(items(), "words@1", T0)
    assert (taken, store.count_articles()) == (0, 0)
    assert [one.key for one in islice(added, 3)] == ["a0", "a1", "a2"]
    # What was told of is stored; the rest has not been asked for.
    assert (taken, store.count_articles()) == (BATCH, BATCH)
    assert len(list(added)) == BATCH + 10 - 3


def test_a_bad_text_stops_the_import_and_leaves_no_part_of_its_batch(store: Store) -> None:
    for bad in ("a\0b", "a\ud800b"):
        with pytest.raises(AnnotatorError, match="offset 1 cannot be stored"):
            add(store, make_article("good"), make_article("bad", bad))
    assert store.count_articles() == 0


def test_articles_after_one_and_by_prefix(store: Store) -> None:
    keys = add(store, *(make_article(key) for key in ("b/2", "a/1", "b/1", "c_1", "c%1")))
    assert [article.id for article in store.articles(after="a/1")] == keys[2:]
    assert store.article_keys() == keys
    assert store.article_keys("b/") == ["b/2", "b/1"]
    assert store.article_keys("c_") == ["c_1"]
    assert store.article_keys(limit=2) == keys[:2]
    with pytest.raises(AnnotatorError, match="no article 'zz'"):
        store.articles(after="zz")


def test_more_articles_than_a_page(store: Store) -> None:
    keys = add(store, *(make_article(f"a{number}") for number in range(150)))
    assert [article.id for article in store.articles()] == keys


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("kabul", "kabul"),
        ("kab", None),
        ("kabul-", "kabul-2"),
        ("ROME", "rome"),
        ("ÉLYSÉE", "paris"),
        ("drone strike", "rome"),
        ("strike", None),
        ("romee", None),
        ("After a drone strike", None),
    ],
)
def test_finding_an_article(store: Store, words: str, key: str | None) -> None:
    add(
        store,
        make_article("kabul"),
        make_article("kabul-2", title="On a strike"),
        make_article("rome", title="After the drone strike"),
        make_article("paris", title="L'Élysée se tait"),
    )
    if key:
        assert store.find_article(words) == key
        return
    with pytest.raises(AnnotatorError) as caught:
        store.find_article(words)
    near = {
        "kab": "kabul, kabul-2",
        "strike": "kabul-2, rome",
        "romee": "rome",
        "After a drone strike": "rome",
    }[words]
    assert near in caught.value.hint


def test_times_are_stored_in_utc_and_come_back_aware(store: Store, database_url: str) -> None:
    elsewhere = T0.astimezone(timezone(timedelta(hours=5, minutes=30)))
    list(store.add_articles([(make_article("a"), Publication("w"))], "words@1", elsewhere))
    engine = create_engine(database_url)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        stored = connection.execute(text("SELECT CAST(created_at AS TEXT) FROM article")).scalar_one()
    engine.dispose()
    assert str(stored).startswith("2024-05-01 12:00:00.25")
    with pytest.raises(Exception, match="no time zone"):
        list(store.add_articles([(make_article("b"), Publication("w"))], "w", T0.replace(tzinfo=None)))
    assert T0.tzinfo is UTC
