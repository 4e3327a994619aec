"""`annotator doctor`: whether the project is sound."""

from __future__ import annotations

import json as json_module
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.options import Db, Json, project, tell
from annotator.cli.progress import progress
from annotator.domain.counted import counted

if TYPE_CHECKING:
    from annotator.project.doctor import Finding


def run(
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Make what differs from the log anew, after a backup."),
    ] = False,
    db: Db = None,
    json: Json = False,
) -> None:
    """Check the project: the log and the labels that follow from it, texts, offsets, scheme, database.

    A line for each finding; exit code 1 if one of them is a fault. --repair never changes the log.

    Examples:
      annotator doctor

      annotator doctor --repair

      annotator doctor --json | jq 'select(.fault)'
    """
    from annotator.project.doctor import Examination
    from annotator.project.doctor import repair as mend

    with project(db) as opened:
        if repair:
            with progress("repairing") as step:
                done = mend(opened, step)
            if done.backup:
                tell(f"copied the project to {done.backup} before anything was changed")
            if done.registry:
                tell("made the registry's entries anew from its log")
            if done.stray:
                tell("removed rows of labels that belong to nobody")
            for stream in done.streams:
                tell(f"made anew from the log: {stream.article} by {stream.annotator or 'suggestions'}")
        # What is piped must not go through the bar, which is on stderr.
        piped = None if sys.stdout.isatty() else sys.stdout
        with progress("checking") as step:
            examination = Examination(opened, step)
            for finding in examination.findings():
                print(_as_json(finding) if json else _in_words(finding), file=piped)
    verdict = "sound" if not examination.faults else f"faults: {examination.faults}"
    tell(
        f"{opened.where}: {verdict} (looked at {counted(examination.articles, 'article')}, "
        f"{counted(examination.streams, 'set')} of labels, {counted(examination.events, 'event')})"
    )
    if examination.faults:
        raise typer.Exit(1)


def _as_json(finding: Finding) -> str:
    row = {name: value for name, value in asdict(finding).items() if name != "stream"}
    return json_module.dumps(row, ensure_ascii=False, sort_keys=True)


def _in_words(finding: Finding) -> str:
    from annotator.domain.text import printable

    kind = "fault" if finding.fault else "note"
    return printable(f"{kind}  {finding.where}: {finding.what} → {finding.hint}")
