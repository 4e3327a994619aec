"""kill -9 in the middle of a merge: the project is as it was, and the next merge does it all."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotator import resources
from annotator.project.importing import import_labels
from annotator.project.merging import merge
from annotator.project.project import create_project, open_project
from annotator.project.sources import sources
from tests.faults.evidence import numbers

KILLED = """
import os, signal, sys
from annotator.project.merging import merge
from annotator.project.project import open_project

def tell(done, total):
    if done == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)

with open_project("here.db") as project:
    merge(project, ["there.db"], "lead", tell=tell)
"""


@pytest.mark.parametrize("done", [1, 6])
def test_killed_half_way_it_has_done_nothing(tmp_path: Path, done: int) -> None:
    for name, who in (("here", "anna"), ("there", "ben")):
        with create_project(str(tmp_path / f"{name}.db"), "blame") as project:
            file = resources.folder("seeds") / "labels" / f"{who}.jsonl"
            import_labels(project, sources([str(file)]))
    before = numbers(tmp_path / "here.db")
    killed = subprocess.run([sys.executable, "-c", KILLED, str(done)], cwd=tmp_path, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert numbers(tmp_path / "here.db") == before
    with open_project(str(tmp_path / "here.db")) as project:
        assert project.store.annotators() == ["anna"]
        assert merge(project, [str(tmp_path / "there.db")], "lead").others[0].joined.streams == {"new": 6}
        assert project.store.annotators() == ["anna", "ben"]
    assert len(numbers(tmp_path / "here.db")) == 2 * len(before)
