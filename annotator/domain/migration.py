"""Labels of one scheme as labels of another: names renamed, merged, split and retired.

Names go by themselves for labels, by `category:NAME`, `role:NAME`, `reason:NAME` and `attribute:NAME` for
all else, and `value:ATTRIBUTE=NAME` for what a choice can be. A migration is a value; the event that
carries labels over says it beside what it changed, so that a log explains itself wherever it goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.domain.labels import Labels, Role, Span, Tie, Value

LABEL, CATEGORY, ROLE, REASON, ATTRIBUTE, VALUE = "", "category:", "role:", "reason:", "attribute:", "value:"


@dataclass(frozen=True, slots=True)
class Case:
    """What a name becomes, "" for nothing; `when` the attributes are so.

    `unsaid` names attributes of `when` whose value is the one that holds where nothing is said.
    """

    to: str
    when: Mapping[str, Value] = field(default_factory=dict)
    unsaid: tuple[str, ...] = ()

    def fits(self, attributes: Mapping[str, Value]) -> bool:
        """Whether the attributes are so."""
        return all(
            attributes[name] == value if name in attributes else name in self.unsaid
            for name, value in self.when.items()
        )


@dataclass(frozen=True, slots=True)
class Migration:
    """How labels of one scheme become labels of the next.

    Attributes:
        id: the same for the same migration between the same schemes.
        before: SHA-256 of the text of the scheme it leads from.
        after: of the scheme it leads to.
        cases: names → what becomes of them, the first case that fits; other names stay.
        back: names that only the next scheme has → the one name they can have come from.
        stated: `OLD>NEW`, a name and what it becomes → attributes whose value was not said, since it was
            the default, and is not the default any more.
        spent: `OLD>NEW` → attributes that decided what the name became, and that the new one does not have.
        about: attributes whose values are names of categories.
        bare: whether ties have no categories, before and after.
        review: names whose sentences are flagged, since somebody has to decide.
    """

    id: str
    before: str
    after: str
    cases: Mapping[str, tuple[Case, ...]] = field(default_factory=dict)
    back: Mapping[str, str] = field(default_factory=dict)
    stated: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    spent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    about: tuple[str, ...] = ()
    bare: tuple[bool, bool] = (False, False)
    review: tuple[str, ...] = ()

    def name(self, kind: str, name: str, attributes: Mapping[str, Value] | None = None) -> str:
        """What a name becomes for what has these attributes, "" for nothing."""
        fitting = (case.to for case in self.cases.get(kind + name, ()) if case.fits(attributes or {}))
        return next(fitting, name)


def migrated(labels: Labels, by: Migration) -> Labels:
    """The labels as labels of the next scheme.

    What bears a retired name goes, with what hangs on it: roles that a retired span filled, ties that it
    headed, spans that only a retired tie used.
    """
    for key, span in labels.spans.items():
        if not by.name(LABEL, span.label, span.attributes):
            labels = labels.without_span(key)
    for key, tie in tuple(labels.ties.items()):
        if key in labels.ties and not by.bare[1] and not _category(tie, by):
            labels = labels.without_tie(key)
    spans = {key: _span(span, by) for key, span in labels.spans.items()}
    ties = {key: _tie(tie, by) for key, tie in labels.ties.items()}
    return replace(labels, spans=spans, ties=ties)


def backwards(by: Migration) -> Migration:
    """The migration that gives names of the next scheme alone the name that they came from."""
    return Migration(
        by.id,
        by.after,
        by.before,
        {name: (Case(old),) for name, old in by.back.items()},
        about=tuple(by.name(ATTRIBUTE, one) for one in by.about),
        bare=(by.bare[1], by.bare[0]),
    )


def under_review(labels: Labels, by: Migration) -> Iterator[tuple[int, str]]:
    """Where something begins that somebody has to decide on, and the name it had before."""
    for span in labels.spans.values():
        if span.label in by.review:
            yield span.start, span.label
    for tie in labels.ties.values():
        if CATEGORY + (tie.category or "") in by.review:
            yield labels.spans[tie.head].start, tie.category or "tie"
        for role in {role.role for role in tie.roles}:
            if ROLE + role in by.review:
                yield labels.spans[tie.head].start, role


def migration_to_plain(by: Migration) -> dict[str, Any]:
    """A migration in JSON-able form, without what it leaves empty."""
    cases = {
        name: [
            {"to": case.to}
            | ({"when": dict(case.when)} if case.when else {})
            | ({"unsaid": list(case.unsaid)} if case.unsaid else {})
            for case in of
        ]
        for name, of in by.cases.items()
    }
    rest: dict[str, Any] = {
        "cases": cases,
        "back": dict(by.back),
        "stated": {name: dict(values) for name, values in by.stated.items()},
        "spent": {name: list(values) for name, values in by.spent.items()},
        "about": list(by.about),
        "bare": list(by.bare) if any(by.bare) else [],
        "review": list(by.review),
    }
    return {"id": by.id, "before": by.before, "after": by.after} | {k: v for k, v in rest.items() if v}


def migration_from_plain(plain: Mapping[str, Any]) -> Migration:
    """Read what `migration_to_plain` wrote."""
    return Migration(
        plain["id"],
        plain["before"],
        plain["after"],
        {
            name: tuple(Case(case["to"], case.get("when", {}), tuple(case.get("unsaid", ()))) for case in of)
            for name, of in plain.get("cases", {}).items()
        },
        plain.get("back", {}),
        plain.get("stated", {}),
        {name: tuple(values) for name, values in plain.get("spent", {}).items()},
        tuple(plain.get("about", ())),
        (bool(plain["bare"][0]), bool(plain["bare"][1])) if plain.get("bare") else (False, False),
        tuple(plain.get("review", ())),
    )


def _category(tie: Tie, by: Migration) -> str:
    return by.name(CATEGORY, tie.category or "", tie.attributes)


def _span(span: Span, by: Migration) -> Span:
    label = by.name(LABEL, span.label, span.attributes)
    attributes = _attributes(span.attributes, f"{span.label}>{label}", by)
    if label == span.label and attributes == span.attributes:
        return span
    return replace(span, label=label, attributes=attributes)


def _tie(tie: Tie, by: Migration) -> Tie:
    category = None if by.bare[1] else _category(tie, by)
    roles = tuple(dict.fromkeys(_roles(tie.roles, by)))
    attributes = _attributes(tie.attributes, f"{CATEGORY}{tie.category or ''}>{category or ''}", by)
    if (category, roles, attributes) == (tie.category, tie.roles, tie.attributes):
        return tie
    return replace(tie, category=category, roles=roles, attributes=attributes)


def _roles(roles: Iterable[Role], by: Migration) -> Iterator[Role]:
    for role in roles:
        name = by.name(ROLE, role.role)
        implicit = role.implicit and by.name(REASON, role.implicit)
        if name and implicit != "":
            yield replace(role, role=name, implicit=implicit)


def _attributes(values: Mapping[str, Value], became: str, by: Migration) -> dict[str, Value]:
    out: dict[str, Value] = {}
    for name, value in values.items():
        new = value
        if isinstance(value, str):
            new = by.name(CATEGORY, value) if name in by.about else by.name(f"{VALUE}{name}=", value)
        if (called := by.name(ATTRIBUTE, name)) and new != "" and name not in by.spent.get(became, ()):
            out[called] = new
    for name, value in by.stated.get(became, {}).items():
        out.setdefault(name, value)
    return out
