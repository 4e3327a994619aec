"""Every command that README and help show is one that the program understands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from annotator.cli.app import application

PROGRAM: Any = typer.main.get_command(application())
UsageError = typer.BadParameter.__bases__[0]  # of the click that Typer uses, its own or another
README = Path(__file__).parents[2] / "README.md"


def _commands(command: Any) -> Iterator[Any]:
    yield command
    for part in getattr(command, "commands", {}).values():
        yield from _commands(part)


def _lines(text: str) -> Iterator[str]:
    """Commands in text, without what the shell does around them."""
    for line in re.split(r"[\n;|]|&&", re.sub(r"#.*", "", text)):
        if line.strip().startswith("annotator ") and not {"…", "--install-completion"} & set(line.split()):
            yield line.strip().partition(" > ")[0]


def _shown() -> list[str]:
    helps = [(command.help or "").partition("Examples:")[2] for command in _commands(PROGRAM)]
    blocks = re.findall(r"^```sh\n(.*?)^```", README.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return sorted({line for text in (*blocks, *helps) for line in _lines(text)})


@pytest.mark.parametrize("line", _shown())
def test_a_command_shown_is_understood(line: str) -> None:
    command, words = PROGRAM, shlex.split(line)[1:]
    context = command.make_context("annotator", words)
    while words := [*context._protected_args, *context.args]:
        name, command, words = command.resolve_command(context, words)
        context = command.make_context(name, words, parent=context)
    assert context.command.callback is not None, "a command that does something"


def test_many_are_shown() -> None:
    assert len(_shown()) > 100


def test_what_is_not_understood_is_noticed() -> None:
    with pytest.raises(UsageError):
        test_a_command_shown_is_understood("annotator export jsonl --no-such-option")
    with pytest.raises(UsageError):
        test_a_command_shown_is_understood("annotator no-such-command")
