"""The words the rules know: cues with their frames, verbs, names, role nouns.

Read from the tab-separated files in `seeds/`; the texts travel with a pipeline that is saved.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from itertools import product
from typing import NamedTuple

from annotator.domain.errors import AnnotatorError
from annotator.resources import folder
from annotator.suggest.frames import Frame, parse_frames
from annotator.suggest.inflection import Forms, plural, verb_forms
from annotator.suggest.words import BASE, ING, PARTICIPLE, PAST, THIRD, Word

FILES = (
    "lexicons/stances.tsv",
    "lexicons/verbs.tsv",
    "lexicons/irregular.tsv",
    "lexicons/hedges.tsv",
    "lexicons/harms.tsv",
    "gazetteers/states.tsv",
    "gazetteers/organisations.tsv",
    "gazetteers/places.tsv",
    "gazetteers/roles.tsv",
    "gazetteers/given_names.txt",
)
CATEGORIES = frozenset(
    "ACCUSE CONDEMN DENY JUSTIFY REJECT ACKNOWLEDGE THREATEN WARN DEMAND SUPPORT WITHHOLD DISPUTE "
    "REPORT".split()
)
#: How many word forms are remembered at most.
_MANY = 200_000
_KINDS = frozenset({"verb", "noun", "adverb", "phrase", "mark", "modal", "harm"})
_DETERMINERS = frozenset("a an the its their his her".split())
#: Endings of plurals that name people in words longer than `_SHORT` letters (not: fists, lists).
_PEOPLE, _SHORT = ("ists", "ians", "eers"), 6


class Cue(NamedTuple):
    """One cue as it may begin at a word: the words after the first, and what follows them.

    `gap` is the number of tail words before the gap of a discontinuous cue, -1 without a gap.
    """

    category: str
    kind: str
    text: str
    tail: tuple[str, ...]
    gap: int
    frames: tuple[Frame, ...]
    pattern: str
    score: float


class Name(NamedTuple):
    """What a name of the gazetteers stands for."""

    entity: str
    kind: str
    sort: str


class Lexicon:
    """Everything the rules look words up in, built from the texts of `FILES`."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        missing = [name for name in FILES if name not in texts]
        if missing:
            raise AnnotatorError(f"the lexicon lacks {', '.join(missing)}", "Restore the folder seeds/.")
        self.texts = {name: texts[name] for name in FILES}
        self._irregular = {row[0]: _irregular(row) for row in self._rows("lexicons/irregular.tsv", 1)}
        self._forms: dict[str, int] = defaultdict(int)
        self._nouny: set[str] = set()
        self._cues: dict[str, list[Cue]] = defaultdict(list)
        self._filed: set[tuple[object, ...]] = set()
        self.hedges = {row[0]: row[1] for row in self._rows("lexicons/hedges.tsv", 2)}
        self.names: dict[str, Name] = {}
        self.name_starts: dict[str, int] = {}
        #: Organisations whose names others have elsewhere, with their states.
        self.states_of: dict[str, str] = {}
        self.roles: dict[str, str] = {}
        self.given_names = frozenset(self._words_of("gazetteers/given_names.txt"))
        self.harms = frozenset(self._words_of("lexicons/harms.tsv"))
        self._read_verbs()
        self._read_cues()
        self._read_roles()
        self._read_names()
        self._words: dict[str, Word] = {}

    @cached_property
    def digest(self) -> str:
        """First eight hexadecimal digits of the SHA-256 of all texts."""
        joined = "\0".join(f"{name}\0{text}" for name, text in sorted(self.texts.items()))
        return hashlib.sha256(joined.encode()).hexdigest()[:8]

    def word(self, text: str) -> Word:
        """What is known of the word form."""
        word = self._words.get(text)
        if word is None:
            lower = text.lower().replace("’", "'") if "’" in text else text.lower()
            cues = tuple(self._cues.get(lower, ()))
            forms = self._forms.get(lower, 0)
            role = self.roles.get(lower, "") or ("" if forms or text != lower else _role_by_ending(lower))
            names = self._names_from(text)
            word = Word(text, forms, lower in self._nouny, role, cues, names=names)
            if len(self._words) < _MANY:
                self._words[text] = word
        return word

    def _names_from(self, text: str) -> int:
        """How many words the longest name has that begins with the word."""
        may_begin = text[:1].isupper() or text.startswith("al-")
        return self.name_starts.get(text.split("-", 1)[0], 0) if may_begin else 0

    def _read_verbs(self) -> None:
        for entry in self._words_of("lexicons/verbs.tsv"):
            self._add_verb(entry.rstrip("*"), entry.endswith("*"))

    def _words_of(self, file: str) -> Iterator[str]:
        for line in self.texts[file].splitlines():
            if not line.startswith("#"):
                yield from line.split()

    def _add_verb(self, lemma: str, nouny: bool) -> Forms:
        forms = verb_forms(lemma, self._irregular)
        self._forms[forms.base] |= BASE
        self._forms[forms.third] |= THIRD
        for bit, spellings in ((PAST, forms.past), (PARTICIPLE, forms.participle), (ING, forms.ing)):
            for spelling in spellings:
                self._forms[spelling] |= bit
        if nouny:
            self._nouny |= {forms.base, forms.third}
        return forms

    def _read_cues(self) -> None:
        for number, row in self._numbered("lexicons/stances.tsv", 5):
            category, kind, cues, pattern, score = row[:5]
            where = f"seeds/lexicons/stances.tsv, line {number}"
            if category not in CATEGORIES or kind not in _KINDS:
                raise AnnotatorError(
                    f"{where}: {category} {kind} is no category and kind",
                    f"Categories: {', '.join(sorted(CATEGORIES))}; kinds: {', '.join(sorted(_KINDS))}.",
                )
            try:
                strength = float(score)
            except ValueError:
                raise AnnotatorError(
                    f"{where}: the score {score!r} is no number", "It lies between 0 and 1, for example .7."
                ) from None
            frames = parse_frames(pattern, where)
            for entry in cues.split("; "):
                for text in _alternatives(entry.strip().lstrip("*")):
                    plan = Cue(category, kind, text, (), -1, frames, pattern, strength)
                    self._add_cue(plan, entry.strip().startswith("*"))

    def _add_cue(self, cue: Cue, nouny: bool) -> None:
        """File the cue under every form of its first word."""
        head, *rest = cue.text.split()
        gap = rest.index("...") if "..." in rest else -1
        tail = tuple(w for w in rest if w != "..." and (cue.kind != "verb" or w not in _DETERMINERS))
        forms = {head}
        if cue.kind == "verb":
            verb = self._add_verb(head, nouny)
            forms = {verb.base, verb.third, *verb.past, *verb.participle, *verb.ing}
        elif cue.kind == "noun" and not rest:
            forms.add(plural(head))
        filed = cue._replace(tail=tail, gap=gap)
        same = (head, cue.category, cue.kind, tail, gap, cue.pattern)
        if same in self._filed:
            return
        self._filed.add(same)
        for form in forms:
            self._cues[form].append(filed)

    def _read_roles(self) -> None:
        for row in self._rows("gazetteers/roles.tsv", 2):
            kind, nouns = row[0], row[1].split("; ")
            for noun in nouns:
                self.roles.setdefault(noun, kind)
                if kind != "title":
                    self.roles.setdefault(plural(noun), kind)

    def _read_names(self) -> None:
        for key, name, aliases, demonyms, capital in (
            (row + [""] * 5)[:5] for row in self._rows("gazetteers/states.tsv", 2)
        ):
            for alias in (name, *_several(aliases)):
                self._add_name(alias, Name(key, "state", "state"))
            for alias in _several(capital):
                self._add_name(alias, Name(key, "state", "capital"))
            for alias in _several(demonyms):
                self._add_name(alias, Name(key, "", "people" if alias.endswith("s") else "demonym"))
        for row in self._rows("gazetteers/organisations.tsv", 3):
            key, kind, name = row[:3]
            if len(row) > 4 and row[4]:
                self.states_of[key] = row[4]
            for alias in (name, *_several(row[3] if len(row) > 3 else "")):
                self._add_name(alias, Name(key, kind, "organisation"))
        for sort, names in (row[:2] for row in self._rows("gazetteers/places.tsv", 2)):
            for name in _several(names):
                self._add_name(name, Name("", "", sort))

    def _add_name(self, name: str, meaning: Name) -> None:
        name = name.replace("’", "'").replace("–", "-").removeprefix("the ").removeprefix("The ")
        self.names.setdefault(name, meaning)
        first = name.split()[0].split("-")[0].split("'")[0]
        length = len(name.replace("-", " - ").replace("'", " '").split())
        self.name_starts[first] = max(self.name_starts.get(first, 1), length)

    def _rows(self, file: str, least: int) -> Iterator[list[str]]:
        return (row for _, row in self._numbered(file, least))

    def _numbered(self, file: str, least: int) -> Iterator[tuple[int, list[str]]]:
        for number, line in enumerate(self.texts[file].splitlines(), 1):
            if line and not line.startswith("#"):
                row = line.split("\t")
                if len(row) < least:
                    raise AnnotatorError(
                        f"seeds/{file}, line {number}: {len(row)} columns instead of {least}",
                        "Columns are separated by one tab; the header of the file names them.",
                    )
                yield number, row


@cache
def built_in() -> Lexicon:
    """The lexicon of this installation, read once per process.

    Raises:
        AnnotatorError: a file is missing or malformed; says which line.
    """
    seeds = folder("seeds")
    return Lexicon({name: (seeds / name).read_text(encoding="utf-8") for name in FILES})


def _irregular(row: list[str]) -> Forms:
    lemma, *rest = row
    past, participle, ing = ([*rest, "", "", ""])[:3]
    regular = verb_forms(lemma, {})
    return Forms(
        lemma,
        regular.third,
        tuple(_several(past)) or regular.past,
        tuple(_several(participle)) or regular.participle,
        tuple(_several(ing)) or regular.ing,
    )


def _role_by_ending(lower: str) -> str:
    """What an unlisted plural that ends as words for people do names: florists, librarians, auctioneers."""
    people = len(lower) > _SHORT and lower.endswith(_PEOPLE) and not lower.endswith("lists")
    return "unnamed_group" if people else ""


def _alternatives(text: str) -> list[str]:
    """All that `[lay|place] [the|] blame` stands for."""
    parts = re.split(r"\[([^]]*)\]", text)
    choices = [part.split("|") if at % 2 else [part] for at, part in enumerate(parts)]
    return [" ".join("".join(chosen).split()) for chosen in product(*choices)]


def _several(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]
