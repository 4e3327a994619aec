"""Word documents: one article a file, read only."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from annotator.domain.errors import AnnotatorError
from annotator.formats._extra import needed
from annotator.formats._fields import named, stem
from annotator.formats._options import Option, chosen
from annotator.formats._packed import check_archive
from annotator.formats._parsed import Parsed


class Docx:
    """The paragraphs of a document, tables cell by cell, apart by a blank line."""

    name = "docx"
    title = "Word document"
    description = "The paragraphs of a .docx file; needs the extra docx."
    holds = "Text of paragraphs and tables; title, author and date of the document's properties."
    loses = "Layout, pictures, footnotes, headers and footers, comments, tracked changes."
    suffix = ".docx"
    endings = (".docx",)
    read_options: tuple[Option, ...] = ()

    def read(
        self, source: BinaryIO, where: str, options: Mapping[str, str] | None = None
    ) -> Iterator[Parsed]:
        """Yield the one article.

        Raises:
            AnnotatorError: it is no such document, or holds no text.
        """
        chosen(self.read_options, options, self.name)
        document = _opened(source, where)
        text = "\n\n".join(part for part in map(str.strip, _paragraphs(document)) if part)
        about = document.core_properties
        meta = {"author": about.author, "date": about.created and about.created.isoformat()}
        meta = {name: value for name, value in meta.items() if value and value != "python-docx"}
        yield named(text, where, stem(where), title=about.title or None, meta=meta)


format = Docx()


def _opened(source: BinaryIO, where: str) -> Any:
    docx = needed("docx", "docx")
    try:
        with zipfile.ZipFile(source) as archive:
            check_archive(archive, where)
        source.seek(0)
        return docx.Document(source)
    except AnnotatorError:
        raise
    except Exception as error:  # a damaged document breaks in many ways
        raise AnnotatorError(
            f"{where}: no Word document: {error}", "Save it as .docx again, or as .txt."
        ) from error


def _paragraphs(part: Any) -> Iterator[str]:
    for block in part.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                seen: set[int] = set()
                for cell in row.cells:
                    # A cell over several columns is given once for each.
                    if id(cell._tc) not in seen:
                        seen.add(id(cell._tc))
                        yield from _paragraphs(cell)
        else:
            yield block.text
