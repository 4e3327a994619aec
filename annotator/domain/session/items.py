"""What can be focused in a sentence, and which fillers a role can take there."""

from __future__ import annotations

import string
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from annotator.domain.labels import Labels, Span, Tie, spans_used
from annotator.domain.session.state import Session
from annotator.domain.text import Sentence

#: Fillers a menu offers at a time.
PAGE = 12


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
    """Fillers for a role of the current tie, a page of them: the sentence's first, then the nearest.

    Of fillers elsewhere that read alike only the nearest is offered; each tells its sentence.
    """
    found = _candidates(session, role)
    page = session.menu.page if session.menu is not None else 0
    shown = found[page * PAGE : (page + 1) * PAGE]
    return [Hint(key, *row) for key, row in zip(string.ascii_lowercase, shown, strict=False)]


def has_more(session: Session, role: str) -> bool:
    """Whether there are more fillers than one page shows."""
    return len(_candidates(session, role)) > PAGE


def _candidates(session: Session, role: str) -> list[tuple[str, str, bool]]:
    """Id, words and whether it is still suggested, of each possible filler."""
    kind = session.scheme.roles[role]
    if not kind.fills:
        return _ties(session)
    here = session.here
    head = session.any_tie(session.tie).head if session.tie else None
    found: list[tuple[tuple[bool, int, int], Span, bool]] = []
    for labels, suggested in ((session.labels, False), (session.pending, True)):
        for span in labels.spans.values():
            if span.label in kind.fills and span.id != head:
                inside = here.start <= span.start < here.end
                near = kind.fills.index(span.label) if inside else 1 + abs(span.start - here.start)
                found.append(((not inside, near, span.start), span, suggested))
    found.sort(key=lambda row: row[0])
    starts = [sentence.start for sentence in session.sentences]
    seen: set[object] = set()
    out = []
    for (outside, _, _), span, suggested in found:
        words = session.words(span, 40)
        place = (span.label, words.casefold()) if outside else (span.label, span.fragments)
        if place not in seen:
            seen.add(place)
            number = bisect_right(starts, span.start)
            out.append((span.id, f"{words} (s{number})" if outside else words, suggested))
    return out


def _ties(session: Session) -> list[tuple[str, str, bool]]:
    ties = [
        (tie, suggested)
        for labels, suggested in ((session.labels, False), (session.pending, True))
        for tie in ties_in(labels, session, session.here)
        if tie.id != session.tie
    ]
    ties.sort(key=lambda row: session.any_span(row[0].head).start)
    return [
        (tie.id, f"{tie.category or 'tie'} “{session.words(session.any_span(tie.head), 24)}”", suggested)
        for tie, suggested in ties
    ]
