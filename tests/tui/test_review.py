"""What both screens for a lead have: help, palette, who may see them, and how one gets there."""

from __future__ import annotations

from pathlib import Path

from annotator.domain.events import Event, StreamKey
from annotator.domain.rounds import Round
from annotator.domain.settings import Settings
from annotator.project.adjudicated import corrections
from annotator.project.assigning import Wish
from annotator.project.labelling import now
from annotator.project.project import Project, create_project
from annotator.project.rounds import open_round
from annotator.tui.app import AnnotatorApp
from annotator.tui.screens.adjudicate import AdjudicateScreen
from annotator.tui.screens.agreement import AgreementScreen
from tests.project.adjudicating import begun, decide_all
from tests.tui.app import shown
from tests.tui.review import adjudicating, agreeing, labelling, reviewing, settle, work_of


async def test_help_lists_the_keys(samples: Project) -> None:
    async with reviewing(samples, adjudicating) as (app, pilot):
        await pilot.press("question_mark")
        assert "Keys of adjudication" in shown(app)
        assert "take reading 2 into gold" in shown(app)
        assert "guideline unclear" in shown(app)
        await pilot.press("pagedown", "pagedown")
        assert "revoke the rule" in shown(app)
        await pilot.press("escape")
        assert "≠" in shown(app)
    async with reviewing(samples, agreeing) as (app, pilot):
        for keys, told in (
            ((), "the disagreements that the figure is made of"),
            (("enter",), "of the next layer"),
        ):
            await pilot.press(*keys, "question_mark")
            assert told in shown(app)
            await pilot.press("escape")


async def test_the_palette_has_all_that_can_be_done(samples: Project) -> None:
    async with reviewing(samples, adjudicating) as (app, pilot):
        for keys, title in (
            ((), "A case: neither: nothing of it belongs into gold"),
            (("2",), "Why they differ: boundary"),
            (("escape", "e"), "An edit: Ties: category: CONDEMN"),
            (("escape", "r"), "Taken as agreed: back to the cases"),
        ):
            await pilot.press(*keys)
            offered = {one.title for one in app.get_system_commands(app.screen)}
            assert title in offered
            assert {f"{act.group}: {act.title}" for act in work_of(app).at_hand()} <= offered
        await pilot.press("escape", "ctrl+p")
        await pilot.pause(0.1)
        await pilot.press(*"neither nothing", "enter")
        await pilot.pause(0.3)
        assert "neither — and why do they differ?" in shown(app)
    async with reviewing(samples, agreeing) as (app, pilot):
        offered = {one.title for one in app.get_system_commands(app.screen)}
        assert "Figures: adjudicate all of the round" in offered


async def test_nothing_to_adjudicate_says_so(tmp_path: Path) -> None:
    with create_project(str(tmp_path / "p.db"), "blame") as project:
        async with reviewing(project, adjudicating) as (app, pilot):
            assert "no article was submitted by two annotators yet" in shown(app)
            await pilot.press("u", "1")
            assert "there is nothing to undo" in shown(app)
        async with reviewing(project, agreeing) as (app, _):
            assert "no article was submitted by two annotators yet" in shown(app)


async def test_an_annotator_sees_agreement_on_submitted_articles_only(samples: Project) -> None:
    samples.store.append(StreamKey("01_dam_failure", "carl"), Event("e1", 1, now(), "carl", "change", ()))
    async with reviewing(samples, lambda: AgreementScreen("carl"), name="carl") as (app, _):
        assert "0 articles" in shown(app)
    async with reviewing(samples, lambda: AdjudicateScreen("carl"), name="carl") as (app, _):
        assert "no article was submitted" in shown(app)


async def test_from_the_annotate_screen_and_back(samples: Project) -> None:
    async with labelling(samples) as (app, pilot):
        before = app.screen
        await pilot.press("f10")
        await settle(app, pilot)
        assert "agreement · main" in shown(app)
        await pilot.press("q")
        await pilot.pause()
        assert app.screen is before
        await pilot.press("space")
        assert app.desk is not None


async def test_a_round_that_is_not_there_ends_the_screen_and_is_told(samples: Project) -> None:
    for make in (lambda: AgreementScreen("lead", "second"), lambda: AdjudicateScreen("lead", "second")):
        app = AnnotatorApp(samples, "lead", suggestions=False, settings=Settings(), review=make)
        async with app.run_test() as pilot:
            for _ in range(200):
                await pilot.pause(0.01)
                if app.failure is not None:
                    break
        assert app.failure is not None
        assert "no round 'second'" in app.failure.message


async def test_who_labels_in_an_open_round_is_told_and_stays(samples: Project) -> None:
    open_round(samples, Round("second"), Wish(annotators=("anna", "ben")), "lead", now())
    async with labelling(samples) as (app, pilot):
        before = app.screen
        await pilot.press("f10")
        await pilot.pause()
        assert app.screen is before
        assert "agreement is for whoever leads" in shown(app)


async def test_the_list_of_corrections_leads_to_the_sentence(samples: Project) -> None:
    work = begun(samples)
    decide_all(work)
    assert work.close()
    expected = list(corrections(samples, "anna"))
    async with labelling(samples, (120, 40)) as (app, pilot):
        command = next(one for one in app._annotate.table if one.id == "corrections")
        app._annotate.run_command(command)
        for _ in range(300):
            await pilot.pause(0.01)
            if not app._annotate.waits:
                break
        await pilot.pause()
        screen = shown(app)
        assert f"{len(expected)} corrections to read" in screen
        assert "→ gold " in screen
        assert "ben" not in screen.replace("Ben", "")
        await pilot.press("down", "enter")
        await pilot.pause(0.2)
        assert app.desk is not None
        assert app.desk.key.article == expected[1].article
        assert app.desk.session.here.start == expected[1].start
