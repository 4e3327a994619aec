"""A command of the program in a process of its own, and what it took, with the processes it began."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

# Not getrusage's figure: a process inherits that of the one that began it, which may have had more.
_SCRIPT = """
import os, sys
from annotator.cli.app import main

if __name__ == "__main__":
    ended = 0
    try:
        main()
    except SystemExit as end:
        ended = end.code
    with open("/proc/self/status") as status:
        peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
    print(f"\\n{peak} {sum(os.times()[:4])}")
    sys.exit(ended)
"""


def command(place: Path, *words: object) -> tuple[float, float]:
    """Run a command on a project; Linux only.

    Returns the most memory in MB that it had, and the processor's seconds. Of processes that it began, the
    most that each had is added, though they need not have had it at the same time.
    """
    program = [sys.executable, "-c", _SCRIPT, "--db", place, *words]
    with subprocess.Popen(
        [*map(str, program)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        peaks: dict[int, int] = {}
        ended = threading.Event()
        watch = threading.Thread(target=_watch, args=(running.pid, peaks, ended))
        watch.start()
        out, _ = running.communicate()
        ended.set()
        watch.join()
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, program, out)
    peak, seconds = out.split()[-2:]
    return (int(peak) + sum(peaks.values())) / 1e3, float(seconds)


def _watch(parent: int, peaks: dict[int, int], ended: threading.Event) -> None:
    """Note the most memory, in kB, that each process below a parent has had, until it ended."""
    while not ended.wait(0.1):
        for place in Path("/proc").glob("[0-9]*/status"):
            try:
                told = dict(line.split(":", 1) for line in place.read_text().splitlines())
                if int(told["PPid"]) == parent or int(told["PPid"]) in peaks:
                    peaks[int(told["Pid"])] = int(told["VmHWM"].split()[0])
            except (OSError, KeyError):  # it has ended
                continue
