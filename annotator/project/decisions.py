"""Decisions of adjudication that come with a gold record from a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, get_args

from annotator.domain.adjudication.decision import CaseKind, Decision, How, from_plain
from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Change, decisions
from annotator.domain.text import check_text
from annotator.store.values import NumberedEvent


def decisions_brought(
    found: Iterable[Mapping[str, Any]], log: Iterable[NumberedEvent]
) -> Iterator[tuple[str, datetime | None, tuple[Change, ...]]]:
    """By whom, when, and the changes that put the decisions of a file in place of those in a stream's log.

    What another program wrote there, in a shape that is not ours, is left out: labels are what counts.
    """
    old = decisions(one.event for one in log)
    if old:
        yield "", None, tuple(Change("decision", key, one, None) for key, one in old.items())
    for plain in found:
        made = _decision(plain)
        if made is not None:
            by = plain.get("by")
            yield (
                by if isinstance(by, str) else "",
                _time(plain.get("at")),
                (Change("decision", made.id, None, made),),
            )


def _decision(plain: Mapping[str, Any]) -> Decision | None:
    try:
        if not (isinstance(plain["ids"], Mapping) and isinstance(plain["annotators"], list)):
            return None
        made = from_plain(plain)
        words = (made.id, *made.annotators, *made.ids, *made.ids.values(), *made.taken, *made.differed)
        words += (
            made.cause,
            made.note,
            made.rule,
            *made.made,
            *(part for ref in made.made.values() for part in ref),
        )
        for word in words:
            check_text(word, "a decision")
    except (AnnotatorError, KeyError, TypeError, ValueError, AttributeError):
        return None
    fits = isinstance(made.start, int) and made.kind in get_args(CaseKind) and made.how in get_args(How)
    return made if fits else None


def _time(told: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(told)
    except (TypeError, ValueError):
        return None
    return at.astimezone(UTC) if at.tzinfo is not None else None
