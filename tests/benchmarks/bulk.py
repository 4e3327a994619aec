"""Suggesting for many articles: two processes beside one, and whether memory stays flat."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from annotator import resources
from annotator.segment.segmenter import Segmenter
from tests.benchmarks.corpus import made
from tests.benchmarks.pairs import Ratio, compare

_MEASURED = """
import resource, sys
from annotator.cli.app import main

if __name__ == "__main__":
    try:
        main()
    finally:
        who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        print(max(resource.getrusage(one).ru_maxrss for one in who))
"""


def articles(count: int) -> Iterator[tuple[str, str]]:
    """Ids and texts of 20 sentences of the sample articles in random order, no two alike."""
    segmenter = Segmenter()
    sentences = []
    for file in sorted((resources.folder("seeds") / "articles").glob("*.txt")):
        article = segmenter.article(file.stem, file.read_text("utf-8"))
        sentences += [article.text[one.start : one.end] for one in article.sentences[1:]]
    for number in range(count):
        pick = random.Random(number)
        yield f"a{number:06}", f"Report number {number}\n\n" + " ".join(pick.sample(sentences, 20)) + "\n"


def project(folder: Path, count: int) -> Path:
    """A project of so many articles without suggestions."""
    segmenter = Segmenter()
    return made(folder, lambda: (segmenter.article(key, text) for key, text in articles(count)))


def suggest(folder: Path, count: int = 2_000, pairs: int = 3) -> Iterator[Ratio]:
    """`annotator suggest` with two processes beside one, and its memory at ten times the articles."""
    small, large = project(folder / "suggest", count), project(folder / "suggest10", count * 10)

    def seconds(place: Path, jobs: int) -> float:
        began = time.perf_counter()
        _run(place, jobs)
        return time.perf_counter() - began

    yield compare(
        f"suggest for {count:,} articles, 2 processes / 1",
        0.7,
        lambda: seconds(small, 2),
        lambda: seconds(small, 1),
        pairs,
    )
    ours, floor = _run(large, 2), _run(small, 2)
    ratio = ours / floor
    name = f"memory of suggest, MB, {count * 10:,} articles / {count:,}"
    yield Ratio(name, 1.2, 1, ratio, ratio, ratio, ours / 1e6, floor / 1e6)


def _run(place: Path, jobs: int) -> float:
    """Suggest in a copy of the project; returns the most memory that one of its processes had, in kB."""
    copy = Path(shutil.copy(place, place.with_name("copy.db")))
    script = place.with_name("run.py")
    script.write_text(_MEASURED)
    command = [sys.executable, str(script), "--db", str(copy), "suggest", "--pipeline", "rules"]
    done = subprocess.run([*command, "--jobs", str(jobs)], check=True, capture_output=True, text=True)
    for left in place.parent.glob("copy.db*"):
        left.unlink()
    return float(done.stdout.split()[-1])
