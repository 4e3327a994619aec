"""What databases differ in by themselves must not be seen from outside: order of words, times, JSON."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from annotator.domain.events import Change, StreamKey, diff
from annotator.domain.labels import Labels, Rejected, Span, Tie
from annotator.domain.rounds import Round
from annotator.domain.text import Publication
from annotator.store.store import Store

from .conftest import empty_server
from .samples import T0, add, anna, make_article, make_event

#: In the order of code points. An English dictionary, and so a server, has a Zoé É zoe.
NAMES = ["B", "Zoé", "a", "a b", "a-b", "ab", "zoe", "É", "é", "𝔘"]


def test_words_are_in_the_order_of_code_points(store: Store) -> None:
    (key,) = add(store, make_article("a"))
    for name in reversed(NAMES):
        store.set_round(Round(name))
        store.append(StreamKey(key, name), make_event(1))
    assert [one.name for one in store.rounds()] == sorted([*NAMES, "main"])
    assert store.annotators() == NAMES
    assert [record.annotator for record in store.records()] == NAMES


def test_rows_at_the_same_place_are_in_the_order_of_their_ids(store: Store) -> None:
    (key,) = add(store, make_article("a"))
    labels = Labels()
    for name in reversed(NAMES):
        labels = labels.with_span(Span(name, "STANCE", ((0, 5),)))
        labels = labels.with_tie(Tie(name, name, "DENY"))
        labels = labels.with_rejected(Rejected(name, "span", "rules@1", {}))
    store.append(anna(key), make_event(1, *diff(Labels(), labels)))
    stored = store.stream(anna(key)).labels
    assert list(stored.spans) == list(stored.ties) == list(stored.rejected) == NAMES


def test_keys_and_titles_are_found_whatever_the_database_thinks_of_letters(store: Store) -> None:
    add(store, make_article("Ab"), make_article("aB"), make_article("a%_", title="ÉTÉ à Vell"))
    assert store.article_keys("a") == ["aB", "a%_"]
    assert store.article_keys("a%") == ["a%_"]
    assert store.find_article("Ab") == "Ab"
    assert store.find_article("été") == "a%_"


@pytest.mark.parametrize(
    "at",
    [
        datetime(2024, 3, 31, 2, 30, 0, 123_456, tzinfo=UTC),
        datetime(2024, 3, 31, 2, 30, tzinfo=timezone(timedelta(hours=5, minutes=45))),
        datetime(1931, 12, 31, 23, 59, 59, 999_999, tzinfo=timezone(-timedelta(hours=11))),
    ],
)
def test_times_come_back_aware_and_in_utc(store: Store, at: datetime) -> None:
    (key,) = add(store, make_article("a"))
    store.append(anna(key), replace(make_event(1, verb="submit"), at=at))
    (event,) = store.events(anna(key))
    (record,) = store.records()
    for read in (event.event.at, store.stream(anna(key)).submitted_at, record.updated_at):
        assert read == at
        assert read is not None
        assert read.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    (key,) = add(store, make_article("a"))
    naive = datetime(2024, 5, 1, 12)
    with pytest.raises(StatementError, match="no time zone"):
        store.append(anna(key), replace(make_event(1), at=naive))
    assert store.stream(anna(key)).seq == 0


def test_json_is_the_same_text_everywhere(store: Store) -> None:
    meta = {"z": [1, 2.5, None, True], "a": {"é": "“x”\\\n\u2028", "B": ""}, "big": 2**60, "small": 1e-9}
    article = replace(make_article("a"), meta=meta)
    list(store.add_articles([(article, Publication("wire", meta=meta))], "words@1", T0))
    assert store.article("a").meta == meta
    assert store.publications("a")[0].meta == meta
    with store._database.reading() as connection:
        kept = connection.execute(text("SELECT meta FROM article")).scalar_one()
    assert kept == (
        '{"a":{"B":"","é":"“x”\\\\\\n\u2028"},"big":1152921504606846976,"small":1e-09,"z":[1,2.5,null,true]}'
    )


def test_scores_come_back_to_the_last_bit(store: Store) -> None:
    (key,) = add(store, make_article("a"))
    scores = [0.1 + 0.2, 1 / 3, 5e-324, 1.7976931348623157e308]
    spans = [Span(f"s{i}", "ACTOR", ((0, 5),), score=score) for i, score in enumerate(scores)]
    store.append(anna(key), make_event(1, *(Change("span", one.id, None, one) for one in spans)))
    read = store.stream(anna(key)).labels.spans
    assert [repr(read[one.id].score) for one in spans] == [repr(score) for score in scores]


def test_without_a_server_tests_are_skipped_unless_one_was_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    for url in ("", "postgresql+psycopg://nobody@127.0.0.1:1/none"):
        monkeypatch.setenv("ANNOTATOR_TEST_POSTGRES", url)
        monkeypatch.delenv("ANNOTATOR_REQUIRE_POSTGRES", raising=False)
        with pytest.raises(pytest.skip.Exception, match=re.escape(".ci/postgres")):
            empty_server()
        monkeypatch.setenv("ANNOTATOR_REQUIRE_POSTGRES", "1")
        with pytest.raises(pytest.fail.Exception, match="PostgreSQL"):
            empty_server()
