"""Rating tables made of a project's submitted labels, and how far annotators agree on them."""

from __future__ import annotations

import gc
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.agreement import measures
from annotator.domain.entries import entry
from annotator.domain.errors import AnnotatorError
from annotator.domain.labels import Labels, Tie, sentences
from annotator.domain.migration import Migration, migrated
from annotator.domain.ratings import Claim, Figure, Filler, Ratings, Reading, TieRating, Unit
from annotator.domain.record import Record
from annotator.domain.scheme import Scheme
from annotator.formats._atomic import new_file
from annotator.project.project import Project
from annotator.project.registry import Named, named_entries

if TYPE_CHECKING:
    from annotator.agreement.report.build import Subject
    from annotator.agreement.report.model import Report

#: The roles whose entries make the ledger: who, and whom.
SOURCE, TARGET = "source", "target"
NOBODY = "–"
RECIPROCAL = "reciprocal"


@dataclass(frozen=True, slots=True)
class Rated:
    """The ratings of a round, and what they leave out.

    Attributes:
        ratings: readings of submitted articles.
        open: articles begun and not submitted, by annotator.
        changed: articles changed after they were submitted, by annotator; those changes do not count.
        surface: whether some entries are words, since spans have no registry entry.
        not_begun: articles assigned and never begun, by annotator: not the same as found empty.
    """

    ratings: Ratings
    open: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    surface: bool = False
    not_begun: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Through:
    """Another scheme, and what makes labels of it."""

    scheme: Scheme
    migration: Migration


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


def ratings(project: Project, round: str = "main", pass_: int = 1, through: Through | None = None) -> Rated:
    """What the annotators of a round submitted, as it was when they did, or as labels of another scheme."""
    rows: dict[str, dict[str, Reading]] = {}
    lengths: dict[str, int] = {}
    surface = False
    scheme = through.scheme if through else project.scheme
    usual, named = usual_attributes(scheme), named_entries(project)
    for record in project.store.records(layers=("human",), rounds=(round,), submitted=True):
        if record.annotator is None or record.pass_ != pass_:
            continue
        lengths[record.article.id] = len(record.article.text)
        labels = migrated(record.labels, through.migration) if through else record.labels
        found = reading(resolved(replace(record, labels=labels), scheme, named), scheme, usual)
        rows.setdefault(record.article.id, {})[record.annotator] = found
        surface = surface or any(unit.entry.startswith("“") for unit in found.units)
    states = project.store.stream_states(round, pass_)
    open_ = Counter(state.annotator for state in states if state.submitted_at is None)
    changed = Counter(state.annotator for state in states if state.later)
    return Rated(Ratings(rows, lengths), open_, changed, surface, project.store.not_begun(round, pass_))


def passes(project: Project, round: str = "main") -> Rated:
    """How annotators read the same article in pass 1, pass 2, …: for agreement with themselves.

    Each article of each annotator with two submitted passes or more is one article here, and the passes
    take the annotators' place.
    """
    rows: dict[str, dict[str, Reading]] = {}
    lengths: dict[str, int] = {}
    usual, named = usual_attributes(project.scheme), named_entries(project)
    for record in project.store.records(layers=("human",), rounds=(round,), submitted=True):
        if record.annotator is not None:
            name = f"{record.article.id}, {record.annotator}"
            lengths[name] = len(record.article.text)
            found = reading(resolved(record, project.scheme, named), project.scheme, usual)
            rows.setdefault(name, {})[f"pass {record.pass_}"] = found
    again = {name: of for name, of in rows.items() if len(of) > 1}
    return Rated(Ratings(again, lengths))


def resolved(record: Record, scheme: Scheme, named: Named) -> Record:
    """The record with each span's entry as the registry has it today, of labels that resolve to entries.

    A merged entry's key becomes that of the one it was merged into. A span that nobody resolved has the
    entry that its words name, so that `Kabul` is the same whether or not an annotator said so.
    """
    labels, text = record.labels, record.article.text
    spans = {
        key: replace(span, entity=named(span.entity, span.text(text)))
        for key, span in labels.spans.items()
        if scheme.labels[span.label].entity
    }
    return replace(record, labels=replace(labels, spans={**labels.spans, **spans})) if spans else record


def usual_attributes(scheme: Scheme) -> dict[str, dict[str, str]]:
    """For each category the values of attributes that its ties have when nothing is stated."""
    out = {}
    for name, category in scheme.categories.items():
        out[name] = {
            one.name: _told(category.defaults.get(one.name, one.default))
            for one in scheme.attributes_of(None)
            if one.type != "text"
        }
        if TARGET in scheme.roles:
            out[name][RECIPROCAL] = "no"
    return out


def reading(record: Record, scheme: Scheme, usual: Mapping[str, Mapping[str, str]]) -> Reading:
    """What one annotator found in one article, in the terms of agreement.

    `usual` is what `usual_attributes` gives for the scheme.
    """
    labels, text = record.labels, record.article.text
    entries = {key: entry(span, text) for key, span in labels.spans.items()}
    number = {key: i for i, key in enumerate(labels.spans)}
    tie_number = {key: i for i, key in enumerate(labels.ties)}
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
            _attributes(tie, usual[tie.category or ""]),
        )
        for tie in labels.ties.values()
    )
    return Reading(
        tuple(Unit(span.label, span.fragments, entries[key]) for key, span in labels.spans.items()),
        ties,
        {s.start: labels.status(s.start).status for s in sentences(record.article, labels.cuts)},
        {start: visit.suggestions for start, visit in record.visits.items()},
        claims(labels, entries, scheme),
        record.submitted_at,
    )


def claims(labels: Labels, entries: Mapping[str, str], scheme: Scheme) -> dict[Claim, tuple[int, ...]]:
    """Who blames whom in an article: (source entry, group or category, target entry), each with its acts.

    These are told by where they begin. `entries` are those of the spans, by id. An implicit filler is an
    entry of its own, by its reason; a missing one is NOBODY. In a mutual act each party is source and
    target of each other.
    """
    out: dict[Claim, tuple[int, ...]] = {}
    for tie in labels.ties.values():
        group = scheme.category(tie.category).group or tie.category or ""
        sources, targets = (_filled(tie, role, entries) for role in (SOURCE, TARGET))
        parties = sorted({*sources, *targets})
        if tie.reciprocal and len(parties) > 1:
            said = [(one, group, other) for one in parties for other in parties if one != other]
        else:
            said = [(one, group, other) for one in sources or [NOBODY] for other in targets or [NOBODY]]
        for claim in said:
            out[claim] = (*out.get(claim, ()), labels.spans[tie.head].start)
    return out


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


def report(
    project: Project,
    round: str = "main",
    pass_: int = 1,
    *,
    selves: bool = False,
    hide_names: bool = False,
    intervals: bool = True,
    through: Through | None = None,
) -> Report:
    """The layered report of a round, from submitted labels only.

    With `selves` it is on the passes of each annotator, not on annotators. With `hide_names` annotators
    are called A, B, …; without `intervals` it is there sooner. `through` asks what it would be under
    another scheme.

    Raises:
        AnnotatorError: there is no such round.
    """
    from annotator.agreement.report.build import build

    _check_round(project, round)
    with _uncollected():
        rated = passes(project, round) if selves else ratings(project, round, pass_, through)
    if hide_names:
        rated = hidden(rated)
    return build(rated.ratings, _subject(project, round, rated, through), intervals=intervals)


def reports(project: Project, round: str = "main", viewer: str | None = None) -> Iterator[Report]:
    """The report of a round twice: at once without intervals, then with them.

    With a `viewer` who labels in the round, it is on the articles that this person has submitted.

    Raises:
        AnnotatorError: there is no such round.
    """
    from annotator.agreement.report.build import build
    from annotator.project.adjudicating import unseen

    _check_round(project, round)
    rated, away = ratings(project, round), unseen(project, round, viewer)
    seen = {key: rows for key, rows in rated.ratings.articles.items() if not away(key)}
    rated = replace(rated, ratings=replace(rated.ratings, articles=seen))
    for intervals in (False, True):
        yield build(rated.ratings, _subject(project, round, rated), intervals=intervals)


def hidden(rated: Rated) -> Rated:
    """The same ratings with annotators called A, B, …, in an order that does not follow their names."""
    called = letters({*rated.ratings.annotators, *rated.open, *rated.changed, *rated.not_begun})
    articles = {
        key: {called[name]: one for name, one in rows.items()} for key, rows in rated.ratings.articles.items()
    }
    return replace(
        rated,
        ratings=replace(rated.ratings, articles=articles),
        open={called[name]: count for name, count in rated.open.items()},
        changed={called[name]: count for name, count in rated.changed.items()},
        not_begun={called[name]: count for name, count in rated.not_begun.items()},
    )


def letters(names: Iterable[str]) -> dict[str, str]:
    """A, B, … for names, in an order that does not follow them."""
    order = sorted(names, key=lambda name: hashlib.sha256(name.encode()).digest())
    return {name: _letters(i) for i, name in enumerate(order)}


def write(target: Path, text: str) -> None:
    """Write a report's file, whole or not at all.

    Raises:
        AnnotatorError: it cannot be written.
    """
    with new_file(target) as part:
        part.write_text(text, encoding="utf-8", newline="")


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles: going over a million new objects again and again costs a third."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _check_round(project: Project, round: str) -> None:
    known = [one.name for one in project.store.rounds()]
    if round not in known:
        raise AnnotatorError(f"there is no round {round!r}", f"There are: {', '.join(known)}.")


def _subject(project: Project, round: str, rated: Rated, through: Through | None = None) -> Subject:
    from annotator.agreement.report.build import Subject

    scheme = through.scheme if through else project.scheme
    return Subject(
        round,
        scheme.head,
        frozenset(label.name for label in scheme.labels.values() if label.entity),
        rated.open,
        rated.changed,
        rated.surface,
        TARGET in scheme.roles,
        rated.not_begun,
    )


def _letters(number: int) -> str:
    return (_letters(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)


def _filled(tie: Tie, role: str, entries: Mapping[str, str]) -> list[str]:
    """The entries that fill a role, implicit ones by their reason."""
    return [
        entries[one.filler] if one.filler is not None else f"({one.implicit})"
        for one in tie.roles
        if one.role == role and (one.filler is not None or one.implicit)
    ]


def _attributes(tie: Tie, usual: Mapping[str, str]) -> dict[str, str]:
    """The value of every attribute, stated or by default; free text is not compared."""
    out = dict(usual)
    for name, value in tie.attributes.items():
        if name in out:
            out[name] = _told(value)
    if RECIPROCAL in out:
        out[RECIPROCAL] = _told(tie.reciprocal)
    return out


def _told(value: str | bool | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or "none"
