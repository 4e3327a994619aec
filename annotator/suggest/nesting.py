"""Stances inside what somebody is reported to say: on whose word they stand."""

from __future__ import annotations

from annotator.suggest.proposal import TiePlain
from annotator.suggest.reading import Reading

#: What standing inside a quotation does to the score.
_IN_QUOTE, _REPORT_IN_QUOTE = 0.6, 0.4


def nested(reading: Reading, ties: list[TiePlain], enough: float) -> list[TiePlain]:
    """The ties with those in somebody's words linked to the attribution (`inside`), the weak left out.

    In “I think we know,” he said, the speaker says and thinks all the time: plain attribution takes
    the outer voice only, and any stance inside a quotation counts for less. What is left with fewer
    points than `enough` is dropped.
    """
    outer = _outer(ties)
    kept: list[TiePlain] = []
    place: dict[int, int] = {}
    for index, tie in enumerate(ties):
        head = tie["fragments"][0][0]
        around = outer.get(head, index)
        reported = around != index
        if reading.quote[head] >= 0:
            factor = _REPORT_IN_QUOTE if tie["category"] == "REPORT" else _IN_QUOTE
            tie["score"] = round(tie["score"] * factor, 3)
        if tie["score"] < enough or (reported and tie["category"] == "REPORT"):
            continue
        if reported:
            tie["attributes"]["level"] = "nested"
            tie["inside"] = around
            _take_source(tie, ties[around])
        elif _from_context(tie):
            continue
        place[index] = len(kept)
        kept.append(tie)
    for tie in kept:
        if "inside" in tie:
            around = place.get(tie.pop("inside"), -1)
            if around >= 0:
                tie["inside"] = around
    _mark_deflection(kept)
    return kept


def _mark_deflection(ties: list[TiePlain]) -> None:
    """Who denies and accuses in one breath moves the responsibility away from itself."""
    denying = {source for tie in ties if tie["category"] == "DENY" for source in _sources(tie)}
    for tie in ties:
        if tie["category"] == "ACCUSE" and denying & _sources(tie):
            tie["attributes"]["deflects"] = True


def _sources(tie: TiePlain) -> set[tuple[int, int]]:
    return {
        (role["start"], role["end"]) for role in tie["roles"] if role["role"] == "source" and "start" in role
    }


def _outer(ties: list[TiePlain]) -> dict[int, int]:
    """For each token in the content of an attribution the index of the first such tie."""
    out: dict[int, int] = {}
    for index, tie in enumerate(ties):
        if tie["category"] == "REPORT":
            for role in tie["roles"]:
                if role["role"] == "content" and "start" in role:
                    for at in range(role["start"], role["end"]):
                        out.setdefault(at, index)
    return out


def _from_context(tie: TiePlain) -> bool:
    return any(role.get("implicit") == "context" for role in tie["roles"])


def _take_source(tie: TiePlain, around: TiePlain) -> None:
    """Who says that somebody must act demands it."""
    if _from_context(tie):
        sources = [role for role in around["roles"] if role["role"] == "source"]
        tie["roles"] = [*sources, *(role for role in tie["roles"] if role.get("implicit") != "context")]
