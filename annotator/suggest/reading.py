"""A document read for the rules: words with classes, noun phrases, quotations, sentences.

The classes come from a tagger where the pipeline has one and from word lists and neighbours where it
has none; everything after that is the same code.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple, cast
from weakref import WeakKeyDictionary

from spacy.tokens import Doc

from annotator.suggest.lexicon import Lexicon
from annotator.suggest.wordclasses import classes_by_neighbours, classes_by_tagger
from annotator.suggest.words import CLOSING, OPENING, Word

Bounds = tuple[int, int]
#: Sentences and noun phrases are cut after so many tokens, so that the work grows with the text alone.
_LONGEST, _LONGEST_PHRASE = 400, 60
#: How many word forms are remembered at most.
_MANY = 200_000
#: Words that stand before two names and belong to neither: both Kabul and Dushanbe.
PAIRING = frozenset({"both", "either", "neither"})
#: Words before a time: Denmark last week.
_WHICH_TIME = frozenset({"last", "next", "early", "late", "mid"})
#: Kinds of noun that may stand for the one somebody speaks for: a spokesman for the company.
_GROUPS = frozenset({"unnamed_group", "armed_group", "organisation"})
#: Kinds of noun of which an adjective or participle may say which ones.
_DESCRIBED = frozenset({"unnamed_group", "armed_group", "organisation", "government", "person", "experts"})
_SEVERAL = frozenset({"people", "men", "women", "those"})
_ACTING = frozenset({"government", "armed_group", "organisation", "person"})


class Sentence(NamedTuple):
    """Token bounds of a sentence; `title` when most of its words are capitalised."""

    start: int
    end: int
    title: bool


class Reading:
    """Word classes and phrases of one document; all positions are token indexes.

    `phrase_end[i]` is the end of the base noun phrase that starts at i (0: none does),
    `phrase_start[i]` the start of the one that token i lies in (-1: none). `quote[i]` is the index in
    `quotes` of the quotation that token i lies in, its marks included (-1: none).
    """

    __slots__ = ("classes", "glued", "phrase_end", "phrase_start", "quote", "quotes", "sentences", "words")

    def __init__(self, doc: Doc, lexicon: Lexicon) -> None:
        # three arrays: only the first holds numbers that need Python objects of their own
        orths, spaces, starting = (
            doc.to_array([name]).reshape(-1) for name in ("ORTH", "SPACY", "SENT_START")
        )
        strings, word, known = doc.vocab.strings, lexicon.word, _KNOWN.setdefault(lexicon, {})
        if len(known) > _MANY:
            known.clear()
        made = cast("list[int]", orths.tolist())
        for orth in set(made).difference(known):
            known[orth] = word(strings[orth])
        words = [known[orth] for orth in made]
        self.words = words
        self.glued = (spaces == 0).tolist()
        starts = (starting == 1).nonzero()[0].tolist()
        if words and starts[:1] != [0]:
            starts.insert(0, 0)
        self.sentences = [
            Sentence(_after_dateline(words, start, end), end, _is_title(words, start, end))
            for start, end in _sentences(starts, words)
        ]
        if doc.has_annotation("TAG"):
            tags = [strings[tag] for tag in map(int, doc.to_array(["TAG"]).reshape(-1).tolist())]
            self.classes = classes_by_tagger(words, tags, self.glued)
            for start, end, title in self.sentences:
                other = classes_by_neighbours(words[start:end], self.glued[start:end], title)
                if title:  # a tagger takes the words of a headline for names
                    self.classes[start:end] = other
                    continue
                self._mend(start, end, other)
        else:
            self.classes = [word.tag or "N" for word in words]
            for start, end, title in self.sentences:
                self.classes[start:end] = classes_by_neighbours(
                    words[start:end], self.glued[start:end], title
                )
        self.quotes, self.quote = _quotations(words)
        self.phrase_end = [0] * (len(words) + 1)
        self.phrase_start = [-1] * (len(words) + 1)
        for start, end, _ in self.sentences:
            self._find_phrases(start, end)

    def _mend(self, start: int, end: int, other: list[str]) -> None:
        """Take the classes that the neighbours give where taggers err with words known by themselves."""
        classes, words = self.classes, self.words
        last = before = ""  # the classes of the last verb and of the last word that is no adverb
        for at, kind in enumerate(other, start):
            word = words[at]
            if word.plain_stance and (
                (kind in "VL" and classes[at] in "NEG")
                or (kind == "V" and classes[at] == "L" and last == "V" and classes[at - 1] == "C")
            ):
                classes[at] = kind  # condemned the raid and called on the army
            elif kind == "V" and classes[at] == "L" and before in "NER" and "by" in word.spread:
                classes[at] = kind  # the vicar stood by him
            elif (word.takes and kind in "AL" and classes[at] == "N") or (
                kind == "V" and classes[at] == "N" and word.forms and not word.nouny
            ):
                classes[at] = kind  # soldiers loyal to the general; that the minister resign
            elif (
                kind == "N"
                and classes[at] in "LVG"
                and at > start
                and words[at - 1].reports
                and before == "V"
            ):
                classes[at] = kind  # said imported feed was to blame
            elif kind == "B" and before == "M" and classes[at] == "N":
                classes[at] = kind  # must first disarm
            if classes[at] in "VLBG":
                last = classes[at]
            before = before if classes[at] == "A" else classes[at]

    def _find_phrases(self, start: int, end: int) -> None:
        classes, words = self.classes, self.words
        at = start
        while at < end:
            kind = classes[at]
            if kind not in "DNE#R":
                at += 1
                continue
            if kind == "R":
                self._add_phrase(at, at + 1)
                at += 1
                continue
            if (
                words[at].lower in PAIRING
                and at + 1 < end
                and (classes[at + 1] == "E" or self._pair(at + 1, end))
            ):
                at += 1
            first = at
            at += 1
            weekday = words[first].time
            limit = min(end, first + _LONGEST_PHRASE)
            while at < limit:
                kind = classes[at]
                if kind in "NE#":
                    if self._is_time_after(at, end) and not weekday and classes[at - 1] != "D":
                        break
                    at += 1
                elif kind == "D":
                    if classes[at - 1] != "D":
                        break
                    at += 1
                elif (
                    (kind in "OH" and at + 1 < end and classes[at + 1] in "NE#")
                    or (kind == "H" and at + 2 < end and classes[at + 2] in "NE#")
                    or (kind == "A" and at + 1 < end and classes[at - 1] == "D" and classes[at + 1] in "NE#")
                ):
                    at += 2
                elif kind == "Q" and classes[at - 1] in "DN" and at + 1 < end and classes[at + 1] in "NE#G":
                    if self.quote[at] < 0 or self.quotes[self.quote[at]][0] != at:
                        break
                    at += 1
                    if classes[at] == "G":
                        break
                elif kind == "." and words[at - 1].role == "title" and at + 1 < end and words[at + 1].cap:
                    at += 1  # Lt. Col. Ann Example
                elif kind == "(" and at + 1 < end and words[at + 1].cap:
                    close = next((k for k in range(at + 2, min(end, at + 6)) if classes[k] == ")"), -1)
                    if close < 0:
                        break
                    at = close + 1
                else:
                    break
            if classes[at - 1] == "Q":
                at -= 1
            if classes[at - 1] == "O" and at - 1 > first:
                at -= 1
            self._add_phrase(first, at)

    def _pair(self, at: int, end: int) -> bool:
        """Whether a phrase with an article and another one after and (or, nor) begin here."""
        classes, first = self.classes, at
        while at < end and classes[at] in "DNE#":
            at += 1
        return classes[first] == "D" and at + 1 < end and classes[at] == "C" and classes[at + 1] in "DNE#R"

    def _is_time_after(self, at: int, end: int) -> bool:
        """Whether the word, which follows a name, begins a time: Denmark Monday, Denmark last week."""
        word = self.words[at]
        if word.time:
            return word.cap
        return word.lower in _WHICH_TIME and at + 1 < end and self.words[at + 1].time

    def _add_phrase(self, first: int, end: int) -> None:
        self.phrase_end[first] = end
        self.phrase_start[first:end] = [first] * (end - first)

    def extended(self, phrase: Bounds, limit: int, links: frozenset[str]) -> Bounds:
        """The phrase with the prepositional phrases that follow it directly, up to `limit`.

        Only prepositions in `links` are followed, and those that describe people; a phrase of time ends it.
        Other prepositions than `of` are followed once, and only to something with a name. Where an adjective
        or participle says which people are meant, that is taken instead.
        """
        named = False
        start, end = phrase
        if self.is_modified(phrase, limit):
            return start, self._modifier_end(end, limit)
        while end < limit and self.classes[end] == "P":
            if not (self.words[end].lower in links or self._described(phrase, end)):
                break
            after = self.phrase_end[end + 1] if end + 1 < limit else 0
            if not after or after > limit or self.is_time((end + 1, after)):
                break
            if self.words[end].lower != "of":
                last = self.words[after - 1]
                if named or not (
                    last.role in _ACTING
                    or any(word.cap for word in self.words[end + 1 : after])
                    or self._described(phrase, end)
                ):
                    break
                named = True
            end = after
        return start, end

    def is_modified(self, phrase: Bounds, limit: int) -> bool:
        """Whether an adjective or participle follows that says which people: men armed with knives."""
        end = phrase[1]
        head = self.words[end - 1]
        if end + 1 >= limit or not (head.role in _DESCRIBED or head.lower == "those"):
            return False
        kind, word, following = self.classes[end], self.words[end], self.words[end + 1].lower
        if kind == "W":
            return head.lower == "those" and self.classes[end + 1] in "XMAVL"
        if kind == "G":
            return not word.cues and (head.lower.endswith("s") or head.lower in _SEVERAL)
        return kind in "LA" and (following in word.takes or (kind == "L" and following == "by"))

    def _modifier_end(self, at: int, limit: int) -> int:
        """Where the adjective or participle at the token ends with what it takes."""
        end = at + 1
        while self.classes[at] == "W" and end < limit and self.classes[end] in "XMAVLBGT":
            end += 1
        after = self.phrase_end[end]
        if after and after <= limit and self.classes[at] in "GW" and not self.is_time((end, after)):
            return after
        if end + 1 >= limit or self.classes[end] != "P":
            return end
        after = self.phrase_end[end + 1]
        while after and after <= limit and not self.is_time((end + 1, after)):
            end = after
            if end + 1 >= limit or self.words[end].lower != "of":
                break
            after = self.phrase_end[end + 1]
        return end if end > at + 1 else at

    def _described(self, phrase: Bounds, at: int) -> bool:
        """Whether the preposition here describes people: those behind the strike, gangs from the coast."""
        last = self.words[phrase[1] - 1]
        return last.lower == "those" or (
            self.words[at].lower == "from" and last.role in _GROUPS and last.lower.endswith("s")
        )

    def is_time(self, phrase: Bounds) -> bool:
        """Whether the phrase tells when."""
        return self.words[phrase[1] - 1].time

    def paragraph_end(self, at: int) -> int:
        """Where the paragraph of the token ends, blanks left out."""
        while at < len(self.words) and not self.words[at].breaks:
            at += 1
        return at

    def next_solid(self, at: int, end: int) -> int:
        """The next token from `at` that is neither blank nor adverb (or `end`)."""
        while at < end and self.classes[at] in "A_":
            at += 1
        return at


def read(doc: Doc, lexicon: Lexicon) -> Reading:
    """The reading of a document; made once while the document passes through the components."""
    kept = _READINGS.get(doc)
    if kept is not None and kept[0] is lexicon and len(kept[1].words) == len(doc):
        return kept[1]
    reading = Reading(doc, lexicon)
    _READINGS[doc] = (lexicon, reading)
    return reading


def forget(doc: Doc) -> None:
    """Drop the reading of a document that is finished."""
    _READINGS.pop(doc, None)


_READINGS: WeakKeyDictionary[Doc, tuple[Lexicon, Reading]] = WeakKeyDictionary()
_KNOWN: WeakKeyDictionary[Lexicon, dict[int, Word]] = WeakKeyDictionary()


def _sentences(starts: list[int], words: list[Word]) -> list[Bounds]:
    """Sentences, cut at line breaks and where they grow beyond all measure.

    An opening quotation mark that a splitter left at the end belongs to the next sentence.
    """
    firsts = [at - 1 if at and words[at - 1].lower in OPENING else at for at in starts]
    bounds = zip(firsts, [*firsts[1:], len(words)], strict=False)
    breaks = [at for at, word in enumerate(words) if word.breaks]
    out: list[Bounds] = []
    for start, end in bounds:
        first = start
        for at in breaks[bisect_left(breaks, start) : bisect_left(breaks, end)]:
            if at > first:
                out.append((first, at))
            first = at + 1
        if end > first:
            out.append((first, end))
    return [(at, min(at + _LONGEST, end)) for start, end in out for at in range(start, end, _LONGEST)]


def _after_dateline(words: list[Word], start: int, end: int) -> int:
    """Where a sentence begins after a dateline such as `HARARE, Zimbabwe (Reuters) -`."""
    for at in range(start, min(end - 1, start + 12)):
        text = words[at].text
        if text in _DASHES:
            return (
                at + 1 if at > start and (words[start].text.isupper() or words[at - 1].text == ")") else start
            )
        if not (words[at].cap or words[at].tag in ",()#." or text in {"of"}):
            break
    return start


_DASHES = frozenset({"-", "–", "—", "--", "―"})


def _is_title(words: list[Word], start: int, end: int) -> bool:
    """Whether a line is in title case: most long words are capitalised, before a full stop nearly all."""
    capitalised = [word.cap for word in words[start:end] if word.long]
    if len(capitalised) < 3:
        return False
    share = 0.7 if len(capitalised) > 3 and words[end - 1].text != "." else 0.9
    return sum(capitalised) > share * len(capitalised)


def _quotations(words: list[Word]) -> tuple[list[Bounds], list[int]]:
    """Quotations, paired within their paragraph; one left open ends with the paragraph."""
    quotes: list[Bounds] = []
    inside = [-1] * len(words)
    opened = -1
    for at, word in enumerate(words):
        if word.breaks:
            if opened >= 0:
                quotes.append((opened, at))
                opened = -1
        elif word.tag == "Q":
            if word.lower in OPENING or (word.lower not in CLOSING and opened < 0):
                if opened < 0:
                    opened = at
            elif opened >= 0:
                quotes.append((opened, at + 1))
                opened = -1
    if opened >= 0:
        quotes.append((opened, len(words)))
    for index, (start, end) in enumerate(quotes):
        for at in range(start, end):
            inside[at] = index
    return quotes, inside
