"""How far annotators agree on a project's submitted labels."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.agreement import measures
from annotator.domain.ratings import Figure, SpanRatings, Unit
from annotator.project.project import Project


@dataclass(frozen=True, slots=True)
class Agreement:
    """The figures of one measure, and what they leave out.

    `excluded` counts (article, annotator) with labels that were not submitted.
    """

    measure: str
    title: str
    definition: str
    annotators: tuple[str, ...]
    excluded: int
    figures: tuple[Figure, ...]


def agreement(project: Project, measure: str = "span-f1", round: str = "main") -> Agreement:
    """Agreement on the spans of a round, read from submitted labels only.

    Raises:
        AnnotatorError: there is no such measure.
    """
    found = measures.load(measure)
    articles: dict[str, dict[str, tuple[Unit, ...]]] = {}
    names: set[str] = set()
    begun = submitted = 0
    for record in project.store.records(layers=("human",), rounds=(round,)):
        begun += record.annotator is not None and record.pass_ == 1
    for record in project.store.records(layers=("human",), rounds=(round,), submitted=True):
        if record.annotator is None or record.pass_ != 1:
            continue
        submitted += 1
        names.add(record.annotator)
        units = [Unit(span.label, span.fragments) for span in record.labels.spans.values()]
        articles.setdefault(record.article.id, {})[record.annotator] = tuple(units)
    figures = tuple(found.figures(SpanRatings(articles)))
    return Agreement(measure, found.title, found.definition, tuple(sorted(names)), begun - submitted, figures)
