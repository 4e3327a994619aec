"""What was practised against gold: each sentence, and below it what is as gold has it and what is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from annotator.domain.counted import counted
from annotator.domain.feedback import SentenceFeedback
from annotator.domain.text import printable
from annotator.project.labelling import Desk
from annotator.project.practising import practised
from annotator.tui.lists.listing import Listing, Outcome, Pieces, Place

SIGNS = {"same": ("✓ as gold  ", "own"), "differs": ("≠ differs  ", "warning")}
SIGNS |= {"missed": ("− missed   ", "warning"), "extra": ("+ not gold ", "warning")}

#: A sign and its style, what is told, and where it is.
Row = tuple[str, str, str, int]


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
        self._rows = [row for one in found for row in self._rows_of(one)]
        right = sum(one.right for one in found)
        self.title = f"practice against gold: {right} of {counted(len(found), 'sentence')} as gold has them"

    def __len__(self) -> int:
        return len(self._rows)

    def line(self, index: int, width: int) -> Pieces:
        """A sentence, what is to be said of something in it, or how one of both has it."""
        sign, style, told, _ = self._rows[index]
        return [(sign, style), (_cut(told, width - len(sign)), "quiet" if len(sign) < 5 else "words")]

    def place(self, index: int) -> Place | None:
        """The sentence, where the remark is about."""
        return Place(self._desk.key.article, self._rows[index][-1])

    def press(self, key: str, index: int) -> Outcome | None:
        """Go on to the next article."""
        return Outcome(go="next open") if key == "g" else None

    def matching(self, text: str) -> Callable[[], Listing]:
        """It cannot be searched."""
        return lambda: self

    def _rows_of(self, one: SentenceFeedback) -> Iterator[Row]:
        bounds = one.sentence
        words = " ".join(self._desk.session.article.text[bounds.start : bounds.end].split())
        right = ("✓", "own") if one.right else ("!", "warning")
        yield f" {right[0]}  ", right[1], printable(words), bounds.start
        for remark in one.remarks:
            sign, style = SIGNS[remark.kind]
            yield f"     {sign}", style, printable(remark.told), remark.start
            for each in remark.differences:
                what = f"{each.what:>20}  "
                for who, has, look in (("you ", each.mine, "warning"), ("gold", each.gold, "own")):
                    if has:
                        yield f"{what}{who}  ", look, printable(has), remark.start
                        what = " " * len(what)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"
