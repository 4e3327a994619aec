"""`annotator history`: what was done when."""

from __future__ import annotations

import json as json_module
from typing import Annotated

import typer

from annotator.cli.options import As, Db, Json, project, tell


def run(
    article: Annotated[str, typer.Argument(help="Key of the article, or part of its title.")],
    name: As = None,
    of: Annotated[
        str | None, typer.Option(metavar="NAME", help="Whose labels; your own if not given.")
    ] = None,
    round: Annotated[
        str | None, typer.Option(metavar="NAME", help="The round; the one they label in if not given.")
    ] = None,
    pass_: Annotated[int, typer.Option("--pass", metavar="N", min=1, help="The pass of the round.")] = 1,
    db: Db = None,
    json: Json = False,
) -> None:
    """Show the events of one article by one annotator, oldest first.

    While a round is open, those who label in it see their own history; whoever leads sees all.

    Examples:
      annotator history 01_dam_failure --as anna

      annotator history 01_dam_failure --of ben --round pilot --as carla

      annotator history 01_dam_failure --json
    """
    from annotator.domain.text import printable
    from annotator.project.history import history
    from annotator.project.project import annotator_name
    from annotator.project.roles import require_lead

    author = annotator_name(name)
    who = of if of is not None else author
    with project(db) as opened:
        if who != author:
            require_lead(opened, author, f"the history of {who}")
        lines = list(history(opened, article, who, round, pass_))
        if not lines:
            tell(f"{who} has done nothing in this article yet (--of NAME says whose history, --round where)")
        for line in lines:
            if json:
                print(json_module.dumps(line, ensure_ascii=False, sort_keys=True))
            else:
                what = f"{line['verb']:<12} {', '.join(line['changes'])}"
                print(printable(f"#{line['number']:<6} {line['at'][:19]}  {what}"))
