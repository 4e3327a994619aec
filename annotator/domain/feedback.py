"""One's own labels of an article against gold, sentence by sentence, each difference in words.

A view on the cases into which adjudication cuts two readings: one is one's own, the other is gold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from annotator.domain.adjudication.cases import Case, Comparison
from annotator.domain.adjudication.table import EMPTY, Field, fields
from annotator.domain.labels import Labels, Span, sentences
from annotator.domain.scheme import Scheme
from annotator.domain.text import Article, Sentence

#: Characters of a cell that are shown at the most.
LONGEST = 56
MINE, GOLD = "mine", "gold"

#: "same": as gold has it; "differs": there, but otherwise; "missed": only gold has it; "extra": gold has not.
Kind = Literal["same", "differs", "missed", "extra"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A role, an attribute or bounds in which two labels differ, as each has it; "" where one has nothing."""

    what: str
    mine: str
    gold: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of one tie, span or sentence; `start` is where it begins."""

    kind: Kind
    told: str
    start: int
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class SentenceFeedback:
    """A sentence in which something is labelled by either, and what is to be said of it."""

    sentence: Sentence
    remarks: tuple[Remark, ...]

    @property
    def right(self) -> bool:
        """Whether all is as gold has it."""
        return all(remark.kind == "same" for remark in self.remarks)


def feedback(article: Article, scheme: Scheme, mine: Labels, gold: Labels) -> tuple[SentenceFeedback, ...]:
    """Every sentence in which either has a label, or which one of them reviewed and the other closed unlike.

    Which entry a span stands for is not compared: whoever practises need not know the registry.
    """
    compared = Comparison(article, scheme, {MINE: mine, GOLD: gold}, lambda span: None)
    remarks = sorted((_remark(compared, case) for case in compared.cases), key=lambda one: one.start)
    out = []
    for sentence in sentences(article, mine.cuts):
        here = [one for one in remarks if sentence.start <= one.start < sentence.end]
        if not here:
            here = list(_status(sentence, mine, gold))
        if here:
            out.append(SentenceFeedback(sentence, tuple(here)))
    return tuple(out)


def _remark(compared: Comparison, case: Case) -> Remark:
    kind: Kind = "same" if case.agreed else "differs"
    if MINE not in case.ids:
        kind = "missed"
    elif GOLD not in case.ids:
        kind = "extra"
    differences = () if kind == "same" else tuple(_differences(compared, case, kind))
    start = _marked(compared, case, GOLD if kind == "missed" else MINE)[1].start
    name, span = _marked(compared, case, MINE if kind == "extra" else GOLD)
    return Remark(kind, f"{name} “{_words(span.text(compared.article.text))}”", start, differences)


def _marked(compared: Comparison, case: Case, whose: str) -> tuple[str, Span]:
    """What one of both calls the case, and the span that it is on."""
    ref = (whose, case.ids[whose])
    if case.kind == "span":
        span = compared.span(ref)
        return span.label, span
    tie = compared.tie(ref)
    return tie.category or compared.scheme.head, compared.span((whose, tie.head))


def _differences(compared: Comparison, case: Case, kind: Kind) -> Iterator[Difference]:
    """In what both differ; of what one alone has, what its roles hold."""
    shown = [(compared.readings[who], case.ids[who]) for who in (MINE, GOLD) if who in case.ids]
    for one in fields(compared, case, shown):
        if kind != "differs" and one.name in compared.scheme.roles:
            held = _words(one.cells[0])
            yield Difference(one.name, "", held) if kind == "missed" else Difference(one.name, held, "")
        elif kind == "differs" and one.differs:
            yield _difference(one)


def _difference(one: Field) -> Difference:
    have, want = ("nothing" if cell == EMPTY else _words(cell) for cell in one.cells)
    return Difference(one.name, have, want)


def _words(text: str) -> str:
    """The words; of many the first and the last, since it is ends that differ."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST // 3]} … {words[-LONGEST // 2 :]}"


def _status(sentence: Sentence, mine: Labels, gold: Labels) -> Iterable[Remark]:
    have, want = (labels.status(sentence.start).status for labels in (mine, gold))
    if "open" not in (have, want) and have != want:
        yield Remark("differs", "sentence", sentence.start, (Difference("status", have, want),))
