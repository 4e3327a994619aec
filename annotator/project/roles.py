"""Who may see what: while a round is open, those who label in it see nobody's labels of it but their own.

A lead (whoever opened a round, and whom a lead made one) may see all. This is a convention: the tool
keeps it for the name it runs under, and whoever can read the file, or has the password of the database
on a server, can read all that is in it. Where no round was opened there are no roles.
"""

from __future__ import annotations

from datetime import datetime

from annotator.domain.errors import AnnotatorError
from annotator.project.project import Project


def blind_rounds(project: Project, who: str) -> tuple[str, ...]:
    """The open rounds in which a person labels and does not lead: others' labels of these are not shown."""
    if who in project.store.leads():
        return ()
    return tuple(one.name for one in project.store.rounds_of(who) if one.state == "open")


def viewer_of(project: Project, who: str) -> str | None:
    """Whose eyes a person sees with: their own if they label in an open round, None where all may be seen."""
    return who if blind_rounds(project, who) else None


def require_lead(project: Project, who: str, what: str) -> None:
    """Refuse what is the lead's to somebody who labels in an open round.

    Raises:
        AnnotatorError: `who` labels in an open round; `what` says what was wanted ("agreement").
    """
    rounds = blind_rounds(project, who)
    if rounds:
        raise AnnotatorError(
            f"{what} is for whoever leads: {who} labels in the open round {', '.join(rounds)}",
            f"Ask {_who_leads(project)}, or wait until the round is closed.",
        )


def require_leading(project: Project, who: str) -> None:
    """Refuse to change rounds to somebody who does not lead, where somebody does.

    Raises:
        AnnotatorError: others lead here.
    """
    leads = project.store.leads()
    if leads and who not in leads:
        raise AnnotatorError(
            f"{who} does not lead here",
            f"Ask {_who_leads(project)} to do it, or for: annotator round lead {who}.",
        )


def set_lead(project: Project, name: str, author: str, at: datetime, *, leads: bool = True) -> None:
    """Make a person a lead, or one no longer.

    Raises:
        AnnotatorError: `author` does not lead, or nobody would lead any more.
    """
    require_leading(project, author)
    if not leads and project.store.leads() == [name]:
        raise AnnotatorError(f"nobody but {name} leads here", "Make another person a lead first.")
    project.store.set_lead(name, author, at, leads=leads)


def _who_leads(project: Project) -> str:
    return " or ".join(project.store.leads()) or "a lead"
