"""What suggestions missed, put into groups of the same mistake, each with sentences to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from annotator.domain.labels import Labels, Role, Tie
from annotator.domain.text import Article
from annotator.evaluation.likeness import HALF, Fragments, iou, paired, shared
from annotator.evaluation.scoring import accepts, fills, spans_of, tie_pairs

Kind = Literal["missed", "extra", "bounds", "category", "role"]

#: Longest excerpt, in characters.
_WIDTH = 300


@dataclass(frozen=True, slots=True)
class Miss:
    """One mistake: of what kind, with what, and the sentence it stands in.

    In `sentence` the gold words are in [brackets], the suggested ones in {braces}; where it is about a
    role, its stance is in ‹angles›.
    """

    kind: Kind
    what: str
    article: str
    sentence: str


@dataclass(frozen=True, slots=True)
class MissGroup:
    """How often a mistake was made, and some of its sentences."""

    kind: Kind
    what: str
    count: int
    examples: tuple[Miss, ...]


@dataclass(slots=True)
class Groups:
    """Mistakes counted by kind and wording; the first few of each are kept."""

    examples: int
    _counts: dict[tuple[Kind, str], int] = field(default_factory=dict)
    _kept: dict[tuple[Kind, str], list[Miss]] = field(default_factory=dict)

    def add(self, misses: Iterable[Miss]) -> None:
        """Count some more."""
        for miss in misses:
            key = (miss.kind, miss.what)
            self._counts[key] = self._counts.get(key, 0) + 1
            kept = self._kept.setdefault(key, [])
            if len(kept) < self.examples:
                kept.append(miss)

    def groups(self) -> tuple[MissGroup, ...]:
        """All groups, the most frequent first."""
        order = sorted(self._counts.items(), key=lambda item: (-item[1], item[0]))
        return tuple(MissGroup(*key, count, tuple(self._kept[key])) for key, count in order)


def misses(article: Article, gold: Labels, suggested: Labels) -> Iterator[Miss]:
    """The mistakes made in one article: in spans, then in categories and roles of the ties."""
    teller = _Teller(article)
    for label in sorted({span.label for side in (gold, suggested) for span in side.spans.values()}):
        yield from _span_misses(teller, label, spans_of(gold, label), spans_of(suggested, label))
    for one, two in tie_pairs(gold, suggested):
        if one is not None and two is not None:
            yield from _tie_misses(teller, gold, suggested, one, two)


def _span_misses(
    teller: _Teller, label: str, ours: list[Fragments], theirs: list[Fragments]
) -> Iterator[Miss]:
    found = paired(ours, theirs)
    for i, j in found:
        if ours[i] != theirs[j]:
            yield teller.miss("bounds", f"{label} {_difference(ours[i], theirs[j])}", ours[i], theirs[j])
    first, second = {i for i, _ in found}, {j for _, j in found}
    used: set[int] = set()
    for i, mine in enumerate(ours):
        if i in first:
            continue
        near = [j for j, other in enumerate(theirs) if j not in second and shared(mine, other)]
        if near:
            best = max(near, key=lambda j: iou(mine, theirs[j]))
            used.add(best)
            yield teller.miss("bounds", f"{label} {_difference(mine, theirs[best])}", mine, theirs[best])
        else:
            yield teller.miss("missed", f"{label} {teller.quoted(mine)}", mine)
    for j, other in enumerate(theirs):
        if j not in second and j not in used:
            yield teller.miss("extra", f"{label} {teller.quoted(other)}", (), other)


def _tie_misses(teller: _Teller, gold: Labels, suggested: Labels, one: Tie, two: Tie) -> Iterator[Miss]:
    head, found = gold.spans[one.head].fragments, suggested.spans[two.head].fragments
    if not accepts(one, two.category):
        what = f"{one.category} taken for {two.category} {teller.quoted(head)}"
        yield teller.miss("category", what, head)
        return
    for name in sorted({role.role for role in (*one.roles, *two.roles)}):
        ours = _fillers(gold, one.roles, name)
        theirs = _fillers(suggested, two.roles, name)
        left = [mine for mine in ours if not any(_same(mine, other) for other in theirs)]
        over = [other for other in theirs if not any(_same(mine, other) for mine in ours)]
        where = f"{name} of {one.category}" if one.category else name
        if left and over:
            yield teller.miss("role", f"{where}: another filler", _place(left), _place(over), found)
        elif left:
            yield teller.miss("role", f"{where}: missing", _place(left), (), found)
        elif over:
            yield teller.miss("role", f"{where}: not in the gold labels", (), _place(over), found)


def _fillers(labels: Labels, roles: Iterable[Role], name: str) -> list[Fragments | str]:
    return [fills(labels, role) for role in roles if role.role == name]


def _same(one: Fragments | str, other: Fragments | str) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return iou(one, other) >= HALF


def _place(fillers: list[Fragments | str]) -> Fragments:
    """Where the first filler lies; nowhere if it is implicit."""
    return next((one for one in fillers if not isinstance(one, str)), ())


def _difference(gold: Fragments, suggested: Fragments) -> str:
    (start, end), (first, last) = (gold[0][0], gold[-1][1]), (suggested[0][0], suggested[-1][1])
    sides = [
        "begins too early" if first < start else "begins too late" if first > start else "",
        "ends too early" if last < end else "ends too late" if last > end else "",
    ]
    return " and ".join(side for side in sides if side) or "in other parts"


class _Teller:
    """Tells mistakes of one article with the sentences they stand in."""

    def __init__(self, article: Article) -> None:
        self.article = article

    def quoted(self, fragments: Fragments) -> str:
        """The words in lower case, shortened in the middle."""
        words = " … ".join(self.article.text[start:end] for start, end in fragments).lower().split()
        if len(words) > 8:
            words = [*words[:4], "…", *words[-2:]]
        return f"“{' '.join(words)}”"

    def miss(
        self, kind: Kind, what: str, gold: Fragments, suggested: Fragments = (), head: Fragments = ()
    ) -> Miss:
        """A mistake in its sentence."""
        marks = gold + suggested + head
        start, end = min(one[0] for one in marks), max(one[1] for one in marks)
        first, last = self._sentence(start)[0], self._sentence(max(start, end - 1))[1]
        marked = _marked(
            self.article.text, (first, last), ((gold, "[", "]"), (suggested, "{", "}"), (head, "‹", "›"))
        )
        return Miss(kind, what, self.article.id, marked)

    def _sentence(self, offset: int) -> tuple[int, int]:
        for sentence in self.article.sentences:
            if sentence.start <= offset < sentence.end:
                return sentence.start, sentence.end
        text = self.article.text
        end = text.find("\n", offset)
        return text.rfind("\n", 0, offset) + 1, end if end >= 0 else len(text)


def _marked(text: str, bounds: tuple[int, int], stretches: tuple[tuple[Fragments, str, str], ...]) -> str:
    """A part of the text with brackets around stretches of it, shortened at its ends if it is long."""
    marks: list[tuple[int, int, str]] = []
    for fragments, opening, closing in stretches:
        for start, end in fragments:
            # What ends here closes before anything opens; the longer one opens first and closes last.
            marks += [(start, len(text) - (end - start), opening), (end, end - start - len(text), closing)]
    begin, stop = bounds
    if stop - begin > _WIDTH:
        middle = min(at for at, _, _ in marks) - _WIDTH // 3
        begin = max(begin, middle)
        stop = min(stop, max(begin + _WIDTH, *(at for at, _, _ in marks)))
    out, at = [], begin
    for place, _, mark in sorted(marks, key=lambda one: one[:2]):
        inside = min(max(place, begin), stop)
        out += [text[at:inside], mark]
        at = inside
    out.append(text[at:stop])
    shown = " ".join("".join(out).split())
    return f"{'…' if begin > bounds[0] else ''}{shown}{'…' if stop < bounds[1] else ''}"
