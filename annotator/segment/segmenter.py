"""Text → `Article`: regions, sentences and tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.domain.errors import AnnotatorError
from annotator.domain.text import Article, Region, check_text
from annotator.segment import regions as find
from annotator.segment.sentences import sentences
from annotator.segment.tokens import Tokenizer


class Segmenter:
    """Finds the regions, sentences and tokens of texts of one language.

    spaCy is imported by the constructor; no trained pipeline is needed.

    Raises:
        AnnotatorError: spaCy does not know the language, or lacks a package for it.
    """

    def __init__(self, language: str = "en") -> None:
        self.language = language
        self._tokenizer = Tokenizer(language)

    @property
    def tokenizer(self) -> str:
        """Name and version of the tokenizer, as projects and records carry it: `spacy.en@3.8`."""
        from spacy.about import __version__

        return f"spacy.{self.language}@{'.'.join(__version__.split('.')[:2])}"

    def article(
        self,
        id: str,
        text: str,
        *,
        title: str | None = None,
        meta: Mapping[str, Any] | None = None,
        regions: Sequence[Region] | None = None,
    ) -> Article:
        """Segment one text, which stays as it is.

        Args:
            id: the article's name.
            text: any text; offsets are code points into it.
            title: by default the headline, if there is one.
            meta: carried along.
            regions: the regions if they are known, else they are found.

        Raises:
            AnnotatorError: the text has a character that cannot be stored, or a region lies outside it.
        """
        check_text(text, id)
        found = find.regions(text) if regions is None else _checked(regions, text, id)
        split = tuple(sentences(text, found))
        if title is None:
            title = next((text[r.start : r.end] for r in found if r.kind == "headline"), None)
        bounds = [(part.start, part.end) for part in found] + [(part.start, part.end) for part in split]
        cuts = sorted({offset for pair in bounds for offset in pair})
        return Article(
            id=id,
            text=text,
            sentences=split,
            tokens=self._tokenizer.tokens(text, cuts),
            regions=found,
            title=title,
            meta=dict(meta or {}),
        )


def _checked(regions: Sequence[Region], text: str, where: str) -> tuple[Region, ...]:
    for region in regions:
        if not 0 <= region.start < region.end <= len(text):
            raise AnnotatorError(
                f"{where}: region {region.start}-{region.end} ({region.kind}) lies outside the text",
                "Correct the region's bounds, or leave the regions out and they are found.",
            )
    return tuple(sorted(regions, key=lambda region: (region.start, region.end)))
