"""Labels in one order and with ids by it, so that labels that say the same are the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from annotator.domain.labels import Labels, Role, Span, Tie


def canonical(labels: Labels) -> Labels:
    """The spans and ties with ids s1, s2, …, t1, t2, … in text order; those that say the same are one.

    Formats without ids of their own, or with ids that mean nothing elsewhere, are read into this
    form. It depends on what the labels say alone: not on the order or the ids they had.
    """
    by_key = {key: _span_key(span) for key, span in labels.spans.items()}
    ordered = {key: index for index, key in enumerate(sorted(set(by_key.values())), 1)}
    number = {key: ordered[value] for key, value in by_key.items()}
    spans = {
        f"s{number[key]}": replace(span, id=f"s{number[key]}")
        for key, span in sorted(labels.spans.items(), key=lambda item: number[item[0]])
    }
    rank = _ranks(labels.ties, number)
    ties: dict[str, Tie] = {}
    for key, tie in sorted(labels.ties.items(), key=lambda item: rank[item[0]]):
        name = f"t{rank[key] + 1}"
        roles = sorted({_renamed(role, number, rank) for role in tie.roles}, key=_role_key)
        ties[name] = replace(tie, id=name, head=f"s{number[tie.head]}", roles=tuple(roles))
    return replace(labels, spans=spans, ties=ties)


def _ranks(ties: Mapping[str, Tie], number: Mapping[str, int]) -> dict[str, int]:
    """Ties by their place in the order; those that say the same have the same place.

    Ties link to ties: they are told apart by what they say themselves, then by what the linked ones
    say, and so on until that tells no more of them apart.
    """
    alone = {key: _tie_key(tie, number) for key, tie in ties.items()}
    rank = dict.fromkeys(ties, 0)
    while True:
        keys = {
            key: (alone[key], tuple(sorted((r.role, rank[r.tie]) for r in tie.roles if r.tie is not None)))
            for key, tie in ties.items()
        }
        places = {key: place for place, key in enumerate(sorted(set(keys.values())))}
        before, rank = len(set(rank.values())), {key: places[keys[key]] for key in ties}
        if len(places) <= before:
            return rank


def _span_key(span: Span) -> tuple[Any, ...]:
    return (span.start, span.end, span.label, span.fragments, _told(span.attributes), span.entity or "",
            span.origin, span.fate or "", span.score or 0.0)  # fmt: skip


def _tie_key(tie: Tie, number: Mapping[str, int]) -> tuple[Any, ...]:
    roles = {(r.role, number[r.filler] if r.filler is not None else 0, r.implicit or "") for r in tie.roles}
    return (number[tie.head], tie.category or "", tie.reciprocal, _told(tie.attributes), tuple(sorted(roles)),
            tie.origin, tie.fate or "", tie.score or 0.0, tie.reason or "")  # fmt: skip


def _renamed(role: Role, number: Mapping[str, int], rank: Mapping[str, int]) -> Role:
    if role.filler is not None:
        return replace(role, filler=f"s{number[role.filler]}")
    return role if role.tie is None else replace(role, tie=f"t{rank[role.tie] + 1}")


def _role_key(role: Role) -> tuple[str, int, str, int]:
    filler = int(role.filler[1:]) if role.filler else 0
    return role.role, filler, role.implicit or "", int(role.tie[1:]) if role.tie else 0


def _told(attributes: Mapping[str, Any]) -> str:
    return json.dumps(attributes, sort_keys=True)
