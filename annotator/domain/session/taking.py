"""Taking and turning down suggestions."""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.labels import HUMAN, Labels, Rejected, Role, Tie
from annotator.domain.plain import span_to_plain, tie_to_plain
from annotator.domain.session.items import Item, focused, items
from annotator.domain.session.state import Session, Step


def take(session: Session) -> Step:
    """Accept the suggestion in focus, roles and all, and move on to the next one."""
    item = focused(session)
    if item is None or not item.suggested:
        # From the text it begins with the first one, so that none is passed over unseen.
        begin = session if item is not None else session.put_cursor(session.tokens_here.start)
        moved = next_suggestion(begin)
        return Step(moved) if moved is not begin else Step(session, message=NO_MORE)
    after = replace(session, labels=accept(session, item.kind, item.id), menu=None)
    moved = next_suggestion(after)
    new = after.labels.ties.keys() - session.labels.ties.keys() - {item.id}
    came = [one for one in items(after) if one.id in new]
    if not came:
        return Step(moved, verb="accept")
    # What came along was not looked at: with nothing else left to decide, it is next.
    names = ", ".join(after.any_tie(one.id).category or "a tie" for one in came)
    return Step(focus(after, came[-1]) if moved is after else moved, "accept", f"taken with it: {names}")


def take_all(session: Session) -> Step:
    """Accept every suggestion of the sentence."""
    todo = [item for item in items(session) if item.suggested]
    if not todo:
        return Step(session, message="no suggestion is left in this sentence")
    after = session
    for item in todo:
        after = replace(after, labels=accept(after, item.kind, item.id))
    return Step(replace(after, menu=None), verb="accept all", message=f"{len(todo)} taken")


def accept(session: Session, kind: str, key: str, fate: str = "accepted") -> Labels:
    """The labels with a suggested tie (and the spans it uses) or span taken over.

    A filler for which an equal span of one's own exists becomes that span. Ties that fill a role
    (`nested`) are taken over with it.
    """
    labels = session.labels
    offered = session.suggestions
    if kind == "span":
        return labels if key in labels.spans else labels.with_span(replace(offered.spans[key], fate=fate))
    if key in labels.ties:
        return labels
    own = {(span.label, span.fragments): span.id for span in labels.spans.values()}
    tie = offered.ties[key]

    def keep(span_id: str) -> str:
        nonlocal labels
        if span_id in labels.spans:
            return span_id
        span = offered.spans[span_id]
        equal = own.get((span.label, span.fragments))
        if equal is None:
            labels = labels.with_span(replace(span, fate="accepted"))
            own[span.label, span.fragments] = equal = span.id
        return equal

    head = keep(tie.head)
    roles: list[Role] = []
    for role in tie.roles:
        if role.filler is not None:
            roles.append(replace(role, filler=keep(role.filler)))
        elif role.tie is not None:
            if role.tie in labels.rejected:
                continue
            labels = accept(replace(session, labels=labels), "tie", role.tie)
            roles.append(role)
        else:
            roles.append(role)
    return labels.with_tie(replace(tie, head=head, roles=tuple(dict.fromkeys(roles)), fate=fate))


def taken_over(session: Session, key: str, kind: str = "tie") -> Labels:
    """The labels with the item taken over by an edit, if it was still a suggestion."""
    return accept(session, kind, key, fate="moved")


def own_span(session: Session, span_id: str) -> tuple[Labels, str]:
    """The labels with a suggested span taken over, and its id: that of an equal own span if there is one."""
    labels = session.labels
    if span_id in labels.spans:
        return labels, span_id
    offered = session.suggestions.spans[span_id]
    for span in labels.spans.values():
        if (span.label, span.fragments) == (offered.label, offered.fragments):
            return labels, span.id
    return accept(session, "span", span_id), span_id


def changed_fate(tie: Tie, fate: str) -> str | None:
    """The fate of a tie that is changed: none for one's own, and relabelled outweighs moved."""
    return tie.fate if tie.origin == HUMAN or tie.fate == "relabelled" else fate


def turned_down(session: Session, labels: Labels, kind: str, key: str) -> Labels:
    """The labels with a suggestion recorded as rejected."""
    offered = session.suggestions
    if kind == "tie":
        tie = offered.ties[key]
        suggested = tie_to_plain(tie)
        used = [tie.head, *(role.filler for role in tie.roles if role.filler)]
        suggested["spans"] = [span_to_plain(offered.spans[span_id]) for span_id in used]
        return labels.with_rejected(Rejected(key, "tie", tie.origin, suggested))
    span = offered.spans[key]
    return labels.with_rejected(Rejected(key, "span", span.origin, span_to_plain(span)))


def next_suggestion(session: Session) -> Session:
    """The session with the focus on the next suggestion, ties before single spans.

    Looks from the focus (or the cursor) to the sentence's end, then from its start. Without any
    suggestion left the focus stays on the tie just dealt with.
    """
    todo = [item for item in items(session) if item.suggested]
    if not todo:
        return session
    here = position(session)
    ties = [item for item in todo if item.kind == "tie"] or todo
    after = [item for item in ties if item.start >= here]
    return focus(session, (after or ties)[0])


def focus(session: Session, item: Item) -> Session:
    """The session with an item in focus and the cursor on it."""
    head = session.any_tie(item.id).head if item.kind == "tie" else item.id
    token = session.article.tokens.at(session.any_span(head).start)
    session = session.put_cursor(token)
    if item.kind == "tie":
        return replace(session, active="tie", tie=item.id, span=None)
    return replace(session, active="span", span=item.id)


def position(session: Session) -> int:
    """The code point that the focus or the cursor is at."""
    if session.active == "tie" and session.tie is not None and knows_tie(session, session.tie):
        return session.any_span(session.any_tie(session.tie).head).start
    return session.article.tokens[session.cursor][0] if len(session.article.tokens) else 0


def knows_tie(session: Session, tie_id: str) -> bool:
    """Whether the tie is there, one's own or suggested."""
    return tie_id in session.labels.ties or tie_id in session.suggestions.ties


NO_MORE = "no suggestion is left here: {done} when the sentence is done"
