"""Lines of other people's JSONL: which field is the text, which the id; the rest is metadata."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.domain.errors import AnnotatorError


def chosen_fields(line: Mapping[str, Any], text_field: str, id_field: str, place: str) -> dict[str, Any]:
    """The line as a native one with text, id and title; all other fields become its `meta`.

    Raises:
        AnnotatorError: the line has no such field, or what it holds is no text.
    """
    for field, kinds in ((text_field, str), (id_field, str | int)):
        if field != "id" and not isinstance(line.get(field), kinds):
            there = ", ".join(sorted(str(name) for name in line)[:12])
            raise AnnotatorError(f"{place}: no text in a field {field!r}", f"The line's fields are: {there}.")
    taken = {text_field, id_field, "title"}
    title = line.get("title")
    return {
        "text": line[text_field],
        "id": str(line.get(id_field) or ""),
        "title": title if isinstance(title, str) else None,
        "meta": {name: value for name, value in line.items() if name not in taken},
    }
