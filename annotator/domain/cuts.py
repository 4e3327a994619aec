"""Which mended splits lead from one segmentation of an article to another."""

from __future__ import annotations

import bisect
from collections.abc import Iterable

from annotator.domain.text import Sentence


def cuts_between(base: tuple[Sentence, ...], wanted: Iterable[int]) -> dict[int, bool]:
    """The cuts with which sentences start where wanted instead of where they do.

    With `Labels.cuts` set to the result, `labels.sentences` starts its sentences at exactly the
    wanted offsets, as far as cuts can: the first sentence cannot be joined to one before it, and
    nothing can start outside the sentences there are.

    Args:
        base: the article's own sentences, ascending.
        wanted: offsets where sentences shall start, in any order.

    Returns:
        Offset → True where a start is added, False where one is taken away.
    """
    starts = [sentence.start for sentence in base]
    asked = set(wanted)
    removed = {start: False for start in starts[1:] if start not in asked}
    added: dict[int, bool] = {}
    for offset in sorted(asked.difference(starts)):
        index = bisect.bisect_right(starts, offset) - 1
        if index >= 0 and offset < base[index].end:
            added[offset] = True
    return dict(sorted((removed | added).items()))
