"""`annotator lexicon`: the project's own words and names for suggestions."""

from __future__ import annotations

import json as json_module
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.options import Db, Json, place, project, tell
from annotator.domain.counted import counted

if TYPE_CHECKING:
    from annotator.project.project import Project

app = typer.Typer(
    help="Add words and names of your own to those that suggestions are made with.", no_args_is_help=True
)
_AGAIN = "annotator suggest makes suggestions with it; the screen does for articles without any"


@app.command("add")
def add(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Named after a table: organisations-mine.tsv.")
    ],
    db: Db = None,
    json: Json = False,
) -> None:
    """Add tables to the project; one of the same name is replaced. A faulty file changes nothing.

    A table is a text file in UTF-8, columns separated by tabs, comments after #; its name begins with
    that of the table it adds to. Where both know a name, yours decides. `annotator lexicon show
    organisations` explains the columns and shows what is there.

    Examples:
      annotator lexicon add organisations-court.tsv stances-court.tsv
    """
    from annotator.domain.text import printable
    from annotator.project import lexicons

    with project(db) as opened:
        made = lexicons.add(opened, files)
    if json:
        print(json_module.dumps([asdict(table) for table in made], ensure_ascii=False))
        return
    for table in made:
        rows = counted(table.rows, "row")
        tell(printable(f"{table.name}: {rows} added to {table.table}"))
    tell(_AGAIN)


@app.command("list")
def list_(db: Db = None, json: Json = False) -> None:
    """List the built-in tables and the project's own.

    Examples:
      annotator lexicon list
    """
    from annotator.domain.text import printable
    from annotator.project import lexicons

    with ExitStack() as closing:
        found = lexicons.tables(_maybe(db, closing))
    if json:
        print(json_module.dumps([asdict(table) for table in found], ensure_ascii=False))
        return
    for table in found:
        print(
            printable(
                f"{table.name:<28} {counted(table.rows, 'row'):>10}  {'of this project' if table.own else ''}"
            ).rstrip()
        )


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of a built-in table or one of the project's.")],
    db: Db = None,
) -> None:
    """Print a table with its comments, which explain the columns; a start for one of your own.

    Examples:
      annotator lexicon show organisations

      annotator lexicon show stances | head -40 > stances-mine.tsv
    """
    from annotator.project import lexicons

    with ExitStack() as closing:
        print(lexicons.text_of(_maybe(db, closing), name), end="")


@app.command("remove")
def remove(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As `annotator lexicon list` has it.")],
    db: Db = None,
) -> None:
    """Take a table out of the project; suggestions made with it stay until others are made.

    Examples:
      annotator lexicon remove organisations-court.tsv
    """
    from annotator.project import lexicons

    with project(db) as opened:
        lexicons.remove(opened, name)
    tell(_AGAIN.replace("with", "without"))


def _maybe(db: str | None, closing: ExitStack) -> Project | None:
    """The project if there is one: built-in tables can be looked at without."""
    from annotator.project.project import exists

    return closing.enter_context(project(db)) if exists(place(db)) else None
