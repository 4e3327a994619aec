"""Rounds: the queue of what is assigned beside the queue of all articles, and distributing that grows linearly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from annotator.domain.distributing import distribute
from annotator.domain.rounds import Round
from annotator.project.assigning import Wish
from annotator.project.labelling import now
from annotator.project.project import open_project
from annotator.project.rounds import open_round
from tests.benchmarks.corpus import project_of
from tests.benchmarks.pairs import Ratio, compare

PEOPLE = tuple(f"person{n}" for n in range(8))
ARTICLES = 20_000


def rounds(folder: Path) -> Iterator[Ratio]:
    """The next article of a round with assignments beside that of one without; a distribution beside a quarter of it."""
    place = project_of(folder / f"{ARTICLES}", ARTICLES)
    with open_project(str(place)) as project:
        store = project.store
        if not store.has_assignments("bench"):
            open_round(project, Round("bench"), Wish(annotators=PEOPLE), "lena", now())
        middle = f"a{ARTICLES // 2:06}"
        yield compare(
            f"next assigned article of {ARTICLES:,} / next open one of all",
            2.0,
            partial(_timed, lambda: store.next_open(PEOPLE[0], "bench", after=middle)),
            partial(_timed, lambda: store.next_open(PEOPLE[0], after=middle)),
            200,
        )
    keys = [f"a{n:06}" for n in range(ARTICLES)]
    yield compare(
        f"{ARTICLES:,} articles distributed to 8 / four times {ARTICLES // 4:,}",
        1.5,
        partial(_timed, lambda: distribute(keys, PEOPLE, overlap=2)),
        lambda: 4 * _timed(lambda: distribute(keys[: ARTICLES // 4], PEOPLE, overlap=2)),
        10,
    )


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
