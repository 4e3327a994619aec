"""Options that several commands share, and what was said before the command's name."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from annotator.project.project import Project

Db = Annotated[
    str | None,
    typer.Option("--db", metavar="PATH|URL", help="The project; annotator.db here, or ANNOTATOR_DB."),
]
Debug = Annotated[
    bool, typer.Option("--debug", help="Write annotator-debug.log; it never holds text of articles.")
]
Json = Annotated[bool, typer.Option("--json", help="Machine-readable output on stdout.")]
As = Annotated[
    str | None, typer.Option("--as", metavar="NAME", help="Who labels; the login name if not given.")
]
ReviewedRound = Annotated[
    str | None,
    typer.Option(
        "--round", metavar="NAME", help="The round; main, or else the only one with anything submitted."
    ),
]
Pipeline = Annotated[
    str | None,
    typer.Option(
        metavar="NAME|PATH",
        help="spaCy pipeline to suggest with; the best installed English one, or 'rules' for none.",
    ),
]

_said: dict[str, str | None] = {"db": None, "round": None}


def remember(db: str | None, debug: bool, round: str | None = None) -> None:
    """Keep what was said before the command's name."""
    _said.update(db=db, round=round)
    if debug:
        from annotator.cli.debug import start_log

        start_log()


def place(db: str | None) -> str | None:
    """The project meant: said after the command's name, before it, or not at all."""
    return db if db is not None else _said["db"]


def round_meant(round: str | None) -> str | None:
    """The round meant: said after the command's name, before it, or not at all."""
    return round if round is not None else _said["round"]


@contextmanager
def project(db: str | None) -> Iterator[Project]:
    """The open project that a command works on."""
    from annotator.project.project import opened

    with opened(place(db)) as found:
        yield found


@contextmanager
def acting(db: str | None, who: str | None) -> Iterator[tuple[Project, str]]:
    """The open project that a command works on, and in whose name."""
    from annotator.project.project import annotator_name

    name = annotator_name(who)
    with project(db) as found:
        yield found, name


def tell(message: str) -> None:
    """Say something to the person, not to the next program: on stderr."""
    from annotator.domain.text import printable

    print(printable(message), file=sys.stderr)


def day(given: str) -> date:
    """A day, written as 2026-01-31.

    Raises:
        typer.BadParameter: it is none.
    """
    try:
        return datetime.strptime(given, "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter(f"{given!r} is no day: write it as 2026-01-31") from None


def pair(given: str) -> tuple[str, str]:
    """NAME=VALUE taken apart.

    Raises:
        typer.BadParameter: there is no equals sign.
    """
    name, equals, value = given.partition("=")
    if not equals:
        raise typer.BadParameter(f"{given}: write NAME=VALUE")
    return name, value
