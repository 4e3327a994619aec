"""Have other tools read our files: python -m tests.interop [--record] [--environments FOLDER] [NAME…].

Each tool is installed into an environment of its own, since some bring old versions of what we use, and
runs a script of `clients/` over exports of two articles: the golden sentence with its emoji, and one with
everything else that moves offsets. --record writes docs/interop.md. Needs a package index.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from annotator.cli.progress import progress
from tests.interop.exports import write_exports

CLIENTS = Path(__file__).parent / "clients"
PAGE = Path("docs/interop.md")


@dataclass(frozen=True)
class Client:
    """A tool: what pip installs, and of which packages the version is told."""

    name: str
    requirements: tuple[str, ...]
    told: tuple[str, ...]


TOOLS = (
    Client("spacy", ("spacy>=3.8.7",), ("spacy",)),
    Client("doccano", ("doccano==1.8.4", "marshmallow<4", "numpy<2"), ("doccano", "sqlalchemy", "django")),
    Client("label_studio", ("label-studio-sdk>=2",), ("label-studio-sdk",)),
    Client("cassis", ("dkpro-cassis>=0.12",), ("dkpro-cassis",)),
    Client("datasets", ("datasets>=4",), ("datasets", "pyarrow")),
    Client("pandas", ("pandas>=2.2", "pyarrow>=18"), ("pandas", "pyarrow")),
    Client("pybrat", ("pybrat>=0.1.7",), ("pybrat",)),
)


@dataclass(frozen=True)
class Result:
    """What a tool found: versions, a line for each thing it checked, and the error that ended it."""

    client: Client
    versions: str
    checked: tuple[str, ...]
    error: str

    def rows(self) -> Iterator[str]:
        """Lines of the table in docs/interop.md."""
        for number, what in enumerate(self.checked):
            yield f"| {self.versions if not number else ''} | {what} | yes |"
        if self.error:
            yield f"| {self.versions if not self.checked else ''} | {self.error} | **no** |"


def main() -> None:
    """Run the tools asked for, print what each found, and record it if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    names = [client.name for client in TOOLS]
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}; all if none")
    parser.add_argument("--record", action="store_true", help=f"write {PAGE}; needs all of them")
    parser.add_argument(
        "--environments",
        type=Path,
        default=Path("build/interop"),
        metavar="FOLDER",
        help="where they are kept",
    )
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(names):
        parser.error(f"no client is named {', '.join(sorted(unknown))}")
    if asked.record and asked.names:
        parser.error("--record needs all clients")
    chosen = [client for client in TOOLS if client.name in (asked.names or names)]
    results = []
    with tempfile.TemporaryDirectory() as scratch, progress("other tools") as step:
        exports = Path(scratch) / "exports"
        write_exports(exports)
        for done, client in enumerate(chosen):
            step(done, len(chosen))
            place = Path(scratch) / client.name
            shutil.copytree(exports, place)
            results.append(_run(client, asked.environments.resolve() / client.name, place))
            print(*results[-1].rows(), sep="\n", flush=True)
    if asked.record:
        PAGE.write_text(_page(results), encoding="utf-8", newline="\n")
    sys.exit(any(result.error for result in results))


def _run(client: Client, environment: Path, exports: Path) -> Result:
    python = environment / "bin" / "python"
    try:
        if not python.exists():
            _call([sys.executable, "-m", "venv", str(environment)])
        _call([str(python), "-m", "pip", "install", "--quiet", *client.requirements])
    except subprocess.CalledProcessError as error:
        return Result(client, client.name, (), f"not installed: {_last(error.stderr)}")
    code = (
        "import importlib.metadata as m, platform, sys;"
        "print(', '.join(f'{name} {m.version(name)}' for name in sys.argv[1:]), 'on Python', platform.python_version())"
    )
    versions = _call([str(python), "-c", code, *client.told]).strip()
    command = [str(python), str(CLIENTS / f"with_{client.name}.py"), str(exports)]
    quiet = {"HF_DATASETS_OFFLINE": "1", "HF_HOME": str(exports / "hf"), "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        command, cwd=exports, env=os.environ | quiet, capture_output=True, text=True, check=False
    )
    checked = tuple(line[4:] for line in done.stdout.splitlines() if line.startswith("ok: "))
    return Result(client, versions, checked, _last(done.stderr) if done.returncode else "")


def _call(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _last(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return (lines[-1] if lines else "no word")[:300].replace("|", "/")


def _page(results: list[Result]) -> str:
    when = datetime.now(UTC).strftime("%Y-%m-%d")
    rows = "\n".join(row for result in results for row in result.rows())
    return f"""# Other tools reading our files

`make interop` installs each of these tools into an environment of its own and has it read exports of two
articles: the golden sentence (`On Tuesday, Prime Minister Giorgia Rossi's ally blamed Brussels 😊 for the
delay.`), and one with joined emoji, combining marks, CRLF, right-to-left words, markup and overlapping
spans. Every check compares the label, start, end and words of every span as the tool sees them with what was
labelled. Last run on {when}:

| tool | what it did with our files | as it should |
|---|---|---|
{rows}

Prodigy and Citron are on no package index, so no client of theirs is run; their files are compared with
their documented shape by the tests.
"""


if __name__ == "__main__":
    main()
