"""The registry: actors and events that spans resolve to, under all their names.

A span's `entity` is the key of an entry. Words resolve to an entry when they are one of its names,
whatever the case, articles and possessives around them: `Pakistan’s`, `the Pakistani government` and
`Islamabad` are PAK. What is only like a name is proposed (`near`), never taken. Two entries that turn out
to be one are merged by a pointer from one to the other, so that no label has to change and the merge can
be taken back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from annotator.domain.labels import Labels, Span
from annotator.domain.scheme import Scheme
from annotator.domain.text import Article

EntryKind = Literal["actor", "event"]
KINDS: tuple[EntryKind, ...] = ("actor", "event")

#: How like a name words must be to be proposed, from 0 to 1.
LIKE = 0.8


@dataclass(frozen=True, slots=True)
class Entry:
    """An actor or event under one key.

    `aliases` are other names. `adjectives` name it only before a word for its government (Pakistani).
    `into` is the key of the entry that it was merged into. Where others have its names elsewhere (Labour),
    `state` is the key of the state it is of; words alone do not resolve to it then.
    """

    key: str
    kind: EntryKind
    name: str
    aliases: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    into: str | None = None
    state: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The name, then all aliases."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Near:
    """An entry that some words may stand for: the name they are like, how like (0 to 1), and why."""

    entry: Entry
    name: str
    likeness: float
    why: str


@dataclass(frozen=True)
class Registry:
    """All entries: those that come with the program, and the project's own, which go before them.

    An own entry with the key of a built-in one adds its names to those.
    """

    built_in: Mapping[str, Entry] = field(default_factory=dict)
    own: Mapping[str, Entry] = field(default_factory=dict)

    def entry(self, key: str) -> Entry | None:
        """The entry of a key, with its built-in names; a merged one as it was."""
        given, mine = self.built_in.get(key), self.own.get(key)
        if given is None or mine is None:
            return mine or given
        more = tuple(name for name in given.aliases if name not in mine.names)
        return replace(mine, aliases=(*mine.aliases, *more), adjectives=given.adjectives)

    def entries(self) -> Iterator[Entry]:
        """All entries by key, merged ones left out."""
        for key in sorted(self.own.keys() | self.built_in.keys()):
            entry = self.entry(key)
            if entry is not None and entry.into is None:
                yield entry

    def canonical(self, key: str) -> str:
        """The key that stands for a key: that of the entry it was merged into, at last."""
        seen = {key}
        while (entry := self.own.get(key)) is not None and entry.into is not None:
            if entry.into in seen:
                break
            key = entry.into
            seen.add(key)
        return key

    def merged(self, key: str) -> tuple[Entry, ...]:
        """Entries that were merged into this one."""
        return tuple(entry for entry in self.own.values() if entry.into and self.canonical(entry.key) == key)

    def resolve(self, words: str) -> str | None:
        """Key of the entry that the words name; None where they name none, or more than one."""
        return self._named(words, self._own_names, self._names)

    def _named(self, words: str, *tables: Mapping[str, set[str]]) -> str | None:
        for names in tables:
            for form in forms(words):
                found = names.get(form)
                if found:
                    return next(iter(found)) if len(found) == 1 else None
        return None

    def near(self, words: str, limit: int = 5) -> list[Near]:
        """Entries whose names are like the words, the likest first; those that they name come with 1.

        Like are names that hold one another's words, an acronym and its words, and spellings of which
        at least 80 % agree (Ratcliff and Obershelp's measure, as in `difflib`).
        """
        best: dict[str, Near] = {}
        wanted = folded(words)
        exact = self.resolve(words)
        if exact is not None:
            entry = self.entry(exact)
            if entry is not None:
                best[exact] = Near(entry, entry.name, 1.0, "named")
        if wanted:
            for found in self._like(wanted, words):
                key = self.canonical(found.entry.key)
                if key not in best or best[key].likeness < found.likeness:
                    entry = self.entry(key) or found.entry
                    best[key] = replace(found, entry=entry)
        return sorted(best.values(), key=lambda one: (-one.likeness, one.entry.key))[:limit]

    def find(self, words: str) -> Entry | None:
        """The entry meant: by key, else by name, also by one that others have elsewhere."""
        known = words in self.own or words in self.built_in
        key = words if known else self.resolve(words) or self._named(words, self._shared_names)
        return None if key is None else self.entry(self.canonical(key))

    def _like(self, wanted: str, words: str) -> Iterator[Near]:
        import difflib

        mine = set(wanted.split())
        letters = _letters(words)
        matcher = difflib.SequenceMatcher(autojunk=False)
        matcher.set_seq2(wanted)
        for entry in (*self.own.values(), *self.built_in.values()):
            for name in entry.names:
                other = folded(name)
                theirs = set(other.split())
                if (shared := mine & theirs) and (shared in (mine, theirs)) and not shared <= _COMMON:
                    part = len(" ".join(shared)) / len(max(wanted, other, key=len))
                    yield Near(entry, name, round(min(0.95, 0.8 + 0.15 * part), 3), "has the same words")
                elif letters and letters == _acronym(name):
                    yield Near(entry, name, 0.85, "is its acronym")
                else:
                    matcher.set_seq1(other)
                    if matcher.real_quick_ratio() >= LIKE and matcher.quick_ratio() >= LIKE:
                        likeness = matcher.ratio()
                        if likeness >= LIKE:
                            yield Near(entry, name, round(min(likeness, 0.99), 3), "is spelt alike")

    @cached_property
    def _own_names(self) -> Mapping[str, set[str]]:
        return self._index(self.own.values())

    @cached_property
    def _names(self) -> Mapping[str, set[str]]:
        return self._index(entry for entry in self.built_in.values() if not entry.state)

    @cached_property
    def _shared_names(self) -> Mapping[str, set[str]]:
        return self._index(entry for entry in self.built_in.values() if entry.state)

    def _index(self, entries: Iterable[Entry]) -> dict[str, set[str]]:
        out: dict[str, set[str]] = {}
        for entry in entries:
            key = self.canonical(entry.key)
            for name in entry.names:
                for form in _stored_forms(name):
                    out.setdefault(form, set()).add(key)
            for name in (*entry.names, *entry.adjectives):
                out.setdefault(f"{_GOVERNMENT}{folded(name)}", set()).add(key)
        return out


def forms(words: str) -> Iterator[str]:
    """The forms under which words are looked up, the strictest first."""
    plain = _bare(words)
    if not plain:
        return
    yield f"={plain}"
    yield folded(plain)
    parts = _fold(plain).split()
    if len(parts) > 1 and parts[-1] in _GOVERNMENTS:
        yield f"{_GOVERNMENT}{folded(' '.join(plain.split()[:-1]))}"
    if len(parts) > 2 and parts[0] in _GOVERNMENTS and parts[1] == "of":
        yield f"{_GOVERNMENT}{folded(' '.join(plain.split()[2:]))}"


def folded(words: str) -> str:
    """Words without article, possessive, case, accents and punctuation, for comparing names."""
    return " ".join(re.findall(r"\w+", _fold(_bare(words))))


def with_entity(labels: Labels, span_id: str, key: str | None) -> Labels:
    """The labels with a span resolved to an entry, or to none."""
    return labels.with_span(replace(labels.spans[span_id], entity=key))


def resolved(labels: Labels, article: Article, scheme: Scheme, registry: Registry) -> Labels:
    """Suggestions with each span resolved that can be: by its words, else as the suggester had it.

    Only spans whose label resolves to entries in the scheme are touched; keys of merged entries become
    those of the entries they were merged into.
    """
    spans: dict[str, Span] = {}
    for key, span in labels.spans.items():
        if span.label not in scheme.labels or not scheme.labels[span.label].entity:
            continue
        entity = registry.resolve(span.text(article.text))
        if entity is None and span.entity is not None:
            entity = registry.canonical(span.entity)
        if entity != span.entity:
            spans[key] = replace(span, entity=entity)
    return replace(labels, spans={**labels.spans, **spans}) if spans else labels


def candidates(
    registry: Registry, labels: Labels, article: Article, span: Span, limit: int = 8
) -> list[Near]:
    """Entries that a span may be resolved to, the likeliest first.

    First what its words name, then what the same words stand for elsewhere in the article, then names
    like them; for spans of the same label, entries that are met in the article come last, the nearest
    before it first: what `it` or `the attack` means stands nearby.
    """
    words = span.text(article.text)
    out: dict[str, Near] = {}
    exact = registry.resolve(words)

    def propose(key: str, likeness: float, why: str) -> None:
        key = registry.canonical(key)
        entry = registry.entry(key)
        if entry is not None and key not in out:
            out[key] = Near(entry, entry.name, likeness, why)

    if exact is not None:
        propose(exact, 1.0, "named")
    others = [one for one in labels.spans.values() if one.entity and one.id != span.id]
    for other in others:
        if folded(other.text(article.text)) == folded(words):
            propose(other.entity or "", 0.99, "the same words in this article")
    for near in registry.near(words, limit):
        out.setdefault(near.entry.key, near)
    same = [one for one in others if one.label == span.label]
    for other in sorted(same, key=lambda one: (one.start > span.start, abs(one.start - span.start))):
        propose(other.entity or "", 0.5, "met in this article")
    return list(out.values())[:limit]


#: What stands before a name that only names a government: `pakistani` in `the Pakistani government`.
_GOVERNMENT = "government:"
_GOVERNMENTS = frozenset("government administration authorities regime state leadership".split())
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
#: Words that two names may share without being alike.
_COMMON = frozenset(
    "a an and authority bank commission committee council court department for force forces government group "
    "in ministry national new of on party people republic state states the union united".split()
)


def _stored_forms(name: str) -> Iterator[str]:
    plain = _bare(name)
    yield f"={plain}"
    # Short names in capitals are other words in small letters: US, WHO, IT.
    if not (plain.isupper() and len(re.sub(r"\W", "", plain)) <= 4):
        yield folded(plain)


def _bare(words: str) -> str:
    """Words without blanks around, article and possessive."""
    plain = " ".join(words.split()).strip('“”"‘,;:()[] ')
    return _POSSESSIVE.sub("", _ARTICLE.sub("", plain))


def _fold(words: str) -> str:
    if words.isascii():
        return words.lower()
    spelt = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in spelt if not unicodedata.combining(letter))


def _letters(words: str) -> str:
    """The words as an acronym, if they are one: UNHCR, U.N."""
    plain = _bare(words).replace(".", "")
    return plain if plain.isupper() and plain.isalpha() and 2 <= len(plain) <= 6 else ""


def _acronym(name: str) -> str:
    return "".join(word[0] for word in _bare(name).split() if word[0].isupper())
