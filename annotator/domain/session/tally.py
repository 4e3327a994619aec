"""What one session of work comes to: keys, seconds, sentences, ties, and what became of suggestions."""

from __future__ import annotations

from dataclasses import dataclass, replace

from annotator.domain.labels import HUMAN, Labels


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts since the program was started; undo takes its part back.

    `ties` counts all ties made; of suggested ones `taken` were taken as they were, `changed` with
    changes, `rejected` not.
    """

    keys: int = 0
    seconds: float = 0.0
    sentences: int = 0
    ties: int = 0
    taken: int = 0
    changed: int = 0
    rejected: int = 0

    @property
    def offered(self) -> int:
        """Suggested ties that something became of."""
        return self.taken + self.changed + self.rejected

    def key(self) -> Tally:
        """One key more."""
        return replace(self, keys=self.keys + 1)

    def after(self, before: Labels, now: Labels) -> Tally:
        """The tally after labels changed."""
        old, new = _counts(before), _counts(now)
        names = ("sentences", "ties", "taken", "changed", "rejected")
        more = {name: getattr(self, name) + b - a for name, a, b in zip(names, old, new, strict=True)}
        return replace(self, **more)


def _counts(labels: Labels) -> tuple[int, int, int, int, int]:
    suggested = [tie.fate for tie in labels.ties.values() if tie.origin != HUMAN]
    taken = suggested.count("accepted")
    return (
        sum(status.status != "open" for status in labels.statuses.values()),
        len(labels.ties),
        taken,
        len(suggested) - taken,
        sum(one.kind == "tie" for one in labels.rejected.values()),
    )
