"""The annotation.conf with which brat shows the labels of a scheme."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.domain.scheme import Scheme
from annotator.formats._to_standoff import CATEGORY, IMPLICIT, RECIPROCAL


def config(scheme: Scheme) -> str:
    """Entities, the event that a tie is, and attributes, in brat's own syntax."""
    return "".join(f"{line}\n" for line in _lines(scheme))


def _lines(scheme: Scheme) -> Iterator[str]:
    yield f"# Labels of {scheme.id}: a tie is an event at its {scheme.head}."
    yield "[entities]"
    yield from (name for name in scheme.labels if name != scheme.head)
    yield "[relations]"
    yield "<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>"
    yield "[events]"
    roles = (f"{role.name}*:{'|'.join(role.fills) or scheme.head}" for role in scheme.roles.values())
    yield f"{scheme.head}\t{', '.join(roles)}"
    yield "[attributes]"
    if scheme.has_categories:
        yield f"{CATEGORY}\tArg:{scheme.head}, Value:{'|'.join(name for name in scheme.categories if name)}"
    yield f"{RECIPROCAL}\tArg:{scheme.head}"
    for role in scheme.roles.values():
        if role.implicit:
            yield f"{IMPLICIT}{role.name}\tArg:{scheme.head}, Value:{'|'.join(role.implicit)}"
    for attribute in scheme.attributes.values():
        bearers = [name for name, label in scheme.labels.items() if attribute.name in label.attributes]
        if attribute.name in scheme.tie_attributes:
            bearers.append(scheme.head)
        if attribute.type == "flag":
            yield f"{attribute.name}\tArg:{'|'.join(bearers)}"
        elif attribute.type == "choice":
            yield f"{attribute.name}\tArg:{'|'.join(bearers)}, Value:{'|'.join(attribute.values)}"
