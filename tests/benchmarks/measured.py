"""A command of the program in a process of its own, and what it took."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# Not getrusage's figure: a process inherits that of the one that began it, which may have had more.
_SCRIPT = """
import sys, time
from annotator.cli.app import main

if __name__ == "__main__":
    ended = 0
    try:
        main()
    except SystemExit as end:
        ended = end.code
    with open("/proc/self/status") as status:
        peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
    print(f"\\n{peak} {time.process_time()}")
    sys.exit(ended)
"""


def command(place: Path, *words: object) -> tuple[float, float]:
    """Run a command on a project; the most memory it had in MB, and the processor's seconds. Linux only."""
    program = [sys.executable, "-c", _SCRIPT, "--db", place, *words]
    done = subprocess.run(
        [*map(str, program)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True
    )
    peak, seconds = done.stdout.split()[-2:]
    return int(peak) / 1e3, float(seconds)
