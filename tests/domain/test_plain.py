"""Labels as plain values: logs leave out what is at its default, and read it told or not."""

from __future__ import annotations

import json

import pytest

from annotator.domain.events import Change, Kind
from annotator.domain.labels import Role, Span, Status, Tie
from annotator.domain.plain import change_from_plain, change_to_plain, span_to_plain, tie_to_plain

SPAN = Span("s1", "ACTOR", ((3, 9),))
MARKED = Span("s2", "STANCE", ((0, 2), (4, 6)), {"negated": True}, "Q1", "blame-rules@4", "moved", 0.5)
TIE = Tie("t1", "s2", "ACCUSE", (Role("source", "s1"),))
MARKED_TIE = Tie("t2", "s2", None, (), {"note": "so"}, True, "blame-rules@4", "accepted", 0.0, "said so")


@pytest.mark.parametrize(
    ("kind", "row", "told"),
    [
        ("span", SPAN, {"id", "start", "end", "label"}),
        ("span", MARKED, {*span_to_plain(MARKED)}),
        ("tie", TIE, {"id", "head", "category", "roles"}),
        ("tie", MARKED_TIE, {*tie_to_plain(MARKED_TIE)}),
        ("status", Status("done"), {"status"}),
        ("status", Status(flag=True, comment=""), {"status", "flag", "comment"}),
    ],
)
def test_logs_tell_what_is_not_at_its_default(kind: Kind, row: Span | Tie | Status, told: set[str]) -> None:
    change = Change(kind, "k", None, row)
    plain = json.loads(json.dumps(change_to_plain(change)))
    assert {*plain[3]} == told
    assert change_from_plain(plain) == change


@pytest.mark.parametrize(
    ("kind", "row", "whole"), [("span", SPAN, span_to_plain), ("tie", TIE, tie_to_plain)]
)
def test_whole_rows_of_older_logs_are_read_the_same(kind: Kind, row: Span | Tie, whole) -> None:
    assert change_from_plain([kind, row.id, whole(row), None]) == Change(kind, row.id, row, None)
