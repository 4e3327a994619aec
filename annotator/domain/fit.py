"""Labels of one vocabulary made to fit a scheme: what a suggester proposes, shown as the scheme has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from annotator.domain.labels import Labels, Role, Span, Tie, Value, spans_used
from annotator.domain.scheme import Attribute, Category, Scheme


def fit(labels: Labels, scheme: Scheme) -> Labels:
    """The spans and ties of `labels` that the scheme can hold, under its own names.

    `scheme.mapping` renames labels, and `category:NAME` categories ("" drops them); a label it does not
    name stays if the scheme has it. A role keeps its name where the category allows it and the filler's
    label may fill it; else an entry `role:NAME` of the mapping says what it is called. Dropped are:
    labels, roles and attributes
    the scheme lacks, ties whose category it lacks or has switched off, ties whose head is dropped, and
    spans that only dropped ties used, but for actors. A span outside any tie stays where its label
    means the same: an ACTOR is one without a stance, a SOURCE is none. The result breaks none of
    `annotator.domain.rules.violations`.
    """
    spans = {key: fitted for key, span in labels.spans.items() if (fitted := _span(span, scheme))}
    held = {key: own for key, tie in labels.ties.items() if (own := _tie(tie, spans, scheme))}
    ties = {key: _without_lost_ties(tie, held) for key, tie in held.items()}
    before, used = spans_used(labels.ties.values()), spans_used(ties.values())
    kept = {
        key: span
        for key, span in spans.items()
        if key in used
        or (span.label == labels.spans[key].label and (key not in before or span.label == "ACTOR"))
    }
    return replace(labels, spans=kept, ties=ties)


def _span(span: Span, scheme: Scheme) -> Span | None:
    label = scheme.mapping.get(span.label, span.label)
    if label not in scheme.labels:
        return None
    known = {attribute.name: attribute for attribute in scheme.attributes_of(label)}
    entity = span.entity if scheme.labels[label].entity else None
    return replace(span, label=label, attributes=_attributes(span.attributes, known), entity=entity)


def _tie(tie: Tie, spans: Mapping[str, Span], scheme: Scheme) -> Tie | None:
    name = tie.category if scheme.has_categories else None
    if name is not None:
        name = scheme.mapping.get(f"category:{name}", name)
    if name in scheme.off or tie.category in scheme.off or (name or "") not in scheme.categories:
        return None
    head = spans.get(tie.head)
    if head is None or head.label != scheme.head:
        return None
    category = scheme.category(name)
    roles: list[Role] = []
    for role in tie.roles:
        fitted = _role(role, category, spans, scheme)
        if fitted is not None and fitted not in roles:
            roles.append(fitted)
    known = {attribute.name: attribute for attribute in scheme.attributes_of(None)}
    return replace(tie, category=name, roles=tuple(roles), attributes=_attributes(tie.attributes, known))


def _role(role: Role, category: Category, spans: Mapping[str, Span], scheme: Scheme) -> Role | None:
    """The role under a name that the category allows and its filler may fill, or None."""
    for name in (role.role, scheme.mapping.get(f"role:{role.role}", "")):
        kind = scheme.roles.get(name)
        if kind is None or not category.allows(name):
            continue
        if role.tie is not None and not kind.fills:
            return replace(role, role=name)
        if role.implicit is not None and role.implicit in kind.implicit:
            return replace(role, role=name)
        if role.filler is not None and role.filler in spans and spans[role.filler].label in kind.fills:
            return replace(role, role=name)
    return None


def _without_lost_ties(tie: Tie, ties: Mapping[str, Tie]) -> Tie:
    roles = tuple(role for role in tie.roles if role.tie is None or (role.tie in ties and role.tie != tie.id))
    return tie if roles == tie.roles else replace(tie, roles=roles)


def _attributes(values: Mapping[str, Value], known: Mapping[str, Attribute]) -> dict[str, Value]:
    """The attributes the scheme has, with values it knows and that differ from the default."""
    out: dict[str, Value] = {}
    for name, value in values.items():
        attribute = known.get(name)
        if attribute is None or value == attribute.default:
            continue
        if (
            (attribute.type == "choice" and value in attribute.values)
            or (attribute.type == "flag" and isinstance(value, bool))
            or (attribute.type == "text" and isinstance(value, str))
        ):
            out[name] = value
    return out
