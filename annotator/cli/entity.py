"""`annotator entity`: the registry of actors and events that labels resolve to."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from annotator.cli.options import As, Db, Json, project, tell

if TYPE_CHECKING:
    from annotator.domain.registry import Entry, Near
    from annotator.project.project import Project

app = typer.Typer(
    help="Actors and events that labels resolve to: names, other names, two that are one.",
    no_args_is_help=True,
)
Name = Annotated[str, typer.Argument(metavar="ENTRY", help="Its key, or one of its names.")]
Kind = Literal["actor", "event"]


@app.command("list")
def list_(
    kind: Annotated[Kind | None, typer.Option(help="Only actors, or only events.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also those of the gazetteers that no label resolves to.")
    ] = False,
    who: As = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """List entries with how many labelled spans they have, the most mentioned first.

    Examples:
      annotator entity list

      annotator entity list --kind event --json
    """
    from annotator.domain.text import printable
    from annotator.project import registry

    with project(db) as opened:
        found = registry.listed(opened, kind, everything=everything, viewer=_viewer(opened, who))
    if json:
        rows = [{**asdict(one.entry), "mentions": one.mentions, "own": one.own} for one in found]
        print(json_module.dumps(rows, ensure_ascii=False))
        return
    width = max((len(one.entry.key) for one in found), default=0)
    for one in found:
        names = " · ".join(one.entry.names)
        print(printable(f"{one.entry.key:<{width}}  {one.entry.kind}  {one.mentions:>5} ×  {names}"))
    if not found:
        tell("no label resolves to an entry, and the project has none of its own; --all shows the built-in")


@app.command("show")
def show(name: Name, who: As = None, db: Db = None, json: Json = False) -> None:
    """Show an entry: its names, what was merged into it, and the labelled words that resolve to it.

    Examples:
      annotator entity show PAK

      annotator entity show Islamabad
    """
    from annotator.domain.text import printable
    from annotator.project import registry

    with project(db) as opened:
        viewer = _viewer(opened, who)
        entry = registry.find(opened, name, viewer)
        merged = registry.registry(opened, viewer).merged(entry.key)
        keys = [entry.key, *(one.key for one in merged)]
        mentions = opened.store.mentions(keys, annotator=viewer)
    if json:
        row = {**asdict(entry), "merged": [asdict(one) for one in merged]}
        print(json_module.dumps({**row, "mentions": [asdict(one) for one in mentions]}, ensure_ascii=False))
        return
    print(printable(f"{entry.name}  ({entry.kind}, {entry.key})"))
    if entry.aliases:
        print(printable(f"also    {' · '.join(entry.aliases)}"))
    if entry.adjectives:
        print(printable(f"before a word for its government: {' · '.join(entry.adjectives)}"))
    for one in merged:
        print(printable(f"merged  {one.key}: {' · '.join(one.names)}"))
    for mention in mentions:
        print(printable(f"        {mention.article} by {mention.annotator}: {mention.words}"))


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called.")],
    aliases: Annotated[
        list[str] | None, typer.Option("--alias", metavar="NAME", help="Another name; can be repeated.")
    ] = None,
    kind: Annotated[Kind, typer.Option(help="An actor, or an event.")] = "actor",
    key: Annotated[str | None, typer.Option(metavar="KEY", help="Made of the name if not given.")] = None,
    who: As = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Make a new entry. Entries with names like it are told, never merged by themselves.

    Examples:
      annotator entity add "Port Authority of Vell" --alias "the harbour board"

      annotator entity add "killing of three workers" --kind event
    """
    from annotator.project import registry
    from annotator.project.project import annotator_name

    author = annotator_name(who)
    with project(db) as opened:
        near = registry.registry(opened, _viewer(opened, who)).near(name)
        entry = registry.add_entry(opened, name, author, kind=kind, aliases=aliases or (), key=key)
    _report(entry, json)
    if near:
        tell("like it, if it should be the same: annotator entity merge")
        _tell_near(near)


@app.command("alias")
def alias(
    name: Name,
    other: Annotated[str, typer.Argument(metavar="NAME", help="The other name.")],
    remove: Annotated[bool, typer.Option("--remove", help="Take the name away again.")] = False,
    who: As = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Give an entry another name: words like it resolve to the entry from now on.

    In this project it goes before a built-in entry of that name (AFG_TALIBAN for Kabul).

    Examples:
      annotator entity alias AFG_TALIBAN Kabul

      annotator entity alias AFG_TALIBAN Kabul --remove
    """
    from annotator.project import registry
    from annotator.project.project import annotator_name

    author = annotator_name(who)
    with project(db) as opened:
        change = registry.remove_alias if remove else registry.add_alias
        entry = change(opened, name, other, author)
    _report(entry, json)


@app.command("rename")
def rename(
    name: Name,
    new: Annotated[str, typer.Argument(metavar="NAME", help="What it is called from now on.")],
    who: As = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Call an entry by another name; the name it had stays as another one, its key as it is.

    Examples:
      annotator entity rename port-authority "Vell Port Authority"
    """
    from annotator.project import registry
    from annotator.project.project import annotator_name

    author = annotator_name(who)
    with project(db) as opened:
        entry = registry.rename(opened, name, new, author)
    _report(entry, json)


@app.command("merge")
def merge(
    name: Name,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The entry that it is, by key or name.")],
    who: As = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Say that two entries are one. No label changes; `annotator entity undo` takes it back.

    Examples:
      annotator entity merge harbour-board "Port Authority of Vell"
    """
    from annotator.project import registry
    from annotator.project.project import annotator_name

    author = annotator_name(who)
    with project(db) as opened:
        entry = registry.merge(opened, name, into, author)
    _report(entry, json)


@app.command("near")
def near(
    words: Annotated[str, typer.Argument(metavar="WORDS", help="As they stand in a text.")],
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="At most so many.")] = 8,
    who: As = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Show which entries words name (1.00) or are like.

    Examples:
      annotator entity near "the Pakistani government"
    """
    from annotator.project import registry

    with project(db) as opened:
        found = registry.registry(opened, _viewer(opened, who)).near(words, limit)
    if json:
        print(json_module.dumps([asdict(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        print(_near(one))
    if not found:
        tell("nothing is like it")


@app.command("undo")
def undo(who: As = None, db: Db = None) -> None:
    """Take back the newest act in the registry; the log keeps both.

    Examples:
      annotator entity undo
    """
    from annotator.domain.text import printable
    from annotator.project import registry
    from annotator.project.project import annotator_name

    author = annotator_name(who)
    with project(db) as opened:
        event = registry.undo(opened, author)
    tell(printable(f"undone: {event.verb} {', '.join(change.key for change in event.changes)}"))


@app.command("log")
def log(who: As = None, db: Db = None, json: Json = False) -> None:
    """Show what was done in the registry, oldest first.

    Examples:
      annotator entity log
    """
    from annotator.domain.text import printable
    from annotator.project import registry

    with project(db) as opened:
        for event in registry.history(opened, _viewer(opened, who)):
            if json:
                row = asdict(event) | {"at": event.at.isoformat()}
                print(json_module.dumps(row, ensure_ascii=False, sort_keys=True))
            else:
                keys = ", ".join(change.key for change in event.changes)
                when = f"{event.at:%Y-%m-%d %H:%M}"
                print(printable(f"#{event.seq:<5} {when}  {event.verb:<13} {keys} by {event.author}"))


def _viewer(opened: Project, who: str | None) -> str | None:
    """Whose eyes the registry is looked at with: whoever labels in an open round sees no others' labels."""
    from annotator.project.project import annotator_name
    from annotator.project.roles import viewer_of

    return viewer_of(opened, annotator_name(who))


def _report(entry: Entry, json: bool) -> None:
    from annotator.domain.text import printable

    if json:
        print(json_module.dumps(asdict(entry), ensure_ascii=False))
    else:
        tell(printable(f"{entry.key}  {entry.kind}  {' · '.join(entry.names)}"))


def _tell_near(found: list[Near]) -> None:
    for one in found:
        tell(_near(one))


def _near(one: Near) -> str:
    from annotator.domain.text import printable

    why = one.why if one.why == "named" else f"“{one.name}” {one.why}"
    return printable(f"{one.likeness:.2f}  {one.entry.key:<16} {one.entry.name}  ({why})")
