"""`annotator round close`, `reopen` and `lead`: whether a round takes labels, and who says so."""

from __future__ import annotations

from typing import Annotated

import typer

from annotator.cli.options import As, Db, acting, tell
from annotator.cli.round.options import Name


def close(name: Name, who: As = None, db: Db = None) -> None:
    """Close a round: it takes no more labels, and may be opened again.

    Examples:
      annotator round close pilot
    """
    from annotator.project.labelling import now
    from annotator.project.round_status import round_status
    from annotator.project.rounds import close_round

    with acting(db, who) as (opened, author):
        close_round(opened, name, author, now())
        found = round_status(opened, name)
    left = sum(one.not_begun + one.begun + one.reviewed for one in found.loads)
    tell(f"closed {name}: it takes no more labels (annotator round reopen {name})")
    if left:
        tell(f"{left} of its articles are not submitted: they enter no agreement figure")
    tell(f"next: annotator agreement --round {name}")


def reopen(name: Name, who: As = None, db: Db = None) -> None:
    """Open a closed round again.

    Examples:
      annotator round reopen pilot
    """
    from annotator.project.labelling import now
    from annotator.project.rounds import reopen_round

    with acting(db, who) as (opened, author):
        reopen_round(opened, name, author, now())
    tell(f"opened {name} again")


def lead(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Who is to lead.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="No longer.")] = False,
    who: As = None,
    db: Db = None,
) -> None:
    """Make a person a lead, who opens rounds and may see all labels; without a name, say who leads.

    This is a convention that the program keeps: it believes the login name, or --as, and whoever can read
    the file, or has the password of the database on a server, can read all of it.

    Examples:
      annotator round lead carla

      annotator round lead carla --remove
    """
    from annotator.domain.text import printable
    from annotator.project import roles
    from annotator.project.labelling import now
    from annotator.project.project import annotator_name

    with acting(db, who) as (opened, author):
        if name is not None:
            roles.set_lead(opened, annotator_name(name), author, now(), leads=not remove)
        for one in opened.store.leads():
            print(printable(one))
