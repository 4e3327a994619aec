"""The agreement and the adjudication screen, driven by keys on the sample labels."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from annotator import resources
from annotator.domain.events import Event, StreamKey, diff
from annotator.domain.labels import Labels
from annotator.domain.record import Visits
from annotator.domain.rounds import Round
from annotator.domain.settings import Settings
from annotator.project.adjudicated import corrections, outcome
from annotator.project.adjudicating import dockets, gold_key
from annotator.project.assigning import Wish
from annotator.project.importing import import_labels
from annotator.project.labelling import now
from annotator.project.project import Project, create_project
from annotator.project.rounds import open_round
from annotator.project.sources import sources
from annotator.tui.app import AnnotatorApp
from annotator.tui.screens.adjudicate import AdjudicateScreen
from annotator.tui.screens.agreement import AgreementScreen
from tests.project.test_adjudicating import begun, decide_all
from tests.tui.app import shown

SEEDS = resources.folder("seeds") / "labels"


@pytest.fixture
def samples(tmp_path: Path) -> Iterator[Project]:
    with create_project(str(tmp_path / "p.db"), "blame") as project:
        import_labels(project, sources([str(SEEDS / "anna.jsonl"), str(SEEDS / "ben.jsonl")]))
        yield project


@asynccontextmanager
async def reviewing(
    project: Project, make: Callable[[], Screen[None]], size: tuple[int, int] = (80, 24), name: str = "lead"
) -> AsyncIterator[tuple[AnnotatorApp, Pilot[None]]]:
    app = AnnotatorApp(project, name, suggestions=False, settings=Settings(), review=make)
    async with app.run_test(size=size) as pilot:
        await settle(app, pilot)
        yield app, pilot
        await settle(app, pilot)


async def settle(app: AnnotatorApp, pilot: Pilot[None]) -> None:
    """Wait until all is read, committed and drawn."""
    for _ in range(500):
        await pilot.pause(0.01)
        screen = app.screen
        if isinstance(screen, AdjudicateScreen):
            if screen.loaded and screen.work is not None and not screen.work.unsaved:
                break
        elif isinstance(screen, AgreementScreen):
            if screen.complete and screen._opened is not None:
                break
        else:
            break
    await pilot.pause()


def listed(app: AnnotatorApp) -> list[str]:
    """The articles of the disagreements that are listed."""
    assert isinstance(app.screen, AgreementScreen)
    assert app.screen._list is not None
    return [opened.key.article for opened, _ in app.screen._list.listed]


def adjudicating() -> AdjudicateScreen:
    return AdjudicateScreen("lead")


def work_of(app: AnnotatorApp) -> AdjudicateScreen:
    assert isinstance(app.screen, AdjudicateScreen)
    return app.screen


async def test_two_keys_a_case_and_all_of_a_round(samples: Project) -> None:
    async with reviewing(samples, adjudicating) as (app, pilot):
        assert "0 decided · 114 open" in shown(app)
        keys = 0
        while (place := work_of(app).place) is not None and not place.agreed:
            await pilot.press("1", "s")
            keys += 2
        assert keys == 2 * 114
        await settle(app, pilot)
        screen = shown(app)
        assert "114 decided · 10 agreed to look at" in screen
        assert "all read it the same" in screen
        for _ in range(10):
            await pilot.press("1")
        await settle(app, pilot)
        assert "every case is decided" in shown(app)
    found = outcome(samples)
    assert (found.open, sum(found.decided.values()), found.confirmed) == (0, 114, 10)
    assert found.by_cause == {"slip": 114}
    assert list(corrections(samples, "anna"))


async def test_readings_side_by_side_without_names_until_they_are_asked_for(samples: Project) -> None:
    async with reviewing(samples, adjudicating) as (app, pilot):
        screen = shown(app)
        assert "1 reading" in screen
        assert "2 reading" in screen
        assert "≠ issue" in screen
        assert "1:issue" in screen
        assert "anna" not in screen
        await pilot.press("t")
        assert "1 anna" in shown(app)
        assert "2 ben" in shown(app)


async def test_neither_both_note_undo_and_back_after_a_restart(samples: Project) -> None:
    async with reviewing(samples, adjudicating) as (app, pilot):
        first = work_of(app).place
        await pilot.press("n")
        assert "and why do they differ?" in shown(app)
        await pilot.press("m", *"see 4.2", "enter", "g")
        await settle(app, pilot)
        assert "neither, guideline unclear" in shown(app)
        await pilot.press("b", "enter")
        await settle(app, pilot)
        assert "2 decided · 112 open" in shown(app)
        await pilot.press("u")
        await settle(app, pilot)
        assert "1 decided · 113 open" in shown(app)
    assert first is not None
    async with reviewing(samples, adjudicating) as (app, pilot):
        assert "1 decided · 113 open" in shown(app)
        await pilot.press("u")
        await settle(app, pilot)
        assert "0 decided · 114 open" in shown(app)
        assert work_of(app).place is not None
        assert work_of(app).place.case.ids == first.case.ids  # type: ignore[union-attr]
    verbs = [one.event.verb for one in samples.store.events(gold_key(first.article, "main"))]
    assert verbs == ["agreed", "adjudicate", "adjudicate", "undo", "undo"]


async def test_escape_goes_back_to_the_readings_and_commits_nothing(samples: Project) -> None:
    async with reviewing(samples, adjudicating) as (app, pilot):
        await pilot.press("2", "escape")
        await settle(app, pilot)
        assert "take reading" in shown(app)
        await pilot.press("2", "9")
        assert "a letter says why they differ" in shown(app)
        await pilot.press("escape", "space", "down", "up")
        await settle(app, pilot)
        assert "0 decided" in shown(app)


async def test_an_edit_is_one_event_and_can_be_given_up(samples: Project) -> None:
    async with reviewing(samples, adjudicating) as (app, pilot):
        await pilot.press("e")
        assert "gold, as it would be" in shown(app)
        await pilot.press("escape")
        assert "the edit was given up" in shown(app)
        await pilot.press("e", "C", "escape")
        assert "esc again gives the edit up" in shown(app)
        await pilot.press("escape")
        assert "the edit was given up" in shown(app)
        await pilot.press("e", "C", "u", "u")
        assert "nothing to undo in this edit" in shown(app)
        await pilot.press("C", "enter")
        assert "edited — and why" in shown(app)
        await pilot.press("a")
        await settle(app, pilot)
        assert "edited, ambiguous text" in shown(app)
    opened = next(dockets(samples))
    case = next(case for case in opened.docket.cases if not case.agreed)
    (key,) = opened.docket.whole.of_case(case)
    assert opened.docket.gold.ties[key].category == "CONDEMN"
    decision = opened.docket.decision(case)
    assert decision is not None
    assert (decision.how, decision.cause) == ("edited", "ambiguous text")
    assert [one.event.verb for one in samples.store.events(opened.key)] == ["agreed", "adjudicate"]


async def test_a_reading_that_marked_nothing_cannot_be_edited(samples: Project) -> None:
    async with reviewing(samples, adjudicating) as (app, pilot):
        screen = work_of(app)
        while screen.place is not None and len(screen.place.case.ids) == 2:
            await pilot.press("space")
        assert "nothing here" in shown(app)
        await pilot.press("right", "e")
        assert "this reading marked nothing" in shown(app)
        await pilot.press("enter", "s")
        await settle(app, pilot)
        assert "1 decided" in shown(app)


async def test_keys_typed_at_once_do_what_slow_keys_do(samples: Project) -> None:
    async with reviewing(samples, adjudicating) as (app, pilot):
        await pilot.press(*("1", "s") * 5, "u", "space", "2", "b")
        await settle(app, pilot)
        assert "5 decided · 109 open" in shown(app)


async def test_another_adjudicator_is_taken_in(samples: Project) -> None:
    async with reviewing(samples, adjudicating) as (app, pilot):
        other = begun(samples, "other")
        place = next(other.open_places())
        other.decide(place, [other.versions(place)[0]])
        assert other.close()
        await pilot.press("2", "s")
        await settle(app, pilot)
        screen = shown(app)
        assert "another adjudicator decided just now" in screen
        assert "1 decided · 113 open" in screen


async def test_what_rules_took_is_listed_and_a_rule_is_revoked(samples: Project) -> None:
    async with reviewing(samples, adjudicating) as (app, pilot):
        assert "taken as agreed: 58 by exact (r lists them)" in shown(app)
        await pilot.press("r")
        screen = shown(app)
        assert "exact · 58 cases" in screen
        assert "what all readings have with the same bounds" in screen
        await pilot.press("down", "enter")
        assert "all read it the same" in shown(app)
        await pilot.press("1")
        await settle(app, pilot)
        await pilot.press("r", "x")
        assert "x again opens the 57 cases" in shown(app)
        await pilot.press("down", "x")
        assert "x again opens the 57 cases" in shown(app), "moving is no answer"
        await pilot.press("x")
        await settle(app, pilot)
        assert "0 decided · 171 open" in shown(app)
        await pilot.press("u")
        await settle(app, pilot)
        assert "0 decided · 114 open" in shown(app)
        await pilot.press("r", "x", "x")
        await settle(app, pilot)
    async with reviewing(samples, adjudicating) as (app, pilot):
        assert "0 decided · 171 open" in shown(app)
        await pilot.press("r")
        assert "no rule has taken anything" in shown(app)
        await pilot.press("x", "enter", "escape", "1", "s")
        await settle(app, pilot)
        assert "1 decided · 170 open" in shown(app)


async def test_the_rule_for_what_the_readings_call_it(samples: Project) -> None:
    async with reviewing(samples, adjudicating) as (app, pilot):
        await pilot.press("semicolon")
        assert "assigns responsibility" in shown(app).lower()
        await pilot.press("escape")
        assert "≠" in shown(app)


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
    async with reviewing(samples, lambda: AgreementScreen("lead")) as (app, pilot):
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
    async with reviewing(samples, lambda: AgreementScreen("lead")) as (app, pilot):
        offered = {one.title for one in app.get_system_commands(app.screen)}
        assert "Figures: adjudicate all of the round" in offered


async def test_nothing_to_adjudicate_says_so(tmp_path: Path) -> None:
    with create_project(str(tmp_path / "p.db"), "blame") as project:
        async with reviewing(project, adjudicating) as (app, pilot):
            assert "no article was submitted by two annotators yet" in shown(app)
            await pilot.press("u", "1")
            assert "there is nothing to undo" in shown(app)
        async with reviewing(project, lambda: AgreementScreen("lead")) as (app, _):
            assert "no article was submitted by two annotators yet" in shown(app)


async def test_figures_lead_to_their_disagreements_and_to_adjudicating_them(samples: Project) -> None:
    async with reviewing(samples, lambda: AgreementScreen("lead")) as (app, pilot):
        screen = shown(app)
        assert "6 articles · A, B" in screen
        assert "who blames whom" in screen
        assert "anna" not in screen
        await pilot.press("w")
        assert "▶ ties: DENY" in shown(app)
        await pilot.press("enter")
        screen = shown(app)
        assert "12 disagreements · layer ties · label DENY" in screen
        assert "≠ target" in screen
        assert "2 reading" in screen
        await pilot.press("a")
        await settle(app, pilot)
        assert "12 open" in shown(app)
        for _ in range(12):
            await pilot.press("1", "g")
        await settle(app, pilot)
        assert "every one of these is decided" in shown(app)
        await pilot.press("q")
        await settle(app, pilot)
        assert isinstance(app.screen, AgreementScreen)
        await pilot.pause(0.05)
        assert "▶✓" in shown(app)
        await pilot.press("a")
        assert "all of it is decided" in shown(app)
        await pilot.press("d")
        assert "no disagreement here" in shown(app)
        await pilot.press("escape")
        assert "who blames whom" in shown(app) or "▶ ties: DENY" in shown(app)


async def test_filters_by_layer_label_and_pair(samples: Project) -> None:
    async with reviewing(samples, lambda: AgreementScreen("lead"), size=(120, 40)) as (app, pilot):
        await pilot.press("enter", "l", "l")
        assert "layer cue · label any · pair all" in shown(app)
        await pilot.press("b", "p")
        assert "layer cue · label ACCUSE · pair A – B" in shown(app)
        await pilot.press("t")
        assert "pair anna – ben" in shown(app)
        await pilot.press("j", "end", "home", "pagedown")
        assert "≠ ACCUSE missed" in shown(app)
        await pilot.press("s")
        assert "it is not known where suggestions were shown" in shown(app)


async def test_disagreements_where_suggestions_were_shown_or_hidden(samples: Project) -> None:
    """Of the first article both saw suggestions, of the second neither did, of the third ben alone."""
    keys = samples.store.article_keys()
    for name in ("anna", "ben"):
        for key, arm in zip(keys, ("shown", "hidden", "hidden" if name == "anna" else "shown"), strict=False):
            starts = [one.start for one in samples.store.article(key).sentences]
            samples.store.add_visits(
                [(StreamKey(key, name), {start: Visits(1.0, arm) for start in starts})], now()
            )
    async with reviewing(samples, lambda: AgreementScreen("lead"), size=(120, 40)) as (app, pilot):
        await pilot.press("enter")
        every = listed(app)
        for arm, article in zip(("shown", "hidden", "mixed"), keys, strict=False):
            await pilot.press("s")
            assert f"suggestions {arm}" in shown(app)
            assert listed(app) == [key for key in every if key == article]
        await pilot.press("s")
        assert listed(app) == every
        await pilot.press("escape")
        assert "suggestions hidden" in shown(app)
        screen = app.screen
        assert isinstance(screen, AgreementScreen)
        at = next(
            i for i, row in enumerate(screen._rows()) if (row.by, row.name) == ("suggestions", "hidden")
        )
        await pilot.press(*["j"] * at, "enter")
        assert "layer headline · label any · pair all · suggestions hidden" in shown(app)
        assert set(listed(app)) == {keys[1]}


async def test_an_annotator_sees_agreement_on_submitted_articles_only(samples: Project) -> None:
    samples.store.append(StreamKey("01_dam_failure", "carl"), Event("e1", 1, now(), "carl", "change", ()))
    async with reviewing(samples, lambda: AgreementScreen("carl"), name="carl") as (app, _):
        assert "0 articles" in shown(app)
    async with reviewing(samples, lambda: AdjudicateScreen("carl"), name="carl") as (app, _):
        assert "no article was submitted" in shown(app)


async def test_from_the_annotate_screen_and_back(samples: Project) -> None:
    app = AnnotatorApp(samples, "anna", suggestions=False, settings=Settings())
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(100):
            await pilot.pause(0.01)
            if app.desk is not None:
                break
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
    app = AnnotatorApp(samples, "anna", suggestions=False, settings=Settings())
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(100):
            await pilot.pause(0.01)
            if app.desk is not None:
                break
        before = app.screen
        await pilot.press("f10")
        await pilot.pause()
        assert app.screen is before
        assert "agreement is for whoever leads" in shown(app)


async def test_every_case_is_shown_where_no_rule_takes_any(samples: Project) -> None:
    async with reviewing(samples, lambda: AdjudicateScreen("lead", rule="none")) as (app, pilot):
        assert "0 decided · 172 open" in shown(app)
        assert "all read it the same" in shown(app)
        await pilot.press("1", "enter")
        await settle(app, pilot)
        assert "1 decided · 171 open" in shown(app)


async def test_a_closed_round_is_adjudicated(samples: Project) -> None:
    samples.store.set_round(replace(samples.store.round("main"), state="closed"))
    async with reviewing(samples, adjudicating) as (app, pilot):
        await pilot.press("1", "s")
        await settle(app, pilot)
        assert "1 decided · 113 open" in shown(app)


async def test_the_list_of_corrections_leads_to_the_sentence(samples: Project) -> None:
    work = begun(samples)
    decide_all(work)
    assert work.close()
    expected = list(corrections(samples, "anna"))
    app = AnnotatorApp(samples, "anna", suggestions=False, settings=Settings())
    async with app.run_test(size=(120, 40)) as pilot:
        for _ in range(100):
            await pilot.pause(0.01)
            if app.desk is not None:
                break
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


async def test_five_readings_of_a_case(samples: Project) -> None:
    """More readings than fit side by side are stacked."""
    article = "01_dam_failure"
    source = samples.store.stream(StreamKey(article, "anna")).labels
    for number, name in enumerate(("carl", "dora", "emil")):
        first = min(source.ties.values(), key=lambda tie: source.spans[tie.head].start)
        labels = source.with_tie(replace(first, category=("WARN", "CONDEMN", "THREATEN")[number]))
        key = StreamKey(article, name)
        samples.store.append(key, Event(f"{name}1", 1, now(), name, "change", diff(Labels(), labels)))
        samples.store.append(key, Event(f"{name}2", 2, now(), name, "submit", ()))
    async with reviewing(samples, adjudicating) as (app, pilot):
        screen = shown(app)
        assert "4 reading" in screen
        assert "reading of 2 annotators" in screen
        assert "≠ category" in screen
        assert "THREATEN (pressure)" in screen
        await pilot.press("3", "s")
        await settle(app, pilot)
        assert "1 decided" in shown(app)
    decide_all(begun(samples))
