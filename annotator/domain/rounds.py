"""Rounds: which articles are labelled by whom, and where suggestions are shown.

Where suggestions are hidden is drawn for each sentence from the round's seed: the same for all
annotators and passes, so that what two of them made of a sentence was made under the same condition.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from annotator.domain.labels import Labels, Role, Span
from annotator.domain.text import Article

#: Suggestions are shown, and annotators may switch them off ("free"); are always shown; are always
#: hidden; are hidden in a share of the sentences.
Arm = Literal["free", "shown", "hidden", "mixed"]
ARMS: tuple[Arm, ...] = ("free", "shown", "hidden", "mixed")
State = Literal["open", "closed"]
MAIN = "main"


@dataclass(frozen=True, slots=True)
class Round:
    """A round of labelling.

    `hidden` is the share of sentences without suggestions where the arm is "mixed". A closed round
    takes no more labels. In a `practice` round, an article that was submitted is shown against gold.
    """

    name: str
    arm: Arm = "free"
    state: State = "open"
    hidden: float = 0.0
    seed: int = 0
    practice: bool = False
    opened_at: datetime | None = None

    def hides(self, article: Article, offset: int) -> bool:
        """Whether suggestions are hidden in the sentence at an offset.

        It is the imported sentence that counts, so that mending a split changes nothing.
        """
        if self.arm != "mixed":
            return self.arm == "hidden"
        starts = [sentence.start for sentence in article.sentences]
        at = bisect_right(starts, offset) - 1
        drawn = hashlib.sha256(
            f"{self.seed}\n{self.name}\n{article.id}\n{starts[at] if at >= 0 else 0}".encode()
        )
        return int.from_bytes(drawn.digest()[:8]) < self.hidden * 2**64

    def arm_at(self, article: Article, start: int, end: int) -> Literal["shown", "hidden"]:
        """Whether suggestions are shown anywhere in a sentence, which may be joined of several."""
        parts = [one.start for one in article.sentences if one.start < end and start < one.end] or [start]
        return "hidden" if all(self.hides(article, part) for part in parts) else "shown"


@dataclass(frozen=True, slots=True)
class Assignment:
    """An article that an annotator is to label in one pass of a round."""

    article: str
    annotator: str
    pass_: int = 1


@dataclass(frozen=True, slots=True)
class ArticleState:
    """How far an annotator is with an article in one pass of a round.

    `begun` says that anything was done. `empty` that it was submitted with nothing marked in it: found
    empty, which is not the same as not begun. `later` that labels changed after it was submitted.
    """

    article: str
    annotator: str
    pass_: int = 1
    assigned: bool = True
    begun: bool = False
    reviewed: bool = False
    submitted_at: datetime | None = None
    empty: bool = False
    later: bool = False

    @property
    def name(self) -> Literal["not begun", "begun", "reviewed", "submitted"]:
        """How far it is in a word; "reviewed" has no open sentence and is not submitted."""
        if self.submitted_at is not None:
            return "submitted"
        if not self.begun:
            return "not begun"
        return "reviewed" if self.reviewed else "begun"


def shown_part(suggestions: Labels, article: Article, round: Round) -> Labels:
    """The suggestions without those of sentences where the round hides them.

    A tie belongs to the sentence where its head starts; roles filled from a hidden sentence are left
    out, since they would tell what is suggested there.
    """
    if round.arm in ("free", "shown"):
        return suggestions
    if round.arm == "hidden":
        return Labels()

    def kept(span: Span) -> bool:
        return not any(round.hides(article, start) for start, _ in span.fragments)

    spans = {key: span for key, span in suggestions.spans.items() if kept(span)}
    ties = {key: tie for key, tie in suggestions.ties.items() if tie.head in spans}

    def filled(role: Role) -> bool:
        return (role.filler is None or role.filler in spans) and (role.tie is None or role.tie in ties)

    parts = {key: replace(tie, roles=tuple(filter(filled, tie.roles))) for key, tie in ties.items()}
    return replace(suggestions, spans=spans, ties=parts)
