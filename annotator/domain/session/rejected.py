"""Which suggestions were turned down: what was rejected stays so when a later version proposes it again."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.domain.labels import Labels, Rejected, Span, Tie
from annotator.domain.plain import span_from_plain, tie_from_plain


def turned_down(offered: Labels, rejected: Mapping[str, Rejected]) -> set[str]:
    """Ids of the offered ties that were rejected, or say what a rejected tie said, whoever suggested it."""
    if not rejected:
        return set()
    forms = {form for one in rejected.values() if (form := _rejected_form(one)) is not None}
    return {key for key, tie in offered.ties.items() if key in rejected or _form(tie, offered.spans) in forms}


def _form(tie: Tie, spans: Mapping[str, Span]) -> object:
    """What a tie says: its stance, its category, and its fillers by their places or reasons."""
    fillers = {
        (role.role, spans[role.filler].fragments if role.filler else role.implicit)
        for role in tie.roles
        if role.tie is None
    }
    return spans[tie.head].fragments, tie.category, frozenset(fillers)


def _rejected_form(one: Rejected) -> object | None:
    """The form of a tie that was rejected; None where it is a span, or was not kept whole."""
    if one.kind != "tie":
        return None
    try:
        spans = {plain["id"]: span_from_plain(plain) for plain in one.suggested.get("spans", ())}
        return _form(tie_from_plain(one.suggested), spans)
    except KeyError:
        return None
