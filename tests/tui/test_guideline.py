"""The guideline panel: the rule at once, examples when keys rest."""

from __future__ import annotations

import threading

import pytest
from textual import events
from textual.pilot import Pilot

from annotator.project import examples as examples_module
from annotator.project.project import Project
from annotator.tui.app import AnnotatorApp
from tests.tui.app import running, settle, shown


async def until(app: AnnotatorApp, pilot: Pilot[None], words: str) -> str:
    for _ in range(200):
        await pilot.pause(0.02)
        if words in shown(app):
            break
    return shown(app)


async def test_ones_own_labels_are_examples_of_the_category_in_focus(project: Project) -> None:
    async with running(project, (120, 50), annotator="ben") as (app, pilot, _):
        await pilot.press("n", "space", "space", "enter", "space")
    async with running(project, (120, 50)) as (app, pilot, _):
        await pilot.press("n", "space", "space", "enter", "semicolon")
        seen = await until(app, pilot, "Yours")
        assert "ACCUSE" in seen
        assert "Yours" in seen
        assert "(harbour)" in seen
        assert "Gold" not in seen


async def test_of_another_annotator_nothing_is_shown(project: Project) -> None:
    async with running(project, (120, 50), annotator="ben") as (_, pilot, _desk):
        await pilot.press("n", "space", "space", "enter", "space")
    async with running(project, (120, 50)) as (app, pilot, _):
        await pilot.press("n", "semicolon")
        await pilot.pause(0.6)
        assert "DENY" in shown(app)
        assert "Yours" not in shown(app)
        assert "(harbour)" not in shown(app)


async def test_no_key_waits_for_examples(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, go = threading.Event(), threading.Event()
    real = examples_module.examples

    def slow(*given: object) -> object:
        asked.set()
        assert go.wait(30)
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("annotator.tui.examples.examples", slow)
    async with running(project, (120, 50)) as (app, pilot, desk):
        await pilot.press("n", "semicolon")
        for _ in range(200):
            await pilot.pause(0.02)
            if asked.is_set():
                break
        for key in ("space", "space", "enter"):
            app.post_message(events.Key(key, " " if key == "space" else None))
        await settle(app, pilot)
        assert len(desk.session.labels.ties) == 2
        assert desk.session.sentence == 2
        go.set()
        assert "Yours" in await until(app, pilot, "Yours")


async def test_it_opens_before_there_is_anything_in_focus(project: Project) -> None:
    async with running(project) as (app, pilot, _):
        await pilot.press("semicolon")
        assert "Labels" in shown(app)
