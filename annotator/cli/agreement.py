"""`annotator agreement`: how far annotators agree."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict
from typing import Annotated

import typer

from annotator.cli.options import Db, Json, project, tell


def run(
    measure: Annotated[
        str, typer.Option(metavar="NAME", help="span-f1 (exact) or span-overlap-f1.")
    ] = "span-f1",
    db: Db = None,
    json: Json = False,
) -> None:
    """Show agreement on spans, over all labels and for each, from submitted labels only.

    Examples:
      annotator agreement

      annotator agreement --measure span-overlap-f1 --json
    """
    from annotator.domain.text import printable
    from annotator.project.agreeing import measured

    with project(db) as opened:
        found = measured(opened, measure)
    if json:
        print(json_module.dumps(asdict(found), ensure_ascii=False))
        return
    print(f"{found.title} — {printable(', '.join(found.annotators) or 'nobody')}")
    for figure in found.figures:
        value = f"{figure.value:.3f}" if figure.value is not None else "–"
        told = f"{figure.matched} of {figure.units}" if figure.units else figure.reason
        print(f"{printable(figure.name):<12} {value:>6}   {told}")
    tell(found.definition)
