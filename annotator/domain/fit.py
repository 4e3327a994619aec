"""A suggester's labels in the words of a scheme."""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.labels import Labels, Role, Span, Tie
from annotator.domain.scheme import Scheme


def fit(labels: Labels, scheme: Scheme) -> Labels:
    """The spans and ties that the scheme knows, renamed by its `mapping`; the rest is left out.

    `mapping` names for a label the scheme's own ("" for none), and under "role:NAME" for a role.
    """
    spans = {key: fitted for key, span in labels.spans.items() if (fitted := _span(span, scheme))}
    ties: dict[str, Tie] = {}
    for key, tie in labels.ties.items():
        fitted = _tie(tie, spans, scheme)
        if fitted is not None:
            ties[key] = fitted
    kept = {
        key: replace(tie, roles=tuple(r for r in tie.roles if r.tie is None or r.tie in ties))
        for key, tie in ties.items()
    }
    return Labels(spans=spans, ties=kept)


def _span(span: Span, scheme: Scheme) -> Span | None:
    name = scheme.mapping.get(span.label, span.label)
    if name not in scheme.labels or name in scheme.off:
        return None
    known = {a.name: a for a in scheme.attributes_of(name)}
    attributes = {
        k: v
        for k, v in span.attributes.items()
        if k in known and (known[k].type != "choice" or v in known[k].values)
    }
    return replace(
        span, label=name, attributes=attributes, entity=span.entity if scheme.labels[name].entity else None
    )


def _tie(tie: Tie, spans: dict[str, Span], scheme: Scheme) -> Tie | None:
    category = tie.category if scheme.has_categories else None
    if (category or "") not in scheme.categories or category in scheme.off:
        return None
    head = spans.get(tie.head)
    if head is None or head.label != scheme.head:
        return None
    kind = scheme.category(category)
    roles: list[Role] = []
    for role in tie.roles:
        name = scheme.mapping.get(f"role:{role.role}", role.role)
        link = scheme.roles.get(name)
        if link is None or not kind.allows(name):
            continue
        filled = role.filler is not None and role.filler in spans and spans[role.filler].label in link.fills
        if filled or role.implicit in link.implicit or (role.tie is not None and not link.fills):
            roles.append(replace(role, role=name))
    known = {a.name: a for a in scheme.attributes_of(None)}
    attributes = {
        k: v
        for k, v in tie.attributes.items()
        if k in known and (known[k].type != "choice" or v in known[k].values)
    }
    return replace(tie, category=category, roles=tuple(dict.fromkeys(roles)), attributes=attributes)
