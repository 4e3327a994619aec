"""Suggestions for many articles: several processes, interruptions, other writers, newer versions."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Event, StreamKey, diff
from annotator.domain.labels import Labels
from annotator.domain.scheme import Scheme
from annotator.domain.text import Article
from annotator.project.doctor import Examination
from annotator.project.labelling import now
from annotator.project.project import Project, create_project, open_project
from annotator.project.recipe import Recipe
from annotator.project.suggesting import stored, stream_of, suggest_all, suggest_file
from annotator.project.workers import CHUNK, suggestions
from annotator.schemes.reader import load as load_scheme
from annotator.segment.segmenter import Segmenter
from tests.benchmarks.corpus import texts
from tests.conftest import add

RULES = Recipe("rules")
MANY = 4_000
#: Seconds; a busy machine takes its time.
PATIENCE = 300


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return load_scheme("blame")[0]


def articles(segmenter: Segmenter, count: int) -> list[Article]:
    return [segmenter.article(key, text) for key, text in texts(count)]


@pytest.fixture
def many(tmp_path: Path, segmenter: Segmenter) -> Iterator[Project]:
    with create_project(str(tmp_path / "annotator.db"), "blame") as project:
        add(project, segmenter, *articles(segmenter, 200))
        yield project


def test_processes_give_what_one_gives_in_order_and_a_few_at_a_time(
    segmenter: Segmenter, scheme: Scheme
) -> None:
    suggester, todo, drawn = RULES.load(), articles(segmenter, 400), 0

    def source() -> Iterator[Article]:
        nonlocal drawn
        for article in todo:
            drawn += 1
            yield article

    made = suggestions(suggester, RULES, scheme, source(), jobs=2, patience=0)
    got = [next(made) for _ in range(CHUNK + 1)]
    assert len(multiprocessing.active_children()) == 2
    assert drawn <= 6 * CHUNK
    got += list(made)
    assert multiprocessing.active_children() == []
    assert got == list(suggestions(suggester, RULES, scheme, todo))
    assert [article for article, _ in got] == todo


def test_few_articles_start_no_process(segmenter: Segmenter, scheme: Scheme) -> None:
    before = multiprocessing.active_children()
    for _ in suggestions(RULES.load(), RULES, scheme, articles(segmenter, CHUNK * 2), jobs=8):
        assert set(multiprocessing.active_children()) <= set(before)


def test_giving_up_stops_the_processes(segmenter: Segmenter, scheme: Scheme) -> None:
    made = suggestions(RULES.load(), RULES, scheme, articles(segmenter, 400), jobs=2, patience=0)
    for _ in range(CHUNK + 1):
        next(made)
    children = multiprocessing.active_children()
    made.close()
    end = time.monotonic() + PATIENCE
    # Not by join: the pool waits for them as well, and whoever comes second is told they live.
    while any(child.is_alive() for child in children):
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_process_that_is_killed_is_told(segmenter: Segmenter, scheme: Scheme) -> None:
    made = suggestions(RULES.load(), RULES, scheme, articles(segmenter, 2000), jobs=2, patience=0)
    for _ in range(CHUNK + 1):
        next(made)
    first, *_ = multiprocessing.active_children()
    assert first.pid is not None
    os.kill(first.pid, signal.SIGKILL)
    with pytest.raises(AnnotatorError, match=r"ended before its work was done\n.*--jobs 1"):
        list(made)


def test_an_error_in_the_middle_leaves_what_is_stored_and_the_next_run_goes_on(many: Project) -> None:
    class StopError(Exception):
        pass

    def tell(done: int, total: int) -> None:
        assert total == 200
        if done > 80:
            raise StopError

    with pytest.raises(StopError):
        suggest_all(many, "rules", tell)
    who = RULES.load().id
    left = many.store.count_without_suggestions(who)
    assert 0 < left < 120
    told: list[tuple[int, int]] = []
    assert suggest_all(many, "rules", lambda *row: told.append(row)) == (who, left)
    assert told[0] == (0, left)
    assert told[-1] == (left, left)
    assert suggest_all(many, "rules") == (who, 0)
    assert all(len(many.store.events(stream_of(key))) == 1 for key in many.store.article_keys())


def test_another_writer_in_between(many: Project) -> None:
    """The screen stores suggestions for the article it shows while all others are made."""
    other = Event("other", 1, now(), "screen@1", "suggest", (), "screen@1")

    def tell(done: int, total: int) -> None:
        if not done:
            many.store.append(stream_of("a000003"), other)

    who, count = suggest_all(many, "rules", tell)
    assert count == 200
    assert [one.event.author for one in many.store.events(stream_of("a000003"))] == ["screen@1", who]


def test_a_newer_version_replaces_suggestions_and_nothing_of_people(project: Project) -> None:
    before = stored(project, "harbour")
    assert before is not None
    taken = Labels(before.spans, {"deny": before.ties["deny"]})
    anna = StreamKey("harbour", "anna")
    project.store.append(anna, Event("a", 1, now(), "anna", "take", diff(Labels(), taken)))
    who, count = suggest_all(project, "rules")
    after = stored(project, "harbour")
    assert count == 1
    assert after is not None
    assert {tie.origin for tie in after.ties.values()} == {who}
    assert project.store.stream(anna).labels == taken
    assert [one.event.origin for one in project.store.events(stream_of("harbour"))] == ["rules@1", who]
    assert not list(Examination(project).findings())


def test_to_a_file_in_the_order_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import json

    lines = [json.dumps({"id": key, "text": text}) for key, text in texts(150)]
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n")
    suggest_file(str(tmp_path / "in.jsonl"), tmp_path / "one.jsonl", "rules")
    monkeypatch.setitem(suggestions.__kwdefaults__, "patience", 0)
    suggest_file(str(tmp_path / "in.jsonl"), tmp_path / "two.jsonl", "rules", jobs=2)
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


RUN = """
import sys
from annotator.cli.app import main
from annotator.project.workers import suggestions

if __name__ == "__main__":
    suggestions.__kwdefaults__["patience"] = 0
    sys.argv = ["annotator", "suggest", "--pipeline", "rules", "--jobs", "2"]
    main()
"""


@pytest.fixture
def running(tmp_path: Path, segmenter: Segmenter) -> Iterator[subprocess.Popen[str]]:
    """`annotator suggest` with two processes on 4,000 articles, some of them stored already."""
    with create_project(str(tmp_path / "annotator.db"), "blame") as project:
        add(project, segmenter, *articles(segmenter, MANY))
    (tmp_path / "run.py").write_text(RUN)
    program = subprocess.Popen(
        [sys.executable, "run.py"], cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    end = time.monotonic() + PATIENCE
    while len(children_of(program.pid)) < 2 or count_stored(tmp_path) < 100:
        assert time.monotonic() < end
        assert program.poll() is None
        time.sleep(0.02)
    yield program
    if program.poll() is None:
        program.kill()
    program.communicate()


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
@pytest.mark.flaky(reruns=2)  # Python itself loses a Ctrl-C that comes while it runs a finalizer
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_stopped_in_the_middle_and_resumed(
    running: subprocess.Popen[str], tmp_path: Path, number: signal.Signals
) -> None:
    workers = children_of(running.pid)
    if number == signal.SIGINT:
        os.killpg(running.pid, number)  # as Ctrl-C does: every process of the terminal gets it
    else:
        running.send_signal(number)
    _, told = running.communicate(timeout=PATIENCE)
    assert running.returncode == (130 if number == signal.SIGINT else -number)
    if number == signal.SIGINT:
        assert told == "interrupted; what was stored stays\n"
    end = time.monotonic() + PATIENCE
    while any(Path(f"/proc/{pid}").exists() for pid in workers):
        assert time.monotonic() < end, "its processes go on"
        time.sleep(0.05)
    with open_project(str(tmp_path / "annotator.db")) as project:
        done = count_stored(tmp_path)
        assert 100 <= done < MANY
        assert suggest_all(project, "rules")[1] == MANY - done
        assert all(len(project.store.events(stream_of(key))) == 1 for key in project.store.article_keys())


def count_stored(folder: Path) -> int:
    database = sqlite3.connect(folder / "annotator.db")
    try:
        return int(database.execute("SELECT count(*) FROM stream").fetchone()[0])
    finally:
        database.close()


def children_of(pid: int) -> list[int]:
    """Processes that were started by this one to make suggestions."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in found if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]
