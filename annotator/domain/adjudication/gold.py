"""Gold made of readings: what a decision takes is copied, spans and ties.

Two ties that share a span in a reading share it in gold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from annotator.domain.adjudication.cases import Case, Comparison
from annotator.domain.adjudication.decision import Decision
from annotator.domain.adjudication.matching import Ref
from annotator.domain.labels import Labels, Role, Span, Status, sentences, spans_used


@dataclass(frozen=True)
class Gold:
    """Gold labels; `made` says of those that came from a reading whose they were and their id there."""

    labels: Labels = field(default_factory=Labels)
    made: Mapping[str, Ref] = field(default_factory=dict)

    def of_case(self, case: Case) -> list[str]:
        """Ids of the ties or spans that came from the case."""
        refs, table = set(case.ids.items()), self.labels.ties if case.kind == "tie" else self.labels.spans
        return [key for key in table if self.made.get(key) in refs]

    def with_span(self, span: Span, ref: Ref) -> tuple[Gold, str]:
        """With a reading's span, under its id or one near it; and that id."""
        key = _free(span.id, self.labels)
        labels = self.labels.with_span(replace(span, id=key))
        return Gold(labels, {**self.made, key: ref}), key


def with_taken(compared: Comparison, case: Case, gold: Gold, whose: Iterable[str]) -> Gold:
    """Gold with the case as these annotators read it, in place of what it had of the case.

    What several of them read alike is taken once. Those who marked nothing add nothing; without anyone
    the case leaves nothing in gold.
    """
    refs = _one_of_each(case, set(whose))
    if case.kind == "span":
        return _span_taken(compared, case, gold, refs)
    gold = without(case, gold)
    for ref in refs:
        gold = _tie_taken(compared, gold, ref, several=len(refs) > 1)
    return gold


def without(case: Case, gold: Gold) -> Gold:
    """Gold without what it has of the case; a span that ties use stays."""
    labels = gold.labels
    used = spans_used(labels.ties.values())
    for key in gold.of_case(case):
        if case.kind == "tie":
            labels = labels.without_tie(key)
        elif key not in used:
            labels = labels.without_span(key)
    return replace(gold, labels=labels)


def finished(
    compared: Comparison, gold: Gold, decisions: Iterable[Decision], open_cases: Collection[Case]
) -> Gold:
    """Gold with links from tie to tie as the readings taken have them, and statuses of its sentences.

    A sentence has a status once no case in it is open: done where the head of a tie begins in it.
    """
    gold = _linked(compared, gold, decisions)
    gold = _swept(compared, gold, open_cases)
    return replace(gold, labels=_with_statuses(compared, gold.labels, open_cases))


def shared_cuts(compared: Comparison) -> dict[int, bool]:
    """The mended sentence splits that all readings have."""
    first, *others = compared.readings.values()
    return {at: on for at, on in first.cuts.items() if all(one.cuts.get(at) == on for one in others)}


def _one_of_each(case: Case, whose: Collection[str]) -> list[Ref]:
    """Whose marks to copy: of each reading those of the first annotator who has it and is among `whose`."""
    firsts = (
        next((who for who in version.annotators if who in whose and who in case.ids), None)
        for version in case.versions
    )
    return [(who, case.ids[who]) for who in firsts if who is not None]


def _span_taken(compared: Comparison, case: Case, gold: Gold, refs: list[Ref]) -> Gold:
    there = gold.of_case(case)
    if case.shared and there and refs:
        # Ties hang on it: it is marked anew and stays what it is to them.
        span, labels = _copy(compared, refs[0]), gold.labels
        for key in there:
            labels = labels.with_span(replace(span, id=key))
        return Gold(labels, {**gold.made, **dict.fromkeys(there, refs[0])})
    gold = without(case, gold)
    for ref in refs:
        span = _copy(compared, ref)
        if all((span.label, span.fragments) != (s.label, s.fragments) for s in gold.labels.spans.values()):
            gold, _ = gold.with_span(span, ref)
    return gold


def _tie_taken(compared: Comparison, gold: Gold, ref: Ref, *, several: bool) -> Gold:
    tie = compared.tie(ref)
    gold, head = _with_part(compared, gold, (ref[0], tie.head), several=several)
    roles: list[Role] = []
    for role in tie.roles:
        filled = role
        if role.tie is not None:
            continue  # `_linked` does it, once the other tie is there
        if role.filler is not None:
            gold, filler = _with_part(compared, gold, (ref[0], role.filler), several=several)
            filled = replace(role, filler=filler)
        if filled not in roles:
            roles.append(filled)
    key = _free(tie.id, gold.labels)
    labels = gold.labels.with_tie(replace(tie, id=key, head=head, roles=tuple(roles)))
    return Gold(labels, {**gold.made, key: ref})


def _with_part(compared: Comparison, gold: Gold, ref: Ref, *, several: bool) -> tuple[Gold, str]:
    """Gold with the span that stands for one of a reading, and its id there."""
    number = compared.span_place[ref]
    wanted = compared.span(ref)
    refs = set(compared.spans[number].items())
    same = [
        span
        for key, span in gold.labels.spans.items()
        if gold.made.get(key) in refs and span.label == wanted.label
    ]
    if several and number not in compared.settled_apart:
        # Both readings are wanted, each with its own words.
        same = [span for span in same if span.fragments == wanted.fragments]
    return (gold, same[0].id) if same else gold.with_span(_copy(compared, ref), ref)


def _copy(compared: Comparison, ref: Ref) -> Span:
    """A reading's span, with the entry that it stands for."""
    span = compared.span(ref)
    return replace(span, entity=compared.entry(span)) if compared.scheme.labels[span.label].entity else span


def _free(wanted: str, labels: Labels) -> str:
    key, number = wanted, 1
    while key in labels.spans or key in labels.ties:
        number += 1
        key = f"{wanted}~{number}"
    return key


def _linked(compared: Comparison, gold: Gold, decisions: Iterable[Decision]) -> Gold:
    """Roles that other ties fill, where both ties are in gold now."""
    labels = gold.labels
    at = {ref: key for key, ref in gold.made.items() if key in labels.ties}
    for decision in decisions:
        if decision.kind != "tie" or decision.how == "edited":
            continue
        for ref in ((who, decision.ids.get(who, "")) for who in decision.taken):
            mine = at.get(ref)
            if mine is None or ref not in compared.tie_place:
                continue
            for role in compared.tie(ref).roles:
                if role.tie is None:
                    continue
                cluster = compared.ties[compared.tie_place[ref[0], role.tie]]
                target = next((at[other] for other in cluster.items() if other in at), None)
                link = Role(role.role, tie=target)
                if target not in (None, mine) and link not in labels.ties[mine].roles:
                    tie = labels.ties[mine]
                    labels = labels.with_tie(replace(tie, roles=(*tie.roles, link)))
    return replace(gold, labels=labels)


def _swept(compared: Comparison, gold: Gold, open_cases: Collection[Case]) -> Gold:
    """Gold without spans marked for ties that were then not taken."""
    waiting = {
        compared.tie_place[ref] for case in open_cases if case.kind == "tie" for ref in case.ids.items()
    }
    labels = gold.labels
    used = spans_used(labels.ties.values())
    for number in compared.settled_apart:
        refs = set(compared.spans[number].items())
        if compared.users[number] & waiting or any(compared.stands_alone(ref) for ref in refs):
            continue
        for key in [key for key in labels.spans if gold.made.get(key) in refs and key not in used]:
            labels = labels.without_span(key)
    return replace(gold, labels=labels)


def _with_statuses(compared: Comparison, gold: Labels, open_cases: Collection[Case]) -> Labels:
    known = [labels for labels in compared.readings.values() if labels.statuses]
    heads = [gold.spans[tie.head].start for tie in gold.ties.values()]
    for sentence in sentences(compared.article, gold.cuts):
        told = {labels.status(sentence.start).status for labels in known}
        waits = any(sentence.start <= case.start < sentence.end for case in open_cases)
        if waits or (known and told == {"open"}):
            status = Status()
        elif any(sentence.start <= head < sentence.end for head in heads):
            status = Status("done")
        else:
            status = Status("skipped" if told == {"skipped"} else "nothing")
        now = gold.status(sentence.start)
        if status.status != now.status:
            gold = gold.with_status(sentence.start, replace(now, status=status.status))
    return gold
