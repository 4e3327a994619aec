"""Records made articles: in this process or, where there are many, in another one beside it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from annotator.domain.text import Article, Region, Sentence, Tokens
from annotator.formats._parsed import Parsed
from annotator.project.crew import Crew
from annotator.segment.segmenter import Segmenter, tokenizer_name

#: Records from which on another process is worth its start.
MANY = 3_000
#: Articles that the other process is given at a time, and how often before it is waited for.
CHUNK, AHEAD = 32, 24


class Segmenting:
    """Finds sentences and tokens of articles.

    Use it in a `with` block. It holds some hundred articles at a time.

    Args:
        beside: in another process, once `expect` was told of many. What calls this must then be safe to
            import anew.
    """

    def __init__(self, *, beside: bool) -> None:
        self._crew: Crew[_Text, _Found] | None = None
        if beside:
            self._crew = Crew(
                _Work(),
                1,
                ended="the process that finds sentences and tokens ended before its work was done",
                hint="Perhaps memory ran out: try with --jobs 1. What is stored stays; then import again.",
            )
        self._many = False

    def __enter__(self) -> Segmenting:
        return self

    def __exit__(self, *error: Any) -> None:
        if self._crew is not None:
            self._crew.__exit__(*error)

    @cached_property
    def tokenizer(self) -> str:
        """Name and version of the tokenizer."""
        return tokenizer_name("en")

    def expect(self, records: int) -> None:
        """Tell how many records are known to come: the other process is started in time."""
        if self._crew is not None and records >= MANY:
            self._many = True
            self._crew.start()

    def articles(self, found: Iterable[Parsed]) -> Iterator[tuple[Parsed, Article]]:
        """Each record with its article, in order.

        Raises:
            AnnotatorError: the other process ended before its work was done.
        """
        if self._crew is None or not self._many:
            yield from ((parsed, segmented(self._segmenter, parsed)) for parsed in found)
            return
        waiting: deque[Parsed] = deque()

        def chunks() -> Iterator[list[_Text]]:
            chunk = []
            for parsed in found:
                waiting.append(parsed)
                chunk.append(_Text(parsed.id, parsed.text, parsed.title, parsed.regions))
                if len(chunk) == CHUNK:
                    yield chunk
                    chunk = []
            if chunk:
                yield chunk

        for _, one in self._crew.in_order(chunks(), AHEAD):
            parsed = waiting.popleft()
            yield parsed, one.article(parsed)

    @cached_property
    def _segmenter(self) -> Segmenter:
        return Segmenter()


def segmented(segmenter: Segmenter, parsed: Parsed) -> Article:
    """The article of a record, with its sentences and tokens."""
    return segmenter.article(
        parsed.id, parsed.text, title=parsed.title, meta=parsed.meta, regions=parsed.regions
    )


# What goes to the other process and back is plain: classes take longer than the way.


class _Text(NamedTuple):
    """What it takes to find sentences and tokens."""

    id: str
    text: str
    title: str | None
    regions: tuple[Region, ...] | None


class _Found(NamedTuple):
    """What was found: the columns of an article."""

    title: str | None
    sentences: list[tuple[int, int]]
    regions: list[tuple[int, int, str]]
    tokens: bytes

    def article(self, parsed: Parsed) -> Article:
        """The article of the record that it was found in."""
        return Article(
            id=parsed.id,
            text=parsed.text,
            sentences=tuple(Sentence(start, end) for start, end in self.sentences),
            tokens=Tokens.unpack(self.tokens),
            regions=tuple(Region(*region) for region in self.regions),
            title=self.title,
            meta=parsed.meta,
        )


class _Work:
    """What the other process does."""

    def begin(self) -> Callable[[Iterable[_Text]], Iterator[_Found]]:
        segmenter = Segmenter()

        def found(texts: Iterable[_Text]) -> Iterator[_Found]:
            for one in texts:
                article = segmenter.article(one.id, one.text, title=one.title, regions=one.regions)
                yield _Found(
                    article.title,
                    [(sentence.start, sentence.end) for sentence in article.sentences],
                    [(region.start, region.end, region.kind) for region in article.regions],
                    article.tokens.pack(),
                )

        return found
