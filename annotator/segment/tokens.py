"""Token bounds from spaCy's rule tokenizer, in linear time and flat memory whatever the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

#: Text is tokenized in chunks of about this many code points, cut at a blank.
CHUNK = 50_000
#: Runs that no language has are cut into pieces this long: the tokenizer's time grows with their square.
PIECE = 20


def bounds(text: str, tokenizer: Callable[[str], Iterable[Any]]) -> Iterator[tuple[int, int]]:
    """Start and end of each token that is not blank."""
    for start, end in _pieces(text):
        for token in tokenizer(text[start:end]):
            if not token.is_space:
                at = start + token.idx
                yield at, at + len(token)


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
_RUN = re.compile(r"(?<!\S)\S{1001,}|(?<![^\w\s])[^\w\s]{21,}")
