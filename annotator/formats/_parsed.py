"""What a reader finds: an article's text and one stream's labels, before segmentation."""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from annotator.domain.cuts import cuts_between
from annotator.domain.labels import OPEN, Labels, Status, sentences
from annotator.domain.record import Record, Visits
from annotator.domain.text import Article, Publication, Region, Sentence


@dataclass(frozen=True, slots=True)
class Parsed:
    """One article as a file tells it, with the labels of one stream.

    Tokens are not among it, they are made at import; so `labels` has no cuts, and `sentences` says
    where the file's sentences lie. `regions` and `sentences` are None where the file does not tell,
    `scheme` and `tokenizer` likewise. `annotator` is None where nobody labelled the article, or a
    suggester did. `encoding` is the one a text was found in, where it had to be detected. `reviewed` says
    that whoever labelled went through the whole text, where the file cannot tell it of each sentence.
    """

    id: str
    text: str
    where: str = field(default="", compare=False)
    title: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)
    publications: tuple[Publication, ...] = ()
    regions: tuple[Region, ...] | None = None
    sentences: tuple[Sentence, ...] | None = None
    scheme: str | None = None
    tokenizer: str | None = None
    annotator: str | None = None
    round: str = "main"
    pass_: int = 1
    layer: str = "human"
    labels: Labels = field(default_factory=Labels)
    visits: Mapping[int, Visits] = field(default_factory=dict)
    created_at: datetime | None = None
    updated_at: datetime | None = None
    submitted_at: datetime | None = None
    adjudication: tuple[Mapping[str, Any], ...] = ()
    encoding: str = field(default="", compare=False)
    reviewed: bool = field(default=False, compare=False)

    @property
    def labelled(self) -> bool:
        """Whether there are labels of somebody, be it only sentences without any stance."""
        return self.annotator is not None or self.labels != Labels()

    @classmethod
    def of(cls, record: Record) -> Parsed:
        """What a reader finds where a format holds everything of the record.

        Statuses and visits of sentences that were joined to another one are no part of it, and time
        is told to the millisecond.
        """
        lying = sentences(record.article, record.labels.cuts)
        starts = {sentence.start for sentence in lying}
        statuses = {s: x for s, x in record.labels.statuses.items() if s in starts and x != OPEN}
        return cls(
            id=record.article.id,
            text=record.article.text,
            title=record.article.title,
            meta=record.article.meta,
            publications=telling(record),
            regions=record.article.regions,
            sentences=lying or None,
            scheme=record.scheme,
            tokenizer=record.tokenizer,
            annotator=record.annotator or None,
            round=record.round,
            pass_=record.pass_,
            layer=record.layer,
            labels=replace(record.labels, statuses=statuses, cuts={}),
            visits=_told_visits(record.visits, starts),
            created_at=record.created_at,
            updated_at=record.updated_at,
            submitted_at=record.submitted_at,
            adjudication=record.adjudication,
        )

    def record(self, article: Article, scheme: str, tokenizer: str) -> Record:
        """The record that this makes with its segmented article (whose text is `self.text`).

        Args:
            article: as segmentation made it, or as the project holds it already.
            scheme: what the record is to say where the file says nothing.
            tokenizer: likewise.
        """
        wanted = None if self.sentences is None else [sentence.start for sentence in self.sentences]
        cuts = {} if wanted is None else cuts_between(article.sentences, wanted)
        labels = replace(self.labels, cuts=cuts)
        return Record(
            article=article,
            scheme=self.scheme or scheme,
            tokenizer=self.tokenizer or tokenizer,
            annotator=self.annotator,
            round=self.round,
            pass_=self.pass_,
            layer=self.layer,
            labels=_reviewed(labels, article) if self.reviewed else labels,
            visits=self.visits,
            publications=self.publications,
            created_at=self.created_at,
            updated_at=self.updated_at,
            submitted_at=self.submitted_at,
            adjudication=self.adjudication,
        )


def telling(record: Record) -> tuple[Publication, ...]:
    """The record's publications, none where the only one says no more than the article does."""
    article = record.article
    if len(record.publications) != 1:
        return record.publications
    one = record.publications[0]
    silent = one.outlet is None and one.date is None and one.url is None and one.source_id == article.id
    told = one.title in (None, article.title) and (not one.meta or one.meta == article.meta)
    return () if silent and told else record.publications


def milliseconds(seconds: float) -> float:
    """Time as files tell it: seconds with three decimals."""
    return round(seconds, 3)


def _reviewed(labels: Labels, article: Article) -> Labels:
    """The labels with every sentence marked: done where something in it is labelled, else nothing there."""
    starts = sorted(start for span in labels.spans.values() for start, _ in span.fragments)
    marks: dict[int, Status] = {}
    for sentence in sentences(article, labels.cuts):
        first = bisect.bisect_left(starts, sentence.start)
        found = first < len(starts) and starts[first] < sentence.end
        marks[sentence.start] = Status("done" if found else "nothing")
    return replace(labels, statuses={**marks, **labels.statuses})


def _told_visits(visits: Mapping[int, Visits], starts: set[int]) -> dict[int, Visits]:
    told = {s: replace(visit, seconds=milliseconds(visit.seconds)) for s, visit in visits.items()}
    return {s: visit for s, visit in told.items() if s in starts and visit != Visits()}
