"""What labels say, whatever ids they have: spans by their places, ties by what they link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotator.domain.labels import Labels, Role, Tie

Place = tuple[str, tuple[tuple[int, int], ...]]


@dataclass(frozen=True)
class TieFacts:
    """A tie by what it says, not by ids."""

    head: Place
    category: str | None
    roles: frozenset[tuple[str, object]]


@dataclass(frozen=True)
class Facts:
    """What labels say: spans and ties by their places."""

    spans: frozenset[Place]
    ties: tuple[TieFacts, ...]

    @classmethod
    def of(cls, labels: Labels, places: Mapping[str, Place] | None = None) -> Facts:
        """The facts of some labels; `places` says what a span counts as, by id."""
        at = places or {key: (span.label, span.fragments) for key, span in labels.spans.items()}
        ties = [TieFacts(at[t.head], t.category, roles_of(labels, t, at)) for t in labels.ties.values()]
        return cls(frozenset(at.values()), tuple(ties))

    def same(self, other: Facts) -> bool:
        """Whether both say the same."""
        return self.spans == other.spans and sorted(map(str, map(_plain, self.ties))) == sorted(
            map(str, map(_plain, other.ties))
        )

    @property
    def roles(self) -> int:
        """How many roles are filled."""
        return sum(len(tie.roles) for tie in self.ties)


def _plain(tie: TieFacts) -> object:
    return tie.head, tie.category, sorted(map(str, tie.roles))


def roles_of(labels: Labels, tie: Tie, at: Mapping[str, Place]) -> frozenset[tuple[str, object]]:
    def says(role: Role) -> object:
        if role.filler is not None:
            return at[role.filler]
        if role.tie is not None:
            other = labels.ties[role.tie]
            return at[other.head], other.category
        return role.implicit

    return frozenset((role.role, says(role)) for role in tie.roles)
