"""What the agreement screen shows of a report: its figures as lines, and the matrix of annotators.

Pure functions from values to values; the widgets only draw them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rich.cells import cell_len

from annotator.agreement._grouping import pair_name
from annotator.agreement.report.model import Layer, Part, Report
from annotator.agreement.report.text import line, number, support
from annotator.domain.ratings import Figure

Pieces = list[tuple[str, str]]
#: What figures are broken down by that a person can go and read: kinds of labels, not articles or time.
KINDS = ("group", "label", "category", "role", "status")
#: The breakdown by whether suggestions were shown; a person can go and read that, too.
ARM = "suggestions"
NAME = 34
#: Items below which a figure says little.
FEW = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a figure of a part of a layer.

    `name` is the kind it is of, and `by` what that is a kind of; "" for all.
    """

    layer: Layer
    part: Part
    figure: Figure
    name: str = ""
    title: bool = False
    by: str = ""


def by_layer(report: Report) -> list[Row]:
    """Layer by layer: each part, and below the first its kinds."""
    out = []
    for layer in report.layers:
        for number_, part in enumerate(layer.parts):
            out.append(Row(layer, part, part.figure, _attribute(layer, part), title=not number_))
            out += [Row(layer, part, figure, figure.name, by=by) for by, figure in _kinds(part)]
    return out


def worst_first(report: Report) -> list[Row]:
    """The kinds that are least agreed on, those of few items last, those without a figure left out."""
    rows = [row for row in by_layer(report) if row.by in KINDS and row.figure.value is not None]
    once: dict[tuple[str, str], Row] = {}
    for row in rows:
        # Of a layer's measures of a kind the first counts.
        once.setdefault((row.layer.name, row.name), row)
    return sorted(
        once.values(),
        key=lambda row: (row.figure.n < FEW, row.figure.value or 0.0, row.layer.name, row.name),
    )


def pieces(row: Row, *, whole: bool, focused: bool = False) -> Pieces:
    """A line; `whole` names the layer of each, since they are not in order."""
    own = row.figure is row.part.figure
    indent = "  " if own else "      "
    name = row.part.title if own else f"{row.by} {row.name}" if row.by == ARM else row.name
    if whole and not own:
        name, indent = f"{row.layer.name}: {row.name}", "  "
    name = ("▶" if focused else " ") + f"{indent}{name}"[1:]
    name = name if len(name) <= NAME else name[: NAME - 1] + "…"
    style = "title" if row.title and not whole else "words" if own or whole else "quiet"
    return [(name.ljust(NAME), style), (f" {line(row.figure)}", "words")]


def told(row: Row, width: int) -> str:
    """What is to be known of a line: what to beware of, else what its layer asks; and what it rests on."""
    first = "; ".join(row.figure.warnings) or f"{row.layer.title} · {row.layer.question}"
    both = f"{first} · {rests}" if (rests := support(row.figure)) else first
    return both if cell_len(both) <= width else first


def matrix(report: Report, part: Part, called: Mapping[str, str]) -> Iterator[Pieces]:
    """The part's figure of each two annotators, as a half of a table."""
    names = sorted(report.annotators, key=lambda name: called.get(name, name))
    values = {figure.name: figure for figure in part.by("pair")}
    if len(names) == 2:
        values[pair_name(*report.annotators)] = part.figure
    width = max((len(called.get(name, name)) for name in names), default=1)
    width = min(max(width, 4), 10)
    shown = [called.get(name, name)[:width] for name in names]
    yield [(" " * (width + 2), "quiet"), ("".join(f"{name:>{width + 1}}" for name in shown[:-1]), "quiet")]
    for i, one in enumerate(names):
        cells: Pieces = [(f" {shown[i]:<{width}} ", "quiet")]
        for j, other in enumerate(names[:i]):
            figure = values.get(pair_name(*sorted((one, other))))
            told = "–" if figure is None or figure.value is None else number(figure.value)
            cells.append((f"{told:>{width + 1}}", "title" if j < i else "quiet"))
        if i:
            yield cells


def _kinds(part: Part) -> Iterator[tuple[str, Figure]]:
    for breakdown in part.breakdowns:
        if breakdown.by in (*KINDS, ARM):
            yield from ((breakdown.by, figure) for figure in breakdown.figures)


def _attribute(layer: Layer, part: Part) -> str:
    """A part of the layer of attributes is of one attribute, which its title names first."""
    return part.title.partition(":")[0] if layer.name == "attributes" else ""
