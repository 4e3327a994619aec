"""In what two label schemes differ, as far as it decides what labels there can be and what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from annotator.domain.scheme import Attribute, Category, Label, RoleType, Scheme


def differences(here: Scheme, there: Scheme) -> list[str]:
    """What differs, a phrase each; empty where labels of the one are labels of the other.

    Names count, and what they allow and mean by default. Titles, definitions, examples, colours, keys
    and what suggestions are shown as do not.
    """
    found: list[str] = []
    if here.head != there.head:
        found.append(f"ties are headed by {here.head} here, by {there.head} there")
    for what, tell in (
        ("label", _label),
        ("category", _category),
        ("role", _role),
        ("attribute", _attribute),
    ):
        table = {"category": "categories"}.get(what, f"{what}s")
        found += _named(what, getattr(here, table), getattr(there, table), tell)
    found += _lists("reason", here.reasons, there.reasons)
    found += _lists("attribute of ties", here.tie_attributes, there.tie_attributes)
    return found


def _named(what: str, here: Mapping[str, Any], there: Mapping[str, Any], tell: Any) -> Iterator[str]:
    yield from _lists(what, here, there)
    for name in here:
        if name in there:
            mine, theirs = tell(here[name]), tell(there[name])
            for part in mine:
                if mine[part] != theirs[part]:
                    where = f"the {what} {name}" if name else "a tie"
                    yield f"{where}: {part} {_words(mine[part])} here, {_words(theirs[part])} there"


def _lists(what: str, here: Any, there: Any) -> Iterator[str]:
    yield from (f"the {what} {name} is only here" for name in here if name not in there)
    yield from (f"the {what} {name} is only there" for name in there if name not in here)


def _label(label: Label) -> dict[str, Any]:
    return {"attributes": sorted(label.attributes), "resolves to entries": label.entity}


def _category(category: Category) -> dict[str, Any]:
    return {
        "group": category.group,
        "required": sorted(category.required),
        "optional": sorted(category.optional),
        "one of": sorted(map(sorted, category.one_of)),
        "defaults": sorted(f"{name} {value}" for name, value in category.defaults.items()),
    }


def _role(role: RoleType) -> dict[str, Any]:
    return {"fills": sorted(role.fills), "implicit": sorted(role.implicit)}


def _attribute(attribute: Attribute) -> dict[str, Any]:
    return {"type": attribute.type, "values": sorted(attribute.values), "default": attribute.default}


def _words(value: Any) -> str:
    match value:
        case list():
            return "[" + ", ".join(map(str, value)) + "]"
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value or "none")
