"""An edit of a reading over the adjudication screen, with the keys of the annotate screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from annotator.domain.adjudication.cases import Version
from annotator.domain.adjudication.editing import Edit
from annotator.domain.key_names import key_name
from annotator.domain.session.attributes import set_attribute
from annotator.domain.session.commands import Command, keymap
from annotator.domain.session.drafting import UNDO, Draft, drafts
from annotator.project.adjudicator import Place
from annotator.tui.act import Act, act_in
from annotator.tui.key_words import with_keys
from annotator.tui.prompt import ATTRIBUTE
from annotator.tui.widgets.case_editor import CaseEditor

if TYPE_CHECKING:
    from annotator.tui.screens.adjudicate import AdjudicateScreen

#: What the footer tells beside the edit's own acts: keys of the annotate screen, by its commands.
MARKING = (
    ("right-end-back right-end-on left-end-back left-end-on", "ends"),
    ("attributes", "attributes"),
    ("remove", "delete"),
)


class EditPanel:
    """The edit, while there is one; nothing of it is committed before it is taken."""

    def __init__(self, screen: AdjudicateScreen) -> None:
        self._screen = screen
        self._edit: Edit | None = None
        self._table: list[Command] = []
        self._keys: dict[str, Command] = {}

    def use(self, table: list[Command]) -> None:
        """Take the commands of the annotate screen, with the keys that are in effect."""
        self._table, self._keys = table, keymap(table)

    @property
    def is_open(self) -> bool:
        """Whether something is being edited."""
        return self._edit is not None

    @property
    def chooses(self) -> bool:
        """Whether a menu is open, which takes every key."""
        return self._edit is not None and self._edit.chooses

    @property
    def message(self) -> str:
        """What is told of the edit."""
        return with_keys(self._edit.draft.message, self._table) if self._edit is not None else ""

    def footer(self) -> Iterator[tuple[str, str]]:
        """Keys of the annotate screen that the footer tells beside those of `acts`."""
        yield from (("A–Z", "category"), ("1–7", "role"))
        first = {one.id: key_name(one.keys[0]) for one in self._table if one.keys}
        for ids, does in MARKING:
            if keys := " ".join(first[one] for one in ids.split() if one in first):
                yield keys, does

    def acts(self) -> Iterator[Act]:
        """What can be done with an edit beside changing labels."""
        make = partial(act_in, "An edit")
        yield make("enter", "take it so", self.take, "take it so")
        undo = " ".join(key for one in self._table if one.id == UNDO for key in one.keys)
        yield make(undo, "undo the last key of the edit", self.undo, "undo a key" if undo else "")
        yield make("escape", "drop the selection, or give the edit up", self.leave, "give the edit up")

    def marking(self) -> Iterator[Act]:
        """The commands of the annotate screen that an edit takes."""
        for command in self._table:
            if drafts(command):
                group = f"An edit: {command.group}"
                yield Act(command.keys, command.title, group, partial(self._mark, command))

    def begin(self, place: Place, version: Version) -> None:
        """Edit a reading of a case."""
        if version.id is None:
            self._screen.tell("this reading marked nothing: ← → takes another one in hand")
            return
        assert self._screen.work is not None
        self._go_on(Edit.of(self._screen.work.docket(place.article), place.case, version))

    def press(self, key: str, char: str | None) -> bool:
        """Do what a key stands for in the annotate screen; False if it stands for nothing in an edit."""
        assert self._edit is not None
        after = self._edit.press(self._keys, key, char)
        if after is not None:
            self._go_on(after)
        return after is not None

    def answer(self, ask: str, text: str) -> None:
        """Take a line of text that was asked for."""
        if ask.startswith(ATTRIBUTE):
            draft = self._draft
            name = ask.removeprefix(ATTRIBUTE)
            self._redraft(draft.after(set_attribute(draft.session, name, text or None)))

    def undo(self) -> None:
        """Take back the last key of the edit."""
        self._redraft(self._draft.undo())

    def take(self) -> None:
        """Choose gold as the edit makes it."""
        assert self._edit is not None
        gold = self._edit.gold
        self._go_on(None)
        self._screen.deciding.take_edited(gold)

    def leave(self) -> None:
        """Drop the selection, or give the edit up."""
        assert self._edit is not None
        self._go_on(self._edit.leave())
        if self._edit is None:
            self._screen.tell("the edit was given up")

    def draw(self) -> None:
        """Draw the edit."""
        if self._edit is not None:
            self._screen.query_one(CaseEditor).show(self._edit.draft.session)

    @property
    def _draft(self) -> Draft:
        assert self._edit is not None
        return self._edit.draft

    def _mark(self, command: Command) -> None:
        self._redraft(self._draft.do(command))

    def _redraft(self, draft: Draft) -> None:
        assert self._edit is not None
        self._go_on(replace(self._edit, draft=draft))

    def _go_on(self, edit: Edit | None) -> None:
        """Go on with an edit, or without one."""
        self._edit = edit
        self._screen.set_class(edit is not None, "edit")
        if edit is not None and edit.draft.ask:
            self._screen.ask(edit.draft.ask)
