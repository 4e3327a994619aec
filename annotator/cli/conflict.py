"""`annotator conflict`: labels of one annotator that went apart in projects that were merged."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.options import As, Db, Json, project, tell

if TYPE_CHECKING:
    from annotator.project.conflicts import Conflict

app = typer.Typer(
    help="Labels of one annotator that differ in projects that were merged: list them, say which hold.",
    no_args_is_help=True,
)


class Side(StrEnum):
    """Which labels hold."""

    HERE = "here"
    THERE = "there"
    BOTH = "both"


@app.command("list")
def list_(who: As = None, db: Db = None, json: Json = False) -> None:
    """List what differs, sentence by sentence: < labels in the round, > labels kept apart.

    Whoever labels in an open round sees their own.

    Examples:
      annotator conflict list

      annotator conflict list --json | jq .home.article
    """
    from annotator.domain.text import printable
    from annotator.project.conflicts import conflicts
    from annotator.project.project import annotator_name
    from annotator.project.roles import viewer_of

    count = 0
    with project(db) as opened:
        for one in conflicts(opened, viewer_of(opened, annotator_name(who))):
            count += 1
            if json:
                print(json_module.dumps(asdict(one), ensure_ascii=False, sort_keys=True))
                continue
            for line in _lines(one):
                print(printable(line))
    tell(f"conflicts: {count}" + ("; annotator conflict take says which labels hold" if count else ""))


@app.command("take")
def take(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="Its key, or how it begins.")],
    annotator: Annotated[str, typer.Argument(metavar="ANNOTATOR", help="Whose labels.")],
    side: Annotated[Side, typer.Argument(help="Those in the round, those kept apart, or both.")],
    name: As = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Say which labels hold. All are kept: history tells of it, and what went apart stays where it is.

    With both, what was done apart comes on top of what is here, if no sentence was changed in both.

    Examples:
      annotator conflict take 01_dam anna there

      annotator conflict take 01_dam anna here --as lead

      annotator conflict take 01_dam anna both
    """
    from annotator.project.conflicts import take as take_side
    from annotator.project.project import annotator_name

    author = annotator_name(name)
    with project(db) as opened:
        key = opened.store.find_article(article)
        decided = take_side(opened, key, annotator, side.value, author=author)
        submitted = opened.store.stream(decided[0].home).submitted_at is not None
    if json:
        print(json_module.dumps({"article": key, "annotator": annotator, "taken": side.value}))
        return
    where = "here and there" if side is Side.BOTH else side.value
    tell(f"{key}: what {annotator} labelled {where} holds")
    if submitted and side is not Side.HERE:
        tell("it was submitted before: agreement goes on counting what was submitted")


def _lines(conflict: Conflict) -> list[str]:
    home, apart = conflict.home, conflict.apart
    more = f", pass {home.pass_}" if home.pass_ != 1 else ""
    more += ", gold" if home.layer == "gold" else ""
    out = [f"{home.article} by {home.annotator}{more}: {home.round} < > {apart.round}"]
    for one in conflict.sentences:
        words = one.words if len(one.words) <= 70 else one.words[:69] + "…"
        out.append(f"  {one.start}: {words}")
        out += [f"    < {line}" for line in one.here]
        out += [f"    > {line}" for line in one.there]
    return out
