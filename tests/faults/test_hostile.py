"""Hostile text from import to export: offsets hold, the very same text comes out, the terminal is safe."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.text import printable
from annotator.project.exporting import export
from annotator.project.importing import import_articles, import_labels
from annotator.project.project import create_project
from annotator.project.sources import sources
from annotator.project.suggesting import suggest_all
from tests.faults import hostile
from tests.faults.captured import foreign
from tests.faults.evidence import check_acknowledged
from tests.faults.program import ESCAPE, Program

#: Commands whose words reach a terminal, and the keys of an annotator who tries everything.
COMMANDS = (
    ("import", "articles.jsonl"),
    ("import", "folder"),
    ("import", "labels.jsonl", "--labels"),
    ("suggest",),
    ("status",),
    ("history", "colour", "--as", "anna"),
    ("export", "jsonl", "--to", "out.jsonl"),
    ("import", "broken"),
    ("doctor",),
    ("erase", "annotator", "ben", "--yes"),
    ("erase", "article", "bidi", "--yes"),
)
KEYS = [
    " ",
    "a",
    "l",
    "l",
    "s",
    "A",
    "1",
    ESCAPE,
    "2",
    ESCAPE,
    "t",
    ESCAPE,
    ";",
    "f",
    "m",
    ".",
    "!",
    "o",
    "j",
    "?",
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two folders with a project each: hostile articles, and as many plain ones."""
    folders = tmp_path_factory.mktemp("hostile"), tmp_path_factory.mktemp("plain")
    articles = hostile.ARTICLES | {name: hostile.article("") + name for name in hostile.PAYLOADS}
    for folder, texts, payloads in (
        (folders[0], hostile.ARTICLES, hostile.PAYLOADS),
        (folders[1], {name: articles[name] for name in hostile.ARTICLES}, {}),
    ):
        write(folder, texts, payloads)
        with create_project(str(folder / "annotator.db"), "blame") as project:
            import_articles(project, sources([str(folder / "articles.jsonl")]))
            suggest_all(project, "rules")
            export(project, "jsonl", folder / "suggested.jsonl", layers=["suggestion"], check=False)
            relabel(folder, payloads)
            import_labels(project, sources([str(folder / "suggested.jsonl")]), replace_labels=True)
    return folders


def relabel(folder: Path, payloads: dict[str, str]) -> None:
    """Labels as another project may hand them on: words of the payload wherever words may be."""
    told = [json.loads(line) for line in (folder / "suggested.jsonl").read_text().splitlines()]
    names = {name + payloads.get(name, ""): name for name in hostile.PAYLOADS}
    lines = [line for line in told if line["layer"] == "suggestion" and line["id"] in names]
    for line in lines:
        extra = payloads.get(names[line["id"]], "plain").strip()
        for span in line["spans"]:
            span["entity"] = extra
        for tie in line["ties"]:
            tie["reason"] = f"{extra} so"
            tie["attributes"]["note"] = extra
    (folder / "suggested.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    for line in lines:
        extra = payloads.get(names[line["id"]], "plain")
        line |= {"layer": "human", "annotator": f"ben{extra.strip()}"}
        for sentence in line["sentences"]:
            sentence |= {"status": "done", "comment": extra}
    (folder / "labels.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))


def write(folder: Path, texts: dict[str, str], payloads: dict[str, str]) -> None:
    """Articles as JSONL with ids and titles to match, text files with such names, and faulty files."""
    with (folder / "articles.jsonl").open("w") as file:
        for name, text in texts.items():
            extra = payloads.get(name, "")
            line = {"id": name + extra, "title": f"{extra}{name}{extra}", "outlet": extra, "text": text}
            file.write(json.dumps(line) + "\n")
    (folder / "folder").mkdir()
    (folder / "broken").mkdir()
    for name in texts:
        extra = payloads.get(name, "").replace("/", "").replace("\0", "")
        while len((name + extra).encode()) > 200:
            extra = extra[:-1]
        (folder / "folder" / f"file {name}{extra}.txt").write_text(
            f"The {name} text of a file. It blamed nobody."
        )
    worst = payloads.get("window title", "") + payloads.get("bidi override", "") + payloads.get("C1", "")
    (folder / "broken" / f"empty{worst}.txt").write_text("  ")


def test_the_very_same_text_comes_out(made: tuple[Path, Path]) -> None:
    folder, _ = made
    program = Program(folder, "export", "jsonl", "--to", "same.jsonl")
    assert program.wait(60) == 0, program.screen
    lines = [json.loads(line) for line in (folder / "same.jsonl").read_text().splitlines()]
    assert {line["text"] for line in lines} == set(hostile.ARTICLES.values())
    for line in lines:
        for part in (*line["sentences"], *line.get("regions", ()), *line.get("spans", ())):
            assert 0 <= part["start"] < part["end"] <= len(line["text"])
            for start, end in part.get("fragments", ()):
                assert part["start"] <= start < end <= part["end"]
    suggested = [line for line in lines if line.get("spans")]
    assert len(suggested) > len(hostile.ARTICLES) // 2


def test_commands_send_nothing_of_the_text(made: tuple[Path, Path], tmp_path: Path) -> None:
    raws = []
    for number, folder in enumerate(made):
        here = shutil.copytree(folder, tmp_path / str(number))
        raw = b""
        # Plain text is sent for the bars that tell of progress.
        for command in COMMANDS if number == 0 else (COMMANDS[0], COMMANDS[3]):
            program = Program(here, *command, columns=200)
            code = program.wait(60)
            assert code == (1 if {"broken", "ben", "bidi"} & {*command} else 0), program.raw[-2000:]
            raw += program.raw
        raws.append(raw)
    assert foreign(*raws) == set()
    assert_no_payload(*raws)


def test_the_screen_sends_nothing_of_the_text(made: tuple[Path, Path], tmp_path: Path) -> None:
    raws = []
    for number, folder in enumerate(made):
        here = shutil.copytree(folder, tmp_path / str(number))
        program = Program(here, "annotate", "colour", "--as", "anna", columns=100, rows=40)
        program.wait_for(" anna ")
        articles = len(hostile.ARTICLES) if number == 0 else 3
        for _ in range(articles):
            program.wait_until_saved(quiet=0.1)
            program.type(KEYS, 0.002)
            program.type(["q", "\x1b[1;5C"])  # q closes the help
        program.wait_until_saved()
        program.send("q")
        assert program.wait() == 0
        check_acknowledged(here / "annotator.db", program.saved)
        assert program.saved > 2 * articles
        raws.append(program.raw)
    assert foreign(*raws) == set()
    assert_no_payload(*raws)


def test_what_is_pasted_sends_nothing(made: tuple[Path, Path], tmp_path: Path) -> None:
    here = shutil.copytree(made[1], tmp_path / "here")
    raws = []
    for texts in (list(hostile.PAYLOADS.values()), ["plain text"] * 3):
        program = Program(here, "annotate", "colour", "--as", "anna", columns=100)
        program.wait_for(" anna ")
        for text in texts:
            program.type(["m", "\x15", f"\x1b[200~{text}\x1b[201~"], 0.02)
            program.type(["\r"], 0.02)
        program.wait_until_saved()
        program.send("q")
        assert program.wait() == 0
        raws.append(program.raw)
    assert foreign(*raws) == set()
    assert_no_payload(*raws)
    check_acknowledged(here / "annotator.db", program.saved)


@pytest.mark.parametrize("payload", ["\x1b[5;7;31m", "\x9b31m\u202ex", ""])
def test_names_of_annotators(made: tuple[Path, Path], payload: str) -> None:
    program = Program(made[0], "annotate", "--as", f"anna{payload}" if payload.strip() else payload)
    assert program.wait() == 1
    assert b"no name for an annotator" in program.raw
    assert foreign(program.raw, b"\r\n") == set()


@pytest.mark.parametrize("bad", ["a\0b", "a\ud800b"])
def test_what_no_database_can_hold_is_refused(folder: Path, bad: str) -> None:
    (folder / "bad.jsonl").write_text(json.dumps({"id": "bad", "text": f"He said {bad}."}))
    with create_project(str(folder / "p.db"), "blame") as project:
        with pytest.raises(AnnotatorError, match=r"bad.jsonl:1: character U\+.... cannot be stored"):
            import_articles(project, sources([str(folder / "bad.jsonl")]))
        assert project.store.count_articles() == 0


def test_printable_keeps_every_offset() -> None:
    for text in hostile.ARTICLES.values():
        shown = printable(text)
        assert len(shown) == len(text)
        assert foreign(shown.encode(), b"") == set()


def assert_no_payload(raw: bytes, plain: bytes) -> None:
    for name, payload in hostile.PAYLOADS.items():
        sent = payload.encode()
        if printable(payload) != payload and sent not in plain:
            assert sent not in raw, name
