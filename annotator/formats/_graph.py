"""Labels as spans and binary relations, the shape most annotation tools have.

A tie becomes a node at its head, named by the head's label and the tie's category (`STANCE:ACCUSE`),
and an edge to each filler, named by the role. A head of several ties becomes as many nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from annotator.domain.labels import Labels, Role, Span, Tie, Value
from annotator.formats._canonical import canonical
from annotator.formats._options import Option

#: The option of such formats' readers and writers.
SIGN = Option("sign", ":", "what stands between the label and the category of a head (STANCE:ACCUSE)")


@dataclass(frozen=True, slots=True)
class Node:
    """A span, or with `is_tie` the head of a tie and what is said of the tie.

    `attributes` and `entity` are the span's; `said`, `implicit` (role, reason) and `reciprocal` the
    tie's.
    """

    label: str
    fragments: tuple[tuple[int, int], ...]
    category: str | None = None
    is_tie: bool = False
    attributes: Mapping[str, Value] = field(default_factory=dict)
    entity: str | None = None
    said: Mapping[str, Value] = field(default_factory=dict)
    implicit: tuple[tuple[str, str], ...] = ()
    reciprocal: bool = False

    @property
    def start(self) -> int:
        """First code point."""
        return self.fragments[0][0]

    @property
    def end(self) -> int:
        """One past the last code point."""
        return self.fragments[-1][1]

    def named(self, sign: str) -> str:
        """Label and category in one."""
        return self.label if self.category is None else f"{self.label}{sign}{self.category}"


@dataclass(frozen=True, slots=True)
class Edge:
    """A filled role: from the head's node to the filler's, both by their place among the nodes."""

    head: int
    child: int
    role: str


def to_graph(labels: Labels) -> tuple[list[Node], list[Edge]]:
    """Nodes in text order, and edges in the order of their heads."""
    nodes: list[Node] = []
    of_span: dict[str, int] = {}
    of_tie: dict[str, int] = {}
    by_head: dict[str, list[Tie]] = {}
    for tie in labels.ties.values():
        by_head.setdefault(tie.head, []).append(tie)
    fillers = {role.filler for tie in labels.ties.values() for role in tie.roles}
    for key, span in labels.spans.items():
        ties = by_head.get(key, ())
        if not ties or key in fillers:
            of_span[key] = len(nodes)
            nodes.append(Node(span.label, span.fragments, attributes=span.attributes, entity=span.entity))
        for tie in ties:
            of_tie[tie.id] = len(nodes)
            implicit = tuple((r.role, r.implicit) for r in tie.roles if r.implicit is not None)
            nodes.append(
                Node(span.label, span.fragments, tie.category, True, span.attributes, span.entity,
                     tie.attributes, implicit, tie.reciprocal)
            )  # fmt: skip
    edges: list[Edge] = []
    for tie in labels.ties.values():
        for role in tie.roles:
            if role.filler is not None:
                edges.append(Edge(of_tie[tie.id], of_span[role.filler], role.role))
            elif role.tie is not None:
                edges.append(Edge(of_tie[tie.id], of_tie[role.tie], role.role))
    return nodes, edges


def split_name(name: str, sign: str) -> tuple[str, str | None]:
    """Label and category of a node's name; without the sign in it, and with no sign, it is a label."""
    label, found, category = name.partition(sign) if sign else (name, "", "")
    return (label, category) if found and label and category else (name, None)


def from_graph(nodes: Sequence[Node], edges: Iterable[Edge]) -> Labels:
    """The labels of nodes and edges; every node with a category or an edge from it is a tie."""
    edges = list(edges)
    heads = {edge.head for edge in edges}
    is_tie = [node.is_tie or node.category is not None or i in heads for i, node in enumerate(nodes)]
    spans = {
        f"{i}": Span(f"{i}", node.label, node.fragments, node.attributes, node.entity)
        for i, node in enumerate(nodes)
    }
    roles: dict[int, list[Role]] = {}
    for edge in edges:
        child = f"{edge.child}"
        role = Role(edge.role, tie=child) if is_tie[edge.child] else Role(edge.role, child)
        roles.setdefault(edge.head, []).append(role)
    ties = {}
    for i, node in enumerate(nodes):
        if is_tie[i]:
            filled = [*roles.get(i, ()), *(Role(role, implicit=reason) for role, reason in node.implicit)]
            ties[f"{i}"] = Tie(f"{i}", f"{i}", node.category, tuple(filled), node.said, node.reciprocal)
    return canonical(Labels(spans, ties))
