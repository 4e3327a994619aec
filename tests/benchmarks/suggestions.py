"""Suggestions beside marked data and beside the clock: python -m tests.benchmarks suggestions --data FOLDER.

FOLDER holds `polnear.dev.jsonl`, `re3d.dev.jsonl` and `plv.dev.jsonl` (see `scoring` for their form). Every
figure comes with its 95 % interval: documents are drawn anew a thousand times.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

from annotator.domain.labels import Labels
from annotator.domain.text import Article
from annotator.segment.segmenter import Segmenter
from annotator.suggest.pipelines import COMPONENTS, RULES, best_installed
from annotator.suggest.suggester import Suggester, load
from tests.benchmarks import scoring
from tests.benchmarks.scoring import CLASSES, Counts, f1

_DRAWS, _ROUNDS = 1000, 5
_ACTORS = {"Organisation", "Person", "Nationality"}


@dataclass(frozen=True)
class Figure:
    """One figure: what is counted, the way in which it counts, goals without and with a pipeline."""

    set: str
    name: str
    way: str
    without: float
    pipeline: float

    @property
    def key(self) -> str:
        """Its name among the counts."""
        return f"{self.name} {self.way}".strip()


FIGURES = (
    Figure("polnear", "CUE", "iou50", 0.62, 0.67),
    Figure("polnear", "SOURCE", "iou50", 0.52, 0.62),
    Figure("polnear", "CONTENT", "iou50", 0.50, 0.60),
    Figure("re3d", "ACTOR", "lean", 0.70, 0.74),
    Figure("plv", "ACTOR", "lean", 0.76, 0.80),
    Figure("plv", "class", "macro", 0.68, 0.72),
    Figure("plv", "tie", "", 0.40, 0.50),
)
COUNTS: dict[str, Callable[[Mapping[str, Any], Labels], Counts]] = {
    "polnear": scoring.attribution,
    "re3d": lambda record, labels: scoring.actors(record, labels, _ACTORS),
    "plv": scoring.stances,
}
HEAD = (
    "| set | figure | pipeline | F1 (95 %) | P | R | overlap | iou50 | exact | goal | met |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|"
)
CLASS_HEAD = "| class | pipeline | F1 (95 %) | P | R | marked |\n|---|---|---|---|---|---|"
SPEED_HEAD = "| speed | words/s | seconds | goal | met |\n|---|---|---|---|---|"


def needed(data: Path) -> list[Path]:
    """The files of marked data that are read."""
    return [data / f"{name}.dev.jsonl" for name in COUNTS]


def suggestions(data: Path) -> Iterator[str]:
    """Who suggested, and the lines of three tables: figures, classes, speed."""
    records = {name: _records(file) for name, file in zip(COUNTS, needed(data), strict=True)}
    names = [RULES] if best_installed() == RULES else [RULES, best_installed()]
    rows, classes, who = [], [], []
    for name in names:
        suggester = load(name)
        who.append(suggester.id)
        for set_, documents in records.items():
            counts = _counted(suggester, documents, COUNTS[set_])
            drawn = _drawn(len(documents))
            rows += [_row(figure, name, counts, drawn) for figure in FIGURES if figure.set == set_]
            if set_ == "plv":
                classes += [_class_row(one, name, counts, drawn) for one in sorted(set(CLASSES.values()))]
    yield f"Suggested by {', '.join(who)}.\n"
    yield HEAD
    yield from rows
    yield ""
    yield CLASS_HEAD
    yield from classes
    yield ""
    yield SPEED_HEAD
    articles = _articles(records["polnear"])
    yield from _speed_without(articles)
    if len(names) > 1:
        yield from _speed_with(names[1], articles)


def _records(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def _articles(records: list[dict[str, Any]]) -> list[Article]:
    segmenter = Segmenter()
    return [segmenter.article(record["id"], record["text"]) for record in records]


def _counted(
    suggester: Suggester,
    records: list[dict[str, Any]],
    count: Callable[[Mapping[str, Any], Labels], Counts],
) -> dict[str, Any]:
    """Of each figure an array of shape (documents, 3)."""
    found = suggester.suggest_many(_articles(records))
    rows = [count(record, labels) for record, labels in zip(records, found, strict=True)]
    return {key: numpy.array([row[key] for row in rows]) for key in rows[0]}


def _drawn(documents: int) -> Any:
    """How often each document is drawn, of shape (draws, documents); the first row takes each once."""
    chance = numpy.random.default_rng(0)
    again = chance.multinomial(documents, [1 / documents] * documents, size=_DRAWS)
    return numpy.vstack([numpy.ones(documents, dtype=int), again])


def _scores(figure: Figure, counts: Mapping[str, Any], drawn: Any) -> list[tuple[float, float, float]]:
    """F1, precision and recall for each draw."""
    if figure.way != "macro":
        return [f1(*total) for total in drawn @ counts[figure.key]]
    each = [[f1(*total) for total in drawn @ counts[f"class {one}"]] for one in sorted(set(CLASSES.values()))]
    means = numpy.array(each).mean(axis=0)
    return [(float(a), float(b), float(c)) for a, b, c in means]


def _interval(scores: list[tuple[float, float, float]]) -> str:
    low, high = numpy.percentile([score[0] for score in scores[1:]], [2.5, 97.5])
    return f"{scores[0][0]:.3f} ({low:.3f}–{high:.3f})"


def _row(figure: Figure, pipeline: str, counts: Mapping[str, Any], drawn: Any) -> str:
    scores = _scores(figure, counts, drawn)
    goal = figure.without if pipeline == RULES else figure.pipeline
    others = [
        f"{f1(*counts[key].sum(axis=0))[0]:.3f}" if (key := f"{figure.name} {way}") in counts else "–"
        for way in ("overlap", "iou50", "exact")
    ]
    name = f"{figure.name} {figure.way}".strip()
    met = "yes" if scores[0][0] >= goal else "no"
    return (
        f"| {figure.set} | {name} | {pipeline} | {_interval(scores)} | {scores[0][1]:.3f} | {scores[0][2]:.3f} "
        f"| {' | '.join(others)} | ≥ {goal:.2f} | {met} |"
    )


def _class_row(name: str, pipeline: str, counts: Mapping[str, Any], drawn: Any) -> str:
    scores = [f1(*total) for total in drawn @ counts[f"class {name}"]]
    marked = counts[f"class {name}"].sum(axis=0)[2]
    return (
        f"| {name} | {pipeline} | {_interval(scores)} | {scores[0][1]:.3f} | {scores[0][2]:.3f} | {marked} |"
    )


def _speed_without(articles: list[Article]) -> Iterator[str]:
    """The bare tokenizer and the suggester in turn, on processor time of one core."""
    suggester = load(RULES)
    tokenizer = suggester.nlp.tokenizer
    words = sum(len(article.text.split()) for article in articles)
    bare, ours = _in_turn(
        lambda: [tokenizer(article.text) for article in articles],
        lambda: list(suggester.suggest_many(articles)),
    )
    yield f"| bare tokenizer | {words / bare:,.0f} | {bare:.2f} | – | – |"
    met = "yes" if words / ours >= 100_000 else "no"
    yield f"| suggestions, no pipeline | {words / ours:,.0f} | {ours:.2f} | ≥ 100,000 words/s | {met} |"


def _speed_with(name: str, articles: list[Article]) -> Iterator[str]:
    """The pipeline's own time, and with suggestions on top."""
    import spacy

    suggester, bare_nlp = load(name), spacy.load(name, exclude=COMPONENTS)
    some = articles[::4]
    words = sum(len(article.text.split()) for article in some)
    bare, ours = _in_turn(
        lambda: list(bare_nlp.pipe((article.text for article in some), batch_size=64)),
        lambda: list(suggester.suggest_many(some)),
    )
    yield f"| {name} alone | {words / bare:,.0f} | {bare:.2f} | – | – |"
    met = "yes" if ours <= 1.25 * bare else "no"
    more = 100 * (ours / bare - 1)
    yield f"| {name} with suggestions | {words / ours:,.0f} | {ours:.2f} | ≤ 25 % more ({more:+.0f} %) | {met} |"


def _in_turn(first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float]:
    """The least processor seconds of each, called in turn after one warm-up."""

    def seconds(call: Callable[[], object]) -> float:
        began = time.process_time()
        call()
        return time.process_time() - began

    first(), second()
    times = [(seconds(first), seconds(second)) for _ in range(_ROUNDS)]
    return min(a for a, _ in times), min(b for _, b in times)
