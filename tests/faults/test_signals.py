"""Signals and terminals that go away: nothing called saved is lost, the program ends, the terminal is left well."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from tests.faults.evidence import check_acknowledged, labels, numbers
from tests.faults.program import Program

KEYS = ["!", "a", "l", "!", "n", " ", "!"]


def busy(folder: Path) -> Program:
    program = Program(folder, "annotate", "harbour", "--as", "anna")
    program.wait_for(" anna ")
    program.type(KEYS)
    return program


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_signal_ends_the_program_and_restores_the_terminal(folder: Path, number: signal.Signals) -> None:
    program = Program(folder, "annotate", "harbour", "--as", "anna")
    before = program.modes()
    program.wait_for(" anna ")
    assert program.modes() != before
    program.type(KEYS)
    program.wait_until_saved()
    program.type(["!", "!"])
    program.signal(number)
    program.wait_until(lambda: b"\x1b[?1049l" in program.raw, "the alternate screen is left")
    program.wait_until(lambda: b"\x1b[?25h" in program.raw, "the cursor is shown")
    program.wait_until(lambda: program.modes() == before, "the terminal is as before")
    assert program.wait(10) == 128 + number
    assert b"Traceback" not in program.raw
    check_acknowledged(folder / "annotator.db", program.saved)


def test_what_waits_is_saved_on_sigterm(folder: Path) -> None:
    program = busy(folder)
    program.wait_until_saved()
    before = program.saved
    other = sqlite3.connect(folder / "annotator.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    program.type(["!", "!"])
    program.wait_for("saving 2")
    program.signal(signal.SIGTERM)
    time.sleep(0.3)
    other.execute("ROLLBACK")
    other.close()
    assert program.wait(10) == 128 + signal.SIGTERM
    assert numbers(folder / "annotator.db")[-1] == before + 2


@pytest.mark.parametrize("ignored", [False, True])
def test_closed_window(folder: Path, ignored: bool) -> None:
    """Also where SIGHUP was ignored by whoever started the program, as nohup does."""
    before = ("bash", "-c", 'trap \'\' HUP; exec "$0" "$@"') if ignored else ()
    program = Program(folder, "annotate", "harbour", "--as", "anna", before=before)
    program.wait_for(" anna ")
    program.type(KEYS)
    program.hang_up()
    program.ended(10)
    check_acknowledged(folder / "annotator.db", program.saved)


def test_stopped_and_continued(folder: Path) -> None:
    program = Program(folder, "annotate", "harbour", "--as", "anna")
    before = program.modes()
    program.wait_for(" anna ")
    program.type(KEYS)
    program.wait_until_saved()
    raw = program.modes()
    program.signal(signal.SIGTSTP)
    program.wait_until(lambda: program.modes() == before, "the terminal is as before")
    program.wait_until(lambda: b"\x1b[?1049l" in program.raw, "the alternate screen is left")
    program.wait_until(lambda: stopped(program.pid), "the program sleeps")
    seen = len(program.raw)
    program.signal(signal.SIGCONT)
    program.wait_until(lambda: program.modes() == raw, "keys are handed over as they are")
    program.wait_until(lambda: b"\x1b[?1049h" in program.raw[seen:], "the alternate screen is back")
    program.wait_until(lambda: b"Vell" in program.raw[seen:], "the article is drawn again")
    saved = program.saved
    program.type(["!", "z"])
    program.wait_until_saved()
    assert program.saved == saved + 2
    program.send("q")
    assert program.wait() == 0
    check_acknowledged(folder / "annotator.db", program.saved)
    assert labels(folder / "annotator.db", "anna").spans


def stopped(pid: int) -> bool:
    """Whether a process sleeps until it is told to go on."""
    found, status = os.waitpid(pid, os.WNOHANG | os.WUNTRACED)
    return bool(found) and os.WIFSTOPPED(status)
