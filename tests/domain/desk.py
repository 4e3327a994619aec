"""A desk without a database: keys in, labels and log out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count

from annotator.domain.alone import alone_after
from annotator.domain.events import Change, Event, diff
from annotator.domain.labels import Labels
from annotator.domain.scheme import Scheme
from annotator.domain.session import menus
from annotator.domain.session.commands import commands, keymap
from annotator.domain.session.state import Session, Step
from annotator.domain.text import Article, Sentence, Tokens

NAMES = {
    " ": "space",
    ".": "full_stop",
    ",": "comma",
    ":": "colon",
    "<": "less_than_sign",
    ">": "greater_than_sign",
    "+": "plus",
    "!": "exclamation_mark",
    "(": "left_parenthesis",
    ")": "right_parenthesis",
    "-": "minus",
    "\n": "enter",
    "\t": "tab",
    "\x1b": "escape",
}


def article(text: str, *, split: str = r"[^.!?]*[.!?]") -> Article:
    """An article with a sentence for each full stop and a token for each word or sign."""
    sentences = []
    for match in re.finditer(split, text):
        lead = len(match.group()) - len(match.group().lstrip())
        sentences.append(Sentence(match.start() + lead, match.end()))
    tokens = Tokens([match.span() for match in re.finditer(r"\w+|[^\w\s]", text)])
    return Article("a1", text, tuple(sentences), tokens)


@dataclass
class PureDesk:
    """Runs commands by key and keeps the changes each made."""

    session: Session
    log: list[tuple[str, tuple[Change, ...]]] = field(default_factory=list)
    last: Step | None = None

    @classmethod
    def at(cls, scheme: Scheme, text: str | Article, suggestions: Labels | None = None) -> PureDesk:
        ids = count(1)
        made = article(text) if isinstance(text, str) else text
        session = Session(made, scheme, suggestions=suggestions or Labels(), new_id=lambda: f"id{next(ids)}")
        return cls(session.put_cursor(0))

    def press(self, *keys: str) -> PureDesk:
        """Press keys: names as Textual has them, or strings typed character by character."""
        for key in keys:
            if key in NAMES.values() or (
                len(key) > 1 and ("+" in key or key in ("left", "right", "home", "end"))
            ):
                self._one(key, None)
            else:
                for char in key:
                    self._one(NAMES.get(char, char), char)
        return self

    def _one(self, key: str, char: str | None) -> None:
        before = self.session
        if before.menu is not None:
            step = menus.press(before, key, char)
        else:
            table = keymap(commands(before.scheme))
            command = table.get(key) or table.get(char or "")
            if command is None:
                return
            step = command.run(before)
        self.last = step
        self.session = step.session
        changes = diff(before.labels, step.session.labels)
        if changes:
            self.log.append((step.verb or "", changes))
            event = Event("", len(self.log), datetime.now(UTC), "anna", step.verb or "", changes)
            self.session = replace(self.session, alone=alone_after(self.session.alone, event))

    def spans(self, label: str | None = None) -> list[str]:
        """Words of one's own spans, by position."""
        rows = [s for s in self.session.labels.spans.values() if label in (None, s.label)]
        return [s.text(self.session.article.text) for s in sorted(rows, key=lambda s: (s.start, -s.end))]

    def ties(self) -> list[tuple[str | None, dict[str, list[str]]]]:
        """Category and fillers of one's own ties, by position of the head."""
        labels, text = self.session.labels, self.session.article.text
        out = []
        for tie in sorted(labels.ties.values(), key=lambda t: labels.spans[t.head].start):
            roles: dict[str, list[str]] = {}
            for role in tie.roles:
                filler = (
                    labels.spans[role.filler].text(text) if role.filler else f"({role.implicit or 'tie'})"
                )
                roles.setdefault(role.role, []).append(filler)
            out.append((tie.category, roles))
        return out

    def with_suggestions(self, suggestions: Labels) -> PureDesk:
        self.session = replace(self.session, suggestions=suggestions)
        return self
