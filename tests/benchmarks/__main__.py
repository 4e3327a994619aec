"""Run benchmarks: python -m tests.benchmarks [--record] [NAME…]; --record adds them to docs/benchmarks.md."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from tests.benchmarks import commands, database, keystrokes, screen
from tests.benchmarks.pairs import HEADER


class Figure(Protocol):
    """Something measured, as a line of the table."""

    def row(self) -> str: ...


BENCHMARKS: dict[str, Callable[..., Iterable[Figure]]] = {
    "help": commands.help_,
    "start": screen.start,
    "keys": screen.keys,
    "commit": database.commit,
    "import": database.import_,
    "export": database.export,
    "memory": database.memory,
    "keystrokes": keystrokes.keystrokes,
}
TABLE = Path("docs/benchmarks.md")


def main() -> None:
    """Measure what was asked for, print the table, and record it if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all if none")
    parser.add_argument("--record", action="store_true", help=f"append to {TABLE}")
    parser.add_argument("--data", type=Path, help="gold file or folder to label, for keystrokes")
    chosen = parser.parse_args()
    unknown = set(chosen.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no benchmark is named {', '.join(sorted(unknown))}")
    lines = [HEADER]
    print(HEADER, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in chosen.names or BENCHMARKS:
            given = {"data": chosen.data} if name == "keystrokes" and chosen.data else {}
            for ratio in BENCHMARKS[name](Path(folder), **given):
                lines.append(ratio.row())
                print(ratio.row(), flush=True)
    if chosen.record:
        _record(lines)


def _record(lines: list[str]) -> None:
    packages = ", ".join(f"{name} {version(name)}" for name in ("textual", "spacy", "sqlalchemy", "typer"))
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    head = f"\n## {when} UTC\n\nPython {sys.version.split()[0]}, {os.cpu_count()} cores, {platform.system()}; {packages}.\n\n"
    TABLE.parent.mkdir(exist_ok=True)
    if not TABLE.exists():
        TABLE.write_text(
            "# Benchmarks\n\nRatios to a floor measured in the same run, pairs interleaved: `make bench`.\n"
        )
    with TABLE.open("a", encoding="utf-8") as file:
        file.write(head + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
