"""Every command of the annotate screen: id, keys, title, help, and what it does.

Footer, help, command palette and key map are all made from this table, so they cannot disagree.
Keys are named as Textual names them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import Scheme
from annotator.domain.session import marking, menus, moving, removing, reviewing, spans, taking, ties
from annotator.domain.session.state import Session, Step


@dataclass(frozen=True, slots=True)
class Command:
    """One act that a key, the palette or a script can ask for.

    `footer` is its short name in the footer, "" where it is not shown there.
    """

    id: str
    keys: tuple[str, ...]
    title: str
    group: str
    run: Callable[[Session], Step]
    footer: str = ""


def commands(scheme: Scheme) -> list[Command]:
    """All commands under a scheme, in the order help shows them."""
    return [*_suggestions(), *_marking(scheme), *_closing(), *_moving(), *_around()]


def keymap(table: Iterable[Command]) -> dict[str, Command]:
    """Which command a key stands for.

    Raises:
        AnnotatorError: two commands claim the same key; names both.
    """
    out: dict[str, Command] = {}
    for command in table:
        for key in command.keys:
            if key in out:
                raise AnnotatorError(
                    f"the key {key} stands for both {out[key].id} and {command.id}",
                    "Give one of them another key in the scheme or the key map.",
                )
            out[key] = command
    return out


def _suggestions() -> list[Command]:
    group = "Suggestions"
    return [
        Command("take", ("space",), "take the suggestion, go to the next", group, taking.take, "take"),
        Command("take-all", ("y",), "take all of the sentence and go on", group, reviewing.all_and_on, "all"),
        Command(
            "remove",
            ("x", "delete", "backspace"),
            "turn the suggestion down, or delete the label",
            group,
            removing.remove,
            "reject",
        ),
        Command("next-item", ("j", "down"), "next tie", group, partial(moving.by_item, step=1)),
        Command("previous-item", ("k", "up"), "previous tie", group, partial(moving.by_item, step=-1)),
        Command("other-side", ("tab", "shift+tab"), "between text and ties", group, moving.other_side),
    ]


def _marking(scheme: Scheme) -> list[Command]:
    span, tie, role = "Spans: at the cursor or selection", "Ties: category", "Ties: roles"
    return [
        *(
            Command(f"label {one.name}", (one.key,), f"mark {one.name}", span, partial(marking.label, name=n))
            for n, one in scheme.labels.items()
        ),
        Command("select", ("v",), "begin or end a selection", span, moving.select, "select"),
        Command("right-end-on", ("full_stop",), "right end one token on", span, _edge(False, 1)),
        Command("right-end-back", ("comma",), "right end one token back", span, _edge(False, -1)),
        Command("left-end-back", ("less_than_sign",), "left end one token back", span, _edge(True, -1)),
        Command("left-end-on", ("greater_than_sign",), "left end one token on", span, _edge(True, 1)),
        Command("widen", ("colon",), "right end on to the next place it could end", span, spans.widen),
        Command(
            "narrow",
            ("minus",),
            "right end back to the last place it could end",
            span,
            partial(spans.widen, back=True),
        ),
        Command("next-part", ("o",), "next span of the tie in hand", span, ties.next_part),
        Command("add-fragment", ("plus",), "add a fragment to the span in hand", span, spans.add_fragment),
        *(
            Command(
                f"category {one.name or 'tie'}",
                (one.key,),
                one.name or "tie",
                tie,
                partial(ties.category, name=n),
            )
            for n, one in scheme.categories.items()
        ),
        *(
            Command(f"role {one.name}", (one.key,), one.name, role, partial(ties.role, name=n))
            for n, one in scheme.roles.items()
        ),
        Command(
            "attributes", ("t",), "attributes of the tie or span", role, menus.open_attributes, "attributes"
        ),
    ]


def _closing() -> list[Command]:
    group = "Sentence"
    return [
        Command("done", ("enter",), "done, go to the next open one", group, reviewing.done, "done"),
        Command("nothing", ("n",), "nothing here, go on", group, reviewing.nothing, "nothing"),
        Command("skip", ("z",), "skip, go on", group, reviewing.skip),
        Command("reopen", ("ctrl+r",), "open it again", group, reviewing.reopen),
        Command("flag", ("exclamation_mark",), "flag, or take the flag away", group, reviewing.flag),
        Command("comment", ("m",), "comment", group, _asks("comment")),
        Command("submit", ("ctrl+s",), "submit the article", group, reviewing.submit),
        Command("split", ("p",), "split here; on the first token: join", group, reviewing.split),
    ]


def _moving() -> list[Command]:
    group = "Moving"
    return [
        Command("token-left", ("h", "left"), "token left", group, partial(moving.by_token, step=-1)),
        Command("token-right", ("l", "right"), "token right", group, partial(moving.by_token, step=1)),
        Command(
            "extend-left",
            ("shift+left",),
            "select to the left",
            group,
            partial(moving.by_token, step=-1, extend=True),
        ),
        Command(
            "extend-right",
            ("shift+right",),
            "select to the right",
            group,
            partial(moving.by_token, step=1, extend=True),
        ),
        Command("word-left", ("b",), "word back", group, partial(moving.by_word, step=-1)),
        Command("word-right", ("w",), "word on", group, partial(moving.by_word, step=1)),
        Command("jump", ("f",), "jump to a word by the letter at it", group, moving.ask_jump),
        Command("first-token", ("home",), "first token", group, partial(moving.to_edge, last=False)),
        Command("last-token", ("end",), "last token", group, partial(moving.to_edge, last=True)),
        Command(
            "next-sentence",
            ("right_parenthesis", "pagedown"),
            "next sentence",
            group,
            partial(moving.by_sentence, step=1),
        ),
        Command(
            "previous-sentence",
            ("left_parenthesis", "pageup"),
            "previous sentence",
            group,
            partial(moving.by_sentence, step=-1),
        ),
        Command("next-open", ("g",), "next open sentence", group, moving.next_open, "next open"),
        Command("go-to", ("ctrl+g",), "go to a sentence by its number", group, _asks("sentence number")),
        Command("find", ("slash",), "find in the article", group, _asks("find")),
        Command("next-article", ("ctrl+right",), "next article", group, _goes("next")),
        Command("previous-article", ("ctrl+left",), "previous article", group, _goes("previous")),
        Command("escape", ("escape",), "close the menu, drop the selection", group, moving.escape),
    ]


def _around() -> list[Command]:
    group = "Around"
    return [
        Command("undo", ("u", "ctrl+z"), "undo, also after a restart", group, _goes("undo"), "undo"),
        Command("redo", ("r", "ctrl+y"), "redo", group, _goes("redo")),
        Command(
            "guideline",
            ("semicolon", "f2"),
            "guideline for what is in focus",
            group,
            _goes("guideline"),
            "rule",
        ),
        Command("help", ("question_mark", "f1"), "all keys", group, _goes("help"), "help"),
        Command("articles", ("f3", "ctrl+o"), "list of articles", group, _goes("articles"), "articles"),
        Command("search", ("ctrl+f",), "find in all articles", group, _asks("find in all articles")),
        Command("history", ("f4",), "what was done here, and undo of any of it", group, _goes("history")),
        Command(
            "entries",
            ("f7", "ctrl+e"),
            "registry: what the span resolves to",
            group,
            _goes("entries"),
        ),
        Command("marks", ("f5",), "list of flags and comments", group, _goes("marks")),
        Command("figures", ("f6",), "your figures", group, _goes("figures")),
        Command("rounds", ("ctrl+n",), "rounds: who has what, how far all are", group, _goes("rounds")),
        Command("agreement", ("f10",), "agreement of the round, and adjudication", group, _goes("agreement")),
        Command("adjudicate", (), "adjudicate: decide where annotators differ", group, _goes("adjudicate")),
        Command("corrections", (), "corrections: what gold has otherwise", group, _goes("corrections")),
        Command("theme", ("ctrl+t",), "next theme", group, _goes("theme")),
        Command("tour", ("f9",), "guided tour; again: end it", group, _goes("tour")),
        Command("settings", ("f8",), "settings: theme, context, suggestions", group, _goes("settings")),
        Command("quit", ("q", "ctrl+q"), "quit; everything is saved", group, _goes("quit"), "quit"),
    ]


def _edge(left: bool, step: int) -> Callable[[Session], Step]:
    return partial(spans.move_edge, left=left, step=step)


def _asks(what: str) -> Callable[[Session], Step]:
    return lambda session: Step(session, ask=what)


def _goes(where: str) -> Callable[[Session], Step]:
    return lambda session: Step(session, go=where)
