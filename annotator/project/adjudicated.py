"""What adjudication tells: corrections for each annotator, causes, and where the guideline is unclear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from annotator.domain.adjudication import table as table_of
from annotator.domain.adjudication.cases import Case, Comparison
from annotator.domain.adjudication.deciding import Docket
from annotator.domain.adjudication.decision import Decision
from annotator.domain.adjudication.table import Field, fields, sentence_of
from annotator.domain.scheme import Scheme
from annotator.project.adjudicating import Opened, dockets
from annotator.project.project import Project

#: Examples shown of each pair that is confused.
EXAMPLES = 3
#: What stands for a reading that marked nothing.
NOTHING = "nothing"
UNSAID = "no cause given"


@dataclass(frozen=True, slots=True)
class Correction:
    """Something an annotator marked otherwise than gold has it.

    `fields` have two cells, the annotator's and gold's. `about` names the tie or span; `start` and `end`
    bound its sentence.
    """

    article: str
    start: int
    end: int
    sentence: str
    fields: tuple[Field, ...]
    about: str
    differed: tuple[str, ...]
    cause: str
    note: str


@dataclass(frozen=True, slots=True)
class Confusion:
    """Two answers that readings of one case gave, one `layer` of them; or one answer and nothing.

    `gold` counts what gold took, `causes` the causes given. `examples` are sentences, each with its article.
    """

    layer: str
    one: str
    other: str
    count: int
    gold: Mapping[str, int]
    causes: Mapping[str, int]
    examples: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What adjudicating a round came to.

    Attributes:
        articles: those that two or more submitted.
        cases: all cases; `open` those still to be decided.
        agreed: taken by rules, by rule; `confirmed` those of them that somebody looked at.
        decided: by what was done: taken, neither, edited.
        causes: how often each was given, by layer: (cause, layer) → decisions.
        confusions: the pairs most confused first.
    """

    round: str
    articles: int
    cases: int
    open: int
    agreed: Mapping[str, int]
    confirmed: int
    decided: Mapping[str, int]
    by_cause: Mapping[str, int]
    causes: Mapping[tuple[str, str], int]
    confusions: tuple[Confusion, ...] = ()


def corrections(project: Project, annotator: str, round: str = "main") -> Iterator[Correction]:
    """What an annotator reads again: each case that gold has otherwise, in order of import and text."""
    for opened in dockets(project, round, viewer=annotator):
        docket = opened.docket
        if annotator not in docket.compared.readings:
            continue
        for case in docket.cases:
            decision = docket.decision(case)
            if decision is None or annotator not in case.annotators:
                continue
            found = _corrected(docket, case, decision, annotator)
            if found is not None:
                yield found


def outcome(project: Project, round: str = "main") -> Outcome:
    """Causes and confusions of a round, from what was decided so far."""
    agreed: Counter[str] = Counter()
    decided: Counter[str] = Counter()
    by_cause: Counter[str] = Counter()
    causes: Counter[tuple[str, str]] = Counter()
    articles = cases = still_open = confirmed = 0
    pairs: dict[tuple[str, str, str], list[tuple[Opened, Case, Decision]]] = {}
    for opened in dockets(project, round):
        articles += 1
        docket = opened.docket
        for case in docket.cases:
            cases += 1
            decision = docket.decision(case)
            if decision is None:
                still_open += 1
                continue
            if decision.rule:
                agreed[decision.rule] += 1
                confirmed += decision.how != "agreed"
            if decision.how == "agreed" or (decision.rule and decision.how == "taken"):
                continue
            decided[decision.how] += 1
            by_cause[decision.cause or UNSAID] += 1
            for layer in {one.partition(":")[0] for one in decision.differed}:
                causes[decision.cause or UNSAID, layer] += 1
            for pair in set(_confused(docket.compared, case)):
                pairs.setdefault(pair, []).append((opened, case, decision))
    confusions = sorted(
        (_confusion(pair, found) for pair, found in pairs.items()),
        key=lambda c: (-c.count, c.layer, c.one, c.other),
    )
    return Outcome(
        round, articles, cases, still_open, agreed, confirmed, decided, by_cause, causes, tuple(confusions)
    )


def proposal(confusion: Confusion, scheme: Scheme) -> str:
    """What the guideline might say more of, in a sentence."""
    took = ", ".join(f"{name} {count}×" for name, count in Counter(confusion.gold).most_common())
    if NOTHING in (confusion.one, confusion.other):
        what = confusion.one if confusion.other == NOTHING else confusion.other
        return f"Say when there is a {what} and when there is none; gold took {took}."
    if confusion.layer == "role":
        return f"Say what fills {confusion.one}; gold took {took}."
    return f"Say what makes it {confusion.one} and not {confusion.other}; gold took {took}."


def _corrected(docket: Docket, case: Case, decision: Decision, annotator: str) -> Correction | None:
    compared = docket.compared
    own = case.ids.get(annotator)
    golds = docket.whole.of_case(case)
    if annotator in decision.taken and decision.how != "edited":
        return None
    if own is None and not golds:
        return None
    shown = fields(
        compared, case, [(compared.readings[annotator], own), (docket.gold, golds[0] if golds else None)]
    )
    if own is not None and golds and not any(one.differs for one in shown):
        return None
    sentence = sentence_of(compared, case)
    return Correction(
        compared.article.id,
        sentence.start,
        sentence.end,
        compared.article.text[sentence.start : sentence.end],
        tuple(shown),
        _about(compared, case, shown),
        decision.differed,
        decision.cause or ("boundary" if decision.how == "agreed" else ""),
        decision.note,
    )


def _about(compared: Comparison, case: Case, shown: list[Field]) -> str:
    """The tie or span in few words: what gold has, else what the annotator had."""
    column = 0 if shown[0].cells[1] == table_of.NOTHING else 1
    words = next((one.cells[column] for one in shown if one.name in ("words", compared.scheme.head)), "")
    if case.kind == "tie" and not compared.scheme.has_categories:
        return f"“{words}”"
    return f"{shown[0].cells[column].partition(' (')[0]} “{words}”"


def _confused(compared: Comparison, case: Case) -> Iterator[tuple[str, str, str]]:
    """The answers that each two versions of a case gave otherwise, the lesser one first."""
    answers = [_answer(compared, case, version.whose, version.id) for version in case.versions]
    layer = "category" if case.kind == "tie" and compared.scheme.has_categories else "label"
    for i, one in enumerate(answers):
        for other in answers[i + 1 :]:
            if one != other:
                first, second = sorted((one, other), key=lambda name: (name == NOTHING, name))
                yield layer, first, second
    for difference in case.all_differences:
        if difference.layer == "roles":
            yield "role", difference.name, difference.name
        elif difference.layer == "boundaries" and all(v.id is not None for v in case.versions):
            yield "boundary", difference.name, difference.name


def _answer(compared: Comparison, case: Case, whose: str, key: str | None) -> str:
    if key is None:
        return NOTHING
    labels = compared.readings[whose]
    return (
        (labels.ties[key].category or compared.scheme.head) if case.kind == "tie" else labels.spans[key].label
    )


def _confusion(pair: tuple[str, str, str], found: list[tuple[Opened, Case, Decision]]) -> Confusion:
    gold: Counter[str] = Counter()
    for opened, case, decision in found:
        gold.update([_gold_answer(opened.docket, case, pair[0], decision)])
    examples = []
    for opened, case, _ in found[:EXAMPLES]:
        bounds = sentence_of(opened.docket.compared, case)
        text = opened.docket.compared.article.text[bounds.start : bounds.end]
        examples.append((opened.key.article, " ".join(text.split())))
    causes = Counter(decision.cause or UNSAID for _, _, decision in found)
    return Confusion(*pair, len(found), gold, causes, tuple(examples))


def _gold_answer(docket: Docket, case: Case, layer: str, decision: Decision) -> str:
    if layer in ("role", "boundary"):
        return {"taken": "one reading", "edited": "another one"}.get(decision.how, decision.how)
    keys = docket.whole.of_case(case)
    if not keys:
        return NOTHING
    table: Iterable[str] = (
        (docket.gold.ties[key].category or docket.compared.scheme.head for key in keys)
        if case.kind == "tie"
        else (docket.gold.spans[key].label for key in keys)
    )
    return " + ".join(sorted(set(table)))
