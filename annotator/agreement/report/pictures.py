"""Pictures of figures as inline SVG: bars with intervals, a matrix of pairs, a heat map, drift over time.

They carry all numbers as text too, use no script and no font of their own, and print in black and white.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from annotator.agreement.report.model import Counts
from annotator.agreement.report.text import number
from annotator.domain.ratings import Figure
from annotator.domain.text import printable

_ROW, _NAME, _PLOT, _TOLD = 22, 210, 360, 190
#: Five colours of equal steps in lightness, so that they stay apart in grey.
_COLOURS = ("#0b6e99", "#c4651a", "#5a7d2b", "#8a4f9e", "#a33b3b")


def bars(figures: Sequence[Figure], title: str) -> str:
    """One bar for each figure with its interval as a whisker, the scale from 0 to 1."""
    shown = [figure for figure in figures if figure.value is not None or figure.reason]
    height = len(shown) * _ROW + 34
    width = _NAME + _PLOT + _TOLD
    out = [_open(width, height, title)]
    for tick in range(6):
        x = _x(tick / 5)
        out.append(f'<line class="grid" x1="{x:.1f}" y1="4" x2="{x:.1f}" y2="{height - 24}"/>')
        out.append(
            f'<text class="tick" x="{x:.1f}" y="{height - 8}" text-anchor="middle">{tick / 5:.1f}</text>'
        )
    for at, figure in enumerate(shown):
        out += _bar(figure, 6 + at * _ROW)
    return "".join([*out, "</svg>"])


def matrix(names: Sequence[str], figures: Mapping[tuple[str, str], Figure], title: str) -> str:
    """A square for each pair of annotators, the darkest where they agree most."""
    cell, left = 62, 130
    size = len(names) * cell
    known = [figure.value for figure in figures.values() if figure.value is not None]
    low, reach = min(known, default=0.0), max(max(known, default=1.0) - min(known, default=0.0), 0.05)
    out = [_open(left + size + 10, size + 40, title)]
    for at, name in enumerate(names):
        label = _text(name, 16)
        middle = at * cell + cell / 2
        out.append(f'<text x="{left - 8}" y="{30 + middle + 4}" text-anchor="end">{label}</text>')
        out.append(f'<text x="{left + middle}" y="20" text-anchor="middle">{_text(name, 9)}</text>')
    for i, one in enumerate(names):
        for j, other in enumerate(names):
            x, y = left + j * cell, 30 + i * cell
            figure = figures.get((one, other)) or figures.get((other, one))
            if i == j or figure is None or figure.value is None:
                out.append(f'<rect class="empty" x="{x}" y="{y}" width="{cell - 2}" height="{cell - 2}"/>')
                continue
            shade = 0.1 + 0.8 * (figure.value - low) / reach
            out.append(_cell(x, y, cell - 2, shade))
            told = f"{one} – {other}: {number(figure.value)}, {figure.matched} of {figure.units}"
            out.append(_cell_text(x + cell / 2 - 1, y + cell / 2 + 4, number(figure.value), shade, told))
    return "".join([*out, "</svg>"])


def heat(counts: Counts) -> str:
    """Counts in squares, each row shaded by its shares."""
    columns = counts.columns or counts.values
    cell, left, top = 46, 150, 120
    out = [_open(left + len(columns) * cell + 90, top + len(counts.rows) * 26 + 8, counts.title)]
    for j, name in enumerate(columns):
        x = left + j * cell + cell / 2
        turn = f"rotate(-45 {x} {top - 8})"
        out.append(f'<text x="{x}" y="{top - 8}" transform="{turn}">{_text(name or "–", 17)}</text>')
    for i, (name, row) in enumerate(zip(counts.values, counts.rows, strict=True)):
        y = top + i * 26
        out.append(f'<text x="{left - 8}" y="{y + 17}" text-anchor="end">{_text(name or "–", 18)}</text>')
        whole = sum(row) or 1
        for j, count in enumerate(row):
            x, share = left + j * cell, count / whole
            out.append(_cell(x, y, cell - 2, share, 24))
            if count:
                told = f"{name} – {columns[j]}: {count} of {sum(row)}"
                out.append(_cell_text(x + cell / 2 - 1, y + 16, str(count), share, told))
    return "".join([*out, "</svg>"])


def drift(series: Mapping[str, Sequence[Figure]], title: str) -> str:
    """Lines of figures over stretches of time, with their intervals as bands' ends."""
    longest = max((len(figures) for figures in series.values()), default=0)
    width, height, left, bottom = 780, 280, 46, 250
    step = (width - left - 180) / max(longest - 1, 1)
    out = [_open(width, height, title)]
    for tick in range(6):
        y = _y(tick / 5)
        out.append(f'<line class="grid" x1="{left}" y1="{y}" x2="{width - 170}" y2="{y}"/>')
        out.append(f'<text class="tick" x="{left - 8}" y="{y + 4}" text-anchor="end">{tick / 5:.1f}</text>')
    names = max(series.values(), key=len, default=())
    for at, figure in enumerate(names):
        x = left + at * step
        out.append(f'<text class="tick" x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{at + 1}</text>')
        out.append(f"<title>{_text(figure.name, 60)}</title>" if at == 0 else "")
    for line, (name, figures) in enumerate(series.items()):
        out += _line(name, figures, (line, left, step))
    return "".join([*out, "</svg>"])


def _line(name: str, figures: Sequence[Figure], place: tuple[int, float, float]) -> list[str]:
    line, left, step = place
    colour = _COLOURS[line % len(_COLOURS)]
    dash = ("", "6 3", "2 3", "8 3 2 3", "1 2")[line % 5]
    pen = f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'
    nudge = (line - 1) * 4
    points = [
        (left + at * step + nudge, max(0.0, f.value), f)
        for at, f in enumerate(figures)
        if f.value is not None
    ]
    out = []
    for x, value, figure in points:
        if figure.interval:
            low, high = (_y(min(1.0, max(0.0, v))) for v in (figure.interval.low, figure.interval.high))
            out.append(
                f'<line stroke="{colour}" opacity=".55" x1="{x:.1f}" x2="{x:.1f}" y1="{low}" y2="{high}"/>'
            )
        told = f"{name}, {figure.name}: {number(figure.value or 0.0)}"
        out.append(f'<circle fill="{colour}" cx="{x:.1f}" cy="{_y(value)}" r="3.5">')
        out.append(f"<title>{_text(told, 90)}</title></circle>")
    if points:
        path = " ".join(f"{x:.1f},{_y(value)}" for x, value, _ in points)
        out.append(f'<polyline fill="none" {pen} points="{path}"/>')
    y = 24 + line * 20
    out.append(f'<line {pen} x1="622" x2="646" y1="{y}" y2="{y}"/>')
    out.append(f'<text x="652" y="{y + 4}">{_text(name, 20)}</text>')
    return out


def _bar(figure: Figure, y: float) -> list[str]:
    middle = y + 8
    out = [f'<text x="{_NAME - 8}" y="{middle + 4}" text-anchor="end">{_text(figure.name, 30)}</text>']
    if figure.value is None:
        out.append(f'<text class="tick" x="{_NAME + 4}" y="{middle + 4}">{_text(figure.reason, 60)}</text>')
        return out
    end = _x(min(1.0, max(0.0, figure.value)))
    out.append(f'<rect class="bar" x="{_NAME}" y="{y}" width="{end - _NAME:.1f}" height="16"/>')
    told = number(figure.value)
    if figure.interval:
        low, high = (_x(min(1.0, max(0.0, v))) for v in (figure.interval.low, figure.interval.high))
        ends = f"M{low:.1f} {y + 4}v8M{high:.1f} {y + 4}v8"
        out.append(f'<path class="whisker" d="M{low:.1f} {middle}H{high:.1f}{ends}"/>')
        told += f" [{number(figure.interval.low)}, {number(figure.interval.high)}]"
    told += f" n {figure.units or figure.n}"
    out.append(f'<text x="{_NAME + _PLOT + 12}" y="{middle + 4}">{escape(told)}</text>')
    return out


def _x(value: float) -> float:
    return _NAME + value * _PLOT


def _y(value: float) -> float:
    return round(250 - value * 236, 1)


def _cell(x: float, y: float, width: float, share: float, height: float | None = None) -> str:
    shade = round(min(1.0, max(0.0, share)), 3)
    return (
        f'<rect class="cell" x="{x}" y="{y}" width="{width}" height="{height or width}"/>'
        f'<rect class="shade" x="{x}" y="{y}" width="{width}" height="{height or width}" opacity="{shade}"/>'
    )


def _cell_text(x: float, y: float, text: str, share: float, told: str) -> str:
    kind = "on" if share > 0.55 else "off"
    return (
        f'<text class="{kind}" x="{x}" y="{y}" text-anchor="middle">{escape(text)}'
        f"<title>{_text(told, 120)}</title></text>"
    )


def _open(width: float, height: float, title: str) -> str:
    told = _text(title, 120)
    return (
        f'<svg role="img" aria-label="{told}" viewBox="0 0 {width} {height}" '
        f'style="max-width:{width}px" xmlns="http://www.w3.org/2000/svg">'
    )


def _text(text: str, most: int) -> str:
    plain = printable(text)
    return escape(plain if len(plain) <= most else plain[: most - 1] + "…")
