"""Which keys a scheme may give to its labels, and which reasons get which letter."""

from __future__ import annotations

from collections.abc import Iterable

#: Keys of the annotate screen's own commands: no label may use them.
RESERVED: frozenset[str] = frozenset("hjklwbvuxnyofgqtmzpr/?!(),.<>:;") | {
    "space",
    "enter",
    "tab",
    "escape",
    "backspace",
}


def reason_keys(reasons: Iterable[str]) -> dict[str, str]:
    """A letter for each reason of an implicit filler: the first of its name that is still free.

    `author, agentless, unnamed, context` become `a, g, u, c`. A reason of which every letter is
    taken by an earlier one is left out.
    """
    keys: dict[str, str] = {}
    for reason in reasons:
        free = [letter for letter in reason if letter.isalpha() and letter not in keys.values()]
        if free:
            keys[reason] = free[0]
    return keys
