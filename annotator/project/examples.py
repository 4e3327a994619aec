"""Examples for the guideline: from one's own labels, and from gold of what one has submitted.

Never from another annotator's labels, and never gold of an article still to be labelled: either
would tell what one is asked to find out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from annotator.domain.events import StreamKey
from annotator.domain.labels import Span, sentences
from annotator.domain.text import printable
from annotator.project.project import Project
from annotator.store.values import Labelled

Kind = Literal["tie", "span"]
#: How many are shown of each source, and how long a sentence may be.
EACH, LONGEST = 2, 180


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence, or the middle of a long one, as it was labelled.

    `gold` says whose it is, else it is one's own. `text` is printable, on one line; `marks` holds
    start, end and label of what is labelled in it, by position and not overlapping.
    """

    article: str
    gold: bool
    text: str
    marks: tuple[tuple[int, int, str], ...]


def examples(
    project: Project, key: StreamKey, kind: Kind, name: str, skip: tuple[int, int] = (0, 0)
) -> list[Example]:
    """The newest examples of a category's ties or a label's spans for the annotator of a stream.

    `skip` bounds what of the stream's own article is not wanted: the sentence on the screen.
    """
    out: list[Example] = []
    for gold in (False, True):
        found = project.store.labelled(key, kind=kind, name=name, gold=gold, limit=4 * EACH)
        shown: list[Example] = []
        for one in found:
            head = _head(one, kind)
            if one.article.id == key.article and skip[0] <= head.start < skip[1]:
                continue
            made = _example(one, kind, head, gold)
            if all(made.text != other.text for other in shown):
                shown.append(made)
        out += shown[:EACH]
    return out


def _head(one: Labelled, kind: Kind) -> Span:
    return one.labels.spans[one.labels.ties[one.id].head if kind == "tie" else one.id]


def _example(one: Labelled, kind: Kind, head: Span, gold: bool) -> Example:
    text = one.article.text
    start, end = next(
        ((s.start, s.end) for s in sentences(one.article, one.labels.cuts) if s.start <= head.start < s.end),
        (head.start, head.end),
    )
    while start < end and text[start].isspace():
        start += 1
    end = start + len(text[start:end].rstrip())
    before = after = ""
    if end - start > LONGEST:
        first = max(head.start - LONGEST // 3, start)
        # Not in the middle of a word.
        first = start if first == start else (text.find(" ", first, head.start) + 1) or head.start
        last = min(first + LONGEST, end)
        last = end if last == end else max(text.rfind(" ", head.start, last), min(head.end, last))
        before, after = "… " if first > start else "", " …" if last < end else ""
        start, end = first, last
    fillers = [role.filler for role in one.labels.ties[one.id].roles if role.filler] if kind == "tie" else []
    spans = [head, *(one.labels.spans[filler] for filler in fillers)]
    marks: list[tuple[int, int, str]] = []
    # The head first: what overlaps with it gives way.
    for span in spans:
        for first, last in span.fragments:
            left, right = max(first, start), min(last, end)
            if left < right and all(right <= other[0] or other[1] <= left for other in marks):
                marks.append((left, right, span.label))
    by = len(before) - start
    shown = "".join(" " if char.isspace() else char for char in text[start:end])
    return Example(
        one.article.id,
        gold,
        f"{before}{printable(shown)}{after}",
        tuple(sorted((left + by, right + by, label) for left, right, label in marks)),
    )
