"""The report as one HTML file: pictures inline, no script, nothing fetched, legible in print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

from annotator.agreement._grouping import pair_name
from annotator.agreement.report import pictures
from annotator.agreement.report.model import Breakdown, Layer, Part, Report
from annotator.agreement.report.text import by_arm, head, number
from annotator.domain.ratings import Figure
from annotator.domain.text import printable

#: Articles shown of a breakdown by article, the worst first.
ARTICLES = 25
#: Figures whose bars and course over time are drawn, by layer and measure.
_DRAWN = (
    ("boundaries", "span-f1", "label", "Spans with exact bounds, by label"),
    ("category", "agreement", "category", "Specific agreement, by category"),
    ("roles", "role-f1", "role", "Fillers of ties found by both, by role"),
    ("headline", "ledger-f1", "group", "Who blames whom, by group"),
)
#: Layers of which no one figure stands for all.
_NO_MAIN = ("attributes", "annotators")
_COURSE = (
    ("headline", "ledger-f1", "who blames whom"),
    ("cue", "span-overlap-f1", "cue found"),
    ("boundaries", "span-f1", "exact spans"),
    ("category", "alpha", "category, alpha"),
)


def page(report: Report) -> str:
    """The whole file."""
    title = _told(f"Agreement, round {report.round}")
    body = "".join([*_top(report), *_pictures(report), *_layers(report), *_definitions(report)])
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    style = (Path(__file__).parent / "page.css").read_text("utf-8")
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{style}</style></head><body><main>{body}</main></body></html>\n"
    )


def _top(report: Report) -> Iterator[str]:
    lines = list(head(report))
    yield f"<header><h1>{_told(lines[0])}</h1>"
    for line in lines[1:]:
        kind = ' class="warning"' if line.startswith("! ") else ""
        yield f"<p{kind}>{_told(line.removeprefix('! '))}</p>"
    figure, what = report.headline.figure, _told(report.headline.title)
    if figure.value is None:
        yield f'<p class="headline"><b>–</b> {what}: {_told(figure.reason)}</p></header>'
        return
    interval = figure.interval
    spread = (
        f"95 % interval {number(interval.low)} to {number(interval.high)}" if interval else figure.no_interval
    )
    yield (
        f'<p class="headline"><b>{number(figure.value)}</b> {what} <span>{_told(spread)}; '
        f"{figure.matched} of {figure.units} claims found on both sides</span></p></header>"
    )


def _pictures(report: Report) -> Iterator[str]:
    main = [layer for layer in report.layers if layer.name not in _NO_MAIN]
    firsts = [replace(layer.parts[0].figure, name=layer.title) for layer in main]
    told = "; ".join(f"{layer.title}: {layer.parts[0].title}" for layer in main[1:])
    yield _figure("Layer by layer", pictures.bars(firsts, "Agreement by layer"), told)
    yield from _matrices(report)
    for layer, measure, by, title in _DRAWN:
        part = _part(report, layer, measure)
        if part is not None and part.by(by):
            yield _figure(title, pictures.bars(part.by(by), title), part.what)
    beside = list(by_arm(report))
    if beside:
        title = "Suggestions shown or hidden"
        told = "What was suggested draws annotators to the same labels; the hidden arm is the honest one."
        yield _figure(title, pictures.bars(beside, title), told)
    for one in report.layers:
        if one.confusion is not None and len(one.confusion.values) > 1:
            title = f"Confusion of {one.confusion.title}"
            told = (
                "Rows: what one said; columns: what the other said of the same. Both directions are counted."
            )
            yield _figure(title, pictures.heat(one.confusion), told)
        if one.errors is not None and any(map(any, one.errors.rows)):
            yield _figure(
                "Why relations found no partner", pictures.heat(one.errors), "Overlapping ends, by role."
            )
    course = {
        _course_title(part, title): part.by("time")
        for layer, measure, title in _COURSE
        for part in [_part(report, layer, measure)]
        if part is not None and part.by("time")
    }
    if course:
        names = next(iter(course.values()))
        told = "; ".join(figure.name for figure in names)
        picture = pictures.drift(course, "Agreement over time")
        yield _figure("Over time", picture, f"By when the later of two submitted: {told}.")


def _matrices(report: Report) -> Iterator[str]:
    for layer, measure, title in _COURSE[:1] + _COURSE[2:]:
        part = _part(report, layer, measure)
        if part is None or not part.by("pair"):
            continue
        names = {pair_name(a, b): (a, b) for a in report.annotators for b in report.annotators}
        figures = {names[figure.name]: figure for figure in part.by("pair") if figure.name in names}
        called = _course_title(part, title)
        told = f"{part.what}; the darkest agree most"
        yield _figure(f"Pairs: {called}", pictures.matrix(report.annotators, figures, called), told)


def _course_title(part: Part, title: str) -> str:
    """The short title of a part in pictures; the headline's own depends on the scheme."""
    return part.title if part.measure == "ledger-f1" else title


def _layers(report: Report) -> Iterator[str]:
    for number_, layer in enumerate(report.layers):
        title = f"{number_} {layer.title}" if number_ else layer.title
        yield f"<section><h2>{_told(title)}</h2><p>{_told(layer.question)}</p>"
        rows = [(part.title, part.figure, part.measure) for part in layer.parts]
        yield _table([(title, figure) for title, figure, _ in rows], [m for *_, m in rows])
        for note in layer.notes:
            yield f"<p>{_told(note)}</p>"
        yield from _breakdowns(layer)
        yield "</section>"


def _breakdowns(layer: Layer) -> Iterator[str]:
    for part in layer.parts:
        if part.breakdowns:
            title = _told(f"{part.title}, by {', '.join(one.by for one in part.breakdowns)}")
            yield f"<details><summary>{title}</summary>"
            for one in part.breakdowns:
                yield f"<h4>By {_told(one.by)}</h4>{_breakdown(one)}"
            yield "</details>"


def _breakdown(one: Breakdown) -> str:
    figures: Sequence[Figure] = one.figures
    more = ""
    if one.by == "article":
        figures = sorted(figures, key=lambda f: (f.value is None, f.value))[:ARTICLES]
        if len(one.figures) > ARTICLES:
            more = f"<p>The {ARTICLES} worst of {len(one.figures)}; the CSV file has all.</p>"
    return _table([(figure.name, figure) for figure in figures]) + more


def _table(rows: Sequence[tuple[str, Figure]], measures: Sequence[str] = ()) -> str:
    out = [
        "<table><thead><tr><th></th><th>value</th><th>95 % interval</th><th>matched</th><th>n</th>"
        "<th>articles</th><th></th></tr></thead><tbody>"
    ]
    for at, (name, figure) in enumerate(rows):
        title = _told(name or "–")
        if measures:
            title = f'<a href="#define-{escape(measures[at])}">{title}</a>'
        interval = figure.interval
        spread = (
            f"{number(interval.low)} to {number(interval.high)}" if interval else _told(figure.no_interval)
        )
        notes = [figure.reason, figure.band, *figure.warnings]
        value = "–" if figure.value is None else number(figure.value)
        matched = f"{figure.matched} of {figure.units}" if figure.units else ""
        cells = (value, spread, matched, str(figure.n or ""), str(figure.articles or ""))
        out.append(
            f"<tr><th>{title}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}"
            f'<td class="note">{_told("; ".join(filter(None, notes)))}</td></tr>'
        )
    return "".join([*out, "</tbody></table>"])


def _definitions(report: Report) -> Iterator[str]:
    yield "<section><h2>What the figures are</h2>"
    for name, (title, definition, source) in report.definitions.items():
        yield (
            f'<h3 id="define-{escape(name)}">{_told(title)} <code>{escape(name)}</code></h3>'
            f'<p>{_told(definition)}</p><p class="source">{_told(source)}</p>'
        )
    yield (
        "<h3>Intervals</h3><p>Labels of one article hang together, so articles are resampled: from 50 on "
        f"the percentile bootstrap ({report.resamples} resamples, seed {report.seed}), below that the "
        "delete-one-article jackknife with Student's t, below 5 none. The bands (reliable from .800, "
        "tentative from .667) hold for alpha only (Krippendorff 2004).</p></section>"
    )


def _figure(title: str, picture: str, told: str) -> str:
    return f"<figure><figcaption><b>{_told(title)}</b> {_told(told)}</figcaption>{picture}</figure>"


def _part(report: Report, layer: str, measure: str) -> Part | None:
    return next(
        (part for one in report.layers if one.name == layer for part in one.parts if part.measure == measure),
        None,
    )


def _told(text: str) -> str:
    return escape(printable(text))
