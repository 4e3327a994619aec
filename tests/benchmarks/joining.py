"""Merging projects and bringing labels to another scheme, beside reading and writing the same rows raw."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from annotator.project.merging import merge as take_in
from annotator.project.migrating import migrate as bring
from annotator.project.project import create_project, open_project
from annotator.schemes.reader import load
from tests.benchmarks.corpus import labelled_project
from tests.benchmarks.pairs import Ratio, compare

TABLES = "article publication stream event span fragment tie role sentence_status".split()
COUNT = 1_000


def merge(folder: Path) -> Iterator[Ratio]:
    """A merge of articles with 7 ties each beside copying all rows, the log through json; again; memory."""
    source = labelled_project(folder / "merge", COUNT)
    name = f"merge of {COUNT:,} labelled articles / their rows copied raw, log through json"
    yield compare(name, 4.0, partial(_merged, folder, source), partial(_copied, folder, source), 5)
    whole = folder / "merged.db"
    shutil.copy(source, whole)

    def again() -> float:
        with open_project(str(whole)) as project:
            began = time.perf_counter()
            take_in(project, [str(source)], "lead")
            return time.perf_counter() - began

    yield compare("merge of what is there / first merge", 0.7, again, partial(_merged, folder, source), 5)
    large = labelled_project(folder / "merge10", COUNT * 10)
    yield compare(
        f"peak memory of merge, {COUNT * 10:,} articles / {COUNT:,} (MB)",
        1.2,
        partial(_peak, folder, large),
        partial(_peak, folder, source),
        2,
    )


def migrate(folder: Path) -> Iterator[Ratio]:
    """A category renamed in every article beside copying all rows of the project raw."""
    source = labelled_project(folder / "merge", COUNT)
    scheme = folder / "next.yaml"
    text = load("blame")[1].replace("version: 1\n", "version: 2\n", 1)
    scheme.write_text(text.replace("  ACCUSE:\n", "  CHARGE:\n"))

    def migrated() -> float:
        with tempfile.TemporaryDirectory(dir=folder) as where:
            place = shutil.copy(source, f"{where}/p.db")
            with open_project(str(place)) as project:
                began = time.perf_counter()
                bring(project, str(scheme), {"category:ACCUSE": [("CHARGE", {})]}, "lead")
                return time.perf_counter() - began

    name = f"scheme migrate, {COUNT:,} articles with 7 ties each / their rows copied raw, log through json"
    yield compare(name, 4.0, migrated, partial(_copied, folder, source), 5)


def _merged(folder: Path, source: Path) -> float:
    with (
        tempfile.TemporaryDirectory(dir=folder) as where,
        create_project(f"{where}/p.db", "blame") as project,
    ):
        began = time.perf_counter()
        take_in(project, [str(source)], "lead")
        return time.perf_counter() - began


def _copied(folder: Path, source: Path) -> float:
    with (
        tempfile.TemporaryDirectory(dir=folder) as where,
        closing(sqlite3.connect(source)) as there,
        closing(sqlite3.connect(f"{where}/raw.db")) as here,
    ):
        here.execute("PRAGMA journal_mode=WAL")
        for (sql,) in there.execute(
            f"SELECT sql FROM sqlite_master WHERE tbl_name IN ({','.join('?' * len(TABLES))}) AND sql <> ''",
            TABLES,
        ).fetchall():
            here.execute(sql)
        began = time.perf_counter()
        for table in TABLES:
            rows = there.execute(f"SELECT * FROM {table}")
            while batch := rows.fetchmany(500):
                if table == "event":
                    batch = [(*row[:-1], json.dumps(json.loads(row[-1]))) for row in batch]
                here.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(batch[0]))})", batch)
        here.commit()
        return time.perf_counter() - began


def _peak(folder: Path, source: Path) -> float:
    """Peak memory of `annotator merge` into an empty project, in MB."""
    code = (
        "from annotator.cli.app import application\n"
        "application()(standalone_mode=False)\n"
        # Not getrusage, which would count what this process had when it made the child.
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    with tempfile.TemporaryDirectory(dir=folder) as where:
        create_project(f"{where}/p.db", "blame").close()
        command = [sys.executable, "-c", code, "--db", f"{where}/p.db", "merge", str(source)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return float(done.stdout.split()[-1]) / 1024
