"""What follows a cue: its frame fitted to the words."""

from __future__ import annotations

from typing import NamedTuple

from annotator.suggest.extents import ASKING, LINKS, clause_end, opens_clause, solid
from annotator.suggest.frames import CLAUSE_MARKS, Frame, Slot
from annotator.suggest.reading import PAIRING, Bounds, Reading, Sentence

#: How far after an object the word that announces the next role is looked for, in tokens.
_REACH = 40
#: How far after the cue `that` is looked for (said in a statement on Tuesday that ...).
_THAT = 14
#: Nouns that count people, and after which `of` announces no deed.
_COLLECTIVE = frozenset(
    "group groups number couple pair gang band crowd dozens hundreds thousands scores majority some one two "
    "three several many members member leader leaders head heads residents families".split()
)
_NAMING = frozenset({"source", "target"})
_AND = frozenset({"and", "or", "nor", "&"})


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
    at = solid(reading, at, sentence.end)
    if at >= sentence.end:
        return best
    fit = _Fit(reading, sentence)
    for frame in frames:
        if len(frame) > len(best):
            best = fit.fillers(at, frame) or best
    return best


class _Begun(NamedTuple):
    """A role whose filler has begun: where, where the words that announce it stand, is it a clause."""

    role: str
    start: int
    announced: int
    clause: bool


class _Fit:
    """Fits one frame to the words of a sentence."""

    def __init__(self, reading: Reading, sentence: Sentence) -> None:
        self.reading = reading
        self.sentence = sentence
        self.end = sentence.end

    def fillers(self, at: int, frame: Frame) -> tuple[Filler, ...]:
        """The fillers of the frame where all its roles are there, else nothing."""
        begun: list[_Begun] = []
        for slot in frame:
            found = self._begin(at, slot, far=bool(begun)) if at < self.end else None
            if found is None:
                return ()
            begun.append(found)
            at = solid(self.reading, self.reading.phrase_end[found.start] or found.start + 1, self.end)
        out: list[Filler] = []
        for index, one in enumerate(begun):
            following = begun[index + 1].announced if index + 1 < len(begun) else None
            bounds = self._extent(one, following)
            if bounds is None:
                return ()
            out.append(Filler(one.role, *bounds))
            if one.role == "target":
                out += [Filler("target", *joined) for joined in self._joined(bounds[1], following)]
        return tuple(out)

    def _joined(self, at: int, following: int | None) -> list[Bounds]:
        """The phrases joined to the one that ends here: and the council; , the farm and the council.

        Where nothing is announced after them fewer are: no list with commas, nothing that begins a clause
        or does not look like somebody.
        """
        reading, classes, out = self.reading, self.reading.classes, list[Bounds]()
        limit = self.end if following is None else following
        while at + 1 < limit and (classes[at] == "C" or (classes[at] == "," and following is not None)):
            last = classes[at] == "C" or classes[at + 1] == "C"
            start = at + 1 + (last and classes[at] == ",")
            if last and reading.words[start - 1].lower not in _AND:
                break
            after = reading.phrase_end[start]
            if not after or after > limit or reading.is_time((start, after)):
                break
            head = reading.words[after - 1]
            acts = head.cap or head.role not in ("", "place", "event")
            if following is None and (not acts or opens_clause(reading, start, self.end)):
                break
            bounds = reading.extended((start, after), limit, LINKS)
            out.append(bounds)
            at = bounds[1]
            if last:
                return out
        return []

    def _begin(self, at: int, slot: Slot, far: bool) -> _Begun | None:
        """Where the filler of the slot begins; `far` when it need not come at once."""
        if not slot.marker:
            start = self._object_start(self._after_both(at), slot.role)
            return _Begun(slot.role, start, at, False) if start >= 0 else None
        if slot.marker == "that":
            start = self._clause_start(at)
            return _Begun(slot.role, start, at, True) if start >= 0 else None
        marker = slot.words
        if not far and self.reading.words[at].lower != marker[0]:
            return None
        found = self._marker(at, marker, far)
        start = self._after_both(found + len(marker))
        if found < 0 or start >= self.end or self.reading.classes[start] in ".,:":
            return None
        clause = marker[0] in CLAUSE_MARKS and self.reading.classes[start] == "B"
        return _Begun(slot.role, start, found, clause)

    def _after_both(self, at: int) -> int:
        """The token after `both` where a phrase begins there, else this one."""
        pairing = at + 1 < self.end and self.reading.words[at].lower in PAIRING
        return (
            at + 1 if pairing and not self.reading.phrase_end[at] and self.reading.phrase_end[at + 1] else at
        )

    def _object_start(self, at: int, role: str) -> int:
        """Where a direct object starts, or -1."""
        reading, kind = self.reading, self.reading.classes[at]
        if reading.phrase_end[at]:
            return -1 if reading.is_time((at, reading.phrase_end[at])) and role != "content" else at
        if role in _NAMING:
            return at + 1 if kind == "Q" and at + 1 < self.end and reading.phrase_end[at + 1] else -1
        return at if kind in "QWG" or reading.words[at].lower in ASKING else -1

    def _clause_start(self, at: int) -> int:
        """Where a reported clause starts: after that, at a quotation, at a bare clause; or -1."""
        reading, classes, end = self.reading, self.reading.classes, self.end
        if classes[at] in ",:":
            following = solid(reading, at + 1, end)
            if following >= end:
                return -1
            if self._opens_quotation(following) or reading.words[at].lower == ":":
                return following
            if classes[following] != "Z":
                return -1
            at = following
        if classes[at] == "Z":
            return at + 1 if at + 1 < end else -1
        if self._opens_quotation(at) or reading.words[at].lower in ASKING or opens_clause(reading, at, end):
            return at
        until = min(end, at + _THAT)
        while at < until and classes[at] in "PDNE#ORHAC(),":
            at += 1
        if at < until and classes[at] == "Z":
            return at + 1
        return at if at < until and self._opens_quotation(at) and classes[at - 1] in ",:" else -1

    def _opens_quotation(self, at: int) -> bool:
        index = self.reading.quote[at]
        return index >= 0 and self.reading.quotes[index][0] == at

    def _marker(self, at: int, marker: tuple[str, ...], far: bool) -> int:
        """Where the words that announce a role stand, or -1.

        Of several `of` the one before an -ing form is meant: accused the head of the party of lying; and
        none that counts people, where there is another: accused a group of men of theft.
        """
        words, classes = self.reading.words, self.reading.classes
        best = -1
        passed = -1
        for here in range(at, min(self.end, at + (_REACH if far else 1))):
            kind = classes[here]
            if kind == "," and far:
                passed = max(passed, self._after_apposition(here), self._after_list(here))
            if here < passed:
                continue
            stops = kind in "V:" or (kind in ".,S" and marker[0] not in CLAUSE_MARKS)
            if stops and (kind != "S" or words[here].lower != marker[0]):
                break
            after = here + len(marker)
            if after > self.end or tuple(word.lower for word in words[here:after]) != marker:
                continue
            gerund = after < self.end and classes[after] == "G"
            counted = best >= 0 and words[best - 1].lower in _COLLECTIVE
            if best < 0 or gerund or counted:
                best = here
            if gerund or marker != ("of",):
                break
        return best

    def _after_apposition(self, at: int) -> int:
        """Where what stands between two commas and only names somebody again ends, or -1.

        Blamed the operator, Northway Hydro, for the flood.
        """
        after = self.reading.phrase_end[at + 1] if at + 1 < self.end else 0
        if not after or after >= self.end:
            return -1
        after = self.reading.extended((at + 1, after), self.end, LINKS)[1]
        return after + 1 if after < self.end and self.reading.classes[after] == "," else -1

    def _after_list(self, at: int) -> int:
        """Where the list that goes on at this comma ends, or -1: the mill, the farm and the council."""
        joined = self._joined(at, self.end)
        return joined[-1][1] if joined else -1

    def _extent(self, one: _Begun, following: int | None) -> Bounds | None:
        """How far a filler reaches; `following` is where the next role is announced."""
        if one.role in _NAMING:
            return self._name_extent(one.start, self.end if following is None else following)
        if following is not None:
            return self._trimmed(one.start, following)
        wide = one.clause or one.role == "content"
        end = clause_end(self.reading, self.sentence, one.start, wide)
        return (one.start, end) if end > one.start else None

    def _name_extent(self, start: int, limit: int) -> Bounds | None:
        """A noun phrase, with a quotation that it opens taken whole."""
        reading, classes = self.reading, self.reading.classes
        if classes[start] == "Q" and start + 1 < limit:
            start += 1
        after = reading.phrase_end[start]
        if not after:
            return (start, start + 1) if classes[start] == "W" else None
        end = reading.extended((start, after), limit, LINKS)[1]
        quote = reading.quote[end - 1]
        if quote >= 0 and reading.quotes[quote][0] >= start:
            end = min(reading.quotes[quote][1], self.end)
        return self._trimmed(start, end)

    def _trimmed(self, start: int, end: int) -> Bounds | None:
        while end > start and self.reading.classes[end - 1] in ",A_":
            end -= 1
        return (start, end) if end > start else None
