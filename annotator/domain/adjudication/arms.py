"""Where suggestions were shown to those who read a case."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping

ARMS = ("shown", "hidden", "mixed")
#: Of each annotator, by the start of each sentence they opened, whether suggestions were shown there.
Seen = Mapping[str, Mapping[int, str]]


def arm_at(seen: Seen, annotators: Iterable[str], offset: int) -> str:
    """What annotators saw in the sentence at an offset, as the figures of agreement have it.

    Returns "shown", "hidden", "mixed" where they did not all see the same, and "" where it is not known
    of all of them.
    """
    found = {_at(seen.get(name, {}), offset) for name in annotators}
    if not found <= {"shown", "hidden"} or not found:
        return ""
    return found.pop() if len(found) == 1 else "mixed"


def _at(seen: Mapping[int, str], offset: int) -> str:
    starts = sorted(seen)
    at = bisect_right(starts, offset) - 1
    return seen[starts[at]] if at >= 0 else ""
