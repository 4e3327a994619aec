"""One sentence with everything the makers of ties look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotator.suggest.clauses import Verb
from annotator.suggest.complements import Filler
from annotator.suggest.extents import LINKS, solid
from annotator.suggest.reading import Bounds, Reading, Sentence


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence, its verbs by main verb, those mentioned by token, and the words that hedge or harm."""

    reading: Reading
    sentence: Sentence
    verbs: Mapping[int, Verb]
    actors: Mapping[int, Bounds]
    hedges: Mapping[str, str]
    harms: frozenset[str]

    def subjects(self, verb: Verb, role: str = "source") -> list[Filler]:
        """The verb's subjects with what identifies them."""
        return [Filler(role, *self.extended(phrase, verb.start)) for phrase in verb.subjects]

    def extended(self, phrase: Bounds, limit: int) -> Bounds:
        """The phrase with the prepositional phrases that identify it, at most up to `limit`."""
        if phrase[1] > limit:
            return phrase
        bounds = self._up_to(self.reading.extended(phrase, limit, LINKS), limit)
        known = self.actors.get(phrase[0])
        if known is not None and known[0] == phrase[0] and bounds[1] < known[1] <= limit:
            return known
        return bounds

    def _up_to(self, bounds: Bounds, limit: int) -> Bounds:
        """With the prepositional phrase between a noun and its verb: gunmen on motorcycles fled."""
        end, reading = bounds[1], self.reading
        if end + 1 >= limit or reading.classes[end - 1] != "N" or reading.classes[end] != "P":
            return bounds
        after = reading.phrase_end[end + 1]
        if not after or reading.is_time((end + 1, after)):
            return bounds
        return (bounds[0], after) if after == limit or reading.classes[after] in "XMV" else bounds

    def is_actor(self, filler: Filler) -> bool:
        """Whether it is a pronoun, or a known actor ends the base phrase (not: Spain’s decision)."""
        reading = self.reading
        if reading.classes[filler.start] in "RW":
            return True
        end = min(reading.phrase_end[filler.start] or filler.end, filler.end)
        return end - 1 in self.actors

    def phrase_at(self, at: int) -> Bounds | None:
        """The base noun phrase that starts at the token, within the sentence."""
        end = self.reading.phrase_end[at] if at < self.sentence.end else 0
        return (at, end) if end else None

    def by_phrase(self, at: int) -> Bounds | None:
        """Whom `by` at this token names."""
        if at + 1 < self.sentence.end and self.reading.words[at].lower == "by":
            return self.phrase_at(at + 1)
        return None

    def before(self, at: int) -> int:
        """The token before `at`, adverbs and blanks skipped; it may lie in an earlier sentence."""
        at -= 1
        classes, words = self.reading.classes, self.reading.words
        while at >= 0 and (classes[at] == "A" or (classes[at] == "_" and "\n" not in words[at].text)):
            at -= 1
        return at

    def first_word(self, limit: int) -> int:
        """Where the sentence, or the quotation around `limit`, begins but for conjunctions and commas."""
        at = self.sentence.start
        quote = self.reading.quote[limit]
        if quote >= 0 and self.reading.quotes[quote][0] != limit:
            at = max(at, self.reading.quotes[quote][0] + 1)
        while at < limit and self.reading.classes[at] in "C_,":
            at += 1
        return at

    def nothing_follows(self, at: int) -> bool:
        """Whether only times and places come before the next comma or the end."""
        end = self.sentence.end
        at = solid(self.reading, at, end)
        while at < end and self.reading.classes[at] == "P" and self.reading.phrase_end[at + 1]:
            at = solid(self.reading, self.reading.phrase_end[at + 1], end)
        return at >= end or self.reading.classes[at] in ".,:_S)"
