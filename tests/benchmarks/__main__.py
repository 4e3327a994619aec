"""Run benchmarks: python -m tests.benchmarks [--record] [NAME…]; --record writes them into docs/benchmarks.md.

`suggestions --data FOLDER` measures suggestions beside marked data, which is no part of the project;
--record adds its tables to docs/suggestions.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from tests.benchmarks import (
    adjudication,
    agreement,
    bulk,
    commands,
    database,
    joining,
    keystrokes,
    labels,
    rounds,
    screen,
)
from tests.benchmarks.pairs import HEADER
from tests.benchmarks.suggestions import needed, suggestions


class Figure(Protocol):
    """Something measured, as a line of the table."""

    def row(self) -> str: ...


BENCHMARKS: dict[str, Callable[..., Iterable[Figure]]] = {
    "help": commands.help_,
    "start": screen.start,
    "keys": screen.keys,
    "sizes": screen.sizes,
    "commit": database.commit,
    "import": database.import_,
    "export": database.export,
    "memory": database.memory,
    "merge": joining.merge,
    "migrate": joining.migrate,
    "labels": labels.labels,
    "suggest": bulk.suggest,
    "spans": agreement.spans,
    "alpha": agreement.alpha,
    "resampling": agreement.resampling,
    "agreement": agreement.agreement,
    "coverage": agreement.coverage,
    "adjudication": adjudication.adjudication,
    "keystrokes": keystrokes.keystrokes,
    "rounds": rounds.rounds,
}
DOCS = Path(__file__).parents[2] / "docs"
#: How a file in docs/ begins that is not there yet.
HEADS = {
    "benchmarks.md": "# Benchmarks\n\nRatios to a floor measured in the same run, pairs interleaved: "
    "`make bench`. What was measured\nlast stands here: "
    "`python -m tests.benchmarks --record NAME` writes the section of that name anew.\n",
    "suggestions.md": "# Suggestions\n\nMeasured on development halves of marked data that is no "
    "part of the project:\n`python -m tests.benchmarks suggestions --data FOLDER`.\n",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what was asked for, print the table, and record it if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all if none")
    parser.add_argument("--record", action="store_true", help="write into docs/")
    parser.add_argument(
        "--data",
        type=Path,
        help="marked data for `suggestions`, a gold file for `keystrokes`, articles with gold for `labels`",
    )
    chosen = parser.parse_args(arguments)
    if "suggestions" in chosen.names:
        if chosen.data is None or len(chosen.names) > 1:
            parser.error("`suggestions` stands alone and needs --data FOLDER")
        lacking = [file for file in needed(chosen.data) if not file.is_file()]
        if lacking:
            parser.error(f"there is no {lacking[0]}: --data names the folder of the marked data")
        lines = []
        for line in suggestions(chosen.data):
            lines.append(line)
            print(line, flush=True)
        if chosen.record:
            _record(lines, "suggestions.md")
        return
    unknown = set(chosen.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no benchmark is named {', '.join(sorted(unknown))}")
    # What is measured is the program as it comes, not with somebody's settings.
    os.environ["ANNOTATOR_CONFIG"] = str(Path(tempfile.gettempdir()) / "annotator-bench" / "settings.toml")
    print(HEADER, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in chosen.names or BENCHMARKS:
            given = {"data": chosen.data} if name in ("keystrokes", "labels") and chosen.data else {}
            lines = [HEADER]
            for ratio in BENCHMARKS[name](Path(folder), **given):
                lines.append(ratio.row())
                print(ratio.row(), flush=True)
            if chosen.record:
                _record_section(f"{name} --data" if given else name, lines)


def _record_section(name: str, lines: list[str]) -> None:
    """Write what a benchmark measured in place of what it had measured before."""
    table = DOCS / "benchmarks.md"
    before = table.read_text(encoding="utf-8") if table.exists() else HEADS["benchmarks.md"]
    head, *parts = before.split("\n## ")
    sections = dict(part.split("\n", 1) for part in parts)
    sections[name] = f"\n{_conditions()}\n\n" + "\n".join(lines) + "\n"
    places = {one: place for place, one in enumerate(BENCHMARKS)}
    order = sorted(sections, key=lambda one: places.get(one.removesuffix(" --data"), len(places)))
    text = head + "".join(f"\n## {one}\n{sections[one]}" for one in order)
    table.write_text(text, encoding="utf-8")


def _conditions() -> str:
    """The time, the machine and the versions of what matters."""
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("textual", "spacy", "sqlalchemy", "typer", "numpy")
    )
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    machine = f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {platform.system()}"
    return f"{when} UTC; {machine}; {packages}."


def _record(lines: list[str], name: str) -> None:
    """Add what was measured to a file in docs/."""
    when, rest = _conditions().split("; ", 1)
    head = f"\n## {when}\n\n{rest}\n\n"
    table = DOCS / name
    table.parent.mkdir(exist_ok=True)
    before = table.read_text(encoding="utf-8") if table.exists() else HEADS[name]
    table.write_text(before + head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
