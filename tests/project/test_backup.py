from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.project.backup import back_up
from annotator.project.project import Project, open_project
from tests.cli.test_commands import annotator

AT = datetime(2024, 5, 1, 12, 0, 30, tzinfo=UTC)


def test_a_copy_is_named_by_the_time_and_lies_beside(project: Project, tmp_path: Path) -> None:
    target = back_up(project, clock=lambda: AT)
    assert target == tmp_path / f"annotator-{AT.astimezone():%Y%m%d-%H%M%S}.db"
    assert back_up(project, clock=lambda: AT).name == target.name.replace(".db", "-2.db")
    with pytest.raises(AnnotatorError, match="there already"):
        back_up(project, target)
    with open_project(str(target)) as copy:
        assert list(copy.store.records(unlabelled=True)) == list(project.store.records(unlabelled=True))


def test_by_command_while_the_project_is_open(project: Project, tmp_path: Path) -> None:
    done = annotator("backup", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["project"] == "annotator.db"
    (copy,) = tmp_path.glob("annotator-20??????-??????.db")
    assert (told["backup"], told["bytes"]) == (copy.name, copy.stat().st_size)
    done = annotator("backup", copy.name, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{copy.name} is there already" in done.stderr
    assert "articles  1" in annotator("status", "--db", copy.name, cwd=tmp_path).stdout
