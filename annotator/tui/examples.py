"""Examples for the guideline, fetched in a thread while no key is pressed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from textual.message_pump import MessagePump
from textual.screen import Screen

from annotator.domain.errors import AnnotatorError
from annotator.domain.events import StreamKey
from annotator.project.examples import Example, Kind, examples
from annotator.project.labelling import Desk
from annotator.tui.guideline import subject

#: Seconds without a key after which examples are fetched: keys that come fast would each ask for others.
REST = 0.15

#: For whom examples are, of what, and which sentence they are not to come from.
Wanted = tuple[StreamKey, tuple[Kind, str], tuple[int, int]]


class ExampleFetcher:
    """Knows the examples for one subject at a time; `arrived` is called when those asked for are there."""

    def __init__(self, screen: Screen[None], arrived: Callable[[], None]) -> None:
        self._screen = screen
        self._arrived = arrived
        self._wanted: Wanted | None = None
        self._found: Sequence[Example] = ()

    def of(self, desk: Desk) -> Sequence[Example]:
        """The examples for what is in focus; none, where they have yet to be fetched."""
        about, here = subject(desk.session), desk.session.here
        wanted = (desk.key, about, (here.start, here.end)) if about else None
        if wanted != self._wanted:
            self._wanted, self._found = wanted, ()
            if wanted is not None:
                self._screen.set_timer(REST, lambda: self._fetch(desk, wanted))
        return self._found

    def _fetch(self, desk: Desk, wanted: Wanted) -> None:
        if wanted != self._wanted:
            return
        app: MessagePump = self._screen.app

        def fetch() -> None:
            # Without examples the guideline is still there; what ails the database, saving tells.
            with suppress(AnnotatorError):
                key, (kind, name), skip = wanted
                app.call_later(self._take, wanted, examples(desk.project, key, kind, name, skip))

        self._screen.run_worker(fetch, thread=True, group="examples", exit_on_error=False)

    def _take(self, wanted: Wanted, found: Sequence[Example]) -> None:
        if found and wanted == self._wanted:
            self._found = found
            self._arrived()
