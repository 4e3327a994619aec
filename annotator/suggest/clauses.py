"""Verbs of a sentence and their subjects.

One pass from left to right over word classes and base noun phrases keeps who is being talked about;
where the pipeline has a parser its arcs overrule the pass (`with_arcs`).
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from annotator.suggest.reading import Bounds, Reading, Sentence
from annotator.suggest.words import BE, HAVE, NEGATIONS

PARTICIPLE_REASON = "participle, subject of the main clause"
GERUND_REASON = "gerund, subject of the main clause"
_PLACING = frozenset({"in", "at", "near", "on"})
Phrases = tuple[Bounds, ...]


@dataclass(slots=True)
class Verb:
    """One verb group.

    `at` is the main verb, `start` where its group begins (auxiliaries, adverbs), `subjects` the base
    noun phrases that are its subject; `finite` says whether it makes a clause of its own.
    """

    at: int
    start: int
    kind: str
    subjects: Phrases
    finite: bool
    passive: bool
    negated: bool
    how: str


def verbs(reading: Reading, sentence: Sentence) -> dict[int, Verb]:
    """The verbs of a sentence by the index of their main verb."""
    walk = _Walk(reading, sentence)
    classes, phrase_end, end = reading.classes, reading.phrase_end, sentence.end
    at = sentence.start
    while at < end:
        after, kind = phrase_end[at], classes[at]
        if after:
            at = walk.phrase((at, min(after, end)))
        elif kind in "XMVBGL":
            at = walk.verb(at)
        else:
            if kind not in "A_":
                walk.mark(at, kind)
            at += 1
    return walk.found


class _Walk:
    """The pass over a sentence and what it remembers.

    `candidates` would be the subject of a finite verb that came now; `held` is the phrase before an
    insertion between commas; `subject` that of the last finite verb, `main` of the first one, `speaker`
    of the first plain stance, `latest` of the last verb of any kind; `nearest` is the last noun phrase,
    `absolute` those after "with"; `waiting` are participles that opened the sentence; `outside` is what
    was remembered before a quotation began; `antecedent` is the noun that a relative clause or one with
    `that` describes, up to its own verb, and `inner` says whether the clause has had its verb.
    """

    def __init__(self, reading: Reading, sentence: Sentence) -> None:
        self.reading = reading
        self.sentence = sentence
        self.found: dict[int, Verb] = {}
        self.candidates: Phrases = ()
        self.held: Phrases = ()
        self.subject: Phrases = ()
        self.nearest: Bounds | None = None
        self.absolute: Phrases = ()
        self.latest: Phrases = ()
        self.main: Phrases = ()
        self.subordinate = False
        self.speaker: Phrases = ()
        self.waiting: list[Verb] = []
        self.outside: tuple[Phrases, ...] | None = None
        self.previous = "."
        self.antecedent: Phrases = ()
        self.inner = False

    def verb(self, at: int) -> int:
        """Take in the verb group at the token; returns where to go on."""
        verb = _verb(self.reading, self.sentence, at)
        self._give_subject(verb)
        self.found[verb.at] = verb
        self.previous = "v"
        return verb.at + 1

    def phrase(self, phrase: Bounds) -> int:
        """A noun phrase: a possible subject, unless it belongs to a preposition."""
        time = self.reading.words[phrase[1] - 1].time
        if self.previous in "PT":
            self.absolute = (phrase,) if self.reading.words[phrase[0] - 1].lower == "with" else ()
        elif self.previous == "C" and self.absolute and self.nearest == self.absolute[-1]:
            self.absolute = (*self.absolute, phrase)
        elif not time:
            joined = self._joins(phrase[0]) and self.candidates and self.nearest == self.candidates[-1]
            self.candidates = (*self.candidates, phrase) if joined else (phrase,)
        if not time:
            self.nearest = phrase
        self.previous = "n"
        return phrase[1]

    def _joins(self, at: int) -> bool:
        """Whether the phrase here is joined to the one before: Kabul and Dushanbe, not: … but Kabul."""
        return self.previous == "C" and self.reading.words[at - 1].lower in {"and", "or", "nor", "&"}

    def _quotation(self, at: int) -> None:
        """Names inside a quotation are no subjects outside it."""
        index = self.reading.quote[at]
        if index < 0:
            return
        if self.reading.quotes[index][0] == at:
            self.outside = (self.candidates, self.held, self.subject, self.main, self.speaker)
            return
        unknown: tuple[Phrases, ...] = ((), (), self.subject, (), ())
        self.candidates, self.held, self.subject, self.main, self.speaker = self.outside or unknown
        self.outside = None
        self.previous = ","

    def mark(self, at: int, kind: str) -> None:
        """Conjunctions, relative words, quotation marks and punctuation."""
        if kind == "Q":
            self._quotation(at)
            return
        if kind in "WZ" and self.previous == "n" and self.candidates:
            self._describe(kind)
        elif kind in ",.:SC":
            self.antecedent = ()
        if kind == "W":
            if self.previous == ",":
                self.held = self.held or self.candidates
            self.candidates, self.nearest = ((at, at + 1),), (at, at + 1)
        elif kind == "Z":
            following = self.reading.next_solid(at + 1, self.sentence.end)
            finite = following < self.sentence.end and self.reading.classes[following] in "VXM"
            self.candidates = ((at, at + 1),) if finite and self.previous == "n" else ()
        elif kind == "S":
            self.candidates, self.subordinate = (), True
        elif kind == ":" and self.reading.words[at].lower in {":", ";"}:
            self.candidates, self.held = (), ()
        elif kind in ",:(" and self.previous in "n)":
            self.held = self.held or self.candidates
        self.previous = "," if kind == ":" else kind

    def _describe(self, kind: str) -> None:
        """A clause begins that describes the noun before it, unless a verb wants it (told them that ...)."""
        first = self.candidates[0][0]
        before = self.reading.classes[first - 1] if first > self.sentence.start else "."
        if kind == "W" or before not in "VBGLXM":
            self.antecedent, self.inner = self.candidates, False

    def _give_subject(self, verb: Verb) -> None:
        if verb.kind == "G" and not verb.finite:
            self._give_participle_subject(verb)
        elif verb.finite or verb.kind == "V":
            self._give_finite_subject(verb)
        elif verb.kind == "L":
            after_noun = self._whole(self.nearest) if self.previous == "n" or self._adverb(verb) else None
            verb.subjects = (after_noun,) if after_noun else (self.held or self.candidates or self.subject)
            verb.how = "reduced passive"
        else:
            verb.subjects, verb.how = self.latest or self.subject, "infinitive"
        self.latest = verb.subjects
        if verb.kind in "GL" and not verb.finite and not verb.subjects:
            self.waiting.append(verb)

    def _give_finite_subject(self, verb: Verb) -> None:
        relative = bool(self.candidates) and self.reading.classes[self.candidates[0][0]] == "W"
        if self.previous == "C" and self.subject:
            # who denies that ... and accuses is one, whatever stands between
            speaker = self.speaker if self.reading.words[verb.at].plain_stance else ()
            verb.subjects, verb.how = speaker or self.subject, "shared subject"
        elif self.antecedent and self.inner and self.previous in "nv":
            # those who saw the fire fled; the claim that talks had failed was rejected
            verb.subjects = (*self.antecedent[:-1], (self.antecedent[-1][0], verb.start))
            self.antecedent = ()
        elif self.previous in ",)" and self.held and not relative:
            verb.subjects = self.held
        elif self.previous == "T":
            verb.subjects = self.subject
        else:
            verb.subjects = self.candidates or self.subject
        # the next verb after `who say` is still of the clause, that after `which they wrote` is not
        said = self.reading.words[verb.at : verb.at + 2]
        says = relative and said[0].reports and said[-1].lower != "not"  # who asked not to be named
        self.inner = self.inner or not says
        self.candidates = ()
        if verb.subjects and self.reading.classes[verb.subjects[0][0]] in "WZ":
            return
        self.subject, self.held = verb.subjects, ()
        # "While A waited, B left, accusing C": B is the main clause's subject.
        if not self.subordinate and verb.how != "shared subject":
            self.main = self.main or verb.subjects
        self.subordinate = False
        if not self.speaker and self.reading.words[verb.at].plain_stance:
            self.speaker = verb.subjects
        for one in self.waiting:
            one.subjects = self.subject
        self.waiting = []

    def _adverb(self, verb: Verb) -> bool:
        """Whether an adverb after a comma leads to the participle: a raid, allegedly led by guards."""
        return self.previous == "," and self.reading.classes[verb.start - 1] == "A"

    def _whole(self, phrase: Bounds | None) -> Bounds | None:
        """The phrase that this one only places: a shooting, for the town in `a shooting in the town`."""
        while phrase is not None and self.reading.words[phrase[0] - 1].lower in _PLACING:
            start = self.reading.phrase_start[phrase[0] - 2]
            if start < self.sentence.start:
                break
            phrase = (start, phrase[0] - 1)
        return phrase

    def _give_participle_subject(self, verb: Verb) -> None:
        """Who does what a bare -ing form says."""
        if self.previous == "n" and self.nearest is not None:
            absolute = bool(self.absolute) and self.absolute[-1] == self.nearest
            verb.subjects = self.absolute if absolute else (self.nearest,)
            verb.how = "with-absolute" if absolute else "participle after its noun"
        elif self.previous == ",":
            main = self.main if self.reading.words[verb.at].cues else ()
            verb.subjects = main or self.subject or self.held or self.candidates
            verb.how = PARTICIPLE_REASON
        else:
            verb.subjects = self.subject or self.candidates
            verb.how = GERUND_REASON if self.previous == "P" else PARTICIPLE_REASON


def with_arcs(doc: Doc, reading: Reading, sentence: Sentence, found: dict[int, Verb]) -> None:
    """Take subjects and voice from the arcs of a dependency parser.

    They fill in where the pass found no subject, and tell a passive that has no auxiliary before it.
    """
    for at, verb in found.items():
        token = doc[at]
        subjects = _subjects(token)
        verb.passive = verb.passive or any(child.dep_ == "nsubjpass" for child in subjects)
        if verb.subjects:
            continue
        for _ in range(3):
            if subjects or token.dep_ not in _SHARING:
                break
            token = token.head
            subjects = _subjects(token)
        if not subjects or not sentence.start <= subjects[0].i < sentence.end:
            continue
        first = subjects[0].i
        start = reading.phrase_start[first]
        if start >= 0:
            verb.subjects = ((start, reading.phrase_end[start]),)
        elif reading.classes[first] in "WZ":
            verb.subjects = ((first, first + 1),)


#: Arcs along which a verb shares the subject of the one it hangs on.
_SHARING = frozenset({"conj", "xcomp", "advcl", "pcomp", "prep", "aux"})


def _subjects(token: Token) -> list[Token]:
    return [child for child in token.children if child.dep_ in ("nsubj", "nsubjpass")]


def _verb(reading: Reading, sentence: Sentence, start: int) -> Verb:
    """The verb group that begins here."""
    classes, words = reading.classes, reading.words
    at, main, negated, be, have, finite = start, start, False, False, False, False
    first = classes[start]
    while at < sentence.end:
        kind = classes[at]
        lower = words[at].lower
        if kind == "X":
            finite = finite or lower not in {"being", "been", "be", "having"} or first == "M"
            be = be or lower in BE or lower in {"'s", "’s"}
            have = have or lower in HAVE
        elif kind == "M":
            finite = True
        elif kind == "A":
            negated = negated or lower in NEGATIONS
        elif kind in "VBGL":
            main = at
            break
        else:
            break
        main = at if kind in "XM" else main
        at += 1
    kind = classes[main]
    back = start - 1
    while back >= sentence.start and classes[back] == "A":
        negated = negated or words[back].lower in NEGATIONS
        back -= 1
    if back >= sentence.start and words[back].lower in {"without", "neither", "nor", "never"}:
        negated = True
    if kind == "V":
        finite = True
    passive = kind == "L" and (be or not have)
    return Verb(main, start, "V" if kind in "XM" else kind, (), finite, passive, negated, "")
