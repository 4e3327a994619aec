"""Examples for the guideline: one's own labels and gold of what one submitted, and nobody else's ever."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event as sqlalchemy_event

from annotator.domain.events import Event, StreamKey, diff
from annotator.domain.history import SUBMIT
from annotator.domain.labels import Labels, Role, Span, Tie
from annotator.project.examples import LONGEST, Example, examples
from annotator.project.project import Project, create_project
from annotator.segment.segmenter import Segmenter
from tests.conftest import add

AT = datetime(2026, 1, 2, tzinfo=UTC)
WHO = ("anna", "ben", "gold", "rules")


def text_of(who: str, number: int) -> str:
    return f"Nobody came. The {who} council blamed mayor {number} for the flood. It rained."


@pytest.fixture
def shared(tmp_path: Path, segmenter: Segmenter) -> Iterator[Project]:
    """Articles of which anna, ben, a suggester and the gold layer each labelled their own three."""
    with create_project(str(tmp_path / "p.db"), "blame") as project:
        add(
            project,
            segmenter,
            *(
                segmenter.article(f"{who}{number}", text_of(who, number))
                for who in WHO
                for number in range(3)
            ),
        )
        for who in WHO:
            for number in range(3):
                label(project, who, f"{who}{number}", number)
        yield project


def label(project: Project, who: str, article: str, number: int) -> None:
    text = project.store.article(article).text
    layer = {"gold": "gold", "rules": "suggestion"}.get(who, "human")
    key = StreamKey(article, "" if layer == "suggestion" else who, layer=layer)

    def span(name: str, kind: str, words: str) -> Span:
        start = text.index(words)
        return Span(f"{article}-{name}", kind, ((start, start + len(words)),))

    spans = [
        span("head", "STANCE", "blamed"),
        span("source", "ACTOR", text[text.index("The ") : text.index(" blamed")]),
        span("target", "ACTOR", f"mayor {number}"),
    ]
    roles = (Role("source", spans[1].id), Role("target", spans[2].id))
    labels = Labels(
        {one.id: one for one in spans}, {f"{article}-t": Tie(f"{article}-t", spans[0].id, "ACCUSE", roles)}
    )
    seq = project.store.stream(key).seq + 1
    project.store.append(key, Event(f"e-{who}-{article}", seq, AT, who, "mark", diff(Labels(), labels)))


def submit(project: Project, article: str, who: str = "anna", pass_: int = 1) -> None:
    key = StreamKey(article, who, pass_=pass_)
    seq = project.store.stream(key).seq + 1
    project.store.append(key, Event(f"s-{who}-{article}-{pass_}", seq, AT, who, SUBMIT, ()))


def sources(found: list[Example]) -> list[tuple[str, bool]]:
    return [(one.article, one.gold) for one in found]


HERE = StreamKey("anna0", "anna")


def test_ones_own_are_shown_newest_first_and_nobody_elses(shared: Project) -> None:
    assert sources(examples(shared, HERE, "tie", "ACCUSE")) == [("anna2", False), ("anna1", False)]
    assert sources(examples(shared, HERE, "span", "ACTOR")) == [("anna2", False), ("anna1", False)]
    assert examples(shared, HERE, "tie", "DENY") == []
    assert examples(shared, StreamKey("anna0", "carl"), "tie", "ACCUSE") == []


def test_an_example_is_the_sentence_with_what_is_labelled_in_it(shared: Project) -> None:
    one = examples(shared, HERE, "tie", "ACCUSE")[0]
    assert one.text == "The anna council blamed mayor 2 for the flood."
    assert [(one.text[start:end], label) for start, end, label in one.marks] == [
        ("The anna council", "ACTOR"),
        ("blamed", "STANCE"),
        ("mayor 2", "ACTOR"),
    ]


def test_gold_comes_only_from_articles_that_one_submitted(shared: Project) -> None:
    submit(shared, "gold0", "ben")
    assert not any(one.gold for one in examples(shared, HERE, "tie", "ACCUSE"))
    submit(shared, "gold1")
    assert sources(examples(shared, HERE, "tie", "ACCUSE"))[2:] == [("gold1", True)]
    assert sources(examples(shared, HERE, "span", "STANCE"))[2:] == [("gold1", True)]


def test_gold_of_an_article_labelled_again_waits_for_the_second_submission(shared: Project) -> None:
    submit(shared, "gold1")
    again = StreamKey("anna0", "anna", pass_=2)
    assert examples(shared, again, "tie", "ACCUSE") == []
    submit(shared, "gold1", pass_=2)
    assert sources(examples(shared, again, "tie", "ACCUSE")) == [("gold1", True)]


def test_gold_of_another_round_is_not_shown(shared: Project) -> None:
    from annotator.domain.rounds import Round

    shared.store.set_round(Round("second"))
    submit(shared, "gold1")
    assert examples(shared, StreamKey("anna0", "anna", "second"), "tie", "ACCUSE") == []


def test_the_sentence_on_the_screen_is_no_example(shared: Project) -> None:
    start = text_of("anna", 2).index("The anna")
    here = StreamKey("anna2", "anna")
    assert ("anna2", False) not in sources(examples(shared, here, "tie", "ACCUSE", (start, start + 40)))
    assert ("anna2", False) in sources(examples(shared, here, "tie", "ACCUSE", (0, start)))


def test_a_long_sentence_is_cut_between_words_and_hostile_text_is_made_harmless(
    shared: Project, segmenter: Segmenter
) -> None:
    long = (
        "Nobody "
        + "came and went, " * 60
        + "while The long council\x1b]0;x\x07 blamed mayor 7 for "
        + "much " * 90
        + "."
    )
    add(shared, segmenter, segmenter.article("long", long))
    label(shared, "anna", "long", 7)
    one = examples(shared, HERE, "tie", "ACCUSE")[0]
    assert one.article == "long"
    assert one.text.startswith("… ")
    assert one.text.endswith(" …")
    assert len(one.text) <= LONGEST + 4
    assert set(one.text[2:-2].split()) <= {
        "came",
        "and",
        "went,",
        "while",
        "The",
        "long",
        "council␛]0;x␇",
        "blamed",
        "mayor",
        "7",
        "for",
        "much",
    }
    assert ("blamed", "STANCE") in {(one.text[start:end], label) for start, end, label in one.marks}


def test_the_queries_go_by_indexes(shared: Project) -> None:
    asked: list[tuple[str, object]] = []
    engine = shared.store._database._reader

    @sqlalchemy_event.listens_for(engine, "before_cursor_execute")
    def note(_c: object, _k: object, statement: str, parameters: object, *_: object) -> None:
        if "LIMIT" in statement:
            asked.append((statement, parameters))

    for kind, name in (("tie", "ACCUSE"), ("span", "ACTOR")):
        examples(shared, HERE, kind, name)  # type: ignore[arg-type]
    assert len(asked) == 4
    with engine.connect() as connection:
        for statement, parameters in tuple(asked):
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()  # type: ignore[arg-type]
            steps = [str(row[-1]) for row in plan]
            # The derived table of at most some hundred streams is gone through; stored ones never are.
            assert not [s for s in steps if s.startswith("SCAN") and not s.startswith("SCAN anon")], steps
