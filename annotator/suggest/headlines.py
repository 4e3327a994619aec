"""Which words of a line in title case are verbs.

Capitals tell nothing there, and auxiliaries are left out; what tells is that a headline has one finite
verb between marks and conjunctions, after its subject and in agreement with it: the mayor blames, the
mayor and the council blame.
"""

from __future__ import annotations

from collections.abc import Iterator

from annotator.suggest.words import BASE, ING, PARTICIPLE, PAST, THIRD, Word

_PLURAL = frozenset("people police men women children many some others critics most several both few".split())
#: Classes of words that can begin an object.
_OBJECT = frozenset(("D", "R", "#", "Q", "Z"))
#: Prepositions before what somebody is blamed for: Accuses Chief of Lying.
_BEFORE_DEED = frozenset({"of", "for"})
_BEYOND_DOUBT = 0.9
_CERTAIN, _LIKELY, _POSSIBLE = 3, 2, 1


def headline_verbs(words: list[Word]) -> dict[int, str]:
    """The class of each capitalised word that is a verb: V, G, B, or L for a passive participle."""
    out: dict[int, str] = {}
    for start, end in _clauses(words):
        finite: dict[int, int] = {}
        for at in range(start, end):
            word = words[at]
            if not word.cap or word.tag or not word.forms:
                continue
            if word.forms & ING:
                after = words[at - 1].lower if at else ""
                if (after == "," and _strength(words, at, end)) or after in _BEFORE_DEED:
                    out[at] = "G"
                continue
            if at and word.forms & BASE and words[at - 1].tag in ("T", "M"):
                out[at] = "B"
                continue
            if at == start or finite.get(at - 1, 0) >= _LIKELY:
                continue  # what follows a verb at once is its object
            if word.forms & PARTICIPLE and not word.forms & BASE and _is_passive(words, at, end):
                out[at] = "L"
            else:
                finite[at] = _finite(words, start, at, end)
        best = max(finite.values(), default=0)
        if any(words[at].tag in ("X", "M") for at in range(start, end)):
            best = max(best, _CERTAIN)
        chosen = [at for at, weight in finite.items() if weight and weight == best]
        # Of certain ones there may be several (says X denies Y), of others there is one.
        for at in chosen if best == _CERTAIN else chosen[:1]:
            out[at] = "V"
    return out


def _clauses(words: list[Word]) -> Iterator[tuple[int, int]]:
    """The stretches between punctuation and conjunctions that open a clause.

    A comma ends one where the name of somebody else follows: Bridge Was Safe, Officials Say.
    """
    start = 0
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else word
        if word.tag in (".", ":", "S") or (word.tag == "," and following.cap and not following.forms):
            if at > start:
                yield start, at
            start = at + 1
    if len(words) > start:
        yield start, len(words)


def _strength(words: list[Word], at: int, end: int) -> float:
    """How sure the word is a cue as a verb, by itself or with words that follow; 0 where it is none."""
    word = words[at]
    found = [cue.score for cue in word.as_verb if cue.kind == "verb"]
    for one in words[at + 1 : min(end, at + 1 + word.reach)]:
        found += [cue.score for cue in word.spread.get(one.plain, ())]
    return max(found, default=0.0)


def _is_passive(words: list[Word], at: int, end: int) -> bool:
    """Whether a past participle has neither object nor agent of its own (Governor Accused of …)."""
    if not _strength(words, at, end) or words[at - 1].tag not in ("", "#", ")"):
        return False
    return at + 1 == end or words[at + 1].tag in ("P", "T", ",")


def _finite(words: list[Word], start: int, at: int, end: int) -> int:
    """How likely the word is the finite verb of its clause."""
    word, before = words[at], words[at - 1]
    following = words[at + 1] if at + 1 < end else None
    if before.tag not in ("", "#", ")", "A", "Q", ","):
        return 0
    object_ = following is not None and (following.tag in _OBJECT or (following.cap and not following.tag))
    cue = _strength(words, at, end)
    agrees = _is_plural(words, start, at) == bool(word.forms & BASE)
    if word.forms & (THIRD | BASE) and not word.forms & PAST:
        if not word.nouny:
            certain = cue and (agrees or word.forms & THIRD)
            return _CERTAIN if certain else _LIKELY * agrees or _POSSIBLE * bool(cue)
        if word.forms & THIRD and cue >= _BEYOND_DOUBT:
            return _CERTAIN
        if not agrees or following is None:
            return 0
        if object_ or (cue >= _BEYOND_DOUBT and following.tag == "P" and not word.as_noun):
            return _LIKELY if cue else _POSSIBLE
        return _POSSIBLE * (following.tag in ("A", "T"))
    return _LIKELY if word.forms & PAST and cue and object_ else 0


def _is_plural(words: list[Word], start: int, at: int) -> bool:
    """Whether the subject before the word is plural, or several."""
    last = words[at - 1].lower
    if last in _PLURAL or (last.endswith("s") and not last.endswith(("ss", "us", "is", "'s", "’s"))):
        return True
    return any(word.tag == "C" and word.lower in {"and", "&"} for word in words[start:at])
