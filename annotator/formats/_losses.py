"""What a format could not hold, counted while it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Loss:
    """One kind of thing that was not carried over as it is: how often, and a few instances."""

    what: str
    count: int
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        shown = "; ".join(self.examples)
        more = "; …" if self.examples and self.count > len(self.examples) else ""
        return f"{self.count} {self.what}" + (f" ({shown}{more})" if shown else "")


@dataclass(slots=True)
class Losses:
    """Losses by kind, in the order they were first met; at most `keep` examples of each."""

    keep: int = 3
    _counts: dict[str, int] = field(default_factory=dict)
    _examples: dict[str, list[str]] = field(default_factory=dict)

    def note(self, what: str, example: str = "") -> None:
        """Count one more of a kind; `what` reads on after a number ("spans without a token")."""
        self._counts[what] = self._counts.get(what, 0) + 1
        examples = self._examples.setdefault(what, [])
        if example and len(examples) < self.keep:
            examples.append(example)

    def add(self, other: Losses) -> None:
        """Count what others noted too."""
        for loss in other:
            self._counts[loss.what] = self._counts.get(loss.what, 0) + loss.count
            examples = self._examples.setdefault(loss.what, [])
            examples += loss.examples[: self.keep - len(examples)]

    def count(self, what: str) -> int:
        """How many of a kind were noted."""
        return self._counts.get(what, 0)

    def __iter__(self) -> Iterator[Loss]:
        for what, count in self._counts.items():
            yield Loss(what, count, tuple(self._examples[what]))

    def __bool__(self) -> bool:
        return bool(self._counts)
