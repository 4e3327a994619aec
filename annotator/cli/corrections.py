"""`annotator corrections`: what an annotator reads again after adjudication."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict
from typing import Annotated

import typer

from annotator.cli.options import As, Db, Json, ReviewedRound, project, tell


def run(
    annotator: Annotated[
        str | None, typer.Argument(metavar="[ANNOTATOR]", help="Whose; your own if not given.")
    ] = None,
    round: ReviewedRound = None,
    name: As = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """List what an annotator marked otherwise than gold has it, sentence by sentence, with the cause.

    Only articles that this annotator submitted are there, and no other annotator is named.

    Examples:
      annotator corrections anna

      annotator corrections anna --json
    """
    from annotator.domain.errors import AnnotatorError
    from annotator.domain.text import printable
    from annotator.project.adjudicated import corrections
    from annotator.project.project import annotator_name
    from annotator.project.roles import require_lead
    from annotator.project.rounds import reviewed_round

    author = annotator_name(name)
    who = annotator_name(annotator) if annotator is not None else author
    with project(db) as opened:
        if who != author:
            require_lead(opened, author, f"what {who} is to read")
        known = opened.store.annotators()
        if who not in known:
            raise AnnotatorError(
                f"nobody named {who!r} has labelled here", f"There are: {', '.join(known) or 'none yet'}."
            )
        count = 0
        for one in corrections(opened, who, reviewed_round(opened, round)):
            count += 1
            if json:
                print(json_module.dumps(asdict(one), ensure_ascii=False))
                continue
            print(printable(f"{one.article} {one.start} · {one.about} · {one.cause or 'no cause given'}"))
            print(printable(f"  {' '.join(one.sentence.split())}"))
            for field in one.fields:
                if field.differs:
                    yours, gold = field.cells
                    print(printable(f"    {field.name:<12} yours: {yours or '–'}"))
                    print(printable(f"    {'':<12} gold:  {gold or '–'}"))
            if one.note:
                print(printable(f"    note: {one.note}"))
            print()
        if not json:
            more = "" if count else " (or nothing is adjudicated yet)"
            tell(f"{count} corrections to read for {who}{more}")
