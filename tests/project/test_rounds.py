"""Opening rounds, moving articles between people, closing; and who may."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Event, StreamKey
from annotator.domain.history import SUBMIT
from annotator.domain.rounds import Assignment, Round
from annotator.project.assigning import Wish, parse_overlap, parse_share
from annotator.project.labelling import now
from annotator.project.project import Project, create_project
from annotator.project.reassigning import reassign
from annotator.project.roles import blind_rounds, require_lead, set_lead
from annotator.project.round_status import round_status, sign
from annotator.project.rounds import assign, close_round, open_round, reopen_round, reviewed_round
from annotator.segment.segmenter import Segmenter
from tests.conftest import add

PEOPLE = ("anna", "ben", "carla")
LENA = "lena"


@pytest.fixture
def empty(tmp_path: Path, segmenter: Segmenter) -> Iterator[Project]:
    """Six articles that nobody has labelled, and one without a sentence."""
    with create_project(str(tmp_path / "p.db"), "blame") as project:
        texts = [(f"0{n}_news", f"The mayor blamed council {n}. It rained.") for n in range(6)]
        add(project, segmenter, *(segmenter.article(key, text) for key, text in (*texts, ("zero", "\n"))))
        yield project


def opened(project: Project, **more: object) -> None:
    wish = Wish(annotators=PEOPLE, **more)  # type: ignore[arg-type]
    open_round(project, Round("pilot"), wish, LENA, now())


def submit(project: Project, article: str, who: str, pass_: int = 1, name: str = "pilot") -> None:
    key = StreamKey(article, who, name, pass_)
    seq = project.store.stream(key).seq + 1
    project.store.append(key, Event(f"{who}-{article}-{pass_}", seq, now(), who, SUBMIT, ()))


def test_every_article_goes_to_two_unless_said_otherwise(empty: Project) -> None:
    plan = open_round(empty, Round("pilot"), Wish(annotators=PEOPLE), LENA, now(), dry_run=True)
    assert plan.load == dict.fromkeys(PEOPLE, (4, 0))
    assert set(plan.shared.values()) == {2}
    assert plan.left == 0
    assert {one.article for one in plan.assigned} == {f"0{n}_news" for n in range(6)}, "zero has no sentence"
    assert ([one.name for one in empty.store.rounds()], empty.store.leads()) == (["main"], [])
    again = open_round(empty, Round("pilot"), Wish(annotators=PEOPLE), LENA, now())
    assert again.assigned == plan.assigned
    assert set(empty.store.assignments("pilot")) == set(plan.assigned)
    assert empty.store.leads() == [LENA]


def test_some_articles_a_share_of_them_twice_and_again(empty: Project) -> None:
    wish = Wish(("00_*", "01_*", "02_*", "03_*"), ("anna", "ben"), overlap=1.5, each=4, repeat=0.5)
    plan = open_round(empty, Round("pilot", seed=4), wish, LENA, now())
    first = [one for one in plan.assigned if one.pass_ == 1]
    again = [one for one in plan.assigned if one.pass_ == 2]
    assert len(first) == 6
    assert {Assignment(one.article, one.annotator) for one in again} <= set(first)
    assert {name: counts[1] for name, counts in plan.load.items()} == {"anna": 2, "ben": 2}


@pytest.mark.parametrize(
    ("new", "wish", "told"),
    [
        (Round("main"), Wish(annotators=PEOPLE), "there is a round main already"),
        (Round("a\x1bb"), Wish(annotators=PEOPLE), "no name for a round"),
        (Round("pilot"), Wish(), "nobody is named"),
        (Round("pilot"), Wish(annotators=("anna", "anna")), "named twice"),
        (Round("pilot"), Wish(annotators=("an\nna",)), "no name for an annotator"),
        (Round("pilot"), Wish(("99_*",), PEOPLE), "no article is meant by 99_"),
        (Round("pilot"), Wish(annotators=PEOPLE, overlap=4), "needs 4 annotators"),
        (Round("pilot", "mixed"), Wish(annotators=PEOPLE), "need a share"),
        (Round("pilot", practice=True), Wish(annotators=PEOPLE), "has gold labels"),
    ],
)
def test_what_cannot_be_opened_changes_nothing(empty: Project, new: Round, wish: Wish, told: str) -> None:
    with pytest.raises(AnnotatorError, match=told) as caught:
        open_round(empty, new, wish, LENA, now())
    assert caught.value.hint
    assert ([one.name for one in empty.store.rounds()], empty.store.leads()) == (["main"], [])


def test_more_is_assigned_to_those_there_are_or_to_others(empty: Project) -> None:
    opened(empty, articles=("00_*", "01_*"))
    more = assign(empty, "pilot", Wish(("02_*",)), LENA, now())
    assert {one.article for one in more.assigned} == {"02_news"}
    dan = assign(empty, "pilot", Wish(("0[0-2]_*",), ("dan",), overlap=1), LENA, now())
    assert dan.assigned == (), "they have their annotators already"
    third = assign(empty, "pilot", Wish(("0[0-2]_*",), (*PEOPLE, "dan"), overlap=3), LENA, now())
    assert len(third.assigned) == 3
    assert {one.annotator for one in third.assigned} == {"dan"}


def test_what_is_not_begun_goes_to_others(empty: Project) -> None:
    opened(empty, overlap=1, repeat=1.0)
    mine = [
        one.article for one in empty.store.assignments("pilot") if one.annotator == "ben" and one.pass_ == 1
    ]
    submit(empty, mine[0], "ben")
    with pytest.raises(AnnotatorError, match="no such article"):
        reassign(empty, "pilot", "dan", ["anna"], author=LENA, at=now())
    planned = reassign(empty, "pilot", "ben", ["dan", "eve"], author=LENA, at=now(), dry_run=True)
    moved = reassign(empty, "pilot", "ben", ["dan", "eve"], author=LENA, at=now())
    assert moved == planned
    where = {(one.article, one.pass_): target for one, target in moved}
    assert where[mine[1], 1] == where[mine[1], 2] == "dan", "a second pass goes where the first one goes"
    assert where[mine[0], 2] is None, "or to nobody, where that one is submitted"
    assert Assignment(mine[0], "ben") in empty.store.assignments("pilot")


def test_what_is_begun_is_moved_when_asked_and_its_labels_stay(empty: Project) -> None:
    opened(empty, overlap=1)
    article = next(one.article for one in empty.store.assignments("pilot") if one.annotator == "ben")
    key = StreamKey(article, "ben", "pilot")
    empty.store.append(key, Event("b", 1, now(), "ben", "mark", ()))
    with pytest.raises(AnnotatorError, match="not begun") as caught:
        reassign(empty, "pilot", "ben", ["dan"], author=LENA, at=now(), articles=[article])
    assert "--begun" in caught.value.hint
    reassign(empty, "pilot", "ben", ["dan"], author=LENA, at=now(), articles=[article], begun=True)
    assert empty.store.stream(key).seq == 1
    found = {
        (one.annotator, sign(one), one.assigned)
        for one in round_status(empty, "pilot").states
        if one.article == article
    }
    assert found == {("ben", "◦", False), ("dan", "·", True)}
    ben = next(one for one in round_status(empty, "pilot").loads if one.annotator == "ben")
    assert (ben.assigned, ben.unassigned) == (1, 1)
    # It is nobody's any more: ben has it in his hands, but not again.
    with pytest.raises(AnnotatorError, match="has each of these"):
        reassign(empty, "pilot", "dan", ["ben"], author=LENA, at=now(), articles=[article])


def test_a_closed_round_can_be_opened_again(empty: Project) -> None:
    opened(empty)
    close_round(empty, "pilot", LENA, now())
    for act in (
        lambda: close_round(empty, "pilot", LENA, now()),
        lambda: assign(empty, "pilot", Wish(), LENA, now()),
        lambda: reassign(empty, "pilot", "ben", ["dan"], author=LENA, at=now()),
    ):
        with pytest.raises(AnnotatorError, match="pilot is closed"):
            act()
    reopen_round(empty, "pilot", LENA, now())
    with pytest.raises(AnnotatorError, match="pilot is open"):
        reopen_round(empty, "pilot", LENA, now())
    assert [one.verb for one in empty.store.round_events("pilot")] == ["open", "close", "reopen"]


def test_those_who_label_in_an_open_round_are_blind_and_a_lead_is_not(empty: Project) -> None:
    assert blind_rounds(empty, "ben") == ()
    opened(empty)
    assert blind_rounds(empty, "ben") == ("pilot",)
    assert blind_rounds(empty, LENA) == blind_rounds(empty, "nobody") == ()
    with pytest.raises(AnnotatorError, match="agreement is for whoever leads") as caught:
        require_lead(empty, "ben", "agreement")
    assert LENA in caught.value.hint
    for act in (
        lambda: close_round(empty, "pilot", "ben", now()),
        lambda: open_round(empty, Round("own"), Wish(annotators=("ben",)), "ben", now()),
        lambda: set_lead(empty, "ben", "ben", now()),
    ):
        with pytest.raises(AnnotatorError, match="ben does not lead here"):
            act()
    with pytest.raises(AnnotatorError, match="nobody but lena"):
        set_lead(empty, LENA, LENA, now(), leads=False)
    set_lead(empty, "ben", LENA, now())
    assert blind_rounds(empty, "ben") == ()
    close_round(empty, "pilot", "ben", now())
    assert blind_rounds(empty, "anna") == ()


@pytest.mark.parametrize(("text", "value"), [("2", 2.0), ("20%", 1.2), ("0%", 1.0), ("12.5 %", 1.125)])
def test_overlaps(text: str, value: float) -> None:
    assert parse_overlap(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "0", "two", "120%", "-1", "1.5", "٣"])
def test_what_is_no_overlap(text: str) -> None:
    with pytest.raises(AnnotatorError, match="no overlap"):
        parse_overlap(text)


def test_shares() -> None:
    assert [parse_share(text) for text in ("30%", "0.3", "1", "0")] == [0.3, 0.3, 1.0, 0.0]
    for text in ("", "3", "101%", "-1", "1e-3"):
        with pytest.raises(AnnotatorError, match="no share"):
            parse_share(text)


def test_opening_a_round_tells_how_far_it_is(empty: Project) -> None:
    told: list[tuple[int, int]] = []
    wish = Wish(annotators=PEOPLE, overlap=3)
    plan = open_round(empty, Round("pilot"), wish, LENA, now(), tell=lambda *how: told.append(how))
    assert told == [(0, 12), (36, 36)]
    assert len(plan.assigned) == 18
    told.clear()
    open_round(empty, Round("dry"), wish, LENA, now(), dry_run=True, tell=lambda *how: told.append(how))
    assert told == [(0, 12)]


def test_the_round_looked_at_is_the_only_one_there_is(empty: Project) -> None:
    assert reviewed_round(empty) == "main"
    opened(empty)
    assert reviewed_round(empty) == "pilot", "nobody has submitted yet, but this is what will be"
    open_round(empty, Round("second"), Wish(annotators=PEOPLE), LENA, now())
    with pytest.raises(AnnotatorError, match="several rounds: pilot, second"):
        reviewed_round(empty)
    submit(empty, "00_news", "anna", name="second")
    assert reviewed_round(empty) == "second"
    submit(empty, "00_news", "ben", name="main")
    assert reviewed_round(empty) == "main"
    assert reviewed_round(empty, "pilot") == "pilot"
