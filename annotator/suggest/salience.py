"""How likely it is that somebody who is named acts, speaks or is held responsible.

Evidence of a mention (what it is called, where it stands, what stands beside it) is added up as log
odds. The weights were fitted on sentences with marked actors, rounded to quarters, and looked through
one by one; evidence that is not listed weighs nothing. Every mention has one weight `of N`, by how many
its sentence has, and these carry what speaks against any of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from annotator.suggest.reading import PAIRING, Bounds, Reading, Sentence

WEIGHTS: dict[str, float] = {
    "is armed group": 0.5,
    "is armed group of a state": 0.25,
    "is capitalised first word": -1.25,
    "is described group": 1.0,
    "is government": 0.25,
    "is government of a state": 1.0,
    "is known capital": -0.75,
    "is known city": -1.5,
    "is known demonym": 0.25,
    "is known organisation": 1.5,
    "is known people": 0.25,
    "is known placed city": -0.5,
    "is known placed state": 0.25,
    "is known region": 0.25,
    "is known state": 0.25,
    "is organisation": -0.25,
    "is organisation name": -0.5,
    "is organisation of a state": 0.75,
    "is person": 0.25,
    "is person name": 0.25,
    "is person of a state": 0.75,
    "is placed name": -0.75,
    "is pronoun": 0.5,
    "is unknown name": -0.25,
    "is unnamed group": -0.25,
    "is unnamed group of a state": 0.75,
    "determiner a": -1.0,
    "determiner all": 0.25,
    "determiner an": -0.25,
    "determiner his": -0.25,
    "determiner its": -0.75,
    "determiner other": 0.5,
    "determiner the": -0.25,
    "before ,": -0.25,
    "before :": -0.25,
    "before C": 0.5,
    "before E": -0.25,
    "before G": -0.25,
    "before L": 0.25,
    "before S": -0.25,
    "before V": 0.25,
    "before W": -0.25,
    "before X": -0.25,
    "before against": 0.75,
    "before at": -0.25,
    "before by": 0.5,
    "before for": 0.25,
    "before from": 0.5,
    "before in": -0.25,
    "before near": -0.5,
    "before start": 0.75,
    "before with": 0.25,
    "after ,": -0.5,
    "after .": -0.25,
    "after :": -0.5,
    "after C": -0.25,
    "after D": -0.25,
    "after E": -0.5,
    "after G": 0.25,
    "after L": 0.25,
    "after O": 0.25,
    "after P": 0.25,
    "after R": -0.25,
    "after S": 0.5,
    "after V": 0.25,
    "after X": 0.5,
    "after Z": 0.25,
    "rank 1": 1.0,
    "rank 2": 0.75,
    "rank 3": -0.25,
    "rank 4": -0.75,
    "rank 5": -0.75,
    "of 1": -1.0,
    "of 3": -0.5,
    "of 4": -0.5,
    "of 5": -0.5,
    "words 1": -1.0,
    "words 2": -0.5,
    "words 3": 0.25,
    "words 4": 0.5,
    "words 5": 0.75,
    "main clause, before ,": 0.25,
    "main clause, before B": -0.25,
    "main clause, before C": 0.25,
    "main clause, before G": -0.25,
    "main clause, before at": -0.25,
    "main clause, before for": 0.25,
    "main clause, before from": 0.25,
    "main clause, before near": -0.5,
    "main clause, before start": 0.75,
    "main clause, before with": 0.5,
    "subordinate clause, before G": -0.25,
    "subordinate clause, before S": -0.25,
    "subordinate clause, before W": -0.25,
    "subordinate clause, before by": 0.25,
    "subordinate clause, before from": 0.25,
    "subordinate clause, before in": -0.25,
    "subordinate clause, before of": -0.25,
    "subordinate clause, before to": -0.25,
    "subordinate clause, before with": -0.25,
    "later clause, before ,": -0.5,
    "later clause, before B": 0.5,
    "later clause, before V": 0.25,
    "later clause, before by": 0.25,
    "later clause, before of": 0.25,
    "later clause, before to": 0.25,
    "later clause, before with": -0.25,
    "mentioned before": 0.5,
    "name": 0.5,
    "quotation mark or adverb before": 0.5,
    "quoted": 1.0,
}
#: What a parser adds.
PARSED: dict[str, float] = {
    "arc appos": 0.5,
    "arc compound": -0.25,
    "arc conj, clause conj": -0.25,
    "arc conj, clause nsubj": 0.25,
    "arc dobj": 0.25,
    "arc dobj, clause acl": 0.25,
    "arc dobj, clause advcl": -0.25,
    "arc dobj, clause conj": 0.25,
    "arc dobj, clause root": 0.25,
    "arc nsubj, clause ccomp": -0.25,
    "arc nsubj, clause parataxis": 0.25,
    "arc nsubjpass": -0.25,
    "arc pobj against": 0.25,
    "arc pobj against, clause root": 0.25,
    "arc pobj by": 0.25,
    "arc pobj by, clause root": 0.25,
    "arc pobj for": 0.25,
    "arc pobj of": 0.25,
    "arc pobj of, clause nsubj": -0.25,
    "arc pobj on, clause root": -0.25,
    "arc pobj to": 0.25,
    "arc pobj to, clause ccomp": 0.25,
    "arc pobj to, clause root": 0.25,
    "arc pobj with": 0.25,
    "arc pobj with, clause root": 0.25,
    "arc poss, clause root": 0.25,
    "clause acl": -0.25,
    "clause acomp": 0.25,
    "clause appos": -0.5,
    "clause nsubj": -0.25,
    "clause parataxis": 0.25,
    "clause root": 0.25,
    "parsed": -0.25,
}
WEIGHTS |= PARSED
#: Adverbs, blanks and quotation marks say nothing about what stands beside a phrase.
_SKIPPED = "A_Q"
_MANY = 5


def probability(log_odds: float, more: Iterable[str] = ()) -> float:
    """Between 0 and 1, from log odds and the weights of more evidence."""
    for one in more:
        log_odds += WEIGHTS.get(one, 0.0)
    return 1 / (1 + math.exp(-log_odds))


def log_odds(
    reading: Reading, sentence: Sentence, mentions: Sequence[tuple[Bounds, str]], earlier: set[str]
) -> Iterator[float]:
    """For each mention of a sentence, given by bounds and sort, how likely it acts.

    `earlier` are the last words of the mentions before, to which those of this sentence are added.
    """
    classes, words = reading.classes, reading.words
    verbs = clauses = 0
    at = sentence.start
    many = _OF[min(len(mentions), _MANY)]
    for rank, ((start, end), sort) in enumerate(mentions, 1):
        for here, kind in enumerate(classes[at:start], at):
            if kind in "VXM":
                verbs += classes[here - 1] not in "XMA"
            elif kind in "SWZ":
                clauses += 1
        at = max(at, start)
        last = words[end - 1]
        before, near = _before(reading, sentence, start)
        clause = "subordinate" if clauses else "main" if verbs < 2 else "later"
        odds = (
            many
            + _IS.get(sort, 0.0)
            + _BEFORE.get(before, 0.0)
            + _AFTER.get(_after(reading, sentence, end), 0.0)
            + _RANK[min(rank, _MANY)]
            + _CLAUSE[clause].get(before, 0.0)
            + _WORDS[min(end - start, _MANY)]
        )
        if classes[start] == "D":
            odds += _DETERMINER.get(words[start].lower, 0.0)
        if last.cap and classes[end - 1] == "E":
            odds += WEIGHTS["name"]
        if near > 1:
            odds += WEIGHTS["quotation mark or adverb before"]
        if reading.quote[start] >= 0:
            odds += WEIGHTS["quoted"]
        if last.lower in earlier:
            odds += WEIGHTS["mentioned before"]
        earlier.add(last.lower)
        yield odds


def _before(reading: Reading, sentence: Sentence, start: int) -> tuple[str, int]:
    """What stands before the mention: start, a preposition, or a word class; and how far away."""
    here = start - 1
    while here >= sentence.start and (
        reading.classes[here] in _SKIPPED
        or (reading.classes[here] == "D" and reading.words[here].lower in PAIRING)
    ):
        here -= 1
    if here < sentence.start:
        return "start", 1
    kind = reading.classes[here]
    return (reading.words[here].lower if kind in "PT" else kind), start - here


def _after(reading: Reading, sentence: Sentence, end: int) -> str:
    """What stands after the mention."""
    while end < sentence.end and reading.classes[end] in _SKIPPED:
        end += 1
    return reading.classes[end] if end < sentence.end else "end"


def _table(prefix: str) -> dict[str, float]:
    """The weights whose names begin so, by the rest of their names."""
    return {name.removeprefix(prefix): weight for name, weight in WEIGHTS.items() if name.startswith(prefix)}


def _counted(prefix: str) -> list[float]:
    """The weights of the numbers from 0 to `_MANY`."""
    return [WEIGHTS.get(f"{prefix}{number}", 0.0) for number in range(_MANY + 1)]


_IS, _BEFORE, _AFTER, _DETERMINER = _table("is "), _table("before "), _table("after "), _table("determiner ")
_OF, _RANK, _WORDS = _counted("of "), _counted("rank "), _counted("words ")
_CLAUSE = {name: _table(f"{name} clause, before ") for name in ("main", "subordinate", "later")}
