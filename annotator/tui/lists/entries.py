"""The list of registry entries: what the span in hand resolves to, and all that is known."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from annotator.domain.counted import counted
from annotator.domain.errors import AnnotatorError
from annotator.domain.labels import Span
from annotator.domain.registry import Entry, EntryKind, candidates
from annotator.domain.session.resolving import assign
from annotator.domain.text import printable
from annotator.project import registry
from annotator.project.labelling import Desk
from annotator.tui.lists.listing import Listing, Outcome, Pieces, Place

#: Entries shown at the most where all are looked through.
MOST = 500


class Entries:
    """Entries for the span in hand, the likeliest first, then the others of the project."""

    begin = 0
    asks = "entries with"
    empty = "no entry is near: n makes one of these words, / looks through all names"

    def __init__(self, desk: Desk, span_id: str | None, text: str = "", marked: str | None = None) -> None:
        self._desk = desk
        self._span_id = span_id
        self._text = text
        self._marked = marked
        session, project = desk.session, desk.project
        known = registry.registry(project, desk.key.annotator)
        self._span: Span | None = session.any_span(span_id) if span_id is not None else None
        rows: dict[str, tuple[Entry, str]] = {}
        if self._span is not None and not text:
            for near in candidates(known, session.labels, session.article, self._span):
                rows[near.entry.key] = (near.entry, near.why)
        wanted = text.lower()
        for one in registry.listed(project, everything=bool(text), viewer=desk.key.annotator):
            if wanted in " ".join((one.entry.key, *one.entry.names)).lower():
                rows.setdefault(one.entry.key, (one.entry, f"{one.mentions} ×" if one.mentions else ""))
        self._rows = list(rows.values())[:MOST]
        self.keys: tuple[tuple[str, str], ...] = (
            ("/", "all entries with a name"),
            ("m", "merge: mark, then press m on the other"),
            ("u", "undo in the registry"),
        )
        if self._span is None:
            self.title = f"{counted(len(self._rows), 'entry', 'entries')} of the registry"
            return
        now = known.entry(known.canonical(self._span.entity)) if self._span.entity else None
        told = f"resolves to {now.name}" if now is not None else "resolves to no entry"
        self.title = f"“{printable(session.words(self._span))}” {printable(told)}"
        self.keys = (
            ("n", "new entry of these words"),
            ("a", "these words are one more name of it"),
            ("d", "no entry"),
            *self.keys,
        )

    def __len__(self) -> int:
        return len(self._rows)

    def line(self, index: int, width: int) -> Pieces:
        """The sign of the one it resolves to, name, other names, and why it is proposed."""
        entry, why = self._rows[index]
        current = self._span is not None and self._span.entity == entry.key
        sign = "●" if current else "+" if entry.key == self._marked else " "
        names = printable("  ".join(entry.aliases))
        room = max(width - len(entry.name) - len(why) - 18, 0)
        kind = f" {sign} {entry.kind:<6} "
        return [
            (kind, "quiet"),
            (printable(entry.name), "title"),
            (f"  {names[:room]}", "words"),
            (f"  {why}", "quiet"),
        ]

    def place(self, index: int) -> Place | None:
        """Choosing one resolves the span, and leads nowhere."""
        return None

    def press(self, key: str, index: int) -> Outcome | None:
        """Resolve the span; make, name and merge entries; undo in the registry."""
        entry = self._rows[index][0] if self._rows else None
        try:
            match key:
                case "enter" if entry is not None:
                    return self._resolved(entry.key)
                case "d" if self._span_id is not None:
                    return self._resolved(None)
                case "n" if self._span is not None:
                    return self._resolved(self._new_entry())
                case "a" if self._span is not None and entry is not None:
                    if self._taken() not in (None, entry.key):
                        return Outcome(make=self._again(), message="these words stand for another entry")
                    registry.add_alias(self._desk.project, entry.key, self._words, self._author)
                    return self._resolved(entry.key)
                case "m" if entry is not None:
                    return self._merged(entry)
                case "u":
                    undone = registry.undo(self._desk.project, self._author)
                    return Outcome(make=self._again(), message=f"undone: “{undone.verb}”")
        except AnnotatorError as error:
            return Outcome(make=self._again(), message=f"{error.message}. {error.hint or ''}".strip())
        return None

    def matching(self, text: str) -> Callable[[], Listing]:
        """All entries, also built-in ones, that have the text in a name."""
        return lambda: Entries(self._desk, self._span_id, text, self._marked)

    def _new_entry(self) -> str:
        """The key of a new entry of the words; of one that is there, but was out of the annotator's sight."""
        project, words = self._desk.project, self._words
        return self._taken() or registry.add_entry(project, words, self._author, kind=self._kind).key

    def _taken(self) -> str | None:
        """The key of an entry out of the annotator's sight that the words stand for."""
        project, words = self._desk.project, self._words
        there = registry.registry(project).resolve(words)
        return there if there != registry.registry(project, self._author).resolve(words) else None

    @property
    def _words(self) -> str:
        assert self._span is not None
        return " ".join(self._span.text(self._desk.session.article.text).split())

    @property
    def _kind(self) -> EntryKind:
        assert self._span is not None
        return registry.kind_of(self._desk.project, self._span.label)

    @property
    def _author(self) -> str:
        return self._desk.key.annotator

    def _again(self) -> Callable[[], Listing]:
        return lambda: Entries(self._desk, self._span_id, self._text)

    def _resolved(self, key: str | None) -> Outcome | None:
        return (
            None
            if self._span_id is None
            else Outcome(take=partial(assign, span_id=self._span_id, entity=key))
        )

    def _merged(self, entry: Entry) -> Outcome:
        if self._marked is None:
            marked = lambda: Entries(self._desk, self._span_id, self._text, entry.key)  # noqa: E731
            return Outcome(make=marked, message=f"{entry.name}: now m on the entry that it is one with")
        if self._marked == entry.key:
            return Outcome(make=self._again(), message="not merged")
        into = registry.merge(self._desk.project, self._marked, entry.key, self._author)
        return Outcome(make=self._again(), message=f"merged into {into.name}; u takes it back")
