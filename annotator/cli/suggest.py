"""`annotator suggest`: store suggestions, or write them to a file."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.options import Db, Json, Pipeline, project, tell
from annotator.cli.progress import progress
from annotator.domain.counted import counted


def run(
    pipeline: Pipeline = None,
    source: Annotated[
        str | None, typer.Option("--from", metavar="IN.jsonl", help="Read articles here; no project needed.")
    ] = None,
    target: Annotated[
        Path | None, typer.Option("--to", metavar="OUT.jsonl", help="Write suggestions here.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, metavar="N", help="Processes; as many as cores.")
    ] = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Suggest actors, stances and ties. Articles that have this suggester's suggestions are left out.

    Interrupt it at any time; what is stored stays, and the next run goes on. Another suggester, or a
    later version, replaces suggestions; what people took or turned down is theirs and stays. More than
    one process works only where it takes more than a few seconds.

    Examples:
      annotator suggest

      annotator suggest --pipeline en_core_web_sm --jobs 4

      annotator suggest --from articles.jsonl --to suggestions.jsonl --pipeline rules
    """
    if (source is None) != (target is None):
        raise typer.BadParameter("--from and --to go together")
    from annotator.project.workers import cores

    jobs = jobs or cores()
    if source is not None and target is not None:
        from annotator.project.suggesting import suggest_file

        with progress("suggesting") as step:
            who, count = suggest_file(source, target, pipeline, step, jobs)
    else:
        from annotator.project.suggesting import suggest_all

        with project(db) as opened, progress("suggesting") as step:
            who, count = suggest_all(opened, pipeline, step, jobs)
    if json:
        print(json_module.dumps({"suggester": who, "articles": count}))
    else:
        tell(f"{counted(count, 'article')} suggested by {who}")
