"""What the commands of `annotator round` share: their arguments, and a round in words."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from annotator.domain.rounds import Round

Name = Annotated[str, typer.Argument(metavar="ROUND", help="Name of the round.")]
Article = Annotated[
    list[str] | None,
    typer.Option(metavar="ID", help="Only this article, or those of a pattern (01_*); may be repeated."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done; do nothing.")]


def plain(round: Round) -> dict[str, object]:
    """A round for --json."""
    row = asdict(round)
    return {
        "round": row.pop("name"),
        "suggestions": row.pop("arm"),
        **row,
        "opened_at": round.opened_at.isoformat() if round.opened_at else None,
    }
