"""Word classes of the words of a sentence: from a tagger, or from the words and their neighbours."""

from __future__ import annotations

from annotator.suggest.headlines import headline_verbs
from annotator.suggest.words import (
    BASE,
    CLITICS,
    HAVE,
    ING,
    NOT_ADVERBS,
    PARTICIPLE,
    PAST,
    SUBJECT_PRONOUNS,
    THIRD,
    Word,
)

_PLURAL = frozenset("people police men women children many some others critics most several both few".split())


_BEFORE_TO = frozenset(
    "according due thanks owing prior close addition response regard reference contrary".split()
)


def classes_by_tagger(words: list[Word], tags: list[str], glued: list[bool]) -> list[str]:
    """Classes from Penn Treebank tags; function words keep the class their own list gives them."""
    out: list[str] = []
    for at, (word, tag) in enumerate(zip(words, tags, strict=True)):
        own = word.tag
        if own and own not in "AS#PEO" and not (own == "D" and tag.startswith("PRP")):
            kind = own
            if own == "Z" and tag == "DT":
                kind = "D"
        elif own == "O":
            kind = "O" if tag == "POS" or word.lower in {"'", "’"} else "X"
        else:
            kind = _BY_TAG.get(tag, own or "N")
            if kind == "P":
                kind = own if own in ("P", "S") else "P"
            if kind == "N" and own in ("P", "S", "A"):
                kind = own
        if kind == "H" or word.text == "–":
            kind = "H" if at and glued[at] and glued[at - 1] else ":"
        if kind == "N" and word.cap and not own and (word.text.isupper() or (out and out[-1] not in "._:Q")):
            kind = "E"
        if word.lower in CLITICS:
            kind = "O" if tag == "POS" else "X"
        if kind == "T" and at and (words[at - 1].lower in _BEFORE_TO or _completes(words, at)):
            kind = "P"
        out.append(kind)
    for at in range(1, len(out)):
        if out[at] == "L":
            back = at - 1
            while back > 0 and out[back] == "A":
                back -= 1
            if out[back] == "X" and words[back].lower in HAVE:
                out[at] = "V"
        if out[at] == "G" and out[at - 1] == "D":
            out[at] = "N"  # the shelling
        if out[at] in "LV" and out[at - 1] == "D" and words[at - 1].lower not in _ALONE:
            out[at] = "N"  # a suspected militant
        if out[at] == "V" and _led_by(words, out, at):
            out[at] = "L"  # a raid, allegedly led by guards
        if out[at] == "H" and at + 1 < len(out) and out[at + 1] in "VGLB":
            out[at + 1] = "N"
    return out


def _completes(words: list[Word], at: int) -> bool:
    """Whether `to` belongs to an adjective or participle before it: linked to the militia."""
    return "to" in words[at - 1].takes and not (at + 1 < len(words) and words[at + 1].forms & BASE)


def _led_by(words: list[Word], classes: list[str], at: int) -> bool:
    """Whether a past form that stands after a comma or noun has its agent beside it."""
    if at + 1 >= len(words) or words[at + 1].lower != "by" or not words[at].forms & PARTICIPLE:
        return False
    if "by" in words[at].spread:  # stood by them
        return False
    back = at - 1
    while back > 0 and classes[back] == "A":
        back -= 1
    return classes[back] in ",NE"


_BY_TAG = {
    "NN": "N", "NNS": "N", "NNP": "E", "NNPS": "E", "JJ": "N", "JJR": "N", "JJS": "N", "CD": "#", "DT": "D",
    "PDT": "D", "PRP$": "D", "PRP": "R", "EX": "R", "WP": "W", "WDT": "W", "WP$": "W", "WRB": "S", "IN": "P",
    "TO": "T", "MD": "M", "CC": "C", "RB": "A", "RBR": "A", "RBS": "A", "RP": "A", "VB": "B", "VBP": "V",
    "VBZ": "V", "VBD": "V", "VBN": "L", "VBG": "G", "POS": "O", "FW": "N", "ADD": "N", "NFP": ":", "UH": "A",
    "AFX": "N", "HYPH": "H", "SYM": "N", "LS": "N", "XX": "N",
}  # fmt: skip


def classes_by_neighbours(words: list[Word], glued: list[bool], title: bool) -> list[str]:
    """Classes of the words of one sentence, from left to right.

    `title` is a line in title case, where capitals tell nothing (see `headlines`).
    """
    line = _Line(words, glued, title)
    classes = line.classes
    for at, word in enumerate(words):
        kind = word.settled or line.kind(at, word)
        classes.append(kind)
        if kind not in "A_Q":
            line.previous, line.before = kind, at
    return classes


class _Line:
    """A sentence whose words have classes up to where it has been read.

    `previous` is the class of the last word that is no adverb, blank or quotation mark, `before` its
    index; `following` the word after the one being classified.
    """

    __slots__ = ("before", "classes", "following", "glued", "previous", "title", "verbs", "words")

    def __init__(self, words: list[Word], glued: list[bool], title: bool) -> None:
        self.words = words
        self.glued = glued
        self.title = title
        self.verbs = headline_verbs(words) if title else {}
        self.classes: list[str] = []
        self.previous = "."
        self.before = -1
        self.following = _NOTHING

    def kind(self, at: int, word: Word) -> str:
        """The class of the next word."""
        self.following = self.words[at + 1] if at + 1 < len(self.words) else _NOTHING
        if word.tag:
            return self._closed(at, word)
        if word.cap and (self.title or self.previous not in ".:" or self._starts_name(word)):
            return self.verbs.get(at, "E")
        if word.takes and self.previous in "NE" and self.following.lower in word.takes:
            return "L" if word.forms else "A"  # a source close to the family, men armed with knives
        if not word.forms:
            return "B" if self.previous == "M" else "N"
        return "N" if self.previous == "H" else self._open(at, word)

    def _closed(self, at: int, word: Word) -> str:
        """The class of a function word, where its neighbours change it."""
        kind = word.tag
        if word.cap and at and self.previous not in ".:" and word.may_be_name:
            return kind if self.title and self.following.forms & BASE else "E"
        if kind == "O" or (kind == "X" and word.lower in CLITICS):
            return self._possessive_or_verb(word)
        if kind == "H" or word.text == "–":
            return "H" if at and self.glued[at] and self.glued[at - 1] else ":"
        if kind == "Z" and self._that_is_determiner(at):
            return "D"
        if kind == "D" and self._stands_alone(word):
            return "R"
        if kind == "T" and at and (self.words[at - 1].lower in _BEFORE_TO or _completes(self.words, at)):
            return "P"
        return kind

    def _starts_name(self, word: Word) -> bool:
        """Whether a capitalised first word belongs to a name."""
        if self.following.cap and not self.following.tag:
            return True
        if word.lower.endswith("s") and self.following.lower in _PLURAL_VERBS:
            return False
        adverb = word.lower.endswith("ly") and word.lower not in NOT_ADVERBS
        return not (word.forms or word.role or word.cues or adverb)

    def _possessive_or_verb(self, word: Word) -> str:
        """'s after a name: of whom, or is/has."""
        if word.lower in {"'", "’"}:
            return "O"
        if self.previous in "RWZ":
            return "X"
        return (
            "X" if self.following.tag in ("D", "P", "R") or self.following.lower in {"not", "been"} else "O"
        )

    def _that_is_determiner(self, at: int) -> bool:
        """`that` after a preposition, or at the start before a noun and its verb (that day was ...)."""
        if self.previous == "P":
            return True
        if self.previous != "." or self.following.tag or self.following.forms & THIRD:
            return False
        return at + 2 < len(self.words) and self.words[at + 2].tag in ("X", "M")

    def _stands_alone(self, word: Word) -> bool:
        """Whether a determiner has no noun: this, many, both."""
        following = self.following
        if following.tag not in ("", "#", "A", "D", "H"):
            return word.lower in _ALONE or word.lower == "her"
        finite = following.forms & (THIRD | PAST) and not following.nouny and not following.cap
        return bool(finite) and word.lower in _ALONE

    def _open(self, at: int, word: Word) -> str:
        """What a word that has verb forms is between its neighbours."""
        forms, previous, next_tag = word.forms, self.previous, self.following.tag
        opens = self._phrase_follows()
        if previous in "DO#":
            finite = forms & (PAST | PARTICIPLE) and not forms & BASE
            alone = self.before >= 0 and self.words[self.before].lower in _ALONE
            return "V" if finite and alone and next_tag else "N"
        if previous == "V" and forms & (ING | PARTICIPLE) and self._modifies_subject(at):
            return "N"  # said imported feed was to blame
        if forms & ING:
            if previous in "NE" and not (opens or next_tag in ("T", "P", "S", "A") or word.cues):
                return "G" if not next_tag and self.before == at - 1 and previous == "N" else "N"
            return "G"
        if previous in "TM":
            return "B" if forms & BASE else ("L" if forms & PARTICIPLE else "N")
        if previous == "X":
            return self._after_auxiliary(forms)
        if forms & (PAST | PARTICIPLE) and not forms & BASE:
            if previous == "P":
                return "N"
            particle = "by" in word.spread  # stood by them
            if previous in "NE" and self.before == at - 1 and not particle and self._agent_follows(at):
                return "L"
            if previous == "." and next_tag in ("S", "W"):
                return "L"  # Asked whether she knew, the mayor ...
            return "L" if not forms & PAST or (previous in ",.(" and next_tag in ("P", "T")) else "V"
        if previous in "RWZ":
            if previous == "R" and self.words[self.before].lower not in _SUBJECTS:
                return "B" if forms & BASE else "N"
            return "V"
        if forms & PAST and (opens or next_tag == "T"):  # read, put, cut: past as base
            return "V" if previous in "NEC," else "N"
        if previous == "P":
            return "N"
        return self._third_or_plural(word) if forms & THIRD else self._base_or_noun(word)

    def _modifies_subject(self, at: int) -> bool:
        """Whether a participle right after a verb of saying stands before a noun and its verb."""
        noun = self.following
        if self.before != at - 1 or not self.words[at - 1].reports or noun.tag or noun.cap:
            return False
        after = self.words[at + 2] if at + 2 < len(self.words) else _NOTHING
        finite = after.tag in ("X", "M") or (after.forms & PAST and not after.tag)
        return bool(finite) and (noun.nouny or not noun.forms)

    def _agent_follows(self, at: int) -> bool:
        """Whether `by` and somebody follow: workers employed by the firm, not: fell by a third."""
        if self.following.lower != "by" or at + 2 >= len(self.words):
            return False
        agent = self.words[at + 2]
        return not agent.time and (agent.tag in ("D", "R") or (agent.cap and not agent.tag))

    def _phrase_follows(self) -> bool:
        """Whether the next word can only begin an object or a clause."""
        following = self.following
        return following.tag in ("D", "R", "Z", "Q") or (following.cap and not following.tag)

    def _after_auxiliary(self, forms: int) -> str:
        """After be, have, do."""
        auxiliary = self.words[self.before].lower if self.before >= 0 else ""
        if forms & PARTICIPLE:
            return "V" if auxiliary in HAVE or auxiliary in {"'d", "’d"} else "L"
        return "B" if forms & BASE and auxiliary in {"do", "does", "did"} else "N"

    def _third_or_plural(self, word: Word) -> str:
        """`claims`, `attacks`, `says` after a noun, name, comma or conjunction."""
        previous, next_tag = self.previous, self.following.tag
        if next_tag in ("X", "M"):
            return "N"
        if not word.nouny:
            return "V" if previous in "NEC,)Q" or word.cues else "N"
        if self.following.lower == "by" and "by" in word.spread and self.words[self.before].role:
            return "V"  # the mayor stands by them
        if previous in "NE)," and (next_tag == "T" or self._phrase_follows()):
            return "V"
        return "V" if previous == "C" and next_tag in ("D", "R", "Z") else "N"

    def _base_or_noun(self, word: Word) -> str:
        """`say`, `claim`, `report`: verb after a plural, or joined to a verb."""
        previous, before = self.previous, self.before
        opens = self._phrase_follows()
        if previous == "C":
            back = before - 1
            while back >= 0 and self.classes[back] not in "VBGL.,":
                back -= 1
            joined = back >= 0 and self.classes[back] in "BV"
            return "B" if joined and (not word.nouny or opens) else "N"
        infinitive = self.following.tag == "T"
        if previous in "NE" and before >= 0:
            subject = self.words[before].lower
            plural = (
                subject.endswith("s") and not subject.endswith(("ss", "us", "is"))
            ) or subject in _PLURAL
            if plural and (not word.nouny or opens or infinitive):
                return "V"
            if previous == "E" and not word.nouny and (opens or infinitive):
                return "V"
        if (
            previous in "NE"
            and (opens or (not word.nouny and not self.following.forms))
            and self._after_that()
        ):
            return "V"  # subjunctive: that the minister resign
        return "B" if previous == "," and not word.nouny and opens else "N"

    def _after_that(self) -> bool:
        """Whether only one noun phrase stands between `that` and here."""
        back = self.before
        while back >= 0 and self.classes[back] in "DNE#":
            back -= 1
        return back >= 0 and self.classes[back] == "Z" and back < self.before - 1


_NOTHING = Word(".", 0, False, "", ())
_PLURAL_VERBS = frozenset({"are", "were", "have", "do"})
_ALONE = frozenset("this these those many some others both most several few all one".split())
_SUBJECTS = SUBJECT_PRONOUNS | _PLURAL | {"this", "it"}
