"""What labels must and should obey under a scheme.

`violations` are never legal and never stored; an `unfinished` tie is legal and listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from annotator.domain.labels import Labels, Span, Tie, Value
from annotator.domain.scheme import Attribute, Scheme


def unfinished(tie: Tie, scheme: Scheme) -> tuple[str, ...]:
    """Required roles that the tie has neither a filler nor an implicit filler for.

    Of roles of which one is required ("target or issue"), the names are joined by "|".
    """
    category = scheme.category(tie.category)
    filled = {role.role for role in tie.roles}
    missing = [role for role in category.required if role not in filled]
    return (*missing, *("|".join(group) for group in category.one_of if not filled & set(group)))


def violations(labels: Labels, scheme: Scheme, length: int) -> Iterator[str]:
    """What is wrong with the labels of a text of `length` code points, a sentence each."""
    for span in labels.spans.values():
        yield from _span_violations(span, scheme, length)
    for tie in labels.ties.values():
        yield from _tie_violations(tie, labels, scheme)
    for start in labels.statuses:
        if not 0 <= start < length:
            yield f"a sentence status at offset {start} lies outside the text"


def _span_violations(span: Span, scheme: Scheme, length: int) -> Iterator[str]:
    if span.label not in scheme.labels:
        yield f"span {span.id}: unknown label {span.label}"
        return
    if not span.fragments:
        yield f"span {span.id}: no fragment"
        return
    last = 0
    for index, (start, end) in enumerate(span.fragments):
        if not last <= start < end <= length or (index and start == last):
            yield f"span {span.id}: fragment {start}-{end} is empty, out of order or outside the text"
        last = end
    if span.attributes:
        known = {attribute.name: attribute for attribute in scheme.attributes_of(span.label)}
        yield from _attribute_violations(f"span {span.id}", span.attributes, known)


def _tie_violations(tie: Tie, labels: Labels, scheme: Scheme) -> Iterator[str]:
    if (tie.category or "") not in scheme.categories:
        yield f"tie {tie.id}: unknown category {tie.category}"
        return
    category = scheme.category(tie.category)
    head = labels.spans.get(tie.head)
    if head is None or head.label != scheme.head:
        yield f"tie {tie.id}: its head {tie.head} is no {scheme.head} span"
    seen = set()
    for role in tie.roles:
        where = f"tie {tie.id}, role {role.role}"
        kind = scheme.roles.get(role.role)
        if kind is None or not category.allows(role.role):
            yield f"{where}: not allowed for {category.name or 'a tie'}"
            continue
        if sum(part is not None for part in (role.filler, role.implicit, role.tie)) != 1:
            yield f"{where}: needs exactly one of filler, implicit and tie"
        if role in seen:
            yield f"{where}: the same filler twice"
        seen.add(role)
        if role.filler is not None:
            span = labels.spans.get(role.filler)
            if span is None or span.label not in kind.fills:
                yield f"{where}: {role.filler} is no span of {', '.join(kind.fills) or 'any label'}"
        if role.implicit is not None and role.implicit not in kind.implicit:
            yield f"{where}: unknown reason {role.implicit}"
        if role.tie is not None and (kind.fills or role.tie not in labels.ties or role.tie == tie.id):
            yield f"{where}: {role.tie} is no other tie"
    known = {attribute.name: attribute for attribute in scheme.attributes_of(None)}
    yield from _attribute_violations(f"tie {tie.id}", tie.attributes, known)


def _attribute_violations(
    where: str, values: Mapping[str, Value], known: Mapping[str, Attribute]
) -> Iterator[str]:
    for name, value in values.items():
        attribute = known.get(name)
        if attribute is None:
            yield f"{where}: unknown attribute {name}"
        elif attribute.type == "choice" and value not in attribute.values:
            yield f"{where}: {name} cannot be {value}"
        elif attribute.type == "flag" and not isinstance(value, bool):
            yield f"{where}: {name} is true or false, not {value}"
        elif attribute.type == "text" and not isinstance(value, str):
            yield f"{where}: {name} is text, not {value}"
