"""`annotator export`: write labels in an interchange or training format."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.options import Db, Json, pair, project, tell


def run(
    format: Annotated[str, typer.Argument(help="jsonl or spacy; annotator formats lists them.")],
    to: Annotated[
        Path | None, typer.Option(metavar="FILE|FOLDER", help="Where to write; exports/ if not given.")
    ] = None,
    annotator: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this annotator; may be repeated.")
    ] = None,
    layer: Annotated[
        list[str] | None,
        typer.Option(metavar="LAYER", help="human, gold or suggestion; may be repeated."),
    ] = None,
    split: Annotated[
        str | None, typer.Option(help="spacy: shares of train/dev/test, by article (80/10/10).")
    ] = None,
    seed: Annotated[int | None, typer.Option(metavar="N", help="spacy: another seed, another split.")] = None,
    option: Annotated[
        list[str] | None, typer.Option("--option", metavar="NAME=VALUE", help="An option of the format.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check/--no-check", help="Read again what was written and compare.")
    ] = True,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a folder that something else made.")
    ] = False,
    db: Db = None,
    json: Json = False,
) -> None:
    """Write labels to a file or folder, which appears whole or not at all, and prove it by reading.

    Examples:
      annotator export jsonl --to labels.jsonl

      annotator export spacy --to training/ --annotator anna --split 80/10/10 --seed 1
    """
    from annotator.project.exporting import default_name, export

    options = dict(pair(one) for one in option or [])
    if split is not None:
        options["split"] = split
    if seed is not None:
        options["seed"] = str(seed)
    target = to or Path("exports") / default_name(format)
    with project(db) as opened:
        losses = export(
            opened,
            format,
            target,
            annotators=annotator or (),
            layers=layer or None,
            options=options,
            check=check,
            overwrite=overwrite,
        )
    for loss in losses:
        tell(f"{format}: {loss}")
    if json:
        told = {loss.what: loss.count for loss in losses}
        print(json_module.dumps({"format": format, "to": str(target), "losses": told}))
    else:
        tell(f"wrote {target}")
