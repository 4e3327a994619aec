"""The JSON Schema of scheme files, for editors; run as a module it writes `schemas/scheme.schema.json`."""

from __future__ import annotations

import json
from typing import Any

from annotator import resources
from annotator.schemes.model import SchemeFile

FILE = "scheme.schema.json"


def document() -> dict[str, Any]:
    """The JSON Schema (2020-12), generated from the models of `annotator.schemes.model`."""
    schema = SchemeFile.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "Label scheme",
        "oneOf": [{"required": ["categories"]}, {"required": ["tie"]}],
    }


def text() -> str:
    """The schema as the file holds it."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    (resources.folder("schemas") / FILE).write_text(text(), encoding="utf-8")
