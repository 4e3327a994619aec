"""The extent a new label proposes at a token, from the words alone.

No suggester is asked, so that the proposal is the same in the arm where suggestions are hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from annotator.domain.text import Tokens

#: What a label's spans usually are: one word, a noun phrase, what a clause says, what somebody says.
Extent = Literal["word", "phrase", "clause", "statement"]

DETERMINERS = frozenset(
    """a an the this that these those its his her their our my your some any many several most no every
    each both all two three four five six seven eight nine ten""".split()
)
#: Words that neither begin nor end a phrase one would label, other than as its determiner.
FUNCTION_WORDS = DETERMINERS | frozenset(
    """and or but nor yet so if then than as at by for from in into of off on onto out over since through
    till to toward towards under until up upon via with within without about above across after against
    along among around before behind below beneath beside between beyond despite down during except
    inside like near outside past per regarding is are was were be been being am has have had having do
    does did doing will would shall should can could may might must not also only just very too here
    there when where while who whom whose which what why how because although though unless whether he
    she it they we i you him them us me himself herself itself themselves 's ’s n't n’t whereas however
    """.split()
)
PRONOUNS = frozenset(
    """he she it they we i you him her them us me this that these those its his their theirs ours who whom
    whose what whether where how why himself herself itself themselves""".split()
)
QUESTIONS = frozenset("who whom whose what whether where how why".split())
#: Words at which what is attributed ends after a comma: the writer speaks again.
ASIDES = frozenset("who whom whose which where whereas while but yet according for".split())
#: Words at which a new clause begins, so that what was said before ends in front of them.
CLAUSE_STARTS = frozenset(
    """and but or nor yet before after because while when since until unless although though whereas who
    which as if so""".split()
)
#: Words that headlines in title case leave small besides function words.
TITLE_SMALL = frozenset("amid amidst vs versus".split())
LONGEST_TITLE = 40
POSSESSIVE = frozenset(("'s", "’s", "'", "’"))
OPENING, CLOSING = frozenset("“„«‘「『"), frozenset("”»’」』")
STOPS = frozenset(",;:.!?—–…()[]") | OPENING | CLOSING | {'"', "--", "..."}
HYPHENS = frozenset("-–‑")
Word = Callable[[int], str]


def is_content(word: str) -> bool:
    """Whether a token carries meaning: no function word and no punctuation."""
    return word.lower() not in FUNCTION_WORDS and any(char.isalnum() for char in word)


def can_begin(word: str) -> bool:
    """Whether what one would label can be pointed at by this token: a content word, a pronoun, "having"."""
    return is_content(word) or word.lower() in PRONOUNS or word.lower() in ("having", "being")


def extent_at(
    kind: Extent,
    text: str,
    tokens: Tokens,
    index: int,
    sentence: range,
    *,
    cues: Collection[int] = (),
) -> tuple[int, int]:
    """What a label of this kind takes at the token `index`, as first and last token (inclusive).

    Stays within the tokens of the sentence. `cues` are tokens known to be verbs: in a headline, where no
    small word parts them from what they act on, no phrase reaches back over them.
    """
    if kind == "word":
        return index, index
    first, last = sentence.start, sentence.stop - 1
    words = _Words(text, tokens, first, last)
    if kind == "statement" and (quotation := words.quotation(index)):
        return quotation
    left, right = phrase_at(text, tokens, index, first, last, cues=cues)
    if kind == "phrase":
        return left, words.with_of(right)
    if kind == "statement":
        return left, words.statement_end(right)
    word = words.word(index).lower()
    if left < index or word[:1] != words.word(index)[:1] or word in PRONOUNS - QUESTIONS:
        return left, words.with_of(right)
    return left, words.clause_end(right)


def wider(text: str, tokens: Tokens, start: int, end: int, last: int) -> int:
    """The next token after `end` at which a phrase that began at `start` could end.

    After the sentence's last one it is the first again.
    """
    words = _Words(text, tokens, start, last)
    ends = [index for index in range(start, last + 1) if words.ends_phrase(index)]
    return next((index for index in ends if index > end), ends[0] if ends else end)


def narrower(text: str, tokens: Tokens, start: int, end: int) -> int:
    """The last token before `end` at which a phrase that began at `start` could end, else `end`."""
    words = _Words(text, tokens, start, end)
    return next((index for index in range(end - 1, start - 1, -1) if words.ends_phrase(index)), end)


def phrase_at(
    text: str, tokens: Tokens, index: int, first: int, last: int, *, cues: Collection[int] = ()
) -> tuple[int, int]:
    """The phrase whose head is the token at `index`, as first and last token (inclusive).

    A capitalised word stands for the whole run of capitalised words around it; where all of the line are,
    as in a headline, it takes in those before it back to a verb (`cues`, and what looks like one). Any
    word takes in the words before it back to its determiner, if that is near, and a possessor before
    them. Stays within [first, last].
    """
    words = _Words(text, tokens, first, last)
    word, joined = words.word, words.joined
    left = right = index
    if word(index)[:1].isupper() and words.in_title(index):
        while index not in cues and left > first and left - 1 not in cues and words.modifies(left - 1):
            left -= 1
    elif word(index)[:1].isupper():
        while right < last and joined(right) and _continues(word(right + 1)):
            right += 1
        while right > index and not word(right)[:1].isupper():
            right -= 1
        while left > first and joined(left - 1) and _continues(word(left - 1)):
            left -= 1
        # "On" and "But" are capitalised only because the sentence begins with them.
        while left < index and (not word(left)[:1].isupper() or word(left).lower() in FUNCTION_WORDS):
            left += 1
        if left > first and word(left - 1).lower() in DETERMINERS:
            return left - 1, right
    if not is_content(word(index)):
        return index, index
    for back in range(left - 1, max(first, left - 5) - 1, -1):
        if not joined(back):
            break
        if word(back) in POSSESSIVE and back > first and is_content(word(back - 1)):
            return phrase_at(text, tokens, back - 1, first, last, cues=cues)[0], right
        if word(back).lower() in DETERMINERS:
            return back, right
        if not is_content(word(back)) and word(back) not in HYPHENS:
            break
    return left, right


@dataclass(frozen=True)
class _Words:
    """The words of a sentence, tokens `first` to `last`, and where what is said in them ends."""

    text: str
    tokens: Tokens
    first: int
    last: int

    def word(self, index: int) -> str:
        start, end = self.tokens[index]
        return self.text[start:end]

    def joined(self, index: int) -> bool:
        """Whether the next token follows with nothing but blanks between, on the same line."""
        return "\n" not in self.text[self.tokens[index][1] : self.tokens[index + 1][0]]

    def ends_phrase(self, index: int) -> bool:
        """Whether a phrase can end with the token: something is said, and what follows is another thing."""
        word = self.word(index)
        if self._closes(index):
            return True
        if not can_begin(word) or (word.lower() in DETERMINERS and word.lower() not in PRONOUNS):
            return False
        if index == self.last:
            return True
        after = self.word(index + 1)
        if word.endswith("ed") and after.lower() in DETERMINERS | PRONOUNS - QUESTIONS:
            return False  # a verb with its object
        return not is_content(after) and after not in POSSESSIVE and after not in HYPHENS

    def _opens(self, index: int) -> bool:
        return self.word(index) in OPENING or (self.word(index) == '"' and not self._follows(index))

    def _closes(self, index: int) -> bool:
        return self.word(index) in CLOSING or (self.word(index) == '"' and self._follows(index))

    def _follows(self, index: int) -> bool:
        """Whether the token stands close to the one before it, as what closes a quotation does."""
        return index > self.first and self.tokens[index - 1][1] == self.tokens[index][0]

    def with_of(self, right: int) -> int:
        """The last token of a phrase with what "of" adds to it: "the operator" of the dam."""
        while right + 2 <= self.last and self.word(right + 1).lower() == "of":
            at = right + 2
            if self.word(at).lower() in DETERMINERS and at < self.last:
                at += 1
            if not is_content(self.word(at)) or self.word(at).endswith("ing"):
                return right
            if self.word(at)[:1].isupper():
                right = phrase_at(self.text, self.tokens, at, at, self.last)[1]
                continue
            if self.word(right)[:1].isupper() and right > self.first:
                return right  # a name: "accused Rome of the raid"
            while at < self.last and is_content(after := self.word(at + 1)) and not after.endswith("ed"):
                at += 1
            right = at
        return right

    def clause_end(self, index: int) -> int:
        """The last token before a stop or a word that begins another clause."""
        at = index
        while at < self.last:
            after = self.word(at + 1)
            if after in STOPS or after.lower() in CLAUSE_STARTS:
                break
            at += 1
        return at

    def statement_end(self, index: int) -> int:
        """The last word before another statement or the writer's aside; the stop of a sentence left out."""
        at = index
        while at < self.last:
            after = self.word(at + 1)
            if after in (";", ":", "—", "–"):
                return at
            if after == "," and at + 2 <= self.last and self.word(at + 2).lower() in ASIDES:
                return at
            at += 1
        while at > index and self.word(at) in STOPS and not self._closes(at):
            at -= 1
        return at

    def in_title(self, index: int) -> bool:
        """Whether all content words of the token's line are capitalised, so that a capital says nothing."""
        full = 0
        for at in self._line(index):
            word = self.word(at)
            tail = at > self.first and self.word(at - 1) in HYPHENS
            if tail or not word[:1].isalpha() or not is_content(word) or word in TITLE_SMALL:
                continue
            if not word[:1].isupper():
                return False
            full += 1
        return full > 3

    def modifies(self, index: int) -> bool:
        """Whether a word of a headline may describe the one after it: "Health" of "Insurer".

        What ends like a plural does not, "Blames" in "Clinic Blames", nor what follows the plural that a
        clause begins with, "Accuse" in "Dockers Accuse".
        """
        if not self.joined(index):
            return False
        if self.word(index) in HYPHENS:
            return True
        if not self._said(index) or _plural(self.word(index)):
            return False
        return not (self._said(index - 1) and _plural(self.word(index - 1)) and not self._said(index - 2))

    def _said(self, index: int) -> bool:
        """Whether a token of a headline is there and no small word."""
        if not self.first <= index <= self.last:
            return False
        return is_content(self.word(index)) and self.word(index) not in TITLE_SMALL

    def _line(self, index: int) -> Iterator[int]:
        """The tokens of the token's line, to the right of it and then to the left, as far as a title goes."""
        for at in range(index, min(self.last, index + LONGEST_TITLE) + 1):
            yield at
            if at < self.last and not self.joined(at):
                break
        for at in range(index - 1, max(self.first, index - LONGEST_TITLE) - 1, -1):
            if not self.joined(at):
                break
            yield at

    def quotation(self, index: int) -> tuple[int, int] | None:
        """The quotation that the token begins, or that it lies in, marks and all."""
        marks = (at for at in range(index, self.first - 1, -1) if self._opens(at) or self._closes(at))
        opened = next(marks, None)
        if opened is None or not self._opens(opened):
            return None
        ends = (at for at in range(index, self.last + 1) if self._closes(at) and self.word(at) != "’")
        closed = next(ends, None)
        return None if closed is None else (opened, closed)


def _plural(word: str) -> bool:
    """Whether a word ends as a plural does, or the verb of one who acts: Owners, Blames."""
    return len(word) > 3 and word.endswith("s") and word[-2] not in "sui’'"


def _continues(word: str) -> bool:
    return word[:1].isupper() or word in HYPHENS or (word.islower() and word in ("of", "al", "de", "bin"))
