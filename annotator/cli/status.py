"""`annotator status`: how far everybody is."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.options import As, Db, Json, project, tell

if TYPE_CHECKING:
    from annotator.project.project import Project
    from annotator.project.status import AnnotatorStatus, ArticleProgress


def run(
    articles: Annotated[
        bool, typer.Option("--articles", help="List the articles: key, progress, title.")
    ] = False,
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
        viewer = viewer_of(opened, annotator_name(who))
        if articles:
            _list(opened, viewer, json)
            return
        found = status(opened, viewer)
    if json:
        plain = asdict(found)
        for row in plain["annotators"]:
            row["pass"] = row.pop("pass_")
        print(json_module.dumps(plain, ensure_ascii=False, sort_keys=True))
        return
    from annotator.domain.counted import counted
    from annotator.domain.text import printable

    print(f"project   {printable(found.where)}")
    print(f"scheme    {found.scheme}")
    print(f"articles  {found.articles}")
    print(f"suggested by {', '.join(found.suggesters) or 'nobody yet (annotator suggest)'}")
    for one in found.annotators:
        print(
            f"{printable(_who(one)):<9} {one.sentences_done:,} of {counted(one.sentences, 'sentence')} · "
            f"{one.articles_done} of {counted(one.articles, 'article')} done · {counted(one.ties, 'tie')} · "
            f"{counted(one.flags, 'flag')}"
        )
        for tie in one.unfinished:
            print(f"          unfinished: {printable(tie)}")
    if not found.annotators:
        print("nobody has labelled yet: annotator annotate")
    if viewer is not None:
        tell(f"{viewer} labels in an open round: others are not shown until it is closed")


def _list(opened: Project, viewer: str | None, json: bool) -> None:
    from annotator.domain.text import printable
    from annotator.project.status import article_statuses

    for article in article_statuses(opened, viewer):
        if json:
            plain = asdict(article)
            for row in plain["annotators"]:
                row["pass"] = row.pop("pass_")
            print(json_module.dumps(plain, ensure_ascii=False))
            continue
        told = [
            f"{_who(one)} {'submitted' if one.submitted_at else f'{one.sentences_done}/{one.sentences}'}"
            for one in article.annotators
        ]
        progress = ", ".join(told) or f"0/{article.sentences}"
        print("\t".join(map(printable, (article.id, progress, article.title or ""))))


def _who(one: AnnotatorStatus | ArticleProgress) -> str:
    """The annotator; round and pass with it, where they are others than most."""
    from annotator.domain.rounds import MAIN

    again = f"/{one.pass_}" if one.pass_ > 1 else ""
    return one.name if one.round == MAIN and not again else f"{one.name} · {one.round}{again}"
