from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from annotator.domain.errors import AnnotatorError, ConflictError
from annotator.domain.events import Change, StreamKey
from annotator.domain.labels import Rejected, Status
from annotator.domain.text import Publication
from annotator.store.store import Store
from annotator.store.values import Erased, Erasure

from .samples import SCHEME, SOURCE, T0, accepted, add, anna, make_article, make_event

#: Words that occur nowhere else.
SECRET = "Xanthippe Quux refused. "
NAME = "zerlina"


def fill(store: Store) -> None:
    """Two articles, of which one is secret, labelled by two people, suggested and adjudicated."""
    secret = replace(make_article("secret-key", SECRET * 40), title="Secret-Title", meta={"m": "secret-meta"})
    items = [
        (secret, Publication("secret-source", "Secret-Title", "secret-outlet", url="http://secret-url")),
        (make_article("plain"), Publication("wire")),
    ]
    list(store.add_articles(items, "words@1", T0))
    for article in ("secret-key", "plain"):
        for annotator, layer in ((NAME, "human"), ("ben", "human"), ("", "suggestion"), (NAME, "gold")):
            key = StreamKey(article, annotator, layer=layer)
            author = annotator or "rules@1"
            note = f"secret-comment of {article}" if article == "secret-key" else "dull"
            turned_down = Rejected("r", "span", "rules@1", {"words": note})
            changes = (
                *accepted(f"{article}-{author}-{layer}-"),
                Change("status", 0, None, Status("done", True, note)),
                Change("rejected", "r", None, turned_down),
            )
            store.append(key, make_event(1, *changes, author=author))
            store.enter_sentence(key, 0, T0, "shown", [note])
    store.append(StreamKey("plain", "ben", layer="gold"), make_event(1, author=NAME))


def everything(store: Store) -> str:
    """All that the tables hold, as text."""
    from annotator.store.tables import metadata

    with store._database.reading() as connection:
        rows = [
            tuple(row)
            for table in metadata.sorted_tables
            for row in connection.execute(text(f'SELECT * FROM "{table.name}"'))
        ]
    return repr(rows)


def test_an_article_goes_with_all_that_was_done_with_it(store: Store) -> None:
    fill(store)
    kept = [record for record in store.records() if record.article.id == "plain"]
    erased = store.erase_article("secret-key", "lead", T0)
    assert erased == Erased("article", 4, 4)
    held = everything(store)
    assert "ecret" not in held
    assert "Xanthippe" not in held
    assert list(store.records()) == kept
    assert store.article_keys() == ["plain"]
    assert store.erasures() == [Erasure(T0, "article", "lead", 4)]
    with pytest.raises(AnnotatorError, match="no article 'secret-key'"):
        store.append(anna("secret-key"), make_event(1))
    assert add(store, make_article("secret-key", SECRET * 40)) == ["secret-key"]
    assert store.stream(StreamKey("secret-key", NAME)).seq == 0


def test_a_person_gets_a_pseudonym_everywhere(store: Store) -> None:
    fill(store)
    before = {key: store.stream(key).labels for key in store.streams()}
    erased = store.erase_person(NAME, "lead", T0)
    assert erased == Erased("identity", 4, 5, "erased-1")
    assert NAME not in everything(store).replace(f"-{NAME}-", "")  # (ids of the test's own making)
    after = {key: store.stream(key).labels for key in store.streams()}
    assert after == {
        replace(key, annotator="erased-1" if key.annotator == NAME else key.annotator): labels
        for key, labels in before.items()
    }
    assert store.annotators() == ["ben", "erased-1"]
    assert {one.event.author for one in store.events(StreamKey("plain", "erased-1"))} == {"erased-1"}
    assert store.erase_person("ben", "ben", T0 + timedelta(1)).pseudonym == "erased-2"
    assert [one.author for one in store.erasures()] == ["lead", "erased-2"]
    assert store.erase_person("lead", "lead", T0).pseudonym == "erased-3"
    assert [one.author for one in store.erasures()] == ["erased-3", "erased-2", "erased-3"]


def test_a_persons_labels_may_go_too(store: Store) -> None:
    fill(store)
    erased = store.erase_person(NAME, "lead", T0, labels=True)
    assert erased == Erased("labels", 2, 2, "erased-1")
    assert store.annotators() == ["ben"]
    assert {(key.annotator, key.layer) for key in store.streams()} == {
        ("ben", "human"),
        ("", "suggestion"),
        ("erased-1", "gold"),
        ("ben", "gold"),
    }
    held = everything(store)
    assert f"-{NAME}-human" not in held
    assert NAME not in held.replace(f"-{NAME}-gold", "")


def test_who_or_what_is_not_there(store: Store) -> None:
    fill(store)
    before = everything(store)
    with pytest.raises(AnnotatorError, match="nobody named 'carl'") as caught:
        store.erase_person("carl", "lead", T0)
    assert "ben" in caught.value.hint
    for name in ("", "rules@1"):
        with pytest.raises(AnnotatorError, match="nobody named"):
            store.erase_person(name, "lead", T0)
    with pytest.raises(AnnotatorError, match="no article 'secret'"):
        store.erase_article("secret", "lead", T0)
    assert everything(store) == before


def test_a_window_that_was_open_is_told(store: Store) -> None:
    fill(store)
    store.erase_person(NAME, "lead", T0)
    with pytest.raises(ConflictError):
        store.append(StreamKey("plain", NAME), make_event(2))
    assert NAME not in store.annotators()


def test_nothing_is_left_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Store.create(f"sqlite:///{path}", SCHEME, SOURCE, T0) as store:
        add(store, *(make_article(f"before {number}") for number in range(50)))
        fill(store)
        add(store, *(make_article(f"after {number}") for number in range(50)))
        assert b"Xanthippe" in content(tmp_path)
        assert store.erase_article("secret-key", "lead", T0).complete
        assert b"Xanthippe" not in content(tmp_path)
        assert b"ecret" not in content(tmp_path)
        # (ids of the test's own making have the name in them)
        assert store.erase_person(NAME, "lead", T0, labels=True).complete
        assert f"-{NAME}-human".encode() not in content(tmp_path)
        assert NAME.encode() not in content(tmp_path).replace(f"-{NAME}-gold".encode(), b"")
        assert store.count_articles() == 101
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def content(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


def test_a_reader_who_holds_on_to_the_past_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.store.engine.PATIENCE", 0.2)
    path = tmp_path / "a.db"
    with Store.create(f"sqlite:///{path}", SCHEME, SOURCE, T0) as store:
        fill(store)
        with store._database.reading() as connection:
            assert connection.execute(text("SELECT count(*) FROM article")).scalar() == 2
            assert not store.erase_article("secret-key", "lead", T0).complete
        assert store.article_keys() == ["plain"]
        # Whatever is erased next, or `scrub` alone, makes up for it.
        assert store._database.scrub()
        assert b"Xanthippe" not in content(tmp_path)
