"""What can be focused in a sentence, and which fillers a role can take there."""

from __future__ import annotations

import string
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


@dataclass(frozen=True, slots=True)
class Hint:
    """A filler that can be chosen for a role by one key."""

    key: str
    id: str
    text: str
    suggested: bool


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
    """The item in focus, if it still exists."""
    if session.active == "text":
        return None
    wanted = session.tie if session.active == "tie" else session.span
    return next((item for item in items(session) if item.id == wanted), None)


def hints(session: Session, role: str) -> list[Hint]:
    """Fillers for a role of the current tie: those of the sentence, then the nearest elsewhere."""
    kind = session.scheme.roles[role]
    if not kind.fills:
        return _tie_hints(session)
    here, offered = session.here, session.pending
    head = session.any_tie(session.tie).head if session.tie else None
    seen: set[tuple[str, tuple[tuple[int, int], ...]]] = set()
    found: list[tuple[tuple[bool, int, int], Span, bool]] = []
    for labels, suggested in ((session.labels, False), (offered, True)):
        for span in labels.spans.values():
            place = (span.label, span.fragments)
            if span.label not in kind.fills or span.id == head or place in seen:
                continue
            seen.add(place)
            inside = here.start <= span.start < here.end
            near = kind.fills.index(span.label) if inside else 1 + abs(span.start - here.start)
            found.append(((not inside, near, span.start), span, suggested))
    found.sort(key=lambda row: row[0])
    return [
        Hint(key, span.id, session.words(span, 30), suggested)
        for key, (_, span, suggested) in zip(string.ascii_lowercase, found, strict=False)
    ]


def _tie_hints(session: Session) -> list[Hint]:
    offered = session.pending
    ties = [
        (tie, suggested)
        for labels, suggested in ((session.labels, False), (offered, True))
        for tie in ties_in(labels, session, session.here)
        if tie.id != session.tie
    ]
    ties.sort(key=lambda row: session.any_span(row[0].head).start)
    return [
        Hint(key, tie.id, f"{tie.category or 'tie'} “{session.words(session.any_span(tie.head), 24)}”", new)
        for key, (tie, new) in zip(string.ascii_lowercase, ties, strict=False)
    ]
