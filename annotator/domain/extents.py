"""The extent a new label proposes at a token, from the words alone.

No suggester is asked, so that the proposal is the same in the arm where suggestions are hidden.
"""

from __future__ import annotations

from annotator.domain.text import Tokens

DETERMINERS = frozenset(
    """a an the this that these those its his her their our my your some any many several most no every
    each""".split()
)
#: Words that neither begin nor end a phrase one would label, other than as its determiner.
FUNCTION_WORDS = DETERMINERS | frozenset(
    """and or but nor yet so if then than as at by for from in into of off on onto out over since through till
    to toward towards under until up upon via with within without about above across after against along
    among around before behind below beneath beside between beyond despite down during except inside like
    near outside past per regarding is are was were be been being am has have had having do does did doing
    will would shall should can could may might must not also only just very too here there when where while
    who whom whose which what why how because although though unless whether he she it they we i you him them
    us me himself herself itself themselves 's ’s n't n’t""".split()
)


def is_content(word: str) -> bool:
    """Whether a token carries meaning: no function word and no punctuation."""
    return word.lower() not in FUNCTION_WORDS and any(char.isalnum() for char in word)


def phrase_at(text: str, tokens: Tokens, index: int, first: int, last: int) -> tuple[int, int]:
    """The phrase whose head is the token at `index`, as first and last token (inclusive).

    A capitalised word stands for the whole run of capitalised words around it; any word takes in
    the words before it back to its determiner, if that is near. Stays within [first, last].
    """

    def word(i: int) -> str:
        start, end = tokens[i]
        return text[start:end]

    def joined(i: int) -> bool:
        """Whether token i+1 follows token i with nothing but blanks between, on the same line."""
        return "\n" not in text[tokens[i][1] : tokens[i + 1][0]]

    left = right = index
    if word(index)[:1].isupper():
        while right < last and joined(right) and _continues(word(right + 1)):
            right += 1
        while right > index and not word(right)[:1].isupper():
            right -= 1
        while left > first and joined(left - 1) and _continues(word(left - 1)):
            left -= 1
        while left < index and not word(left)[:1].isupper():
            left += 1
        if left > first and word(left - 1).lower() in DETERMINERS:
            return left - 1, right
    if not is_content(word(index)):
        return index, index
    for back in range(left - 1, max(first, left - 5) - 1, -1):
        if not joined(back):
            break
        if word(back).lower() in DETERMINERS:
            return back, right
        if not is_content(word(back)) and word(back) not in _HYPHENS:
            break
    return left, right


_HYPHENS = frozenset("-–‑")


def _continues(word: str) -> bool:
    return word[:1].isupper() or word in _HYPHENS or (word.islower() and word in ("of", "al", "de", "bin"))
