"""Every style can be read: its colours differ enough in luminance, in every theme there is."""

from __future__ import annotations

import pytest
from rich.color import Color
from rich.style import Style
from textual.theme import BUILTIN_THEMES, Theme

from annotator.schemes.reader import load
from annotator.tui.themes import AA, AAA, CONTRAST, THEMES, contrast, palette, readable

OWN = {theme.name: theme for theme in THEMES}
SEEN = {name: theme for name, theme in BUILTIN_THEMES.items() if "ansi" not in name} | OWN


def ratio(style: Style) -> float:
    assert style.color is not None
    assert style.bgcolor is not None
    return contrast(style.color.get_truecolor().hex, style.bgcolor.get_truecolor().hex)


def test_the_ratio_is_that_of_wcag() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ffffff", "#0000ff") == contrast("#0000ff", "#ffffff") == pytest.approx(8.59, abs=0.005)


@pytest.mark.parametrize("name", SEEN)
@pytest.mark.parametrize("scheme", ["blame", "polnear"])
def test_every_style_of_every_theme_can_be_read(name: str, scheme: str) -> None:
    styles = palette(SEEN[name], load(scheme)[0])
    focused = styles.pop("focused")
    least = AAA if name == CONTRAST.name else AA
    assert {key: ratio(style) for key, style in styles.items() if ratio(style) < least} == {}
    del styles["cursor"]  # never within what is in focus
    on_focus = {key: ratio(style + focused) for key, style in styles.items()}
    assert {key: found for key, found in on_focus.items() if found < least} == {}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_our_own_themes_need_no_mending_of_labels(theme: Theme) -> None:
    blame = load("blame")[0]
    colours = {style.color.name for style in palette(theme, blame).values() if style.color is not None}
    assert theme.foreground in colours
    assert theme.accent in colours


def test_a_terminals_own_colours_are_left_to_it() -> None:
    theme = next(theme for name, theme in BUILTIN_THEMES.items() if "ansi" in name)
    styles = palette(theme, load("blame")[0])
    current = styles["current"]
    assert (current.color, current.bgcolor) == (Color.default(), Color.default())
    assert all(
        style.color.is_system_defined or style.color.is_default for style in styles.values() if style.color
    )


def test_a_colour_is_changed_no_more_than_it_takes() -> None:
    assert readable("#ffffff", ("#000000",)) == "#ffffff"
    mended = readable("#333333", ("#000000",))
    assert AA <= contrast(mended, "#000000") < 6
