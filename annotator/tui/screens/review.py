"""What the screens for a lead share: acts that keys, footer, help and palette are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from annotator.tui.act import Act, act_of, footer_keys, help_of
from annotator.tui.footer import key_footer
from annotator.tui.screens.keyed import KeyedScreen
from annotator.tui.widgets.painted import Painted
from annotator.tui.widgets.rows import Rows

#: Lines that go by the end of any list.
ALL = 1 << 30


class ReviewScreen(KeyedScreen):
    """A screen whose acts are a table; `HELP` is the title of its help."""

    HELP = ""

    def acts(self) -> Iterable[Act]:
        """All acts, in the order of the help."""
        raise NotImplementedError

    def at_hand(self) -> list[Act]:
        """What can be done now: what its keys stand for, and what the palette offers."""
        raise NotImplementedError

    def draw(self) -> None:
        """Draw everything anew."""
        raise NotImplementedError

    def do(self, act: Act) -> None:
        """Do what a key or the palette asks for."""
        act.run()
        self.draw()

    def found(self, key: str) -> Act | None:
        """The act that a key stands for now."""
        return act_of(self.at_hand(), key)

    def open_help(self) -> None:
        """Lay the help over the screen."""
        self.query_one("#help", Rows).show([help_of(self.HELP, self.acts())], reset=True)
        self.add_class("help")

    def draw_footer(self, more: Iterable[tuple[str, str]] = ()) -> None:
        """Two lines of keys with what they do now, and some more."""
        keys = (*footer_keys(self.at_hand()), *more)
        self.query_one("#footer", Painted).paint(key_footer(keys, self.size.width))


def moves(make: Callable[..., Act], move: Callable[[int], None], page: Callable[[], int]) -> Iterator[Act]:
    """The acts that move the focus in a list; `page` is how many lines a page has."""
    yield replace(make("down j", "the next line", partial(move, 1), "move"), footer_key="↑↓")
    yield make("up k", "the line before", partial(move, -1))
    yield make("pagedown space", "a page on", lambda: move(max(page(), 1)), "page")
    yield make("pageup", "a page back", lambda: move(-max(page(), 1)))
    yield make("home", "the first line", partial(move, -ALL))
    yield make("end", "the last line", partial(move, ALL))
