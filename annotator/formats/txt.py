"""Plain text files: one article a file, read only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from annotator.formats._decoded import ENCODING, decoded, whole
from annotator.formats._fields import named, stem
from annotator.formats._options import Option, chosen
from annotator.formats._parsed import Parsed


class Txt:
    """One article a file, verbatim; its id is the file's name without the ending."""

    name = "txt"
    title = "Plain text"
    description = "One article a file, verbatim; Markdown too. The encoding is detected."
    holds = "The text; the file's name is its id."
    loses = "Everything but the text."
    suffix = ".txt"
    endings = (".txt", ".md", ".text", ".markdown")
    read_options: tuple[Option, ...] = (ENCODING,)

    def read(
        self, source: BinaryIO, where: str, options: Mapping[str, str] | None = None
    ) -> Iterator[Parsed]:
        """Yield the one article.

        Raises:
            AnnotatorError: the bytes are no text in the given or any likely encoding.
        """
        given = chosen(self.read_options, options, self.name)
        text, encoding = decoded(whole(source, where), where, given["encoding"])
        yield named(text, where, stem(where), encoding=encoding)


format = Txt()
