"""`annotator status`: how far everybody is."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.options import Db, Json, project

if TYPE_CHECKING:
    from annotator.project.project import Project


def run(
    articles: Annotated[
        bool, typer.Option("--articles", help="List the articles: key, progress, title.")
    ] = False,
    db: Db = None,
    json: Json = False,
) -> None:
    """Show articles, progress per annotator, and unfinished ties.

    Examples:
      annotator status

      annotator status --articles

      annotator status --json
    """
    from annotator.project.status import status

    with project(db) as opened:
        if articles:
            _list(opened, json)
            return
        found = status(opened)
    if json:
        print(json_module.dumps(asdict(found), ensure_ascii=False, sort_keys=True))
        return
    from annotator.domain.counted import counted
    from annotator.domain.text import printable

    print(f"project   {printable(found.where)}")
    print(f"scheme    {found.scheme}")
    print(f"articles  {found.articles}")
    print(f"suggested by {', '.join(found.suggesters) or 'nobody yet (annotator suggest)'}")
    for one in found.annotators:
        print(
            f"{printable(one.name):<9} {one.sentences_done} of {counted(one.sentences, 'sentence')} · "
            f"{counted(one.articles_done, 'article')} done · {counted(one.ties, 'tie')} · "
            f"{counted(one.flags, 'flag')}"
        )
        for tie in one.unfinished:
            print(f"          unfinished: {printable(tie)}")
    if not found.annotators:
        print("nobody has labelled yet: annotator annotate")


def _list(opened: Project, json: bool) -> None:
    from annotator.domain.text import printable
    from annotator.project.status import article_statuses

    for article in article_statuses(opened):
        if json:
            print(json_module.dumps(asdict(article), ensure_ascii=False))
            continue
        told = [
            f"{one.name} {'submitted' if one.submitted_at else f'{one.sentences_done}/{one.sentences}'}"
            for one in article.annotators
        ]
        progress = ", ".join(told) or f"0/{article.sentences}"
        print("\t".join(map(printable, (article.id, progress, article.title or ""))))
