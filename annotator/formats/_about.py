"""What JSON formats of other tools carry beside text and labels: whose they are, and of which article.

These tools pass fields they do not know through, or keep them as metadata; so one object, under
the name `KEY`, holds it all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.domain.labels import LAYERS
from annotator.formats._parsed import Parsed
from annotator.formats._shape import get, have, wrong
from annotator.formats._to_line import ordered

KEY = "article"
_DEFAULTS: dict[str, Any] = {
    "title": None,
    "meta": {},
    "scheme": None,
    "annotator": None,
    "round": "main",
    "pass": 1,
    "layer": "human",
}


def about(parsed: Parsed) -> dict[str, Any]:
    """Everything but text and labels; defaults are left out."""
    said = {
        "id": parsed.id,
        "title": parsed.title,
        "meta": ordered(parsed.meta),
        "scheme": parsed.scheme,
        "annotator": parsed.annotator,
        "round": parsed.round,
        "pass": parsed.pass_,
        "layer": parsed.layer,
    }
    return {name: value for name, value in said.items() if name == "id" or value != _DEFAULTS[name]}


def from_about(said: Any, place: str, **otherwise: Any) -> dict[str, Any]:
    """Arguments for `Parsed` from what `about` wrote; where it says nothing, what is given.

    Raises:
        AnnotatorError: a value is of another type.
    """
    said = have(said, dict, place, KEY)
    layer = get(said, "layer", str, place, otherwise.get("layer", "human"))
    if layer not in LAYERS:
        wrong(f"{place}: there is no layer {layer!r}")
    pass_ = get(said, "pass", int, place, 1)
    if not 1 <= pass_ <= 1_000_000:
        wrong(f"{place}: there is no pass {pass_}")
    meta: Mapping[str, Any] = get(said, "meta", dict, place, otherwise.get("meta", {}))
    return {
        "id": str(said.get("id") or otherwise.get("id", "")),
        "title": get(said, "title", str, place, None),
        "meta": meta,
        "scheme": get(said, "scheme", str, place, None),
        "annotator": get(said, "annotator", str, place, otherwise.get("annotator")),
        "round": get(said, "round", str, place, "main"),
        "pass_": pass_,
        "layer": layer,
    }
