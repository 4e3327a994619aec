"""What the readings of an article differ in, cut into cases: things that are decided one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import combinations
from typing import Any

from annotator.domain.adjudication.decision import CaseKind
from annotator.domain.adjudication.matching import Ref, span_clusters, tie_clusters
from annotator.domain.labels import Labels, Span, Tie, spans_used
from annotator.domain.scheme import Scheme
from annotator.domain.text import Article

#: Layers in which readings differ, named as in the agreement report.
LAYERS = ("cue", "boundaries", "category", "attributes", "roles", "entries", "ties")
#: The entry that a span stands for, or None.
Entry = Callable[[Span], str | None]


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """One respect in which two readings differ: a layer, and in it a label, category, attribute or role."""

    layer: str
    name: str

    def __str__(self) -> str:
        return f"{self.layer}:{self.name}"


@dataclass(frozen=True, slots=True)
class Version:
    """How some annotators read a case; `id` is that of the tie or span, None where they marked nothing.

    Where several read it the same, `id` is from the first one's labels.
    """

    annotators: tuple[str, ...]
    id: str | None

    @property
    def whose(self) -> str:
        """In whose labels `id` is."""
        return self.annotators[0]


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to be decided: a tie with all its roles, or a span that stands alone or under several ties.

    Attributes:
        kind: which of the two.
        ids: annotator → id of the tie or span, of those who marked it.
        start, end: outer bounds of the heads, or of the spans.
        versions: the different readings, those that most share first.
        differences: what each two of the versions differ in, by their numbers.
        shared: whether several ties use the span; then only how it is marked is in question.
    """

    kind: CaseKind
    ids: Mapping[str, str]
    start: int
    end: int
    versions: tuple[Version, ...]
    differences: Mapping[tuple[int, int], frozenset[Difference]] = field(default_factory=dict)
    shared: bool = False

    @property
    def annotators(self) -> tuple[str, ...]:
        """All whose reading it is, in alphabetical order; those who marked nothing too."""
        return tuple(sorted(name for version in self.versions for name in version.annotators))

    @property
    def agreed(self) -> bool:
        """Whether all read it the same."""
        return len(self.versions) == 1

    @property
    def all_differences(self) -> tuple[Difference, ...]:
        """What any two of the readings differ in."""
        return tuple(sorted({one for some in self.differences.values() for one in some}))

    def between(self, one: str, other: str) -> frozenset[Difference]:
        """What two annotators' readings differ in; nothing where one of them has no part in the case."""
        at = {name: number for number, version in enumerate(self.versions) for name in version.annotators}
        if one not in at or other not in at:
            return frozenset()
        first, second = sorted((at[one], at[other]))
        return self.differences.get((first, second), frozenset())


@dataclass(frozen=True)
class Comparison:
    """The readings of one article side by side.

    `entry` says what a span stands for, so that another name of the same actor is no difference.
    """

    article: Article
    scheme: Scheme
    readings: Mapping[str, Labels]
    entry: Entry = lambda span: span.entity

    @cached_property
    def spans(self) -> list[dict[str, str]]:
        """Clusters of spans: annotator → id."""
        return span_clusters(self.readings)

    @cached_property
    def ties(self) -> list[dict[str, str]]:
        """Clusters of ties: annotator → id."""
        return tie_clusters(self.readings, lambda tie: self.scheme.category(tie.category).group)

    @cached_property
    def span_place(self) -> dict[Ref, int]:
        """Number of the cluster that each span is in."""
        return {ref: number for number, cluster in enumerate(self.spans) for ref in cluster.items()}

    @cached_property
    def tie_place(self) -> dict[Ref, int]:
        """Number of the cluster that each tie is in."""
        return {ref: number for number, cluster in enumerate(self.ties) for ref in cluster.items()}

    @cached_property
    def users(self) -> dict[int, set[int]]:
        """Of each cluster of spans, the clusters of ties that use it in some reading."""
        out: dict[int, set[int]] = {}
        for number, cluster in enumerate(self.ties):
            for who, key in cluster.items():
                tie = self.readings[who].ties[key]
                for span in (tie.head, *(role.filler for role in tie.roles if role.filler is not None)):
                    out.setdefault(self.span_place[who, span], set()).add(number)
        return out

    @cached_property
    def _used(self) -> frozenset[Ref]:
        return frozenset(
            (who, key) for who, labels in self.readings.items() for key in spans_used(labels.ties.values())
        )

    @cached_property
    def settled_apart(self) -> frozenset[int]:
        """Clusters of spans that several ties use and readings mark differently: cases of their own."""
        return frozenset(
            number
            for number, ties in self.users.items()
            if len(ties) > 1
            and len({self._span_key(who, key) for who, key in self.spans[number].items()}) > 1
        )

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """All cases, agreed ones too, by place; a span under several ties comes before them."""
        found = [*self._of_spans(), *self._of_ties()]
        found.sort(key=lambda case: (self._sentence(case.start), case.kind == "tie", case.start, case.end))
        return tuple(found)

    def span(self, ref: Ref) -> Span:
        """A span by whose it is and its id."""
        return self.readings[ref[0]].spans[ref[1]]

    def tie(self, ref: Ref) -> Tie:
        """A tie by whose it is and its id."""
        return self.readings[ref[0]].ties[ref[1]]

    def stands_alone(self, ref: Ref) -> bool:
        """Whether no tie of its reading uses a span."""
        return ref not in self._used

    def usual(self, tie: Tie) -> dict[str, Any]:
        """All attributes of a tie, stated or by default, but for free text."""
        category = self.scheme.category(tie.category)
        out: dict[str, Any] = {
            one.name: category.defaults.get(one.name, one.default) or None
            for one in self.scheme.attributes_of(None)
            if one.type != "text"
        }
        out |= {name: value or None for name, value in tie.attributes.items() if name in out}
        out["reciprocal"] = tie.reciprocal or None
        return out

    def _sentence(self, offset: int) -> int:
        """Where the sentence begins that an offset lies in, as it was imported."""
        starts = [one.start for one in self.article.sentences if one.start <= offset]
        return starts[-1] if starts else 0

    # Cases of spans

    def _of_spans(self) -> Iterator[Case]:
        for number, cluster in enumerate(self.spans):
            loose = number not in self.users
            if not loose and number not in self.settled_apart:
                continue
            keys: dict[str, Any] = {who: self._span_key(who, key) for who, key in cluster.items()}
            if loose:
                keys |= {who: None for who in self.readings if who not in cluster}
            spans = [self.span(ref) for ref in cluster.items()]
            yield self._case(
                "span",
                cluster,
                (min(s.start for s in spans), max(s.end for s in spans)),
                keys,
                self._span_differences,
                shared=not loose,
            )

    def _span_key(self, who: str, span_id: str) -> tuple[Any, ...]:
        span = self.span((who, span_id))
        return span.label, span.fragments, self._entry(span), _pairs(span.attributes)

    def _entry(self, span: Span) -> str | None:
        return self.entry(span) if self.scheme.labels[span.label].entity else None

    def _span_differences(self, one: Any, other: Any) -> Iterator[Difference]:
        if one is None or other is None:
            yield Difference("boundaries", (one or other)[0])
            return
        labels = {one[0], other[0]}
        if len(labels) > 1:
            yield from (Difference("category", label) for label in labels)
        if one[1] != other[1]:
            yield from (Difference("boundaries", label) for label in labels)
        if one[2] != other[2]:
            yield from (Difference("entries", label) for label in labels)
        changed = dict(one[3]).items() ^ dict(other[3]).items()
        yield from (Difference("attributes", name) for name, _ in changed)

    # Cases of ties

    def _of_ties(self) -> Iterator[Case]:
        for cluster in self.ties:
            keys: dict[str, Any] = {who: self._tie_key(who, key) for who, key in cluster.items()}
            keys |= {who: None for who in self.readings if who not in cluster}
            heads = [self.span((who, self.tie((who, key)).head)) for who, key in cluster.items()]
            place = (min(head.start for head in heads), max(head.end for head in heads))
            heard = {
                who
                for who, labels in self.readings.items()
                if who not in cluster
                and any(
                    span.label == self.scheme.head and span.start < place[1] and place[0] < span.end
                    for span in labels.spans.values()
                )
            }
            missed = "cue" if len(cluster) + len(heard) < len(self.readings) else "ties"
            yield self._case("tie", cluster, place, keys, partial(self._tie_differences, missed=missed))

    def _tie_key(self, who: str, tie_id: str) -> tuple[Any, ...]:
        """What makes a tie the same: head, category, attributes, and what fills each role."""
        tie = self.tie((who, tie_id))
        roles: dict[str, list[tuple[Any, ...]]] = {}
        for role in tie.roles:
            if role.filler is not None:
                filled = ("span", *self._part(who, role.filler))
            elif role.tie is not None:
                filled = ("tie", self.tie_place[who, role.tie], None)
            else:
                filled = ("implicit", role.implicit, None)
            roles.setdefault(role.role, []).append(filled)
        told = tuple(sorted((name, tuple(sorted(some, key=str))) for name, some in roles.items()))
        usual = self.usual(tie)
        stated = {name: value for name, value in tie.attributes.items() if name in usual}
        return self._part(who, tie.head), tie.category, _pairs(usual), told, _pairs(stated)

    def _part(self, who: str, span_id: str) -> tuple[Any, Any]:
        """A span as a part of a tie: its cluster, and how it is marked unless that is a case of its own."""
        number = self.span_place[who, span_id]
        return number, None if number in self.settled_apart else self._span_key(who, span_id)

    def _tie_differences(self, one: Any, other: Any, missed: str) -> Iterator[Difference]:
        if one is None or other is None:
            yield Difference(missed, (one or other)[1] or self.scheme.head)
            return
        if one[0][0] != other[0][0]:
            # The heads overlap, and yet each is more like another one.
            yield Difference("boundaries", self.scheme.head)
        elif one[0][1] != other[0][1]:
            yield from self._span_differences(one[0][1], other[0][1])
        if one[1] != other[1]:
            yield from (Difference("category", name) for name in (one[1], other[1]))
        # What an attribute is by default may follow from the category.
        at = 2 if one[1] == other[1] else 4
        for name in {name for name, _ in set(one[at]) ^ set(other[at])}:
            yield Difference("attributes", name)
        first, second = dict(one[3]), dict(other[3])
        for role in {*first, *second}:
            here, there = first.get(role, ()), second.get(role, ())
            if {filled[:2] for filled in here} != {filled[:2] for filled in there}:
                yield Difference("roles", role)
                continue
            marked = {filled[1]: filled[2] for filled in there if filled[0] == "span"}
            for filled in here:
                if filled[0] == "span" and filled[2] != marked[filled[1]]:
                    yield from self._span_differences(filled[2], marked[filled[1]])

    def _case(
        self,
        kind: CaseKind,
        cluster: Mapping[str, str],
        place: tuple[int, int],
        keys: Mapping[str, Any],
        differ: Callable[[Any, Any], Iterable[Difference]],
        *,
        shared: bool = False,
    ) -> Case:
        same: dict[Any, list[str]] = {}
        for who in sorted(keys):
            same.setdefault(keys[who], []).append(who)
        # Stable, so that of equal numbers the first in the alphabet comes first; screens shuffle.
        groups = sorted(same.items(), key=lambda row: (row[0] is None, -len(row[1])))
        differences = {
            (i, j): frozenset(differ(groups[i][0], groups[j][0]))
            for i, j in combinations(range(len(groups)), 2)
        }
        versions = tuple(Version(tuple(names), cluster.get(names[0])) for _, names in groups)
        return Case(kind, dict(cluster), *place, versions, differences, shared)


def _pairs(values: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(values.items()))
