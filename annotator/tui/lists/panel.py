"""The list that lies over the annotate screen: made in a thread, given the keys, and gone where it leads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from annotator.domain.errors import AnnotatorError
from annotator.domain.session.moving import find, to_place
from annotator.domain.session.state import Step
from annotator.domain.session.tally import Tally
from annotator.project.labelling import Desk
from annotator.tui.key_words import with_keys
from annotator.tui.lists.listing import Ask, Listing, Open, Outcome, Place
from annotator.tui.widgets.list_view import ListView

if TYPE_CHECKING:
    from annotator.tui.screens.annotate import AnnotateScreen

Make = Callable[[], Listing]


class ListPanel:
    """What list is open over a screen. While one is being made (`loading`), keys must wait for it."""

    def __init__(self, screen: AnnotateScreen) -> None:
        self._screen = screen
        self._began = monotonic()
        self.shown: Open | None = None
        self.loading = False
        self._asked: Ask | None = None

    def named(self, name: str, desk: Desk, tally: Tally) -> Make | None:
        """What makes the list that a command asks for; None where the command asks for none.

        Each list is imported when it is asked for: the first frame waits for none of them.
        """
        match name:
            case "articles":
                return self.articles(desk)
            case "history" if desk.session.sentences:
                from annotator.tui.lists.history import Acts

                return lambda: Acts(desk)
            case "entries":
                from annotator.domain.session.resolving import span_to_resolve
                from annotator.tui.lists.entries import Entries

                span = span_to_resolve(desk.session)
                return lambda: Entries(desk, span)
            case "rounds":
                from annotator.tui.lists.rounds import Rounds

                return lambda: Rounds(desk)
            case "feedback":
                from annotator.tui.lists.feedback import Feedback

                return lambda: Feedback(desk)
            case "marks":
                from annotator.tui.lists.marks import Marks

                return lambda: Marks(desk.project, desk.key)
            case "corrections":
                from annotator.tui.lists.corrections import Corrections

                return lambda: Corrections(desk.project, desk.key)
            case "figures":
                from annotator.tui.lists.figures import Figures

                now = replace(tally, seconds=monotonic() - self._began)
                return lambda: Figures(desk, now)
        return None

    def articles(self, desk: Desk, text: str = "") -> Make:
        """What makes the list of all articles, or of those that have a text."""
        from annotator.store.values import Listed
        from annotator.tui.lists.articles import Articles

        return lambda: Articles(desk.project, desk.key, Listed(text=text))

    def open(self, make: Make, at: int | None = None, message: str = "") -> None:
        """Make a list in a thread and lay it over the screen, where the list begins or at an entry."""
        self.loading = True

        def made() -> None:
            try:
                listing: Listing | None = make()
            except AnnotatorError as error:
                listing, told = None, error.message
            else:
                told = message
            self._screen.app.call_from_thread(self._made, listing, at, told)

        self._screen.run_worker(made, thread=True, group="lists")

    def close(self) -> None:
        """Show the article again."""
        self.shown = None
        self._screen.remove_class("list")

    def press(self, key: str) -> None:
        """Move in the open list, go where its entry leads, or let the list itself take the key."""
        shown = self.shown
        assert shown is not None
        listing = shown.listing
        moved = shown.move(key, self._view.page)
        if key in ("escape", "q"):
            self.close()
        elif moved is not None:
            self.shown = moved
        elif key == "enter" and len(listing) and (place := listing.place(shown.at)) is not None:
            self.close()
            self._go_to(place)
        elif key == "slash" and listing.asks:
            self._screen.ask(listing.asks)
        elif (outcome := listing.press(key, shown.at)) is not None:
            self._do(outcome)

    def answer(self, text: str) -> None:
        """A line of text was given: to what the list asked for, or it is to show only what has the text."""
        assert self.shown is not None
        asked, self._asked = self._asked, None
        if asked is None:
            self.open(self.shown.listing.matching(text))
        else:
            self._do(asked.then(text))

    def unasked(self) -> None:
        """No text was given."""
        self._asked = None

    def _do(self, outcome: Outcome) -> None:
        """Do what a key of the list's own, or an answer, led to."""
        assert self.shown is not None
        if outcome.make is not None:
            self.open(outcome.make, self.shown.at if outcome.keep else None, outcome.message)
        elif outcome.take is not None:
            self.close()
            self._screen.take(outcome.take)
        elif outcome.place is not None:
            self.close()
            self._go_to(outcome.place)
        elif outcome.go:
            self.close()
            self._screen.go(outcome.go)
        elif outcome.ask is not None:
            self._asked = outcome.ask
            self._screen.ask(outcome.ask.what, outcome.ask.text)
        elif outcome.message:
            self._screen.resume(outcome.message)

    def click(self, index: int) -> None:
        """The first click on an entry focuses it, the second goes there."""
        if self.shown is None or self.loading:
            return
        if index == self.shown.at:
            self.press("enter")
        else:
            self.shown = replace(self.shown, at=index)

    def draw(self) -> None:
        """Draw the open list."""
        if self.shown is not None:
            self._view.show(self.shown, with_keys(self.shown.listing.empty, self._screen.table))

    @property
    def _view(self) -> ListView:
        return self._screen.query_one(ListView)

    def _made(self, listing: Listing | None, at: int | None, told: str) -> None:
        self.loading = False
        if listing is None:
            self.close()
        else:
            at = listing.begin if at is None else at
            self.shown = Open(listing, max(min(at, len(listing) - 1), 0))
            self._screen.add_class("list")
        self._screen.resume(told)

    def _go_to(self, place: Place) -> None:
        told = self._screen.show_round(place.round) if place.round else ""
        told = told or (self._screen.show_article(place.article) if place.article else "")
        if told:
            return
        if place.start is not None:
            start = place.start
            self._screen.take(lambda session: Step(to_place(session, start)))
        elif place.words:
            self._screen.take(lambda session: find(session, place.words, first=True))
