"""JSON files with an array of articles, read only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from annotator.formats._elements import json_elements
from annotator.formats._fields import FIELDS, article
from annotator.formats._lines import MAX_LINE, MEBIBYTE
from annotator.formats._options import Option, chosen, number
from annotator.formats._parsed import Parsed


class Json:
    """An array of objects, or one object; all fields but text, id and title become metadata."""

    name = "json"
    title = "JSON"
    description = "An array with an object for each article; the fields of text and id are chosen by option."
    holds = "Text, id, title; every other field as metadata."
    loses = "Labels; jsonl holds them all, label-studio reads its own JSON."
    suffix = ".json"
    endings = (".json",)
    read_options: tuple[Option, ...] = (*FIELDS, MAX_LINE)

    def read(
        self, source: BinaryIO, where: str, options: Mapping[str, str] | None = None
    ) -> Iterator[Parsed]:
        """Yield the article of each element; memory holds one at a time.

        Raises:
            AnnotatorError: as `json_elements`, or an element has no text.
        """
        given = chosen(self.read_options, options, self.name)
        longest = number(given, "max-line", self.name, least=1) * MEBIBYTE
        for place, element in json_elements(source, where, longest):
            yield article(element, given, place)


format = Json()
