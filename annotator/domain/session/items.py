"""What can be focused in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotator.domain.labels import Labels, Span, Tie, spans_used
from annotator.domain.session.state import Session
from annotator.domain.text import Sentence


@dataclass(frozen=True, slots=True)
class Item:
    """A tie, or a span outside every tie, of the current sentence."""

    kind: str
    id: str
    suggested: bool
    start: int


def items(session: Session) -> list[Item]:
    """Ties of the current sentence by position, then spans of it that no tie uses."""
    here, offered = session.here, session.pending
    out: list[Item] = []
    for labels, suggested in ((session.labels, False), (offered, True)):
        for tie in ties_in(labels, session, here):
            out.append(Item("tie", tie.id, suggested, session.any_span(tie.head).start))
    out.sort(key=lambda item: (item.start, item.suggested))
    used = spans_used(session.labels.ties.values()) | spans_used(offered.ties.values())
    # A suggested filler may stand for an own span with the same bounds; it is not offered again.
    places = {(s.label, s.fragments) for s in map(session.any_span, used)}
    loose = [
        Item("span", span.id, suggested, span.start)
        for labels, suggested in ((session.labels, False), (offered, True))
        for span in spans_in(labels.spans.values(), here)
        if span.id not in used and not (suggested and (span.label, span.fragments) in places)
    ]
    return out + sorted(loose, key=lambda item: (item.start, item.suggested))


def ties_in(labels: Labels, session: Session, sentence: Sentence) -> list[Tie]:
    """Ties whose head starts in the sentence."""
    return [
        tie
        for tie in labels.ties.values()
        if sentence.start <= session.any_span(tie.head).start < sentence.end
    ]


def spans_in(spans: Iterable[Span], sentence: Sentence) -> list[Span]:
    """Spans that start in the sentence."""
    return [span for span in spans if sentence.start <= span.start < sentence.end]


def focused(session: Session) -> Item | None:
    """The item in focus, if it still exists; a span that is part of a tie can be in focus too."""
    if session.active == "text":
        return None
    wanted = session.tie if session.active == "tie" else session.span
    item = next((item for item in items(session) if item.id == wanted), None)
    if item is None and session.active == "span" and wanted is not None:
        for labels, suggested in ((session.labels, False), (session.pending, True)):
            if wanted in labels.spans:
                return Item("span", wanted, suggested, labels.spans[wanted].start)
    return item
