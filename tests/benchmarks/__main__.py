"""Run benchmarks: python -m tests.benchmarks [--record] [NAME…]; --record adds them to docs/benchmarks.md."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks import agreement, commands, database, screen
from tests.benchmarks.pairs import HEADER

BENCHMARKS = {
    "help": commands.help_,
    "start": screen.start,
    "keys": screen.keys,
    "commit": database.commit,
    "import": database.import_,
    "export": database.export,
    "spans": agreement.spans,
    "alpha": agreement.alpha,
    "resampling": agreement.resampling,
    "agreement": agreement.agreement,
    "coverage": agreement.coverage,
}
TABLE = Path("docs/benchmarks.md")


def main() -> None:
    """Measure what was asked for, print the table, and record it if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all if none")
    parser.add_argument("--record", action="store_true", help=f"append to {TABLE}")
    chosen = parser.parse_args()
    unknown = set(chosen.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no benchmark is named {', '.join(sorted(unknown))}")
    lines = [HEADER]
    print(HEADER, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in chosen.names or BENCHMARKS:
            for ratio in BENCHMARKS[name](Path(folder)):
                lines.append(ratio.row())
                print(ratio.row(), flush=True)
    if chosen.record:
        _record(lines)


def _record(lines: list[str]) -> None:
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("textual", "spacy", "sqlalchemy", "typer", "numpy")
    )
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
