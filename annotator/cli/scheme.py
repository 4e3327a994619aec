"""`annotator scheme`: show the project's label scheme, check a scheme file."""

from __future__ import annotations

import json as json_module
from typing import Annotated

import typer

from annotator.cli.options import Db, Json, project, tell
from annotator.domain.counted import counted

app = typer.Typer(help="Show the label scheme, or check a scheme file.", no_args_is_help=True)


@app.command("show")
def show(db: Db = None, json: Json = False) -> None:
    """Print the project's scheme file as it was stored.

    Examples:
      annotator scheme show > my_scheme.yaml
    """
    from annotator.domain.scheme import to_plain

    with project(db) as opened:
        if json:
            print(json_module.dumps(to_plain(opened.scheme), ensure_ascii=False))
        else:
            print(opened.store.scheme_source(), end="")


@app.command("check")
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A scheme file, or the name of a shipped one.")],
) -> None:
    """Check a scheme file; every problem with its line.

    Examples:
      annotator scheme check my_scheme.yaml
    """
    from annotator.schemes.reader import load

    scheme, _ = load(file)
    labels, categories = counted(len(scheme.labels), "label"), "no categories"
    if scheme.has_categories:
        categories = counted(len(scheme.categories), "category", "categories")
    tell(f"{scheme.id} is valid: {labels}, {categories}, {counted(len(scheme.roles), 'role')}")
