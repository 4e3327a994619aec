"""Sentences that annotators do not agree on enough, taken as ones that nobody reviewed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from annotator.domain.accord import accord, sentence_start
from annotator.domain.labels import sentences
from annotator.domain.record import Record


@dataclass(frozen=True)
class Agreed:
    """The wanted ones of some records, with a sentence open where agreement on it is less than `least`.

    Agreement is that of all annotators of the record's round, first pass, whoever is wanted; see
    `annotator.domain.accord`. A sentence that fewer than two of them reviewed has none and is open.
    `records` come article by article; the object can be gone through more than once.
    """

    records: Iterable[Record]
    wanted: Callable[[Record], bool]
    least: float

    def __iter__(self) -> Iterator[Record]:
        for _, found in groupby(self.records, key=lambda record: record.article.id):
            group = list(found)
            rounds = {record.round for record in group if self.wanted(record)}
            figures = {name: self._figures(group, name) for name in rounds}
            for record in group:
                if self.wanted(record):
                    yield _opened(record, figures[record.round], self.least)

    def _figures(self, group: list[Record], round_name: str) -> dict[int, float | None]:
        mine = [one.labels for one in group if (one.layer, one.round, one.pass_) == ("human", round_name, 1)]
        return accord(group[0].article, mine)


def _opened(record: Record, figures: dict[int, float | None], least: float) -> Record:
    labels, starts = record.labels, list(figures)
    for sentence in sentences(record.article, labels.cuts):
        figure = figures.get(sentence_start(starts, sentence.start))
        if figure is None or figure < least:
            labels = labels.with_status(sentence.start, replace(labels.status(sentence.start), status="open"))
    return replace(record, labels=labels)
