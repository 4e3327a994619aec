"""`annotator formats`: which formats there are, and what each can hold."""

from __future__ import annotations

import json as json_module
from typing import Annotated, Any

import typer

from annotator.cli.options import Json, tell


def run(
    name: Annotated[str, typer.Argument(help="One format: its options too.")] = "",
    json: Json = False,
) -> None:
    """List the interchange formats: read, written, what each holds and loses; of one its options.

    Examples:
      annotator formats

      annotator formats brat
    """
    from annotator.domain.errors import AnnotatorError
    from annotator.formats import formats

    rows = []
    for one in [name] if name else formats.names():
        try:
            rows.append(_row(formats.load(one)))
        except AnnotatorError as error:
            if name:
                raise
            tell(str(error))
    if json:
        print(json_module.dumps(rows))
        return
    width = max(len(row["name"]) for row in rows) if rows else 0
    for row in rows:
        ways = " and ".join(way for way in ("reads", "writes") if row[way])
        print(f"{row['name']:<{width}}  {row['title']} ({ways})")
        print(f"  {row['description']}\n  holds: {row['holds']}\n  loses: {row['loses']}")
        for way in ("import", "export") if name else ():
            for option in row[f"{way}_options"]:
                print(f"  {way} --option {option}")


def _row(one: Any) -> dict[str, Any]:
    reads, writes = hasattr(one, "read") or hasattr(one, "read_folder"), hasattr(one, "write")
    return {
        "name": one.name,
        "title": one.title,
        "description": one.description,
        "reads": reads,
        "writes": writes,
        "endings": list(getattr(one, "endings", ())),
        "holds": one.holds,
        "loses": one.loses,
        "import_options": [_told(option) for option in one.read_options] if reads else [],
        "export_options": [_told(option) for option in one.write_options] if writes else [],
    }


def _told(option: Any) -> str:
    choices = f" ({', '.join(option.choices)})" if option.choices else ""
    return f"{option.name}={option.default}  {option.help}{choices}"
