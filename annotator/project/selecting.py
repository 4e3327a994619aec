"""Which records an export takes, and what of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fnmatch import fnmatchcase
from typing import Any

from annotator.domain.errors import AnnotatorError
from annotator.domain.labels import REVIEWED, Labels, Span, Status, holding_together, sentences
from annotator.domain.record import Record
from annotator.domain.rules import unfinished
from annotator.domain.scheme import Scheme
from annotator.domain.text import Article, Sentence, Tokens
from annotator.formats._excerpt import Excerpt, excerpts

UNREVIEWED = ("keep", "drop", "mark")


@dataclass(frozen=True)
class Selection:
    """What is asked for beside annotators and layers; what is empty asks for nothing.

    `articles` are patterns of ids (`01_*`). `marks` takes records with a sentence, or tie, so marked:
    see `MARKS`. `since` and `until` bound the time of the last change, until exclusive. `labels` keeps
    spans of these labels alone, ties whose head is one, and roles whose filler is. `unreviewed`
    sentences are kept, dropped — the text is then an excerpt —, or listed in the metadata. Those on which
    annotators agree less than `min_agreement` (from 0 to 1; see `annotator.domain.accord`), or that fewer
    than two reviewed, are dropped, or with `mark` listed as well.
    """

    articles: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    labels: tuple[str, ...] = ()
    unreviewed: str = "keep"
    min_agreement: float | None = None

    def check(self, scheme: Scheme, articles: Iterable[str]) -> None:
        """Refuse what cannot be selected by.

        Args:
            scheme: that of the project.
            articles: the ids of its articles.

        Raises:
            AnnotatorError: there is no such mark, label or article.
        """
        missed = list(dict.fromkeys(self.articles))
        for name in articles if missed else ():
            missed = [one for one in missed if not _means(one, name)]
        if missed:
            raise AnnotatorError(
                f"no article has the id {missed[0]!r}",
                "List them with annotator status --articles; a pattern has a * (01_*).",
            )
        for what, asked, known in (
            ("mark", self.marks, MARKS),
            ("label", self.labels, scheme.labels),
            ("way with unreviewed sentences", (self.unreviewed,), UNREVIEWED),
        ):
            for name in asked:
                if name not in known:
                    raise AnnotatorError(f"there is no {what} {name!r}", f"There are: {', '.join(known)}.")
        if self.min_agreement is not None and not 0 <= self.min_agreement <= 1:
            raise AnnotatorError(f"agreement is never {self.min_agreement}", "Give a number from 0 to 1.")

    def told(self) -> dict[str, Any]:
        """What was asked for, as JSON can hold it."""
        asked = {
            "articles": list(self.articles),
            "marks": list(self.marks),
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "labels": list(self.labels),
            "unreviewed": "" if self.unreviewed == "keep" else self.unreviewed,
            "min_agreement": self.min_agreement,
        }
        return {name: value for name, value in asked.items() if value or value == 0}


@dataclass
class Selected:
    """Records that a selection takes; can be gone through more than once.

    `counts` tells what the last whole pass had: records, articles, spans, ties, and articles that have
    nothing in the metadata field `group` (where one is named); `annotators` whose.
    """

    records: Iterable[Record]
    selection: Selection
    scheme: Scheme
    within: Callable[[Record], bool] = lambda _: True
    group: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    annotators: set[str] = field(default_factory=set)

    def __iter__(self) -> Iterator[Record]:
        counts: Counter[str] = Counter()
        annotators: set[str] = set()
        last = None
        for record in self.records:
            if not self._wanted(record) or not self.within(record):
                continue
            taken = self._taken(record)
            if taken is None:
                continue
            yield taken
            counts.update(records=1, spans=len(taken.labels.spans), ties=len(taken.labels.ties))
            if taken.article.id != last:
                counts["articles"] += 1
                if self.group and taken.article.meta.get(self.group) in (None, ""):
                    counts["ungrouped"] += 1
            last = taken.article.id
            annotators.update({taken.annotator} - {None})  # type: ignore[arg-type]
        self.counts, self.annotators = counts, annotators

    def _wanted(self, record: Record) -> bool:
        asked = self.selection
        if asked.articles and not any(_means(one, record.article.id) for one in asked.articles):
            return False
        if asked.since or asked.until:
            changed = record.updated_at or record.created_at
            if changed is None or not _between(changed, asked.since, asked.until):
                return False
        return not asked.marks or any(MARKS[mark](record, self.scheme) for mark in asked.marks)

    def _taken(self, record: Record) -> Record | None:
        if self.selection.labels:
            record = replace(record, labels=_of_labels(record.labels, self.selection.labels))
        match self.selection.unreviewed:
            case "mark":
                return _marked(record)
            case "keep" if self.selection.min_agreement is None:
                return record
        return _reviewed(record)


def _means(pattern: str, name: str) -> bool:
    return pattern == name or fnmatchcase(name, pattern)


def _between(time: datetime, since: date | None, until: date | None) -> bool:
    day = time.date()
    return (since is None or day >= since) and (until is None or day < until)


def _status(is_so: Callable[[Status], Any]) -> Callable[[Record, Scheme], bool]:
    return lambda record, _: any(is_so(status) for status in record.labels.statuses.values())


def _is_unfinished(record: Record, scheme: Scheme) -> bool:
    ties = record.labels.ties.values()
    return any((tie.category or "") in scheme.categories and unfinished(tie, scheme) for tie in ties)


#: What records may be selected by, and how it is known.
MARKS: Mapping[str, Callable[[Record, Scheme], bool]] = {
    "flagged": _status(lambda status: status.flag),
    "commented": _status(lambda status: status.comment),
    "skipped": _status(lambda status: status.status == "skipped"),
    "nothing": _status(lambda status: status.status == "nothing"),
    "unfinished": _is_unfinished,
    "submitted": lambda record, _: record.submitted_at is not None,
}


def _of_labels(labels: Labels, wanted: tuple[str, ...]) -> Labels:
    """The labels without spans of other labels, and without what hangs on them."""
    spans = {key: span for key, span in labels.spans.items() if span.label in wanted}
    return holding_together(replace(labels, spans=spans))


def _marked(record: Record) -> Record:
    """The record with bounds of the sentences nobody reviewed in its metadata, under `unreviewed`."""
    open_ = [
        [sentence.start, sentence.end]
        for sentence in sentences(record.article, record.labels.cuts)
        if record.labels.status(sentence.start).status not in REVIEWED
    ]
    meta = {**record.article.meta, "unreviewed": open_}
    return replace(record, article=replace(record.article, meta=meta))


def _reviewed(record: Record) -> Record | None:
    """The record with the reviewed sentences as its text; None where there are none.

    Where they come from stands in the metadata, under `excerpt`: start and end in the article, and
    start in the text.
    """
    found = excerpts(record, "article")
    if not found:
        return None
    (part,) = found
    shift = _Shift(part)
    article, labels = record.article, record.labels
    lying = tuple(Sentence(*shift.bounds(s.start, s.end)) for s in part.sentences)  # type: ignore[misc]
    spans = {key: moved for key, span in labels.spans.items() if (moved := shift.span(span))}
    statuses = {
        at: status for start, status in labels.statuses.items() if (at := shift.offset(start)) is not None
    }
    visits = {at: visit for start, visit in record.visits.items() if (at := shift.offset(start)) is not None}
    excerpt = Article(
        article.id,
        part.text,
        lying,
        Tokens(list(part.tokens())),
        title=article.title,
        meta={**article.meta, "excerpt": [list(one) for one in part.placed()]},
    )
    kept = holding_together(replace(labels, spans=spans, statuses=statuses, cuts={}))
    return replace(record, article=excerpt, labels=kept, visits=visits)


class _Shift:
    """Offsets of an article as offsets of an excerpt of it."""

    def __init__(self, part: Excerpt) -> None:
        self.placed = list(part.placed())

    def bounds(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a stretch is; None if the excerpt has not all of it."""
        for first, last, at in self.placed:
            if first <= start and end <= last:
                return start - first + at, end - first + at
        return None

    def offset(self, start: int) -> int | None:
        """Where a sentence that starts there starts."""
        found = self.bounds(start, start + 1)
        return None if found is None else found[0]

    def span(self, span: Span) -> Span | None:
        """The span, if all of it is there."""
        moved = [self.bounds(start, end) for start, end in span.fragments]
        fragments = tuple(one for one in moved if one is not None)
        return replace(span, fragments=fragments) if len(fragments) == len(moved) else None
