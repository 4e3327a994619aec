"""Which round an annotator comes to, and which article."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Event, StreamKey
from annotator.domain.history import SUBMIT
from annotator.domain.rounds import Round
from annotator.project.assigning import Wish
from annotator.project.project import Project, create_project
from annotator.project.queue import next_open, resuming, round_of
from annotator.project.rounds import close_round, open_round
from annotator.segment.segmenter import Segmenter
from tests.conftest import add

T0 = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def four(tmp_path: Path, segmenter: Segmenter) -> Iterator[Project]:
    with create_project(str(tmp_path / "p.db"), "blame") as project:
        add(project, segmenter, *(segmenter.article(f"a{n}", f"It rained on day {n}.") for n in range(4)))
        yield project


def opened(project: Project, name: str, *articles: str, hours: int = 0, repeat: float = 0.0) -> None:
    wish = Wish(articles, ("anna",), overlap=1, repeat=repeat)
    open_round(project, Round(name), wish, "lena", T0 + timedelta(hours=hours))


def submit(project: Project, key: StreamKey) -> None:
    project.store.append(key, Event(f"{key}", project.store.stream(key).seq + 1, T0, "anna", SUBMIT, ()))


def test_without_assignments_it_is_main(four: Project) -> None:
    assert round_of(four, "anna").name == "main"
    assert resuming(four, "anna") == (StreamKey("a0", "anna"), 0)
    four.store.set_round(Round("other"))
    assert resuming(four, "anna", round_name="other") == (StreamKey("a0", "anna", "other"), 0)


def test_it_is_the_round_where_something_is_to_be_done(four: Project) -> None:
    opened(four, "zeta", "a3", hours=0)
    opened(four, "alpha", "a1", "a2", hours=1)
    assert round_of(four, "anna").name == "zeta", "the one opened first"
    assert round_of(four, "ben").name == "main"
    key, _ = resuming(four, "anna")
    assert key == StreamKey("a3", "anna", "zeta")
    submit(four, key)
    assert resuming(four, "anna")[0] == StreamKey("a1", "anna", "alpha")
    for article in ("a1", "a2"):
        submit(four, StreamKey(article, "anna", "alpha"))
    assert resuming(four, "anna")[0] == StreamKey("a3", "anna", "zeta"), "nowhere else by accident"
    close_round(four, "zeta", "lena", T0)
    close_round(four, "alpha", "lena", T0)
    assert resuming(four, "anna")[0] == StreamKey("a0", "anna")


def test_what_is_named_must_be_ones_own(four: Project) -> None:
    opened(four, "pilot", "a1")
    assert resuming(four, "anna", "a1")[0] == StreamKey("a1", "anna", "pilot")
    with pytest.raises(AnnotatorError, match="a2 is not assigned to anna in the round pilot"):
        resuming(four, "anna", "a2")
    assert resuming(four, "anna", "a2", "main")[0] == StreamKey("a2", "anna")
    with pytest.raises(AnnotatorError, match="nothing in the round pilot is assigned to ben"):
        resuming(four, "ben", round_name="pilot")
    with pytest.raises(AnnotatorError, match="no round 'x'"):
        resuming(four, "anna", round_name="x")


def test_one_goes_on_where_one_was(four: Project) -> None:
    opened(four, "pilot", "a1", "a2", "a3")
    four.store.enter_sentence(StreamKey("a2", "anna", "pilot"), 0, T0, "none")
    four.store.enter_sentence(StreamKey("a0", "anna"), 0, T0, "none")
    assert resuming(four, "anna")[0].article == "a2"
    submit(four, StreamKey("a2", "anna", "pilot"))
    assert resuming(four, "anna")[0].article == "a3"


def test_the_next_one_may_be_in_another_pass(four: Project) -> None:
    opened(four, "pilot", "a1", "a2", repeat=1.0)
    here = StreamKey("a2", "anna", "pilot")
    assert next_open(four, here) == StreamKey("a1", "anna", "pilot")
    for article in ("a1", "a2"):
        submit(four, StreamKey(article, "anna", "pilot"))
    second = next_open(four, here)
    assert second == StreamKey("a1", "anna", "pilot", 2)
    assert resuming(four, "anna")[0] == second
    assert resuming(four, "anna", "a2")[0] == StreamKey("a2", "anna", "pilot", 2)
    submit(four, second)
    last = next_open(four, second)
    assert last == StreamKey("a2", "anna", "pilot", 2)
    assert next_open(four, last) is None
