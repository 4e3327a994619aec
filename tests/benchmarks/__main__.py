"""Run benchmarks: python -m tests.benchmarks [--record] [NAME…]; --record adds them to docs/benchmarks.md.

`suggestions --data FOLDER` measures suggestions beside marked data, which is no part of the project;
--record adds its tables to docs/suggestions.md.
"""

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

from tests.benchmarks import agreement, bulk, commands, database, joining, keystrokes, labels, screen
from tests.benchmarks.pairs import HEADER
from tests.benchmarks.suggestions import suggestions


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
    "keystrokes": keystrokes.keystrokes,
}
TABLE = Path("docs/benchmarks.md")
HEADS = {
    TABLE: "# Benchmarks\n\nRatios to a floor measured in the same run, pairs interleaved: `make bench`.\n",
    Path("docs/suggestions.md"): "# Suggestions\n\nMeasured on development halves of marked data that is no "
    "part of the project:\n`python -m tests.benchmarks suggestions --data FOLDER`.\n",
}


def main() -> None:
    """Measure what was asked for, print the table, and record it if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all if none")
    parser.add_argument("--record", action="store_true", help="append to docs/")
    parser.add_argument(
        "--data",
        type=Path,
        help="marked data for `suggestions`, a gold file for `keystrokes`, articles with gold for `labels`",
    )
    chosen = parser.parse_args()
    if "suggestions" in chosen.names:
        if chosen.data is None or len(chosen.names) > 1:
            parser.error("`suggestions` stands alone and needs --data FOLDER")
        lines = []
        for line in suggestions(chosen.data):
            lines.append(line)
            print(line, flush=True)
        if chosen.record:
            _record(lines, Path("docs/suggestions.md"))
        return
    unknown = set(chosen.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no benchmark is named {', '.join(sorted(unknown))}")
    # What is measured is the program as it comes, not with somebody's settings.
    os.environ["ANNOTATOR_CONFIG"] = str(Path(tempfile.gettempdir()) / "annotator-bench" / "settings.toml")
    lines = [HEADER]
    print(HEADER, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in chosen.names or BENCHMARKS:
            given = {"data": chosen.data} if name in ("keystrokes", "labels") and chosen.data else {}
            for ratio in BENCHMARKS[name](Path(folder), **given):
                lines.append(ratio.row())
                print(ratio.row(), flush=True)
    if chosen.record:
        _record(lines, TABLE)


def _record(lines: list[str], table: Path) -> None:
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("textual", "spacy", "sqlalchemy", "typer", "numpy")
    )
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    head = f"\n## {when} UTC\n\nPython {sys.version.split()[0]}, {os.cpu_count()} cores, {platform.system()}; {packages}.\n\n"
    table.parent.mkdir(exist_ok=True)
    if not table.exists():
        table.write_text(HEADS[table])
    with table.open("a", encoding="utf-8") as file:
        file.write(head + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
