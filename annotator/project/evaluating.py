"""How well a suggester does against gold labels, of a file or of the project."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from annotator.domain.errors import AnnotatorError
from annotator.domain.fit import fit
from annotator.domain.labels import Labels, sentences, spans_used
from annotator.domain.record import Record
from annotator.domain.rules import violations
from annotator.domain.scheme import Scheme
from annotator.domain.text import Article
from annotator.evaluation.misses import misses
from annotator.evaluation.report import Adding, Report
from annotator.evaluation.scoring import score
from annotator.project.importing import parsed_files, segmented
from annotator.project.project import Project
from annotator.project.sources import Source, sources
from annotator.segment.segmenter import Segmenter

#: Labels for each of some articles, in order.
Suggest = Callable[[Iterable[Article]], Iterator[Labels]]
Tell = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one suggester, and what they rest on.

    `sentences` counts those that were reviewed and so scored; `without` the articles that had no
    predictions at all and count as if nothing was found in them.
    """

    suggester: str
    gold: str
    articles: int
    sentences: int
    without: int
    report: Report


@dataclass(frozen=True, slots=True)
class Gold:
    """Articles with gold labels, whose labels they are, and the scheme they follow.

    `statuses` says that a sentence which is open was not reviewed; files often do not tell.
    """

    name: str
    scheme: Scheme
    records: Iterable[Record]
    statuses: bool = False


def gold_of_file(path: str, scheme: str | None = None, annotator: str | None = None) -> Gold:
    """The gold labels in a native JSONL file (or `-`): its gold layer, else the only annotator's labels.

    Raises:
        AnnotatorError: the file cannot be read, has labels of several people and none named, none at
            all, or labels that the scheme (the one the file names, unless given) does not have.
    """
    from annotator.schemes.reader import load

    files = sources([path])
    records = _chosen(_records(files), annotator, path)
    if not records:
        raise AnnotatorError(
            f"{path}: no labels of {annotator}" if annotator else f"{path}: no labels in it",
            "Give native JSONL with gold labels: annotator export jsonl --layer gold --to gold.jsonl.",
        )
    used, _ = load(scheme or records[0].scheme.partition("@")[0])
    for record in records:
        problem = next(violations(record.labels, used, len(record.article.text)), None)
        if problem:
            raise AnnotatorError(
                f"{path}: {record.article.id}: {problem}",
                f"The scheme is {used.id}; another one is named by --scheme.",
            )
    return Gold(path, used, records)


def gold_of_project(project: Project, annotator: str | None = None) -> Gold:
    """The project's gold layer or, with a name, an annotator's own labels of the round `main`.

    Raises:
        AnnotatorError: there is no gold layer, or nobody of that name.
    """
    store = project.store
    if annotator is None:
        found: Iterable[Record] = _Again(lambda: store.records(layers=("gold",)))
    else:
        found = _Again(
            lambda: (
                record
                for record in store.records(layers=("human",), annotators=(annotator,), rounds=("main",))
                if record.pass_ == 1
            )
        )
    if next(iter(found), None) is None:
        raise AnnotatorError(
            f"nobody named {annotator!r} has labelled here"
            if annotator
            else "the project has no gold labels",
            f"There are: {', '.join(store.annotators()) or 'none yet'}."
            if annotator
            else "Name a file of gold labels, or whose labels to take for gold: --annotator NAME.",
        )
    return Gold(
        f"labels of {annotator}" if annotator else "the gold layer", project.scheme, found, statuses=True
    )


def predictions_of_file(path: str, annotator: str | None = None) -> Callable[[Article], Labels | None]:
    """What a native JSONL file predicts for a text: its suggestions, else the only annotator's labels.

    Raises:
        AnnotatorError: the file cannot be read, or has labels of several people and none named.
    """
    found = _chosen(_records(sources([path])), annotator, path, layer="suggestion")
    by_text = {_digest(record.article): record.labels for record in found}
    return lambda article: by_text.get(_digest(article))


def evaluate(
    gold: Gold,
    suggester: str,
    predict: Suggest,
    *,
    examples: int = 3,
    without: Callable[[], int] = lambda: 0,
    tell: Tell = lambda _: None,
) -> Evaluation:
    """Score what `predict` gives for the articles of some gold labels.

    Where the gold labels say which sentences were reviewed, only these count, on both sides. Labels
    of another vocabulary are shown as the scheme has them first. `tell` is called with the articles
    done; `without` says at the end how many had no predictions.
    """
    adding, reviewed = Adding(examples), 0
    waiting: list[Record] = []

    def articles() -> Iterator[Article]:
        for record in gold.records:
            waiting.append(record)
            yield record.article

    for labels in predict(articles()):
        record = waiting.pop(0)
        stretches = _reviewed(record, gold.statuses)
        reviewed += len(stretches)
        ours = _within(record.labels, stretches)
        theirs = _within(fit(labels, gold.scheme), stretches)
        mistakes = misses(record.article, ours, theirs) if examples else ()
        adding.add(score(ours, theirs, gold.scheme), list(mistakes))
        tell(adding.articles)
    return Evaluation(suggester, gold.name, adding.articles, reviewed, without(), adding.report())


class Lookup:
    """Predictions that are there already, looked up article by article; counts what is not there."""

    def __init__(self, find: Callable[[Article], Labels | None]) -> None:
        self._find = find
        self.missing = 0

    def __call__(self, articles: Iterable[Article]) -> Iterator[Labels]:
        """The labels for each article, in order; none where there are no predictions."""
        for article in articles:
            labels = self._find(article)
            self.missing += labels is None
            yield Labels() if labels is None else labels


@dataclass(frozen=True)
class _Again:
    """Something that can be gone through more than once."""

    begin: Callable[[], Iterator[Record]]

    def __iter__(self) -> Iterator[Record]:
        return self.begin()


def _records(files: Iterable[Source]) -> Iterator[Record]:
    segmenter = Segmenter()
    for parsed in parsed_files(files):
        if parsed.labelled:
            article = segmented(segmenter, parsed)
            yield parsed.record(article, parsed.scheme or "blame", segmenter.tokenizer)


def _chosen(
    records: Iterable[Record], annotator: str | None, where: str, layer: str = "gold"
) -> list[Record]:
    """Of each text the records of the layer if there are any, else those of the one annotator.

    Raises:
        AnnotatorError: two records of one text are left.
    """
    found = list(records)
    if annotator is not None:
        found = [record for record in found if record.annotator == annotator and record.layer != "suggestion"]
    elif any(record.layer == layer for record in found):
        found = [record for record in found if record.layer == layer]
    elif layer == "gold":
        found = [record for record in found if record.layer == "human"]
    names = sorted({record.annotator or "a suggester" for record in found})
    seen: set[bytes] = set()
    for record in found:
        digest = _digest(record.article)
        if digest in seen:
            raise AnnotatorError(
                f"{where}: {record.article.id} has several sets of labels: {', '.join(names)}",
                "Say whose to take: --annotator NAME.",
            )
        seen.add(digest)
    return found


def _digest(article: Article) -> bytes:
    return hashlib.sha256(article.text.encode()).digest()


def _reviewed(record: Record, statuses: bool) -> list[tuple[int, int]]:
    """The sentences that count: those reviewed or, where statuses are unknown and none is told, all."""
    lying = sentences(record.article, record.labels.cuts)
    told = [record.labels.status(sentence.start).status for sentence in lying]
    if not statuses and not any(status in ("done", "nothing") for status in told):
        return [(sentence.start, sentence.end) for sentence in lying]
    return [
        (sentence.start, sentence.end)
        for sentence, status in zip(lying, told, strict=True)
        if status in ("done", "nothing")
    ]


def _within(labels: Labels, stretches: list[tuple[int, int]]) -> Labels:
    """The ties whose heads begin in one of the stretches with all their spans, and other spans there."""

    def inside(offset: int) -> bool:
        return any(start <= offset < end for start, end in stretches)

    ties = {key: tie for key, tie in labels.ties.items() if inside(labels.spans[tie.head].start)}
    for key, tie in ties.items():
        roles = tuple(role for role in tie.roles if role.tie is None or role.tie in ties)
        if roles != tie.roles:
            ties[key] = replace(tie, roles=roles)
    used = spans_used(ties.values())
    spans = {key: span for key, span in labels.spans.items() if key in used or inside(span.start)}
    return replace(labels, spans=spans, ties=ties)
