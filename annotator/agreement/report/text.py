"""The report as lines of text, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from annotator.agreement.report.model import Counts, Layer, Part, Report
from annotator.domain.ratings import Figure

WORST = 5
_ARMED = ("headline", "cue", "boundaries", "category", "roles", "ties")


def overview(report: Report) -> Iterator[str]:
    """The whole report, one line for each measure."""
    yield from head(report)
    for number, layer in enumerate(report.layers):
        yield ""
        yield f"{layer.title.upper() if not number else f'{number} {layer.title}'} · {layer.question}"
        yield from _parts(layer.parts)
        for note in layer.notes:
            yield f"  {note}"
        if not number:
            yield from breakdown(layer.parts[0], "group")
    yield ""
    yield from worst(report)
    beside = list(arms(report))
    if beside:
        yield ""
        yield "Suggestions shown or hidden, side by side (hidden is the honest one)"
        yield from beside


def head(report: Report) -> Iterator[str]:
    """Who and how much, what is left out, and what to beware of."""
    names = ", ".join(report.annotators) or "nobody"
    yield f"Agreement in round {report.round}: {names}"
    told = f"{_many(report.articles, 'article')} that two or more submitted, {_many(report.pairs, 'pair')}"
    yield f"{told} of annotators; 95 % intervals over articles"
    if report.single:
        yield f"left out: {_many(report.single, 'article')} that one alone submitted"
    if report.not_begun:
        many = _many(sum(report.not_begun.values()), "assigned article")
        yield f"not begun: {many} ({_each(report.not_begun)})"
    for what, counts in (("not submitted", report.open), ("changed after submission", report.changed)):
        if counts:
            many = _many(sum(counts.values()), "labelled article")
            more = " (the changes do not count)" if what.startswith("changed") else ""
            yield f"{what}{more}: {many} ({_each(counts)})"
    for warning in report.warnings:
        yield f"! {warning}"


def layer_lines(layer: Layer) -> Iterator[str]:
    """One layer with all its breakdowns."""
    yield f"{layer.title} · {layer.question}"
    yield from _parts(layer.parts)
    yield from (f"  {note}" for note in layer.notes)
    for part in layer.parts:
        for one in part.breakdowns:
            yield ""
            yield f"{part.title}, by {one.by}"
            yield from breakdown(part, one.by)
    for counts in (layer.confusion, layer.errors):
        if counts is not None and counts.rows:
            yield ""
            yield from counted(counts)


def breakdown(part: Part, by: str, most: int | None = None) -> Iterator[str]:
    """The figures of one breakdown, worst first where they are cut."""
    figures = list(part.by(by))
    if by == "article":
        figures.sort(key=lambda f: (f.value is None, f.value))
    for figure in figures[:most]:
        yield f"  {_cut(figure.name, 32):<32} {line(figure)}"


def worst(report: Report) -> Iterator[str]:
    """The labels, categories and roles that agree least: where a lead looks first."""
    rows = [
        (figure.value, by, figure)
        for _, part, by, figure in report.rows()
        if (part.measure, by) in {("span-f1", "label"), ("agreement", "category"), ("role-f1", "role")}
        and part.title != "fillers, exact bounds"
        and figure.value is not None
        and figure.n >= 10
    ]
    if rows:
        yield "Least agreed on"
    for _, by, figure in sorted(rows, key=lambda row: (row[0], row[1], row[2].name))[:WORST]:
        yield f"  {_cut(f'{by} {figure.name}', 32):<32} {line(figure)}"


def by_arm(report: Report) -> Iterator[Figure]:
    """The main figures where suggestions were shown and where they were hidden, side by side."""
    for layer in report.layers:
        if layer.name in _ARMED:
            for figure in layer.parts[0].by("suggestions"):
                yield replace(figure, name=f"{figure.name}: {layer.parts[0].title}")


def arms(report: Report) -> Iterator[str]:
    """The main figures, a line each: where suggestions were shown, where hidden, and the difference."""
    for layer in report.layers:
        figures = layer.parts[0].by("suggestions") if layer.name in _ARMED else ()
        if not figures:
            continue
        told = [f"{figure.name} {_brief(figure)}" for figure in figures]
        value = {figure.name: figure.value for figure in figures}
        shown, hidden = value.get("shown"), value.get("hidden")
        if shown is not None and hidden is not None:
            told.append(f"{shown - hidden:+.3f}".replace("0.", ".", 1))
        yield f"  {_cut(layer.parts[0].title, 26):<26} {' · '.join(told)}"


def line(figure: Figure) -> str:
    """A figure as it stands in a table: value, interval, what it rests on, what to beware of."""
    if figure.value is None:
        return f"    –  {figure.reason}"
    interval = figure.interval
    spread = f"{number(interval.low)}–{number(interval.high)}" if interval else "–"
    rest = f"{figure.matched} of {figure.units}" if figure.units else f"n {figure.n}"
    more = [figure.band] if figure.band else []
    more += figure.warnings
    return f"{number(figure.value):>5}  {spread:<11} {rest:<14} {'; '.join(more)}".rstrip()


def support(figure: Figure) -> str:
    """What a figure rests on, in words: "24 of 26" counts items of both annotators, so 12 pairs."""
    if figure.value is None:
        return ""
    if not figure.units:
        return f"{figure.n} compared"
    told = f"{figure.matched} of {figure.units} items of both have a partner"
    return told if figure.n == figure.units else f"{figure.n} pairs compared: {told}"


def _brief(figure: Figure) -> str:
    """Value, interval and what it rests on, in a few cells."""
    if figure.value is None:
        return "–"
    interval = figure.interval
    spread = f" ({number(interval.low)}–{number(interval.high)})" if interval else ""
    return f"{number(figure.value)}{spread} n {figure.units or figure.n}"


def number(value: float) -> str:
    """Three digits, without the zero before the point."""
    text = f"{value:.3f}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def counted(counts: Counts) -> Iterator[str]:
    """A table of counts."""
    columns = counts.columns or counts.values
    width = max(6, *(len(_cut(name, 10)) for name in columns))
    yield counts.title if counts.columns else f"{counts.title}: what one said (rows) and the other (columns)"
    yield " " * 20 + " ".join(f"{_cut(name, width):>{width}}" for name in columns)
    for name, row in zip(counts.values, counts.rows, strict=True):
        yield f"  {_cut(name or '–', 17):<17} " + " ".join(f"{x or '·':>{width}}" for x in row)


def _parts(parts: Sequence[Part]) -> Iterator[str]:
    """One line for each part; percent agreement and AC1 stand on the line of their alpha."""
    skip = 0
    for at, part in enumerate(parts):
        if skip:
            skip -= 1
            continue
        title, told = part.title, line(part.figure)
        beside = parts[at + 1 : at + 3]
        if part.measure == "alpha" and [p.measure for p in beside] == ["agreement", "ac1"]:
            skip = 2
            values = [p.figure.value for p in beside]
            more = [
                f"{x} {number(v)}" for x, v in zip(("agreement", "AC1"), values, strict=True) if v is not None
            ]
            told = f"{told}  {' '.join(more)}" if more else told
        yield f"  {_cut(title, 32):<32} {told}"


def _each(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
