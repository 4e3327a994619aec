"""`annotator round open`, `assign` and `reassign`: who labels which articles."""

from __future__ import annotations

import json as json_module
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from annotator.cli.options import As, Db, Json, acting, tell
from annotator.cli.progress import progress
from annotator.cli.round.options import Article, DryRun, Name, plain
from annotator.domain.counted import counted

if TYPE_CHECKING:
    from annotator.project.assigning import Plan, Wish

Annotator = Annotated[
    list[str] | None, typer.Option("--annotator", "-a", metavar="NAME", help="Who labels; may be repeated.")
]
Overlap = Annotated[
    str | None,
    typer.Option(
        metavar="N|SHARE",
        help="How many label each article (2), or which share is labelled by two, the rest by one (20%).",
    ),
]
Each = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="At most so many articles for each annotator.")
]
Repeat = Annotated[
    str,
    typer.Option(
        metavar="SHARE", help="Share of each one's articles that comes again in a second pass (10%)."
    ),
]


def open_(
    name: Name,
    annotator: Annotator = None,
    article: Article = None,
    overlap: Overlap = None,
    each: Each = None,
    repeat: Repeat = "0",
    suggestions: Annotated[
        Literal["free", "shown", "hidden", "mixed"],
        typer.Option(
            help="free: shown, annotators may switch them off; shown; hidden; mixed: hidden in a share."
        ),
    ] = "free",
    hidden: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help="Share of sentences in which mixed suggestions are hidden (30%)."),
    ] = None,
    seed: Annotated[
        int,
        typer.Option(metavar="N", min=0, max=2**31 - 1, help="Of all that is drawn."),
    ] = 0,
    practice: Annotated[
        bool,
        typer.Option("--practice", help="Articles that have gold; each is shown against it once submitted."),
    ] = False,
    dry_run: DryRun = False,
    who: As = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Open a round and assign its articles: by default all of them, each to two annotators.

    Everybody gets as many as the others, give or take one, and shares as many with each of them as can
    be. Where nobody leads yet, whoever opens a round does (--as NAME).

    Examples:
      annotator round open pilot -a anna -a ben --each 20

      annotator round open main-study -a anna -a ben -a carla --overlap 20% --suggestions mixed --hidden 30%

      annotator round open again -a anna --article "01_*" --repeat 50% --dry-run

      annotator round open practice -a anna -a ben --practice
    """
    from annotator.domain.rounds import Round
    from annotator.project.assigning import parse_share
    from annotator.project.labelling import now
    from annotator.project.rounds import open_round

    if (hidden is not None) != (suggestions == "mixed"):
        raise typer.BadParameter("--hidden SHARE goes with --suggestions mixed, and the other way round")
    new = Round(
        name,
        suggestions,
        hidden=parse_share(hidden) if hidden is not None else 0.0,
        seed=seed,
        practice=practice,
    )
    with acting(db, who) as (opened, author), progress("assigning") as step:
        led = bool(opened.store.leads())
        wish = _wish(annotator, article, overlap, each, repeat)
        plan = open_round(opened, new, wish, author, now(), dry_run=dry_run, tell=step)
    _report(plan, "open", dry_run, json)
    if not (dry_run or led):
        tell(f"{author} leads from now on; another one: annotator round lead NAME")


def assign(
    name: Name,
    annotator: Annotator = None,
    article: Article = None,
    overlap: Overlap = None,
    each: Each = None,
    repeat: Repeat = "0",
    dry_run: DryRun = False,
    who: As = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Assign more articles of a round, to the annotators named or to those it has.

    Articles that have as many annotators as they should are left alone; others are filled up. The draw
    is that of the round's seed.

    Examples:
      annotator round assign pilot --article "02_*"

      annotator round assign pilot -a carla --overlap 3 --each 10

      annotator round assign pilot --repeat 10%
    """
    from annotator.project import rounds
    from annotator.project.labelling import now

    with acting(db, who) as (opened, author), progress("assigning") as step:
        wish = _wish(annotator, article, overlap, each, repeat)
        plan = rounds.assign(opened, name, wish, author, now(), dry_run=dry_run, tell=step)
    _report(plan, "assign", dry_run, json)


def reassign(
    name: Name,
    source: Annotated[str, typer.Option("--from", metavar="NAME", help="Who has the articles now.")],
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="NAME", help="Who gets them, in turn; nobody if not given."),
    ] = None,
    article: Article = None,
    begun: Annotated[
        bool, typer.Option("--begun", help="Also those begun and not submitted; what was labelled stays.")
    ] = False,
    dry_run: DryRun = False,
    who: As = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Give articles that an annotator has not begun to others, or take them away.

    Examples:
      annotator round reassign pilot --from ben --to carla

      annotator round reassign pilot --from ben --to anna --to carla --article "02_*" --begun --dry-run
    """
    from annotator.domain.text import printable
    from annotator.project import reassigning
    from annotator.project.labelling import now

    with acting(db, who) as (opened, author):
        moved = reassigning.reassign(
            opened,
            name,
            source,
            to or (),
            author=author,
            at=now(),
            articles=article or (),
            begun=begun,
            dry_run=dry_run,
        )
    if json:
        rows = [
            {"article": one.article, "pass": one.pass_, "from": source, "to": target} for one, target in moved
        ]
        print(json_module.dumps(rows, ensure_ascii=False))
        return
    for one, target in moved:
        print(printable(f"{one.article}\t{source} → {target or 'nobody'}"))
    tell(f"{counted(len(moved), 'article')} {_done('moved', dry_run)}")


def _wish(
    annotators: list[str] | None,
    articles: list[str] | None,
    overlap: str | None,
    each: int | None,
    repeat: str,
) -> Wish:
    from annotator.project.assigning import Wish, parse_overlap, parse_share

    return Wish(
        tuple(articles or ()),
        tuple(annotators or ()),
        parse_overlap(overlap) if overlap is not None else None,
        each,
        parse_share(repeat),
    )


def _report(plan: Plan, what: str, dry_run: bool, json: bool) -> None:
    from annotator.domain.text import printable
    from annotator.project.round_status import described

    if json:
        row = {
            **plain(plan.round),
            "dry_run": dry_run,
            "assigned": [
                {"article": one.article, "annotator": one.annotator, "pass": one.pass_}
                for one in plan.assigned
            ],
            "articles": {name: list(counts) for name, counts in plan.load.items()},
            "shared": [
                {"pair": list(pair), "articles": count} for pair, count in sorted(plan.shared.items())
            ],
            "left": plan.left,
        }
        print(json_module.dumps(row, ensure_ascii=False))
        return
    print(printable(f"round {plan.round.name}: {described(plan.round)}"))
    for name, (first, again) in plan.load.items():
        more = f", {again} of them again in pass 2" if again else ""
        print(printable(f"  {name:<12} {counted(first, 'article')}{more}"))
    for (one, other), count in sorted(plan.shared.items()):
        print(printable(f"  {one} – {other}: {counted(count, 'article')} both label"))
    if plan.left:
        print(f"  {counted(plan.left, 'article')} for nobody: the overlap or --each leaves them out")
    done = {"open": "opened", "assign": "assigned"}[what]
    tell(f"{len(plan.assigned)} assignments {_done(done, dry_run)}")


def _done(what: str, dry_run: bool) -> str:
    return f"would be {what} (--dry-run)" if dry_run else what
