"""`annotator evaluate`: score suggestions against gold labels."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.options import As, Db, Json, Pipeline, place, tell
from annotator.cli.progress import progress
from annotator.domain.counted import counted
from annotator.domain.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.evaluation.misses import MissGroup
    from annotator.evaluation.report import Figure
    from annotator.project.evaluating import Evaluation, Gold
    from annotator.project.project import Project

_HEADS = {"tie": "ties", "category": "categories", "role": "roles", "label": "spans"}


def run(
    gold: Annotated[
        str | None,
        typer.Argument(metavar="[GOLD.jsonl]", help="Native JSONL; the project's gold layer if not given."),
    ] = None,
    pipeline: Pipeline = None,
    predictions: Annotated[
        str | None, typer.Option("--predictions", metavar="FILE.jsonl", help="Score this file's labels.")
    ] = None,
    stored: Annotated[bool, typer.Option("--stored", help="Score the project's stored suggestions.")] = False,
    annotator: Annotated[
        str | None, typer.Option("--annotator", metavar="NAME", help="Take this person's labels for gold.")
    ] = None,
    round: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The round; main, or else the only one that has such labels."),
    ] = None,
    pass_: Annotated[
        int | None, typer.Option("--pass", metavar="N", min=1, help="The pass of an annotator's labels; 1.")
    ] = None,
    scheme: Annotated[
        str | None, typer.Option(metavar="NAME|FILE", help="The file's label scheme; what it names itself.")
    ] = None,
    misses: Annotated[int, typer.Option(min=0, metavar="N", help="How many mistakes to show.")] = 12,
    examples: Annotated[int, typer.Option(min=1, metavar="N", help="Sentences shown of each.")] = 3,
    who: As = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Score suggestions against gold labels: precision, recall and F1, and what is missed most.

    iou50: half of two spans' characters are shared. exact: their bounds are the same. A tie has to
    match in more from row to row: its stance, its category, the roles that the category requires,
    everything. Gold is that of one round, and only sentences that were reviewed count. In the sentences
    shown, gold words are in square brackets, suggested ones in {braces}, the stance of a role in ‹angles›.

    Examples:
      annotator evaluate gold.jsonl

      annotator evaluate gold.jsonl --pipeline rules --json

      annotator evaluate gold.jsonl --predictions mine.jsonl

      annotator evaluate --stored

      annotator evaluate --round pilot --stored

      annotator evaluate --annotator anna --misses 30
    """
    if stored and (predictions is not None or pipeline is not None):
        raise typer.BadParameter("--stored goes with neither --predictions nor --pipeline")
    if predictions is not None and pipeline is not None:
        raise typer.BadParameter("--predictions and --pipeline do not go together")
    wanted = _Wanted(gold, annotator, round, pass_, scheme)
    found = _evaluated(wanted, pipeline, predictions, stored, examples, db, who)
    if json:
        print(json_module.dumps(_plain(found, misses), ensure_ascii=False))
    else:
        _show(found, misses)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which labels are gold: of a file or the project, whose, of which round and pass, of which scheme."""

    file: str | None
    annotator: str | None
    round: str | None
    pass_: int | None
    scheme: str | None

    def of_file(self, path: str) -> Gold:
        from annotator.project.evaluating import gold_of_file

        return gold_of_file(path, self.scheme, self.annotator, self.round, self.pass_)

    def of_project(self, project: Project, author: str) -> Gold:
        """The project's, if it is the author's to see."""
        from annotator.project.evaluating import gold_of_project
        from annotator.project.roles import require_lead

        if self.annotator != author:
            require_lead(project, author, f"what {self.annotator or 'the gold layer'} has in the project")
        return gold_of_project(project, self.annotator, self.round, self.pass_)


def _evaluated(
    gold: _Wanted,
    pipeline: str | None,
    predictions: str | None,
    stored: bool,
    examples: int,
    db: str | None,
    who: str | None,
) -> Evaluation:
    from contextlib import ExitStack

    from annotator.project import evaluating
    from annotator.project.project import annotator_name, open_project
    from annotator.project.recipe import recipe_of
    from annotator.project.suggesting import stored_labels

    with ExitStack() as closing, progress("evaluating") as step:
        needed = gold.file is None or stored
        project = closing.enter_context(open_project(place(db))) if needed or place(db) else None
        if gold.file is not None:
            wanted = gold.of_file(gold.file)
        else:
            assert project is not None
            wanted = gold.of_project(project, annotator_name(who))
        if stored or predictions is not None:
            if predictions is not None:
                lookup = evaluating.Lookup(evaluating.predictions_of_file(predictions))
                name = predictions
            else:
                assert project is not None
                lookup = evaluating.Lookup(stored_labels(project))
                name = "stored suggestions"
            found = evaluating.evaluate(
                wanted, name, lookup, examples=examples, without=lambda: lookup.missing, tell=step
            )
        else:
            suggester = recipe_of(project, pipeline).load()
            found = evaluating.evaluate(
                wanted, suggester.id, suggester.suggest_many, examples=examples, tell=step
            )
    if not found.articles:
        raise AnnotatorError("there is nothing to score", "Give a file with gold labels.")
    return found


def _plain(found: Evaluation, misses: int) -> dict[str, object]:
    plain = asdict(found)
    report = plain.pop("report")
    confusion = [
        {"gold": gold, "suggested": suggested, "count": count}
        for gold, suggested, count in report["confusion"]
    ]
    return {
        **plain,
        "figures": report["figures"],
        "confusion": confusion,
        "misses": report["misses"][:misses],
    }


def _show(found: Evaluation, misses: int) -> None:
    from annotator.domain.text import printable

    print(printable(f"{found.suggester} against {found.gold}"))
    articles = counted(found.articles, "article")
    print(f"{articles}, {counted(found.sentences, 'reviewed sentence')}")
    for group, figures in groupby(found.report.figures, key=lambda figure: figure.group):
        _table(_HEADS[group], list(figures))
    _confusion(found.report.confusion)
    if misses:
        _misses(found.report.misses, misses)
    if found.without:
        without = counted(found.without, "article has", "articles have")
        tell(f"{without} no suggestions: counted as if nothing was found")
    if any(figure.low is not None for figure in found.report.figures):
        tell("after F1: the middle 95 % of F1 over 1,000 resamples of the articles")


def _table(title: str, figures: list[Figure]) -> None:
    from annotator.domain.text import printable

    width = max(16, *(len(figure.name) for figure in figures))
    print(f"\n{title:<{width}} │ {'iou50':^24} │ {'exact':^14} │")
    print(f"{'':<{width}} │   F1 {'':9} prec  rec │   F1 prec  rec │  gold  sugg")
    print(f"{'─' * width}─┼─{'─' * 24}─┼─{'─' * 14}─┼─{'─' * 11}")
    rows: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        rows.setdefault(figure.name, {})[figure.criterion] = figure
    for name, row in rows.items():
        near, exact = row["iou50"], row["exact"]
        spread = f"{_value(near.low, 2)}–{_value(near.high, 2)}" if near.low is not None else ""
        print(
            f"{printable(name):<{width}} │ {_value(near.f1)} {spread:>9} {_value(near.precision)} "
            f"{_value(near.recall)} │ {_value(exact.f1)} {_value(exact.precision)} "
            f"{_value(exact.recall)} │ {near.gold:>5} {near.suggested:>5}"
        )


def _confusion(confusion: tuple[tuple[str | None, str | None, int], ...]) -> None:
    """Gold categories down, suggested ones across, shortened to fit 80 columns where they can be."""
    counts = {(gold, suggested): count for gold, suggested, count in confusion}
    totals: dict[str, int] = {}
    for gold, suggested, count in confusion:
        for name in {gold, suggested} - {None}:
            totals[str(name)] = totals.get(str(name), 0) + count
    if not totals:
        return
    names = sorted(totals, key=lambda name: (-totals[name], name))
    columns: list[str | None] = [*names, None]
    print("\nconfusion of categories (gold down, suggested across)")
    print(f"{'':<12}" + "".join(f" {(name[:4] if name else 'none'):>4}" for name in columns))
    for gold in columns:
        row = [counts.get((gold, suggested), 0) for suggested in columns]
        cells = "".join(
            f" {count or '·':>4}" if (gold, suggested) != (None, None) else "     "
            for count, suggested in zip(row, columns, strict=True)
        )
        print(f"{gold or 'none':<12}{cells}")


def _misses(groups: tuple[MissGroup, ...], most: int) -> None:
    from annotator.domain.text import printable

    print("\nmost frequent mistakes")
    for group in groups[:most]:
        print(printable(f"{group.count:>5} × {group.kind}: {group.what}"))
        for miss in group.examples:
            print(printable(f"          {miss.article}: {miss.sentence}"))
    if len(groups) > most:
        tell(f"{len(groups) - most} other kinds of mistake (--misses N shows more)")


def _value(value: float | None, digits: int = 3) -> str:
    """A share without the zero before the point: .752, 1.00, or – where it is not defined."""
    if value is None:
        return f"{'–':>{digits + 1}}"
    return f"{value:.{digits}f}"[1:] if value < 1 else f"{value:.{digits - 1}f}"
