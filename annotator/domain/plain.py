"""Labels as JSON-able values and back: the one shape that events, rows and records share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from annotator.domain.adjudication import decision
from annotator.domain.adjudication.decision import Decision
from annotator.domain.events import Change, Kind, Row
from annotator.domain.labels import HUMAN, Rejected, Role, Span, Status, Tie
from annotator.domain.migration import Migration, migration_from_plain, migration_to_plain


def span_to_plain(span: Span) -> dict[str, Any]:
    """A span as native records carry it; `fragments` only where there are several."""
    return {
        **_span(span),
        "attributes": dict(span.attributes),
        "entity": span.entity,
        "origin": span.origin,
        "fate": span.fate,
        "score": span.score,
    }


def span_from_plain(plain: Mapping[str, Any]) -> Span:
    """Read what `span_to_plain` wrote."""
    parts = plain.get("fragments")
    return Span(
        id=plain["id"],
        label=plain["label"],
        fragments=tuple((start, end) for start, end in parts) if parts else ((plain["start"], plain["end"]),),
        attributes=plain.get("attributes") or {},
        entity=plain.get("entity"),
        origin=plain.get("origin") or HUMAN,
        fate=plain.get("fate"),
        score=plain.get("score"),
    )


def tie_to_plain(tie: Tie) -> dict[str, Any]:
    """A tie as native records carry it; without `category` where the scheme has none."""
    return {
        **_tie(tie),
        "attributes": dict(tie.attributes),
        "reciprocal": tie.reciprocal,
        "roles": [_role_to_plain(role) for role in tie.roles],
        "origin": tie.origin,
        "fate": tie.fate,
        "score": tie.score,
        "reason": tie.reason,
    }


def tie_from_plain(plain: Mapping[str, Any]) -> Tie:
    """Read what `tie_to_plain` wrote."""
    return Tie(
        id=plain["id"],
        head=plain["head"],
        category=plain.get("category"),
        roles=tuple(
            Role(role["role"], role.get("filler"), role.get("implicit"), role.get("tie"))
            for role in plain.get("roles", ())
        ),
        attributes=plain.get("attributes") or {},
        reciprocal=bool(plain.get("reciprocal", False)),
        origin=plain.get("origin") or HUMAN,
        fate=plain.get("fate"),
        score=plain.get("score"),
        reason=plain.get("reason"),
    )


def change_to_plain(change: Change) -> list[Any]:
    """A change as [kind, key, before, after]; rows without what is at its default."""
    return [change.kind, change.key, _row_to_plain(change.before), _row_to_plain(change.after)]


def change_from_plain(plain: list[Any]) -> Change:
    """Read what `change_to_plain` wrote."""
    kind, key, before, after = plain
    return Change(kind, key, _row_from_plain(kind, before), _row_from_plain(kind, after))


def _span(span: Span) -> dict[str, Any]:
    fragments = span.fragments
    several = {"fragments": [list(fragment) for fragment in fragments]} if len(fragments) > 1 else {}
    return {"id": span.id, "start": fragments[0][0], "end": fragments[-1][1], **several, "label": span.label}


def _tie(tie: Tie) -> dict[str, Any]:
    category = {"category": tie.category} if tie.category is not None else {}
    return {"id": tie.id, "head": tie.head, **category}


def _told(out: dict[str, Any], row: Span | Tie | Status) -> dict[str, Any]:
    """What is not at its default, with the rest of the row."""
    for name, default in _DEFAULTS[type(row)]:
        value = getattr(row, name)
        if value != default:
            out[name] = dict(value) if name == "attributes" else value
    return out


def _role_to_plain(role: Role) -> dict[str, Any]:
    out = {"role": role.role}
    if role.filler is not None:
        out["filler"] = role.filler
    if role.implicit is not None:
        out["implicit"] = role.implicit
    if role.tie is not None:
        out["tie"] = role.tie
    return out


def _row_to_plain(row: Row | None) -> Any:
    match row:
        case None:
            return None
        case Span():
            return _told(_span(row), row)
        case Tie():
            return _told({**_tie(row), "roles": [_role_to_plain(role) for role in row.roles]}, row)
        case Status():
            return _told({"status": row.status}, row)
        case Rejected():
            return {"id": row.id, "kind": row.kind, "origin": row.origin, "suggested": row.suggested}
        case Decision():
            return decision.to_plain(row)
        case Migration():
            return migration_to_plain(row)
        case _:
            return row


def _row_from_plain(kind: Kind, plain: Any) -> Row | None:
    if plain is None:
        return None
    match kind:
        case "span":
            return span_from_plain(plain)
        case "tie":
            return tie_from_plain(plain)
        case "status":
            return Status(**plain)
        case "rejected":
            return Rejected(**plain)
        case "decision":
            return decision.from_plain(plain)
        case "scheme":
            return migration_from_plain(plain)
        case "cut":
            return bool(plain)


def _defaults(kind: type[Any], *others: str) -> list[tuple[str, Any]]:
    """What a row may leave out, and what that means; not what `others` name, which is always told."""
    return [
        (each.name, {} if each.default_factory is dict else each.default)
        for each in fields(kind)
        if each.name not in others and (each.default is not MISSING or each.default_factory is not MISSING)
    ]


_DEFAULTS = {
    Span: _defaults(Span),
    Tie: _defaults(Tie, "roles"),
    Status: _defaults(Status, "status"),
}
