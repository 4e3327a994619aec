"""The case in hand on the adjudication screen: a reading is chosen, its cause said, and it is decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from annotator.domain.adjudication.cases import Version
from annotator.domain.adjudication.decision import CAUSES
from annotator.domain.adjudication.gold import Gold
from annotator.project.adjudicator import Adjudicator, Place
from annotator.tui import case_view
from annotator.tui.act import Act, act_in
from annotator.tui.case_view import Shown
from annotator.tui.widgets.case_panel import CasePanel
from annotator.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from annotator.tui.screens.adjudicate import AdjudicateScreen


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision that waits for its cause; `edited` is gold as it was changed by hand."""

    place: Place
    taken: Sequence[Version]
    told: str
    edited: Gold | None = None
    note: str = ""


class DecidingPanel:
    """The place that is shown, which of its readings is in hand, and what was chosen of them."""

    def __init__(self, screen: AdjudicateScreen) -> None:
        self._screen = screen
        self._hand = 0
        self._choice: Choice | None = None
        self.place: Place | None = None

    @property
    def is_chosen(self) -> bool:
        """Whether a choice waits for its cause."""
        return self._choice is not None

    @property
    def question(self) -> str:
        """What is asked of a choice; "" where there is none."""
        if self._choice is None:
            return ""
        note = f" (note: {self._choice.note})" if self._choice.note else ""
        return f"{self._choice.told}{note} — and why do they differ?"

    def show(self, place: Place | None) -> None:
        """Take a place in hand, and of it the first reading that marked something."""
        self.place, self._hand, self._choice = place, 0, None
        if place is not None:
            versions = self._here()[2]
            self._hand = next((i for i, version in enumerate(versions) if version.id is not None), 0)

    def shown(self, *, names: bool) -> Shown | None:
        """What is drawn of the place, with or without whose each reading is."""
        if self.place is None:
            return None
        work, place, versions = self._here()
        docket = work.docket(place.article)
        called = {name: name for name in docket.compared.readings} if names else {}
        return Shown(docket, place.case, versions, self._hand, called)

    def acts(self) -> Iterator[Act]:
        """What can be done with a case, or with one that is agreed and looked at."""
        make = partial(act_in, "A case")
        agreed = self.place is not None and self.place.agreed
        # Where there is no case, the help tells of one with two readings.
        many = len(self._here()[2]) if self.place is not None else 2
        for number in range(1, min(many, 9) + 1):
            told = ("right" if agreed else "take reading") if number == 1 else ""
            act = make(str(number), f"take reading {number} into gold", partial(self.take, number - 1), told)
            yield replace(act, footer_key="1 2 …") if many > 1 else act
        yield make("enter", "take the reading in hand (▶)", self.take)
        both = "take all that marked something: they are different things"
        yield make("b", both, self.both, "" if agreed else "both")
        told = "wrong: nothing here" if agreed else "neither"
        yield make("n", "neither: nothing of it belongs into gold", self.neither, told)
        yield make("e", "change the reading in hand as in the annotate screen", self.edit, "edit")
        yield make("space down j", "leave it for later, go on", partial(self._screen.step, 1), "later")
        yield make("up k", "the case before", partial(self._screen.step, -1))
        hand = make("right l", "the next reading in hand", partial(self.turn, 1), "reading in hand")
        yield replace(hand, footer_key="←→") if many > 1 else replace(hand, footer="")
        yield make("left h", "the reading before in hand", partial(self.turn, -1))
        yield make("semicolon f2", "the guideline for what the readings call it", self.open_rules, "rule")
        yield make("ctrl+down", "more of a long table of readings", partial(self.scroll, 3))
        yield make("ctrl+up", "back to its beginning", partial(self.scroll, -3))

    def cause_acts(self) -> Iterator[Act]:
        """What can be said of a choice that waits for its cause."""
        make = partial(act_in, "Why they differ")
        for key, name in CAUSES.items():
            yield make(key, name, partial(self.decide, name), name)
        yield make("enter space", "no cause", self.decide, "no cause")
        yield make("m", "write a note, then the cause", self.write_note, "note")
        yield make("escape u", "back to the readings, nothing is decided yet", self.unchoose, "not yet")

    def turn(self, step: int) -> None:
        """Take another reading in hand."""
        self._hand = (self._hand + step) % len(self._here()[2])

    def take(self, at: int | None = None) -> None:
        """Take the reading at a place into gold, or the one in hand."""
        versions = self._here()[2]
        at = self._hand if at is None else at
        self._choose([versions[at]], f"reading {at + 1}")

    def both(self) -> None:
        """Take all readings that marked something."""
        self._choose([one for one in self._here()[2] if one.id is not None], "both")

    def neither(self) -> None:
        """Take nothing of the case."""
        if self._here()[1].case.shared:
            self._screen.tell("ties hang on this span: 1 or 2 takes its bounds, e changes them")
        else:
            self._choose([], "neither")

    def edit(self) -> None:
        """Change the reading in hand."""
        _, place, versions = self._here()
        self._screen.editing.begin(place, versions[self._hand])

    def take_edited(self, gold: Gold) -> None:
        """Take gold as it was changed by hand."""
        self._choose([self._here()[2][self._hand]], "edited", gold)

    def unchoose(self) -> None:
        """Go back to the readings."""
        assert self._choice is not None
        if self._choice.edited is not None:
            self._screen.tell("the edit was given up")
        self._choice = None

    def write_note(self) -> None:
        """Ask for a note."""
        assert self._choice is not None
        self._screen.ask("note", self._choice.note)

    def note(self, text: str) -> None:
        """Keep a note with the choice."""
        if self._choice is not None:
            self._choice = replace(self._choice, note=text)

    def decide(self, cause: str = "") -> None:
        """Commit what was chosen, with its cause, and go on."""
        choice = self._choice
        assert choice is not None
        self._here()[0].decide(
            choice.place, choice.taken, edited=choice.edited, cause=cause, note=choice.note
        )
        self._screen.tell(f"{choice.told}" + (f", {cause}" if cause else "") + ": u takes it back")
        self._screen.step(1)

    def open_rules(self) -> None:
        """Lay the guideline for what the readings call it over the screen."""
        shown = self.shown(names=False)
        assert shown is not None
        rules = case_view.rules(shown, self._screen.size.width)
        self._screen.query_one("#help", Rows).show([[line] for line in rules], reset=True)
        self._screen.add_class("help")

    def scroll(self, lines: int) -> None:
        """Scroll the table of readings."""
        self._screen.query_one(CasePanel).table.scroll_by(lines)

    def _choose(self, taken: Sequence[Version], told: str, edited: Gold | None = None) -> None:
        place = self._here()[1]
        self._choice = Choice(place, taken, told, edited)
        if place.agreed and taken and edited is None:
            self.decide()

    def _here(self) -> tuple[Adjudicator, Place, Sequence[Version]]:
        work, place = self._screen.work, self.place
        assert work is not None
        assert place is not None
        return work, place, work.versions(place)
