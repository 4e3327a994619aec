"""`annotator formats`: which formats there are, and what each can hold."""

from __future__ import annotations

import json as json_module

from annotator.cli.options import Json


def run(json: Json = False) -> None:
    """List the interchange formats: read, written, what each holds and loses.

    Examples:
      annotator formats
    """
    from annotator.formats import formats

    rows = []
    for name in formats.names():
        one = formats.load(name)
        rows.append(
            {
                "name": name,
                "title": one.title,
                "reads": hasattr(one, "read"),
                "writes": hasattr(one, "write"),
                "holds": one.holds,
                "loses": one.loses,
            }
        )
    if json:
        print(json_module.dumps(rows))
        return
    for row in rows:
        ways = " and ".join(way for way in ("reads", "writes") if row[way])
        print(f"{row['name']:<8} {row['title']} ({ways})\n  holds: {row['holds']}\n  loses: {row['loses']}")
