"""Labels of other people's files under the names of the project's scheme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from annotator.domain.errors import AnnotatorError
from annotator.domain.labels import Labels, Role, Span, Tie, Value
from annotator.domain.scheme import Scheme

#: Kinds of names, as `--map` writes them before the name; labels go without.
LABEL, ROLE, CATEGORY, ATTRIBUTE = "", "role:", "category:", "attribute:"
_KINDS = (ROLE, CATEGORY, ATTRIBUTE)


class Renaming:
    """Gives labels the scheme's names: by a mapping, else those that differ in case alone.

    A name that is mapped to nothing drops what bears it. What could not be named is counted in
    `unknown`, what was dropped in `dropped`.

    Args:
        scheme: the project's scheme.
        mapping: names as files have them → the scheme's. Labels go by their name, all else by
            `role:NAME`, `category:NAME`, `attribute:NAME`; `category:` stands for ties without one.

    Raises:
        AnnotatorError: a name is mapped to one that the scheme does not have.
    """

    def __init__(self, scheme: Scheme, mapping: Mapping[str, str]) -> None:
        self.scheme = scheme
        self.mapping = mapping
        self.unknown: Counter[str] = Counter()
        self.dropped: Counter[str] = Counter()
        self.used: set[str] = set()
        self._names: Mapping[str, Collection[str]] = {
            LABEL: scheme.labels,
            ROLE: scheme.roles,
            CATEGORY: [name for name in scheme.categories if name],
            ATTRIBUTE: scheme.attributes,
        }
        for old, new in mapping.items():
            kind = next((kind for kind in _KINDS if old.startswith(kind)), LABEL)
            if new and new not in self._names[kind]:
                raise AnnotatorError(
                    f"{old} cannot become {new!r}: {scheme.id} has no such name",
                    f"It has: {', '.join(self._names[kind]) or 'none'}.",
                )

    def apply(self, labels: Labels) -> Labels:
        """The labels under the scheme's names.

        A tie whose head is not what the scheme lets head a tie is headed by the filler that is: so an
        event with a trigger of its own and a role for the cue becomes a tie headed by the cue. Ties
        without such a head are dropped, and so are roles without their filler.
        """
        spans = {key: own for key, span in labels.spans.items() if (own := self._span(span))}
        found = {key: held for key, tie in labels.ties.items() if (held := self._tie(tie, spans))}
        ties = {key: self._linked(tie, found) for key, tie in found.items()}
        return replace(labels, spans=spans, ties=ties)

    def check(self) -> None:
        """Refuse names that could not be given one of the scheme.

        Raises:
            AnnotatorError: which, how often, and how to map them.
        """
        if not self.unknown:
            return
        listed = ", ".join(f"{name} ({count})" for name, count in sorted(self.unknown.items()))
        first = min(self.unknown)
        raise AnnotatorError(
            f"the scheme {self.scheme.id} has no names for: {listed}",
            f"Map each: --map '{first}=NEW', or --map '{first}=' to drop what bears it. "
            f"Its labels are {', '.join(self.scheme.labels)}; its roles {', '.join(self.scheme.roles)}.",
        )

    def unused(self) -> Iterable[str]:
        """Names that were mapped and never met."""
        return [name for name in self.mapping if name not in self.used]

    def _name(self, kind: str, name: str) -> str | None:
        """The scheme's name; None where what bears it is to be dropped, or nothing is known of it."""
        names = self._names[kind]
        if not self.mapping and name in names:
            return name
        told = kind + name
        if told in self.mapping:
            self.used.add(told)
            return self.mapping[told] or None
        if name in names:
            return name
        alike = [one for one in names if one.casefold() == name.casefold()]
        if len(alike) == 1:
            return alike[0]
        self.unknown[told] += 1
        return None

    def _span(self, span: Span) -> Span | None:
        label = self._name(LABEL, span.label)
        if label is None:
            self.dropped["spans"] += 1
            return None
        attributes = self._attributes(span.attributes) if span.attributes else span.attributes
        if label == span.label and attributes == span.attributes:
            return span
        return replace(span, label=label, attributes=attributes)

    def _tie(self, tie: Tie, spans: Mapping[str, Span]) -> Tie | None:
        category = None
        if tie.category is not None or self.scheme.has_categories:
            category = self._name(CATEGORY, tie.category or "")
            if category is None and self.scheme.has_categories:
                self.dropped["ties without a category"] += 1
                return None
        head = self._head(tie, spans)
        if head is None:
            self.dropped["ties without a head"] += 1
            return None
        roles = []
        for role in tie.roles:
            if role.filler == head:
                continue
            name = self._name(ROLE, role.role)
            if role.filler is not None and role.filler not in spans:
                self.dropped["roles of dropped spans"] += 1
            elif name is None:
                self.dropped["roles"] += 1
            elif (renamed := replace(role, role=name)) not in roles:
                roles.append(renamed)
        attributes = self._attributes(tie.attributes)
        return replace(tie, head=head, category=category, roles=tuple(roles), attributes=attributes)

    def _head(self, tie: Tie, spans: Mapping[str, Span]) -> str | None:
        heads = [tie.head, *(role.filler for role in tie.roles if role.filler is not None)]
        return next((key for key in heads if key in spans and spans[key].label == self.scheme.head), None)

    def _attributes(self, values: Mapping[str, Value]) -> dict[str, Value]:
        named = ((self._name(ATTRIBUTE, name), value) for name, value in values.items())
        return {name: value for name, value in named if name is not None}

    def _linked(self, tie: Tie, ties: Mapping[str, Tie]) -> Tie:
        roles: list[Role] = [role for role in tie.roles if role.tie is None or role.tie in ties]
        if len(roles) < len(tie.roles):
            self.dropped["links to dropped ties"] += len(tie.roles) - len(roles)
        return replace(tie, roles=tuple(roles))
