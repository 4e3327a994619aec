"""Which cases are open, which a rule takes as agreed, and what a decision makes of gold."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from annotator.domain.adjudication.cases import Case, Comparison, Version
from annotator.domain.adjudication.decision import Decision, How
from annotator.domain.adjudication.gold import Gold, finished, shared_cuts, with_taken, without
from annotator.domain.adjudication.matching import Ref
from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Change, diff
from annotator.domain.labels import Labels

#: The rule that takes nothing.
NONE = "none"
#: Rules by which readings count as agreed, and what they do; the name of an annotator is one more.
RULES: Mapping[str, str] = {
    "exact": "agreed is what all readings have with the same bounds",
    "longest": "where only bounds differ, the longest reading is taken",
    "shortest": "where only bounds differ, the shortest reading is taken",
    "majority": "what more than half of the readings have is taken",
    NONE: "nothing is taken: every case is decided by somebody",
}


@dataclass(frozen=True)
class Docket:
    """One article under adjudication: its readings, gold so far, and what was decided."""

    compared: Comparison
    gold: Labels = field(default_factory=Labels)
    decisions: Mapping[str, Decision] = field(default_factory=dict)

    @property
    def cases(self) -> tuple[Case, ...]:
        """All cases, agreed ones too."""
        return self.compared.cases

    def decision(self, case: Case) -> Decision | None:
        """What was decided of a case; None where it is open.

        A reading that came later leaves a case decided if it is the same as the one taken.
        """
        one = self._noted(case)
        if one is None or one.how == "reopened":
            return None
        late = set(case.annotators) - set(one.annotators)
        if not late or (one.how in ("taken", "agreed") and _as_taken(case, one, late)):
            return one
        return None

    def reopened(self, case: Case) -> bool:
        """Whether a rule that took a case was revoked, and nobody has decided it since."""
        one = self._noted(case)
        return one is not None and one.how == "reopened"

    def agreed_by(self, rule: str) -> list[Case]:
        """The cases that a rule took and nobody has looked at."""
        found = ((case, self.decision(case)) for case in self.cases)
        return [case for case, one in found if one is not None and one.how == "agreed" and one.rule == rule]

    def _noted(self, case: Case) -> Decision | None:
        """What the log says last of a case, as far as it is of readings that are still there."""
        one = next((found for ref in case.ids.items() if (found := self._by_ref.get((case.kind, ref)))), None)
        return one if one is not None and one.ids.items() <= case.ids.items() else None

    @cached_property
    def _by_ref(self) -> dict[tuple[str, Ref], Decision]:
        return {(one.kind, ref): one for one in self.decisions.values() for ref in one.ids.items()}

    def open_cases(self) -> list[Case]:
        """Cases that nobody and no rule has decided."""
        return [case for case in self.cases if self.decision(case) is None]

    @property
    def whole(self) -> Gold:
        """Gold with what each label was made from."""
        made = {key: ref for one in self.decisions.values() for key, ref in one.made.items()}
        return Gold(self.gold, made)

    def decided(self, case: Case, decision: Decision, edited: Gold | None = None) -> tuple[Change, ...]:
        """The changes that a decision makes, in gold and among decisions.

        `edited` is gold with the case as it was changed by hand.
        """
        if edited is not None:
            gold = self._by_hand(case, edited)
        else:
            gold = with_taken(self.compared, case, self.whole, decision.taken)
        return self._changes(gold, [decision])

    def agreed(self, rule: str, new_ids: Iterable[str], *, again: bool = False) -> tuple[Change, ...]:
        """The changes that take all open cases that are agreed under a rule; none where there are none.

        Those that a revoked rule had taken are left to somebody, unless they are to be taken `again`.
        """
        ids, gold, made = iter(new_ids), self.whole, []
        for case in self.open_cases():
            if self.reopened(case) and not again:
                continue
            version = agreed_version(self.compared, case, rule)
            if version is None:
                continue
            gold = with_taken(self.compared, case, gold, version.annotators[:1])
            made.append(decision_of(case, next(ids), "agreed", version.annotators, rule=rule))
        cuts = shared_cuts(self.compared)
        if cuts and not gold.labels.cuts:
            gold = replace(gold, labels=replace(gold.labels, cuts=cuts))
        return self._changes(gold, made)

    def revoked(self, rule: str, new_ids: Iterable[str]) -> tuple[Change, ...]:
        """The changes that take back what a rule took: gold is without it, and somebody is to decide it."""
        ids, gold, noted = iter(new_ids), self.whole, []
        for case in self.agreed_by(rule):
            gold = without(case, gold)
            noted.append(decision_of(case, next(ids), "reopened", rule=rule))
        return self._changes(gold, noted)

    def _by_hand(self, case: Case, edited: Gold) -> Gold:
        """What was made by hand and comes from no reading belongs to the case too."""
        ref = next(iter(sorted(case.ids.items())))
        new = edited.labels.ties if case.kind == "tie" else edited.labels.spans
        before = self.gold.ties if case.kind == "tie" else self.gold.spans
        mine = {key: ref for key in new if key not in before and key not in edited.made}
        return replace(edited, made={**edited.made, **mine})

    def _changes(self, gold: Gold, new: Sequence[Decision]) -> tuple[Change, ...]:
        old = self.decisions
        outdone = {
            one.id
            for one in old.values()
            if any(one.kind == it.kind and set(one.ids.items()) & set(it.ids.items()) for it in new)
        }
        left = {key: one for key, one in old.items() if key not in outdone}
        left |= {one.id: one for one in new}
        after = replace(self, decisions=left)
        gold = finished(self.compared, gold, left.values(), after.open_cases())
        return (
            *diff(self.gold, gold.labels),
            *_decision_diff(old, _owning(gold, left, [o.id for o in new if o.how != "reopened"])),
        )


def decision_of(
    case: Case,
    new_id: str,
    how: How,
    taken: Iterable[str] = (),
    *,
    cause: str = "",
    note: str = "",
    rule: str = "",
) -> Decision:
    """A decision on a case."""
    return Decision(
        new_id,
        case.kind,
        case.start,
        case.annotators,
        dict(case.ids),
        how,
        tuple(sorted(taken)),
        tuple(str(one) for one in case.all_differences),
        cause,
        note,
        rule,
    )


def agreed_version(compared: Comparison, case: Case, rule: str) -> Version | None:
    """The reading that a rule takes as agreed; None where readings differ in more than it allows."""
    if rule == NONE:
        return None
    if case.agreed:
        return case.versions[0]
    if rule == "majority":
        most = max(case.versions, key=lambda version: len(version.annotators))
        return most if 2 * len(most.annotators) > len(case.annotators) else None
    bounds_only = all(one.layer == "boundaries" for one in case.all_differences) and all(
        version.id is not None for version in case.versions
    )
    if rule == "exact" or not bounds_only:
        return None
    if rule in ("longest", "shortest"):
        sign = 1 if rule == "longest" else -1
        return max(case.versions, key=lambda version: sign * _length(compared, case, version))
    return next((version for version in case.versions if rule in version.annotators), None)


def check_rule(rule: str, annotators: Iterable[str]) -> None:
    """Refuse a rule that there is not.

    Raises:
        AnnotatorError: it is neither the name of a rule nor of an annotator.
    """
    known = (*RULES, *sorted(annotators))
    if rule not in known:
        raise AnnotatorError(f"there is no rule {rule!r}", f"There are: {', '.join(known)}.")


def shuffled(names: Iterable[str], article: str, seed: int) -> list[str]:
    """Annotators in the order in which their readings of an article are shown: the same for one seed."""
    return sorted(names, key=lambda name: _digest(f"{seed}:{article}:{name}"))


def in_order(compared: Comparison, case: Case, seed: int) -> list[Version]:
    """The readings of a case in the order in which they are shown."""
    order = shuffled(compared.readings, compared.article.id, seed)
    return sorted(case.versions, key=lambda version: min(map(order.index, version.annotators)))


def sampled(names: Sequence[str], share: float, least: int, seed: int) -> list[int]:
    """Numbers of the names in a random sample, in their order: a share of all, and so many at least.

    The same names and seed give the same sample.
    """
    many = min(max(round(share * len(names)), least), len(names))
    return sorted(sorted(range(len(names)), key=lambda i: _digest(f"{seed}:{names[i]}"))[:many])


def _owning(gold: Gold, decisions: Mapping[str, Decision], new: Sequence[str]) -> dict[str, Decision]:
    """The decisions, each with the labels it brought that are still there.

    A label whose own decision is gone, and which others use, falls to a new one or else to any.
    """
    there = {
        key: ref for key, ref in gold.made.items() if key in gold.labels.spans or key in gold.labels.ties
    }
    out: dict[str, Decision] = {}
    known: set[str] = set()
    for one in decisions.values():
        made = {key: there[key] for key in one.made if key in there}
        known |= made.keys()
        out[one.id] = replace(one, made=made)
    for key, ref in there.items():
        if key in known:
            continue
        owners = [out[name] for name in new if ref in out[name].ids.items()]
        owners += [out[name] for name in new]
        owner = next((one for one in (*owners, *out.values()) if one.how != "reopened"), None)
        if owner is not None:
            out[owner.id] = replace(out[owner.id], made={**out[owner.id].made, key: ref})
    return out


def _decision_diff(old: Mapping[str, Decision], new: Mapping[str, Decision]) -> Iterator[Change]:
    for key, one in old.items():
        if key not in new:
            yield Change("decision", key, one, None)
    for key, one in new.items():
        if old.get(key) != one:
            yield Change("decision", key, old.get(key), one)


def _as_taken(case: Case, decision: Decision, late: set[str]) -> bool:
    taken = set(decision.taken)
    return any(
        taken & set(version.annotators) and late <= set(version.annotators) for version in case.versions
    )


def _length(compared: Comparison, case: Case, version: Version) -> int:
    assert version.id is not None
    labels = compared.readings[version.whose]
    if case.kind == "span":
        parts = [version.id]
    else:
        tie = labels.ties[version.id]
        parts = [tie.head, *(role.filler for role in tie.roles if role.filler is not None)]
    return sum(end - start for part in parts for start, end in labels.spans[part].fragments)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
