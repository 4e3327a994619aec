"""Forms of English verbs and nouns from their base form, by rule.

The rules are the regular spelling rules of school grammar; what they cannot know (irregular verbs,
doubling in words of several syllables) comes from a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

VOWELS = frozenset("aeiou")


class Forms(NamedTuple):
    """The forms of one verb; past and participle may have several spellings."""

    base: str
    third: str
    past: tuple[str, ...]
    participle: tuple[str, ...]
    ing: tuple[str, ...]


def verb_forms(lemma: str, irregular: Mapping[str, Forms]) -> Forms:
    """All forms of the verb, those of `irregular` first."""
    known = irregular.get(lemma)
    if known:
        return known
    past = _with_ending(lemma, "ed")
    return Forms(lemma, third_person(lemma), (past,), (past,), (_with_ending(lemma, "ing"),))


def third_person(lemma: str) -> str:
    """The -s form of a verb, which is also the plural of a noun."""
    if lemma.endswith(("s", "x", "z", "ch", "sh")) or (lemma.endswith("o") and lemma[-2:-1] not in VOWELS):
        return lemma + "es"
    if lemma.endswith("y") and lemma[-2:-1] not in VOWELS:
        return lemma[:-1] + "ies"
    return lemma + "s"


def plural(noun: str) -> str:
    """The regular plural of a noun; of one of several words, that of the last."""
    if noun.endswith("man"):
        return noun[:-3] + "men"
    return third_person(noun)


def _with_ending(lemma: str, ending: str) -> str:
    """The regular -ed or -ing form."""
    if ending == "ing":
        if lemma.endswith("ie"):
            return lemma[:-2] + "ying"
        if lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")):
            return lemma[:-1] + "ing"
    elif lemma.endswith("e"):
        return lemma + "d"
    elif lemma.endswith("y") and lemma[-2:-1] not in VOWELS:
        return lemma[:-1] + "ied"
    if _doubles(lemma):
        return lemma + lemma[-1] + ending
    return lemma + ending


def _doubles(lemma: str) -> bool:
    """Whether a one-syllable word ends in one vowel and one consonant."""
    if len(lemma) < 3 or lemma[-1] in VOWELS or lemma[-1] in "wxy" or lemma[-2] not in VOWELS:
        return False
    before = lemma[:-2]
    return not any(letter in VOWELS for letter in before.replace("qu", "q"))
