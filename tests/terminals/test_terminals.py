"""Any terminal, any size: no crash, keys do what they should, q ends with 0."""

from __future__ import annotations

import os
import random
import re
from itertools import product
from pathlib import Path

import pytest

from tests.faults.evidence import check_acknowledged, labels
from tests.faults.program import ESCAPE, Program

RESIZES = int(os.environ.get("ANNOTATOR_RESIZES", "60"))
TERMINALS: dict[str, dict[str, str]] = {
    "xterm-256color": {"TERM": "xterm-256color"},
    "true colour": {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    "tmux": {"TERM": "tmux-256color"},
    "screen": {"TERM": "screen"},
    "linux console": {"TERM": "linux"},
    "dumb": {"TERM": "dumb"},
    "unknown": {"TERM": "no-such-terminal"},
    "none": {"TERM": ""},
    "no colour": {"TERM": "xterm-256color", "NO_COLOR": "1"},
    "C locale": {"TERM": "xterm", "LC_ALL": "C", "LANG": "C"},
}
SIZES = [(80, 24), (300, 80), (40, 10), (80, 24), (20, 5), (80, 24), (5, 3), (1, 1), (2, 50), (500, 2)]
#: Each terminal with one size, or every pair.
PAIRS = (
    list(product(TERMINALS, sorted(set(SIZES))))
    if os.environ.get("ANNOTATOR_TERMINALS") == "all"
    else list(zip(TERMINALS, SIZES, strict=True))
)
#: First a key that makes a label under any focus, then one of each kind, with all closed at the end.
KEYS = ["a", "l", "t", ESCAPE, ";", "?", "j", "?", " ", "m", "x", "\r", "\x10", ESCAPE, "!"]


def work(program: Program, folder: Path) -> None:
    """Do a bit of everything, quit, and look at what is stored."""
    program.type(KEYS, 0.04)
    program.wait_until_still()
    program.send("q")
    assert program.wait() == 0, program.raw[-3000:].decode(errors="replace")
    assert b"Traceback" not in program.raw
    check_acknowledged(folder / "annotator.db", program.saved)
    found = labels(folder / "annotator.db", "anna")
    assert any(span.label == "ACTOR" for span in found.spans.values())
    assert {status.comment for status in found.statuses.values()} == {"x"}
    assert any(status.flag for status in found.statuses.values())


@pytest.mark.parametrize(
    ("name", "size"), PAIRS, ids=lambda one: one if isinstance(one, str) else "x".join(map(str, one))
)
def test_terminal(folder: Path, name: str, size: tuple[int, int]) -> None:
    program = Program(
        folder, "annotate", "harbour", "--as", "anna", columns=size[0], rows=size[1], env=TERMINALS[name]
    )
    if size[0] >= 40 and size[1] > 2:
        program.wait_for(" anna ")
    else:
        program.wait_until_typing()  # there is no room to say more
    work(program, folder)
    if name == "no colour":
        colours = re.findall(rb"(?:38|48);2;(\d+);(\d+);(\d+)", program.raw)
        assert all(red == green == blue for red, green, blue in colours), "grey only"


def test_resize_storm(folder: Path) -> None:
    """Sizes change at random between keys; labels are those of a terminal that keeps still."""
    random_ = random.Random(4)
    keys = [random_.choice("l w ! h n ) ( u r".split()) for _ in range(RESIZES)]
    still = Program(folder, "annotate", "harbour", "--as", "still")
    still.wait_for(" still ")
    still.type(keys, 0.005)
    still.wait_until_saved()
    still.send("q")
    assert still.wait() == 0
    program = Program(folder, "annotate", "harbour", "--as", "storm")
    program.wait_for(" storm ")
    for key in keys:
        program.resize(random_.choice([1, 2, 7, 40, 80, 81, 200, 300]), random_.choice([1, 2, 3, 10, 24, 80]))
        program.send(key)
        program.read_for(random_.choice([0.0, 0.0, 0.01, 0.05]))
    program.resize(80, 24)
    program.read_for(0.2)
    program.wait_until_saved()
    assert "Harbour Fire" in program.screen
    program.send("q")
    assert program.wait() == 0
    stored = [labels(folder / "annotator.db", name).statuses for name in ("still", "storm")]
    assert stored[0] == stored[1]
    check_acknowledged(folder / "annotator.db", max(still.saved, program.saved))
