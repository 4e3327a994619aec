"""`annotator merge`: join projects that were labelled apart."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator.cli.options import As, Db, Json, project, tell
from annotator.cli.progress import progress

if TYPE_CHECKING:
    from annotator.project.merging import Merged


def run(
    others: Annotated[
        list[str], typer.Argument(metavar="OTHER…", help="Projects to take in: files or URLs.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen, change nothing.")
    ] = False,
    name: As = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Take in what other projects have and this one has not; they stay as they are.

    Articles are known by their text, labels by their history, which comes
    along whole: who did what when, times on sentences, rounds, registry. What
    is here stays as it is. Merging again changes nothing; merging later brings
    what is new. The project is copied before, and it is all or nothing.

    Where one annotator labelled the same article here and there, and
    differently, both are kept: those from there in the round main-apart, which
    enters no figure; annotator conflict list shows them.

    Examples:
      annotator merge anna.db ben.db --dry-run

      annotator merge anna.db ben.db

      annotator merge postgresql://host/labels --json
    """
    from annotator.project.merging import merge
    from annotator.project.project import annotator_name

    author = annotator_name(name)
    with project(db) as opened:
        with progress("merging") as step:
            merged = merge(opened, others, author, dry=dry_run, tell=step)
        if json:
            told = {
                "dry_run": dry_run,
                "backup": str(merged.backup) if merged.backup else None,
                "others": [_plain(one) for one in merged.others],
            }
            print(json_module.dumps(told, ensure_ascii=False, sort_keys=True))
            return
        if merged.backup:
            tell(f"copied the project to {merged.backup} before")
        for one in merged.others:
            _report(one, bool(opened.store.erasures()))
        if dry_run:
            tell("nothing was changed: this was a dry run")


def _plain(merged: Merged) -> dict[str, Any]:
    told = {name: getattr(merged.joined, name) for name in merged.joined.__dataclass_fields__}
    told["conflicts"] = [asdict(one) for one in merged.joined.conflicts]
    lexicons = [asdict(one) for one in merged.lexicons]
    return told | {"where": merged.where, "lexicons": lexicons, "changed": merged.changed}


def _report(merged: Merged, erased: bool) -> None:
    joined = merged.joined
    known = joined.articles["same"]
    new = joined.articles["new"] + joined.articles["renamed"]
    tell(
        f"{merged.where}: {_many(new, 'new article')}, {known + joined.articles['publication']} known already"
    )
    for wanted, key in joined.renamed:
        tell(f"  another text has the key {wanted} here: this one is {key}")
    for became, count in sorted(joined.streams.items()):
        tell(f"  sets of labels {became}: {count}")
    tell(f"  {_many(joined.events, 'event')}, {_many(joined.visits, 'visit')} of sentences taken in")
    for round_name in joined.rounds:
        tell(f"  new round: {round_name}")
    for became, count in sorted(joined.entries.items()):
        tell(f"  entries of the registry {became}: {count}")
    for table in merged.lexicons:
        if table.rows:
            tell(f"  lexicon {table.name}: {_many(table.rows, 'new row')}")
    if joined.people:
        tell(f"  names of people that are pseudonyms here: {joined.people}")
    for line in _notes(merged, erased and bool(new)):
        tell(f"  note: {line}")
    for conflict in joined.conflicts:
        where, many = conflict.home, _many(len(conflict.starts), "sentence")
        tell(f"  conflict: {where.article} by {where.annotator}, {many} (kept in {conflict.apart.round})")
    if joined.conflicts:
        tell("  look at them with annotator conflict list")


def _notes(merged: Merged, erased: bool) -> list[str]:
    joined = merged.joined
    notes = [
        f"the round {name} has another arm or state there; it stays as it is" for name in joined.other_rounds
    ]
    if joined.resplit:
        notes.append(
            f"{_many(len(joined.resplit), 'article')} split into sentences otherwise there: a status "
            "counts where a sentence begins here"
        )
    for table in merged.lexicons:
        name = table.name
        if table.problem:
            notes.append(f"its lexicon {name} stays there: {table.problem}")
        if table.otherwise:
            keys = ", ".join(table.otherwise[:10])
            more = f" and {len(table.otherwise) - 10} more" if len(table.otherwise) > 10 else ""
            notes.append(f"its lexicon {name} says otherwise of {keys}{more}: what is here stays")
    if erased:
        notes.append(
            "something was erased here on request; if it was one of the new articles, erase it again"
        )
    return notes


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
