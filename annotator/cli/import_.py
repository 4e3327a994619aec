"""`annotator import`: bring articles, or labels, into the project."""

from __future__ import annotations

import json as json_module
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.options import Db, Json, pair, project, tell
from annotator.cli.progress import progress
from annotator.domain.counted import counted

if TYPE_CHECKING:
    from annotator.project.importing import Imported


def run(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH…", help="Files, folders, patterns, .gz and .zip of them; - for stdin."),
    ],
    labels: Annotated[bool, typer.Option("--labels", help="Bring in labels too.")] = False,
    format: Annotated[
        str, typer.Option(metavar="NAME", help="What the files are; by their ending if not given.")
    ] = "",
    map: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OLD=NEW",
            help="With --labels: a name of the files and the scheme's; role:OLD, category:OLD; OLD= drops.",
        ),
    ] = None,
    annotator: Annotated[
        str | None, typer.Option(metavar="NAME", help="With --labels: whose, where a file does not say.")
    ] = None,
    submitted: Annotated[
        bool,
        typer.Option("--submitted", help="With --labels: they are finished, and count in agreement."),
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="With --labels: replace labels that differ; history stays.")
    ] = False,
    text_field: Annotated[
        str, typer.Option(metavar="F", help="Field or column of the text; text if not given.")
    ] = "",
    id_field: Annotated[
        str, typer.Option(metavar="F", help="Field or column of the id; id if not given.")
    ] = "",
    encoding: Annotated[
        str, typer.Option(metavar="NAME", help="Encoding of text files; detected if not given.")
    ] = "",
    option: Annotated[
        list[str] | None, typer.Option("--option", metavar="NAME=VALUE", help="An option of the format.")
    ] = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Import articles; the same text twice changes nothing. A faulty file stores nothing.

    Examples:
      annotator import articles/

      annotator import news.jsonl --text-field body --id-field url

      annotator import "news/**/*.html" archive.zip

      annotator import labels.jsonl --labels

      annotator import export.json --labels --format label-studio --annotator anna

      annotator import PolNeAR/data/dev --labels --format brat --map Attribution= --map Discard=

      annotator import corpus.jsonl --labels --format prodigy --submitted

      curl -s … | annotator import -
    """
    from annotator.formats._losses import Losses
    from annotator.project.importing import import_articles, import_labels
    from annotator.project.sources import sources

    if not labels and (map or annotator or replace or submitted):
        raise typer.BadParameter(
            "--map, --annotator, --submitted and --replace are for labels: give --labels too"
        )
    short = {"text-field": text_field, "id-field": id_field, "encoding": encoding}
    options = {name: value for name, value in short.items() if value} | dict(
        pair(one) for one in option or []
    )
    with project(db) as opened, progress("importing") as step:
        passed = Losses()
        found = sources(paths, format, passed)
        if labels:
            mapping = dict(pair(one) for one in map or [])
            result = import_labels(
                opened,
                found,
                replace,
                step,
                options=options,
                mapping=mapping,
                annotator=annotator,
                submitted=submitted,
            )
        else:
            result = import_articles(opened, found, options, step)
    result.left_out.add(passed)
    if json:
        counts = {"articles": dict(result.articles), "labels": dict(result.labels)}
        print(json_module.dumps(counts, sort_keys=True))
    else:
        _report(result)


def _report(result: Imported) -> None:
    counts = result.articles
    for where, encoding in list(result.encodings.items())[:20]:
        tell(f"{where}: read as {encoding}, by its bytes; if that is wrong: --encoding NAME")
    if (more := len(result.encodings) - 20) > 0:
        tell(f"… and {more} more files in an encoding that was detected")
    tell(f"{counted(counts['new'] + counts['renamed'], 'new article')}, {counts['same']} known already")
    if counts["publication"]:
        tell(f"{counts['publication']} texts known already got another publication")
    for wanted, key in result.renamed:
        tell(f"another text has the id {wanted}: this one is {key}")
    for loss in result.left_out:
        tell(f"left out: {loss}")
    if left := result.labels.pop("left out", 0):
        tell(f"{left} records have labels, which were left out: --labels brings them in")
    if result.labels:
        tell(", ".join(f"{count} labelled records {what}" for what, count in sorted(result.labels.items())))
    if result.dropped:
        tell("left out: " + ", ".join(f"{count} {what}" for what, count in sorted(result.dropped.items())))
    for name in result.unused:
        tell(f"mapped, but in none of the files: {name}")
    for where in result.differing:
        tell(f"left alone, since other labels are there already: {where} (--replace puts these in)")
