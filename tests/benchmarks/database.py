"""Committing, importing and exporting beside raw sqlite3."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from annotator.domain.events import Event, StreamKey, diff
from annotator.domain.labels import Labels, Span
from annotator.domain.text import Publication
from annotator.formats import formats
from annotator.project.exporting import Records
from annotator.project.project import create_project, open_project
from annotator.segment.segmenter import Segmenter
from tests.benchmarks.corpus import labelled_project, project_of, texts
from tests.benchmarks.measured import command
from tests.benchmarks.pairs import Ratio, compare

AT = datetime(2026, 1, 2, tzinfo=UTC)


def commit(folder: Path) -> Iterator[Ratio]:
    """A label key's event and rows beside one insert, both committed with synchronous=FULL."""
    place = shutil.copy(project_of(folder / "small", 10), folder / "commit.db")
    raw = sqlite3.connect(folder / "raw.db", isolation_level=None)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute("CREATE TABLE IF NOT EXISTS label (id TEXT PRIMARY KEY, start INT, stop INT, name TEXT)")
    key = StreamKey("a000000", f"anna-{random.random()}")
    with open_project(str(place)) as project:
        labels, seq = Labels(), 0

        def ours() -> float:
            nonlocal labels, seq
            seq += 1
            after = labels.with_span(Span(str(uuid.uuid4()), "ACTOR", ((seq % 100, seq % 100 + 5),)))
            event = Event(str(uuid.uuid4()), seq, AT, "anna", "mark", diff(labels, after))
            began = time.perf_counter()
            project.store.append(key, event)
            labels = after
            return time.perf_counter() - began

        def floor() -> float:
            row = (str(uuid.uuid4()), 1, 6, "ACTOR")
            began = time.perf_counter()
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("INSERT INTO label VALUES (?, ?, ?, ?)", row)
            raw.execute("COMMIT")
            return time.perf_counter() - began

        yield compare("label key → committed / one raw insert + commit", 4.0, ours, floor, 300)
    raw.close()


def import_(folder: Path) -> Iterator[Ratio]:
    """Importing articles beside segmenting them and inserting the same rows raw; the largest has two pairs, it is long."""
    for count, pairs in ((5_000, 20), (100_000, 2)):
        name = f"import of {count:,} articles / segmenting + raw executemany"
        yield compare(
            name, 2.0, partial(_imported, folder, count), partial(_raw_import, folder, count), pairs
        )


def _imported(folder: Path, count: int) -> float:
    with (
        tempfile.TemporaryDirectory(dir=folder) as where,
        create_project(f"{where}/p.db", "blame") as project,
    ):
        began = time.perf_counter()
        segmenter = Segmenter()
        items = ((segmenter.article(key, text), Publication(key)) for key, text in texts(count))
        for _ in project.store.add_articles(items, segmenter.tokenizer, AT):
            pass
        return time.perf_counter() - began


def _raw_import(folder: Path, count: int) -> float:
    with tempfile.TemporaryDirectory(dir=folder) as where, closing(sqlite3.connect(f"{where}/raw.db")) as raw:
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("CREATE TABLE article (key TEXT PRIMARY KEY, text TEXT, tokens BLOB, sentences TEXT)")
        raw.execute("CREATE TABLE publication (article TEXT, source TEXT)")
        began = time.perf_counter()
        segmenter = Segmenter()
        batch = []
        for key, text in texts(count):
            article = segmenter.article(key, text)
            sentences = json.dumps([(s.start, s.end) for s in article.sentences])
            batch.append((key, text, article.tokens.pack(), sentences))
            if len(batch) == 500:
                _insert(raw, batch)
                batch = []
        _insert(raw, batch)
        return time.perf_counter() - began


def memory(folder: Path) -> Iterator[Ratio]:
    """Peak memory of `import` and `export jsonl`, 100,000 articles beside 1,000 (MB where others have ms)."""
    files = {}
    for count in (1_000, 100_000):
        files[count] = folder / f"{count}.jsonl"
        with files[count].open("w", encoding="utf-8") as file:
            file.writelines(json.dumps({"id": key, "text": text}) + "\n" for key, text in texts(count))

    def peak(count: int, *words: object) -> float:
        return command(folder / f"memory-{count}.db", *words)[0] / 1e3

    def imported(count: int) -> float:
        for old in folder.glob(f"memory-{count}.db*"):
            old.unlink()
        peak(count, "init")
        return peak(count, "import", files[count])

    def exported(count: int) -> float:
        return peak(count, "export", "jsonl", "--to", folder / "memory.jsonl")

    for name, measure in (("import", imported), ("export jsonl", exported)):
        yield compare(
            f"peak memory of {name}, 100,000 articles / 1,000 (GB, not s)",
            1.2,
            partial(measure, 100_000),
            partial(measure, 1_000),
            2,
        )


def export(folder: Path) -> Iterator[Ratio]:
    """Native JSONL beside reading the same rows and json.dumps of each; then with and without --check."""
    place = labelled_project(folder / "labelled", 5_000)
    with open_project(str(place)) as project, closing(sqlite3.connect(place)) as raw:
        writer = formats.load("jsonl")

        def timed(check: bool) -> float:
            began = time.perf_counter()
            records = Records(project, None, None, True)
            writer.write(records, folder / "out.jsonl", project.scheme, check=check, overwrite=True)
            return time.perf_counter() - began

        def floor() -> float:
            began = time.perf_counter()
            with (folder / "raw.jsonl").open("w", encoding="utf-8") as file:
                for query in EXPORTED:
                    for row in raw.execute(query):
                        file.write(json.dumps(row, ensure_ascii=False) + "\n")
            return time.perf_counter() - began

        yield compare(
            "native JSONL export / the same rows raw + json.dumps", 3.0, lambda: timed(False), floor
        )
        yield compare(
            "native JSONL export with --check / without", 2.0, lambda: timed(True), lambda: timed(False), 5
        )


#: The rows that a native export is made of: of each table what the file will hold.
EXPORTED = (
    "SELECT key, text, title, meta, sentences, regions, tokenizer, sha256 FROM article ORDER BY id",
    *(
        f"SELECT * FROM {table}"
        for table in "publication stream span fragment tie role sentence_status sentence_cut rejected visit".split()
    ),
)


def _insert(raw: sqlite3.Connection, batch: list[tuple[str, str, bytes, str]]) -> None:
    raw.executemany("INSERT INTO article VALUES (?, ?, ?, ?)", batch)
    raw.executemany("INSERT INTO publication VALUES (?, ?)", [(row[0], row[0]) for row in batch])
    raw.commit()
