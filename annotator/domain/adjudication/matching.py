"""Which labels of several readings are of one thing: clusters with at most one label of each reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotator.domain.labels import Labels, Span, Tie

#: A label by whose it is and its id in their reading.
Ref = tuple[str, str]
#: Spans of different labels are one thing read differently where they share half of their characters.
MUCH = 0.5


@dataclass(frozen=True, slots=True)
class Placed:
    """A label and where it lies: outer bounds, half-open."""

    ref: Ref
    start: int
    end: int


def span_clusters(readings: Mapping[str, Labels]) -> list[dict[str, str]]:
    """Spans of one label that overlap, the likest first; annotator → id of the span.

    Then, of spans that no tie uses, those of different labels over much the same words.
    """
    spans = {(who, key): span for who, labels in readings.items() for key, span in labels.spans.items()}
    placed = [Placed(ref, span.start, span.end) for ref, span in spans.items()]

    def alike(one: Ref, other: Ref) -> float:
        a, b = spans[one], spans[other]
        return overlap(a, b) if a.label == b.label else 0.0

    clusters = _clustered(placed, alike)
    used = {
        (who, one)
        for who, labels in readings.items()
        for tie in labels.ties.values()
        for one in (tie.head, *(role.filler for role in tie.roles if role.filler is not None))
    }
    loose = [c for c in clusters if not any(ref in used for ref in c.items())]
    bound = [c for c in clusters if any(ref in used for ref in c.items())]

    def much_alike(one: Ref, other: Ref) -> float:
        shared = overlap(spans[one], spans[other])
        return shared if shared >= MUCH else 0.0

    firsts = {next(iter(sorted(cluster.items()))): cluster for cluster in loose}
    groups = _merged(
        [Placed(ref, spans[ref].start, spans[ref].end) for ref in firsts],
        much_alike,
        {ref: set(cluster) for ref, cluster in firsts.items()},
    )
    return bound + [
        {who: key for ref in group for who, key in firsts[ref].items()} for group in groups if group
    ]


def tie_clusters(readings: Mapping[str, Labels], group_of: Callable[[Tie], str]) -> list[dict[str, str]]:
    """Ties whose heads overlap, the likest first: same category, same group, same fillers, same words."""
    ties = {(who, key): tie for who, labels in readings.items() for key, tie in labels.ties.items()}

    def span(ref: Ref, span_id: str) -> Span:
        return readings[ref[0]].spans[span_id]

    def alike(one: Ref, other: Ref) -> float:
        a, b = ties[one], ties[other]
        shared = overlap(span(one, a.head), span(other, b.head))
        if not shared:
            return 0.0
        same = 4.0 * (a.category == b.category) + 1.0 * (group_of(a) == group_of(b))
        fillers = [(role.role, role.filler) for role in b.roles if role.filler is not None]
        common = sum(
            any(
                role.role == name and overlap(span(one, role.filler), span(other, filler))
                for name, filler in fillers
            )
            for role in a.roles
            if role.filler is not None
        )
        most = max(len(a.roles), len(b.roles), 1)
        return shared + same + 3.0 * common / most

    placed = [Placed(ref, span(ref, tie.head).start, span(ref, tie.head).end) for ref, tie in ties.items()]
    return _clustered(placed, alike)


def overlap(one: Span, other: Span) -> float:
    """The share of code points in either span that are in both; 0 where they share none, 1 for equal ones."""
    if one.fragments == other.fragments:
        return 1.0
    both = sum(max(min(b, d) - max(a, c), 0) for a, b in one.fragments for c, d in other.fragments)
    if not both:
        return 0.0
    either = sum(b - a for span in (one, other) for a, b in span.fragments) - both
    return both / either


def _clustered(placed: Sequence[Placed], alike: Callable[[Ref, Ref], float]) -> list[dict[str, str]]:
    groups = _merged(placed, alike, {one.ref: {one.ref[0]} for one in placed})
    return [dict(group) for group in groups]


def _merged(
    placed: Sequence[Placed], alike: Callable[[Ref, Ref], float], owners: Mapping[Ref, set[str]]
) -> list[list[Ref]]:
    """Groups of what is alike, joined from the likest pair on while no owner comes twice.

    The outcome does not follow from the order of annotators, but for pairs that are alike in all.
    """
    pairs: list[tuple[float, int, Ref, Ref]] = []
    for one, other in _touching(placed):
        likeness = 0.0 if owners[one.ref] & owners[other.ref] else alike(one.ref, other.ref)
        if likeness > 0:
            low, high = sorted((one.ref, other.ref))
            pairs.append((-likeness, min(one.start, other.start), low, high))
    pairs.sort()
    group_of: dict[Ref, list[Ref]] = {one.ref: [one.ref] for one in placed}
    owned = {id(group): set(owners[group[0]]) for group in group_of.values()}
    for _, _, low, high in pairs:
        first, second = group_of[low], group_of[high]
        if first is second or owned[id(first)] & owned[id(second)]:
            continue
        first += second
        owned[id(first)] |= owned[id(second)]
        for ref in second:
            group_of[ref] = first
    out: dict[int, list[Ref]] = {}
    for one in sorted(placed, key=lambda p: (p.start, p.end, p.ref)):
        group = group_of[one.ref]
        out.setdefault(id(group), group)
    return list(out.values())


def _touching(placed: Sequence[Placed]) -> Iterator[tuple[Placed, Placed]]:
    """Pairs whose outer bounds overlap."""
    active: list[Placed] = []
    for one in sorted(placed, key=lambda p: (p.start, p.end, p.ref)):
        active = [other for other in active if other.end > one.start]
        for other in active:
            yield other, one
        active.append(one)
