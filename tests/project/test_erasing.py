from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from annotator.domain.events import Event, StreamKey, diff
from annotator.domain.labels import Labels, Status
from annotator.project.erasing import erase_annotator, erase_article, erasures, finish
from annotator.project.labelling import now
from annotator.project.project import Project
from tests.cli.test_commands import annotator
from tests.terminal import Terminal


@pytest.fixture
def labelled(project: Project) -> Project:
    """The project with a comment by one Zerlina."""
    labels = Labels().with_status(0, Status("done", comment="written by hand"))
    event = Event("e1", 1, now(), "zerlina", "done", diff(Labels(), labels))
    project.store.append(StreamKey("harbour", "zerlina"), event)
    return project


def content(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("annotator.db*"))


def test_an_article(labelled: Project, tmp_path: Path) -> None:
    assert b"crane union" in content(tmp_path)
    erased = erase_article(labelled, "harbour", "lead")
    assert (erased.kind, erased.n_streams, erased.n_events, erased.complete) == ("article", 2, 2, True)
    assert labelled.store.count_articles() == 0
    for words in (b"crane union", b"Moreau", b"harbour", b"Harbour", b"written by hand", b"zerlina"):
        assert words not in content(tmp_path)
    assert [(one.kind, one.author, one.n_events) for one in erasures(labelled)] == [("article", "lead", 2)]
    assert finish(labelled)


def test_a_persons_name(labelled: Project, tmp_path: Path) -> None:
    assert b"zerlina" in content(tmp_path)
    assert erase_annotator(labelled, "zerlina", "zerlina").pseudonym == "erased-1"
    assert b"zerlina" not in content(tmp_path)
    stream = labelled.store.stream(StreamKey("harbour", "erased-1"))
    assert stream.labels.statuses[0].comment == "written by hand"
    assert [one.author for one in erasures(labelled)] == ["erased-1"]


def test_by_command(labelled: Project, tmp_path: Path) -> None:
    done = annotator("erase", "annotator", "zerlina", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "--yes" in done.stderr
    done = annotator("erase", "annotator", "carl", "--yes", cwd=tmp_path)
    assert done.returncode == 1
    assert "There are: zerlina" in done.stderr
    done = annotator(
        "erase", "annotator", "zerlina", "--labels", "--yes", "--as", "lead", "--json", cwd=tmp_path
    )
    assert json.loads(done.stdout) == {
        "complete": True,
        "kind": "labels",
        "n_events": 1,
        "n_streams": 1,
        "pseudonym": "erased-1",
    }
    assert b"written by hand" not in content(tmp_path)
    done = annotator("erase", "article", "harbour", "--yes", "--as", "lead", cwd=tmp_path)
    assert done.returncode == 0
    assert "erased: 1 set of labels, 1 event\n" in done.stderr
    done = annotator("erase", "log", "--json", cwd=tmp_path)
    assert [json.loads(line)["kind"] for line in done.stdout.splitlines()] == ["labels", "article"]
    assert annotator("erase", "log", cwd=tmp_path).stdout.count("by lead, 1 event\n") == 2
    done = annotator("erase", "finish", cwd=tmp_path)
    assert (done.returncode, "nothing" in done.stderr) == (0, True)


@pytest.mark.parametrize(("typed", "code"), [("harbour", 0), ("Harbour", 1), ("", 1)])
def test_the_key_has_to_be_typed(labelled: Project, tmp_path: Path, typed: str, code: int) -> None:
    command = [sys.executable, "-m", "annotator.cli.app", "erase", "article", "harbour", "--as", "lead"]
    terminal = Terminal(command, tmp_path)
    terminal.wait_for("Type the key to go on:")
    terminal.send(f"{typed}\r")
    assert terminal.wait() == code
    assert ("erased: 2 sets" if code == 0 else "nothing was erased") in terminal.screen
    assert labelled.store.count_articles() == code
