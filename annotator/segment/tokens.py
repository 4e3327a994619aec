"""Token bounds from spaCy's rule tokenizer, in linear time and flat memory whatever the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from annotator.domain.text import Tokens

#: Text is tokenized in chunks of about this many code points, cut at a blank.
CHUNK = 50_000
#: More characters without a blank than any word has.
LONGEST = 1_000
#: More punctuation in a row than any text has.
CROWD = 21
#: Runs that no language has are cut into pieces this long: the tokenizer's time grows with their square.
PIECE = 20


def tokens(text: str, tokenizer: Callable[[str], Any], offsets: Iterable[int]) -> Tokens:
    """The tokens of a text that are not blank, those cut in two that an offset lies within.

    Args:
        text: any text.
        tokenizer: spaCy's, for a piece of it.
        offsets: where no token may reach across, ascending.
    """
    parts = [_bounds(tokenizer(text[start:end]), start) for start, end in _pieces(text)]
    starts, ends = (np.concatenate([_NONE, *(part[side] for part in parts)]) for side in (0, 1))
    cuts = np.fromiter(offsets, dtype=np.uint32)
    # The token that begins last before an offset is cut if it ends after it; mostly none is.
    before = np.searchsorted(starts, cuts, side="left").astype(np.int64) - 1
    within = cuts[(before >= 0) & (cuts < ends[before])] if len(starts) else cuts[:0]
    if len(within):
        pairs = zip(starts.tolist(), ends.tolist(), strict=True)
        return Tokens(cut(pairs, within.tolist()))
    return Tokens.of(starts.tobytes(), ends.tobytes())


def _bounds(doc: Any, at: int) -> tuple[Any, Any]:
    """Starts and ends of a Doc's tokens that are not blank, moved by `at`.

    By columns: it takes a fifth of the time of token by token.
    """
    columns = doc.to_array(["LENGTH", "SPACY", "IS_SPACE"]).astype(np.uint32)
    lengths = columns[:, 0]
    starts = at + np.cumsum(lengths + columns[:, 1], dtype=np.uint32) - lengths - columns[:, 1]
    words = columns[:, 2] == 0
    return starts[words].astype(np.uint32), (starts + lengths)[words].astype(np.uint32)


_NONE = np.zeros(0, dtype=np.uint32)


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
    longest = max(map(len, text.split()), default=0)
    if longest < CROWD or (longest <= LONGEST and not _CROWD.search(text)):
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


_BLANK = re.compile(r"\s")
# A thousand characters without a blank, or a crowd of punctuation; the look-behind keeps it linear.
_RUN = re.compile(rf"(?<!\S)\S{{{LONGEST + 1},}}|(?<![^\w\s])[^\w\s]{{{CROWD},}}")
_CROWD = re.compile(rf"[^\w\s]{{{CROWD}}}")
