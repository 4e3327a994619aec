"""Labelling in a round: its articles, its draw of suggestions, its end; the screen of rounds; practice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Event, StreamKey, diff
from annotator.domain.history import SUBMIT
from annotator.domain.labels import Labels, Span, Status
from annotator.domain.rounds import Round
from annotator.domain.settings import Settings
from annotator.domain.text import Article
from annotator.project import registry
from annotator.project.assigning import Wish
from annotator.project.labelling import now
from annotator.project.project import Project, create_project
from annotator.project.rounds import close_round, open_round
from annotator.segment.segmenter import Segmenter
from annotator.tui.app import AnnotatorApp
from tests.conftest import add, harbour_suggestions, suggest
from tests.tui.app import running, settle, shown
from tests.tui.test_lists import listed

TEXTS = {f"a{n}": f"The council blamed mayor {n} for the flood. Nobody answered." for n in (1, 2, 3)}


@pytest.fixture
def three(tmp_path: Path, segmenter: Segmenter) -> Iterator[Project]:
    """Three articles of two sentences, looked at by a suggester that found nothing."""
    with create_project(str(tmp_path / "p.db"), "blame") as project:
        articles = [segmenter.article(key, text) for key, text in TEXTS.items()]
        add(project, segmenter, *articles)
        for article in articles:
            suggest(project, article, Labels())
        yield project


def opened(project: Project, new: Round | None = None, **more: object) -> None:
    wish = Wish(annotators=("anna", "ben"), overlap=2, **more)  # type: ignore[arg-type]
    open_round(project, new or Round("pilot"), wish, "lena", now())


async def test_a_round_is_gone_through_by_one_key_and_submitted(three: Project) -> None:
    opened(three, articles=("a2", "a3"))
    async with running(three) as (app, pilot, desk):
        assert desk.key == StreamKey("a2", "anna", "pilot")
        assert "anna · pilot" in shown(app)
        await pilot.press("n", "n")
        assert "⏎ submits it and goes on" in shown(app)
        assert not desk.submitted
        await pilot.press("n")
        assert not desk.submitted, "one n too many ends nothing"
        await pilot.press("enter")
        await settle(app, pilot)
        assert three.store.stream(desk.key).submitted_at is not None
        assert app.desk is not None
        assert app.desk.key.article == "a3"
        await pilot.press("n", "n", "enter")
        await settle(app, pilot)
        assert "all that is assigned to you in the round pilot is submitted" in shown(app)
    found = three.store.article_states("pilot", "anna")
    assert [(one.article, one.name, one.empty) for one in found] == [
        ("a2", "submitted", True),
        ("a3", "submitted", True),
    ]
    assert {one.name for one in three.store.article_states("pilot", "ben")} == {"not begun"}


async def test_only_what_is_assigned_can_be_gone_to(three: Project) -> None:
    opened(three, articles=("a1", "a3"))
    async with running(three) as (app, pilot, _):
        await pilot.press("f3")
        screen = await listed(app, pilot)
        assert "2 articles" in screen
        assert "mayor 2" not in screen
        await pilot.press("escape", "ctrl+right")
        await settle(app, pilot)
        assert app.desk is not None
        assert app.desk.key.article == "a3"
        await pilot.press("ctrl+right")
        assert "there is no next article" in shown(app)
        await pilot.press("ctrl+f", *"mayor 2", "enter")
        assert "no article" in await listed(app, pilot)


async def test_the_second_pass_comes_after_the_first_and_starts_empty(three: Project) -> None:
    opened(three, articles=("a1",), repeat=1.0)
    async with running(three) as (app, pilot, desk):
        await pilot.press("!", "n", "n", "enter")
        await settle(app, pilot)
        assert app.desk is not None
        assert app.desk.key == StreamKey("a1", "anna", "pilot", 2)
        assert app.desk.session.labels == Labels()
        assert "anna · pilot/2" in shown(app)
        await pilot.press("f5")
        assert "nothing is flagged" in await listed(app, pilot)
    assert three.store.stream(desk.key).submitted_at is not None


async def test_the_round_can_be_named_and_others_are_not_entered(three: Project) -> None:
    opened(three)
    async with running(three, round="main") as (_, _, desk):
        assert desk.key == StreamKey("a1", "anna")
    for who, article, told in (("carla", None, "nothing in the round pilot"), ("anna", "a9", "no article")):
        app = AnnotatorApp(three, who, article, round="pilot")
        async with app.run_test():
            assert app.failure is not None
            assert told in app.failure.message
    assert app.failure.hint


async def test_a_closed_round_is_looked_at_and_not_changed(three: Project) -> None:
    opened(three)
    async with running(three) as (app, pilot, desk):
        await pilot.press("!")
        await settle(app, pilot)
        close_round(three, "pilot", "lena", now())
        await pilot.press("n")
        for _ in range(100):
            await pilot.pause(0.02)
            if desk.trouble is not None:
                break
        assert "NOT SAVED (1): the round pilot is closed" in shown(app)
        await pilot.press("!")
        assert "takes no labels until it is opened again" in shown(app)
        three.store.set_round(Round("pilot"))
        assert desk.flush(10), "what was made is kept until the round is open again"
        await pilot.press("u")
        await settle(app, pilot)
        assert three.store.stream(desk.key).labels.status(0) == Status(flag=True)
    close_round(three, "pilot", "lena", now())
    async with running(three, round="pilot") as (app, pilot, desk):
        before = desk.session.labels
        assert "is closed: its labels can be looked at" in shown(app)
        for keys in (["n"], ["!"], ["u"], ["m"], ["a"]):
            await pilot.press(*keys)
            assert "takes no labels" in shown(app), keys
        assert desk.session.labels is before
    assert desk.unsaved == 0


@pytest.fixture
def drawn(project: Project, harbour: Article) -> Round:
    """A seed that hides the second sentence's two ties and shows that of the third."""
    for seed in range(200):
        round = Round("pilot", "mixed", hidden=0.5, seed=seed)
        first, second = (round.hides(harbour, harbour.sentences[n].start) for n in (1, 2))
        if first and not second:
            return round
    raise AssertionError("no seed does")


async def test_suggestions_are_shown_where_the_draw_says_so(project: Project, drawn: Round) -> None:
    opened(project, drawn)
    async with running(project, settings=Settings(suggestions=False)) as (app, pilot, desk):
        await pilot.press("n")
        screen = shown(app)
        assert "suggestions are hidden here" in screen
        assert "DENY" not in screen.split("hidden here")[1]
        assert "crew╌" not in screen
        await pilot.press("space")
        assert desk.session.labels.ties == {}
        await pilot.press("n")
        assert "1 suggested" in shown(app)
        await pilot.press("f8")
        assert "the round pilot decides" in shown(app)
        await pilot.press("s", "escape", "space", "f3")
        assert "– sugg." in await listed(app, pilot), "how many there are would tell of hidden ones"
        await pilot.press("escape")
        await settle(app, pilot)
    visits = project.store.visits(desk.key)
    starts = [one.start for one in desk.session.article.sentences]
    assert (visits[starts[1]].suggestions, visits[starts[2]].suggestions) == ("hidden", "shown")
    assert not project.store.shown(desk.key) & {"deny", "blame"}
    assert set(desk.session.labels.ties) == {"accuse"}


async def test_in_a_hidden_round_nothing_is_suggested(project: Project) -> None:
    opened(project, Round("pilot", "hidden"))
    async with running(project) as (app, pilot, desk):
        await pilot.press("n", "n", "n")
        assert desk.session.suggestions == Labels()
        assert "suggestions are hidden here" in shown(app)
        await pilot.press("f8", "s")
        assert desk.session.suggestions == Labels()
    assert {one.suggestions for one in project.store.visits(desk.key).values()} == {"hidden"}


async def test_what_a_round_shows_cannot_be_left_out(project: Project) -> None:
    opened(project, Round("pilot", "shown"))
    app = AnnotatorApp(project, "anna", suggestions=False)
    async with app.run_test():
        assert app.failure is not None
        assert "decides where suggestions are shown" in app.failure.message


async def test_the_lead_opens_assigns_reassigns_and_closes(three: Project) -> None:
    async with running(three, size=(120, 40), annotator="lena") as (app, pilot, _):
        await pilot.press("ctrl+n", "n", *"pilot", "enter", *"anna ben", "enter")
        await pilot.press("enter", "2", "enter", "ctrl+u", *"30%", "enter")
        screen = await listed(app, pilot)
        assert "open the round pilot? suggestions hidden in 30%" in screen
        assert three.store.rounds() == [Round("main")]
        await pilot.press("enter")
        screen = await listed(app, pilot)
        assert "0 of 2 submitted · 2 not begun" in screen
        assert three.store.round("pilot").hidden == 0.3
        assert len(three.store.assignments("pilot")) == 4
        await pilot.press("a", "1", "enter")
        assert "1 more article for anna" in await listed(app, pilot)
        await pilot.press("r", *"carla", "enter")
        assert "3 articles of anna to carla" in await listed(app, pilot)
        assert {one.annotator for one in three.store.assignments("pilot")} == {"ben", "carla"}
        await pilot.press("end", "a", *"dan", "enter")
        assert "goes to dan, too" in await listed(app, pilot)
        await pilot.press("r", *"dan -", "enter")
        assert "1 article of dan to nobody" in await listed(app, pilot)
        await pilot.press("r", "enter")
        assert "nothing was changed" in await listed(app, pilot)
        await pilot.press("c")
        assert "pilot is closed" in await listed(app, pilot)
        await pilot.press("a", *"dan", "enter")
        assert "the round pilot is closed" in await listed(app, pilot)
    assert three.store.leads() == ["lena"]


async def test_what_cannot_be_opened_is_told(three: Project) -> None:
    async with running(three, annotator="lena") as (app, pilot, _):
        for keys, told in (
            ((*"main", "enter", *"anna", "enter", "enter", "enter", "enter"), "there is a round main"),
            ((*"x", "enter", "ctrl+u", "enter"), "nobody was named"),
            ((*"x", "enter", *"anna", "enter", "ctrl+u", *"many", "enter"), "no overlap"),
        ):
            await pilot.press("escape", "ctrl+n", "n", *keys)
            assert told in await listed(app, pilot)
    assert three.store.rounds() == [Round("main")]


async def test_whoever_labels_sees_only_themselves(three: Project) -> None:
    opened(three)
    key = StreamKey("a2", "ben", "pilot")
    three.store.append(key, Event("b", 1, now(), "ben", SUBMIT, ()))
    async with running(three) as (app, pilot, _):
        await pilot.press("ctrl+n")
        screen = await listed(app, pilot)
        assert "0 of 3 submitted by 1" in screen
        assert "new round" not in screen
        await pilot.press("enter")
        screen = await listed(app, pilot)
        assert "anna" in screen
        assert "ben" not in screen
        await pilot.press("c")
        assert "anna does not lead here. Ask lena" in await listed(app, pilot)
        await pilot.press("end", "enter")
        await settle(app, pilot)
        assert app.desk is not None
        assert app.desk.key.article == "a3"
    assert three.store.round("pilot").state == "open"


async def test_one_goes_from_round_to_round(three: Project) -> None:
    opened(three, articles=("a1",))
    open_round(three, Round("second"), Wish(("a2",), ("anna",)), "lena", datetime.now(UTC))
    async with running(three) as (app, pilot, desk):
        assert desk.key.round == "pilot"
        await pilot.press("ctrl+n", "j", "l")
        await settle(app, pilot)
        assert app.desk is not None
        assert app.desk.key == StreamKey("a2", "anna", "second")


async def test_the_registry_tells_nothing_of_others_until_one_labels_alike(
    project: Project, harbour: Article
) -> None:
    opened(project, Round("pilot", "shown"))
    made = registry.add_entry(project, "The Port Authority of Vell", "ben")
    key = StreamKey(harbour.id, "ben", "pilot")
    suggested = harbour_suggestions(harbour)
    labels = Labels(spans={"authority": suggested.spans["authority"]})
    project.store.append(key, Event("b", 1, now(), "ben", "mark", diff(Labels(), labels)))
    registry.assign(project, key, "authority", made.key, "ben")
    async with running(project) as (app, pilot, desk):
        await pilot.press("n", "space", "escape", "home", "f7")
        screen = await listed(app, pilot)
        assert "resolves to no entry" in screen
        assert "1 ×" not in screen
        assert "port-authority" not in screen
        await pilot.press("u")
        assert "another annotator's" in await listed(app, pilot)
        await pilot.press("n")
        await settle(app, pilot)
        (entity,) = {span.entity for span in desk.session.labels.spans.values() if span.label == "ACTOR"}
        assert entity == made.key, "the same words are the same entry, whoever was first"
        await pilot.press("f7")
        assert "resolves to The Port Authority of Vell" in await listed(app, pilot)


async def test_practice_is_shown_against_gold_once_it_is_submitted(
    project: Project, harbour: Article
) -> None:
    gold = StreamKey(harbour.id, "lena", layer="gold")
    labels = harbour_suggestions(harbour)
    project.store.append(gold, Event("g", 1, now(), "lena", "adjudicate", diff(Labels(), labels)))
    opened(project, Round("practice", practice=True))
    async with running(project, size=(120, 40)) as (app, pilot, desk):
        await pilot.press("n", "space", "x", "enter", "n", "n", "n", "n")
        assert "blamed" not in shown(app).split("marked")[1]
        await pilot.press("enter")
        screen = await listed(app, pilot)
        assert desk.submitted
        assert "practice against gold: 0 of 2 sentences" in screen
        assert "✓ as gold  DENY “rejected”" in screen
        assert "− missed   ACCUSE “blamed”" in screen
        assert "source  gold  The Port Authority of Vell" in screen
        await pilot.press("end", "enter")
        await settle(app, pilot)
        assert desk.session.sentence == 2
        await pilot.press("ctrl+s")
        assert "practice against gold" in await listed(app, pilot)
        await pilot.press("escape", "enter")
        await settle(app, pilot)
        assert "practice against gold" not in shown(app), "seen once, one goes on"
        await pilot.press("ctrl+s")
        await listed(app, pilot)
        await pilot.press("g")
        await settle(app, pilot)
        assert "all that is assigned to you in the round practice" in shown(app)


def test_gold_is_not_told_before(project: Project, harbour: Article) -> None:
    from annotator.project.practising import practised

    gold = StreamKey(harbour.id, "lena", layer="gold")
    project.store.append(gold, Event("g", 1, now(), "lena", "adjudicate", ()))
    opened(project, Round("practice", practice=True))
    with pytest.raises(AnnotatorError, match="not submitted yet"):
        practised(project, StreamKey(harbour.id, "anna", "practice"))
    with pytest.raises(AnnotatorError, match="no practice"):
        practised(project, StreamKey(harbour.id, "anna"))


SECRET = "zeppelin"


async def test_no_list_search_history_or_guideline_shows_what_another_did(
    project: Project, harbour: Article
) -> None:
    """Ben's comment, his entry and a label of his that nobody would suggest, looked for in everything."""
    opened(project, Round("pilot", "shown"))
    key = StreamKey(harbour.id, "ben", "pilot")
    labels = harbour_suggestions(harbour)
    start = harbour.text.index("Fishermen returned")
    odd = Span("odd", "ACTOR", ((start, start + 9),), entity=SECRET)
    labels = Labels({**labels.spans, "odd": odd}, labels.ties, {start: Status("open", True, SECRET)})
    project.store.append(key, Event("b", 1, now(), "ben", "mark", diff(Labels(), labels)))
    project.store.append(key, Event("c", 2, now(), "ben", SUBMIT, ()))
    registry.add_entry(project, f"{SECRET} crew", "ben")
    async with running(project, size=(120, 40)) as (app, pilot, desk):
        await pilot.press("n", "space", "g", "g", "g", "g")
        assert desk.session.here.start == start
        seen = [shown(app)]
        for keys in (
            ["f3", "!"],
            ["ctrl+f", *SECRET, "enter"],
            ["f4", "a"],
            ["f5"],
            ["f6"],
            ["f7"],
            ["ctrl+n"],
            ["ctrl+n", "enter"],
        ):
            await pilot.press(*keys[:1])
            await listed(app, pilot)
            await pilot.press(*keys[1:])
            seen.append(await listed(app, pilot))
            await pilot.press("escape", "escape")
        await pilot.press("home", "semicolon")
        await pilot.pause(0.4)
        seen.append(shown(app))
        for screen in seen:
            assert SECRET not in screen.lower().replace(f"find in all articles: {SECRET}", "").replace(
                f"“{SECRET}”", ""
            )
            assert "ben" not in screen.split()
        assert desk.session.pending.spans.keys().isdisjoint({"odd"})
        assert project.store.marked_sentences(desk.key) == []
