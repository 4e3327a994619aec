"""`annotator agreement`: how far annotators agree."""

from __future__ import annotations

import json as json_module
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.options import As, Db, Json, ReviewedRound, place, project, tell

if TYPE_CHECKING:
    from annotator.agreement.report.model import Report
    from annotator.project.project import Project
    from annotator.tui.screens.agreement import AgreementScreen


def run(
    layer: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="One layer with all its breakdowns: headline, cue, boundaries, …"),
    ] = None,
    measure: Annotated[
        str | None, typer.Option(metavar="NAME", help="One measure alone; --define all lists them.")
    ] = None,
    define: Annotated[
        str | None, typer.Option(metavar="NAME|all", help="Say what a measure is, and where it comes from.")
    ] = None,
    round: ReviewedRound = None,
    pass_: Annotated[int, typer.Option("--pass", metavar="N", min=1, help="The pass of the round.")] = 1,
    selves: Annotated[
        bool, typer.Option("--self", help="How far annotators agree with themselves, pass by pass.")
    ] = False,
    csv: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write every figure as a row; - for stdout.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a report with pictures, in one file.")
    ] = None,
    hide_names: Annotated[
        bool, typer.Option("--hide-names", help="Call annotators A, B, … instead of by name.")
    ] = False,
    screen: Annotated[
        bool, typer.Option("--screen", help="Open the screen: figures, and the disagreements behind each.")
    ] = False,
    name: As = None,
    db: Db = None,
    json: Json = False,
) -> None:
    """Show how far annotators agree, layer by layer, from submitted labels only.

    The first figure is on who blames whom in an article; below it stands what it is made of. Every
    figure has a 95 % interval that resamples articles. While a round is open, it is for whoever leads.

    Examples:
      annotator agreement

      annotator agreement --screen

      annotator agreement --layer category

      annotator agreement --html agreement.html --csv agreement.csv

      annotator agreement --measure alpha-u-2004 --json

      annotator agreement --define alpha
    """
    if define is not None:
        _define(define, json)
        return
    from annotator.project.project import annotator_name
    from annotator.project.roles import require_lead
    from annotator.project.rounds import reviewed_round

    if screen:
        _screen(place(db), annotator_name(name), round)
        return
    with project(db) as opened:
        require_lead(opened, annotator_name(name), "agreement")
        where = reviewed_round(opened, round)
        if measure is not None:
            _measure(opened, measure, (where, pass_), json)
            return
        from annotator.project.agreeing import report

        found = report(opened, where, pass_, selves=selves, hide_names=hide_names)
    _write(found, csv, html)
    if json:
        from annotator.agreement.report.rows import as_plain

        print(json_module.dumps(as_plain(found), ensure_ascii=False))
    elif layer is not None:
        _layer(found, layer)
    elif csv is None and html is None:
        from annotator.agreement.report.text import overview
        from annotator.domain.text import printable

        for line in overview(found):
            print(printable(line))
        tell("--layer NAME shows a layer's breakdowns, --define NAME says what a figure is.")


def _screen(where: str | None, who: str, round: str | None) -> None:
    from annotator.cli.annotate import need_terminal, show

    need_terminal("annotator agreement without --screen prints the figures.")
    from annotator.project.project import open_project
    from annotator.project.roles import require_lead
    from annotator.project.rounds import reviewed_round

    with open_project(where) as opened:
        require_lead(opened, who, "agreement")
        shown = reviewed_round(opened, round)

        def screen() -> AgreementScreen:
            from annotator.tui.screens.agreement import AgreementScreen

            return AgreementScreen(who, shown)

        show(opened, who, screen, "annotator adjudicate --report, annotator export jsonl --gold")


def _layer(found: Report, name: str) -> None:
    from annotator.agreement.report.text import layer_lines
    from annotator.domain.errors import AnnotatorError
    from annotator.domain.text import printable

    layers = {layer.name: layer for layer in found.layers}
    if name not in layers:
        told = f"The report has: {', '.join(layers)}; others come once two annotators submitted an article."
        raise AnnotatorError(f"the report has no layer {name!r}", told)
    for line in layer_lines(layers[name]):
        print(printable(line))


def _measure(opened: Project, name: str, of: tuple[str, int], json: bool) -> None:
    from annotator.agreement.report.text import line
    from annotator.domain.text import printable
    from annotator.project.agreeing import measured

    found = measured(opened, name, *of)
    if json:
        print(json_module.dumps(asdict(found), ensure_ascii=False))
        return
    print(printable(f"{found.title}: {', '.join(found.annotators) or 'nobody'}"))
    for figure in found.figures:
        print(printable(f"  {figure.name:<32} {line(figure)}"))
    tell(found.definition)


def _define(name: str, json: bool) -> None:
    from annotator.agreement.report.build import defined, definition

    names = defined() if name == "all" else (name,)
    found = {one: dict(zip(("title", "definition", "source"), definition(one), strict=True)) for one in names}
    if json:
        print(json_module.dumps(found, ensure_ascii=False))
        return
    import textwrap

    for one, told in found.items():
        print(f"{one} · {told['title']}")
        print(textwrap.fill(told["definition"], 88, initial_indent="  ", subsequent_indent="  "))
        print(f"  Source: {told['source']}.")


def _write(found: Report, csv: Path | None, html: Path | None) -> None:
    from annotator.project.agreeing import write

    if csv is not None:
        from annotator.agreement.report.rows import as_csv

        if str(csv) == "-":
            sys.stdout.write(as_csv(found))
        else:
            write(csv, as_csv(found))
            tell(f"wrote {csv}")
    if html is not None:
        from annotator.agreement.report.page import page

        write(html, page(found))
        tell(f"wrote {html}")
