"""Component `blame_stances`: cue phrases that carry a stance, as `doc.spans["stances"]`.

A span's label is STANCE and its `id_` the category. The group's attribute `cues` holds one plain
dictionary for each span, in the same order (see `CuePlain`).
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import TypedDict, cast

from spacy.tokens import Doc, Span, SpanGroup

from annotator.suggest.component import LexiconComponent
from annotator.suggest.lexicon import Cue
from annotator.suggest.reading import Reading, Sentence, read
from annotator.suggest.words import BETWEEN, CLOSED, GAP

GROUP = "stances"
#: Classes of words that follow a verb at once: called for, pointed to.
_PARTICLES = frozenset({"P", "T", "S", "C"})


class CuePlain(TypedDict):
    """What a cue is, in JSON-able form; positions are token indexes.

    `fragments` bound the stance, of which there are several when it is discontinuous; `start` and `end`
    bound all the words that were matched; `head` is the word that takes subject and object.
    """

    category: str
    kind: str
    text: str
    pattern: str
    score: float
    start: int
    end: int
    head: int
    fragments: list[list[int]]


class Stances(LexiconComponent):
    """Finds cues by the lexicon."""

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.spans["stances"]`."""
        reading = read(doc, self.lexicon)
        found: list[CuePlain] = []
        for sentence in reading.sentences:
            found += _cues(reading, sentence)
        spans = [
            Span(doc, cue["start"], cue["fragments"][-1][1], "STANCE", span_id=cue["category"])
            for cue in found
        ]
        attributes = {"cues": found, "lexicon": self.digest, "scores": [cue["score"] for cue in found]}
        doc.spans[GROUP] = SpanGroup(doc, name=GROUP, spans=spans, attrs=attributes)
        return doc


def _cues(reading: Reading, sentence: Sentence) -> list[CuePlain]:
    """Every cue of a sentence; readings of the same words stand side by side, the longest first."""
    out: list[CuePlain] = []
    words = reading.words
    taken = sentence.start
    for at in range(sentence.start, sentence.end):
        if not words[at].cues or at < taken:
            continue
        fitting = [
            fitted
            for cue in _candidates(reading, sentence, at)
            if (fitted := _fit(reading, sentence, at, cue)) is not None
        ]
        if not fitting:
            continue
        if len(fitting) > 1:
            fitting.sort(key=itemgetter("end"), reverse=True)
        out += fitting
        whole = [
            cue["end"] for cue in fitting if cue["kind"] in ("phrase", "verb") and len(cue["fragments"]) == 1
        ]
        taken = max([taken, *whole])
    return out


def _candidates(reading: Reading, sentence: Sentence, at: int) -> Sequence[Cue]:
    """The cues that may begin here: phrases whose words all follow, verbs whose next word comes soon."""
    words, word, kind, end = reading.words, reading.words[at], reading.classes[at], sentence.end
    short = word.as_verb if kind in "VBGL" else word.as_noun if kind == "N" else word.as_other
    if not word.phrases and not word.spread:
        return cast("tuple[Cue, ...]", short)
    found = list(short)
    if word.phrases and at + 1 < end and (phrases := word.phrases.get(words[at + 1].plain)):
        following = tuple([one.plain for one in words[at + 1 : min(end, at + 1 + word.longest)]])
        for many in range(1, len(following) + 1):
            found += phrases.get(following[:many], ())
    if word.spread:
        for one in words[at + 1 : min(end, at + 1 + word.reach)]:
            if one.plain in word.spread:
                found += word.spread[one.plain]
    return cast("list[Cue]", found)


def _fit(reading: Reading, sentence: Sentence, at: int, cue: Cue) -> CuePlain | None:
    """The cue at this word, or None where its words or word class do not fit."""
    kind, classes = reading.classes[at], reading.classes
    if cue.kind == "verb" and kind not in ("VBGLX" if cue.tail else "VBGL"):
        return None
    if cue.kind == "noun" and (
        kind != "N" or (at + 1 < sentence.end and classes[at + 1] in "NE" and cue.category != "DISPUTE")
    ):
        return None
    if not cue.tail:
        return _plain(cue, [[at, at + 1]], at + 1)
    words, end = reading.words, sentence.end
    here = at + 1
    fragments = [[at, at + 1]]
    for index, wanted in enumerate(cue.tail):
        reach = 0
        if cue.kind == "verb":
            reach = GAP if index == cue.gap else BETWEEN
        until = min(end, here + reach + 1)
        there = here
        part = wanted.removeprefix("+")
        # other words may stand before a noun (gave its full support), not before a particle
        between = "A" if CLOSED.get(part, "") in _PARTICLES else "DNAEOH#G"
        while there < until and words[there].plain != part:
            if classes[there] in ".:;" or (classes[there] not in between and reach == BETWEEN):
                return None
            there += 1
        if there >= until:
            return None
        if index == cue.gap and there > here:
            fragments.append([there, there + 1])
        elif part == wanted:
            fragments[-1][1] = there + 1
        here = there + 1
    if cue.gap >= 0 and len(fragments) == 1:
        return None
    return _plain(cue, fragments, here)


def _plain(cue: Cue, fragments: list[list[int]], end: int) -> CuePlain:
    return {
        "category": cue.category,
        "kind": cue.kind,
        "text": cue.text,
        "pattern": cue.pattern,
        "score": cue.score,
        "start": fragments[0][0],
        "end": end,
        "head": fragments[0][0],
        "fragments": fragments,
    }
