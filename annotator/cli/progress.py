"""A progress bar on stderr for long work, where a person is watching."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(what: str) -> Iterator[Callable[..., None]]:
    """A bar with rate and remaining time; call what it gives with (done, total or None).

    Nothing is drawn where stderr is no terminal.
    """
    if not sys.stderr.isatty():
        yield _quiet
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task(what, total=None, rate="")

        def step(done: int, total: int | None = None) -> None:
            speed = bar.tasks[0].finished_speed or bar.tasks[0].speed
            rate = f"{speed:,.{0 if speed >= 10 else 1}f}/s" if speed else ""
            bar.update(task, completed=done, total=total, rate=rate)

        yield step


def _quiet(_done: int, _total: int | None = None) -> None:
    """Draw nothing."""
