"""Three themes of our own, and the colours of labels on dark and on light ground in any theme."""

from __future__ import annotations

from functools import cache

from rich.style import Style
from textual.color import Color
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
    accent="#7d5200",
    warning="#7d5200",
    error="#a8322a",
    success="#3f6b1f",
    foreground="#2c2a26",
    background="#f6f3ea",
    surface="#ece8dc",
    panel="#e0dbcc",
    dark=False,
)
CONTRAST = Theme(
    name="contrast",
    primary="#9ecbff",
    secondary="#a8e6c8",
    accent="#ffd75f",
    warning="#ffd75f",
    error="#ff9c94",
    success="#9dff8a",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#262626",
    dark=True,
)
THEMES = (DARK, LIGHT, CONTRAST)
#: Ratios of luminance that WCAG 2.2 asks of text: 1.4.3 (AA), and 1.4.6 (AAA) for high contrast.
AA, AAA = 4.5, 7.0

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

#: Colours of the groups of categories, in the order of the scheme.
GROUP_COLOURS = ("red", "cyan", "magenta", "orange", "green", "grey", "yellow", "blue")


def palette(theme: Theme, scheme: Scheme) -> dict[str, Style]:
    """Every style the screen draws with, by name; each has both colours, so that none is left open.

    Where a theme's colours are hard to read on its grounds, they are made lighter or darker until
    they are not; a theme that leaves the colours to the terminal gets the terminal's own.
    """
    own = _colours(theme)
    ground, ink, panel = own["background"], own["foreground"], own["panel"]
    column = 0 if theme.dark else 1
    left_open = ground == "default"
    least = AAA if theme.name == CONTRAST.name else AA

    def on(back: str, colour: str, bold: bool = False, reverse: bool = False) -> Style:
        shown = colour if left_open else readable(colour, (back,), least)
        return Style(color=shown, bgcolor=back, bold=bold, reverse=reverse)

    def style(colour: str, bold: bool = False, italic: bool = False, underline: bool = False) -> Style:
        # What lies in focus is drawn on the panel's ground.
        shown = colour if left_open else readable(colour, (ground, panel), least)
        return Style(color=shown, bgcolor=ground, bold=bold, italic=italic, underline=underline)

    named = {name: name if left_open else pair[column] for name, pair in COLOURS.items()}
    named |= {"orange": "yellow", "grey": "bright_black"} if left_open else {}
    quiet, spare = named["grey"], list(named.values())
    accent, success, error = own["accent"], own["success"], own["error"]
    out = {
        "current": style(ink),
        "context": style(quiet),
        # Less legible than all else on purpose, and only where one asks for it.
        "far": style(quiet) + Style(dim=True),
        "region": style(quiet, italic=True),
        "gutter": style(accent),
        "words": style(ink),
        "quiet": style(quiet),
        "own": style(success, bold=True),
        "suggested": style(accent, bold=True),
        "missing": style(error, bold=True, underline=True),
        "message": style(ink),
        "warning": style(error, bold=True),
        "saved": style(success),
        "title": style(own["primary"], bold=True),
        "key": style(accent, bold=True),
        "focused": Style(bgcolor=panel, bold=True, reverse=left_open),
        "cursor": style(ink) + Style(reverse=True),
        "bar": on(panel, ink),
        "bar-key": on(panel, accent, bold=True),
        "bar-quiet": on(panel, quiet),
        "bar-saved": on(panel, success),
        "bar-warning": on(panel, error, bold=True, reverse=True),
    }
    for index, label in enumerate(scheme.labels.values()):
        out[f"label--{label.name}"] = style(named.get(label.colour) or spare[index % len(spare)])
    groups = dict.fromkeys(category.group for category in scheme.categories.values() if category.group)
    for index, group in enumerate(groups):
        out[f"group--{group}"] = style(named[GROUP_COLOURS[index % len(GROUP_COLOURS)]])
    return out


def contrast(colour: str, ground: str) -> float:
    """The ratio of relative luminance, 1 to 21, as WCAG 2.2 defines it."""
    light, dark = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@cache
def readable(colour: str, grounds: tuple[str, ...], least: float = AA) -> str:
    """The colour, or the nearest one towards white or black that has the ratio on all the grounds."""
    if _least(colour, grounds) >= least:
        return colour
    ends = ("#ffffff", "#000000")
    towards = max(ends, key=lambda end: _least(end, grounds))
    steps = (Color.parse(colour).blend(Color.parse(towards), step / 20).hex6 for step in range(1, 21))
    return next((one for one in steps if _least(one, grounds) >= least), towards)


def _colours(theme: Theme) -> dict[str, str]:
    """The theme's colours, those it does not name as Textual makes them up; "default" for the terminal's."""
    made = theme.to_color_system().generate()
    out = {}
    for name in ("background", "foreground", "panel", "primary", "accent", "success", "error"):
        colour = getattr(theme, name) or made[name]
        out[name] = colour.removeprefix("ansi_")
        if not colour.startswith(("#", "ansi_")):
            out[name] = "default"
    return out


def _least(colour: str, grounds: tuple[str, ...]) -> float:
    return min(contrast(colour, ground) for ground in grounds)


@cache
def _luminance(colour: str) -> float:
    parts = [part / 255 for part in Color.parse(colour).rgb]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
