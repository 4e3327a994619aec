"""The acts of the adjudication screen: what its keys, footer, help and palette are made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from annotator.domain.adjudication.decision import CAUSES
from annotator.tui.act import Act, act_in

if TYPE_CHECKING:
    from annotator.tui.screens.adjudicate import AdjudicateScreen

LEAVE = ("q", "escape", "ctrl+q")


def case_acts(screen: AdjudicateScreen) -> Iterator[Act]:
    """What can be done with a case, or with one that is agreed and looked at."""
    agreed = screen.place is not None and screen.place.agreed
    make = partial(act_in, "A case")
    for number in range(1, min(screen.many, 9) + 1):
        told = ("right" if agreed else "take reading") if number == 1 else ""
        act = make(str(number), f"take reading {number} into gold", partial(screen.take, number - 1), told)
        yield replace(act, footer_key="1 2 …") if screen.many > 1 else act
    yield make("enter", "take the reading in hand (▶)", screen.take)
    all_of_them = "take all that marked something: they are different things"
    yield make("b", all_of_them, screen.both, "" if agreed else "both")
    told = "wrong: nothing here" if agreed else "neither"
    yield make("n", "neither: nothing of it belongs into gold", screen.neither, told)
    yield make("e", "change the reading in hand as in the annotate screen", screen.begin_edit, "edit")
    yield make("space down j", "leave it for later, go on", partial(screen.step, 1), "later")
    yield make("up k", "the case before", partial(screen.step, -1))
    hand = make("right l", "the next reading in hand", partial(screen.turn, 1), "reading in hand")
    yield replace(hand, footer_key="←→") if screen.many > 1 else replace(hand, footer="")
    yield make("left h", "the reading before in hand", partial(screen.turn, -1))
    yield make("semicolon f2", "the guideline for what the readings call it", screen.open_rules, "rule")
    yield make("ctrl+down", "more of a long table of readings", partial(screen.scroll, 3))
    yield make("ctrl+up", "back to its beginning", partial(screen.scroll, -3))


def cause_acts(screen: AdjudicateScreen) -> Iterator[Act]:
    """What can be said of a decision that waits for its cause."""
    make = partial(act_in, "Why they differ")
    for key, name in CAUSES.items():
        yield make(key, name, partial(screen.decide, name), name)
    yield make("enter space", "no cause", screen.decide, "no cause")
    yield make("m", "write a note, then the cause", screen.write_note, "note")
    yield make("escape", "back to the readings, nothing is decided yet", screen.unchoose, "not yet")


def around_acts(screen: AdjudicateScreen) -> Iterator[Act]:
    """What can be done whatever the case is, also where none is left."""
    make = partial(act_in, "The round")
    yield make("u ctrl+z", "undo the last decision, also after a restart", screen.undo, "undo")
    yield make("r", "what rules took as agreed: look at it, or revoke a rule", screen.taken.open, "agreed")
    yield make("t", "show or hide whose reading it is", screen.toggle_names, "names")
    yield make(" ".join(LEAVE), "leave; every decision is saved at once", screen.leave, "leave")


def general_acts(screen: AdjudicateScreen) -> Iterator[Act]:
    """What can be done at any time."""
    make = partial(act_in, "At any time")
    yield make("question_mark f1", "all keys", screen.open_help, "help")
    yield make("ctrl+t", "next theme", screen.next_theme)
