"""Agreement beside the libraries that do part of it, and whether intervals cover what they say."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path

import krippendorff
import numpy as np
from nervaluate import Evaluator

from annotator.agreement import relation_f1, u_alpha
from annotator.agreement._columns import pairings
from annotator.agreement._grouping import groupings
from annotator.agreement._intervals import Tally, estimates
from annotator.agreement._rows import Couples, Draft, finished, share
from annotator.agreement._spans import matched_spans, span_shares
from annotator.agreement._ties import matched_ties
from annotator.agreement.alpha import krippendorff_alpha, measure, nominal_from_sums
from annotator.cli.agreement import run
from annotator.domain.events import Event, StreamKey, diff
from annotator.domain.history import SUBMIT
from annotator.domain.labels import Labels, Role, Span, Tie
from annotator.domain.ratings import Filler, Ratings, Reading, TieRating, Unit
from annotator.domain.text import Article
from annotator.project.project import open_project
from tests.benchmarks.corpus import project_of
from tests.benchmarks.database import AT
from tests.benchmarks.pairs import Ratio, compare

RUNS = 2_000
NERVALUATE, KRIPPENDORFF = 1 / 8, 0.7


@dataclass(frozen=True)
class Seconds:
    """A time that has to stay below a limit, the median of some tries; beside it the processor's own time."""

    name: str
    limit: float
    tries: tuple[float, ...]
    busy: float

    def row(self) -> str:
        """A line of the table in docs/benchmarks.md."""
        told = sorted(self.tries)
        median = told[len(told) // 2]
        met = "yes" if median <= self.limit else "no"
        spread = f"{told[0]:.2f}–{told[-1]:.2f}"
        return f"| {self.name} | {median:.2f} s | {spread} | ≤ {self.limit:g} s | {met} | cpu {self.busy:.2f} s | {len(told)} |"

    @classmethod
    def of(cls, name: str, limit: float, what: Callable[[], float], tries: int) -> Seconds:
        """Call it some times; it returns seconds."""
        began = time.process_time()
        told = tuple(what() for _ in range(tries))
        return cls(name, limit, told, (time.process_time() - began) / tries)


@dataclass(frozen=True)
class Coverage:
    """How often a 95 % interval holds the true value."""

    name: str
    held: float
    runs: int

    def row(self) -> str:
        """A line of the table in docs/benchmarks.md."""
        met = "yes" if 0.925 <= self.held <= 0.975 else "no"
        error = 1.96 * (self.held * (1 - self.held) / self.runs) ** 0.5
        spread = f"{self.held - error:.3f}–{self.held + error:.3f}"
        return f"| {self.name} | {self.held:.3f} | {spread} | .925–.975 | {met} | – | {self.runs} |"


def spans(_: Path) -> Iterator[Ratio | Seconds]:
    """Exact and overlap F1 of 100,000 spans with all breakdowns beside nervaluate."""
    ratings = _corpus(2_780, 2, 20, 3)
    count = sum(len(reading.units) for rows in ratings.articles.values() for reading in rows.values())
    true, pred = (
        [
            [
                {"label": u.label, "start": u.fragments[0][0], "end": u.fragments[0][1] - 1}
                for u in rows[name].units
            ]
            for rows in ratings.articles.values()
        ]
        for name in ("n0", "n1")
    )

    def ours() -> float:
        began = time.perf_counter()
        found = pairings(ratings)
        matched = matched_spans(found)
        drafts: list[Draft] = []
        for ends in ("exact", "overlap"):
            shares = span_shares(found, matched, ends)  # type: ignore[arg-type]
            drafts += [shares.overall(), *shares.drafts(shares.kinds, shares.kind)]
            for by, one in groupings(found, shares.pairing, shares.arm, articles=True).items():
                drafts += shares.drafts(one.names, one.group, one.rows, intervals=by != "article")
        return time.perf_counter() - began

    def theirs() -> float:
        began = time.perf_counter()
        Evaluator(true, pred, tags=["L0", "L1", "L2"], loader="dict").evaluate()
        return time.perf_counter() - began

    yield compare(f"span F1, {count:,} spans / nervaluate", NERVALUATE, ours, theirs, 5)
    yield Seconds.of(f"span F1, {count:,} spans", 0.3, ours, 9)
    related = _corpus(2_780, 2, 20, 3, ties=True)
    many = sum(
        len(tie.fillers) for rows in related.articles.values() for r in rows.values() for tie in r.ties
    )

    def relations() -> float:
        found = pairings(related)
        began = time.perf_counter()
        relation_f1.relations(found, matched_ties(found))
        return time.perf_counter() - began

    yield Seconds.of(f"relation F1, {many:,} relations", 0.3, relations, 5)
    continua = [
        (0, 2000, [[(*u.fragments[0], u.label) for u in r.units] for r in rows.values()])
        for rows in ratings.articles.values()
    ]

    def unitizing() -> float:
        began = time.perf_counter()
        u_alpha.u_alpha(continua)
        return time.perf_counter() - began

    yield Seconds.of(f"u-alpha family, {count:,} spans", 1.0, unitizing, 5)


def alpha(_: Path) -> Iterator[Ratio]:
    """Alpha of 3 × 1,000,000 units beside krippendorff."""
    draw = np.random.default_rng(0)
    truth = draw.integers(1, 6, 1_000_000)
    table = np.stack(
        [np.where(draw.random(len(truth)) < 0.8, truth, draw.integers(1, 6, len(truth))) for _ in range(3)]
    ).astype(float)
    table[draw.random(table.shape) < 0.1] = np.nan
    for level in ("nominal", "ordinal"):
        yield compare(
            f"{level} alpha, 3 × 1,000,000 / krippendorff",
            KRIPPENDORFF,
            _timed(lambda level=level: krippendorff_alpha(table, level)),  # type: ignore[misc]
            _timed(
                lambda level=level: krippendorff.alpha(  # type: ignore[misc]
                    reliability_data=table, level_of_measurement=level
                )
            ),
            5,
        )


def resampling(_: Path) -> Iterator[Ratio]:
    """1,000 resamples of 500 articles, F1 and alpha, 10 labels, 6 pairs, beside krippendorff 1,000 times."""
    ratings = _corpus(500, 4, 20, 10)
    found = pairings(ratings)
    shares = span_shares(found, matched_spans(found), "exact")
    draw = np.random.default_rng(3)
    items = draw.integers(0, len(found), 20 * len(found))
    one = draw.integers(0, 10, len(items))
    two = np.where(draw.random(len(items)) < 0.8, one, draw.integers(0, 10, len(items)))
    arm = np.zeros(len(items), dtype=np.int64)
    values = tuple(f"L{i}" for i in range(10))
    couples = Couples(found, items, arm, one, two, values, found.weight[items])
    drafts = [shares.overall(), *shares.drafts(shares.kinds, shares.kind)]
    pairs = groupings(found, shares.pairing, shares.arm)["pair"]
    drafts += shares.drafts(pairs.names, pairs.group)
    drafts += couples.drafts(measure.tally, ["all"], np.zeros(len(items), dtype=np.int64))
    drafts += couples.drafts(measure.tally, pairs.names, found.pair[items])
    by_article = [np.flatnonzero(found.article[items] == a) for a in range(500)]
    flat = np.stack([one, two]).astype(float)
    chosen = [np.concatenate([by_article[a] for a in draw.integers(0, 500, 500)]) for _ in range(20)]

    def theirs() -> float:
        began = time.perf_counter()
        for rows in chosen:
            krippendorff.alpha(reliability_data=flat[:, rows], level_of_measurement="nominal")
        return (time.perf_counter() - began) * 1_000 / len(chosen)

    name = f"1,000 resamples, {len(drafts)} figures / krippendorff 1,000 times (20 times, × 50)"
    yield compare(name, 1 / 20, _timed(lambda: finished(drafts)), theirs, 5)


def agreement(folder: Path, count: int = 10_000) -> Iterator[Seconds]:
    """From an opened project of 10,000 articles × 2 annotators to the printed overview."""
    place = two_annotators(folder / "agreement", count)

    def ours() -> float:
        began = time.perf_counter()
        with redirect_stdout(StringIO()) as told:
            run(db=str(place))
        assert "who blames whom" in told.getvalue()
        return time.perf_counter() - began

    yield Seconds.of(f"{count:,} articles × 2 annotators to a printed table", 10.0, ours, 3)


def two_annotators(folder: Path, count: int, names: Sequence[str] = ("anna", "ben")) -> Path:
    """A project of so many articles that two (or more) have submitted, made once."""
    place = project_of(folder, count)
    with open_project(str(place)) as project:
        if not project.store.stream_states():
            project.store.append_many(
                event
                for key in project.store.article_keys()
                for name in names
                for event in _labelled(project.store.article(key), name)
            )
    return place


def coverage(_: Path) -> Iterator[Coverage]:
    """Simulated articles that differ in how hard they are; how often the interval holds the true value."""
    for articles in (5, 10, 20, 50, 100):
        for name, draw, value, bounds in (
            ("F1", _f1_counts, share, (0.0, 1.0)),
            ("alpha", _alpha_counts, nominal_from_sums, (-1.0, 1.0)),
        ):
            true = float(value(draw(np.random.default_rng(1), 400_000).sum(axis=0)))
            held = 0
            for seed in range(RUNS):
                tally = Tally(draw(np.random.default_rng(1000 + seed), articles), value, bounds)
                (found,) = estimates([tally])
                interval = found.interval
                held += interval is not None and interval.low <= true <= interval.high
            yield Coverage(f"95 % interval of {name} ({true:.3f}), {articles} articles", held / RUNS, RUNS)


def _f1_counts(draw: np.random.Generator, articles: int) -> np.ndarray:
    """Hits and units of articles, hard and easy ones: F1 about .73."""
    units = 2 * draw.poisson(12, articles) + 2
    ease = draw.beta(6, 2.2, articles)
    return np.stack([2 * draw.binomial(units // 2, ease), units], axis=1).astype(float)


def _alpha_counts(draw: np.random.Generator, articles: int) -> np.ndarray:
    """Disagreements and totals of 4 values of articles; two raters, alpha about .54."""
    items = draw.poisson(15, articles) + 1
    ease = draw.beta(4, 2.5, articles)
    use = draw.dirichlet((4.0, 2.0, 1.0, 1.0), articles)
    # Both rate alike by ease, else each draws for itself; all at once as counts of (value, value).
    joint = ease[:, None, None] * use[:, :, None] * np.eye(4)
    joint = joint + (1 - ease)[:, None, None] * use[:, :, None] * use[:, None, :]
    table = draw.multinomial(items, joint.reshape(articles, 16)).reshape(articles, 4, 4)
    both = table + table.transpose(0, 2, 1)
    other = both.sum(axis=(1, 2)) - np.trace(both, axis1=1, axis2=2)
    return np.concatenate([other[:, None], both.sum(axis=2)], axis=1).astype(float)


def _corpus(articles: int, annotators: int, spans: int, labels: int, *, ties: bool = False) -> Ratings:
    """Readings that agree on most, 2,000 characters an article."""
    draw = np.random.default_rng(1)
    out: dict[str, dict[str, Reading]] = {}
    for number in range(articles):
        starts = np.sort(draw.choice(200, spans, replace=False)) * 10
        lengths, named = draw.integers(2, 10, spans), draw.integers(0, labels, spans)
        rows = {}
        for name in range(annotators):
            kept = draw.random(spans) < 0.9
            moved = starts + draw.integers(0, 3, spans) * (draw.random(spans) < 0.3)
            label = np.where(draw.random(spans) < 0.9, named, draw.integers(0, labels, spans))
            units = tuple(
                Unit(f"L{label[i]}", ((int(moved[i]), int(moved[i] + lengths[i])),))
                for i in np.flatnonzero(kept)
            )
            made = tuple(
                TieRating(i, "A", "", (Filler("source", i - 1), Filler("target", i + 1)))
                for i in range(1, len(units) - 1)
            )
            rows[f"n{name}"] = Reading(units, made if ties else ())
        out[f"d{number:05}"] = rows
    return Ratings(out, dict.fromkeys(out, 2_000))


def _labelled(article: Article, name: str) -> Iterator[tuple[StreamKey, Event]]:
    """Labels of an article, two ties of six spans, then its submission; every third time ben differs."""
    bounds = [article.tokens[i] for i in range(len(article.tokens))]
    place, labels = hash(article.id) % 3, Labels()
    for n in range(2):
        at = 10 + 12 * n
        moved = int(name == "ben" and place == 0)
        ids = [str(uuid.uuid4()) for _ in range(4)]
        for key, label, (start, end) in zip(
            ids[:3],
            ("ACTOR", "STANCE", "ACTOR"),
            (
                (bounds[at][0], bounds[at + 1 + moved][1]),
                bounds[at + 4],
                (bounds[at + 6][0], bounds[at + 7][1]),
            ),
            strict=True,
        ):
            labels = labels.with_span(Span(key, label, ((start, end),)))
        category = "CONDEMN" if name == "ben" and place == 1 else "ACCUSE"
        roles = (Role("source", ids[0]), Role("target", ids[2]))
        labels = labels.with_tie(Tie(ids[3], ids[1], category, roles))
    key = StreamKey(article.id, name)
    yield key, Event(str(uuid.uuid4()), 1, AT, name, "import", diff(Labels(), labels), "import")
    yield key, Event(str(uuid.uuid4()), 2, AT + timedelta(hours=1), name, SUBMIT, ())


def _timed(what: Callable[[], object]) -> Callable[[], float]:
    def timed() -> float:
        began = time.perf_counter()
        what()
        return time.perf_counter() - began

    return timed
