"""Making and changing spans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from annotator.domain.extents import extent_at, narrower, wider
from annotator.domain.labels import HUMAN, Labels, Span, Tie
from annotator.domain.session.items import spans_in
from annotator.domain.session.state import Session, Step
from annotator.domain.session.taking import accept, changed_fate, knows_tie, own_span, taken_over

Fragments = tuple[tuple[int, int], ...]


def add_fragment(session: Session) -> Step:
    """Add the selection, or the token at the cursor, to the span in hand as one more fragment."""
    head = session.any_tie(session.tie).head if session.tie else None
    mine = [key for key in (session.span, head, session.made) if key in session.labels.spans]
    span_id = mine[0] if mine else None
    if span_id is None:
        return Step(session, message="no span is in hand: mark its first part, then select the next")
    span = session.labels.spans[span_id]
    fragments = _joined((*span.fragments, bounds(session, *session.selection)))
    labels = session.labels.with_span(replace(span, fragments=fragments))
    told = f"added to “{session.words(span, 40)}”" if span.start < session.here.start else ""
    after = replace(session, labels=labels, span=span_id, made=span_id, anchor=None)
    return Step(after, verb="fragment", message=told)


def move_edge(session: Session, left: bool, step: int) -> Step:
    """Move an edge of the span in hand by a token; a suggestion is taken over by it."""
    if session.active == "text" and session.anchor is not None:
        token = session.cursor + step
        return Step(replace(session, cursor=token)) if token in session.tokens_here else Step(session)
    span_id = hand(session)
    if span_id is None:
        return Step(session, message="no span is in hand here")
    span = session.any_span(span_id)
    tokens = session.article.tokens
    start, end = span.fragments[0 if left else -1]
    if left:
        token = tokens.at(start) + step
        moved = (tokens[token][0], end) if 0 <= token < len(tokens) else (start, end)
    else:
        token = tokens.at(end - 1) + step
        moved = (start, tokens[token][1]) if 0 <= token < len(tokens) else (start, end)
    # A quotation may run on over sentences, but nothing runs over the end of a line.
    crossed = session.article.text[min(moved[0], start) : max(moved[1], end)]
    if not moved[0] < moved[1] or moved == (start, end) or ((step > 0) != left and "\n" in crossed):
        return Step(session, message="it ends here")
    fragments = (moved, *span.fragments[1:]) if left else (*span.fragments[:-1], moved)
    if any(a[1] >= b[0] for a, b in pairwise(fragments)):
        return Step(session, message="it ends here")
    in_tie = session.tie if session.active == "tie" else None
    if in_tie is not None:
        session = replace(session, labels=taken_over(session, in_tie))
    labels, span_id = own_span(session, span_id)
    span = labels.spans[span_id]
    fate = "moved" if span.origin != HUMAN else span.fate
    labels = labels.with_span(replace(span, fragments=fragments, fate=fate))
    if in_tie is not None:
        tie = labels.ties[in_tie]
        labels = labels.with_tie(replace(tie, fate=changed_fate(tie, "moved")))
    return Step(replace(session, labels=labels, span=span_id), verb="move edge")


def widen(session: Session, back: bool = False) -> Step:
    """Move the right end of the span in hand on to where a phrase could end; from the last, to the first.

    With `back`, to the place before.
    """
    selecting = session.active == "text" and session.anchor is not None
    span_id = None if selecting else hand(session)
    if span_id is None and not selecting:
        return Step(session, message="no span is in hand here")
    tokens, here = session.article.tokens, session.tokens_here
    if span_id is None:
        first, last = session.selection
    else:
        left, right = session.any_span(span_id).fragments[-1]
        first, last = tokens.at(left), tokens.at(right - 1)
    if back:
        end = narrower(session.article.text, tokens, first, last)
    else:
        end = wider(session.article.text, tokens, first, last, max(here.stop - 1, last))
    return move_edge(session, left=False, step=end - last)


def hand(session: Session) -> str | None:
    """The span that edge keys move.

    Of a tie in focus, the part chosen last, else the last filler (the one whose end is most often
    off), else its head; in the text, the span made last if the cursor is on it, else the smallest there.
    """
    if session.active == "tie" and session.tie is not None and knows_tie(session, session.tie):
        spans = parts(session.any_tie(session.tie))
        if session.span in spans:
            return session.span
        return max(spans, key=lambda part: session.any_span(part).start)
    if session.active == "span":
        return session.span
    made = session.labels.spans.get(session.span or "")
    if made is not None and session.anchor is None:
        start, end = session.article.tokens[session.cursor]
        if any(a <= start and end <= b for a, b in made.fragments):
            return made.id
    return span_at(session, tuple(session.scheme.labels))


def parts(tie: Tie) -> list[str]:
    """Ids of the spans a tie is made of: its fillers in order, then its head."""
    return list(dict.fromkeys([*(r.filler for r in tie.roles if r.filler is not None), tie.head]))


def mark(session: Session, name: str, place: tuple[int, int] | None = None) -> tuple[Labels, str]:
    """The labels with a span at the selection or cursor, and its id; an equal span is not made twice.

    `place` names the first and last token instead.
    """
    if session.anchor is None and place is None:
        there = span_at(session, (name,), own=True)
        if there is not None:
            return session.labels, there
    if place is None:
        place = session.selection if session.anchor is not None else proposal(session, name, session.cursor)
    fragments = (bounds(session, *place),)
    for span in session.labels.spans.values():
        if span.label == name and span.fragments == fragments:
            return session.labels, span.id
    for span in session.pending.spans.values():
        if span.label == name and span.fragments == fragments:
            return accept(session, "span", span.id), span.id
    made = Span(session.new_id(), name, fragments)
    return session.labels.with_span(made), made.id


def span_at(session: Session, names: tuple[str, ...], own: bool = False) -> str | None:
    """The smallest span of one of the labels that covers the cursor (or is just the selection)."""
    place, exact = bounds(session, *session.selection), session.anchor is not None
    mine = spans_in(session.labels.spans.values(), session.here)
    found = _covering(mine, place, names, exact)
    return found if found is not None or own else _covering(session.pending_here, place, names, exact)


def proposal(session: Session, name: str, token: int) -> tuple[int, int]:
    """First and last token that a new label takes at a token.

    It is the smallest suggested span of that label there, else what the words alone propose.
    """
    tokens, here = session.article.tokens, session.tokens_here
    suggested = _covering(session.pending_here, tokens[token], (name,))
    if suggested is not None:
        start, end = session.any_span(suggested).fragments[0]
        if start <= tokens[token][0] < end:
            return tokens.at(start), tokens.at(end - 1)
    return extent_at(
        session.scheme.extent(name), session.article.text, tokens, token, here, cues=_cues(session)
    )


def _cues(session: Session) -> frozenset[int]:
    """The tokens of the sentence that head one's own ties, or the tie in focus."""
    found: frozenset[int] | None = session.derived.get("cues")
    if found is None:
        ties = [*session.labels.ties.values()]
        if session.tie is not None and knows_tie(session, session.tie):
            ties.append(session.any_tie(session.tie))
        heads = spans_in((session.any_span(tie.head) for tie in ties), session.here)
        at = session.article.tokens.at
        found = session.derived["cues"] = frozenset(
            token
            for head in heads
            for start, end in head.fragments
            for token in range(at(start), at(end - 1) + 1)
        )
    return found


def _covering(
    spans: Iterable[Span], place: tuple[int, int], names: tuple[str, ...], exact: bool = False
) -> str | None:
    """The smallest of the spans with one of the labels that covers a place, or with `exact` is just it."""
    start, end = place
    found = [
        (span.end - span.start, names.index(span.label), order, span.id)
        for order, span in enumerate(spans)
        if span.label in names
        and (span.fragments == (place,) if exact else any(a <= start and end <= b for a, b in span.fragments))
    ]
    return min(found)[-1] if found else None


def bounds(session: Session, first: int, last: int) -> tuple[int, int]:
    """Code points from the first token's start to the last one's end."""
    tokens = session.article.tokens
    return tokens[first][0], tokens[last][1]


def _joined(fragments: Fragments) -> Fragments:
    """Fragments in order, those that touch or overlap made one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(fragments):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)
