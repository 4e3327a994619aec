"""Articles of other people's tables: which field is the text, which the id; the rest is metadata."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from annotator.domain.errors import AnnotatorError
from annotator.formats._options import Option
from annotator.formats._parsed import Parsed

TEXT_FIELD = Option("text-field", "text", "the field or column of the text")
ID_FIELD = Option("id-field", "id", "the field or column of the id")
FIELDS = (TEXT_FIELD, ID_FIELD)


def chosen_fields(line: Mapping[str, Any], text_field: str, id_field: str, place: str) -> dict[str, Any]:
    """The line as a native one with text, id and title; all other fields become its `meta`.

    Raises:
        AnnotatorError: the line has no such field, or what it holds is no text.
    """
    for field, kinds in ((text_field, str), (id_field, str | int)):
        if field != "id" and not isinstance(line.get(field), kinds):
            there = ", ".join(sorted(str(name) for name in line)[:12])
            hint = f"Its fields are: {there or 'none'}. Choose with --text-field and --id-field."
            if isinstance(line.get("data"), Mapping):
                hint = "Is it Label Studio's? --format label-studio."
            raise AnnotatorError(f"{place}: no text in a field {field!r}", hint)
    title, name = line.get("title"), line.get(id_field)
    taken = {text_field, id_field, *(["title"] if isinstance(title, str) else [])}
    return {
        "text": line[text_field],
        "id": "" if name is None else str(name),
        "title": title if isinstance(title, str) else None,
        "meta": {name: value for name, value in line.items() if name not in taken},
    }


def article(row: Mapping[str, Any], options: Mapping[str, str], place: str, encoding: str = "") -> Parsed:
    """The article of a row, by the options of `FIELDS`; values that JSON lacks become text.

    A row of which the text is empty or null is an article without text: of a table that is no mistake.

    Raises:
        AnnotatorError: as `chosen_fields`.
    """
    if row.get(options["text-field"], ...) is None:
        row = {**row, options["text-field"]: ""}
    line = chosen_fields(row, options["text-field"], options["id-field"], place)
    if not isinstance(line["text"], str):
        raise AnnotatorError(
            f"{place}: {options['text-field']!r} holds no text", "Choose the column with --text-field."
        )
    meta = {name: plain(value) for name, value in line["meta"].items() if value is not None}
    if not line["text"].strip():
        return Parsed(id=line["id"], text="", where=place, encoding=encoding)
    return named(line["text"], place, line["id"], title=line["title"], meta=meta, encoding=encoding)


def named(
    text: str,
    where: str,
    name: str,
    *,
    title: str | None = None,
    meta: Mapping[str, Any] | None = None,
    encoding: str = "",
) -> Parsed:
    """An article; one without a name gets the first 16 digits of its text's SHA-256.

    Raises:
        AnnotatorError: the text is empty.
    """
    if not text.strip():
        raise AnnotatorError(f"{where}: there is no text", "Leave it out.")
    return Parsed(
        id=name or digest(text), text=text, where=where, title=title, meta=meta or {}, encoding=encoding
    )


def digest(text: str) -> str:
    """The name of a text without one: the first 16 digits of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def stem(where: str) -> str:
    """The file's name without its endings ("dam" of "in/dam.txt.gz"); "stdin" for what has no name."""
    name = PurePath(where)
    if name.suffix.lower() == ".gz":
        name = name.with_suffix("")
    return name.stem or "stdin"


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    match value:
        case str() | bool() | int() | None:
            return value
        case float():
            return value if math.isfinite(value) else str(value)
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case datetime() | date() | time():
            return value.isoformat()
        case bytes():
            return value.hex()
        case Decimal():
            return str(value)
        case _:
            return str(value)
