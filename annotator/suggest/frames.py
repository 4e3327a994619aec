"""Frames: which words after a cue announce which role."""

from __future__ import annotations

from typing import NamedTuple

from annotator.domain.errors import AnnotatorError

ROLES = frozenset({"source", "target", "issue", "content", "evidence"})
#: Words before a role that announce a clause and not a noun phrase.
CLAUSE_MARKS = frozenset({"that", "to", "whether", "if", "who", "what", "why", "how"})


class Slot(NamedTuple):
    """One role and the words before it; without words it is the direct object.

    `words` are those of the marker one by one.
    """

    marker: str
    role: str
    words: tuple[str, ...]


Frame = tuple[Slot, ...]


def parse_frames(pattern: str, where: str) -> tuple[Frame, ...]:
    """Read a pattern such as `issue on target; target for issue`.

    Raises:
        AnnotatorError: a frame does not end with a role; says `where` it stands.
    """
    frames = []
    for part in pattern.split(";"):
        slots: list[Slot] = []
        marker: list[str] = []
        for word in part.split():
            if word in ROLES:
                slots.append(Slot(" ".join(marker), word, tuple(marker)))
                marker = []
            elif word != "-":
                marker.append(word)
        if marker:
            raise AnnotatorError(
                f"{where}: the frame {part.strip()!r} ends without a role",
                f"After the words comes one of {', '.join(sorted(ROLES))}.",
            )
        if slots:
            frames.append(tuple(slots))
    return tuple(frames)
