"""What follows a cue: its frame fitted to the words, and how far clauses reach."""

from __future__ import annotations

from typing import NamedTuple

from annotator.suggest.frames import CLAUSE_MARKS, Frame
from annotator.suggest.reading import Bounds, Reading, Sentence

#: Prepositions that a noun phrase takes along when it fills a role.
LINKS = frozenset({"of", "for", "in", "from", "at", "on", "to", "with", "behind", "against", "near"})
_REACH = 40
_NAMING = frozenset({"source", "target"})


class Filler(NamedTuple):
    """A role and the tokens that fill it."""

    role: str
    start: int
    end: int


def fit_frames(
    reading: Reading, sentence: Sentence, at: int, frames: tuple[Frame, ...]
) -> tuple[Filler, ...]:
    """The fillers of the frame that fits best what follows token `at`; empty where none fits."""
    best: tuple[Filler, ...] = ()
    for frame in frames:
        fillers = _fit(reading, sentence, at, frame)
        if len(fillers) > len(best):
            best = fillers
    return best


def clause_end(reading: Reading, sentence: Sentence, at: int, wide: bool) -> int:
    """Where the clause that token `at` lies in ends.

    `wide` clauses, what somebody says, reach over commas up to the next one that says something;
    others end where a comma opens another clause. A quotation that starts inside is taken whole, also
    beyond the sentence.
    """
    classes, words, quote = reading.classes, reading.words, reading.quote
    end = sentence.end
    within = quote[at] if at < end else -1
    inner = reading.quotes[within][1] - 1 if within >= 0 and reading.quotes[within][0] < at else None
    if inner is not None:
        end = min(end, inner)
    here = at
    while here < end:
        kind = classes[here]
        if kind == "Q" and quote[here] >= 0 and quote[here] != within:
            close = reading.quotes[quote[here]][1]
            if close >= end:
                return close
            here = close
            if classes[close - 2] in ",." and close < end and _says(reading, close, end):
                return close
            continue
        if kind == ":" and words[here].lower not in {":"} and here > at:
            return here
        if kind in "," and _opens(reading, here + 1, end, wide):
            return here
        if not wide and here > at and _ends_narrow(reading, at, here, end):
            return here
        here += 1
    while end > at and (classes[end - 1] in "._" or (classes[end - 1] in ",:" and inner is None)):
        end -= 1
    return end


def _ends_narrow(reading: Reading, start: int, here: int, end: int) -> bool:
    """Whether what names a deed ends at this token: another verb of the sentence, another clause."""
    classes, word = reading.classes, reading.words[here].lower
    kind = classes[here]
    if kind == "S":
        return word in {"after", "while", "because", "as", "although"}
    if kind == "C":
        following = reading.next_solid(here + 1, end)
        return following < end and classes[following] in "VXM"
    if kind in "VXM":
        return not any(classes[at] in "WZS" for at in range(start, here))
    return word == "without" and here + 1 < end and classes[reading.next_solid(here + 1, end - 1)] == "G"


def solid(reading: Reading, at: int, end: int) -> int:
    """Skip blanks, adverbs and a phrase of time."""
    while at < end:
        if reading.classes[at] in "A_":
            at += 1
            continue
        after = reading.phrase_end[at]
        if after and reading.is_time((at, after)) and after <= end:
            at = after
            continue
        if (
            reading.classes[at] == "P"
            and reading.phrase_end[at + 1]
            and reading.is_time((at + 1, reading.phrase_end[at + 1]))
        ):
            at = reading.phrase_end[at + 1]
            continue
        break
    return at


def opens_clause(reading: Reading, at: int, end: int) -> bool:
    """Whether a clause starts here: a noun phrase with a finite verb after it."""
    after = reading.phrase_end[at]
    if not after:
        return False
    here = after
    while here < min(end, after + 8):
        kind = reading.classes[here]
        if kind in "VXM":
            return True
        if kind == "P" and reading.phrase_end[here + 1]:
            here = reading.phrase_end[here + 1]
            continue
        if kind in "AO":
            here += 1
            continue
        if kind in "C," and reading.phrase_end[here + 1]:
            here = reading.phrase_end[here + 1]
            continue
        return False
    return False


def _opens(reading: Reading, at: int, end: int, wide: bool) -> bool:
    """Whether what follows a comma opens another clause."""
    while at < end and reading.classes[at] in "A_":
        at += 1
    if at >= end:
        return False
    kind, word = reading.classes[at], reading.words[at]
    if word.lower in {"according", "allegedly", "reportedly"}:
        return True
    if kind == "Q":
        return False
    if kind == "G":
        return not wide or bool(word.cues)
    if kind in "CS":
        return (not wide and kind == "S") or _says(reading, at + 1, end)
    if kind in "WLV":
        return not wide
    if word.lower == "with":
        return not wide
    return _says(reading, at, end)


def _says(reading: Reading, at: int, end: int) -> bool:
    """Whether a noun phrase and a verb of attribution follow at once (, he said)."""
    while at < end and reading.classes[at] in "A_":
        at += 1
    if at >= end:
        return False
    if reading.classes[at] == "V" and reading.words[at].cues:
        return True
    after = reading.phrase_end[at]
    if not after:
        return False
    here = reading.extended((at, after), end, LINKS)[1]
    while here < end and reading.classes[here] in "AXM":
        here += 1
    return here < end and reading.classes[here] in "VB" and _attributes(reading, here)


def _attributes(reading: Reading, at: int) -> bool:
    return any(cue.category == "REPORT" and cue.kind == "verb" for cue in reading.words[at].cues)


def _fit(reading: Reading, sentence: Sentence, at: int, frame: Frame) -> tuple[Filler, ...]:
    """The fillers of the frame where all its roles are there, else nothing."""
    end, classes, words = sentence.end, reading.classes, reading.words
    begun: list[tuple[str, int, int, bool]] = []  # role, start, where its marker stood, is it a clause
    here = at
    for marker, role in frame:
        here = solid(reading, here, end)
        if here >= end:
            break
        if not marker:
            start = _object_start(reading, here, end, role)
            if start < 0:
                break
            begun.append((role, start, here, False))
            here = reading.phrase_end[start] or start + 1
            continue
        first = marker.split()[0]
        if marker == "that":
            clause = _clause_start(reading, here, end)
            if clause < 0:
                break
            begun.append((role, clause, here, True))
            here = clause + 1
            continue
        found = _find_marker(reading, here, end, marker, first, bool(begun))
        if found < 0:
            break
        start = found + len(marker.split())
        if start >= end or classes[start] in ".,:":
            break
        begun.append((role, start, found, first in CLAUSE_MARKS and classes[start] == "B"))
        here = reading.phrase_end[start] or start + 1
    if len(begun) < len(frame):
        return ()
    out: list[Filler] = []
    for index, (role, start, _, clause) in enumerate(begun):
        limit = begun[index + 1][2] if index + 1 < len(begun) else end
        bounds = _extent(reading, sentence, role, start, limit, clause, index + 1 < len(begun))
        if bounds is None:
            return tuple(out)
        out.append(Filler(role, *bounds))
        if words[start].lower in {"'s"}:
            break
    return tuple(out)


def _object_start(reading: Reading, at: int, end: int, role: str) -> int:
    """Where a direct object starts, or -1."""
    kind = reading.classes[at]
    if reading.phrase_end[at]:
        return -1 if reading.is_time((at, reading.phrase_end[at])) and role != "content" else at
    if role in _NAMING:
        return at + 1 if kind == "Q" and at + 1 < end and reading.phrase_end[at + 1] else -1
    if kind in "QWG" or (kind == "S" and reading.words[at].lower in {"how", "why", "whether", "where"}):
        return at
    return -1


def _clause_start(reading: Reading, at: int, end: int) -> int:
    """Where a reported clause starts: after that, at a quotation, at a bare clause; or -1."""
    classes = reading.classes
    here = at
    if here < end and classes[here] in ",:":
        following = solid(reading, here + 1, end)
        if following < end and classes[following] == "Q" and reading.quote[following] >= 0:
            return following
        if classes[here] == ":" or (following < end and classes[following] == "Z"):
            here = following
            if reading.words[here - 1].lower == ":" and here < end:
                return here
        else:
            return -1
    if classes[here] == "Z":
        return here + 1 if here + 1 < end else -1
    if classes[here] == "Q" and reading.quote[here] >= 0 and reading.quotes[reading.quote[here]][0] == here:
        return here
    if opens_clause(reading, here, end):
        return here
    if classes[here] == "S" and reading.words[here].lower in {"whether", "how", "why", "if", "where", "when"}:
        return here
    # said in a statement on Tuesday that ..., told reporters in Ohio that ...
    until = min(end, here + 14)
    while here < until and classes[here] in "PDNE#ORHAC(),":
        here += 1
    if here < until and classes[here] == "Z":
        return here + 1
    if here < until and classes[here] == "Q" and reading.quote[here] >= 0 and classes[here - 1] in ",:":
        return here
    return -1


def _find_marker(reading: Reading, at: int, end: int, marker: str, first: str, far: bool) -> int:
    """Where the words of the marker stand, or -1; `far` when an object may come in between."""
    words, classes = reading.words, reading.classes
    parts = marker.split()
    until = min(end, at + (_REACH if far else 1))
    best = -1
    for here in range(at, until):
        kind = classes[here]
        if kind in "V:;" or (kind in ".,S" and first not in CLAUSE_MARKS):
            break
        if words[here].lower != first:
            continue
        if all(here + k < end and words[here + k].lower == part for k, part in enumerate(parts)):
            gerund = here + len(parts) < end and classes[here + len(parts)] == "G"
            if best < 0 or gerund:
                best = here
            if gerund or first != "of":
                break
    return best


def _extent(
    reading: Reading, sentence: Sentence, role: str, start: int, limit: int, clause: bool, bounded: bool
) -> Bounds | None:
    """How far a filler reaches."""
    classes = reading.classes
    if role in _NAMING:
        if classes[start] == "Q" and start + 1 < limit:
            start += 1
        after = reading.phrase_end[start]
        if not after:
            if classes[start] == "W":
                return start, start + 1
            return None
        end = reading.extended((start, after), limit, LINKS)[1]
        quote = reading.quote[end - 1]
        if quote >= 0 and reading.quotes[quote][0] >= start:
            end = min(reading.quotes[quote][1], sentence.end)
        while end > start and classes[end - 1] in ",A_":
            end -= 1
        return (start, end) if end > start else None
    if bounded:
        end = limit
        while end > start and classes[end - 1] in ",A_":
            end -= 1
        return (start, end) if end > start else None
    end = clause_end(reading, sentence, start, wide=clause or role == "content")
    return (start, end) if end > start else None
