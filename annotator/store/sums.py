"""The sums that queues and progress read from a stream's row, so that they need not count."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from annotator.domain.labels import OPEN, Labels, Status, sentences
from annotator.domain.text import Article


class Sums(NamedTuple):
    """Sentences after mended splits, how many of them are not open, how many are flagged; ties."""

    n_sentences: int = 0
    n_done: int = 0
    n_flags: int = 0
    n_ties: int = 0


def sums_of(article: Article, labels: Labels) -> Sums:
    """Count the labels of an article; statuses where no sentence begins (any more) do not count."""
    starts = frozenset(sentence.start for sentence in sentences(article, labels.cuts))
    done, flags = count_statuses(starts, labels.statuses.items())
    return Sums(len(starts), done, flags, len(labels.ties))


def count_statuses(
    starts: Collection[int], statuses: Collection[tuple[int, Status | None]]
) -> tuple[int, int]:
    """How many sentences are not open, and how many are flagged; None stands for an open one."""
    counted = [status or OPEN for start, status in statuses if start in starts]
    return sum(one.status != OPEN.status for one in counted), sum(one.flag for one in counted)
