"""`annotator backup`: copy the project while it may be in use."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.options import Db, Json, project, tell


def run(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="Where to; annotator-YYYYMMDD-HHMMSS.db beside the project."),
    ] = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Copy the project to a new file, checked. Works while people label; overwrites nothing.

    To go back to a copy, put it in the place of the project, or name it with --db.

    Examples:
      annotator backup

      annotator backup /media/stick/labels.db
    """
    from annotator.project.backup import back_up

    with project(db) as opened:
        target = back_up(opened, file)
        where = opened.where
    if json:
        told = {"project": where, "backup": str(target), "bytes": target.stat().st_size}
        print(json_module.dumps(told, ensure_ascii=False, sort_keys=True))
    else:
        tell(f"copied {where} to {target}")
