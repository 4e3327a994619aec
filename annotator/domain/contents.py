"""What labels say, sentence by sentence, whatever their ids are and whoever proposed them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from annotator.domain.accord import sentence_start
from annotator.domain.labels import OPEN, Labels, Role, Span, Tie
from annotator.domain.text import Article

Content = tuple[Any, ...]


def contents(article: Article, labels: Labels) -> dict[int, frozenset[tuple[Content, int]]]:
    """What is said of each sentence that anything is said of, by the start it was imported with.

    A span belongs to the sentence it begins in, a tie to that of its head. Each content comes with how
    often it is there. Ids, origins, fates and scores do not count, nor do suggestions turned down.
    """
    starts = [sentence.start for sentence in article.sentences]
    counted: defaultdict[int, defaultdict[Content, int]] = defaultdict(lambda: defaultdict(int))

    def add(offset: int, content: Content) -> None:
        counted[sentence_start(starts, offset)][content] += 1

    for span in labels.spans.values():
        add(span.start, _span(span))
    for tie in labels.ties.values():
        add(labels.spans[tie.head].start, _tie(tie, labels))
    for start, status in labels.statuses.items():
        if status != OPEN:
            add(start, ("status", start, status))
    for offset, begins in labels.cuts.items():
        add(offset, ("cut", offset, begins))
    return {start: frozenset(of.items()) for start, of in counted.items()}


def differing(article: Article, one: Labels, other: Labels) -> tuple[int, ...]:
    """Starts of the sentences of which two sets of labels say different things, in order."""
    mine, theirs = contents(article, one), contents(article, other)
    return tuple(sorted(at for at in mine.keys() | theirs.keys() if mine.get(at) != theirs.get(at)))


def _span(span: Span) -> Content:
    return "span", span.label, span.fragments, frozenset(span.attributes.items()), span.entity


def _tie(tie: Tie, labels: Labels) -> Content:
    roles = frozenset(_role(role, labels) for role in tie.roles)
    head = _span(labels.spans[tie.head])
    return "tie", head, tie.category, roles, frozenset(tie.attributes.items()), tie.reciprocal


def _role(role: Role, labels: Labels) -> Content:
    if role.filler is not None:
        return role.role, _span(labels.spans[role.filler])
    if role.tie is not None:
        # Of a nested tie only what it is about: ties may nest in a ring.
        nested = labels.ties[role.tie]
        return role.role, nested.category, _span(labels.spans[nested.head])
    return role.role, role.implicit
