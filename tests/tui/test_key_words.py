"""What is told names the keys that are in effect."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

from annotator.domain import session
from annotator.domain.session.commands import commands
from annotator.domain.settings import Settings
from annotator.project import labelling
from annotator.project.project import Project
from annotator.schemes.reader import load
from annotator.tui import app as shell
from annotator.tui import lists
from annotator.tui.key_words import with_keys
from tests.tui.app import running, shown
from tests.tui.review import adjudicating, reviewing, settle

TABLE = commands(load("blame")[0])


def test_commands_in_braces_become_their_keys() -> None:
    assert with_keys("{undo} takes it back, {next-open} goes on", TABLE) == "u takes it back, g goes on"
    assert with_keys("“{sic}” and “{undo” are words of an article", TABLE) == (
        "“{sic}” and “{undo” are words of an article"
    )


def test_a_command_without_a_key_is_asked_for_in_the_palette() -> None:
    table = [replace(one, keys=()) if one.id == "submit" else one for one in TABLE]
    assert with_keys("{submit} submits it", table) == "ctrl+p submit the article submits it"


def test_what_is_told_names_commands_that_there_are() -> None:
    files = [Path(str(module.__file__)) for module in (labelling, shell)]
    for package in (session, lists):
        files += Path(package.__path__[0]).glob("*.py")
    texts = [
        node.value
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    named = {name for text in texts for name in re.findall(r"\{([a-z-]+)\}", text)}
    assert {"undo", "done", "nothing", "submit", "flag", "quit"} <= named
    assert named <= {command.id for command in TABLE}


async def test_messages_name_ones_own_keys(project: Project) -> None:
    own = Settings(keys={"nothing": ("f12",), "skip": ("ctrl+b",), "flag": ("ctrl+l",)})
    async with running(project, settings=own) as (app, pilot, _):
        await pilot.press("enter")
        assert "nothing is marked here: F12 says there is nothing, ctrl+b skips" in shown(app)
        await pilot.press("f5")
        await settle(app, pilot)
        assert "ctrl+l flags, m comments" in shown(app)


async def test_an_edit_of_a_reading_takes_ones_own_keys(samples: Project) -> None:
    own = Settings(keys={"attributes": ("ctrl+b",), "undo": ("f12",)})
    async with reviewing(samples, adjudicating, settings=own) as (app, pilot):
        await pilot.press("e")
        assert "ctrl+b attributes" in shown(app)
        assert "F12 undo a key" in shown(app)
        await pilot.press("ctrl+b", "n")
        assert "negated" in shown(app)
        await pilot.press("f12")
        assert "undone" in shown(app)
        assert "negated" not in shown(app)
