"""`annotator history`: what was done when."""

from __future__ import annotations

import json as json_module
from typing import Annotated

import typer

from annotator.cli.options import As, Db, Json, project, tell


def run(
    article: Annotated[str, typer.Argument(help="Key of the article, or part of its title.")],
    name: As = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Show the events of one article by one annotator, oldest first.

    Examples:
      annotator history 01_dam_failure --as anna

      annotator history 01_dam_failure --json
    """
    from annotator.domain.text import printable
    from annotator.project.history import history
    from annotator.project.project import annotator_name

    who = annotator_name(name)
    with project(db) as opened:
        lines = list(history(opened, article, who))
        if not lines:
            tell(f"{who} has done nothing in this article yet (--as NAME says whose history)")
        for line in lines:
            if json:
                print(json_module.dumps(line, ensure_ascii=False, sort_keys=True))
            else:
                what = f"{line['verb']:<12} {', '.join(line['changes'])}"
                print(printable(f"#{line['number']:<6} {line['at'][:19]}  {what}"))
