"""The tables are what replaying the log gives, whatever was edited, undone and redone."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from annotator.domain.events import Event, StreamKey, apply, diff, inverse
from annotator.domain.labels import Labels, Rejected, Role, Span, Status, Tie, sentences
from annotator.store.changes import LABEL_TABLES
from annotator.store.store import Store
from annotator.store.streams import stream_id
from annotator.store.tables import stream

from .samples import SCHEME, SOURCE, T0, add, anna, make_article, make_event

TEXT = make_article("x").text

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
maybe_words = st.none() | words
origins = st.sampled_from(["human", "rules@1", "größer@2"])
attributes = st.dictionaries(words, words | st.booleans(), max_size=3)
offsets = st.integers(0, len(TEXT))
scores = st.none() | st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def spans(draw: st.DrawFn, key: str) -> Span:
    bounds = sorted(draw(st.sets(offsets, min_size=2, max_size=6)))
    fragments = tuple(zip(bounds[0::2], bounds[1::2], strict=False))
    return Span(
        key,
        draw(words),
        fragments,
        draw(attributes),
        draw(maybe_words),
        draw(origins),
        draw(maybe_words),
        draw(scores),
    )


@st.composite
def ties(draw: st.DrawFn, key: str, labels: Labels) -> Tie:
    spans, others = sorted(labels.spans), sorted(set(labels.ties) - {key})
    role = st.builds(Role, words, filler=st.sampled_from(spans)) | st.builds(Role, words, implicit=words)
    if others:
        role |= st.builds(Role, words, tie=st.sampled_from(others))
    return Tie(
        key,
        draw(st.sampled_from(spans)),
        draw(maybe_words),
        tuple(draw(st.lists(role, max_size=4))),
        draw(attributes),
        draw(st.booleans()),
        draw(origins),
        draw(maybe_words),
        draw(scores),
        draw(maybe_words),
    )


def edited(data: st.DataObject, labels: Labels) -> Labels:
    """The labels after one act of an annotator."""
    acts = ["span", "status", "cut", "rejected"]
    if labels.spans:
        acts += ["tie", "tie", "without_span"]
    if labels.ties:
        acts += ["without_tie"]
    match data.draw(st.sampled_from(acts)):
        case "span":
            key = data.draw(st.sampled_from([*labels.spans, f"span {len(labels.spans)}"]))
            return labels.with_span(data.draw(spans(key)))
        case "tie":
            key = data.draw(st.sampled_from([*labels.ties, f"tie {len(labels.ties)}"]))
            return labels.with_tie(data.draw(ties(key, labels)))
        case "without_span":
            return labels.without_span(data.draw(st.sampled_from(sorted(labels.spans))))
        case "without_tie":
            return labels.without_tie(data.draw(st.sampled_from(sorted(labels.ties))))
        case "status":
            names = st.sampled_from(["open", "done", "nothing", "skipped"])
            status = data.draw(st.builds(Status, names, st.booleans(), maybe_words))
            return labels.with_status(data.draw(st.sampled_from([0, 9, 23])), status)
        case "cut":
            cut = data.draw(st.sampled_from([6, 9, 23]))
            return labels.with_cut(cut, data.draw(st.sampled_from([cut != 23, None])))
        case _:
            turned_down = st.builds(Rejected, words, st.sampled_from(["tie", "span"]), words, attributes)
            return labels.with_rejected(data.draw(turned_down))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("replay")
    with Store.create(f"sqlite:///{folder / 'a.db'}", SCHEME, SOURCE, T0) as store:
        yield store


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_rows_equal_the_replayed_log(shared: Store, data: st.DataObject) -> None:
    article = make_article(str(uuid.uuid4()), TEXT + str(uuid.uuid4()))
    key = anna(add(shared, article)[0])
    labels = Labels()
    log: list[Event] = []
    for seq in range(1, data.draw(st.integers(1, 12)) + 1):
        if log and data.draw(st.integers(0, 3)) == 0:
            changes = inverse(log[-1].changes)
            after = apply(labels, changes)
        else:
            after = edited(data, labels)
            for _ in range(data.draw(st.integers(0, 2))):
                after = edited(data, after)
            changes = diff(labels, after)
        event = make_event(seq, *changes)
        shared.append(key, event)
        log.append(event)
        labels = after

    stored = [one.event for one in shared.events(key)]
    assert stored == log
    replayed = Labels()
    for event in stored:
        replayed = apply(replayed, event.changes)
    assert shared.stream(key).labels == replayed == labels
    check_sums(shared, article.id, replayed)
    # Written whole, the log comes to the same rows as one event after another.
    whole = replace(key, annotator="ben")
    shared.append_many((whole, replace(event, id=str(uuid.uuid4()))) for event in log)
    assert rows(shared, whole) == rows(shared, key)


def test_all_that_was_edited_is_found_to_be_sound(shared: Store) -> None:
    (key,) = add(shared, make_article("last", TEXT + "last"))
    shared.append(anna(key), make_event(1))
    examined = list(shared.examine())
    assert not [problem for one in examined for problem in one.problems]
    assert not [problem for one in examined for stream in one.streams for problem in stream.problems]
    assert shared.examine_database() == []


def rows(store: Store, key: StreamKey) -> dict[str, object]:
    """All rows of a stream, but for what tells it from others."""
    with store._database.reading() as connection:
        number = stream_id(connection, key)
        found: dict[str, object] = {
            table.name: [
                row[1:] for row in connection.execute(select(table).where(table.c.stream_id == number))
            ]
            for table in LABEL_TABLES
        }
        row = connection.execute(select(stream).where(stream.c.id == number)).one()
    return found | {"stream": {**row._mapping, "id": 0, "annotator": ""}}


def check_sums(store: Store, article: str, labels: Labels) -> None:
    """The stream's sums are what counting the labels gives."""
    whole = store.article(article)
    starts = {sentence.start for sentence in sentences(whole, labels.cuts)}
    statuses = [status for start, status in labels.statuses.items() if start in starts]
    with store._database.reading() as connection:
        row = connection.execute(
            text(
                "SELECT stream.n_sentences, n_done, n_flags, n_ties FROM stream"
                " JOIN article ON article.id = article_id WHERE key = :key"
            ),
            {"key": article},
        ).one()
    assert row.n_sentences == len(starts)
    assert row.n_done == sum(status.status != "open" for status in statuses)
    assert row.n_flags == sum(status.flag for status in statuses)
    assert row.n_ties == len(labels.ties)


def test_a_row_touched_twice_in_one_event(store: Store) -> None:
    key = anna(add(store, make_article("a"))[0])
    first = Span("s", "ACTOR", ((0, 5),))
    second = replace(first, fragments=((1, 5),))
    changes = (
        *diff(Labels(), Labels().with_span(first)),
        *diff(Labels().with_span(first), Labels().with_span(second)),
    )
    store.append(key, make_event(1, *changes))
    assert store.stream(key).labels == apply(Labels(), changes)
    store.append(key, make_event(2, *inverse(changes)))
    assert store.stream(key).labels == Labels()
