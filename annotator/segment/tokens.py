"""Token bounds from spaCy's rule tokenizer, in linear time and flat memory whatever the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from annotator.domain.errors import AnnotatorError
from annotator.domain.text import Tokens

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Offsets = NDArray[np.uint32]

#: So many words are remembered (some 200 bytes each) before all are forgotten.
MAX_WORDS = 40_000
#: Longer words are cut anew each time.
MAX_KEPT = 100
#: spaCy is given chunks of about this many code points, cut at a blank.
CHUNK = 50_000
#: More characters without a blank than any word has.
LONGEST = 1_000
#: More punctuation in a row than any text has.
CROWD = 21
#: Runs that no language has are cut into pieces this long: the tokenizer's time grows with their square.
PIECE = 20


class Tokenizer:
    """spaCy's tokenizer of one language, which remembers where it cut each word.

    What stands between two blanks is cut by itself, so that a word met before need not be looked at
    again: that takes less than half the time. Where a language has other rules than spaCy's own
    (Chinese), or cases with blanks within (Russian), spaCy is given the text as it stands.

    Raises:
        AnnotatorError: spaCy does not know the language, or lacks a package for it.
    """

    def __init__(self, language: str) -> None:
        self._rules, self._by_word = _rules(language)
        self._met: dict[str, Sequence[int]] = {}

    def tokens(self, text: str, offsets: Sequence[int] = ()) -> Tokens:
        """The tokens of a text that are not blank, those cut in two that an offset lies within.

        Args:
            text: any text.
            offsets: where no token may reach across, ascending, each once.
        """
        blank = _blank(text)
        starts, ends = self._words(text, blank) if self._by_word else self._cut(text, blank)
        if len(starts) and len(offsets):
            cuts = np.array(offsets, dtype=np.uint32)
            # The token that begins last before an offset is cut if it ends after it; mostly none is.
            before = starts.searchsorted(cuts, side="left").astype(np.int64) - 1
            cuts = cuts[(before >= 0) & (cuts < ends[before])]
            starts, ends = _joined(starts, cuts), _joined(ends, cuts)
        return Tokens.of(starts.tobytes(), ends.tobytes())

    def _words(self, text: str, blank: NDArray[np.bool_]) -> tuple[Offsets, Offsets]:
        starts, ends = _between(blank)
        words = text.split()
        found = list(map(self._met.get, words))
        if None in found:
            learnt = self._learnt({word for word, cuts in zip(words, found, strict=True) if cuts is None})
            found = [learnt[word] if cuts is None else cuts for word, cuts in zip(words, found, strict=True)]
        pairs = zip(starts.tolist(), found, strict=True)
        cuts = np.array([start + cut for start, within in pairs if within for cut in within], dtype=np.uint32)
        return _joined(starts, cuts), _joined(ends, cuts)

    def _learnt(self, words: Iterable[str]) -> dict[str, Sequence[int]]:
        """Where words are cut, as offsets into them."""
        learnt: dict[str, Sequence[int]] = dict.fromkeys(words, ())
        text = "\n".join(learnt)
        blank = _blank(text)
        begin, starts = _between(blank)[0], self._cut(text, blank)[0]
        of = begin.searchsorted(starts, side="right") - 1
        inner = np.flatnonzero(starts != begin[of])
        cuts: defaultdict[int, list[int]] = defaultdict(list)
        for word, cut in zip(of[inner].tolist(), (starts - begin[of])[inner].tolist(), strict=True):
            cuts[word].append(cut)
        names = list(learnt)
        learnt.update((names[word], within) for word, within in cuts.items())
        if len(self._met) > MAX_WORDS:
            self._met.clear()
        self._met.update((word, cuts) for word, cuts in learnt.items() if len(word) <= MAX_KEPT)
        return learnt

    def _cut(self, text: str, blank: NDArray[np.bool_]) -> tuple[Offsets, Offsets]:
        """The tokens as spaCy has them; it keeps nothing of the text."""
        starts, ends = [_NONE], [_NONE]
        for start, end in _pieces(text):
            with self._rules.vocab.memory_zone():
                # By columns: it takes a fifth of the time of token by token.
                columns = self._rules(text[start:end]).to_array(["LENGTH", "SPACY"]).astype(np.uint32)
            after = np.cumsum(columns.sum(axis=1), dtype=np.uint32) + np.uint32(start)
            ends.append(after - columns[:, 1])
            starts.append(ends[-1] - columns[:, 0])
        first, last = np.concatenate(starts), np.concatenate(ends)
        words = ~blank[1:][first]
        return first[words], last[words]


def _rules(language: str) -> tuple[Any, bool]:
    """The tokenizer, and whether it cuts each word by itself."""
    import spacy
    from spacy.tokenizer import Tokenizer as Rules  # type: ignore[import-not-found]
    from spacy.vocab import Vocab

    try:
        rules: Any = spacy.blank(language).tokenizer
    except ImportError as error:
        raise AnnotatorError(
            f"no tokenizer for the language {language!r}: {str(error).splitlines()[0]}",
            "Install what it names, or take another language (en, de, fr, xx for any …).",
        ) from error
    if type(rules) is not Rules:
        return rules, False
    # With a vocabulary that knows no more of a word than its letters: two thirds of the time.
    bare = Rules(
        Vocab(),
        rules=rules.rules,
        prefix_search=rules.prefix_search,
        suffix_search=rules.suffix_search,
        infix_finditer=rules.infix_finditer,
        token_match=rules.token_match,
        url_match=rules.url_match,
        faster_heuristics=rules.faster_heuristics,
    )
    return bare, not any(len(case.split()) > 1 for case in rules.rules or ())


def _blank(text: str) -> NDArray[np.bool_]:
    """Which code points are blank, as `str.isspace` has it; one more blank before the text and after it."""
    letters = np.frombuffer(f" {text} ".encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return _BLANKS.take(letters, mode="clip")


# No blank has a higher number than U+3000; what stands last in the table is none.
_BLANKS = np.array([chr(code).isspace() for code in range(0x3002)])


def _between(blank: NDArray[np.bool_]) -> tuple[Offsets, Offsets]:
    """Bounds of what stands between blanks, as `str.split` divides a text."""
    edges = np.flatnonzero(blank[1:] != blank[:-1]).astype(np.uint32)
    return edges[0::2], edges[1::2]


def _joined(bounds: Offsets, cuts: Offsets) -> Offsets:
    if not len(cuts):
        return bounds
    joined = np.concatenate([bounds, cuts])
    joined.sort()
    return joined


_NONE = np.zeros(0, dtype=np.uint32)


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
    while end - start > CHUNK and (space := _SPACE.search(text, start + CHUNK, end)):
        yield start, space.start()
        start = space.start()
    if start < end:
        yield start, end


_SPACE = re.compile(r"\s")
# A thousand characters without a blank, or a crowd of punctuation; the look-behind keeps it linear.
_RUN = re.compile(rf"(?<!\S)\S{{{LONGEST + 1},}}|(?<![^\w\s])[^\w\s]{{{CROWD},}}")
_CROWD = re.compile(rf"[^\w\s]{{{CROWD}}}")
