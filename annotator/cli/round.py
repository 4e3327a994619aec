"""`annotator round`: who labels which articles, with or without suggestions."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from annotator.cli.options import As, Db, Json, project, tell

if TYPE_CHECKING:
    from annotator.domain.rounds import Round
    from annotator.project.rounds import Load, Plan, RoundStatus, Wish

app = typer.Typer(
    help="Rounds of labelling: who labels which articles, with or without suggestions, and how far all are.",
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(metavar="ROUND", help="Name of the round.")]
Article = Annotated[
    list[str] | None,
    typer.Option(metavar="ID", help="Only this article, or those of a pattern (01_*); may be repeated."),
]
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
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done; do nothing.")]


@app.command("open")
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
    from annotator.project.labelling import now
    from annotator.project.project import annotator_name
    from annotator.project.rounds import open_round, parse_share

    if (hidden is not None) != (suggestions == "mixed"):
        raise typer.BadParameter("--hidden SHARE goes with --suggestions mixed, and the other way round")
    author = annotator_name(who)
    new = Round(
        name,
        suggestions,
        hidden=parse_share(hidden) if hidden is not None else 0.0,
        seed=seed,
        practice=practice,
    )
    with project(db) as opened:
        led = bool(opened.store.leads())
        wish = _wish(annotator, article, overlap, each, repeat)
        plan = open_round(opened, new, wish, author, now(), dry_run=dry_run)
    _report(plan, "open", dry_run, json)
    if not (dry_run or led):
        tell(f"{author} leads from now on; another one: annotator round lead NAME")


@app.command("assign")
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
    from annotator.project.project import annotator_name

    author = annotator_name(who)
    with project(db) as opened:
        wish = _wish(annotator, article, overlap, each, repeat)
        plan = rounds.assign(opened, name, wish, author, now(), dry_run=dry_run)
    _report(plan, "assign", dry_run, json)


@app.command("reassign")
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
    from annotator.project import rounds
    from annotator.project.labelling import now
    from annotator.project.project import annotator_name

    author = annotator_name(who)
    with project(db) as opened:
        moved = rounds.reassign(
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
    tell(f"{_many(len(moved))} {_done('moved', dry_run)}")


@app.command("status")
def status(
    name: Name = "main",
    articles: Annotated[bool, typer.Option("--articles", help="A line for each article, too.")] = False,
    who: As = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Show how far a round is: who has submitted what, found what empty, and has not begun.

    An article found empty was submitted with nothing marked; one not begun was never looked at. Whoever
    labels in an open round sees only how far they are themselves.

    Examples:
      annotator round status pilot

      annotator round status pilot --articles

      annotator round status pilot --json
    """
    from annotator.project.project import annotator_name
    from annotator.project.roles import blind_rounds
    from annotator.project.rounds import round_status

    author = annotator_name(who)
    with project(db) as opened:
        blind = name in blind_rounds(opened, author)
        found = round_status(opened, name, author if blind else None)
    if json:
        print(json_module.dumps(_plain(found), ensure_ascii=False))
        return
    _show(found, articles)
    if blind:
        tell(f"{author} labels in this round: others are not shown until it is closed")


@app.command("list")
def list_(db: Db = None, json: Json = False) -> None:
    """List the rounds of the project.

    Examples:
      annotator round list
    """
    from annotator.domain.text import printable
    from annotator.project.rounds import described

    with project(db) as opened:
        store = opened.store
        rows = [(one, store.assignments(one.name)) for one in store.rounds()]
        leads = store.leads()
    if json:
        plain = [
            {
                **_round(one),
                "articles": len({a.article for a in has}),
                "assignments": len(has),
                "annotators": sorted({a.annotator for a in has}),
            }
            for one, has in rows
        ]
        print(json_module.dumps(plain, ensure_ascii=False))
        return
    for one, has in rows:
        people = ", ".join(sorted({a.annotator for a in has}))
        many = len({a.article for a in has})
        told = f"{_many(many)} for {people}" if has else "all articles, for everybody"
        print(printable(f"{one.name:<12} {one.state:<7} {told}; {described(one)}"))
    if leads:
        tell(f"{', '.join(leads)} lead{'s' if len(leads) == 1 else ''}")


@app.command("close")
def close(name: Name, who: As = None, db: Db = None) -> None:
    """Close a round: it takes no more labels, and may be opened again.

    Examples:
      annotator round close pilot
    """
    from annotator.project.labelling import now
    from annotator.project.project import annotator_name
    from annotator.project.rounds import close_round, round_status

    author = annotator_name(who)
    with project(db) as opened:
        close_round(opened, name, author, now())
        found = round_status(opened, name)
    left = sum(one.not_begun + one.begun + one.reviewed for one in found.loads)
    tell(f"closed {name}: it takes no more labels (annotator round reopen {name})")
    if left:
        tell(f"{left} of its articles are not submitted: they enter no agreement figure")
    tell(f"next: annotator agreement --round {name}")


@app.command("reopen")
def reopen(name: Name, who: As = None, db: Db = None) -> None:
    """Open a closed round again.

    Examples:
      annotator round reopen pilot
    """
    from annotator.project.labelling import now
    from annotator.project.project import annotator_name
    from annotator.project.rounds import reopen_round

    author = annotator_name(who)
    with project(db) as opened:
        reopen_round(opened, name, author, now())
    tell(f"opened {name} again")


@app.command("lead")
def lead(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Who is to lead.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="No longer.")] = False,
    who: As = None,
    db: Db = None,
) -> None:
    """Make a person a lead, who opens rounds and may see all labels; without a name, say who leads.

    In a file that people share this is a convention that the program keeps: it believes the login name,
    or --as, and whoever can read the file can read all of it.

    Examples:
      annotator round lead carla

      annotator round lead carla --remove
    """
    from annotator.domain.text import printable
    from annotator.project import roles
    from annotator.project.labelling import now
    from annotator.project.project import annotator_name

    author = annotator_name(who)
    with project(db) as opened:
        if name is not None:
            roles.set_lead(opened, annotator_name(name), author, now(), leads=not remove)
        for one in opened.store.leads():
            print(printable(one))


def _wish(
    annotators: list[str] | None,
    articles: list[str] | None,
    overlap: str | None,
    each: int | None,
    repeat: str,
) -> Wish:
    from annotator.project.rounds import Wish, parse_overlap, parse_share

    return Wish(
        tuple(articles or ()),
        tuple(annotators or ()),
        parse_overlap(overlap) if overlap is not None else None,
        each,
        parse_share(repeat),
    )


def _report(plan: Plan, what: str, dry_run: bool, json: bool) -> None:
    from annotator.domain.text import printable
    from annotator.project.rounds import described

    if json:
        plain = {
            **_round(plan.round),
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
        print(json_module.dumps(plain, ensure_ascii=False))
        return
    print(printable(f"round {plan.round.name}: {described(plan.round)}"))
    for name, (first, again) in plan.load.items():
        more = f", {again} of them again in pass 2" if again else ""
        print(printable(f"  {name:<12} {_many(first)}{more}"))
    for (one, other), count in sorted(plan.shared.items()):
        print(printable(f"  {one} – {other}: {_many(count)} both label"))
    if plan.left:
        print(f"  {_many(plan.left)} for nobody: the overlap or --each leaves them out")
    done = {"open": "opened", "assign": "assigned"}[what]
    tell(f"{len(plan.assigned)} assignments {_done(done, dry_run)}")


def _show(found: RoundStatus, articles: bool) -> None:
    from annotator.domain.text import printable
    from annotator.project.rounds import described, sign

    round = found.round
    print(printable(f"round {round.name} ({round.state}): {described(round)}"))
    for one in found.loads:
        again = f" pass {one.pass_}" if one.pass_ > 1 else ""
        print(printable(f"  {one.annotator + again:<12} {_told(one)}"))
    if not found.loads:
        print("  nobody has anything to do in it, or has begun")
    if articles:
        names = sorted({(one.annotator, one.pass_) for one in found.states})
        print()
        print("  " + "  ".join(printable(f"{name}{f'/{n}' if n > 1 else ''}") for name, n in names))
        of: dict[str, dict[tuple[str, int], str]] = {}
        for state in found.states:
            of.setdefault(state.article, {})[state.annotator, state.pass_] = sign(state)
        for article, row in of.items():
            cells = (row.get(who, " ") for who in names)
            widths = (len(name) + (2 if n > 1 else 0) for name, n in names)
            line = "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True))
            print(printable(f"  {line}  {article}"))
        print()
        print("  ✓ submitted  ∅ submitted, found empty  * changed after  ▪ reviewed, not submitted")
        print("  ◦ begun  · not begun")


def _told(one: Load) -> str:
    parts = (
        [f"{one.submitted} of {one.assigned} submitted"] if one.assigned else [f"{one.submitted} submitted"]
    )
    for count, what in (
        (one.empty, "found empty"),
        (one.later, "changed after"),
        (one.reviewed, "reviewed, not submitted"),
        (one.begun, "begun"),
        (one.not_begun, "not begun"),
        (one.unassigned if one.assigned else 0, "not assigned"),
    ):
        if count:
            parts.append(f"{count} {what}")
    return " · ".join(parts)


def _plain(found: RoundStatus) -> dict[str, object]:
    loads = []
    for one in found.loads:
        row = asdict(one)
        loads.append({"annotator": row.pop("annotator"), "pass": row.pop("pass_"), **row})
    states = [
        {
            "article": one.article,
            "annotator": one.annotator,
            "pass": one.pass_,
            "assigned": one.assigned,
            "state": one.name,
            "submitted_at": one.submitted_at.isoformat() if one.submitted_at else None,
            "empty": one.empty,
            "changed_after": one.later,
        }
        for one in found.states
    ]
    return {**_round(found.round), "annotators": loads, "articles": states}


def _round(round: Round) -> dict[str, object]:
    row = asdict(round)
    return {
        "round": row.pop("name"),
        "suggestions": row.pop("arm"),
        **row,
        "opened_at": round.opened_at.isoformat() if round.opened_at else None,
    }


def _many(count: int) -> str:
    return f"{count} article{'' if count == 1 else 's'}"


def _done(what: str, dry_run: bool) -> str:
    return f"would be {what} (--dry-run)" if dry_run else what
