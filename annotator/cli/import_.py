"""`annotator import`: bring articles, or labels, into the project."""

from __future__ import annotations

import json as json_module
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.options import Db, Json, project, tell
from annotator.cli.progress import progress

if TYPE_CHECKING:
    from annotator.project.importing import Imported


def run(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH…", help="Files or folders (.txt .md .jsonl); - for stdin.")
    ],
    labels: Annotated[bool, typer.Option("--labels", help="Native JSONL back in, labels and all.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="With --labels: replace labels that differ; history stays.")
    ] = False,
    text_field: Annotated[str, typer.Option(metavar="F", help="JSONL field of the text.")] = "text",
    id_field: Annotated[str, typer.Option(metavar="F", help="JSONL field of the id.")] = "id",
    encoding: Annotated[
        str, typer.Option(metavar="NAME", help="Encoding of text files; detected if not given.")
    ] = "",
    db: Db = None,
    json: Json = False,
) -> None:
    """Import articles; the same text twice changes nothing. A faulty file stores nothing.

    Examples:
      annotator import articles/

      annotator import news.jsonl --text-field body --id-field url

      annotator import labels.jsonl --labels

      curl -s … | annotator import -
    """
    from annotator.project.importing import import_articles, import_labels
    from annotator.project.sources import sources

    with project(db) as opened, progress("importing") as step:
        if labels:
            result = import_labels(opened, sources(paths), replace, step)
        else:
            options = {"text-field": text_field, "id-field": id_field, "encoding": encoding}
            result = import_articles(opened, sources(paths), options, step)
    if json:
        counted = {"articles": dict(result.articles), "labels": dict(result.labels)}
        print(json_module.dumps(counted, sort_keys=True))
    else:
        _report(result)


def _report(result: Imported) -> None:
    counts = result.articles
    tell(f"{counts['new'] + counts['renamed']} new articles, {counts['same']} known already")
    if counts["publication"]:
        tell(f"{counts['publication']} texts known already got another publication")
    for wanted, key in result.renamed:
        tell(f"another text has the id {wanted}: this one is {key}")
    if left := result.labels.pop("left out", 0):
        tell(f"{left} records have labels, which were left out: --labels brings them in")
    if result.labels:
        tell(", ".join(f"{count} labelled records {what}" for what, count in sorted(result.labels.items())))
    for where in result.differing:
        tell(f"left alone, since other labels are there already: {where} (--replace puts these in)")
