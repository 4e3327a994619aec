"""Footer and help, made from the command table, so that they cannot be wrong."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from rich.cells import cell_len

from annotator.domain.key_names import key_name
from annotator.domain.scheme import Scheme
from annotator.domain.session.commands import Command
from annotator.domain.session.state import Session

Pieces = list[tuple[str, str]]

#: Commands that a narrow footer names before all others.
FIRST = ("take", "take-all", "remove", "done", "nothing", "undo", "help", "articles")


def footer(table: list[Command], session: Session | None, width: int) -> list[Pieces]:
    """Two lines: what can be done now, and the scheme's keys that fit what is in focus."""
    if session is not None and session.menu is not None:
        return [[(" esc", "bar-key"), (" closes the menu; so does any key that chooses nothing", "bar")], []]
    shown = [command for command in table if command.footer and command.keys]
    pairs = {one.id: _pairs([(key_name(one.keys[0]), one.footer)]) for one in shown}
    # The sort is stable: beyond the first, as in the table.
    by_weight = sorted(pairs, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))
    fitting, used = set(), 0
    for name in by_weight:
        used += sum(len(text) for text, _ in pairs[name])
        if used > width:
            break
        fitting.add(name)
    first = [piece for name, pieces in pairs.items() if name in fitting for piece in pieces]
    return [first, _cut(_scheme_keys(session, width), width) if session else []]


def prompt_footer(does: str, width: int) -> list[Pieces]:
    """Two lines: what ends the typing, and what edits it."""
    ends = (("⏎", does), ("esc", "leave it"))
    edits = (
        ("←→", "move"),
        ("home end", "edges"),
        ("ctrl+w", "delete the word"),
        ("ctrl+u", "delete all before"),
    )
    return [_cut(_pairs(ends), width), _cut(_pairs(edits), width)]


def list_footer(keys: Iterable[tuple[str, str]], width: int) -> list[Pieces]:
    """Two lines: what can be done with a list, and its own keys."""
    general = (("⏎", "go there"), ("↑↓", "move"), ("PgDn", "page"), ("esc", "close"))
    return [_cut(_pairs(general), width), _cut(_pairs(keys), width)]


def key_footer(keys: Iterable[tuple[str, str]], width: int) -> list[Pieces]:
    """Two lines of keys with what they do, as many as fit."""
    first: list[tuple[str, str]] = []
    second: list[tuple[str, str]] = []
    used = 0
    for key, what in keys:
        used += cell_len(key) + cell_len(what) + 3
        (first if used <= width and not second else second).append((key, what))
    return [_cut(_pairs(first), width), _cut(_pairs(second), width)]


def help_lines(table: list[Command], scheme: Scheme) -> list[Pieces]:
    """Every command by group, with all its keys."""
    lines: list[Pieces] = [[(f" Keys — scheme {scheme.id}", "title")]]
    for group, members in groupby(table, key=lambda command: command.group):
        lines += [[], [(f" {group}", "title")]]
        for command in members:
            keys = " ".join(key_name(key) for key in command.keys) or "–"
            lines.append([(f"  {keys:<16}", "key"), (command.title, "words")])
    lines += [
        [],
        [("  ctrl+p          ", "key"), ("command palette", "words")],
        [],
        [(" The mouse works too: click a word, drag over words, click a tie.", "quiet")],
        [(" A letter that chooses nothing closes an open menu. Everything is saved at once.", "quiet")],
    ]
    return lines


def _pairs(keys: Iterable[tuple[str, str]]) -> Pieces:
    return [piece for key, what in keys for piece in ((f" {key}", "bar-key"), (f" {what} ", "bar"))]


def _scheme_keys(session: Session, width: int) -> Pieces:
    scheme = session.scheme
    if session.active == "tie":
        roles = scheme.roles.values()
        allowed = scheme.category(session.any_tie(session.tie).category) if session.tie else None
        pieces = [
            piece
            for role in roles
            if allowed is None or allowed.allows(role.name)
            for piece in ((f" {role.key}", "bar-key"), (f" {role.name} ", "bar"))
        ]
        return [*pieces, (" A–Z", "bar-key"), (" category ", "bar")] if scheme.has_categories else pieces
    pieces = [
        piece
        for label in scheme.labels.values()
        for piece in ((f" {label.key}", "bar-key"), (f" {label.name} ", "bar"))
    ]
    categories = [
        piece
        for category in scheme.categories.values()
        for piece in ((f" {category.key}", "bar-key"), (f" {category.name or 'tie'} ", "bar-quiet"))
    ]
    # One of many would say less than that there are many.
    if sum(len(text) for text, _ in (*pieces, *categories)) > width > 0 and scheme.has_categories:
        categories = [(" A–Z", "bar-key"), (" category ", "bar")]
    return [*pieces, *categories]


def _cut(pieces: Pieces, width: int) -> Pieces:
    """As many whole (key, name) pairs as fit."""
    out: Pieces = []
    used = 0
    for key, name in zip(pieces[::2], pieces[1::2], strict=False):
        used += len(key[0]) + len(name[0])
        if used > width:
            break
        out += [key, name]
    return out
