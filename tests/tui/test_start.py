"""The sentence is on the screen before spaCy is loaded, and without it where suggestions are stored."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

from annotator.project.importing import import_articles
from annotator.project.project import Project, create_project
from annotator.project.sources import sources
from annotator.segment.segmenter import Segmenter
from annotator.tui.app import AnnotatorApp
from tests.conftest import HARBOUR, add
from tests.tui.app import running

SCRIPT = """
import sys
from annotator.project.project import open_project
from annotator.tui.app import AnnotatorApp

frames = []

class App(AnnotatorApp):
    def _display(self, screen, renderable):
        super()._display(screen, renderable)
        if self.desk is not None:
            frames.append("spacy" in sys.modules)

async def look(pilot):
    for _ in range(600):
        if pilot.app.desk is not None and pilot.app.desk.session.suggestions.ties:
            break
        await pilot.pause(0.05)
    await pilot.pause()
    pilot.app.exit()

with open_project(sys.argv[1]) as project:
    App(project, "anna", pipeline="rules").run(headless=True, auto_pilot=look)
print(frames[0], frames[-1])
"""


def loaded(place: str) -> str:
    command = [sys.executable, "-c", textwrap.dedent(SCRIPT), place]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_stored_suggestions_need_no_spacy(project: Project) -> None:
    assert loaded(project.where) == "False False"


def test_the_first_frame_comes_before_spacy(tmp_path: Path) -> None:
    (tmp_path / "harbour.txt").write_text(HARBOUR)
    with create_project(str(tmp_path / "p.db"), "blame") as project:
        import_articles(project, sources([str(tmp_path / "harbour.txt")]))
    assert loaded(str(tmp_path / "p.db")) == "False True"


async def test_a_missing_pipeline_is_told_and_labelling_goes_on(tmp_path: Path) -> None:
    (tmp_path / "harbour.txt").write_text(HARBOUR)
    with create_project(str(tmp_path / "p.db"), "blame") as project:
        import_articles(project, sources([str(tmp_path / "harbour.txt")]))
        app = AnnotatorApp(project, "anna", pipeline="no_such_pipeline")
        async with app.run_test() as pilot:
            for _ in range(600):
                await pilot.pause(0.02)
                if app._notifications:
                    break
            (told,) = app._notifications
            assert "no_such_pipeline" in told.message
            await pilot.press("n", "w", "A")
            assert app.desk is not None
            assert len(app.desk.session.labels.ties) == 1


async def test_starting_again_goes_on_where_one_quit(project: Project) -> None:
    async with running(project) as (_, pilot, desk):
        await pilot.press("right_parenthesis", "right_parenthesis")
        assert desk.session.sentence == 2
    async with running(project) as (_, pilot, desk):
        assert desk.session.sentence == 2
        await pilot.press("z")
        assert desk.session.sentence == 3
        await pilot.press("left_parenthesis")
    async with running(project) as (_, pilot, desk):
        assert desk.session.sentence == 3, "the one quit at is closed"


async def test_starting_again_after_a_finished_article_goes_to_the_next(
    project: Project, segmenter: Segmenter
) -> None:
    add(project, segmenter, segmenter.article("second", "Rain fell. The mayor left.\n"))
    async with running(project) as (_, pilot, desk):
        await pilot.press("z", "z", "z", "z", "z", "z")
        assert desk.key.article == "harbour"
    async with running(project) as (_, _pilot, desk):
        assert desk.key.article == "second"
