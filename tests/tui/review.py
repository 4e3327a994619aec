"""The agreement and the adjudication screen under test: opened over the sample labels, waited for, read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual.pilot import Pilot
from textual.screen import Screen

from annotator.domain.settings import Settings
from annotator.project.project import Project
from annotator.tui.app import AnnotatorApp
from annotator.tui.screens.adjudicate import AdjudicateScreen
from annotator.tui.screens.agreement import AgreementScreen


@asynccontextmanager
async def reviewing(
    project: Project,
    make: Callable[[], Screen[None]],
    size: tuple[int, int] = (80, 24),
    name: str = "lead",
    settings: Settings | None = None,
) -> AsyncIterator[tuple[AnnotatorApp, Pilot[None]]]:
    app = AnnotatorApp(project, name, suggestions=False, settings=settings or Settings(), review=make)
    async with app.run_test(size=size) as pilot:
        await settle(app, pilot)
        yield app, pilot
        await settle(app, pilot)


@asynccontextmanager
async def labelling(
    project: Project, size: tuple[int, int] = (80, 24), name: str = "anna"
) -> AsyncIterator[tuple[AnnotatorApp, Pilot[None]]]:
    """The annotate screen, which the others are opened from."""
    app = AnnotatorApp(project, name, suggestions=False, settings=Settings())
    async with app.run_test(size=size) as pilot:
        for _ in range(100):
            await pilot.pause(0.01)
            if app.desk is not None:
                break
        yield app, pilot


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


def agreeing() -> AgreementScreen:
    return AgreementScreen("lead")


def work_of(app: AnnotatorApp) -> AdjudicateScreen:
    assert isinstance(app.screen, AdjudicateScreen)
    return app.screen
