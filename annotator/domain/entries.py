"""What a span stands for when entries are compared: its registry entry, or its words in a normal form."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from annotator.domain.extents import DETERMINERS
from annotator.domain.labels import Span


def entry(span: Span, text: str) -> str:
    """The registry entry of a span, else its words folded: case, blanks, determiner, possessive, quotes.

    Folded words stand in quotation marks, so that they never equal the key of an entry.
    """
    if span.entity:
        return span.entity
    return f"“{folded(' '.join(text[start:end] for start, end in span.fragments))}”"


@lru_cache(maxsize=65536)
def folded(words: str) -> str:
    """Words in the form in which two mentions are the same: `The Ministry's` and `ministry`."""
    plain = unicodedata.normalize("NFKC", words).casefold()
    parts = _LOOSE.sub("", plain.replace("’", "'")).split()
    while len(parts) > 1 and parts[0] in DETERMINERS:
        del parts[0]
    return " ".join(parts) or " ".join(plain.split())


_LOOSE = re.compile(r"'s?\b|[^\w\s&-]")
