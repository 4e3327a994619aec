"""`annotator export`: write labels in an interchange or training format."""

from __future__ import annotations

import json as json_module
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from annotator.cli.options import As, Db, Json, day, pair, project, tell
from annotator.cli.progress import progress

STDOUT = "-"


def run(
    format: Annotated[str, typer.Argument(help="For example jsonl or spacy; annotator formats lists them.")],
    to: Annotated[
        Path | None,
        typer.Option(metavar="FILE|FOLDER", help="Where to write, - for stdout; exports/ if not given."),
    ] = None,
    annotator: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this annotator; may be repeated.")
    ] = None,
    layer: Annotated[
        list[str] | None,
        typer.Option(metavar="LAYER", help="human, gold or suggestion; may be repeated."),
    ] = None,
    round: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only labels of this round; may be repeated.")
    ] = None,
    gold: Annotated[bool, typer.Option("--gold", help="Short for --layer gold.")] = False,
    article: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Only this article, or those of a pattern (01_*); may be repeated."),
    ] = None,
    mark: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MARK",
            help="Only records with a sentence or tie flagged, commented, skipped, nothing, unfinished; "
            "or submitted ones.",
        ),
    ] = None,
    label: Annotated[
        list[str] | None,
        typer.Option(metavar="LABEL", help="Only spans of this label, and ties that hold without others."),
    ] = None,
    since: Annotated[
        date | None,
        typer.Option(
            parser=day, metavar="DAY", help="Only records changed on that day (2026-01-31) or later."
        ),
    ] = None,
    until: Annotated[
        date | None,
        typer.Option(parser=day, metavar="DAY", help="Only records last changed before that day."),
    ] = None,
    unreviewed: Annotated[
        str,
        typer.Option(help="Sentences nobody reviewed: keep, drop (texts are excerpts), mark (in metadata)."),
    ] = "keep",
    min_agreement: Annotated[
        float | None,
        typer.Option(
            metavar="X", help="Only sentences on which annotators agree so far, 0 to 1; others are left out."
        ),
    ] = None,
    split: Annotated[
        str, typer.Option(metavar="A/B/C", help="Shares of train/dev/test, by article (80/10/10).")
    ] = "",
    group: Annotated[
        str,
        typer.Option(metavar="FIELD", help="With --split: what is alike in it stays together."),
    ] = "",
    seed: Annotated[int, typer.Option(metavar="N", help="With --split: another seed, another split.")] = 0,
    option: Annotated[
        list[str] | None, typer.Option("--option", metavar="NAME=VALUE", help="An option of the format.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check/--no-check", help="Read again what was written and compare.")
    ] = True,
    provenance: Annotated[
        bool,
        typer.Option(
            "--provenance/--no-provenance", help="Tell selection, counts and hashes in NAME.provenance.json."
        ),
    ] = True,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a folder that something else made.")
    ] = False,
    who: As = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Write labels to a file or folder, which appears whole or not at all, and prove it by reading.

    Whoever labels in an open round exports their own labels; whoever leads, all.

    Examples:
      annotator export jsonl --to labels.jsonl

      annotator export spacy --to training/ --annotator anna --split 80/10/10 --seed 1

      annotator export spacy-ner --to training/ --gold

      annotator export conll --gold --split 80/10/10 --group event

      annotator export ties --to ties.csv --article "01_*" --since 2026-01-31

      annotator export spacy --gold --min-agreement 0.8

      annotator export perspectives --to all.jsonl

      annotator export label-studio --to studio/ --mark flagged

      annotator export ties --to - | head
    """
    from annotator.project.exporting import default_name, export
    from annotator.project.project import annotator_name
    from annotator.project.roles import viewer_of
    from annotator.project.selecting import Selection

    options = dict(pair(one) for one in option or [])
    if (group or seed) and not split:
        split = "80/10/10"
    selection = Selection(
        articles=tuple(article or ()),
        marks=tuple(mark or ()),
        since=since,
        until=until,
        labels=tuple(label or ()),
        unreviewed=unreviewed,
        min_agreement=min_agreement,
    )
    piped = str(to) == STDOUT
    with project(db) as opened, place(to or Path("exports") / default_name(format)) as target:
        if piped and (split or json or not default_name(format).rpartition(".")[1]):
            raise typer.BadParameter("stdout takes one file, without --split and --json: name a FILE|FOLDER")
        viewer = viewer_of(opened, annotator_name(who))
        if viewer is not None:
            tell(f"{viewer} labels in an open round: only their own labels are written")
        with progress("exporting") as step:
            made = export(
                opened,
                format,
                target,
                annotators=annotator or (),
                layers=[*(layer or ()), *(["gold"] if gold else ())] or None,
                rounds=round or (),
                selection=selection,
                split=split,
                seed=str(seed),
                group=group,
                options=options,
                check=check,
                overwrite=overwrite,
                provenance=provenance and not piped,
                viewer=viewer,
                tell=step,
            )
    for loss in made.losses:
        tell(f"{format} cannot hold: {loss}")
    if not made.counts["records"]:
        tell("nothing was labelled that fits what was asked for: there is no record in it")
    elif not made.counts["spans"]:
        tell("there is no label in the records that fit what was asked for")
    elif format == "ties" and not made.counts["ties"]:
        tell("there is no tie in the records that fit what was asked for, and so no row")
    if alone := made.counts["ungrouped"]:
        tell(f"articles that have no {group!r}, each a group of its own: {alone}")
    files = [str(one) for one in made.places]
    if json:
        told = {loss.what: loss.count for loss in made.losses}
        counts = {name: made.counts[name] for name in ("records", "articles", "spans", "ties")}
        said = {"format": format, "to": str(target), "files": files, "counts": counts, "losses": told}
        print(json_module.dumps(said))
    elif not piped:
        tell(f"wrote {', '.join(files)}")


@contextmanager
def place(to: Path) -> Iterator[Path]:
    """Where to write; for stdout a file that is copied there once it is whole."""
    if str(to) != STDOUT:
        yield to
        return
    with TemporaryDirectory() as folder:
        file = Path(folder) / "stdout"
        yield file
        with file.open("rb") as whole:
            shutil.copyfileobj(whole, sys.stdout.buffer)
