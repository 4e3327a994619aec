"""`annotator scheme`: the project's label scheme, checking a scheme file, going on to another scheme."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.options import As, Db, Json, pair, project, tell
from annotator.cli.progress import progress
from annotator.domain.counted import counted

if TYPE_CHECKING:
    from annotator.project.migrating import Outcome

app = typer.Typer(
    help="Show the label scheme, check a scheme file, bring labels to another scheme.", no_args_is_help=True
)
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, change nothing.")]


@app.command("show")
def show(db: Db = None, json: Json = False) -> None:
    """Print the project's scheme file as it was stored.

    Examples:
      annotator scheme show > my_scheme.yaml
    """
    from annotator.domain.scheme import to_plain

    with project(db) as opened:
        if json:
            print(json_module.dumps(to_plain(opened.scheme), ensure_ascii=False))
        else:
            print(opened.store.scheme_source(), end="")


@app.command("check")
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A scheme file, or the name of a shipped one.")],
) -> None:
    """Check a scheme file; every problem with its line.

    Examples:
      annotator scheme check my_scheme.yaml
    """
    from annotator.schemes.reader import load

    scheme, _ = load(file)
    labels, categories = counted(len(scheme.labels), "label"), "no categories"
    if scheme.has_categories:
        categories = counted(len(scheme.categories), "category", "categories")
    tell(f"{scheme.id} is valid: {labels}, {categories}, {counted(len(scheme.roles), 'role')}")


@app.command("migrate")
def migrate(
    scheme: Annotated[str, typer.Argument(metavar="FILE", help="The new scheme's file, or a shipped name.")],
    rules: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Rules (YAML): what names become; splits, too.")
    ] = None,
    map: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OLD=NEW",
            help="What a name becomes; category:OLD, role:OLD, reason:OLD, attribute:OLD; OLD= retires it.",
        ),
    ] = None,
    review: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Flag the sentences that have it, to be looked at; repeatable."),
    ] = None,
    dry_run: DryRun = False,
    round: Annotated[
        str, typer.Option(metavar="NAME", help="With --dry-run: agreement of this round.")
    ] = "main",
    name: As = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Put another scheme to use and bring all labels to it: rename, merge, split.

    Two old names that become one new name are merged; OLD= retires one, and
    what has it goes with what hangs on it. A name without a rule stays; if the
    new scheme lacks it and a label has it, nothing is done and you are told.

    Each set of labels gets one event, so history tells of it and nothing is
    rewritten; what was submitted stays so, under the new names. Windows that
    are open on the project take nothing more until they are started again.

    In a rules file names are split by attributes, the first case that fits:

      categories: {WITHHOLD: [{to: DENY, when: {negated: true}}, {to: WITHHOLD}]}

    Examples:
      annotator scheme show > next.yaml

      annotator scheme migrate next.yaml --map category:CONDEMN=ACCUSE --map HEDGE= --dry-run

      annotator scheme migrate next.yaml --rules rules.yaml --review category:WITHHOLD
    """
    from annotator.project.migrating import migrate as bring
    from annotator.project.project import annotator_name
    from annotator.schemes.rules import load

    author = annotator_name(name)
    file = load(rules) if rules else None
    named = {} if file is None else dict(file.rules)
    named |= {old: [(new, {})] for old, new in (pair_of(one) for one in map or ())}
    looked_at = [*(file.review if file else ()), *(review or ())]
    with project(db) as opened, progress("migrating") as step:
        outcome = bring(opened, scheme, named, author, review=looked_at, dry=dry_run, round=round, tell=step)
    _report(outcome, dry_run, json)


@app.command("undo")
def undo(dry_run: DryRun = False, name: As = None, db: Db = None, json: Json = False) -> None:
    """Take the newest migration back: the scheme before it, and labels as they were.

    What was labelled since stays under the old names; if there is none for it, nothing is done.

    Examples:
      annotator scheme undo --dry-run

      annotator scheme undo
    """
    from annotator.project.migrating import undo as take_back
    from annotator.project.project import annotator_name

    author = annotator_name(name)
    with project(db) as opened, progress("taking back") as step:
        outcome = take_back(opened, author, dry=dry_run, tell=step)
    _report(outcome, dry_run, json)


@app.command("log")
def log(db: Db = None, json: Json = False) -> None:
    """List the migrations there were: when, by whom, between which schemes, what became of which names.

    Examples:
      annotator scheme log
    """
    from annotator.domain.migration import migration_to_plain
    from annotator.domain.text import printable
    from annotator.project.migrating import steps_of

    with project(db) as opened:
        for one in steps_of(opened):
            cases = migration_to_plain(one.migration).get("cases", {})
            if json:
                row = {name: getattr(one, name) for name in ("author", "before", "after", "undone")}
                row |= {"at": one.at.isoformat(), "names": cases}
                print(json_module.dumps(row, ensure_ascii=False, sort_keys=True))
                continue
            names = ", ".join(
                f"{old} → {'|'.join(c['to'] or 'nothing' for c in of)}" for old, of in cases.items()
            )
            back = "  (taken back)" if one.undone else ""
            print(
                printable(
                    f"{one.at:%Y-%m-%d %H:%M}  {one.before} → {one.after}  by {one.author}  {names}{back}"
                )
            )


def pair_of(given: str) -> tuple[str, str]:
    """OLD=NEW taken apart at the last equals sign: a value's name holds one (`value:certainty=hedged`)."""
    name, new = pair(given)
    if name.startswith("value:"):
        name, _, new = given.rpartition("=")
    return name, new


def _report(outcome: Outcome, dry_run: bool, json: bool) -> None:
    if json:
        told = asdict(outcome) | {"dry_run": dry_run, "backup": outcome.backup and str(outcome.backup)}
        told["moved"] = {name: getattr(outcome.moved, name) for name in outcome.moved.__dataclass_fields__}
        print(json_module.dumps(told, ensure_ascii=False, sort_keys=True))
        return
    if outcome.backup:
        tell(f"copied the project to {outcome.backup} before")
    moved = outcome.moved
    tell(f"{outcome.before} → {outcome.after}: {moved.changed} of {moved.streams} sets of labels change")
    for what, count in sorted(moved.names.items()):
        tell(f"  {what}: {count}")
    if moved.unfinished_before != moved.unfinished_after:
        tell(f"  ties that lack a required role: {moved.unfinished_before} → {moved.unfinished_after}")
    if dry_run:
        for line in outcome.differences:
            tell(f"  scheme (here the old one): {line}")
        same = 0
        for place, one in enumerate(outcome.agreement):
            before, after = (f"{v:.3f}" if v is not None else "–" for v in (one.before, one.after))
            same += before == after
            if before != after or not place:
                tell(f"  agreement, {one.layer}, {one.title}: {before} → {after}")
        if outcome.agreement:
            tell(f"  figures of agreement that stay as they are: {same} of {len(outcome.agreement)}")
    for note in outcome.notes:
        tell(f"  note: {note}")
    if dry_run:
        tell("nothing was changed: this was a dry run")
