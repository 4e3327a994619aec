"""What was read is kept as it is, on the disk, once: and then stored or not."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.errors import AnnotatorError
from annotator.formats._parsed import Parsed
from annotator.project import kept as room
from annotator.project.importing import import_labels
from annotator.project.kept import Kept
from annotator.project.project import Project, create_project
from annotator.project.sources import sources
from tests.formats.generated import records


@settings(max_examples=60, deadline=None)
@given(some=st.lists(records().map(Parsed.of), max_size=4))
def test_records_come_back_as_they_were(some: list[Parsed]) -> None:
    with Kept(None) as kept:
        for one in some:
            kept.add(one)
        assert len(kept) == len(some)
        assert [(one, one.where) for one in kept] == [(one, one.where) for one in some]


def test_what_is_long_lies_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "IN_MEMORY", 1000)
    with Kept(tmp_path) as kept:
        for number in range(100):
            kept.add(Parsed(f"a{number}", "x" * 100))
        assert kept._file._rolled  # type: ignore[attr-defined]
        assert [one.id for one in kept] == [f"a{number}" for number in range(100)]
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "IN_MEMORY", 1)
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    with Kept(None) as kept:
        kept._file.rollover()
        full = os.open("/dev/full", os.O_WRONLY)
        os.dup2(full, kept._file.fileno())
        os.close(full)
        with pytest.raises(AnnotatorError, match=r"No space left[^\n]*\n.*nothing was stored"):
            kept.add(Parsed("a", "x" * 1_000_000))


def test_what_no_json_holds_is_refused() -> None:
    with Kept(None) as kept, pytest.raises(AnnotatorError, match=r"a\.x:3: .*\n.*JSON"):
        kept.add(Parsed("a", "text", "a.x:3", meta={"odd": object()}))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_file_is_read_once(tmp_path: Path) -> None:
    """So that it may be a pipe, and what was checked is what is stored."""
    pipe = tmp_path / "labels.jsonl"
    os.mkfifo(pipe)
    line = '{"id": "a", "text": "Rossi blamed Brussels.", "annotator": "anna"}\n'
    writer = threading.Thread(target=pipe.write_text, args=(line,))
    writer.start()
    with create_project(str(tmp_path / "p.db"), "blame") as project:
        assert import_labels(project, sources([str(pipe)])).labels == {"new": 1}
    writer.join()


def test_a_faulty_file_stores_nothing_however_late(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    good = "".join(
        f'{{"id": "b{number}", "text": "Rossi left {number}.", "annotator": "anna"}}\n'
        for number in range(600)
    )
    file.write_text(good + '{"text": 1}\n')
    before = project.store.count_articles(), list(project.store.streams())
    with pytest.raises(AnnotatorError, match="jsonl:601"):
        import_labels(project, sources([str(file)]))
    assert (project.store.count_articles(), list(project.store.streams())) == before
