"""Decisions of adjudication in files: ours are taken, others' left out, none can do harm."""

from __future__ import annotations

import pytest

from annotator.domain.adjudication.decision import Decision, to_plain
from annotator.project.decisions import decisions_brought

OURS = {
    **to_plain(
        Decision(
            "d", "tie", 3, ("anna", "ben"), {"anna": "t1"}, "taken", ("anna",), made={"t1": ("anna", "t1")}
        )
    ),
    "by": "lead",
    "at": "2026-01-02T03:04:05+00:00",
}


def test_by_whom_and_when_come_with_it() -> None:
    ((by, at, (change,)),) = decisions_brought([OURS], [])
    assert (by, at and at.isoformat()) == ("lead", "2026-01-02T03:04:05+00:00")
    assert isinstance(change.after, Decision)
    assert change.after.taken == ("anna",)
    ((by, at, _),) = decisions_brought([{**OURS, "by": 7, "at": "yesterday"}], [])
    assert (by, at) == ("", None)


@pytest.mark.parametrize(
    "other",
    [
        {"winner": "anna"},
        {**OURS, "kind": "relation"},
        {**OURS, "how": "\x1b[31mshouted"},
        {**OURS, "start": "3"},
        {**OURS, "annotators": [1, 2]},
        {**OURS, "annotators": 5},
        {**OURS, "ids": ["t1"]},
        {**OURS, "made": {"t1": "anna"}},
        {**OURS, "note": "a\0b"},
        {**OURS, "cause": None},
    ],
)
def test_what_is_not_ours_is_left_out(other: dict[str, object]) -> None:
    assert list(decisions_brought([other], [])) == []
