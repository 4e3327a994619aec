"""The adjudication screen, driven by keys on the sample labels."""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.events import Event, StreamKey, diff
from annotator.domain.labels import Labels
from annotator.project.adjudicated import corrections, outcome
from annotator.project.adjudicating import dockets, gold_key
from annotator.project.labelling import now
from annotator.project.project import Project
from annotator.tui.screens.adjudicate import AdjudicateScreen
from tests.project.adjudicating import begun, decide_all
from tests.tui.app import shown
from tests.tui.review import adjudicating, reviewing, settle, work_of


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


async def test_an_edit_shows_all_attributes_that_can_be_set(samples: Project) -> None:
    async with reviewing(samples, adjudicating) as (app, pilot):
        await pilot.press("e", "t")
        screen = shown(app)
    assert [f"{name}: " in screen for name in (*samples.scheme.tie_attributes, "reciprocal")] == [True] * 11


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
