"""The command line as scripts see it: stdout, stderr, exit codes; and what it does not load."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from annotator import resources
from annotator.cli.app import application
from tests.conftest import HARBOUR

COMMANDS = [
    "adjudicate",
    "agreement",
    "corrections",
    "init",
    "import",
    "annotate",
    "suggest",
    "evaluate",
    "export",
    "settings",
    "status",
    "history",
    "formats",
    *(f"round {act}" for act in "open assign reassign status list close reopen lead".split()),
    *(f"entity {act}" for act in "list show add alias rename merge near undo log".split()),
    "merge",
    "conflict list",
    "conflict take",
    "lexicon add",
    "lexicon list",
    "lexicon show",
    "lexicon remove",
    "scheme show",
    "scheme check",
    "scheme migrate",
    "scheme undo",
    "scheme log",
    "backup",
    "doctor",
    "erase article",
    "erase annotator",
    "erase finish",
    "erase log",
]


def annotator(
    *arguments: str, cwd: Path, stdin: str = "", db: str | None = None
) -> subprocess.CompletedProcess[str]:
    import os

    env = {k: v for k, v in os.environ.items() if k not in ("ANNOTATOR_DB", "NO_COLOR")}
    if db:
        env["ANNOTATOR_DB"] = db
    command = [sys.executable, "-m", "annotator.cli.app", *arguments]
    return subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, text=True, env=env, check=False)


@pytest.mark.parametrize("command", ["", "status", "export", "annotate", "import"])
def test_help_loads_nothing_heavy(command: str, tmp_path: Path) -> None:
    code = (
        "import sys\nfrom annotator.cli.app import application\n"
        f"try:\n    application()({[*command.split(), '--help']!r})\nexcept SystemExit:\n    pass\n"
        # (typer itself loads pydantic)
        "bad = {'textual', 'spacy', 'sqlmodel', 'sqlalchemy', 'numpy', 'alembic'} & set(sys.modules)\n"
        "sys.exit(f'loaded {bad}' if bad else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_examples(command: str, tmp_path: Path) -> None:
    done = annotator(*command.split(), "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert f"annotator {command}" in " ".join(done.stdout.split())
    assert "Examples" in done.stdout


def test_every_command_is_listed_above() -> None:
    from typer.main import get_command

    names = set()
    for name, command in get_command(application()).commands.items():  # type: ignore[attr-defined]
        names |= {f"{name} {part}" for part in getattr(command, "commands", ())} or {name}
    assert names == set(COMMANDS)


def test_without_a_terminal_it_says_what_to_do(tmp_path: Path) -> None:
    done = annotator(cwd=tmp_path)
    assert done.returncode == 1
    assert "terminal" in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_from_text_to_labels_and_back(tmp_path: Path) -> None:
    (tmp_path / "harbour.txt").write_text(HARBOUR)
    assert annotator("init", cwd=tmp_path).returncode == 0
    done = annotator("import", "harbour.txt", "--json", cwd=tmp_path)
    assert json.loads(done.stdout) == {"articles": {"new": 1}, "labels": {}}
    done = annotator("suggest", "--pipeline", "rules", "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["articles"] == 1
    done = annotator("export", "jsonl", "--to", "out/labels.jsonl", "--json", cwd=tmp_path)
    told = json.loads(done.stdout)
    assert told.pop("counts")["records"] > 0
    to = "out/labels.jsonl"
    assert told == {"format": "jsonl", "losses": {}, "to": to, "files": [to]}
    records = [json.loads(line) for line in (tmp_path / "out/labels.jsonl").read_text().splitlines()]
    assert [record["layer"] for record in records] == ["human", "suggestion"]
    record = records[1]
    assert record["ties"]
    assert record["text"] == HARBOUR
    found = json.loads(annotator("status", "--json", cwd=tmp_path).stdout)
    assert (found["articles"], found["annotators"]) == (1, [])
    (tmp_path / "other").mkdir()
    assert annotator("init", "--scheme", "blame", cwd=tmp_path / "other").returncode == 0
    assert annotator("import", "../out/labels.jsonl", "--labels", cwd=tmp_path / "other").returncode == 0
    annotator("export", "jsonl", "--to", "again.jsonl", cwd=tmp_path / "other")
    assert (tmp_path / "other/again.jsonl").read_bytes() == (tmp_path / "out/labels.jsonl").read_bytes()


def test_stdin_fields_and_the_database_by_every_way(tmp_path: Path) -> None:
    assert annotator("--db", "a.db", "init", cwd=tmp_path).returncode == 0
    line = json.dumps({"url": "u1", "body": "A blamed B."}) + "\n"
    done = annotator(
        "import", "-", "--text-field", "body", "--id-field", "url", "--db", "a.db", cwd=tmp_path, stdin=line
    )
    assert done.returncode == 0, done.stderr
    assert "1 new" in done.stderr
    assert "articles  1" in annotator("status", cwd=tmp_path, db="a.db").stdout
    assert "articles  1" in annotator("status", cwd=tmp_path, db=f"sqlite:///{tmp_path}/a.db").stdout


def test_evaluation_of_stored_suggestions(tmp_path: Path) -> None:
    gold = str(resources.folder("seeds") / "labels" / "gold.jsonl")
    annotator("init", cwd=tmp_path)
    annotator("import", gold, "--labels", cwd=tmp_path)
    annotator("suggest", "--pipeline", "rules", cwd=tmp_path)
    done = annotator("evaluate", "--stored", "--json", "--misses", "2", cwd=tmp_path)
    stored = json.loads(done.stdout)
    assert (stored["articles"], stored["without"], len(stored["misses"])) == (6, 0, 2)
    live = json.loads(annotator("evaluate", gold, "--pipeline", "rules", "--json", cwd=tmp_path).stdout)
    assert live["figures"] == stored["figures"]
    assert live["confusion"] == stored["confusion"]
    told = annotator("evaluate", gold, "--pipeline", "rules", cwd=tmp_path).stdout
    assert "whole tie" in told
    assert "confusion of categories" in told
    assert max(len(line) for line in told.split("confusion")[0].splitlines()[3:]) <= 80


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["status"], 1, "annotator init"),
        (["import", "nowhere.txt", "--db", "p.db"], 1, "nowhere.txt"),
        (["import", "image.png", "--db", "p.db"], 1, ".jsonl"),
        (["export", "nonsense", "--db", "p.db"], 1, "jsonl"),
        (["export", "jsonl", "--option", "x", "--db", "p.db"], 2, "NAME=VALUE"),
        (["init", "--scheme", "nonsense", "--db", "q.db"], 1, "polnear"),
        (["init", "--db", "p.db"], 1, "p.db"),
        (["history", "zebra", "--db", "p.db"], 1, "zebra"),
        (["scheme", "check", "bad.yaml"], 1, "bad.yaml:1"),
        (["suggest", "--from", "x.jsonl"], 2, "--to"),
        (["evaluate", "--db", "p.db"], 1, "--annotator NAME"),
        (["evaluate", "nowhere.jsonl"], 1, "nowhere.jsonl"),
        (["evaluate", "--stored", "--pipeline", "rules", "--db", "p.db"], 2, "--stored"),
        (
            ["export", "jsonl", "--since", "yesterday", "--db", "p.db"],
            2,
            "'yesterday' is no day: write it as",
        ),
        (["export", "spacy", "--to", "-", "--db", "p.db"], 2, "stdout takes one file"),
        (["nonsense"], 2, "nonsense"),
        (["annotate", "--db", "p.db"], 1, "terminal"),
    ],
)
def test_errors_say_what_to_do(tmp_path: Path, arguments: list[str], code: int, told: str) -> None:
    annotator("init", "--db", "p.db", cwd=tmp_path)
    (tmp_path / "bad.yaml").write_text("name: x\nname: y\n")
    (tmp_path / "image.png").write_bytes(b"\x89PNG")
    done = annotator(*arguments, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_exports_say_where_they_went(tmp_path: Path) -> None:
    annotator("init", cwd=tmp_path)
    samples = str(resources.folder("seeds") / "labels")
    annotator("import", samples, "--labels", cwd=tmp_path)
    piped = annotator("export", "ties", "--to", "-", "--gold", cwd=tmp_path)
    assert piped.stdout.startswith("article,title,")
    assert "wrote" not in piped.stderr
    annotator("export", "ties", "--to", "ties.csv", "--gold", cwd=tmp_path)
    assert (tmp_path / "ties.csv").read_text() == piped.stdout
    annotator("export", "ties", "--to", "ties.tsv", "--gold", cwd=tmp_path)
    assert (tmp_path / "ties.tsv").read_text().startswith("article\ttitle\t")
    split = annotator("export", "conll", "--to", "out.conll", "--split", "60/20/20", cwd=tmp_path)
    files = [f"out.{part}.conll" for part in ("train", "dev", "test")]
    assert f"wrote {', '.join(files)}" in split.stderr
    assert all((tmp_path / file).is_file() for file in files)
    assert not (tmp_path / "-").exists()


def test_settings_are_checked_and_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mine.toml"
    monkeypatch.setenv("ANNOTATOR_CONFIG", str(file))
    done = annotator("settings", cwd=tmp_path)
    assert (done.returncode, str(file) in done.stderr) == (0, True)
    assert 'theme = "lamp"' in done.stdout
    assert not file.exists()
    file.write_text(done.stdout + "[keys]\nflag = 'F11 ctrl+b'\n")
    assert 'flag = "F11 ctrl+b"' in annotator("settings", cwd=tmp_path).stdout
    listed = annotator("settings", "--keys", cwd=tmp_path).stdout
    assert "right-end-on" in listed
    assert '"label ACTOR" = "a"' in listed
    assert json.loads(annotator("settings", "--json", cwd=tmp_path).stdout)["keys"]["flag"] == "F11 ctrl+b"
    file.write_text("[keys]\ntake = 'x'\n")
    done = annotator("settings", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "mine.toml:2: the key x stands for both remove and take" in done.stderr


def test_debug_log_holds_no_article_text(tmp_path: Path) -> None:
    (tmp_path / "harbour.txt").write_text(HARBOUR)
    annotator("init", cwd=tmp_path)
    annotator("--debug", "import", "harbour.txt", cwd=tmp_path)
    annotator("--debug", "suggest", "--pipeline", "rules", cwd=tmp_path)
    log = (tmp_path / "annotator-debug.log").read_text()
    assert "python" in log
    for word in ("Moreau", "quay", "neglect"):
        assert word not in log


def test_labels_to_another_tool_and_back(tmp_path: Path) -> None:
    (tmp_path / "harbour.txt").write_text(HARBOUR)
    annotator("init", cwd=tmp_path)
    annotator("import", "harbour.txt", cwd=tmp_path)
    at = HARBOUR.index("blamed")
    row = {"text": HARBOUR, "label": [[at, at + 6, "cue"], [57, 61, "wood"]]}
    (tmp_path / "row.jsonl").write_text(json.dumps(row))
    given = ["import", "row.jsonl", "--labels", "--format", "doccano", "--annotator", "anna"]
    done = annotator(*given, cwd=tmp_path)
    assert done.returncode == 1
    assert "cue (1), wood (1)" in done.stderr
    done = annotator(*given, "--map", "cue=STANCE", "--map", "wood=", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "left out: 1 spans" in done.stderr
    done = annotator("export", "ties", "--gold", cwd=tmp_path)
    assert "there is no record in it" in done.stderr
    done = annotator("export", "brat", "--article", "har*", "--since", "2020-01-31", "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["to"] == "exports/brat", done.stderr
    assert "STANCE" in (tmp_path / "exports/brat/harbour_anna.ann").read_text()
    told = json.loads((tmp_path / "exports/brat.provenance.json").read_text())
    assert told["selection"]["since"] == "2020-01-31"
    done = annotator("import", "row.jsonl", "--map", "a=b", cwd=tmp_path)
    assert (done.returncode, "--labels" in done.stderr) == (2, True)
