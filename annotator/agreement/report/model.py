"""What an agreement report holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from annotator.domain.ratings import Figure


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One part's figures by label, category, role, article, pair, annotator, arm or time."""

    by: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One measure within a layer: its figure over everything, and its breakdowns.

    `measure` names its definition; `what` says what was compared.
    """

    measure: str
    title: str
    what: str
    figure: Figure
    breakdowns: tuple[Breakdown, ...] = ()

    def by(self, name: str) -> tuple[Figure, ...]:
        """The figures of one breakdown; none where there is no such one."""
        return next((b.figures for b in self.breakdowns if b.by == name), ())


@dataclass(frozen=True, slots=True)
class Counts:
    """A table of counts, a row for each of `values`.

    Without `columns` it is symmetric: how often one side gave one value and the other another.
    """

    title: str
    values: tuple[str, ...]
    rows: tuple[tuple[int, ...], ...]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """One question asked of the labels, given that the ones above it were answered alike."""

    name: str
    title: str
    question: str
    parts: tuple[Part, ...]
    confusion: Counts | None = None
    errors: Counts | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Agreement of one round.

    Attributes:
        round: its name.
        annotators: all who submitted anything.
        articles: articles that two or more submitted.
        single: articles that one alone submitted; they enter no figure.
        pairs: pairs of annotators who share an article.
        open: articles begun and not submitted, by annotator.
        changed: articles changed after submission, by annotator; the changes do not count.
        layers: the headline first.
        warnings: what concerns the whole report.
        definitions: title, definition and source of every measure used, by its name.
        resamples, seed: of the bootstrap, where one was made.
        not_begun: articles assigned and never begun, by annotator.
    """

    round: str
    annotators: tuple[str, ...]
    articles: int
    single: int
    pairs: int
    open: Mapping[str, int]
    changed: Mapping[str, int]
    layers: tuple[Layer, ...]
    warnings: tuple[str, ...]
    definitions: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    resamples: int = 0
    seed: int = 0
    not_begun: Mapping[str, int] = field(default_factory=dict)

    @property
    def headline(self) -> Part:
        """Agreement on who blames whom."""
        return self.layers[0].parts[0]

    def rows(self) -> Iterator[tuple[Layer, Part, str, Figure]]:
        """Every figure, with its layer, its part and what it breaks down by ("" for all)."""
        for layer in self.layers:
            for part in layer.parts:
                yield layer, part, "", part.figure
                for breakdown in part.breakdowns:
                    for figure in breakdown.figures:
                        yield layer, part, breakdown.by, figure
