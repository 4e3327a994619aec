"""One's own labels of an article against gold, sentence by sentence, each difference in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from annotator.domain.labels import Labels, Role, Span, Tie, Value, sentences, spans_used
from annotator.domain.scheme import Scheme
from annotator.domain.text import Article, Sentence

#: Characters of a span's words that are shown at the most.
LONGEST = 56
T = TypeVar("T", Tie, Span)

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

    Ties whose heads overlap are the same tie, one to one, the likest first; loose spans likewise.
    """
    compared = _Comparison(article, scheme, mine, gold)
    remarks = sorted([*compared.ties(), *compared.spans()], key=lambda one: one.start)
    out = []
    for sentence in sentences(article, mine.cuts):
        here = [one for one in remarks if sentence.start <= one.start < sentence.end]
        if not here:
            here = list(_status(sentence, mine, gold))
        if here:
            out.append(SentenceFeedback(sentence, tuple(here)))
    return tuple(out)


class _Comparison:
    def __init__(self, article: Article, scheme: Scheme, mine: Labels, gold: Labels) -> None:
        self.text, self.scheme, self.mine, self.gold = article.text, scheme, mine, gold

    def ties(self) -> Iterator[Remark]:
        """What is to be said of ties."""
        mine, gold = self.mine, self.gold

        def likeness(one: Tie, other: Tie) -> tuple[int, ...]:
            a, b = mine.spans[one.head], gold.spans[other.head]
            return (
                _shared(a, b),
                one.category == other.category,
                a.fragments == b.fragments,
                sum(not any(self._role(role, one, other)) for role in self.scheme.roles),
            )

        pairs = _paired(mine.ties, gold.ties, likeness)
        for one, other in pairs:
            differences = tuple(self._differences(mine.ties[one], gold.ties[other]))
            named = self._named(gold.ties[other], gold)
            start = mine.spans[mine.ties[one].head].start
            yield Remark("differs" if differences else "same", named, start, differences)
        lacking: tuple[tuple[Kind, Labels, set[str]], ...] = (
            ("missed", gold, gold.ties.keys() - {other for _, other in pairs}),
            ("extra", mine, mine.ties.keys() - {one for one, _ in pairs}),
        )
        for kind, labels, left in lacking:
            for key in left:
                tie = labels.ties[key]
                roles = [(part.role, self._filler(part, labels)) for part in tie.roles]
                held = tuple(
                    Difference(role, "", filler) if kind == "missed" else Difference(role, filler, "")
                    for role, filler in roles
                )
                yield Remark(kind, self._named(tie, labels), labels.spans[tie.head].start, held)

    def spans(self) -> Iterator[Remark]:
        """What is to be said of spans that are in no tie of either."""
        mine, gold = (_loose(labels) for labels in (self.mine, self.gold))

        def likeness(one: Span, other: Span) -> tuple[int, ...]:
            return (_shared(one, other), one.label == other.label, one.fragments == other.fragments)

        pairs = _paired(mine, gold, likeness)
        for one, other in pairs:
            a, b = mine[one], gold[other]
            differences = tuple(self._bounds("words", a, b))
            if a.label != b.label:
                differences = (Difference("label", a.label, b.label), *differences)
            kind: Kind = "differs" if differences else "same"
            yield Remark(kind, f"{b.label} {self._words(b)}", a.start, differences)
        # A loose span may be in a tie of the other's: it is there, and the tie is told of.
        for key in gold.keys() - {other for _, other in pairs}:
            if not _known(gold[key], self.mine):
                yield Remark("missed", f"{gold[key].label} {self._words(gold[key])}", gold[key].start)
        for key in mine.keys() - {one for one, _ in pairs}:
            if not _known(mine[key], self.gold):
                yield Remark("extra", f"{mine[key].label} {self._words(mine[key])}", mine[key].start)

    def _differences(self, one: Tie, other: Tie) -> Iterator[Difference]:
        a, b = self.mine.spans[one.head], self.gold.spans[other.head]
        if one.category != other.category:
            yield Difference("category", one.category or "none", other.category or "none")
        yield from self._bounds(self.scheme.head, a, b)
        for role in self.scheme.roles:
            yield from self._role(role, one, other)
        for name in sorted(one.attributes.keys() | other.attributes.keys()):
            have, want = one.attributes.get(name), other.attributes.get(name)
            if have != want and self.scheme.attributes[name].type != "text":
                yield Difference(name, _value(have), _value(want))
        if one.reciprocal != other.reciprocal:
            yield Difference("mutual", _value(one.reciprocal), _value(other.reciprocal))

    def _role(self, role: str, one: Tie, other: Tie) -> Iterator[Difference]:
        """How the fillers of a role differ."""
        mine = [part for part in one.roles if part.role == role]
        gold = [part for part in other.roles if part.role == role]
        bounds: list[Difference] = []
        for part in list(mine):
            like = next((want for want in gold if self._fills_alike(part, want)), None)
            if like is None:
                continue
            mine.remove(part)
            gold.remove(like)
            if part.filler is not None and like.filler is not None:
                a, b = self.mine.spans[part.filler], self.gold.spans[like.filler]
                bounds += self._bounds(role, a, b)
        if mine or gold:
            have = ", ".join(self._filler(part, self.mine) for part in mine) or "nothing"
            want = ", ".join(self._filler(part, self.gold) for part in gold) or "nothing"
            yield Difference(role, have, want)
        yield from bounds

    def _fills_alike(self, one: Role, other: Role) -> bool:
        if one.filler is not None and other.filler is not None:
            return _shared(self.mine.spans[one.filler], self.gold.spans[other.filler]) > 0
        if one.tie is not None and other.tie is not None:
            a, b = self.mine.ties[one.tie].head, self.gold.ties[other.tie].head
            return _shared(self.mine.spans[a], self.gold.spans[b]) > 0
        return one.implicit is not None and one.implicit == other.implicit

    def _named(self, tie: Tie, labels: Labels) -> str:
        return f"{tie.category or self.scheme.head} {self._words(labels.spans[tie.head])}"

    def _filler(self, part: Role, labels: Labels) -> str:
        if part.filler is not None:
            return self._words(labels.spans[part.filler])
        return f"({part.implicit})" if part.implicit else self._named(labels.ties[part.tie or ""], labels)

    def _bounds(self, what: str, one: Span, other: Span) -> Iterator[Difference]:
        if one.fragments != other.fragments:
            yield Difference(what, self._words(one), self._words(other))

    def _words(self, span: Span) -> str:
        """The words in quotation marks; of many the first and the last, since it is ends that differ."""
        words = " ".join(span.text(self.text).split())
        if len(words) > LONGEST:
            words = f"{words[: LONGEST // 3]} … {words[-LONGEST // 2 :]}"
        return f"“{words}”"


def _paired(
    mine: Mapping[str, T], gold: Mapping[str, T], likeness: Callable[[T, T], tuple[int, ...]]
) -> list[tuple[str, str]]:
    """Those that share anything (the first number of their likeness), one to one, the likest first."""
    found = [(likeness(a, b), one, other) for one, a in mine.items() for other, b in gold.items()]
    out: list[tuple[str, str]] = []
    taken: set[tuple[str, str]] = set()
    for like, one, other in sorted(found, reverse=True):
        if like[0] and ("mine", one) not in taken and ("gold", other) not in taken:
            taken |= {("mine", one), ("gold", other)}
            out.append((one, other))
    return out


def _loose(labels: Labels) -> dict[str, Span]:
    used = spans_used(labels.ties.values())
    return {key: span for key, span in labels.spans.items() if key not in used}


def _known(span: Span, labels: Labels) -> bool:
    """Whether the labels have such a span there."""
    return any(one.label == span.label and _shared(one, span) for one in labels.spans.values())


def _shared(one: Span, other: Span) -> int:
    """How many code points are in both."""
    return sum(max(min(b, d) - max(a, c), 0) for a, b in one.fragments for c, d in other.fragments)


def _status(sentence: Sentence, mine: Labels, gold: Labels) -> Iterable[Remark]:
    have, want = (labels.status(sentence.start).status for labels in (mine, gold))
    if "open" not in (have, want) and have != want:
        yield Remark("differs", "sentence", sentence.start, (Difference("status", have, want),))


def _value(value: Value | None) -> str:
    return {True: "yes", False: "no", None: "as usual"}.get(value, str(value))  # type: ignore[arg-type]
