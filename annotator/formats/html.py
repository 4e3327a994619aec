"""Web pages: the main text of one page a file, read only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from annotator.domain.errors import AnnotatorError
from annotator.formats._decoded import ENCODING, declared, decoded, whole
from annotator.formats._extra import needed
from annotator.formats._fields import named, stem
from annotator.formats._options import Option, chosen
from annotator.formats._parsed import Parsed


class Html:
    """The main text of a page, paragraphs apart by a blank line, found by trafilatura."""

    name = "html"
    title = "Web page"
    description = "The main text of a page, without menus and footers; needs the extra html."
    holds = "Main text, title, author, date, site and address, as far as the page tells them."
    loses = "Layout, links, pictures, comments, everything around the main text."
    suffix = ".html"
    endings = (".html", ".htm", ".xhtml")
    read_options: tuple[Option, ...] = (ENCODING,)

    def read(
        self, source: BinaryIO, where: str, options: Mapping[str, str] | None = None
    ) -> Iterator[Parsed]:
        """Yield the one article.

        Raises:
            AnnotatorError: no main text is found, or the bytes are no text.
        """
        given = chosen(self.read_options, options, self.name)
        data = whole(source, where)
        page, encoding = decoded(data, where, given["encoding"] or declared(data))
        found = _extracted(page, where)
        text = "\n\n".join(line for line in (found.text or "").split("\n") if line.strip())
        if not text:
            raise AnnotatorError(f"{where}: no main text found in the page", "Save its text as .txt.")
        about = {"author": found.author, "date": found.date, "site": found.sitename, "url": found.url}
        meta = {name: value for name, value in about.items() if value}
        yield named(text, where, stem(where), title=found.title or None, meta=meta, encoding=encoding)


format = Html()


def _extracted(page: str, where: str) -> Any:
    extract = needed("trafilatura", "html").bare_extraction
    try:
        # NUL is nowhere in HTML, and the parser below cannot take it.
        found = extract(page.replace("\0", ""), with_metadata=True, include_comments=False)
    except Exception as error:  # the page is anybody's; whatever trips the extractor is told as such
        raise AnnotatorError(f"{where}: unreadable page: {error}", "Save its text as .txt.") from error
    if found is None:
        raise AnnotatorError(f"{where}: no main text found in the page", "Save its text as .txt.")
    return found
