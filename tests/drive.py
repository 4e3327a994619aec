"""Drives an installed `annotator` as a newcomer would: python -m tests.drive COMMAND FOLDER."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.terminal import Terminal


def drive(command: str, folder: Path) -> None:
    """Open the samples, take suggestions, quit, resume, undo, export; asserts what is seen."""
    terminal = Terminal([command], folder, 100, 30)
    terminal.wait_for("suggested")
    terminal.wait_for("space take")
    terminal.wait_for("?")
    for _ in range(12):
        before = terminal.screen
        if "—" in before.split("marked")[-1]:
            break
        terminal.send("z")
        terminal.read(0.4)
    assert "—" in terminal.screen.split("marked")[-1], f"no tie is suggested:\n{terminal.screen}"
    terminal.send(" ")
    terminal.wait_for("saved #")
    terminal.wait_for("1 marked")
    terminal.send("q")
    assert terminal.wait() == 0
    database = sqlite3.connect(folder / "annotator.db")
    query = "select count(*) from tie join stream on stream.id = tie.stream_id where layer = 'human'"
    assert database.execute(query).fetchone() == (1,)

    terminal = Terminal([command], folder, 80, 24)
    terminal.wait_for("1 marked")
    terminal.send("u")
    terminal.wait_for("undone")
    terminal.send("r")
    terminal.wait_for("redone")
    terminal.wait_for("saved #")
    terminal.send("q")
    assert terminal.wait() == 0
    assert database.execute(query).fetchone() == (1,)
    database.close()

    for arguments in (["suggest"], ["export", "jsonl", "--to", "labels.jsonl"], ["status"]):
        subprocess.run([command, *arguments], cwd=folder, check=True)
    assert (folder / "labels.jsonl").stat().st_size > 1000
    refused = subprocess.run(
        [command], cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    assert refused.returncode == 1
    assert "terminal" in refused.stderr
    print(f"drove {command}: labelled, resumed, undid, exported")


if __name__ == "__main__":
    drive(sys.argv[1], Path(sys.argv[2]).resolve())
