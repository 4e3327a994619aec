"""A person's own keys for the commands, in the place of the keys that the table gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches

from annotator.domain.key_names import key_name, key_of
from annotator.domain.session.commands import Command
from annotator.domain.settings import Settings

#: Keys that are not the screen's to give, with what they stand for.
TAKEN = {"ctrl+p": "the command palette"}
_OF_THE_SCHEME = ("label ", "category ", "role ")


def remapped(table: Sequence[Command], settings: Settings) -> list[Command]:
    """The commands with the keys of the settings.

    Raises:
        AnnotatorError: a setting names no command, or one of the scheme's, or a key that another
            command has; names both, and the file and line.
    """
    known = {command.id: command for command in table}
    for name in settings.keys:
        if name not in known:
            near = get_close_matches(name, known, n=3)
            hint = f"Near it: {', '.join(near)}." if near else "annotator settings --keys lists them."
            raise settings.refused(f"keys.{name}", f"there is no command {name!r}", hint)
        if name.startswith(_OF_THE_SCHEME):
            raise settings.refused(
                f"keys.{name}", f"the key of {name} is the label scheme's", "Change it in the scheme's file."
            )
    out = [replace(command, keys=settings.keys.get(command.id, command.keys)) for command in table]
    # The person's own come last, so that it is one of theirs that is refused.
    order = list(settings.keys)
    owners: dict[str, Command] = {}
    for command in sorted(out, key=lambda one: order.index(one.id) if one.id in settings.keys else -1):
        for key in command.keys:
            name = key_of(key) if command.id in settings.keys or len(key) == 1 else key
            other = owners.setdefault(name, command)
            if command.id not in settings.keys:
                continue
            if name in TAKEN:
                told = f"{command.id} cannot have the key {key_name(name)}: it opens {TAKEN[name]}"
                raise settings.refused(f"keys.{command.id}", told, "Choose another key for it.")
            if other is not command:
                raise settings.refused(
                    f"keys.{command.id}",
                    f"the key {key_name(name)} stands for both {other.id} and {command.id}",
                    "It is the label scheme's: choose another key."
                    if other.id.startswith(_OF_THE_SCHEME)
                    else f"Choose another key, or give {other.id} another one too.",
                )
    return out
