"""The guided start: each step by its keys, in the screen, and as a value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.session.commands import commands
from annotator.domain.settings import DONE, Settings, parse
from annotator.project.project import Project
from annotator.schemes.reader import load as load_scheme
from annotator.settings_file import load
from annotator.tui.tour import tour
from tests.domain.desk import PureDesk
from tests.tui.app import running, shown

#: What a newcomer presses, and what the tour says then.
STEPS: list[tuple[list[str], str]] = [
    ([], ") goes on to the next"),
    (["right_parenthesis"], "space takes it whole"),
    (["space"], "u takes back"),
    (["u"], "2 opens the choice of another one"),
    (["2"], "A letter chooses one"),
    (["escape"], "y takes all that is suggested"),
    (["y"], "; shows the rule"),
    (["semicolon"], "b and w go from word to word"),
    (["semicolon", "w"], "a marks it as ACTOR"),
    (["a"], "A ACCUSE, C CONDEMN, D DENY"),
    (["f", "s", "A"], "x turns a wrong suggestion down"),
    (["x"], "⏎ closes the sentence"),
    (["n"], "That is most of it"),
]


def words(text: str) -> str:
    return " ".join(text.split())


async def test_every_step_is_told_and_learnt(project: Project, tmp_path: Path) -> None:
    kept = Settings(file=str(tmp_path / "settings.toml"))
    async with running(project, settings=kept, guided=True) as (app, pilot, _):
        for number, (keys, told) in enumerate(STEPS, 1):
            await pilot.press(*keys)
            seen = words(shown(app))
            assert f"{number}/{len(STEPS)} " in seen, keys
            assert told in seen, keys
        assert load(tmp_path / "settings.toml").tour == ""
        await pilot.press("g")
        assert "That is most of it" not in shown(app)
        assert load(tmp_path / "settings.toml").tour == DONE
        await pilot.press("f9")
        assert "1/13" in shown(app)


def test_a_key_that_does_nothing_teaches_nothing() -> None:
    blame, _ = load_scheme("blame")
    here = PureDesk.at(blame, "It rained .").session
    at_target = replace(tour(blame), at=3)
    assert at_target.after("role target", here, here) == at_target, "there is no tie that has a target"


async def test_one_key_ends_it_at_any_step(project: Project, tmp_path: Path) -> None:
    kept = Settings(file=str(tmp_path / "settings.toml"))
    async with running(project, settings=kept, guided=True) as (app, pilot, desk):
        for keys, _ in STEPS[1:4]:
            await pilot.press(*keys)
        before = desk.session
        await pilot.press("f9")
        assert "4/13" not in shown(app)
        assert desk.session is before
        assert load(tmp_path / "settings.toml").tour == DONE


async def test_it_does_not_begin_by_itself_otherwise(project: Project) -> None:
    async with running(project) as (app, pilot, _):
        assert "1/13" not in shown(app)
        await pilot.press("f9")
        assert "1/13" in shown(app)


async def test_what_else_one_does_holds_nothing_up(project: Project) -> None:
    async with running(project, guided=True) as (app, pilot, _):
        await pilot.press("exclamation_mark", "question_mark", "escape", "f8", "escape", "w")
        assert "1/13" in shown(app)
        await pilot.press("n", "x")
        assert "2/13" in shown(app)
        await pilot.press("x")
        assert "2/13" in shown(app)
        assert ") goes on to the next" in words(shown(app))
        await pilot.press("right_parenthesis", "space")
        assert "3/13" in shown(app)


async def test_without_suggestions_what_they_are_for_is_left_out(project: Project) -> None:
    async with running(project, settings=Settings(suggestions=False), guided=True) as (app, pilot, _):
        await pilot.press("right_parenthesis")
        assert "2/13" in shown(app)
        await pilot.press("right_parenthesis", "n")
        assert "2/13" in shown(app)
        await pilot.press("z")
        assert "7/13" in shown(app)
        assert "; shows the rule" in words(shown(app))


async def test_it_shows_ones_own_keys(project: Project) -> None:
    own = parse("[keys]\nnext-sentence = 'F12'\ntake = 'ctrl+b'\nundo = ''\n", "s.toml")
    async with running(project, settings=own, guided=True) as (app, pilot, _):
        assert "F12 goes on to the next" in words(shown(app))
        await pilot.press("f12")
        assert "ctrl+b takes it whole" in words(shown(app))
        await pilot.press("ctrl+b")
        assert "ctrl+p undo, also after a restart takes back" in words(shown(app))


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (120, 40)])
async def test_the_sentence_stays_in_sight(project: Project, size: tuple[int, int]) -> None:
    async with running(project, size, guided=True) as (app, pilot, _):
        await pilot.press("right_parenthesis")
        assert "The Port Authority" in shown(app)
        assert "2/13" in shown(app)


@pytest.mark.parametrize("name", ["blame", "polnear"])
def test_every_step_names_commands_that_there_are_and_fits(name: str) -> None:
    scheme = load_scheme(name)[0]
    known = {command.id for command in commands(scheme)}
    for lesson in tour(scheme).lessons:
        for text in (lesson.say, lesson.first):
            assert set(_named(text)) <= known
            assert len(text) < 3 * 70
        for by in lesson.by:
            assert any(one.startswith(by) for one in known)


def _named(text: str) -> Iterable[str]:
    return (part.split("}")[0] for part in text.split("{")[1:])
