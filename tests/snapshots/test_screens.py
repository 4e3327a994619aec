"""What the screens look like, at two sizes and in the three themes. `make snap` makes them anew."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from annotator.domain.settings import Settings
from annotator.project.project import Project
from annotator.tui.app import AnnotatorApp

pytestmark = pytest.mark.skipif(
    sys.version_info[:2] != (3, 11),
    reason="Python 3.11 owns the snapshots: widths differ with Unicode tables",
)

SIZES = {"80x24": (80, 24), "120x40": (120, 40)}
STATES: dict[str, list[str]] = {
    "landing": ["n"],
    "taken": ["n", "space"],
    "selection": ["n", "tab", "w", "v", "right", "right"],
    "role_menu": ["n", "space", "2"],
    "attributes": ["n", "t"],
    "guideline": ["n", "semicolon"],
    "help": ["question_mark"],
    "settings": ["n", "f8", "j"],
    "tour": ["f9", "right_parenthesis"],
    "comment": ["m", *"the second report?"],
    "unfinished": ["g", "g", "right", "A", "enter"],
    "articles": ["f3"],
    "marks": ["n", "m", *"which claims?", "enter", "f5"],
    "entries": ["n", "space", "escape", "home", "f7"],
    "finished": ["n", "y", "y", "z", "z", "n"],
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["lamp", "paper", "contrast"])
@pytest.mark.parametrize("state", STATES)
def test_annotate(
    snap_compare: Callable[..., bool], project: Project, state: str, theme: str, size: str
) -> None:
    app = AnnotatorApp(project, "anna", settings=Settings(theme=theme))

    async def before(pilot: Pilot[None]) -> None:
        await settle(app, pilot)
        await pilot.press(*STATES[state])
        await settle(app, pilot)

    assert snap_compare(app, terminal_size=SIZES[size], run_before=before)


async def settle(app: AnnotatorApp, pilot: Pilot[None]) -> None:
    for _ in range(200):
        await pilot.pause(0.01)
        if app.desk is not None and app.desk.unsaved == 0 and not app._annotate.waits:
            break
    await pilot.pause()
