"""The reviewed parts of an article, cut out so that what nobody reviewed teaches nothing."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotator.domain.labels import REVIEWED, sentences
from annotator.domain.record import Record
from annotator.domain.text import Article, Sentence

JOINT = "\n\n"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Stretches of an article, ascending and apart, set one after another with a blank line between.

    `sentences` are those that lie in the stretches; all offsets are the article's unless said
    otherwise.
    """

    article: Article
    stretches: tuple[tuple[int, int], ...]
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The words of the stretches, joined."""
        return JOINT.join(self.article.text[start:end] for start, end in self.stretches)

    def placed(self) -> Iterator[tuple[int, int, int]]:
        """Yield start and end of each stretch, and where in the excerpt it begins."""
        at = 0
        for start, end in self.stretches:
            yield start, end, at
            at += end - start + len(JOINT)

    def tokens(self) -> Iterator[tuple[int, int]]:
        """Yield bounds of the tokens as offsets in the excerpt, those cut through shortened."""
        tokens = self.article.tokens
        for first, last, at in self.placed():
            for index in tokens.within(first, last):
                start, end = tokens[index]
                yield max(start, first) - first + at, min(end, last) - first + at


def overlaps(stretches: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether any part of [start, end) lies in one of the stretches, which are ascending and apart."""
    before = bisect.bisect_left(stretches, (end,))
    return before > 0 and stretches[before - 1][1] > start


def excerpts(record: Record, unit: str, *, everything: bool = False) -> list[Excerpt]:
    """What of the record was reviewed: an excerpt per article, or one per sentence.

    A sentence is reviewed when its status is "done" or "nothing". Neighbouring sentences keep what
    stands between them; where something was left out a blank line takes its place.

    Args:
        record: the article and its labels.
        unit: "article" or "sentence".
        everything: take all sentences, reviewed or not.
    """
    article, labels = record.article, record.labels
    taken = [
        sentence
        for sentence in sentences(article, labels.cuts)
        if everything or labels.status(sentence.start).status in REVIEWED
    ]
    if unit == "sentence":
        return [Excerpt(article, ((s.start, s.end),), (s,)) for s in taken]
    stretches: list[tuple[int, int]] = []
    for sentence in taken:
        if stretches and not article.text[stretches[-1][1] : sentence.start].strip():
            stretches[-1] = (stretches[-1][0], sentence.end)
        else:
            stretches.append((sentence.start, sentence.end))
    return [Excerpt(article, tuple(stretches), tuple(taken))] if taken else []
