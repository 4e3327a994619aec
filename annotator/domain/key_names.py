"""Names of keys: as people write them, and as Textual names them."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from functools import cache

from annotator.domain.errors import AnnotatorError

#: Keys that are no characters, as Textual names them, with what people write.
SHOWN = {
    "escape": "esc",
    "enter": "⏎",
    "tab": "tab",
    "space": "space",
    "backspace": "⌫",
    "delete": "del",
    "insert": "ins",
    "home": "home",
    "end": "end",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    **{f"f{number}": f"F{number}" for number in range(1, 25)},
}
_READ = {"return": "enter", "pgup": "pageup", "pgdn": "pagedown"} | {
    name: key for key, shown in SHOWN.items() for name in (key, shown.lower())
}
_MODIFIERS = ("alt", "ctrl", "shift")
# What Unicode calls a character and Textual calls it.
_OTHERWISE = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
# What a terminal sends for these is what it sends for another key.
_SAME = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace"}


def key_name(key: str) -> str:
    """A key as people write it: `ctrl+left` is ctrl+←, `less_than_sign` is <."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    return "+".join([*modifiers, SHOWN.get(last) or _character(last) or last])


def key_of(written: str) -> str:
    """Textual's name of a key, written as help shows it or as Textual names it.

    Raises:
        AnnotatorError: there is no such key, or terminals do not tell it from another one.
    """
    if len(written) == 1 and written != " ":
        return _READ.get(written) or _named(written)
    *modifiers, last = written.split("+") if not written.endswith("++") else [*written[:-2].split("+"), "+"]
    modifiers = sorted({modifier.lower() for modifier in modifiers})
    key = _READ.get(last.lower()) or (_named(last) if len(last) == 1 else None)
    key = key or (last if _character(last) else None)
    if key is None or not set(modifiers) <= set(_MODIFIERS):
        near = get_close_matches(last.lower(), _READ, n=3)
        raise AnnotatorError(
            f"there is no key {written!r}",
            f"Near it: {', '.join(near)}." if near else "Write keys as help shows them: x, ctrl+x, f9, PgDn.",
        )
    if modifiers == ["shift"] and last not in SHOWN and last.lower() not in _READ:
        raise AnnotatorError(f"{written} is a character of its own", "Write that character: X, not shift+x.")
    if modifiers and len(key) == 1:
        key = key.lower()
    whole = "+".join([*modifiers, key])
    if whole in _SAME:
        raise AnnotatorError(
            f"terminals send {written} as {key_name(_SAME[whole])}", "Choose another key for it."
        )
    return whole


def _named(char: str) -> str:
    """Textual's name of a character's key: letters and digits are themselves."""
    if char.isalnum():
        return char
    name = unicodedata.name(char, "").lower().replace("-", "_").replace(" ", "_")
    return _OTHERWISE.get(name, name) or char


def _character(key: str) -> str | None:
    """The character of a key that Textual names in words, None where it is none."""
    return key if len(key) == 1 else _signs().get(key)


@cache
def _signs() -> dict[str, str]:
    """The characters of European keyboards that are neither letters nor digits, by Textual's names."""
    signs = (chr(code) for code in (*range(0x21, 0x250), 0x20AC))
    return {_named(sign): sign for sign in signs if sign.isprintable() and not sign.isalnum()}
