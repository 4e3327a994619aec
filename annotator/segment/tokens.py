"""Token bounds from spaCy's rule tokenizer, in linear time and flat memory whatever the text."""

from __future__ import annotations

import bisect
import re
from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from typing import Any

import numpy as np

from annotator.domain.text import Tokens

#: Text is tokenized in chunks of about this many code points, cut at a blank.
CHUNK = 50_000
#: More characters without a blank than any word has.
LONGEST = 1_000
#: Runs that no language has are cut into pieces this long: the tokenizer's time grows with their square.
PIECE = 20


class Words(dict[str, tuple[int, ...]]):
    """Where the tokens of each word end, as spaCy's rule tokenizer cuts it.

    It cuts every word (what stands between blanks) by itself, and texts are made of the same words: to
    remember them takes a fifth of the time of asking again. Only a rule for several words would be missed;
    no language of spaCy's has one.
    """

    def __init__(self, tokenizer: Callable[[str], Any]) -> None:
        super().__init__()
        self._tokenizer = tokenizer

    def __missing__(self, word: str) -> tuple[int, ...]:
        self[word] = ends = tuple(accumulate(len(token) for token in self._tokenizer(word)))
        return ends


def tokens(text: str, tokenizer: Callable[[str], Any] | Words, offsets: Iterable[int]) -> Tokens:
    """The tokens of a text that are not blank, those cut in two that an offset lies within.

    Args:
        text: any text.
        tokenizer: spaCy's, for a piece of it; `Words` where it is the rule tokenizer.
        offsets: where no token may reach across, ascending.
    """
    starts, ends = array("I"), array("I")
    for start, end in _pieces(text):
        if isinstance(tokenizer, Words):
            more = _by_words(tokenizer, text, start, end)
        else:
            more = _by_columns(tokenizer(text[start:end]), start)
        starts += more[0]
        ends += more[1]
    within = []
    for offset in offsets:
        # The token that begins last before an offset is cut if it ends after it; mostly none is.
        before = bisect.bisect_left(starts, offset) - 1
        if before >= 0 and offset < ends[before]:
            within.append(offset)
    pairs = zip(starts, ends, strict=True)
    return Tokens(cut(pairs, within)) if within else Tokens.of(starts.tobytes(), ends.tobytes())


Bounds = tuple["array[int]", "array[int]"]


def _by_words(words: Words, text: str, start: int, end: int) -> Bounds:
    starts, ends = array("I"), array("I")
    for word in _WORD.finditer(text, start, end):
        first = at = word.start()
        for stop in words[word[0]]:
            starts.append(first)
            first = at + stop
            ends.append(first)
    return starts, ends


def _by_columns(doc: Any, at: int) -> Bounds:
    """Starts and ends of a Doc's tokens that are not blank, moved by `at`.

    By columns: it takes a fifth of the time of token by token.
    """
    columns = doc.to_array(["LENGTH", "SPACY", "IS_SPACE"]).astype(np.uint32)
    lengths = columns[:, 0]
    starts = at + np.cumsum(lengths + columns[:, 1], dtype=np.uint32) - lengths - columns[:, 1]
    words = columns[:, 2] == 0
    return (
        array("I", starts[words].astype(np.uint32).tobytes()),
        array("I", (starts + lengths)[words].astype(np.uint32).tobytes()),
    )


def cut(tokens: Iterable[tuple[int, int]], offsets: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The tokens, those cut in two that one of the ascending offsets lies within."""
    waiting = iter(offsets)
    offset = next(waiting, None)
    for start, end in tokens:
        while offset is not None and offset <= start:
            offset = next(waiting, None)
        while offset is not None and offset < end:
            yield start, offset
            start = offset  # noqa: PLW2901
            offset = next(waiting, None)
        yield start, end


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    # Nearly no text has such runs, and whether it may is known in a tenth of the time.
    if not _CROWD.search(text) and max(map(len, text.split()), default=0) <= LONGEST:
        yield from _chunks(text, 0, len(text))
        return
    at = 0
    for run in _RUN.finditer(text):
        yield from _chunks(text, at, run.start())
        for start in range(run.start(), run.end(), PIECE):
            yield start, min(start + PIECE, run.end())
        at = run.end()
    yield from _chunks(text, at, len(text))


def _chunks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > CHUNK and (blank := _BLANK.search(text, start + CHUNK, end)):
        yield start, blank.start()
        start = blank.start()
    if start < end:
        yield start, end


_WORD = re.compile(r"\S+")
_BLANK = re.compile(r"\s")
# A thousand characters without a blank, or a crowd of punctuation; the look-behind keeps it linear.
_RUN = re.compile(rf"(?<!\S)\S{{{LONGEST + 1},}}|(?<![^\w\s])[^\w\s]{{21,}}")
_CROWD = re.compile(r"[^\w\s]{21}")
