"""Start and key latency of the screen, in a real pty, beside a bare Textual app with the same text."""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from tests.benchmarks.bare import HIGHLIGHT, STATIC
from tests.benchmarks.corpus import long_sentence, project_of, show_text
from tests.benchmarks.pairs import Ratio, compare
from tests.terminal import Terminal

#: Output is taken to be complete after this much silence; it is no part of the time.
SILENCE = 0.03


def start(folder: Path) -> Iterator[Ratio]:
    """From exec to the sentence's words on the screen."""
    small = project_of(folder / "small", 10)
    text = show_text(small)
    (folder / "static.txt").write_text(text)

    def ours(place: Path) -> float:
        return _until_shown(
            [sys.executable, "-m", "annotator.cli.app", "--db", str(place), "annotate"], folder, text
        )

    def floor() -> float:
        return _until_shown([sys.executable, "-c", STATIC, str(folder / "static.txt")], folder, text)

    yield compare("sentence visible / bare Textual app showing the text", 3.5, lambda: ours(small), floor)
    large = project_of(folder / "large", 100_000)
    name = "sentence visible, 100,000 articles / 10 articles"
    yield compare(name, 1.3, lambda: ours(large), lambda: ours(small))


def keys(folder: Path) -> Iterator[Ratio]:
    """From the key to the last byte painted."""
    small = project_of(folder / "small", 10)
    for name, goal, place in (
        ("key → painted / bare highlight moving in the text", 1.5, small),
        ("key → painted, 5,000 tokens / the same", 2.0, long_sentence(folder / "long")),
    ):
        (folder / "move.txt").write_text(show_text(place))
        command = [
            sys.executable,
            "-m",
            "annotator.cli.app",
            "--db",
            str(place),
            "annotate",
            "--no-suggestions",
        ]
        with (
            _running(command, folder) as app,
            _running([sys.executable, "-c", HIGHLIGHT, str(folder / "move.txt")], folder) as bare,
        ):
            there, back = cycle("lh"), cycle("lh")
            yield compare(name, goal, _pressing(app, there), _pressing(bare, back), 60)


def sizes(folder: Path) -> Iterator[Ratio]:
    """Keys in a project of 100,000 articles beside one of ten: in the text, and in the list of articles."""
    small, large = project_of(folder / "small", 10), project_of(folder / "large", 100_000)
    commands = [
        [sys.executable, "-m", "annotator.cli.app", "--db", str(place), "annotate", "--no-suggestions"]
        for place in (large, small)
    ]
    with _running(commands[0], folder) as many, _running(commands[1], folder) as few:
        keys = cycle("lh"), cycle("lh")
        name = "key → painted, 100,000 articles / 10 articles"
        yield compare(name, 1.2, _pressing(many, keys[0]), _pressing(few, keys[1]), 60)
        for terminal in (many, few):
            terminal.send("\x1bOR")  # F3
            terminal.read(5.0)
        keys = cycle("jjjjjkkkkk"), cycle("jjjjjkkkkk")
        name = "list of articles, key → painted, 100,000 / 10"
        yield compare(name, 1.2, _pressing(many, keys[0]), _pressing(few, keys[1]), 60)


def _until_shown(command: list[str], folder: Path, text: str) -> float:
    wanted = text.split(maxsplit=1)[0].encode()
    began = time.perf_counter()
    terminal = Terminal(command, folder, 80, 24)
    while wanted not in terminal.raw:
        terminal.read_some(5.0)
    seconds = time.perf_counter() - began
    terminal.kill()
    return seconds


@contextmanager
def _running(command: list[str], folder: Path) -> Iterator[Terminal]:
    terminal = Terminal(command, folder, 80, 24)
    terminal.read(3.0)
    terminal.read(1.0)
    try:
        yield terminal
    finally:
        terminal.kill()


def _pressing(terminal: Terminal, keys: Iterator[str]) -> Callable[[], float]:
    """Press the next key and measure to the last byte that comes of it."""

    def press() -> float:
        began = last = time.perf_counter()
        terminal.send(next(keys))
        while select.select([terminal.fd], [], [], SILENCE if last > began else 5.0)[0]:
            os.read(terminal.fd, 65536)
            last = time.perf_counter()
        assert last > began, "the key painted nothing"
        return last - began

    return press
