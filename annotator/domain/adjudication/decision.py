"""What an adjudicator decided about one case, as the log of the gold layer keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

CaseKind = Literal["tie", "span"]
#: What was done: one reading or several taken, none, one changed by hand, or taken by a rule as agreed;
#: "reopened" decides nothing: its rule was revoked, and somebody is to decide the case.
How = Literal["taken", "neither", "edited", "agreed", "reopened"]

#: Whose layer gold is, whoever adjudicates; who did is the author of each event.
GOLD = "gold"

#: Why readings differ, by the key that says so.
CAUSES: Mapping[str, str] = {
    "g": "guideline unclear",
    "s": "slip",
    "b": "boundary",
    "a": "ambiguous text",
    "t": "suggestion taken unread",
    "o": "other",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """One decided case.

    Attributes:
        id: its own.
        kind: what the case is about, a tie with its roles or a span.
        start: where it begins in the article.
        annotators: whose readings there were, in alphabetical order.
        ids: of those who marked something, the id of their tie or span.
        how: what was done.
        taken: whose reading gold has now; nobody's for "neither", the one begun from for "edited".
        differed: what the readings differed in, as "layer:name".
        cause: why, one of `CAUSES`; "" where nobody said.
        note: what the adjudicator wrote.
        rule: which rule took it, where it was agreed; of a reopened one, which took it before.
        made: of each label that it brought into gold, by id, whose it was and its id there.
    """

    id: str
    kind: CaseKind
    start: int
    annotators: tuple[str, ...]
    ids: Mapping[str, str]
    how: How
    taken: tuple[str, ...] = ()
    differed: tuple[str, ...] = ()
    cause: str = ""
    note: str = ""
    rule: str = ""
    made: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def renamed(self, old: str, new: str) -> Decision:
        """The decision with another name in the place of an annotator's."""
        plain = to_plain(self)
        names = {name: new if name == old else name for name in self.annotators}
        plain["annotators"] = [names[name] for name in self.annotators]
        plain["ids"] = {names[name]: one for name, one in self.ids.items()}
        plain["taken"] = [names.get(name, name) for name in self.taken]
        plain["rule"] = names.get(self.rule, self.rule)
        plain["made"] = {key: [names.get(who, who), one] for key, (who, one) in self.made.items()}
        return from_plain(plain)


def to_plain(decision: Decision) -> dict[str, Any]:
    """The decision as JSON-able values."""
    return {
        "id": decision.id,
        "kind": decision.kind,
        "start": decision.start,
        "annotators": list(decision.annotators),
        "ids": dict(decision.ids),
        "how": decision.how,
        "taken": list(decision.taken),
        "differed": list(decision.differed),
        "cause": decision.cause,
        "note": decision.note,
        "rule": decision.rule,
        "made": {key: list(ref) for key, ref in decision.made.items()},
    }


def from_plain(plain: Mapping[str, Any]) -> Decision:
    """Read what `to_plain` wrote."""
    return Decision(
        id=plain["id"],
        kind=plain["kind"],
        start=plain["start"],
        annotators=tuple(plain["annotators"]),
        ids=dict(plain["ids"]),
        how=plain["how"],
        taken=tuple(plain.get("taken", ())),
        differed=tuple(plain.get("differed", ())),
        cause=plain.get("cause", ""),
        note=plain.get("note", ""),
        rule=plain.get("rule", ""),
        made={key: (who, one) for key, (who, one) in plain.get("made", {}).items()},
    )
