"""Importing and exporting articles with labels: beside raw sqlite3, and whether every offset comes back."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from annotator.project.importing import import_labels
from annotator.project.project import create_project
from annotator.project.sources import sources
from annotator.segment.segmenter import Segmenter
from tests.benchmarks.hostile import SCHEME, hostile
from tests.benchmarks.measured import command
from tests.benchmarks.pairs import Ratio, compare

Line = dict[str, object]


@dataclass(frozen=True)
class Figure:
    """A number with a goal that is no ratio of times."""

    name: str
    value: float
    goal: float
    unit: str

    def row(self) -> str:
        """A line of the table in docs/benchmarks.md."""
        met = "yes" if self.value <= self.goal else "no"
        return f"| {self.name} | {self.value:,.1f} {self.unit} | – | ≤ {self.goal:,g} {self.unit} | {met} | – | 1 |"


def labels(
    folder: Path, count: int = 10_000, pairs: int = 3, data: Path | None = None
) -> Iterator[Ratio | Figure]:
    """Import with labels beside json.loads and executemany of the same rows; memory; offsets by trait.

    Args:
        folder: for scratch files.
        count: how many articles.
        pairs: how often import and floor are timed in turn.
        data: articles made elsewhere, an object a line with id, text, gold as [start, end, label], traits;
            made here if None.
    """
    scheme = folder / "bench.yaml"
    scheme.write_text(SCHEME)
    given = folder / "labels.jsonl"
    wanted: dict[str, set[tuple[int, int, str]]] = {}
    traits: dict[str, list[str]] = {}
    spans = 0
    with given.open("w", encoding="utf-8", newline="\n") as file:
        for one in _articles(count, data):
            wanted[one["id"]] = {(start, end, label) for start, end, label in one["gold"]}
            traits[one["id"]] = one["traits"]
            spans += len(one["gold"])
            file.write(json.dumps(_line(one), ensure_ascii=False) + "\n")
    name = f"{len(wanted):,} articles with {spans:,} labels"

    place = folder / "measured.db"
    memory, seconds = command(place, "init", "--scheme", scheme)
    memory, seconds = command(place, "import", given, "--labels")
    # Of the tools that store labels in a database the fastest took so long, on such a machine unloaded.
    yield Figure(f"import of {name}, the processor's time", seconds, 15.6, "s")
    yield Figure(f"resident memory of the import of {name}", memory, 200, "MB")
    out = folder / "out.jsonl"
    memory, seconds = command(place, "export", "jsonl", "--to", out, "--no-check")
    yield Figure(f"export of {name}, the processor's time", seconds, 20.9, "s")
    yield Figure(f"resident memory of the export of {name}", memory, 200, "MB")
    yield from _lost(out, wanted, traits)

    rows = _rows(place)
    for what, segmented, goal in (("json.loads", False, 4.0), ("json.loads + segmenting", True, 2.5)):
        yield compare(
            f"import of {name} / {what} + raw executemany of the same rows",
            goal,
            partial(_imported, folder, scheme, given),
            partial(_raw, folder, place, given, rows, segmented),
            pairs,
        )


def _articles(count: int, data: Path | None) -> Iterator[dict]:  # type: ignore[type-arg]
    if data is None:
        yield from hostile(count)
        return
    with data.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _line(one: dict) -> Line:  # type: ignore[type-arg]
    gold = [
        {"id": f"{one['id']}-{number}", "start": start, "end": end, "label": label}
        for number, (start, end, label) in enumerate(one["gold"])
    ]
    return {
        "format": "annotator-record/1", "id": one["id"], "text": one["text"], "title": one.get("title"),
        "annotator": "gold", "layer": "human", "spans": gold,
    }  # fmt: skip


def _lost(
    out: Path, wanted: dict[str, set[tuple[int, int, str]]], traits: dict[str, list[str]]
) -> Iterator[Figure]:
    """Labels that did not come back at their offsets, by what is odd about the article; and overlapping ones."""
    missing: Counter[str] = Counter()
    overlapping = kept = 0
    with out.open(encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            if record["annotator"] is None:
                continue
            found = {(span["start"], span["end"], span["label"]) for span in record["spans"]}
            expected = wanted.pop(record["id"])
            for trait in (*traits[record["id"]], "any"):
                missing[trait] += len(expected ^ found)
            inside = set(_overlapping(expected))
            overlapping += len(inside)
            kept += len(inside & found)
    missing["any"] += sum(map(len, wanted.values()))
    for trait, count in sorted(missing.items()):
        yield Figure(f"labels with other offsets than given, articles with: {trait}", count, 0, "")
    yield Figure(f"overlapping labels lost, of {overlapping:,}", overlapping - kept, 0, "")


def _overlapping(spans: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    upto, last = 0, None
    for span in sorted(spans, key=lambda one: (one[0], -one[1])):
        if last is not None and span[0] < upto:
            yield span
        if span[1] > upto:
            upto, last = span[1], span


def _imported(folder: Path, scheme: Path, given: Path) -> float:
    with (
        tempfile.TemporaryDirectory(dir=folder) as where,
        create_project(f"{where}/p.db", str(scheme)) as project,
    ):
        began = time.perf_counter()
        import_labels(project, sources([str(given)]))
        return time.perf_counter() - began


TABLES = "article publication stream event span fragment tie role sentence_status visit".split()


def _rows(place: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(place)) as database:
        return {table: database.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}


def _raw(
    folder: Path, place: Path, given: Path, rows: dict[str, list[tuple[object, ...]]], segmented: bool
) -> float:
    """Parse every line, segment its text or not, and insert the rows that the import made, into the same tables."""
    with (
        tempfile.TemporaryDirectory(dir=folder) as where,
        closing(sqlite3.connect(place)) as made,
        closing(sqlite3.connect(f"{where}/raw.db", isolation_level=None)) as raw,
    ):
        raw.execute("PRAGMA journal_mode=WAL")
        marks = ", ".join("?" for _ in TABLES)
        for (statement,) in made.execute(
            f"SELECT sql FROM sqlite_master WHERE tbl_name IN ({marks}) AND sql IS NOT NULL ORDER BY rowid",
            TABLES,
        ):
            raw.execute(statement)
        segmenter = Segmenter()
        began = time.perf_counter()
        with given.open("rb") as file:
            for line in file:
                record = json.loads(line)
                if segmented:
                    segmenter.article(record["id"], record["text"])
        raw.execute("BEGIN IMMEDIATE")
        for table, values in rows.items():
            if values:
                raw.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' for _ in values[0])})", values)
        raw.execute("COMMIT")
        return time.perf_counter() - began
