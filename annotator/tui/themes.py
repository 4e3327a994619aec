"""Two themes made for long hours, and the colours of labels on dark and on light ground."""

from __future__ import annotations

from rich.style import Style
from textual.theme import Theme

from annotator.domain.scheme import Scheme

DARK = Theme(
    name="lamp",
    primary="#7aa2c8",
    secondary="#8fb3a5",
    accent="#d8a657",
    warning="#d8a657",
    error="#e0746c",
    success="#93b66f",
    foreground="#cfc9bb",
    background="#1b1d1f",
    surface="#222528",
    panel="#2b2f33",
    dark=True,
)
LIGHT = Theme(
    name="paper",
    primary="#2f5d86",
    secondary="#3b6b5a",
    accent="#8a5a00",
    warning="#8a5a00",
    error="#a8322a",
    success="#3f6b1f",
    foreground="#2c2a26",
    background="#f6f3ea",
    surface="#ece8dc",
    panel="#e0dbcc",
    dark=False,
)
THEMES = (DARK, LIGHT)

# Names a scheme may use, as (on dark, on light) ground; all at least 4.5:1 against both backgrounds.
COLOURS = {
    "blue": ("#83b3dd", "#1f5a94"),
    "red": ("#e8857d", "#a8322a"),
    "yellow": ("#dcb768", "#7a5200"),
    "green": ("#9fc17c", "#3b6719"),
    "magenta": ("#cf9bc9", "#86377f"),
    "cyan": ("#7fc4bd", "#14655e"),
    "orange": ("#e2a072", "#94480f"),
    "grey": ("#a9a597", "#5f5b50"),
}


def palette(theme: Theme, scheme: Scheme) -> dict[str, Style]:
    """Every style the screen draws with, by name; each has both colours, so that none is left open."""
    ground, ink = theme.background or "#000000", theme.foreground or "#ffffff"
    column = 0 if theme.dark else 1
    quiet = COLOURS["grey"][column]
    spare = list(COLOURS.values())

    def style(colour: str, bold: bool = False, italic: bool = False, underline: bool = False) -> Style:
        return Style(color=colour, bgcolor=ground, bold=bold, italic=italic, underline=underline)

    out = {
        "current": style(ink),
        "context": style(quiet),
        "region": style(quiet, italic=True),
        "gutter": style(theme.accent or ink),
        "words": style(ink),
        "quiet": style(quiet),
        "own": style(theme.success or ink, bold=True),
        "suggested": style(theme.accent or ink, bold=True),
        "missing": style(theme.error or ink, bold=True, underline=True),
        "message": style(ink),
        "warning": style(theme.error or ink, bold=True),
        "saved": style(theme.success or ink),
        "title": style(theme.primary, bold=True),
        "key": style(theme.accent or ink, bold=True),
        "focused": Style(bgcolor=theme.panel, bold=True),
        "cursor": Style(color=ink, bgcolor=ground, reverse=True),
        "bar": Style(color=ink, bgcolor=theme.panel),
        "bar-key": Style(color=theme.accent, bgcolor=theme.panel, bold=True),
        "bar-quiet": Style(color=quiet, bgcolor=theme.panel),
        "bar-saved": Style(color=theme.success, bgcolor=theme.panel),
        "bar-warning": Style(color=theme.error, bgcolor=theme.panel, bold=True, reverse=True),
    }
    for index, label in enumerate(scheme.labels.values()):
        colours = COLOURS.get(label.colour) or spare[index % len(spare)]
        out[f"label--{label.name}"] = style(colours[column])
    return out
