"""The screens where NO_COLOR is set: all that matters is told by shapes, underlining and weight."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from annotator.project.project import Project
from annotator.tui.app import AnnotatorApp
from tests.snapshots.test_screens import STATES, pytestmark, settle
from tests.tui.app import running

__all__ = ["pytestmark"]


@pytest.fixture(autouse=True)
def without_colour(monkeypatch: pytest.MonkeyPatch, plain_environment: None) -> None:
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.mark.parametrize("state", STATES)
def test_without_colour(snap_compare: Callable[..., bool], project: Project, state: str) -> None:
    app = AnnotatorApp(project, "anna")

    async def before(pilot: Pilot[None]) -> None:
        await settle(app, pilot)
        await pilot.press(*STATES[state])
        await settle(app, pilot)

    assert snap_compare(app, terminal_size=(80, 24), run_before=before)


async def test_there_is_none_but_grey(project: Project) -> None:
    async with running(project) as (app, pilot, _):
        await pilot.press("n", "space", "2")
        drawn = app.export_screenshot()
    letters = set(re.findall(r"-r\d+ \{ fill: #([0-9a-f]{6})", drawn))
    grounds = set(re.findall(r'<rect fill="#([0-9a-f]{6})" x=', drawn))
    letters.discard("c5c8c6")  # what a picture draws cells in that have no colour
    assert letters
    assert grounds
    assert all(colour[:2] == colour[2:4] == colour[4:] for colour in letters | grounds)
