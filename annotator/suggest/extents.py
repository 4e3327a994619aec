"""How far clauses reach, and whether one opens at a token."""

from __future__ import annotations

from annotator.suggest.reading import Reading, Sentence
from annotator.suggest.words import SUBJECT_PRONOUNS

#: Prepositions that a noun phrase takes along when it fills a role.
LINKS = frozenset({"of", "for", "in", "from", "at", "on", "to", "with", "behind", "against", "near"})

#: Words that open a question that is reported.
ASKING = frozenset({"whether", "how", "why", "if", "where", "when"})
#: Auxiliaries whose verb makes no clause of its own.
_GERUNDS = frozenset({"having", "being"})
#: Prepositions of a circumstance, which is no part of the deed before it.
_IN_SPITE = frozenset({"despite", "amid", "amidst", "notwithstanding"})


def clause_end(reading: Reading, sentence: Sentence, at: int, wide: bool) -> int:
    """Where the clause that token `at` lies in ends.

    `wide` clauses, what somebody says, reach over commas up to the next one that says something;
    others end where a comma opens another clause. A quotation that starts inside is taken whole, also
    beyond the sentence.
    """
    classes, words, quote = reading.classes, reading.words, reading.quote
    end = sentence.end
    within = quote[at] if at < end else -1
    inner = reading.quotes[within][1] if within >= 0 and reading.quotes[within][0] < at else None
    if inner is not None:
        inner -= classes[inner - 1] == "Q"  # the last word, where the quotation is left open
        end = min(end, inner)
    here = at
    while here < end:
        kind = classes[here]
        if kind == "Q" and quote[here] >= 0 and (quote[here] != within or reading.quotes[within][0] == here):
            close = reading.quotes[quote[here]][1]
            if close >= end:
                return close
            if _leaves_quotation(reading, at, here, close, end):
                return close
            here = close
            continue
        if kind == ":" and words[here].lower not in {":"} and here > at:
            return here
        if kind in "," and (_opens(reading, here + 1, end, wide) or _answers(reading, at, here, end)):
            return here
        if wide and kind == "C" and within < 0 and _says_on(reading, here + 1, end):
            return here
        if not wide and here > at and _ends_narrow(reading, at, here, end):
            return here - (classes[here - 1] == ",")
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
        if following < end and classes[following] in "VXM":
            return reading.words[following].lower not in _GERUNDS
        outer = not any(classes[at] in "WZS" for at in range(start, here))
        return outer and opens_clause(reading, following, end)
    if kind in "VXM":
        first = here
        while first > start and classes[first - 1] in "XMA":
            first -= 1
        gerund = reading.words[first].lower in _GERUNDS
        if first == start or gerund or _contact_clause(reading, start, first):
            return False  # having known of it; repairs it had requested
        return not any(classes[at] in "WZS" for at in range(start, here))
    if word in _IN_SPITE:
        return here > start
    return word == "without" and here + 1 < end and classes[reading.next_solid(here + 1, end - 1)] == "G"


def _contact_clause(reading: Reading, start: int, verb: int) -> bool:
    """Whether the subject of the verb stands right after a noun: repairs the town had requested."""
    subject = reading.phrase_start[verb - 1]
    if subject <= start or reading.classes[subject - 1] not in "NE":
        return False
    personal = reading.words[subject].lower in SUBJECT_PRONOUNS
    noun = (reading.phrase_start[subject - 1], subject)
    return (personal or reading.classes[subject] == "D") and not reading.is_time(noun)


def _answers(reading: Reading, start: int, comma: int, end: int) -> bool:
    """Whether a clause follows on a question that is reported: asked whether it rained, she left."""
    asked = reading.words[start].lower in ASKING
    return asked and opens_clause(reading, reading.next_solid(comma + 1, end), end)


def _leaves_quotation(reading: Reading, start: int, opened: int, close: int, end: int) -> bool:
    """Whether what follows a quotation, which ends before `close`, is no longer of the clause.

    Where all that is said is the quotation (as “a farce,” but he left), a conjunction with a verb or clause
    leads out of it; where a clause led into it (it was “a farce,” but he left), that may be said as well.
    """
    classes = reading.classes
    comma = close < end and classes[close] == ","
    after = reading.next_solid(close + comma, end)
    if after >= end:
        return False
    if (comma or classes[close - 2] in ",.") and _opens(reading, after, end, wide=True):
        return True
    if classes[after] != "C" or any(kind in "VXM" for kind in classes[start:opened]):
        return False
    following = reading.next_solid(after + 1, end)
    return following < end and (classes[following] in "VXM" or opens_clause(reading, following, end))


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
    if not wide and opens_clause(reading, at, end):
        return True
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
    return here < end and reading.classes[here] in "VB" and reading.words[here].reports


def _says_on(reading: Reading, at: int, end: int) -> bool:
    """Whether a conjunction leads on to another verb of saying with a clause (and said it was)."""
    at = reading.next_solid(at, end)
    if at + 1 >= end or reading.classes[at] != "V":
        return False
    if not reading.words[at].reports:
        return reading.words[at].plain_stance
    following = reading.classes[at + 1]
    return following in "Z,Q" or reading.words[at + 1].lower in ASKING or opens_clause(reading, at + 1, end)
