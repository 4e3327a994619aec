"""The way through the cases of a round: what is to be decided, what comes next, how much is left."""

from __future__ import annotations

from annotator.project.adjudicator import Adjudicator, Place

#: Which cases are wanted, by article and the ids of their labels; None for all.
Only = frozenset[tuple[str, frozenset[tuple[str, str]]]]


class Route:
    """Leads through the open cases and, once none is left, through a sample of the agreed.

    `complete` says that the whole round has been read; before, nobody knows that no case is left. Where
    only some cases are wanted, no sample follows.
    """

    def __init__(self, work: Adjudicator, only: Only | None = None) -> None:
        self._work, self.only = work, only
        self.complete = False

    def wants(self, place: Place) -> bool:
        """Whether a case is among those wanted."""
        return self.only is None or (place.article, frozenset(place.case.ids.items())) in self.only

    def places(self) -> list[Place]:
        """All that is to be gone through now."""
        places = [place for place in self._work.open_places() if self.wants(place)]
        return places or (self._work.sample() if self.complete and self.only is None else [])

    def first_in(self, article: str) -> Place | None:
        """The first case wanted of an article."""
        return next((place for place in self._work.open_in(article) if self.wants(place)), None)

    def after(self, here: Place | None, step: int = 1) -> Place | None:
        """The place after one, or before it with a step of -1; that one may be decided by now."""
        if here is not None and not here.agreed:
            found = next((one for one in self._work.onward(here, step) if self.wants(one)), None)
            if found is not None:
                return found
        places = self.places()
        if not places or here is None or here.agreed != places[0].agreed:
            return places[0] if places else None
        order = self._work.order
        now = order(here)
        if step > 0:
            return next((one for one in places if order(one) > now), places[0])
        return next((one for one in reversed(places) if order(one) < now), places[-1])

    def holds(self, place: Place) -> bool:
        """Whether a place is still to be gone through."""
        here = self._work.order(place)
        return any(self._work.order(one) == here for one in self.places())

    def left(self) -> int:
        """How many places are still to be gone through."""
        many = self._work.still_open if self.only is None else 0
        return many or len(self.places())
