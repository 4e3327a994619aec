from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.errors import AnnotatorError, ConflictError
from annotator.domain.events import Change, StreamKey, apply, inverse
from annotator.domain.labels import Labels, Rejected, Role, Span, Status, Tie
from annotator.domain.rounds import Round
from annotator.store.store import Store

from .samples import T0, accepted, add, anna, make_article, make_event


@pytest.fixture
def article(store: Store) -> str:
    return add(store, make_article("a1"))[0]


def test_an_event_comes_back_as_labels_and_as_itself(store: Store, article: str) -> None:
    event = make_event(1, *accepted())
    number = store.append(anna(article), event)
    stream = store.stream(anna(article))
    assert stream.labels == apply(Labels(), event.changes)
    assert (stream.seq, stream.number, stream.submitted_at) == (1, number, None)
    (read,) = store.events(anna(article))
    assert (read.number, read.event) == (number, event)


def test_numbers_grow_over_all_streams(store: Store, article: str) -> None:
    first = store.append(anna(article), make_event(1, *accepted()))
    second = store.append(StreamKey(article, "ben"), make_event(1, *accepted()))
    third = store.append(anna(article), make_event(2))
    assert first < second < third
    assert list(store.streams()) == [anna(article), StreamKey(article, "ben")]


def test_reading_begins_nothing(store: Store, article: str) -> None:
    stream = store.stream(anna(article))
    assert (stream.seq, stream.number, stream.labels) == (0, 0, Labels())
    assert store.events(anna(article)) == []
    assert store.visits(anna(article)) == {}
    assert list(store.streams()) == []


def test_undo_and_redo_leave_what_they_should(store: Store, article: str) -> None:
    changes = accepted()
    store.append(anna(article), make_event(1, *changes))
    store.append(anna(article), make_event(2, *inverse(changes), verb="undo"))
    assert store.stream(anna(article)).labels == Labels()
    store.append(anna(article), make_event(3, *changes, verb="redo"))
    assert store.stream(anna(article)).labels == apply(Labels(), changes)


def test_every_kind_of_row(store: Store, article: str) -> None:
    nested = Tie("outer", "cue", None)
    changes = (
        *accepted(),
        Change("tie", "outer", None, nested),
        Change("status", 0, None, Status("done", True, "why?\r\n“so”")),
        Change("cut", 23, None, False),
        Change("cut", 6, None, True),
        Change("rejected", "r", None, Rejected("r", "span", "rules@1", {"label": "ACTOR", "start": 3})),
    )
    store.append(anna(article), make_event(1, *changes))
    labels = store.stream(anna(article)).labels
    assert labels == apply(Labels(), changes)
    assert labels.cuts == {23: False, 6: True}


@pytest.mark.parametrize("seq", [1, 3])
def test_a_stale_or_early_writer_is_refused(store: Store, article: str, seq: int) -> None:
    store.append(anna(article), make_event(1, *accepted()))
    with pytest.raises(ConflictError, match="another window"):
        store.append(anna(article), make_event(seq, Change("status", 0, None, Status("done"))))
    assert store.stream(anna(article)).seq == 1


def test_an_event_repeated_in_doubt_is_written_once(store: Store, article: str) -> None:
    event = make_event(1, *accepted())
    assert store.append(anna(article), event) == store.append(anna(article), event)
    assert len(store.events(anna(article))) == 1


def test_the_same_id_in_another_stream_is_refused(store: Store, article: str) -> None:
    event = make_event(1, *accepted())
    store.append(anna(article), event)
    with pytest.raises(ConflictError):
        store.append(StreamKey(article, "ben"), event)
    assert store.stream(StreamKey(article, "ben")).seq == 0


SPAN = Span("who", "ACTOR", ((0, 5),), entity="rossi")


@pytest.mark.parametrize(
    "change",
    [
        Change("span", "who", replace(SPAN, entity=None), None),
        Change("span", "who", replace(SPAN, fragments=((0, 4),)), SPAN),
        Change("span", "who", None, SPAN),
        Change("span", "absent", replace(SPAN, id="absent"), None),
        Change("span", "bare", None, Span("bare", "ACTOR", ())),
        Change("span", "one", None, replace(SPAN, id="other")),
        Change("span", "cue", Span("cue", "STANCE", ((6, 8),)), None),
        Change("tie", "t2", None, Tie("t2", "absent", "ACCUSE")),
        Change("status", 0, Status("done"), None),
        Change("cut", 5, True, None),
        Change("span", "back", None, Span("back", "ACTOR", ((5, 2),))),
    ],
    ids=range(11),
)
def test_what_does_not_fit_changes_nothing(store: Store, article: str, change: Change) -> None:
    store.append(anna(article), make_event(1, *accepted()))
    before = store.stream(anna(article))
    with pytest.raises(ConflictError):
        store.append(anna(article), make_event(2, Change("status", 23, None, Status("done")), change))
    assert store.stream(anna(article)) == before
    assert len(store.events(anna(article))) == 1


@pytest.mark.parametrize("words", ["a\0b", "a\ud800b"], ids=["NUL", "surrogate"])
def test_words_that_no_database_can_hold(store: Store, article: str, words: str) -> None:
    noted = replace(SPAN, attributes={"note": words})
    for change in (
        Change("status", 0, None, Status(comment=words)),
        Change("span", "who", None, noted),
    ):
        with pytest.raises(AnnotatorError, match="at offset 1 cannot be stored"):
            store.append(anna(article), make_event(1, change))
    assert store.stream(anna(article)).seq == 0


def test_anyone_can_ask_with_sql(store: Store) -> None:
    # Offsets count code points in SQL, too.
    text = "😊 Nuñez blamed the état."
    key = anna(add(store, make_article("a", text))[0])
    who, cue = Span("w", "ACTOR", ((2, 7),)), Span("c", "STANCE", ((8, 14),))
    tie = Tie("t", "c", "ACCUSE", (Role("source", filler="w"), Role("target", implicit="unnamed")))
    changes = (Change("span", "w", None, who), Change("span", "c", None, cue), Change("tie", "t", None, tie))
    store.append(key, make_event(1, *changes))
    query = """
        SELECT article.key, stream.annotator, tie.category, role.role,
               substr(article.text, fragment.start + 1, fragment.stop - fragment.start) AS words
        FROM role
        JOIN tie ON tie.stream_id = role.stream_id AND tie.id = role.tie_id
        JOIN fragment ON fragment.stream_id = role.stream_id AND fragment.span_id = role.span_id
        JOIN stream ON stream.id = role.stream_id
        JOIN article ON article.id = stream.article_id
    """
    with store._database.reading() as connection:
        rows = [tuple(row) for row in connection.exec_driver_sql(query)]
    assert rows == [("a", "anna", "ACCUSE", "source", "Nuñez")]


def test_removing_a_span_that_a_tie_uses_is_refused(store: Store, article: str) -> None:
    store.append(anna(article), make_event(1, *accepted()))
    with pytest.raises(ConflictError):
        store.append(anna(article), make_event(2, Change("span", "who", SPAN, None)))
    assert "who" in store.stream(anna(article)).labels.spans


def test_the_first_submission_counts(store: Store, article: str) -> None:
    store.append(anna(article), make_event(1, *accepted()))
    submit = make_event(2, verb="submit")
    store.append(anna(article), submit)
    store.append(anna(article), make_event(3, Change("status", 0, None, Status("done"))))
    store.append(anna(article), make_event(4, verb="submit"))
    stream = store.stream(anna(article))
    assert (stream.submitted_at, stream.submitted_seq) == (submit.at, 2)


def test_articles_and_rounds_that_do_not_exist(store: Store, article: str) -> None:
    for call in (store.stream, store.events, store.visits):
        with pytest.raises(AnnotatorError, match="no article 'nowhere'"):
            call(anna("nowhere"))
    with pytest.raises(AnnotatorError, match="no article 'nowhere'"):
        store.append(anna("nowhere"), make_event(1))
    with pytest.raises(AnnotatorError, match="no round 'mian'") as caught:
        store.append(anna(article, round="mian"), make_event(1))
    assert "main" in caught.value.hint


def test_many_events_in_one_go(store: Store) -> None:
    keys = add(store, *(make_article(f"a{n}") for n in range(30)))
    assert store.append_many((anna(key), make_event(1, *accepted())) for key in keys) == 30
    assert all(len(store.stream(anna(key)).labels.ties) == 1 for key in keys)
    with pytest.raises(ConflictError):
        store.append_many(
            [(anna(keys[0]), make_event(2)), (anna(keys[1]), make_event(2, *accepted()))],
        )
    assert store.stream(anna(keys[0])).seq == 1


def test_streams_begun_together_are_begun_or_not(store: Store) -> None:
    first, second = add(store, make_article("a1"), make_article("a2"))
    store.append(anna(second), make_event(1, *accepted()))
    ben = StreamKey(first, "ben")
    store.set_round(Round("over", state="closed"))
    begun = [(ben, make_event(1, *accepted())), (ben, make_event(2, verb="submit"))]
    for key, event, told in (
        (anna(second), make_event(2, *accepted()), "does not fit"),
        (anna(first), make_event(2), "another window"),
        (anna(first, round="over"), make_event(1), "closed"),
        (anna(first, round="nowhere"), make_event(1), "no round 'nowhere'"),
        (anna("nowhere"), make_event(1), "no article 'nowhere'"),
        (anna(first), make_event(1, Change("tie", "t", None, Tie("t", "absent", "ACCUSE"))), "does not fit"),
        (anna(first), make_event(1, Change("span", "b", None, Span("b", "ACTOR", ()))), "no fragment"),
    ):
        with pytest.raises(AnnotatorError, match=told):
            store.append_many([*begun, (key, event)])
        assert list(store.streams()) == [anna(second)]
    again = make_event(2, Change("status", 0, None, Status("done")))
    assert store.append_many([begun[0], (anna(second), again), begun[1]]) == 3
    assert (store.stream(ben).seq, store.stream(ben).submitted_seq, store.stream(anna(second)).seq) == (
        2,
        2,
        2,
    )


def test_a_visit_that_makes_no_sense_is_refused(store: Store, article: str) -> None:
    for start, arm in ((-1, "shown"), (0, "perhaps")):
        with pytest.raises(ConflictError, match="does not fit"):
            store.enter_sentence(anna(article), start, T0, arm)
    assert list(store.streams()) == []


def test_visits_add_up(store: Store, article: str) -> None:
    key = anna(article)
    first = store.enter_sentence(key, 0, T0, "shown", ["t1", "t2"])
    store.leave_sentence(first, 2.5)
    second = store.enter_sentence(key, 0, T0, "hidden", [])
    store.leave_sentence(second, 1.25)
    store.enter_sentence(key, 23, T0, "none", [])
    visits = store.visits(key)
    assert (visits[0].seconds, visits[0].suggestions) == (3.75, "shown")
    assert (visits[23].seconds, visits[23].suggestions) == (0.0, "none")
    assert store.shown(key) == {"t1", "t2"}
    assert store.stream(key).seq == 0
    store.append(key, make_event(1, *accepted()))
