"""Suggestions beside marked data: counts for each document, so that documents can be resampled.

A count is (right, suggested, marked). Spans are paired one to one by falling weight; blanks and edge
punctuation are ignored. Two spans are the same by `overlap` (any character shared), `iou50` (half of the
union), `lean` (half of the shorter one, neither longer than twelve words) or `exact`. Data: one JSON object a line, `{"id", "text", "spans": [{"start", "end", "label"}],
"relations": [{"head", "child", "label"}]}`, where head and child index `spans`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from annotator.domain.labels import Labels, Tie

Bounds = tuple[int, int]
Count = tuple[int, int, int]
Counts = dict[str, Count]

#: Our categories in the classes of the news sentences, which have fewer.
CLASSES = {
    "ACCUSE": "ACCUSE", "CONDEMN": "ACCUSE", "REJECT": "REJECT", "DENY": "REJECT", "THREATEN": "THREATEN",
    "DEMAND": "REQUEST", "SUPPORT": "SUPPORT",
}  # fmt: skip
_EDGES = " \t\n\r.,;:“”\"'‘’()"
_LONG = 12


def attribution(record: Mapping[str, Any], labels: Labels) -> Counts:
    """Cue, source and content of attributions."""
    text = record["text"]
    roles = _fillers(labels, text)
    return {
        **_spans("CUE", _marked(record, {"CUE"}), _suggested(labels, text, "STANCE")),
        **_spans("SOURCE", _marked(record, {"SOURCE"}), roles["source"]),
        **_spans("CONTENT", _marked(record, {"CONTENT"}), roles["content"] | roles["issue"]),
    }


def actors(record: Mapping[str, Any], labels: Labels, marked: set[str]) -> Counts:
    """Actors; `marked` are the labels that the data has for them."""
    text = record["text"]
    gold, ours = _marked(record, marked), _suggested(labels, text, "ACTOR")
    lean = _paired(sorted(gold), sorted(ours), lambda a, b: _iou(a, b) if _same(text, a, b) else 0.0)
    return {**_spans("ACTOR", gold, ours), "ACTOR lean": (lean, len(ours), len(gold))}


def stances(record: Mapping[str, Any], labels: Labels) -> Counts:
    """Actors of news sentences, the classes of their ties, and the ties with source and target."""
    text = record["text"]
    out = actors(record, labels, {"SOURCE", "TARGET"})
    relations = [r for r in record["relations"] if r["label"] in set(CLASSES.values())]
    ties = [tie for tie in labels.ties.values() if tie.category in CLASSES]
    wanted, found = {r["label"] for r in relations}, {CLASSES[tie.category] for tie in ties}
    for name in sorted(set(CLASSES.values())):
        out[f"class {name}"] = (
            int(name in wanted and name in found),
            int(name in found),
            int(name in wanted),
        )
    marked: dict[tuple[str, str, str], tuple[set[Bounds], set[Bounds]]] = {}
    for relation in relations:  # an actor is marked wherever its name stands: one tie, several places
        head, child = (_bounds(text, record["spans"][relation[end]]) for end in ("head", "child"))
        key = relation["label"], text[slice(*head)], text[slice(*child)]
        heads, children = marked.setdefault(key, (set(), set()))
        heads.add(head)
        children.add(child)
    suggested: dict[tuple[str, frozenset[str], frozenset[str]], tuple[set[Bounds], set[Bounds]]] = {}
    for tie in ties:
        sources = _of(tie, labels, text, {"source"})
        targets = _of(tie, labels, text, {"target", "issue"})
        if sources and targets:
            words = [frozenset(text[slice(*one)].lower() for one in group) for group in (sources, targets)]
            suggested.setdefault((CLASSES[tie.category], words[0], words[1]), (sources, targets))
    right = _paired(
        [(key[0], *value) for key, value in marked.items()],
        [(key[0], *value) for key, value in suggested.items()],
        lambda a, b: float(a[0] == b[0] and _near(text, a[1], b[1]) and _near(text, a[2], b[2])),
    )
    out["tie"] = right, len(suggested), len(marked)
    return out


def f1(right: float, suggested: float, marked: float) -> tuple[float, float, float]:
    """F1, precision and recall; 0 where undefined."""
    precision = right / suggested if suggested else 0.0
    recall = right / marked if marked else 0.0
    both = precision + recall
    return (2 * precision * recall / both if both else 0.0), precision, recall


def _spans(name: str, marked: set[Bounds], suggested: set[Bounds]) -> Counts:
    gold, ours = sorted(marked), sorted(suggested)
    ways: dict[str, Callable[[Bounds, Bounds], float]] = {
        "overlap": lambda a, b: float(_shared(a, b)),
        "iou50": lambda a, b: _iou(a, b) if _iou(a, b) >= 0.5 else 0.0,
        "exact": lambda a, b: float(a == b),
    }
    return {
        f"{name} {way}": (_paired(gold, ours, weigh), len(ours), len(gold)) for way, weigh in ways.items()
    }


def _paired(gold: list[Any], ours: list[Any], weigh: Callable[[Any, Any], float]) -> int:
    """How many pairs a one-to-one pairing by falling weight makes."""
    weights = ((weigh(a, b), i, j) for i, a in enumerate(gold) for j, b in enumerate(ours))
    used: tuple[set[int], set[int]] = set(), set()
    for weight, i, j in sorted(weights, reverse=True):
        if weight > 0 and i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
    return len(used[0])


def _bounds(text: str, span: Mapping[str, Any]) -> Bounds:
    return _trimmed(text, span["start"], span["end"])


def _trimmed(text: str, start: int, end: int) -> Bounds:
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return start, end


def _marked(record: Mapping[str, Any], names: set[str]) -> set[Bounds]:
    return {_bounds(record["text"], span) for span in record["spans"] if span["label"] in names}


def _suggested(labels: Labels, text: str, name: str) -> set[Bounds]:
    return {_trimmed(text, span.start, span.end) for span in labels.spans.values() if span.label == name}


def _of(tie: Tie, labels: Labels, text: str, roles: Iterable[str]) -> set[Bounds]:
    """The spans that fill these roles of the tie."""
    fillers = (labels.spans[r.filler] for r in tie.roles if r.role in roles and r.filler is not None)
    return {_trimmed(text, span.start, span.end) for span in fillers}


def _fillers(labels: Labels, text: str) -> Mapping[str, set[Bounds]]:
    out: dict[str, set[Bounds]] = defaultdict(set)
    for tie in labels.ties.values():
        for role in ("source", "content", "issue"):
            out[role] |= _of(tie, labels, text, {role})
    return out


def _shared(a: Bounds, b: Bounds) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def _iou(a: Bounds, b: Bounds) -> float:
    shared = _shared(a, b)
    return shared / max(1, a[1] - a[0] + b[1] - b[0] - shared)


def _same(text: str, a: Bounds, b: Bounds) -> bool:
    shorter = min(a[1] - a[0], b[1] - b[0])
    return 2 * _shared(a, b) >= shorter and all(len(text[slice(*one)].split()) <= _LONG for one in (a, b))


def _near(text: str, some: set[Bounds], others: set[Bounds]) -> bool:
    return any(_same(text, a, b) for a in some for b in others)
