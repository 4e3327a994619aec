"""Fast hands in a real terminal: keys a millisecond apart do what slow keys do, whatever is open."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotator.domain.labels import Labels
from annotator.domain.text import Article
from annotator.project.project import create_project
from annotator.segment.segmenter import Segmenter
from tests.conftest import add
from tests.faults.evidence import check_acknowledged, labels, plain
from tests.faults.program import ESCAPE, Program

RIGHT = "\x1b[C"
#: What is typed, by what it crosses.
SCRIPTS: dict[str, list[str]] = {
    "labels, menus, undo": [
        *["n", " ", "2", "a", "t", "c", "h", "\r", "v", RIGHT, RIGHT, "a", "f", "h", "A", "1", "U", "o"],
        *[
            "l",
            "l",
            "s",
            "D",
            "3",
            "U",
            ".",
            ",",
            "+",
            "w",
            "i",
            "c",
            "u",
            "r",
            "!",
            "\r",
            "z",
            "(",
            "x",
            "y",
        ],
        *["u", "u", "u", "u", "r", "r", "u", "u", "u", "u", "r", "r", "r", "r", "r", "!"],
    ],
    "help, comment, find, palette": [
        *["n", "?", "j", "j", " ", "q", " ", "?", "\x1b[B", "x", "a", "l", "l", "s", "?", "?", "!"],
        *["m", *"look at this: it is a q!", "\r", "!", "m", *" twice", "\x7f", "\r", " ", "l"],
        *["/", *"mayor", "\r", "a", "/", *"crane", "\r", "a", "l", "a", "!"],
        *["\x10", *"flag, or take", "\r", "l", "a", "\x10", *"nothing here", "\r", "a", ESCAPE],
    ],
}


@pytest.fixture
def without_suggestions(tmp_path: Path, harbour: Article, segmenter: Segmenter) -> Path:
    """A project whose suggestions are still to be made when the screen opens."""
    with create_project(str(tmp_path / "annotator.db"), "blame") as made:
        add(made, segmenter, harbour)
    return tmp_path


@pytest.mark.parametrize("what", SCRIPTS)
def test_fast_is_slow(folder: Path, what: str) -> None:
    slow = typed(folder, "slow", SCRIPTS[what], 0.09)
    for name, gap in (("fast", 0.001), ("burst", 0.0)):
        assert typed(folder, name, SCRIPTS[what], gap) == slow, name
    assert slow != plain(Labels())


def test_fast_while_suggestions_are_made(without_suggestions: Path, tmp_path: Path) -> None:
    """Labels by hand do not wait for suggestions, and are the same as those typed without any."""
    keys = [
        "!",
        ")",
        "l",
        "l",
        "a",
        "w",
        "w",
        "s",
        "h",
        "!",
        ")",
        "l",
        "i",
        "m",
        *"late",
        "\r",
        "v",
        RIGHT,
        "c",
    ]
    slow = shutil.copytree(without_suggestions, tmp_path / "slow")
    expected = typed(slow, "anna", keys, 0.09, "--no-suggestions")
    assert typed(without_suggestions, "anna", keys, 0.001) == expected


def test_fast_from_the_first_moment(folder: Path) -> None:
    """Keys typed before there is a screen are not lost and not reordered.

    Without Enter: until the program takes the terminal over, that makes it a line feed.
    """
    keys = ["n", " ", "!", "l", "a", "w", "w", "s", "v", RIGHT, RIGHT, "i"]
    slow = typed(folder, "slow", keys, 0.09)
    program = Program(folder, "annotate", "harbour", "--as", "early")
    program.read_for(0.05)
    program.type(keys)
    program.wait_for(" early ")
    assert ended(program, folder, "early") == slow


def typed(folder: Path, name: str, keys: list[str], gap: float, *options: str) -> object:
    """The labels after keys are typed with a gap in seconds between them."""
    program = Program(folder, "annotate", "harbour", "--as", name, *options)
    program.wait_for(f" {name} ")
    if gap > 0.05:
        program.wait_until_saved()
    if gap == 0:
        program.send("".join(keys))
    else:
        program.type(keys, gap)
    return ended(program, folder, name)


def ended(program: Program, folder: Path, name: str) -> object:
    program.wait_until_saved()
    program.send("q")
    assert program.wait() == 0, program.screen
    check_acknowledged(folder / "annotator.db", program.saved)
    return plain(labels(folder / "annotator.db", name))
