"""The settings of the screen as a few rows, each changed by one key; kept as soon as they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from textual.theme import BUILTIN_THEMES

from annotator.domain.counted import counted
from annotator.domain.settings import Settings
from annotator.domain.text import printable
from annotator.tui.themes import THEMES
from annotator.tui.widgets.painted import Pieces
from annotator.tui.widgets.rows import Rows, flow

Value = str | int | bool | None

#: What each setting can be, in the order that keys go through; a file may say more.
CHOICES: dict[str, tuple[Value, ...]] = {
    "theme": (*(theme.name for theme in THEMES), *sorted(BUILTIN_THEMES)),
    "context": (None, 0, 1, 2, 3, 5, 8),
    "suggestions": (True, False),
}
_KEYS = {"t": "theme", "c": "context", "s": "suggestions"}
_MOVES = {"down": 1, "j": 1, "up": -1, "k": -1}
_STEPS = {"space": 1, "enter": 1, "right": 1, "l": 1, "left": -1, "h": -1}


class SettingsPanel(Rows):
    """Shows settings, and tells what a key makes of them."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._at = 0

    def press(self, key: str, settings: Settings) -> dict[str, Value] | None:
        """What changes by a key; nothing ({}) where the row in focus does, None where the panel closes."""
        names = list(CHOICES)
        if key in _MOVES:
            self._at = (self._at + _MOVES[key]) % len(names)
            return {}
        if key in _KEYS:
            self._at = names.index(_KEYS[key])
            return _stepped(settings, _KEYS[key], 1)
        if key in _STEPS:
            return _stepped(settings, names[self._at], _STEPS[key])
        return None

    def click(self, index: int, settings: Settings) -> dict[str, Value]:
        """What changes by a click on a row."""
        if not 0 < index <= len(CHOICES):
            return {}
        self._at = index - 1
        return _stepped(settings, list(CHOICES)[self._at], 1)

    def show_settings(self, settings: Settings, fixed: Mapping[str, str]) -> None:
        """Draw the rows; `fixed` tells of those that cannot be changed, and why."""
        rows: list[list[Pieces]] = [
            [[(" Settings", "title"), ("   ↑ ↓ and ← →, or the letter; any other key closes", "quiet")]]
        ]
        for key, name in _KEYS.items():
            value = getattr(settings, name)
            at = CHOICES[name].index(value) + 1 if value in CHOICES[name] else 0
            told = fixed.get(name) or (f"{at} of {len(CHOICES[name])}" if at and name == "theme" else "")
            rows.append(
                [
                    [
                        (f"  {key} ", "key"),
                        (f"{name:<13}", "words"),
                        (f"{_said(name, value):<36}", "own"),
                        (told, "quiet"),
                    ]
                ]
            )
        keys = (
            f"{counted(len(settings.keys), 'command has', 'commands have')} keys of your own"
            if settings.keys
            else "your own keys go there too"
        )
        where = _short(settings.file) if settings.file else "nowhere: they last until you quit"
        kept: Pieces = [
            (" Kept in ", "quiet"),
            (where, "words"),
            (f" · {keys}: annotator settings --help", "quiet"),
        ]
        rows.append(flow(kept, self.screen.size.width - 1, 1))
        self.show(rows, self._at + 1)


def _stepped(settings: Settings, name: str, step: int) -> dict[str, Value]:
    choices = CHOICES[name]
    now = getattr(settings, name)
    # What the file says may lie between two choices: the first is next then.
    at = choices.index(now) + step if now in choices else 0
    return {name: choices[at % len(choices)]}


def _short(file: str) -> str:
    home = Path.home()
    path = Path(file)
    return printable(f"~/{path.relative_to(home)}" if path.is_relative_to(home) else file)


def _said(name: str, value: Value) -> str:
    match name, value:
        case "context", None:
            return "all sentences"
        case "context", 0:
            return "none: all others are dimmed"
        case "context", int():
            return f"{counted(value, 'sentence')} before and after, others dimmed"
        case "suggestions", _:
            return "on" if value else "off"
    return str(value)
