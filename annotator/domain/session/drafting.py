"""Labels changed by hand before they are committed as a whole: what an adjudicator's edit is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from annotator.domain.session import menus
from annotator.domain.session.commands import Command
from annotator.domain.session.state import Session, Step, clip_cursor

#: Commands that change labels or move about in the article; the others close, submit or lead elsewhere.
_GROUPS = ("Spans", "Ties", "Moving")
_MORE = frozenset({"remove", "next-item", "previous-item", "other-side"})
_LESS = frozenset({"next-open", "go-to", "find", "next-article", "previous-article", "escape"})
UNDO = "undo"


def drafts(command: Command) -> bool:
    """Whether a command means something in a draft."""
    return command.id not in _LESS and (command.group.startswith(_GROUPS) or command.id in _MORE)


@dataclass(frozen=True, slots=True)
class Draft:
    """A session that is not committed, with the states it came through, so that each key can be undone.

    `ask` is what a line of text is asked for, as in a step.
    """

    session: Session
    before: tuple[Session, ...] = ()
    message: str = ""
    ask: str = ""

    def press(self, keys: Mapping[str, Command], key: str, char: str | None) -> Draft | None:
        """The draft after a key; None for a key that means nothing here."""
        if self.session.menu is not None:
            return self.after(menus.press(self.session, key, char))
        command = keys.get(key) or keys.get(char or "")
        if command is not None and command.id == UNDO:
            return self.undo()
        return self.do(command) if command is not None and drafts(command) else None

    def undo(self) -> Draft:
        """The draft before the last key that changed something."""
        if not self.before:
            return replace(self, message="there is nothing to undo in this edit")
        return Draft(clip_cursor(replace(self.before[-1], menu=None)), self.before[:-1], "undone")

    def do(self, command: Command) -> Draft:
        """The draft after one of the commands that draft."""
        return self.after(command.run(self.session))

    def after(self, step: Step) -> Draft:
        """The draft once a step is made."""
        changed = step.session.labels is not self.session.labels
        before = (*self.before, self.session) if changed else self.before
        return Draft(step.session, before, step.message, step.ask or "")
