"""Verbs of a sentence and their subjects.

One pass from left to right over word classes and base noun phrases keeps who is being talked about;
where the pipeline has a parser its arcs overrule the pass (`with_arcs`).
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from annotator.suggest.reading import Bounds, Reading, Sentence
from annotator.suggest.words import BE, HAVE, NEGATIONS

PARTICIPLE_REASON = "participle, subject of the main clause"


@dataclass(slots=True)
class Verb:
    """One verb group.

    `at` is the main verb, `start` where its group begins (auxiliaries, adverbs), `subjects` the base
    noun phrases that are its subject; `finite` says whether it makes a clause of its own.
    """

    at: int
    start: int
    kind: str
    subjects: tuple[Bounds, ...]
    finite: bool
    passive: bool
    negated: bool
    how: str


def verbs(reading: Reading, sentence: Sentence) -> dict[int, Verb]:
    """The verbs of a sentence by the index of their main verb."""
    found: dict[int, Verb] = {}
    classes, words, phrase_end = reading.classes, reading.words, reading.phrase_end
    np: tuple[Bounds, ...] = ()  # who would be the subject of a finite verb that came now
    held: tuple[Bounds, ...] = ()  # the phrase before an insertion between commas
    subject: tuple[Bounds, ...] = ()  # of the last finite verb
    nearest: Bounds | None = None  # the last noun phrase of any kind
    absolute: Bounds | None = None  # the phrase after "with"
    waiting: list[Verb] = []  # participles that opened the sentence
    outside: tuple[tuple[Bounds, ...], ...] | None = None  # state before a quotation
    previous = "."
    at, end = sentence.start, sentence.end
    while at < end:
        kind = classes[at]
        after = phrase_end[at]
        if after:
            after = min(after, end)
            phrase = (at, after)
            if previous in "PT":
                absolute = phrase if words[at - 1].lower == "with" else None
            elif not reading.is_time(phrase):
                np = (*np, phrase) if previous == "C" and np and nearest == np[-1] else (phrase,)
            if not reading.is_time(phrase):
                nearest = phrase
            at, previous = after, "n"
            continue
        if kind in "A_":
            if kind == "A" and words[at].lower in NEGATIONS and previous == "n":
                pass
            at += 1
            continue
        if kind == "Q":
            if reading.quote[at] >= 0:
                opening = reading.quotes[reading.quote[at]][0] == at
                if opening:
                    outside = (np, held, subject)
                else:
                    np, held, subject = outside if outside is not None else ((), (), subject)
                    outside = None
                    previous = ","
            at += 1
            continue
        if kind == "W":
            held = held or np if previous == "," else held
            np, nearest = ((at, at + 1),), (at, at + 1)
        elif kind == "Z":
            solid = reading.next_solid(at + 1, end)
            relative = previous == "n" and solid < end and classes[solid] in "VXM"
            np = ((at, at + 1),) if relative else ()
        elif kind == "S":
            np = ()
        elif kind == ",":
            if np and previous in "n)":
                held = held or np
        elif kind in "XMVBGL":
            verb = _verb(reading, sentence, at)
            if verb.kind == "G" and not verb.finite:
                verb.subjects, verb.how = _participle_subject(previous, np, held, subject, nearest, absolute)
                if not verb.subjects:
                    waiting.append(verb)
            elif verb.finite or verb.kind == "V":
                if previous == "C" and subject:
                    verb.subjects, verb.how = subject, "shared subject"
                elif (
                    previous in ",)"
                    and held
                    and not (np and np[0][1] - np[0][0] == 1 and classes[np[0][0]] == "W")
                ):
                    verb.subjects = held
                elif previous == "T":
                    verb.subjects = subject
                else:
                    verb.subjects = np or subject
                relative = bool(verb.subjects) and classes[verb.subjects[0][0]] in "WZ"
                if not relative:
                    subject, held = verb.subjects, ()
                    for one in waiting:
                        one.subjects = subject
                    waiting = []
                np = ()
            elif verb.kind == "L":
                verb.subjects = (nearest,) if nearest and previous == "n" else (held or np or subject)
                verb.how = "reduced passive"
                if previous == "," and not verb.subjects:
                    waiting.append(verb)
            else:
                verb.subjects = subject
                verb.how = "infinitive"
            found[verb.at] = verb
            at, previous = verb.at + 1, "v"
            continue
        elif kind == ":":
            held = held or np if previous == "n" else held
            if words[at].lower in {":", ";"}:
                np, held = (), ()
            kind = ","
        elif kind == "(":
            held = held or np
        previous = kind
        at += 1
    return found


def with_arcs(doc: Doc, reading: Reading, sentence: Sentence, found: dict[int, Verb]) -> None:
    """Correct subjects and voice by the arcs of a dependency parser."""
    for at, verb in found.items():
        token = doc[at]
        head = token
        for _ in range(4):
            subjects = [child for child in head.children if child.dep_ in ("nsubj", "nsubjpass")]
            if subjects or head.dep_ not in ("conj", "xcomp", "advcl", "pcomp", "prep", "aux"):
                break
            head = head.head
        if not subjects:
            continue
        first = subjects[0].i
        if not sentence.start <= first < sentence.end or (
            head is not token and verb.subjects and verb.how == ""
        ):
            continue
        start = reading.phrase_start[first]
        if start < 0:
            if reading.classes[first] in "WZ":
                verb.subjects = ((first, first + 1),)
            continue
        phrase = (start, reading.phrase_end[start])
        if phrase not in verb.subjects:
            verb.subjects = (phrase,)
        if head is token and subjects[0].dep_ == "nsubjpass":
            verb.passive = True


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


def _participle_subject(
    previous: str,
    np: tuple[Bounds, ...],
    held: tuple[Bounds, ...],
    subject: tuple[Bounds, ...],
    nearest: Bounds | None,
    absolute: Bounds | None,
) -> tuple[tuple[Bounds, ...], str]:
    """Who does what a bare -ing form says, and why."""
    if previous == "n" and absolute is not None and absolute == nearest:
        return (absolute,), "with-absolute"
    if previous == "n" and nearest is not None:
        return (nearest,), "participle after its noun"
    if previous == ",":
        return subject or held or np, PARTICIPLE_REASON
    return subject or np, PARTICIPLE_REASON if previous != "P" else "gerund, subject of the main clause"
