"""What rules took as agreed, as a list over the adjudication screen: looked at, or the rule revoked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from annotator.domain.counted import counted
from annotator.tui.act import Act, act_in
from annotator.tui.lists.agreed import Agreed
from annotator.tui.lists.listing import Open
from annotator.tui.screens.review import moves
from annotator.tui.widgets.list_view import ListView

if TYPE_CHECKING:
    from annotator.tui.screens.adjudicate import AdjudicateScreen


class AgreedPanel:
    """The list, while it is open; a rule is revoked once this is asked for twice."""

    def __init__(self, screen: AdjudicateScreen) -> None:
        self._screen = screen
        self._shown: Open | None = None
        self._sure = ""

    @property
    def is_open(self) -> bool:
        """Whether the list lies over the screen."""
        return self._shown is not None

    def acts(self) -> Iterator[Act]:
        """What can be done in the list."""
        make = partial(act_in, "Taken as agreed")
        yield make("enter", "look at the case", self.look, "look at it")
        stays = "revoke the rule: what it took is to be decided by somebody, and stays so"
        yield make("x", stays, self.revoke, "revoke the rule")
        yield from moves(make, self.move, lambda: self._view.page)
        yield make("escape r q", "back to the cases", self.close, "close")

    def open(self) -> None:
        """List what rules took and nobody has looked at."""
        assert self._screen.work is not None
        self._shown, self._sure = Open(Agreed(self._screen.work)), ""
        self._screen.add_class("agreed")

    def close(self) -> None:
        """Go back to the cases."""
        self._shown = None
        self._screen.remove_class("agreed")

    def move(self, step: int) -> None:
        """Move the focus so many lines."""
        assert self._shown is not None
        self._shown, self._sure = self._shown.by(step), ""

    def click(self, index: int) -> None:
        """The first click on a line focuses it, the second shows its case."""
        if self._shown is None:
            return
        if index == self._shown.at:
            self.look()
        else:
            self._shown, self._sure = replace(self._shown, at=index), ""

    def look(self) -> None:
        """Show the case in focus."""
        listing, at = self._listing()
        place = listing.case(at) if len(listing) else None
        if place is not None:
            self.close()
            self._screen.go_to(place)

    def revoke(self) -> None:
        """Revoke the rule in focus, if it is sure."""
        listing, at = self._listing()
        if not len(listing):
            return
        rule, many = listing.rule(at)
        cases = counted(many, "case")
        if self._sure != rule:
            self._sure = rule
            self._screen.tell(f"x again opens the {cases} that {rule} took: somebody decides them then")
            return
        assert self._screen.work is not None
        self._screen.work.revoke(rule)
        self.close()
        self._screen.tell(f"{cases} that {rule} took are to be decided now: u takes that back")
        self._screen.stay_or_step()

    def draw(self) -> None:
        """Draw the list."""
        if self._shown is not None:
            self._view.show(self._shown)

    @property
    def _view(self) -> ListView:
        return self._screen.query_one(ListView)

    def _listing(self) -> tuple[Agreed, int]:
        assert self._shown is not None
        assert isinstance(self._shown.listing, Agreed)
        return self._shown.listing, self._shown.at
