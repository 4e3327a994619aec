"""What annotators make: spans, ties with their roles, statuses of sentences, mended splits.

Everything here is a value. The labels of one stream (article, annotator, round, pass, layer) are a
`Labels`; it changes only through events (`annotator.domain.events`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from annotator.domain.text import Article, Sentence

Value = str | bool
StatusName = Literal["open", "done", "nothing", "skipped"]
LayerName = Literal["human", "suggestion", "gold"]

LAYERS: tuple[LayerName, ...] = ("human", "suggestion", "gold")
HUMAN = "human"
#: Statuses of sentences that somebody has gone through.
REVIEWED = frozenset({"done", "nothing"})


@dataclass(frozen=True, slots=True)
class Span:
    """One or more fragments (half-open, ascending, apart) with a label.

    `origin` is "human" or the suggester's NAME@VERSION; `fate` says what became of a suggestion
    ("accepted", "moved", "relabelled"). An accepted suggestion keeps the suggestion's id.
    """

    id: str
    label: str
    fragments: tuple[tuple[int, int], ...]
    attributes: Mapping[str, Value] = field(default_factory=dict)
    entity: str | None = None
    origin: str = HUMAN
    fate: str | None = None
    score: float | None = None

    @property
    def start(self) -> int:
        """First code point."""
        return self.fragments[0][0]

    @property
    def end(self) -> int:
        """One past the last code point."""
        return self.fragments[-1][1]

    def text(self, article: str) -> str:
        """The words, fragments joined by an ellipsis."""
        return " … ".join(article[start:end] for start, end in self.fragments)


@dataclass(frozen=True, slots=True)
class Role:
    """A filled role of a tie: exactly one of `filler` (a span), `implicit` (a reason), `tie`."""

    role: str
    filler: str | None = None
    implicit: str | None = None
    tie: str | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """A head span (the stance), its category, roles and attributes."""

    id: str
    head: str
    category: str | None
    roles: tuple[Role, ...] = ()
    attributes: Mapping[str, Value] = field(default_factory=dict)
    reciprocal: bool = False
    origin: str = HUMAN
    fate: str | None = None
    score: float | None = None
    reason: str | None = None

    def fillers(self, role: str) -> tuple[str, ...]:
        """Ids of the spans that fill the role."""
        return tuple(r.filler for r in self.roles if r.role == role and r.filler is not None)


@dataclass(frozen=True, slots=True)
class Status:
    """State of one sentence: reviewed or not, and beside it a flag and a comment."""

    status: StatusName = "open"
    flag: bool = False
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A suggested tie or span that was turned down, kept as it was suggested."""

    id: str
    kind: Literal["tie", "span"]
    origin: str
    suggested: Mapping[str, Any]


OPEN = Status()


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of one stream.

    `statuses` is keyed by the sentence's start; `cuts` holds mended sentence splits: offset → True
    where a sentence was made to start, False where a start was taken away.
    """

    spans: Mapping[str, Span] = field(default_factory=dict)
    ties: Mapping[str, Tie] = field(default_factory=dict)
    statuses: Mapping[int, Status] = field(default_factory=dict)
    cuts: Mapping[int, bool] = field(default_factory=dict)
    rejected: Mapping[str, Rejected] = field(default_factory=dict)

    def status(self, start: int) -> Status:
        """Status of the sentence that starts there."""
        return self.statuses.get(start, OPEN)

    def with_span(self, span: Span) -> Labels:
        """These labels with the span added or replaced."""
        return replace(self, spans={**self.spans, span.id: span})

    def with_tie(self, tie: Tie) -> Labels:
        """These labels with the tie added or replaced."""
        return replace(self, ties={**self.ties, tie.id: tie})

    def with_status(self, start: int, status: Status) -> Labels:
        """These labels with a sentence's status set; an open, unflagged one is not kept."""
        rest = {key: value for key, value in self.statuses.items() if key != start}
        return replace(self, statuses=rest if status == OPEN else {**rest, start: status})

    def with_cut(self, offset: int, starts: bool | None) -> Labels:
        """These labels with a sentence start added (True), removed (False) or as imported (None)."""
        rest = {key: value for key, value in self.cuts.items() if key != offset}
        return replace(self, cuts=rest if starts is None else {**rest, offset: starts})

    def with_rejected(self, *rejected: Rejected) -> Labels:
        """These labels with suggestions turned down."""
        return replace(self, rejected={**self.rejected, **{one.id: one for one in rejected}})

    def without_tie(self, tie_id: str, keep: Collection[str] = ()) -> Labels:
        """These labels without the tie, and without the spans that only it used.

        A span stays when another tie uses it, or its id is in `keep`. Links to the tie from other ties
        go with it.
        """
        gone = self.ties[tie_id]
        ties = {
            key: replace(tie, roles=tuple(r for r in tie.roles if r.tie != tie_id))
            if any(r.tie == tie_id for r in tie.roles)
            else tie
            for key, tie in self.ties.items()
            if key != tie_id
        }
        used = spans_used(ties.values())
        orphans = spans_used([gone]) - used - set(keep)
        spans = {key: span for key, span in self.spans.items() if key not in orphans}
        return replace(self, spans=spans, ties=ties)

    def without_span(self, span_id: str) -> Labels:
        """These labels without the span, the roles it filled and the ties it headed."""
        labels = self
        for tie in [tie for tie in self.ties.values() if tie.head == span_id]:
            labels = labels.without_tie(tie.id)
        ties = {
            key: replace(tie, roles=tuple(r for r in tie.roles if r.filler != span_id))
            if any(r.filler == span_id for r in tie.roles)
            else tie
            for key, tie in labels.ties.items()
        }
        return replace(labels, ties=ties, spans={k: v for k, v in labels.spans.items() if k != span_id})


def holding_together(labels: Labels) -> Labels:
    """The labels without ties whose head is gone, and without roles whose filler is."""
    spans = labels.spans
    ties = {key: tie for key, tie in labels.ties.items() if tie.head in spans}
    kept = {
        key: replace(
            tie,
            roles=tuple(
                role
                for role in tie.roles
                if (role.filler is None or role.filler in spans) and (role.tie is None or role.tie in ties)
            ),
        )
        for key, tie in ties.items()
    }
    return replace(labels, ties=kept)


def spans_used(ties: Iterable[Tie]) -> set[str]:
    """Ids of the spans that head or fill the given ties."""
    used: set[str] = set()
    for tie in ties:
        used.add(tie.head)
        used.update(role.filler for role in tie.roles if role.filler is not None)
    return used


def sentences(article: Article, cuts: Mapping[int, bool]) -> tuple[Sentence, ...]:
    """The article's sentences with mended splits applied.

    A removed start joins its sentence to the one before; an added start splits the one it lies in.
    """
    if not cuts:
        return article.sentences
    out: list[Sentence] = []
    for sentence in article.sentences:
        if cuts.get(sentence.start) is False and out:
            out[-1] = Sentence(out[-1].start, sentence.end)
        else:
            out.append(sentence)
        for cut in sorted(c for c, on in cuts.items() if on and sentence.start < c < sentence.end):
            head = article.text[out[-1].start : cut]
            out[-1:] = [
                Sentence(out[-1].start, out[-1].start + len(head.rstrip())),
                Sentence(cut, sentence.end),
            ]
    return tuple(out)
