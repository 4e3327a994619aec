"""`annotator status`: how far everybody is."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.options import As, Db, Json, project, tell

if TYPE_CHECKING:
    from annotator.project.project import Project


def run(
    articles: Annotated[bool, typer.Option("--articles", help="List the articles: key and title.")] = False,
    who: As = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Show articles, progress per annotator, and unfinished ties.

    Whoever labels in an open round sees their own progress; annotator round status tells more.

    Examples:
      annotator status

      annotator status --articles

      annotator status --json
    """
    from annotator.project.project import annotator_name
    from annotator.project.roles import viewer_of
    from annotator.project.status import status

    with project(db) as opened:
        if articles:
            _list(opened, json)
            return
        viewer = viewer_of(opened, annotator_name(who))
        found = status(opened, viewer)
    if json:
        plain = asdict(found)
        for row in plain["annotators"]:
            row["pass"] = row.pop("pass_")
        print(json_module.dumps(plain, ensure_ascii=False, sort_keys=True))
        return
    from annotator.domain.rounds import MAIN
    from annotator.domain.text import printable

    print(f"project   {printable(found.where)}")
    print(f"scheme    {found.scheme}")
    print(f"articles  {found.articles}")
    print(f"suggested by {', '.join(found.suggesters) or 'nobody yet (annotator suggest)'}")
    for one in found.annotators:
        again = f"/{one.pass_}" if one.pass_ > 1 else ""
        where = "" if one.round == MAIN and not again else f" · {one.round}{again}"
        print(
            f"{printable(one.name + where):<9} {one.sentences_done} of {one.sentences} sentences · "
            f"{one.articles_done} of {one.articles} articles done · {one.ties} ties · {one.flags} flags"
        )
        for tie in one.unfinished:
            print(f"          unfinished: {printable(tie)}")
    if not found.annotators:
        print("nobody has labelled yet: annotator annotate")
    if viewer is not None:
        tell(f"{viewer} labels in an open round: others are not shown until it is closed")


def _list(opened: Project, json: bool) -> None:
    from annotator.domain.text import printable

    for article in opened.store.articles():
        if json:
            row = {"id": article.id, "title": article.title, "sentences": len(article.sentences)}
            print(json_module.dumps(row, ensure_ascii=False))
        else:
            print(printable(f"{article.id}\t{article.title or ''}"))
