"""The app under test: opened on a project, waited for, read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from annotator.domain.settings import Settings
from annotator.project.labelling import Desk
from annotator.project.project import Project
from annotator.tui.app import AnnotatorApp


@asynccontextmanager
async def running(
    project: Project,
    size: tuple[int, int] = (80, 24),
    annotator: str = "anna",
    article: str | None = None,
    settings: Settings | None = None,
    *,
    round: str | None = None,
    guided: bool = False,
) -> AsyncIterator[tuple[AnnotatorApp, Pilot[None], Desk]]:
    """The app once its first article and the suggestions are there."""
    app = AnnotatorApp(project, annotator, article, round=round, settings=settings, guided=guided)
    async with app.run_test(size=size) as pilot:
        await settle(app, pilot)
        assert app.desk is not None
        yield app, pilot, app.desk
        await settle(app, pilot)


async def settle(app: AnnotatorApp, pilot: Pilot[None]) -> None:
    """Wait until everything is saved and drawn."""
    for _ in range(200):
        await pilot.pause(0.01)
        if app.desk is not None and app.desk.unsaved == 0:
            break
    await pilot.pause()


def shown(app: AnnotatorApp) -> str:
    """The words on the screen."""
    width, height = app.size
    lines = app.screen._compositor.render_strips()
    return "\n".join(strip.text[:width].rstrip() for strip in lines[:height])
