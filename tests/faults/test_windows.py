"""Several windows and several writers on one file: nothing is overwritten unseen."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from annotator.domain.events import StreamKey
from annotator.store.store import Store
from tests.faults.evidence import check_acknowledged, labels, numbers
from tests.faults.program import Program

WRITERS = 8
PRESSES = 30

WRITE = """
import sys
from annotator.domain.events import StreamKey
from annotator.domain.session.reviewing import flag
from annotator.project.labelling import Desk
from annotator.project.project import open_project

with open_project(sys.argv[1]) as project:
    desk = Desk(project, StreamKey("harbour", sys.argv[2]), lambda: None)
    for _ in range(20):
        desk.take(flag(desk.session))
    assert desk.close(60)
    print(desk.saved)
"""


def test_two_windows_with_keys_in_turn(folder: Path) -> None:
    one, two = (Program(folder, "annotate", "harbour", "--as", "anna", columns=120) for _ in range(2))
    one.wait_for(" anna ")
    two.wait_for(" anna ")
    one.type([")", "l", "a"], 0.1)
    one.wait_until_saved()
    two.type([")", ")", ")", "m", "s", "e", "e", "\r"], 0.1)
    two.wait_until_saved()
    assert "another window: both are kept" in "".join(two.told)
    one.type([")", "l", "a"], 0.1)
    one.wait_until_saved()
    assert "another window: both are kept" in "".join(one.told)
    assert len(labels(folder / "annotator.db", "anna").spans) == 2
    assert [one.comment for one in labels(folder / "annotator.db", "anna").statuses.values()] == ["see"]
    for program in (one, two):
        program.send("q")
        assert program.wait() == 0
    check_acknowledged(folder / "annotator.db", max(one.saved, two.saved))


def test_two_windows_at_the_same_moment(folder: Path) -> None:
    """Both flag another sentence as fast as they can: every key is an event, none is overwritten."""
    programs = [Program(folder, "annotate", "harbour", "--as", "anna", columns=120) for _ in range(2)]
    for program in programs:
        program.wait_for(" anna ")
    programs[1].type([")", ")", ")"], 0.1)
    for _ in range(PRESSES):
        for program in programs:
            program.type(["!"], 0.01)
    for program in programs * 2:
        program.wait_until_saved()
    for program in programs:
        assert "are gone" not in "".join(program.told)
        program.send("q")
        assert program.wait() == 0
    path = folder / "annotator.db"
    check_acknowledged(path, max(program.saved for program in programs))
    with Store.open(f"sqlite:///{path}") as store:
        log = store.events(StreamKey("harbour", "anna"))
    touched = Counter(change.key for one in log for change in one.event.changes)
    assert sorted(touched.values()) == [PRESSES, PRESSES]
    assert any("another window" in "".join(program.told) for program in programs)


def test_a_window_left_in_the_middle_of_a_conflict(folder: Path) -> None:
    """What the other window did is taken in before the screen is left, and asks for no second key."""
    one, two = (Program(folder, "annotate", "harbour", "--as", "anna", columns=120) for _ in range(2))
    one.wait_for(" anna ")
    two.wait_for(" anna ")
    two.type([")", ")"], 0.1)
    one.type(["!"])
    one.wait_until_saved()
    two.send("!q")
    assert two.wait() == 0
    one.send("q")
    assert one.wait() == 0
    assert sum(status.flag for status in labels(folder / "annotator.db", "anna").statuses.values()) == 2


def test_what_cannot_be_kept_is_told(folder: Path) -> None:
    one, two = (Program(folder, "annotate", "harbour", "--as", "anna", columns=120) for _ in range(2))
    one.wait_for(" anna ")
    two.wait_for(" anna ")
    one.type(["m", "o", "n", "e", "\r"], 0.05)
    one.wait_until_saved()
    two.type(["m", "t", "w", "o", "\r"], 0.05)
    two.wait_for("did not fit and are gone")
    two.wait_until_saved()
    assert "comment: one" in two.screen
    for program in (one, two):
        program.send("q")
        assert program.wait() == 0
    assert labels(folder / "annotator.db", "anna").status(0).comment == "one"


@pytest.mark.parametrize("names", [[f"writer {n}" for n in range(WRITERS)]], ids=["eight"])
def test_eight_writers(folder: Path, names: list[str]) -> None:
    path = folder / "annotator.db"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, path, name], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for name in names
    ]
    for process in running:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err.decode()
        assert int(out) > 20
    assert len(numbers(path)) == 1 + 20 * WRITERS
    with Store.open(f"sqlite:///{path}") as store:
        assert store.annotators() == sorted(names)
