"""`annotator annotate`, and `annotator` alone: open the terminal screen."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.options import As, Db, Pipeline, place, round_meant, tell
from annotator.domain.errors import AnnotatorError

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.project.project import Project
    from annotator.tui.app import Review


def run(
    article: Annotated[
        str | None, typer.Argument(help="Key of the article, or part of its title; the next open one.")
    ] = None,
    name: As = None,
    round: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The round; the open one where you have something to do."),
    ] = None,
    pipeline: Pipeline = None,
    suggestions: Annotated[
        bool, typer.Option("--suggestions/--no-suggestions", help="Show suggestions, or none.")
    ] = True,
    db: Db = None,
) -> None:
    """Step through sentences and label them. Every key is saved at once; ? shows all keys.

    Examples:
      annotator annotate

      annotator annotate 01_dam_failure --as anna

      annotator annotate --round pilot --as anna
    """
    need_terminal("see annotator import, suggest, export, status --help.")
    from annotator.project.project import open_project

    where = place(db)
    with open_project(where) as project:
        _screen(project, article, name, pipeline, suggestions, round_meant(round))


def open_or_make() -> None:
    """Open the project here, or make one from the sample articles and open it."""
    need_terminal("see annotator import, suggest, export, status --help.")
    from annotator.project.project import exists, open_project

    where = place(None)
    if exists(where):
        with open_project(where) as project:
            _screen(project, None, None, None, True, round_meant(None))
        return

    def make() -> Project:
        from annotator.project.samples import make_from_samples

        return make_from_samples(where)

    _screen(make, None, None, None, True, round_meant(None), newcomer=True)


def show(project: Project, who: str, screen: Review, then: str) -> None:
    """Show a screen that lies over no article; afterwards tell what can be done next."""
    from annotator.settings_file import load
    from annotator.tui.app import AnnotatorApp

    app = AnnotatorApp(project, who, suggestions=False, settings=load(), review=screen)
    app.run()
    if app.failure is not None:
        raise app.failure
    if app.return_code:
        raise typer.Exit(app.return_code)
    tell(f"saved in {project.where}; next: {then}")


def need_terminal(hint: str) -> None:
    """Refuse where there is no terminal; else get ready to load all that the screen needs."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise AnnotatorError("the screen needs a terminal", f"Run it in one; for scripts: {hint}")
    # What is loaded from here on stays: looking for garbage in it would delay the first frame by a
    # tenth. The app collects again once its first article is on the screen.
    gc.disable()


def _screen(
    project: Project | Callable[[], Project],
    article: str | None,
    name: str | None,
    pipeline: str | None,
    suggestions: bool,
    round: str | None,
    *,
    newcomer: bool = False,
) -> None:
    from annotator.domain.settings import DONE
    from annotator.project.project import annotator_name
    from annotator.settings_file import load
    from annotator.tui.app import AnnotatorApp

    settings = load()
    guided = newcomer and settings.tour != DONE
    who = annotator_name(name)
    app = AnnotatorApp(
        project, who, article, pipeline, suggestions, round=round, settings=settings, guided=guided
    )
    app.run()
    if app.failure is not None:
        raise app.failure
    if app.return_code:
        raise typer.Exit(app.return_code)
    if app.project is not None:
        tell(
            f"saved in {app.project.where}; next: annotator status, annotator export jsonl --to labels.jsonl"
        )
