"""One table for what a screen does: keys, footer, help and command palette are made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from annotator.domain.key_names import key_name

Pieces = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Act:
    """One act that a key or the palette asks for.

    `keys` are as Textual names them. `group` says where it can be done, and is its heading in the help.
    `footer` is its short name in the footer, "" where it is not shown there, and `footer_key` what stands
    there for its first key, where it speaks for several acts.
    """

    keys: tuple[str, ...]
    title: str
    group: str
    run: Callable[[], None]
    footer: str = ""
    footer_key: str = ""

    @property
    def told(self) -> str:
        """Its keys as people write them."""
        return " ".join(map(key_name, self.keys))


def act_in(group: str, keys: str, title: str, run: Callable[[], None], footer: str = "") -> Act:
    """An act of a group, its keys with blanks between them."""
    return Act(tuple(keys.split()), title, group, run, footer)


def act_of(acts: Iterable[Act], key: str) -> Act | None:
    """The act that a key stands for."""
    return next((act for act in acts if key in act.keys), None)


def footer_keys(acts: Iterable[Act]) -> Iterator[tuple[str, str]]:
    """Keys with what they do, of those acts that the footer shows."""
    for act in acts:
        if act.footer:
            yield act.footer_key or key_name(act.keys[0]), act.footer


def help_of(title: str, acts: Iterable[Act]) -> list[Pieces]:
    """Every act by group, with all its keys."""
    lines: list[Pieces] = [[(f" {title}", "title")]]
    for group, members in groupby(acts, key=lambda act: act.group):
        lines += [[], [(f" {group}", "title")]]
        lines += [[(f"  {act.told:<16}", "key"), (act.title, "words")] for act in members]
    return [*lines, [], [("  ctrl+p          ", "key"), ("command palette", "words")]]
