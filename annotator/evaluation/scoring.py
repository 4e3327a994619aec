"""What the suggestions for one article hit of its gold labels.

Two spans match by *iou50* when the intersection over union of their code points is at least one half
(Everingham et al. 2010, IJCV 88:303, took this measure for boxes), and *exactly* when their fragments
are the same; always one to one, and only with equal labels. Everything else builds on that:

- a **role** matches when the heads of the two ties match, the role is the same, and its fillers match
  (a span by its bounds, an implicit filler by its reason, a nested tie by its head);
- a **tie** matches on four rungs, each asking for more: its head (*stance*), also its *category*, also
  all fillers of the roles that its category requires (*required roles*), also those of all its other
  roles (*whole tie*). The last one, exact, is a suggestion that is taken with one key.

A gold tie's attribute `alternative` names a second category that is right too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from annotator.domain.labels import Labels, Role, Tie
from annotator.domain.scheme import Scheme
from annotator.evaluation.likeness import HALF, Fragments, iou, paired, pairs

Criterion = Literal["iou50", "exact"]
Group = Literal["label", "role", "category", "tie"]

#: How much of two spans must be shared.
LEAST: dict[Criterion, float] = {"iou50": HALF, "exact": 1.0}
ALL = "all"
RUNGS = ("stance", "category", "required roles", "whole tie")


class Key(NamedTuple):
    """What a count is of: `all` of a group, or one label, role, category or rung."""

    group: Group
    name: str
    criterion: Criterion


@dataclass(slots=True)
class Count:
    """How many are in the gold labels, how many were suggested, and how many of these match."""

    matched: int = 0
    suggested: int = 0
    gold: int = 0


@dataclass(slots=True)
class Score:
    """The counts of one article.

    `confusion` counts ties by (gold category, suggested category) where their heads match; None
    stands for no tie on the other side.
    """

    counts: dict[Key, Count] = field(default_factory=dict)
    confusion: Counter[tuple[str | None, str | None]] = field(default_factory=Counter)

    def add(
        self, group: Group, name: str, criterion: Criterion, *, matched: int, suggested: int, gold: int
    ) -> None:
        """Add to the count of a name."""
        count = self.counts.setdefault(Key(group, name, criterion), Count())
        count.matched += matched
        count.suggested += suggested
        count.gold += gold


def score(gold: Labels, suggested: Labels, scheme: Scheme) -> Score:
    """Count what the suggestions for one article hit; both sides follow the scheme."""
    out = Score()
    for criterion in LEAST:
        _score_spans(out, gold, suggested, criterion)
        _score_roles(out, gold, suggested, criterion)
        _score_ties(out, gold, suggested, scheme, criterion)
    for one, two in tie_pairs(gold, suggested):
        out.confusion[category_of(one, two), two.category if two else None] += 1
    return out


def spans_of(labels: Labels, label: str) -> list[Fragments]:
    """Where spans of a label lie, each place once, in the order of the text."""
    return sorted({span.fragments for span in labels.spans.values() if span.label == label})


def tie_pairs(gold: Labels, suggested: Labels) -> list[tuple[Tie | None, Tie | None]]:
    """Ties of both sides whose heads match by iou50, and those left alone on either side.

    Of several that could be paired, those with the same category come first, then those that share
    more roles.
    """
    ours, theirs = list(gold.ties.values()), list(suggested.ties.values())

    def candidates() -> Iterable[tuple[float, int, int]]:
        for i, one in enumerate(ours):
            for j, two in enumerate(theirs):
                alike = iou(gold.spans[one.head].fragments, suggested.spans[two.head].fragments)
                if alike >= HALF:
                    agreeing = sum(_roles_shared(gold, suggested, one, two, HALF).values())
                    yield alike + accepts(one, two.category) + agreeing / 100, i, j

    found = pairs(candidates())
    first, second = {i for i, _ in found}, {j for _, j in found}
    out: list[tuple[Tie | None, Tie | None]] = [(ours[i], theirs[j]) for i, j in found]
    out += [(tie, None) for i, tie in enumerate(ours) if i not in first]
    out += [(None, tie) for j, tie in enumerate(theirs) if j not in second]
    return out


def accepts(gold: Tie, category: str | None) -> bool:
    """Whether the category is right for a gold tie."""
    return category in (gold.category, gold.attributes.get("alternative"))


def category_of(gold: Tie | None, suggested: Tie | None) -> str | None:
    """The category that a gold tie stands under: the suggested one where that is right, too."""
    if gold is None:
        return None
    return suggested.category if suggested and accepts(gold, suggested.category) else gold.category


def fills(labels: Labels, role: Role) -> Fragments | str:
    """What fills a role: where its span or its nested tie's head lies, or the reason of an implicit one."""
    if role.filler is not None:
        return labels.spans[role.filler].fragments
    if role.tie is not None:
        return labels.spans[labels.ties[role.tie].head].fragments
    return role.implicit or ""


def _score_spans(out: Score, gold: Labels, suggested: Labels, criterion: Criterion) -> None:
    labels = {span.label for side in (gold, suggested) for span in side.spans.values()}
    for label in labels:
        ours, theirs = spans_of(gold, label), spans_of(suggested, label)
        matched = len(paired(ours, theirs, LEAST[criterion]))
        for name in (ALL, label):
            out.add("label", name, criterion, matched=matched, suggested=len(theirs), gold=len(ours))


class _Link(NamedTuple):
    """A filled role by the places of its tie's head and of its filler, or an implicit one's reason."""

    head: Fragments
    filler: Fragments | str


def _links(labels: Labels) -> dict[str, list[_Link]]:
    """Links by role; implicit fillers under a name of their own."""
    out: dict[str, set[_Link]] = {}
    for tie in labels.ties.values():
        for role in tie.roles:
            name = f"{role.role}, implicit" if role.implicit is not None else role.role
            out.setdefault(name, set()).add(_Link(labels.spans[tie.head].fragments, fills(labels, role)))
    return {name: sorted(links, key=repr) for name, links in out.items()}


def _score_roles(out: Score, gold: Labels, suggested: Labels, criterion: Criterion) -> None:
    ours, theirs = _links(gold), _links(suggested)
    least = LEAST[criterion]
    for name in ours.keys() | theirs.keys():
        mine, found = ours.get(name, []), theirs.get(name, [])
        candidates = (
            (alike, i, j)
            for i, one in enumerate(mine)
            for j, two in enumerate(found)
            if iou(one.head, two.head) >= least and (alike := _alike(one.filler, two.filler)) >= least
        )
        matched = len(pairs(candidates))
        for key in (ALL, name):
            out.add("role", key, criterion, matched=matched, suggested=len(found), gold=len(mine))


def _score_ties(out: Score, gold: Labels, suggested: Labels, scheme: Scheme, criterion: Criterion) -> None:
    least = LEAST[criterion]
    ours, theirs = list(gold.ties.values()), list(suggested.ties.values())
    near = [
        (alike, i, j)
        for i, one in enumerate(ours)
        for j, two in enumerate(theirs)
        if (alike := iou(gold.spans[one.head].fragments, suggested.spans[two.head].fragments)) >= least
    ]

    def matched(fits: Callable[[Tie, Tie], bool]) -> list[tuple[Tie, Tie]]:
        found = pairs(one for one in near if fits(ours[one[1]], theirs[one[2]]))
        return [(ours[i], theirs[j]) for i, j in found]

    def roles_fit(one: Tie, two: Tie, names: set[str]) -> bool:
        return accepts(one, two.category) and _same_roles(
            one, two, _roles_shared(gold, suggested, one, two, least), names
        )

    tests: tuple[Callable[[Tie, Tie], bool], ...] = (
        lambda _one, _two: True,
        lambda one, two: accepts(one, two.category),
        lambda one, two: roles_fit(one, two, _required(scheme, one, two)),
        lambda one, two: roles_fit(one, two, set(scheme.roles)),
    )
    for rung, fits in zip(RUNGS, tests, strict=True):
        found = matched(fits)
        out.add("tie", rung, criterion, matched=len(found), suggested=len(theirs), gold=len(ours))
        if rung != "category" or not scheme.has_categories:
            continue
        of = {id(one): category_of(one, two) for one, two in found}
        counts: dict[str, Count] = {}
        for one in ours:
            name = of.get(id(one), one.category) or ""
            count = counts.setdefault(name, Count())
            count.gold += 1
            count.matched += id(one) in of
        for two in theirs:
            counts.setdefault(two.category or "", Count()).suggested += 1
        for name, count in counts.items():
            for key in (ALL, name):
                out.add(
                    "category",
                    key,
                    criterion,
                    matched=count.matched,
                    suggested=count.suggested,
                    gold=count.gold,
                )


def _required(scheme: Scheme, gold: Tie, suggested: Tie) -> set[str]:
    """The roles that the tie's category requires, those of which one is required included."""
    category = scheme.category(category_of(gold, suggested))
    return {*category.required, *(role for group in category.one_of for role in group)}


def _same_roles(one: Tie, two: Tie, shared: Counter[str], names: set[str]) -> bool:
    """Whether all fillers of these roles are among those shared, none left over on either side."""
    ours, theirs = (Counter(role.role for role in tie.roles if role.role in names) for tie in (one, two))
    return ours == theirs and all(shared[name] == count for name, count in ours.items())


def _roles_shared(gold: Labels, suggested: Labels, one: Tie, two: Tie, least: float) -> Counter[str]:
    """How many fillers of each role two ties share, one to one."""
    out: Counter[str] = Counter()
    for name in {role.role for role in one.roles} & {role.role for role in two.roles}:
        ours = [fills(gold, role) for role in one.roles if role.role == name]
        theirs = [fills(suggested, role) for role in two.roles if role.role == name]
        candidates = (
            (alike, i, j)
            for i, mine in enumerate(ours)
            for j, other in enumerate(theirs)
            if (alike := _alike(mine, other)) >= least
        )
        out[name] = len(pairs(candidates))
    return out


def _alike(one: Fragments | str, other: Fragments | str) -> float:
    """Likeness of two fillers: of places by their overlap, of implicit ones by their reasons."""
    if isinstance(one, str) or isinstance(other, str):
        return float(one == other)
    return iou(one, other)
