"""What was practised against gold: each sentence, and below it what is as gold has it and what is not."""

from __future__ import annotations

from collections.abc import Callable

from annotator.domain.feedback import Remark, SentenceFeedback
from annotator.domain.text import printable
from annotator.project.labelling import Desk
from annotator.project.practising import practised
from annotator.tui.lists.listing import Listing, Outcome, Pieces, Place, counted

SIGNS = {"same": ("✓ as gold  ", "own"), "differs": ("≠ differs  ", "warning")}
SIGNS |= {"missed": ("− missed   ", "warning"), "extra": ("+ not gold ", "warning")}


class Feedback:
    """The sentences of the article that either labelled, each with what is to be said of it."""

    begin = 0
    asks = ""
    empty = "neither you nor gold has a label in this article: all right"
    keys: tuple[tuple[str, str], ...] = (("⏎", "go to the sentence"), ("g", "go on to the next article"))

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        desk.flush(2.0)
        found = practised(desk.project, desk.key)
        self._rows: list[tuple[SentenceFeedback, Remark | None]] = []
        for one in found:
            self._rows += [(one, None), *((one, remark) for remark in one.remarks)]
        right = sum(one.right for one in found)
        self.title = f"practice against gold: {right} of {counted(len(found), 'sentence')} as gold has them"

    def __len__(self) -> int:
        return len(self._rows)

    def line(self, index: int, width: int) -> Pieces:
        """A sentence, or what is to be said of something in it."""
        sentence, remark = self._rows[index]
        if remark is None:
            bounds = sentence.sentence
            words = " ".join(self._desk.session.article.text[bounds.start : bounds.end].split())
            sign = " ✓ " if sentence.right else " ! "
            return [(sign, "own" if sentence.right else "warning"), (printable(words)[: width - 3], "quiet")]
        sign, style = SIGNS[remark.kind]
        return [(f"     {sign}", style), (printable(remark.told)[: max(width - 17, 0)], "words")]

    def place(self, index: int) -> Place | None:
        """The sentence, where the remark is about."""
        sentence, remark = self._rows[index]
        return Place(self._desk.key.article, sentence.sentence.start if remark is None else remark.start)

    def press(self, key: str, index: int) -> Outcome | None:
        """Go on to the next article."""
        return Outcome(go="next open") if key == "g" else None

    def matching(self, text: str) -> Callable[[], Listing]:
        """It cannot be searched."""
        return lambda: self
