"""Articles: text stored verbatim, and where its regions, sentences and tokens lie.

All offsets are Unicode code points into the article's text, half-open.
"""

from __future__ import annotations

import bisect
import re
import sys
from array import array
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from annotator.domain.errors import AnnotatorError

#: Kinds of region that are stepped through; every other kind is dimmed and never queued.
QUEUED_REGIONS = frozenset({"headline"})
REGION_KINDS = ("headline", "duplicate_headline", "nav_label", "teaser_other_article")


class Region(NamedTuple):
    """A stretch of an article that is not running text; flagged, never deleted."""

    start: int
    end: int
    kind: str


class Sentence(NamedTuple):
    """The unit the annotator steps through."""

    start: int
    end: int


class Tokens:
    """Token bounds of one article, ascending and not overlapping, packed in two arrays.

    `pack` and `unpack` turn them into little-endian unsigned 32-bit pairs and back.
    """

    __slots__ = ("ends", "starts")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, bounds: Iterator[tuple[int, int]] | list[tuple[int, int]]) -> None:
        self.starts = array("I")
        self.ends = array("I")
        for start, end in bounds:
            self.starts.append(start)
            self.ends.append(end)

    @classmethod
    def of(cls, starts: bytes, ends: bytes) -> Tokens:
        """Tokens of two columns of unsigned 32-bit numbers, in this machine's order of bytes."""
        tokens = cls([])
        tokens.starts.frombytes(starts)
        tokens.ends.frombytes(ends)
        return tokens

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, index: int) -> tuple[int, int]:
        return self.starts[index], self.ends[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tokens) and self.starts == other.starts and self.ends == other.ends

    def __repr__(self) -> str:
        return f"Tokens({len(self)})"

    def at(self, offset: int) -> int:
        """Index of the token that covers `offset`, or else of the next one (the last at the end).

        There must be a token.
        """
        return min(bisect.bisect_right(self.ends, offset), len(self) - 1)

    def within(self, start: int, end: int) -> range:
        """Indexes of the tokens that lie in [start, end), even in part."""
        return range(bisect.bisect_right(self.ends, start), bisect.bisect_left(self.starts, end))

    def pack(self) -> bytes:
        """Bounds as bytes: start and end of each token, unsigned 32-bit, little-endian."""
        both = array("I", bytes(8 * len(self)))
        both[0::2], both[1::2] = self.starts, self.ends
        if sys.byteorder == "big":
            both.byteswap()
        return both.tobytes()

    @classmethod
    def unpack(cls, packed: bytes) -> Tokens:
        """Read what `pack` wrote."""
        both = array("I", packed)
        if sys.byteorder == "big":
            both.byteswap()
        tokens = cls([])
        tokens.starts, tokens.ends = both[0::2], both[1::2]
        return tokens


@dataclass(frozen=True, slots=True)
class Publication:
    """One appearance of a text: where it came from. Two outlets may print the same text."""

    source_id: str
    title: str | None = None
    outlet: str | None = None
    date: str | None = None
    url: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Article:
    """One text with its regions, the sentences that are queued, and its tokens."""

    id: str
    text: str
    sentences: tuple[Sentence, ...]
    tokens: Tokens
    regions: tuple[Region, ...] = ()
    title: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)


def check_text(text: str, where: str) -> None:
    """Refuse a text that not every database can hold.

    Raises:
        AnnotatorError: the text has a NUL character or a lone surrogate; says at which offset.
    """
    # Encoding finds the same, in a tenth of the time.
    with suppress(UnicodeEncodeError):
        if b"\0" not in text.encode():
            return
    bad = _UNSTORABLE.search(text)
    if bad:
        raise AnnotatorError(
            f"{where}: character U+{ord(bad.group()):04X} at offset {bad.start()} cannot be stored",
            "Remove it from the file (NUL and lone surrogates have no place in text).",
        )


def printable(text: str) -> str:
    """The text made safe for a terminal, one character for each, so that offsets hold.

    Control characters become their pictures (U+2400 block), C1 controls, bidi controls and line
    separators become U+FFFD; newline and tab become a blank.
    """
    return text.translate(_PRINTABLE)


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _printable_table() -> dict[int, str]:
    table = {code: chr(0x2400 + code) for code in range(0x20)}
    table[0x7F] = "\u2421"
    table |= {ord(blank): " " for blank in "\n\r\t"}
    table |= dict.fromkeys(range(0x80, 0xA0), "\ufffd")
    bidi = (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
    odd = (0x2028, 0x2029, 0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB, *range(0xE0000, 0xE0080), *range(0xD800, 0xE000))
    return table | dict.fromkeys((*bidi, *odd), "\ufffd")


_PRINTABLE = _printable_table()
