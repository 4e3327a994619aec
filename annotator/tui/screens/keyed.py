"""What all screens share: keys that are handed to them in order, keys that wait, help, and colours."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, cast

from textual.screen import Screen

from annotator.tui.themes import palette
from annotator.tui.widgets.painted import Painted
from annotator.tui.widgets.rows import Foot, Rows

if TYPE_CHECKING:
    from annotator.tui.app import AnnotatorApp

#: Keys that scroll the help, and by how many lines; any other one closes it.
HELP_KEYS = {"down": 1, "j": 1, "up": -1, "k": -1, "pagedown": 10, "space": 10, "pageup": -10}
HELP_FOOT = Foot("PgDn", "PgUp", "esc")


class KeyedScreen(Screen[None]):
    """A screen whose keys come through `press`, called by the app in the order they were typed.

    Nothing in it takes the keyboard focus, so no key can be lost or overtaken. Keys that come before
    there is anything to press them on wait: `keep` them, and then `press_waiting`. Help is a `Rows` named
    "help" that is laid over the screen by the class of that name.
    """

    AUTO_FOCUS = None
    LAYERS: ClassVar[tuple[str, ...]] = ("default", "above")

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[tuple[str, str | None]] = []
        self._drawn_in = ""

    @property
    def shell(self) -> AnnotatorApp:
        """The app, which opens articles, fetches suggestions and knows the settings."""
        return cast("AnnotatorApp", self.app)

    def press(self, key: str, char: str | None) -> bool:
        """Do what a key stands for; False if it stands for nothing here."""
        raise NotImplementedError

    def keep(self, key: str, char: str | None) -> None:
        """Let a key wait."""
        self._waiting.append((key, char))

    def press_waiting(self) -> None:
        """Press the keys that waited, as far as they need not wait again."""
        waiting, self._waiting = self._waiting, []
        for key, char in waiting:
            self.press(key, char)

    def press_help(self, key: str) -> None:
        """Scroll the help, or close it."""
        if key in HELP_KEYS:
            self.query_one("#help", Rows).scroll_by(HELP_KEYS[key])
        else:
            self.remove_class("help")

    def later(self, act: Callable[[], None]) -> None:
        """Do something in the screen's thread; nothing once the screen is gone."""
        if self.is_attached and self.app.is_running:
            self.app.call_later(act)

    def recolour(self) -> None:
        """Draw in the theme's colours, where it has changed since this was last called."""
        assert self.shell.scheme is not None
        if self._drawn_in != self.shell.theme:
            self._drawn_in = self.shell.theme
            styles = palette(self.shell.current_theme, self.shell.scheme)
            for widget in self.query(Painted):
                widget.palette = styles
                widget.refresh()
