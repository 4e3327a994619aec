"""What was turned down stays so, whoever suggests it again."""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.labels import Labels, Role, Span, Tie
from annotator.domain.scheme import Scheme
from tests.domain.desk import PureDesk

TEXT = "Anna blamed Bert."


def suggested(version: int, target: str | None = "Bert") -> Labels:
    """The same tie as another version has it: other ids, another origin, another score."""
    places = {"who": ("ACTOR", 0, 4), "cue": ("STANCE", 5, 11), "Bert": ("ACTOR", 12, 16)}
    origin = f"rules@{version}"
    spans = {
        f"{key}{version}": Span(f"{key}{version}", label, ((start, end),), origin=origin)
        for key, (label, start, end) in places.items()
    }
    to = Role("target", f"{target}{version}") if target else Role("target", implicit="unnamed")
    roles = (Role("source", f"who{version}"), to)
    tie = Tie(f"t{version}", f"cue{version}", "ACCUSE", roles, origin=origin, score=1 / version)
    return Labels(spans, {tie.id: tie})


def test_a_rejected_tie_stays_rejected_in_the_next_version(blame: Scheme) -> None:
    desk = PureDesk.at(blame, TEXT, suggested(1))
    desk.session = replace(desk.session, active="tie", tie="t1")
    desk.press("x")
    assert list(desk.session.labels.rejected) == ["t1"]
    again = replace(desk.session, suggestions=suggested(2))
    assert again.pending.ties == {}
    assert "cue2" not in again.pending.spans
    other = replace(desk.session, suggestions=suggested(3, target=None))
    assert list(other.pending.ties) == ["t3"], "with another target it is another tie"


def test_a_taken_tie_is_not_offered_again_by_the_next_version(blame: Scheme) -> None:
    desk = PureDesk.at(blame, TEXT, suggested(1))
    desk.session = replace(desk.session, active="tie", tie="t1")
    desk.press(" ")
    assert list(desk.session.labels.ties) == ["t1"]
    again = replace(desk.session, suggestions=suggested(2))
    assert again.pending == Labels()
