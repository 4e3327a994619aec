"""Texts that name commands in braces, `{undo} takes it back`, in the keys that are in effect.

What a key press tells is written by those who know no key: a person may have given the command another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from annotator.domain.key_names import key_name
from annotator.domain.session.commands import Command

_NAMED = re.compile(r"\{([^{}]+)\}")


def with_keys(text: str, table: Iterable[Command]) -> str:
    """The text with keys in the place of the commands that it names."""
    return "".join(piece for piece, _ in pieces_with_keys(text, table))


def pieces_with_keys(text: str, table: Iterable[Command]) -> Iterator[tuple[str, bool]]:
    """The text piece by piece, and whether a piece is a key: a command's first, or how else to ask for it.

    What stands in braces and is no command stays as it is.
    """
    if "{" not in text:
        yield text, False
        return
    commands = {command.id: command for command in table}
    at = 0
    for found in _NAMED.finditer(text):
        command = commands.get(found[1])
        if command is None:
            continue
        if found.start() > at:
            yield text[at : found.start()], False
        yield key_name(command.keys[0]) if command.keys else f"ctrl+p {command.title}", True
        at = found.end()
    if at < len(text):
        yield text[at:], False
