"""What file names in a brat folder say: article, annotator, round, pass and layer."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import quote, unquote

from annotator.domain.labels import LAYERS

_FOLDER = re.compile(r"(.+)\.([1-9]\d{0,5})\.(" + "|".join(LAYERS) + ")")
#: Bytes a file name may have, less its ending.
_LONGEST = 240


@dataclass(frozen=True, slots=True)
class Where:
    """Whose labels of which article a file holds."""

    article: str
    annotator: str | None = None
    round: str = "main"
    pass_: int = 1
    layer: str = "human"


def name_of(where: Where) -> str:
    """The file's name without its ending, with its folder if it has one of its own.

    What has no place in file names is percent-encoded; an id too long for one is cut, with a digest.
    """
    annotator = _quoted(where.annotator or "").replace("_", "%5F")
    article = _quoted(where.article)
    if len(article) + len(annotator) >= _LONGEST:
        digest = hashlib.sha256(where.article.encode()).hexdigest()[:16]
        article = f"{article[: _LONGEST - len(annotator) - 20]}~{digest}"
    name = f"{article}_{annotator}"
    if (where.round, where.pass_, where.layer) == ("main", 1, "human"):
        return name
    return f"{_quoted(where.round)}.{where.pass_}.{where.layer}/{name}"


def where_of(name: str) -> Where:
    """What a name says; one without `_` names no annotator."""
    path = PurePath(name)
    article, found, annotator = path.stem.rpartition("_")
    if not found:
        article, annotator = path.stem, ""
    folder = _FOLDER.fullmatch(path.parent.name)
    stream = (unquote(folder[1]), int(folder[2]), folder[3]) if folder else ("main", 1, "human")
    return Where(unquote(article), unquote(annotator) or None, *stream)


def _quoted(name: str) -> str:
    quoted = quote(name, safe=" ,;=+()'!@&#-_~", encoding="utf-8", errors="strict")
    # A name of dots means a folder, one that begins with a dot is hidden, blanks at ends get lost.
    quoted = re.sub(r"^\.|^ | $", lambda m: f"%{ord(m[0]):02X}", quoted)
    return quoted.replace(".", "%2E")
