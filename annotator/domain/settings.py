"""A person's own settings of the screen, as a value and as the TOML text they are kept in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from annotator.domain.errors import AnnotatorError
from annotator.domain.key_names import key_of

#: Most sentences that `context` may ask for; more is "all".
MOST = 99
DONE = "done"


@dataclass(frozen=True, slots=True)
class Settings:
    """How one person wants the screen.

    `context` is how many sentences before and after the current one are not dimmed, None for all that
    fit. `keys` gives commands other keys than their own, in Textual's names, by command id; a
    command with no key is left to the palette. `tour` is "done" once the guided start was seen or
    skipped. `file` is where the settings lie ("" where they are not kept) and `lines` in which of
    its lines each stands, as `theme` or `keys.take`.
    """

    theme: str = "lamp"
    context: int | None = None
    suggestions: bool = True
    tour: str = ""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    file: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)

    def refused(self, name: str, message: str, hint: str = "") -> AnnotatorError:
        """An error about one setting, which says where it stands."""
        line = self.lines.get(name)
        where = f"{self.file}:{line}: " if line else f"{self.file}: " if self.file else ""
        return AnnotatorError(f"{where}{message}", hint)


def parse(text: str, file: str) -> Settings:
    """The settings in the text of a file.

    Raises:
        AnnotatorError: it is no TOML, or a setting is unknown or has a value it cannot have; says
            in which line.
    """
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AnnotatorError(
            f"{file}: this is no TOML: {error}", "Mend that line, or remove the file."
        ) from error
    here = Settings(file=file, lines=_lines(text))
    values: dict[str, object] = {}
    for name, value in plain.items():
        match name, value:
            case "theme" | "tour", str():
                values[name] = value
            case "suggestions", bool():
                values[name] = value
            case "context", "all":
                values[name] = None
            case "context", int() if not isinstance(value, bool) and 0 <= value <= MOST:
                values[name] = value
            case "keys", dict():
                values[name] = {command: _keys(here, command, written) for command, written in value.items()}
            case _:
                raise _not_so(here, name)
    return Settings(file=file, lines=here.lines, **values)  # type: ignore[arg-type]


_WANTED = {
    "theme": 'Write the name of a theme: theme = "lamp".',
    "context": f'Write a number of sentences up to {MOST}, or all: context = 2, context = "all".',
    "suggestions": "Write suggestions = true or suggestions = false.",
    "tour": f'Write tour = "{DONE}", or take the line out to be shown around again.',
    "keys": 'Write a line [keys], and below it lines like flag = "! ctrl+b".',
}


def _not_so(here: Settings, name: str) -> AnnotatorError:
    if name in _WANTED:
        return here.refused(name, f"{name} cannot be that", _WANTED[name])
    near = get_close_matches(name, _WANTED, n=1)
    hint = f"Is it {near[0]}?" if near else f"There are: {', '.join(_WANTED)}."
    return here.refused(name, f"there is no setting {name!r}", hint)


def _keys(here: Settings, command: str, written: object) -> tuple[str, ...]:
    name = f"keys.{command}"
    if not isinstance(written, str):
        hint = f'Write the keys with blanks between them: {command} = "x ctrl+x"; "" for no key.'
        raise here.refused(name, f"the keys of {command} are not in quotes", hint)
    try:
        return tuple(dict.fromkeys(key_of(one) for one in written.split()))
    except AnnotatorError as error:
        raise here.refused(name, error.message, error.hint) from error


def _lines(text: str) -> dict[str, int]:
    """In which line each setting stands, as far as it can be told without a parser that keeps places."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\s*([\w.\"'-]+)\s*\]", line):
            table = header[1].strip("\"'") + "."
            found.setdefault(table[:-1], number)
        elif entry := re.match(
            r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""", line
        ):
            parts = re.findall(r""""([^"]*)"|'([^']*)'|([\w-]+)""", entry[1])
            found.setdefault(table + ".".join("".join(part) for part in parts), number)
    return found
