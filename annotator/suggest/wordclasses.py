"""Word classes of the words of a sentence: from a tagger, or from the words and their neighbours."""

from __future__ import annotations

from annotator.suggest.words import BASE, HAVE, ING, PARTICIPLE, PAST, SUBJECT_PRONOUNS, THIRD, Word

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
        if kind == "H" and not (glued[at] and at and glued[at - 1]):
            kind = ":"
        if word.lower in {"'s", "’s"}:
            kind = "O" if tag == "POS" else "X"
        if kind == "T" and at and words[at - 1].lower in _BEFORE_TO:
            kind = "P"
        out.append(kind)
    for at in range(1, len(out)):
        if out[at] == "L":
            back = at - 1
            while back > 0 and out[back] == "A":
                back -= 1
            if out[back] == "X" and words[back].lower in HAVE:
                out[at] = "V"
        if out[at] == "H" and at + 1 < len(out) and out[at + 1] in "VGLB":
            out[at + 1] = "N"
    return out


_BY_TAG = {
    "NN": "N", "NNS": "N", "NNP": "E", "NNPS": "E", "JJ": "N", "JJR": "N", "JJS": "N", "CD": "#", "DT": "D",
    "PDT": "D", "PRP$": "D", "PRP": "R", "EX": "R", "WP": "W", "WDT": "W", "WP$": "W", "WRB": "S", "IN": "P",
    "TO": "T", "MD": "M", "CC": "C", "RB": "A", "RBR": "A", "RBS": "A", "RP": "A", "VB": "B", "VBP": "V",
    "VBZ": "V", "VBD": "V", "VBN": "L", "VBG": "G", "POS": "O", "FW": "N", "ADD": "N", "NFP": ":", "UH": "A",
    "AFX": "N", "HYPH": "H", "SYM": "N", "LS": "N", "XX": "N",
}  # fmt: skip


def classes_by_neighbours(
    words: list[Word], out: list[str], glued: list[bool], start: int, end: int, title: bool
) -> None:
    """Fill in the classes of one sentence, from left to right.

    `title` is a line in title case, where capitals tell nothing; only plain -s forms of verbs are
    taken for verbs there.
    """
    previous = "."  # class of the last token that is no adverb, blank or quotation mark
    before = -1  # and its index
    for at in range(start, end):
        word = words[at]
        kind = word.tag
        if (
            word.cap
            and (kind or not title)
            and at > start
            and previous not in ".:"
            and _is_name(words, at, end, title)
        ):
            kind = "E"
        elif kind:
            if kind == "O" or (kind == "X" and word.lower in {"'s", "’s"}):
                kind = _possessive_or_verb(words, at, end, previous)
            elif kind == "H" and not (glued[at] and at > start and glued[at - 1]):
                kind = ":"
            elif kind == "Z" and _that_is_determiner(words, at, end, previous):
                kind = "D"
            elif kind == "D" and _is_pronoun(words, at, end):
                kind = "R"
            elif kind == "T" and at > start and words[at - 1].lower in _BEFORE_TO:
                kind = "P"
        elif word.cap and (title or previous not in ".:" or _starts_name(words, at, end)):
            kind = "E"
            if title and word.forms & THIRD and at > start and word.cues and _plainly_verb(word):
                kind = "V"
        elif previous == "H":
            kind = "N"
        elif word.forms:
            kind = _verb_or_noun(words, out, at, start, end, previous, before)
        else:
            kind = "N"
        out[at] = kind
        if kind not in "A_Q":
            previous, before = kind, at


def _plainly_verb(word: Word) -> bool:
    """Whether a capitalised -s form is a verb more than a plural."""
    return not word.nouny or any(cue.kind == "verb" and cue.score >= 0.9 for cue in word.cues)


def _is_name(words: list[Word], at: int, end: int, title: bool) -> bool:
    """A capitalised function word inside a sentence is a name only between names (The Will of ...)."""
    word = words[at]
    if title or word.lower in {"i", "the", "a", "an"} or word.tag in "_#O":
        return False
    return word.tag not in "RDZWXMCTPS,.:QH()" or word.text in {"May", "Will", "US"}


def _starts_name(words: list[Word], at: int, end: int) -> bool:
    """Whether a capitalised first word belongs to a name."""
    word = words[at]
    following = words[at + 1] if at + 1 < end else None
    if following is not None and following.cap and not following.tag:
        return True
    return not word.forms and not word.role and not word.lower.endswith("ly")


def _possessive_or_verb(words: list[Word], at: int, end: int, previous: str) -> str:
    """'s after a name: of whom, or is/has."""
    if words[at].lower in {"'", "’"}:
        return "O"
    if previous in "RWZ" or at + 1 >= end:
        return "X"
    following = words[at + 1]
    return "X" if following.tag in ("D", "P", "R") or following.lower in {"not", "been"} else "O"


def _that_is_determiner(words: list[Word], at: int, end: int, previous: str) -> bool:
    """`that` before a noun and after a preposition or verb-less start (that day, of that kind)."""
    if previous == "P":
        return True
    following = words[at + 1] if at + 1 < end else None
    if following is None or following.tag or following.forms & THIRD:
        return False
    after = words[at + 2] if at + 2 < end else None
    return previous in "." and after is not None and after.tag in ("X", "M")


def _is_pronoun(words: list[Word], at: int, end: int) -> bool:
    """Whether `her`, `this`, `many` stand alone."""
    lower = words[at].lower
    if at + 1 >= end:
        return lower in {"her", "this", "these", "those", "many", "both"}
    following = words[at + 1]
    if following.tag in ("", "#", "A", "D", "H"):
        return (
            bool(following.forms & (THIRD | PAST))
            and not following.nouny
            and not following.cap
            and (lower in {"this", "these", "those", "many", "some", "both", "most", "several", "few", "one"})
        )
    return lower in {
        "her",
        "this",
        "these",
        "those",
        "many",
        "some",
        "both",
        "most",
        "several",
        "few",
        "all",
        "one",
    }


def _verb_or_noun(
    words: list[Word], out: list[str], at: int, start: int, end: int, previous: str, before: int
) -> str:
    """What a word that has verb forms is between its neighbours."""
    word = words[at]
    forms = word.forms
    following = words[at + 1] if at + 1 < end else None
    next_tag = following.tag if following is not None else "."
    opens = next_tag in ("D", "R", "Z", "Q") or (following is not None and following.cap and not next_tag)
    if previous in "DO#":
        if (
            forms & (PAST | PARTICIPLE)
            and not forms & BASE
            and _pronominal(words[before])
            and not next_tag == ""
        ):
            return "V"
        return "N"
    if forms & ING:
        if previous in "NE" and not (opens or next_tag in ("T", "P", "S", "A") or word.cues):
            return "G" if next_tag == "" and word.forms and before == at - 1 and previous == "N" else "N"
        return "G"
    if previous == "T" or previous == "M":
        return "B" if forms & BASE else ("L" if forms & PARTICIPLE else "N")
    if previous == "X":
        return _after_auxiliary(words, forms, before, opens)
    if forms & (PAST | PARTICIPLE) and not forms & BASE:
        if previous == "P":
            return "N"
        if not forms & PAST:
            return "L"
        if previous in ",.(" and next_tag in ("P", "T"):
            return "L"
        return "V"
    if previous in "RWZ":
        if previous == "R" and words[before].lower not in SUBJECT_PRONOUNS | _PLURAL | {"this", "it"}:
            return "B" if forms & BASE else "N"
        return "V"
    if forms & PAST and (opens or next_tag == "T"):  # read, put, cut: past as base
        return "V" if previous in "NEC," else "N"
    if previous == "P":
        return "N"
    if forms & THIRD:
        return _third_or_plural(words, at, end, previous, opens, next_tag)
    return _base_or_noun(words, out, at, previous, before, opens, next_tag)


def _after_auxiliary(words: list[Word], forms: int, before: int, opens: bool) -> str:
    """After be, have, do."""
    auxiliary = words[before].lower
    if forms & PARTICIPLE:
        return "V" if auxiliary in HAVE or auxiliary in {"'d", "’d"} else "L"
    if forms & BASE and auxiliary in {"do", "does", "did"}:
        return "B"
    return "N"


def _third_or_plural(words: list[Word], at: int, end: int, previous: str, opens: bool, next_tag: str) -> str:
    """`claims`, `attacks`, `says` after a noun, name, comma or conjunction."""
    word = words[at]
    if next_tag in ("X", "M"):
        return "N"
    if not word.nouny:
        return "V" if previous in "NEC,)Q" or word.cues else "N"
    if previous in "NE)" and (opens or next_tag == "T"):
        return "V"
    return "V" if previous == "C" and next_tag in ("D", "R", "Z") else "N"


def _base_or_noun(
    words: list[Word], out: list[str], at: int, previous: str, before: int, opens: bool, next_tag: str
) -> str:
    """`say`, `claim`, `report`: verb after a plural, or joined to a verb."""
    word = words[at]
    if previous == "C":
        back = before - 1
        while back >= 0 and out[back] not in "VBGL.,":
            back -= 1
        joined = back >= 0 and out[back] in "BV"
        return "B" if joined and (not word.nouny or opens) else "N"
    if previous in "NE" and before >= 0:
        subject = words[before].lower
        plural = (subject.endswith("s") and not subject.endswith(("ss", "us", "is"))) or subject in _PLURAL
        if plural and (not word.nouny or opens or next_tag == "T"):
            return "V"
        if previous == "E" and not word.nouny and (opens or next_tag == "T"):
            return "V"
    if previous in "," and not word.nouny and opens:
        return "B"
    return "N"


def _pronominal(word: Word) -> bool:
    return word.lower in {
        "many",
        "some",
        "others",
        "both",
        "those",
        "these",
        "this",
        "most",
        "few",
        "all",
        "several",
    }
