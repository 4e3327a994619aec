"""Label schemes: which labels, categories, roles and attributes there are, and what they mean.

A scheme is read from a file by `annotator.schemes` and stored whole with a project; `to_plain`
and `from_plain` are its compact stored form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from annotator.domain.extents import Extent


@dataclass(frozen=True, slots=True)
class Attribute:
    """A property of a span or a tie.

    `type` is `choice` (one of `values`), `flag` (true or false) or `text`. What equals `default`
    is not stored, so that an annotator types only what departs from it.
    """

    name: str
    key: str
    type: str = "choice"
    values: tuple[str, ...] = ()
    default: str | bool | None = None
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A kind of span.

    `extent` says what a new one proposes to take; with None the head takes a word, others a phrase.
    """

    name: str
    key: str
    definition: str = ""
    examples: tuple[str, ...] = ()
    colour: str = ""
    attributes: tuple[str, ...] = ()
    entity: bool = False
    extent: Extent | None = None


@dataclass(frozen=True, slots=True)
class RoleType:
    """A kind of link from a tie to its fillers.

    `fills` names the labels a filler may have, the first being the one a new span gets; empty
    means that other ties fill the role. `implicit` names the reasons an implicit filler may carry.
    """

    name: str
    key: str
    fills: tuple[str, ...] = ()
    implicit: tuple[str, ...] = ()
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of tie.

    `required` and `optional` name its roles, all others are not allowed; of every group of roles in
    `one_of` at least one must be filled.
    """

    name: str
    key: str
    group: str = ""
    definition: str = ""
    examples: tuple[str, ...] = ()
    colour: str = ""
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    defaults: Mapping[str, str | bool] = field(default_factory=dict)

    def allows(self, role: str) -> bool:
        """Whether ties of this category may have the role."""
        return role in self.required or role in self.optional or any(role in g for g in self.one_of)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A label scheme, by name in the order the file gives.

    `head` is the label of the span that heads a tie. `categories` holds at least one entry; where
    ties have no categories (`has_categories` is false) that one entry, named "", carries the roles.
    `mapping` says which label of this scheme a suggester's label is shown as ("" for none).
    """

    name: str
    version: int
    title: str
    head: str
    labels: Mapping[str, Label]
    roles: Mapping[str, RoleType]
    categories: Mapping[str, Category]
    attributes: Mapping[str, Attribute]
    tie_attributes: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    mapping: Mapping[str, str] = field(default_factory=dict)
    off: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Name and version, as records carry it: `blame@1`."""
        return f"{self.name}@{self.version}"

    @property
    def has_categories(self) -> bool:
        """Whether ties carry a category."""
        return "" not in self.categories

    def extent(self, label: str) -> Extent:
        """What a new span of the label proposes to take."""
        return self.labels[label].extent or ("word" if label == self.head else "phrase")

    def category(self, name: str | None) -> Category:
        """The category of a tie, that of all ties where the scheme has none."""
        return self.categories[name or ""]

    def attributes_of(self, label: str | None) -> tuple[Attribute, ...]:
        """The attributes a span of this label, or with None a tie, may have."""
        names = self.tie_attributes if label is None else self.labels[label].attributes
        return tuple(self.attributes[name] for name in names)


def to_plain(scheme: Scheme) -> dict[str, Any]:
    """The scheme as JSON-able values."""
    return asdict(scheme)


def from_plain(plain: Mapping[str, Any]) -> Scheme:
    """Read what `to_plain` wrote, after JSON turned its tuples into lists."""
    rest: dict[str, Any] = {name: _tuples(value) for name, value in plain.items() if name not in _TABLES}
    tables: dict[str, Any] = {
        table: {name: kind(**{k: _tuples(v) for k, v in row.items()}) for name, row in plain[table].items()}
        for table, kind in _TABLES.items()
    }
    return Scheme(**rest, **tables)


_TABLES: dict[str, Any] = {
    "labels": Label,
    "roles": RoleType,
    "categories": Category,
    "attributes": Attribute,
}


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list | tuple) else value
