"""Very long sentences and lines: linear time, memory in proportion, and keys that still answer."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from annotator.project.project import create_project
from tests.faults import hostile
from tests.faults.evidence import check_acknowledged
from tests.faults.program import ESCAPE, Program

#: Length of the one line, in MB.
MEGABYTES = int(os.environ.get("ANNOTATOR_LONG_LINE", "5"))


def run(folder: Path, *arguments: str, seconds: float) -> tuple[float, float]:
    """Run a command to its end; its seconds and the most memory it had, in MB."""
    start = time.monotonic()
    program = Program(folder, *arguments, columns=120)
    assert program.wait(seconds) == 0, program.screen
    return time.monotonic() - start, program.memory


def test_a_sentence_of_5000_tokens(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text(hostile.long_sentence())
    make_project(tmp_path)
    for arguments in (("import", "long.txt"), ("suggest", "--pipeline", "rules")):
        run(tmp_path, *arguments, seconds=60)
    program = Program(tmp_path, "annotate", "--as", "anna", columns=100, rows=30)
    program.wait_for(" anna ")
    program.wait_until_saved()
    times = []
    for key in ["l", "l", "a", "w", " ", "\x1b[F", "s", "A", "1", ESCAPE, "\x1b[H", ".", "v", "\x1b[F", "c"]:
        seen, start = len(program.raw), time.monotonic()
        program.send(key)
        while len(program.raw) == seen and time.monotonic() - start < 5:
            program.read(0.005)
        times.append(time.monotonic() - start)
    program.wait_until_saved()
    assert sorted(times)[len(times) // 2] < 1.0, times
    program.send("q")
    assert program.wait() == 0
    check_acknowledged(tmp_path / "annotator.db", program.saved)
    assert program.saved > 5


def test_very_long_lines(tmp_path: Path) -> None:
    texts = [hostile.long_line(MEGABYTES), hostile.long_line(max(MEGABYTES // 5, 1), blanks=False)]
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.txt").write_text(text)
    make_project(tmp_path)
    told = {}
    for name, arguments in (
        ("import", ("import", "0.txt", "1.txt")),
        ("suggest", ("suggest", "--pipeline", "rules")),
        ("export", ("export", "jsonl", "--to", "out.jsonl")),
    ):
        told[name] = run(tmp_path, *arguments, seconds=60 * MEGABYTES)
    for number in range(len(texts)):
        start = time.monotonic()
        program = Program(tmp_path, "annotate", str(number), "--as", "anna", columns=100, rows=30)
        program.wait_for(" anna ", 60 * MEGABYTES)
        program.type(["l", "a", "!"])
        program.wait_until_saved(10 * MEGABYTES)
        ready = time.monotonic() - start
        program.send("q")
        assert program.wait() == 0
        told[f"screen {number}"] = ready, program.memory
    exported = [json.loads(line)["text"] for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert set(exported) == set(texts)
    print({name: f"{seconds:.1f} s, {peak:.0f} MB" for name, (seconds, peak) in told.items()})
    assert max(peak for _, peak in told.values()) < 250 + 100 * MEGABYTES


def make_project(folder: Path) -> None:
    create_project(str(folder / "annotator.db"), "blame").close()
