"""What a scheme file of the right shape can still have wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from annotator.domain.keys import RESERVED, reason_keys
from annotator.schemes.document import Path
from annotator.schemes.model import LABEL_KEYS, AttributePart, SchemeFile, TiePart

Problem = tuple[Path, str]


def problems(file: SchemeFile) -> Iterator[Problem]:
    """Everything wrong with the meaning of a scheme, each with the path to where it stands."""
    if file.head not in file.labels:
        yield ("head",), f"the head {file.head} is no label; there are {_list(file.labels)}"
    if (file.categories is None) == (file.tie is None):
        yield ("tie",), "a scheme has either `categories` or, where ties have none, `tie`"
    yield from _labels(file)
    yield from _roles(file)
    for path, tie in _ties(file):
        yield from _tie(file, path, tie)
    yield from _attributes(file)
    yield from _rest(file)


def _labels(file: SchemeFile) -> Iterator[Problem]:
    yield from _same_key("labels", file.labels)
    for name, label in file.labels.items():
        at: Path = ("labels", name)
        if label.key in RESERVED:
            yield (
                (*at, "key"),
                f"the key {label.key} of {name} is taken by a command; free are {_list(LABEL_KEYS)}",
            )
        yield from _unknown((*at, "attributes"), label.attributes, file.attributes, "attribute")
        yield from _twice((*at, "attributes"), label.attributes)
        yield from _same_key("attributes", _known(label.attributes, file.attributes))


def _roles(file: SchemeFile) -> Iterator[Problem]:
    yield from _same_key("roles", file.roles)
    for name, role in file.roles.items():
        yield from _unknown(("roles", name, "fills"), role.fills, file.labels, "label")
        yield from _twice(("roles", name, "fills"), role.fills)
        yield from _unknown(("roles", name, "implicit"), role.implicit, file.reasons, "reason")
        yield from _twice(("roles", name, "implicit"), role.implicit)


def _ties(file: SchemeFile) -> Iterator[tuple[Path, TiePart]]:
    for name, category in (file.categories or {}).items():
        yield ("categories", name), category
    if file.tie is not None:
        yield ("tie",), file.tie


def _tie(file: SchemeFile, at: Path, tie: TiePart) -> Iterator[Problem]:
    fields: tuple[tuple[Path, list[str]], ...] = (
        ((*at, "required"), tie.required),
        ((*at, "optional"), tie.optional),
        *(((*at, "one_of", index), group) for index, group in enumerate(tie.one_of)),
    )
    for path, roles in fields:
        yield from _unknown(path, roles, file.roles, "role")
        yield from _twice(path, roles)
    for index, role in enumerate(tie.optional):
        if role in tie.required:
            yield (*at, "optional", index), f"the role {role} is both required and optional"
    for name, value in tie.defaults.items():
        path = (*at, "defaults", name)
        if name not in file.tie_attributes:
            yield path, f"{name} is no attribute of ties"
        elif name in file.attributes:
            yield from _value(file, path, file.attributes[name], value)


def _attributes(file: SchemeFile) -> Iterator[Problem]:
    yield from _unknown(("tie_attributes",), file.tie_attributes, file.attributes, "attribute")
    yield from _twice(("tie_attributes",), file.tie_attributes)
    yield from _same_key("attributes", _known(file.tie_attributes, file.attributes))
    for name, attribute in file.attributes.items():
        at: Path = ("attributes", name)
        if attribute.type == "choice" and not values_of(file, attribute):
            yield at, f"the choice {name} has no values"
        if attribute.type != "choice" and attribute.values:
            yield (*at, "values"), f"{name} is a {attribute.type} and has no values to choose from"
        if isinstance(attribute.values, list):
            yield from _twice((*at, "values"), attribute.values)
        if attribute.default is not None:
            yield from _value(file, (*at, "default"), attribute, attribute.default)
        elif attribute.type == "flag":
            yield at, f"the flag {name} needs a default, true or false"


def _rest(file: SchemeFile) -> Iterator[Problem]:
    categories = file.categories or {}
    yield from _same_key("categories", categories)
    for name, category in categories.items():
        if category.group and category.group not in file.groups:
            yield (
                ("categories", name, "group"),
                f"unknown group {category.group}; there are {_list(file.groups)}",
            )
    given = reason_keys(file.reasons)
    for reason in file.reasons:
        if reason not in given:
            yield ("reasons", reason), f"every letter of {reason} is the key of an earlier reason"
    for name, target in file.mapping.items():
        known: Iterable[str] = file.labels
        if name.startswith("role:"):
            known = file.roles
        elif name.startswith("category:"):
            known = categories
        if target and target not in known:
            yield ("mapping", name), f"{target} is unknown; there are {_list(known)}"
    yield from _unknown(("off",), file.off, [*categories, *file.reasons], "category or reason")


def values_of(file: SchemeFile, attribute: AttributePart) -> tuple[str, ...]:
    """What a choice can be, with `categories` written out."""
    return tuple(file.categories or ()) if attribute.values == "categories" else tuple(attribute.values)


def _value(file: SchemeFile, path: Path, attribute: AttributePart, value: str | bool) -> Iterator[Problem]:
    if attribute.type == "choice" and value not in values_of(file, attribute):
        yield path, f"{_plain(value)} is none of {_list(values_of(file, attribute))}"
    elif attribute.type == "flag" and not isinstance(value, bool):
        yield path, f"{_plain(value)} is neither true nor false"
    elif attribute.type == "text" and not isinstance(value, str):
        yield path, f"{_plain(value)} is no text; write it in quotes"


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


def _same_key(table: str, things: Mapping[str, _Keyed]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for name, thing in things.items():
        if thing.key in first:
            yield (table, name, "key"), f"{first[thing.key]} and {name} have the same key {thing.key}"
        first.setdefault(thing.key, name)


def _known(names: Iterable[str], table: Mapping[str, AttributePart]) -> dict[str, AttributePart]:
    return {name: table[name] for name in names if name in table}


def _unknown(path: Path, names: Iterable[str], known: Iterable[str], kind: str) -> Iterator[Problem]:
    known = list(known)
    for index, name in enumerate(names):
        if name not in known:
            yield (*path, index), f"unknown {kind} {name}; there are {_list(known)}"


def _twice(path: Path, names: Iterable[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            yield (*path, index), f"{name} stands here twice"
        seen.add(name)


def _list(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"


def _plain(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)
