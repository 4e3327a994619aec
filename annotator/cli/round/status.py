"""`annotator round status` and `list`: how far everybody is."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.options import As, Db, Json, acting, project, tell
from annotator.cli.round.options import Name, plain
from annotator.domain.counted import counted

if TYPE_CHECKING:
    from annotator.project.round_status import Load, RoundStatus


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
    from annotator.project.roles import blind_rounds
    from annotator.project.round_status import round_status

    with acting(db, who) as (opened, author):
        blind = name in blind_rounds(opened, author)
        found = round_status(opened, name, author if blind else None)
    if json:
        print(json_module.dumps(_plain(found), ensure_ascii=False))
        return
    _show(found, articles)
    if blind:
        tell(f"{author} labels in this round: others are not shown until it is closed")


def list_(db: Db = None, json: Json = False) -> None:
    """List the rounds of the project.

    Examples:
      annotator round list
    """
    from annotator.domain.text import printable
    from annotator.project.round_status import described

    with project(db) as opened:
        store = opened.store
        rows = [(one, store.assignments(one.name)) for one in store.rounds()]
        leads = store.leads()
    if json:
        every = [
            {
                **plain(one),
                "articles": len({a.article for a in has}),
                "assignments": len(has),
                "annotators": sorted({a.annotator for a in has}),
            }
            for one, has in rows
        ]
        print(json_module.dumps(every, ensure_ascii=False))
        return
    for one, has in rows:
        people = ", ".join(sorted({a.annotator for a in has}))
        many = len({a.article for a in has})
        told = f"{counted(many, 'article')} for {people}" if has else "all articles, for everybody"
        print(printable(f"{one.name:<12} {one.state:<7} {told}; {described(one)}"))
    if leads:
        tell(f"{', '.join(leads)} lead{'s' if len(leads) == 1 else ''}")


def _show(found: RoundStatus, articles: bool) -> None:
    from annotator.domain.text import printable
    from annotator.project.round_status import described, sign

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
    return {**plain(found.round), "annotators": loads, "articles": states}
