"""`annotator init`: make a project."""

from __future__ import annotations

from typing import Annotated

import typer

from annotator.cli.options import Db, place, tell


def run(
    scheme: Annotated[
        str, typer.Option(metavar="NAME|FILE", help="Label scheme: blame, polnear, or a YAML file.")
    ] = "blame",
    db: Db = None,
) -> None:
    """Make an empty project with a label scheme.

    Examples:
      annotator init

      annotator init --scheme polnear --db corpus.db
    """
    from annotator.project.project import create_project

    with create_project(place(db), scheme) as project:
        tell(f"made {project.where} with the scheme {project.scheme.id}; next: annotator import FILE…")
