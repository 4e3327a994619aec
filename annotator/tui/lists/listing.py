"""What a list laid over the article is: its lines, where choosing one leads, and the keys of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from annotator.domain.session.state import Session, Step

Pieces = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry leads: to an article, and in it to an offset or to words to find.

    With a `round` to that round, to where its annotator was if no article is named.
    """

    article: str = ""
    start: int | None = None
    words: str = ""
    round: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a key of a list's own led to.

    Another list to be made, a step of the session that closes it, a place that it leads to, a way to go
    ("next open"), or a line of text that is asked for. The focus is where it was in another list made of
    the same (`keep`), else where that begins; `message` is told after any.
    """

    make: Callable[[], Listing] | None = None
    take: Callable[[Session], Step] | None = None
    place: Place | None = None
    go: str = ""
    ask: Ask | None = None
    keep: bool = True
    message: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A line of text that a list asks for, what stands there to begin with, and what is done with it."""

    what: str
    then: Callable[[str], Outcome]
    text: str = ""


class Listing(Protocol):
    """A list: entries by index, read as they come into sight.

    `keys` are its own keys with what they do, for its footer; `asks` what text it can be searched
    by, "" where it cannot; `begin` is the entry that has the focus first. What is told (`empty`, messages)
    has ids of commands in braces where the keys for them go.
    """

    title: str
    empty: str
    keys: tuple[tuple[str, str], ...]
    asks: str
    begin: int

    def __len__(self) -> int: ...

    def line(self, index: int, width: int) -> Pieces:
        """An entry in about so many cells."""
        ...

    def place(self, index: int) -> Place | None:
        """Where choosing an entry leads; None where it leads nowhere."""
        ...

    def press(self, key: str, index: int) -> Outcome | None:
        """What a key of the list's own does, the entry `index` being in focus; None for other keys.

        "enter" comes here where the entry has no place.
        """
        ...

    def matching(self, text: str) -> Callable[[], Listing]:
        """What makes the same list with only what has the text."""
        ...


@dataclass(frozen=True, slots=True)
class Open:
    """A list that is open, and the entry in focus."""

    listing: Listing
    at: int = 0

    def move(self, key: str, page: int) -> Open | None:
        """The list after a key that moves the focus; None for other keys. `page` is its height in lines."""
        steps = {
            "down": 1,
            "j": 1,
            "up": -1,
            "k": -1,
            "pagedown": page,
            "space": page,
            "pageup": -page,
            "home": -len(self.listing),
            "end": len(self.listing),
        }
        return self.by(steps[key]) if key in steps else None

    def by(self, step: int) -> Open:
        """The list with the focus so many entries on, as far as there are any."""
        return replace(self, at=max(min(self.at + step, len(self.listing) - 1), 0))
