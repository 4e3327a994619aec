"""kill -9 at any moment: what the screen called saved is there."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.faults.evidence import check_acknowledged, numbers
from tests.faults.program import Program

KILLS = int(os.environ.get("ANNOTATOR_KILLS", "8"))
#: Keys that make events, and keys that move: an annotator in a hurry.
KEYS = ["!", "a", " ", "l", "w", "u", "r", "!", "c", "s", "A", "1", "x", "n", "\r", "(", "p", "v", "."]


@pytest.mark.parametrize("group", range(min(KILLS, 4)))
def test_nothing_that_was_called_saved_is_lost(folder: Path, group: int) -> None:
    """Killed again and again on one project, so that each start finds what the last kill left."""
    path = folder / "annotator.db"
    random_ = random.Random(group)
    saved = 0
    for _ in range(group, KILLS, 4):
        program = Program(folder, "annotate", "harbour", "--as", "anna")
        if random_.random() < 0.9:
            program.wait_for(" anna ")
        for _ in range(random_.randrange(60)):
            program.type([random_.choice(KEYS)], random_.choice([0.0, 0.0, 0.002, 0.02]))
        program.read_for(random_.random() * 0.1)
        program.kill()
        saved = max(saved, program.saved)
        check_acknowledged(path, saved)
    assert saved > 1
    program = Program(folder, "annotate", "harbour", "--as", "anna")
    program.wait_for("saved #")
    program.type(["!", "!"])
    program.wait_until_saved()
    program.send("q")
    assert program.wait() == 0
    assert numbers(path)[-1] == program.saved
