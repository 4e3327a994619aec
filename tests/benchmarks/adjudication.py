"""Adjudication beside what it rests on: reading what was submitted, committing an event."""

from __future__ import annotations

import time
import tracemalloc
from collections import deque
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from annotator.project.adjudicating import dockets, take_agreed
from annotator.project.adjudicator import Adjudicator
from annotator.project.agreeing import reports
from annotator.project.project import Project, open_project
from tests.benchmarks.agreement import Seconds, two_annotators
from tests.benchmarks.pairs import Ratio, compare

FEW, MANY = 1_000, 2_000


def adjudication(folder: Path) -> Iterator[Ratio | Seconds]:
    """Cases of a round, a decision, and the figures that the agreement screen waits for."""
    with (
        open_project(str(two_annotators(folder / "few", FEW))) as few,
        open_project(str(two_annotators(folder / "many", MANY))) as many,
    ):
        name = f"cases of {MANY:,} articles × 2 annotators / reading what was submitted"
        yield compare(name, 2.0, lambda: _cases(many), lambda: _reading(many), 5)
        name = f"cases of {MANY:,} articles / of {FEW:,}"
        yield compare(name, 2.3, lambda: _cases(many), lambda: _cases(few), 5)
        tracemalloc.start()
        peaks = []
        for project in (few, many):
            tracemalloc.reset_peak()
            _cases(project)
            peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        name = f"memory at its most, MB, cases of {MANY:,} articles / of {FEW:,}"
        median = peaks[1] / peaks[0]
        yield Ratio(name, 1.2, 1, median, median, median, peaks[1] / 1e9, peaks[0] / 1e9)
        work = Adjudicator(few, "lead", lambda: None)
        for opened in dockets(few):
            work.add(take_agreed(few, opened, "exact", "lead"))
        readings = cycle((0, 1))

        def decide() -> float:
            place = next(work.open_places())
            began = time.perf_counter()
            work.decide(
                place, [work.versions(place)[next(readings) % len(place.case.versions)]], cause="slip"
            )
            next(work.open_places(), None)
            return time.perf_counter() - began

        yield Seconds.of(f"a decision among {work.still_open:,} open cases, shown", 0.02, decide, 25)
        work.close()
    with open_project(str(two_annotators(folder / "four", 200, ("anna", "ben", "carl", "dora")))) as four:
        yield Seconds.of(
            "figures of 200 articles × 4 annotators, without intervals", 0.7, lambda: _figures(four, 1), 5
        )
        yield Seconds.of("the same with intervals", 1.2, lambda: _figures(four, 2), 5)


def _cases(project: Project) -> float:
    began = time.perf_counter()
    for opened in dockets(project):
        deque(opened.docket.cases, maxlen=0)
    return time.perf_counter() - began


def _reading(project: Project) -> float:
    began = time.perf_counter()
    deque(project.store.records(layers=("human",), rounds=("main",), submitted=True), maxlen=0)
    return time.perf_counter() - began


def _figures(project: Project, many: int) -> float:
    began = time.perf_counter()
    found = reports(project)
    for _ in range(many):
        next(found)
    return time.perf_counter() - began
