"""Start of the command line beside a bare typer app."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.bare import HELP
from tests.benchmarks.pairs import Ratio, compare


def help_(folder: Path) -> Iterator[Ratio]:
    """`annotator --help`."""

    def timed(*command: str) -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, *command], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - began

    def ours() -> float:
        return timed("-m", "annotator.cli.app", "--help")

    def floor() -> float:
        return timed("-c", HELP, "--help")

    yield compare("annotator --help / a bare typer app's help", 2.0, ours, floor)
