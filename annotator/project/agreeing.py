"""Rating tables made of a project's submitted labels, and how far annotators agree on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.agreement import measures
from annotator.domain.entries import entry
from annotator.domain.labels import Labels, Tie, sentences
from annotator.domain.ratings import Figure, Filler, Ratings, Reading, TieRating, Unit
from annotator.domain.record import Record
from annotator.domain.scheme import Scheme
from annotator.project.project import Project

#: The roles whose entries make the ledger: who, and whom.
SOURCE, TARGET = "source", "target"
NOBODY = "–"


@dataclass(frozen=True, slots=True)
class Rated:
    """The ratings of a round, and what they leave out.

    Attributes:
        ratings: readings of submitted articles.
        open: articles begun and not submitted, by annotator.
        changed: articles changed after they were submitted, by annotator; those changes do not count.
        surface: whether some entries are words, since spans have no registry entry.
    """

    ratings: Ratings
    open: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    surface: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one measure."""

    measure: str
    title: str
    definition: str
    source: str
    annotators: tuple[str, ...]
    open: Mapping[str, int]
    changed: Mapping[str, int]
    figures: tuple[Figure, ...]


def ratings(project: Project, round: str = "main", pass_: int = 1) -> Rated:
    """What the annotators of a round submitted, as it was when they did."""
    rows: dict[str, dict[str, Reading]] = {}
    lengths: dict[str, int] = {}
    surface = False
    for record in project.store.records(layers=("human",), rounds=(round,), submitted=True):
        if record.annotator is None or record.pass_ != pass_:
            continue
        lengths[record.article.id] = len(record.article.text)
        rows.setdefault(record.article.id, {})[record.annotator] = reading(record, project.scheme)
        surface = surface or any(span.entity is None for span in record.labels.spans.values())
    states = project.store.stream_states(round, pass_)
    open_ = Counter(state.annotator for state in states if state.submitted_at is None)
    changed = Counter(state.annotator for state in states if state.later)
    return Rated(Ratings(rows, lengths), open_, changed, surface)


def reading(record: Record, scheme: Scheme) -> Reading:
    """What one annotator found in one article, in the terms of agreement."""
    labels, text = record.labels, record.article.text
    number = {key: i for i, key in enumerate(labels.spans)}
    tie_number = {key: i for i, key in enumerate(labels.ties)}
    units = tuple(Unit(s.label, s.fragments, entry(s, text)) for s in labels.spans.values())
    ties = tuple(
        TieRating(
            number[tie.head],
            tie.category or "",
            scheme.category(tie.category).group,
            tuple(
                Filler(
                    role.role,
                    None if role.filler is None else number[role.filler],
                    role.implicit or "",
                    None if role.tie is None else tie_number[role.tie],
                )
                for role in tie.roles
            ),
            _attributes(tie, scheme),
        )
        for tie in labels.ties.values()
    )
    return Reading(
        units,
        ties,
        {s.start: labels.status(s.start).status for s in sentences(record.article, labels.cuts)},
        {start: visit.suggestions for start, visit in record.visits.items()},
        claims(labels, text, scheme),
        record.submitted_at,
    )


def claims(labels: Labels, text: str, scheme: Scheme) -> frozenset[tuple[str, str, str]]:
    """Who blames whom in an article: (source entry, group or category, target entry), each once.

    An implicit filler is an entry of its own, by its reason; a missing one is NOBODY. In a mutual act each
    party is source and target of each other.
    """
    out: set[tuple[str, str, str]] = set()
    for tie in labels.ties.values():
        group = scheme.category(tie.category).group or tie.category or ""
        sources, targets = (_entries(tie, role, labels, text) for role in (SOURCE, TARGET))
        parties = sorted({*sources, *targets})
        if tie.reciprocal and len(parties) > 1:
            out |= {(one, group, other) for one in parties for other in parties if one != other}
        else:
            out |= {(one, group, other) for one in sources or [NOBODY] for other in targets or [NOBODY]}
    return frozenset(out)


def measured(project: Project, measure: str, round: str = "main", pass_: int = 1) -> Measured:
    """The figures of one measure, from submitted labels only.

    Raises:
        AnnotatorError: there is no such measure.
    """
    found = measures.load(measure)
    rated = ratings(project, round, pass_)
    return Measured(
        measure,
        found.title,
        found.definition,
        found.source,
        rated.ratings.annotators,
        rated.open,
        rated.changed,
        tuple(found.figures(rated.ratings)),
    )


def _entries(tie: Tie, role: str, labels: Labels, text: str) -> list[str]:
    return [
        entry(labels.spans[r.filler], text) if r.filler is not None else f"({r.implicit})"
        for r in tie.roles
        if r.role == role and (r.filler is not None or r.implicit)
    ]


def _attributes(tie: Tie, scheme: Scheme) -> dict[str, str]:
    """The value of every attribute, stated or by default; free text is not compared."""
    usual = scheme.category(tie.category).defaults
    out = {}
    for attribute in scheme.attributes_of(None):
        if attribute.type != "text":
            value = tie.attributes.get(attribute.name, usual.get(attribute.name, attribute.default))
            out[attribute.name] = _told(value)
    if TARGET in scheme.roles:
        out["reciprocal"] = _told(tie.reciprocal)
    return out


def _told(value: str | bool | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or "none"
