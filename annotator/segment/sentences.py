"""Where sentences begin and end: rules over the text alone, in linear time.

A boundary is a full stop, question mark … that is not part of an abbreviation and before which
nothing speaks for going on, or the end of a line that is not merely wrapped. Every character that
is not blank lies in exactly one sentence, regions that are not queued apart.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from annotator.domain.text import QUEUED_REGIONS, Region, Sentence
from annotator.segment.abbreviations import (
    BEFORE_NUMBER,
    MAY_BE_LAST,
    NEVER_LAST,
    SPEECH_VERBS,
    STARTERS,
)
from annotator.segment.lines import Line, lines

#: A line this long, in code points, goes on in the next one if that begins in lower case.
MIN_WRAPPED = 30
#: So many marks and symbols in a row are passed over to find out whether words follow.
MAX_SYMBOLS = 80


def sentences(text: str, regions: Iterable[Region] = ()) -> Iterator[Sentence]:
    """The sentences of a text in order; a queued region is one sentence, others have none."""
    at = 0
    for region in sorted(regions, key=lambda region: (region.start, region.end)):
        if region.start < at:
            continue
        yield from _running(text, at, region.start)
        if region.kind in QUEUED_REGIONS:
            yield from _trimmed(text, region.start, region.end)
        at = region.end
    yield from _running(text, at, len(text))


def _running(text: str, start: int, end: int) -> Iterator[Sentence]:
    block: list[Line] = []
    for line in lines(text, start, end):
        if line.gap and block:
            yield from _block(text, block)
            block = []
        block.append(line)
    if block:
        yield from _block(text, block)


def _block(text: str, block: list[Line]) -> Iterator[Sentence]:
    """The sentences of lines without a blank one between them."""
    width = max(line.end - line.start for line in block)
    wrapped = len(block) > 2 and 40 <= width <= 140 and any(text[line.start].islower() for line in block[1:])
    begin = block[0].start
    for line, following in itertools.pairwise(block):
        if not _goes_on(text, line, following, width if wrapped else None):
            yield from _split(text, begin, line.end)
            begin = following.start
    yield from _split(text, begin, block[-1].end)


def _goes_on(text: str, line: Line, following: Line, width: int | None) -> bool:
    """Whether a line end is no more than a blank: the sentence is wrapped there."""
    if _BULLET.match(text, following.start):
        return False
    if text[following.start].islower() and line.end - line.start >= MIN_WRAPPED:
        return True
    word = _WORD.match(text, following.start, following.end)
    return width is not None and word is not None and line.end - line.start + len(word.group()) + 1 > width


def _split(text: str, start: int, end: int) -> Iterator[Sentence]:
    """The sentences of a stretch that neither begins nor ends with a blank."""
    begin = last = start
    for mark in _ONE_STOP.finditer(text, start, end):
        dot = mark.start()
        if dot < last:
            continue  # in the run of the one before
        last = dot + 1
        if last < end and text[dot] == ".":  # as mostly: what is plain need not be looked at closely
            if text[last].isalnum():
                continue
            if text[last] == " " and _is_plain(text, begin, last):
                yield Sentence(begin, last)
                begin = last + 1
                continue
        stop = _STOP.match(text, dot, end)
        assert stop is not None
        last = _last(text, stop.end(), end)
        if last < end and _is_boundary(text, begin, stop, last, end):
            yield Sentence(begin, last)
            begin = _after_blanks(text, last, end)
    yield Sentence(begin, end)


def _is_plain(text: str, begin: int, last: int) -> bool:
    """Whether a full stop before a blank stands between a word that is written out and a new beginning."""
    following = text[last + 1]
    if following.islower() or not following.isalnum():
        return False
    blank = text.rfind(" ", begin, last)
    word = text[blank + 1 : last - 1] if blank >= 0 else ""  # "ii." at the beginning counts something
    return len(word) > 1 and word.isalpha() and not word.isupper() and word not in _ABBREVIATIONS


def _last(text: str, at: int, end: int) -> int:
    """Where a sentence that stops at `at` ends: a closing mark set off by a blank (« … ») belongs to it."""
    if text.startswith(" ", at) and text[at + 1 : at + 2].isalnum():
        return at  # as mostly: no need for a pattern
    stray = _STRAY_CLOSER.match(text, at, end)
    return stray.end() if stray else at


def _after_blanks(text: str, at: int, end: int) -> int:
    if text.startswith(" ", at) and at + 1 < end and not text[at + 1].isspace():
        return at + 1  # as mostly
    found = _NOT_BLANK.search(text, at, end)
    return found.start() if found else end


def _is_boundary(text: str, begin: int, stop: re.Match[str], last: int, end: int) -> bool:
    """Whether the sentence from `begin` to `last`, which has more text after it, ends at the stop."""
    marks, closers = stop["marks"], stop["closers"]
    following = _after_blanks(text, last, end)
    if following == last:  # no blank: only where a script writes none
        goes_on = text[following] in _GOES_ON or (closers and "ぁ" <= text[following] <= "ゟ")
        return marks[-1] in _UNSPACED and not goes_on  # hiragana after 」: a particle
    lead = None if text[following].isalnum() else _LEAD.match(text, following, end)
    at = lead.end() if lead else following
    word = _WORD.match(text, at, end)
    if word is None:  # marks or symbols alone begin no sentence
        return _LETTER.search(text, at, min(at + MAX_SYMBOLS, end)) is not None
    quoted = lead is not None and text[following] in _OPENING_QUOTES
    head = word.group()
    if head[0].islower() and not any(letter.isupper() for letter in head[1:]):
        return quoted and marks == "." and not closers and _stops(text, begin, stop, "", quoted=False)
    if "." not in marks and "…" not in marks:
        return not (_is_quote(closers) and head not in STARTERS and _SPOKEN.match(text, following, end))
    if len(head) == 1 and head.isalpha() and text.startswith(".", word.end()):
        head = ""  # an initial, not the word A or I
    if marks == ".":
        return _stops(text, begin, stop, head, quoted=quoted or _is_quote(closers))
    standing_alone = stop.start() > begin and text[stop.start() - 1].isspace()
    return not standing_alone or quoted or head in STARTERS


def _stops(text: str, begin: int, stop: re.Match[str], head: str, *, quoted: bool) -> bool:
    """Whether a single full stop ends a sentence and no mere abbreviation.

    `head` is the word after it; `quoted` says whether a quotation mark stands between.
    """
    dot = stop.start()
    before = text[max(begin, dot - 24) : dot]
    said = before.split()[-1] if before and not before[-1].isspace() else ""
    word = said.lstrip(_MARKS)
    if dot - begin <= len(said) and _ENUMERATOR.fullmatch(said):
        return False
    starts = head in STARTERS
    part = word.rsplit("-", 1)[-1]  # Lt.-Gen., D-Calif.
    if len(part) > 1 and part.isalpha() and part.isupper():
        part = part.capitalize()
    if part in NEVER_LAST:
        return False
    if part in BEFORE_NUMBER:
        return starts or not _NUMERAL.fullmatch(head)
    if part in MAY_BE_LAST or _ACRONYM.fullmatch(part):
        return starts or (quoted and "]" not in stop["closers"])
    if len(part) == 1 and part.isupper():
        return starts
    return True


def _is_quote(closers: str) -> bool:
    return any(mark in _CLOSING_QUOTES for mark in closers)


def _trimmed(text: str, start: int, end: int) -> Iterator[Sentence]:
    found = list(lines(text, start, end))
    if found:
        yield Sentence(found[0].start, found[-1].end)


_ABBREVIATIONS = NEVER_LAST | BEFORE_NUMBER | MAY_BE_LAST

_STOPS = "[.!?…؟۔।॥։።။。！？｡]"
_ONE_STOP = re.compile(_STOPS)
# A run of stops with the closing quotation marks, brackets and footnote numbers that cling to it.
_STOP = re.compile(
    f"(?P<marks>{_STOPS}+)"
    "(?P<closers>(?:[”’\"'»›)\\]}」』】）〉》\ufe0e\ufe0f]|“(?=\\s)|\\[[0-9]{1,3}\\])*)"
)
_STRAY_CLOSER = re.compile("[^\\S\n]*[”’\"'»›)\\]}」』】）]+(?=\\s|$)")
_NOT_BLANK = re.compile(r"\S")
_LEAD = re.compile(r"(?:[^\w\s]{1,8}\s?){1,3}")
_WORD = re.compile(r"\w[\w’'-]{0,30}")
_LETTER = re.compile(r"\w")
_BULLET = re.compile(r"[•◦‣▪*·–—-]\s|[(]?[0-9]{1,3}[.)]\s")
_ENUMERATOR = re.compile(r"[(]?(?:[0-9]{1,3}|[A-Za-z]|[ivx]{1,5})")
_NUMERAL = re.compile(r"[0-9].*|[IVXLC]+|[A-Z]?[0-9]+")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_SPOKEN = re.compile(
    rf"(?:[^\W\d_a-z][\w’'.-]{{0,30}},?\s+|(?:of|the|de|van|von|al)\s+){{1,6}}(?:{'|'.join(SPEECH_VERBS)})\b"
)
_MARKS = "([{“”‘’\"'«»„‚—–-"
_UNSPACED = "。！？｡"
_GOES_ON = "，、；：,;:。！？｡.!?…”’」』】）)"
_OPENING_QUOTES = "“‘„‚«‹\"'「『"
_CLOSING_QUOTES = "”’“»›\"'」』"
