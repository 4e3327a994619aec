"""The entries of the registry that the gazetteers come with: states and organisations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from annotator.domain.registry import Entry
from annotator.suggest.additions import extended
from annotator.suggest.lexicon import built_in


def built_in_entries(additions: Mapping[str, str] | None = None) -> dict[str, Entry]:
    """The entries of this installation's gazetteers and of a project's own ones.

    Raises:
        AnnotatorError: a file is missing or malformed.
    """
    texts = built_in().texts
    return entries(extended(texts, additions) if additions else texts)


def entries(texts: Mapping[str, str]) -> dict[str, Entry]:
    """States with their capitals and demonyms, and organisations, by key, from a lexicon's texts.

    Of two entries with one key the names come together; the first one's name is that of the entry.
    """
    out: dict[str, Entry] = {}
    states, organisations = (texts[f"gazetteers/{table}.tsv"] for table in ("states", "organisations"))
    for entry in (*_states(states), *_organisations(organisations)):
        known = out.get(entry.key, entry)
        aliases = dict.fromkeys((*known.aliases, *entry.names))
        aliases.pop(known.name, None)
        adjectives = dict.fromkeys((*known.adjectives, *entry.adjectives))
        out[entry.key] = Entry(
            entry.key, "actor", known.name, tuple(aliases), tuple(adjectives), state=known.state
        )
    return out


def _states(text: str) -> Iterator[Entry]:
    for row in _rows(text):
        key, name, aliases, demonyms, capitals = (row + [""] * 5)[:5]
        # A people is not its state; the adjective is that of its government.
        adjectives = tuple(_several(demonyms))
        yield Entry(key, "actor", name, (*_several(aliases), *_several(capitals)), adjectives)


def _organisations(text: str) -> Iterator[Entry]:
    for row in _rows(text):
        key, _, name, aliases, state = (row + [""] * 5)[:5]
        yield Entry(key, "actor", name, tuple(_several(aliases)), state=state)


def _rows(text: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _several(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]
