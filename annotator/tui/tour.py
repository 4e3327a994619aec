"""The guided start: what to press next and why, one step at a time, in the screen itself.

A tour is a value. It moves on when what a step tells was done, however that was asked for (by another
key of one's own, from the palette, by the mouse); it holds nobody up who does something else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from annotator.domain.scheme import Scheme
from annotator.domain.session.commands import Command
from annotator.domain.session.items import items
from annotator.domain.session.state import Session
from annotator.tui.key_words import pieces_with_keys

Pieces = list[tuple[str, str]]

#: Commands that go on to another sentence.
GO_ON = ("next-sentence", "next-open", "done", "nothing", "skip", "take-all")
#: So many sentences without a suggestion, and the tour goes on without any.
PATIENCE = 3


def _always(session: Session) -> bool:
    return True


def _offers(session: Session) -> bool:
    return any(item.suggested for item in items(session))


def _has(role: str) -> Callable[[Session], bool]:
    """Whether the tie in focus is one that has the role."""
    return lambda session: (
        session.tie is not None
        and session.scheme.category(session.any_tie(session.tie).category).allows(role)
    )


@dataclass(frozen=True, slots=True)
class Lesson:
    """One step of a tour.

    `say` is the text, with command ids in braces where their keys go. It is learnt when one of the
    commands in `by` was done (an id, or what ids begin with), and with `labels` only if labels changed
    by it; with `by` empty when no menu is open any more. While the session is not `ready` for it,
    `first` is said instead. `offered` says that it is about suggestions, of which there may be none.
    """

    say: str
    by: tuple[str, ...] = ()
    labels: bool = False
    ready: Callable[[Session], bool] = _always
    first: str = ""
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Tour:
    """Where in the tour somebody is, and how many sentences were without a suggestion there."""

    lessons: tuple[Lesson, ...]
    at: int = 0
    without: int = 0

    def after(self, command: str, before: Session, now: Session) -> Tour | None:
        """The tour after an act, `command` being its id ("" for a click or a menu's key); None at its end."""
        lesson = self.lessons[self.at]
        if self.at == len(self.lessons) - 1:
            return None if command else self
        if not lesson.by:
            learnt = now.menu is None
        else:
            changed = now.labels is not before.labels
            done = bool(command) and command.startswith(lesson.by) and lesson.ready(before)
            learnt = done and (changed or not lesson.labels)
        if learnt:
            return replace(self, at=self.at + 1)
        if lesson.offered and command in GO_ON and not lesson.ready(before):
            return self._without()
        return self

    def _without(self) -> Tour:
        """The tour after a sentence without suggestions; after some, what they are for is left out."""
        if self.without < PATIENCE - 1:
            return replace(self, without=self.without + 1)
        rest = enumerate(self.lessons[self.at :], self.at)
        return replace(self, at=next(at for at, lesson in rest if not lesson.offered))

    def pieces(self, session: Session, table: Iterable[Command]) -> Pieces:
        """What to show: how far one is, and what to press now, with the keys as they are."""
        lesson = self.lessons[self.at]
        text = lesson.say if lesson.ready(session) else lesson.first
        told = [(piece, "bar-key" if key else "bar") for piece, key in pieces_with_keys(text, table)]
        return [(f" {self.at + 1}/{len(self.lessons)}  ", "bar-quiet"), *told]


def tour(scheme: Scheme) -> Tour:
    """The tour from its beginning, in the words and keys of a scheme."""
    label = next((name for name in scheme.labels if name != scheme.head), scheme.head)
    *_, second = list(scheme.roles)[:2]
    kinds = [f"{{category {name or 'tie'}}} {name or 'tie'}" for name in list(scheme.categories)[:3]]
    return Tour(
        (
            Lesson(
                "Two minutes, and this line leads you; {tour} ends it at any time. The bar ┃ marks the "
                "sentence to label, first the headline. {next-sentence} goes on to the next.",
                GO_ON,
            ),
            Lesson(
                "The line ▶? below is a suggested tie: who —does what→ to whom · over what. If it is right, "
                "{take} takes it whole.",
                ("take",),
                labels=True,
                ready=_offers,
                offered=True,
                first="Suggestions are on their way, or there is none for this sentence: "
                "{next-sentence} goes on to the next.",
            ),
            Lesson(
                "With ✓ it is a label, and saved (top right). {undo} takes back what you did last: "
                "anything, tomorrow too.",
                ("undo",),
                labels=True,
                offered=True,
            ),
            Lesson(
                f"And if only the {second} were wrong? {{role {second}}} opens the choice of another one.",
                (f"role {second}",),
                ready=_has(second),
                offered=True,
                first=f"{{next-item}} puts a tie that has a {second} in focus, if there is one; "
                "{next-sentence} goes on to the next sentence.",
            ),
            Lesson(
                "A letter chooses one; a capital, somebody who is not named. esc leaves all as it was.",
                offered=True,
            ),
            Lesson(
                "{take-all} takes all that is suggested in the sentence, closes it, and goes on to the next "
                "open one.",
                ("take-all", "take"),
                labels=True,
                ready=_offers,
                offered=True,
                first="Nothing is suggested here: {next-open} goes to the next open sentence.",
            ),
            Lesson(
                "In doubt, {guideline} shows the rule for what is in focus, with examples. "
                "The same key closes it.",
                ("guideline",),
            ),
            Lesson(
                "Now by hand. {word-left} and {word-right} go from word to word, ← → by single ones; {jump} "
                "and a letter jump. Go to a name.",
                ("word-", "token-", "jump", "find", "first-token", "last-token"),
            ),
            Lesson(
                f"{{label {label}}} marks it as {label}: the whole phrase, not just the word. "
                "The letters for the others are in the last line.",
                ("label ",),
                labels=True,
            ),
            Lesson(
                "A capital makes a tie. Go to a word like “said” or “blamed” and press "
                f"{', '.join(kinds)} …; obvious roles fill themselves.",
                ("category ",),
                labels=True,
            ),
            Lesson(
                "{remove} turns a wrong suggestion down, or deletes the label in focus: try it on that tie.",
                ("remove",),
                labels=True,
            ),
            Lesson(
                "Done here? {done} closes the sentence; {nothing} says that nobody takes a stance in it, "
                "which counts as an answer.",
                ("done", "nothing", "skip", "take-all"),
                labels=True,
            ),
            Lesson(
                "That is most of it. {help} shows all keys, {articles} all articles, {settings} your "
                "settings, {tour} this tour again. Any key goes on from here."
            ),
        )
    )
