"""The JSON Schema of native records; `python -m annotator.formats._record_schema` writes it."""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from annotator.formats._model import RecordLine
from annotator.resources import folder

FILE = "record.schema.json"


class _Untitled(GenerateJsonSchema):
    """Without a title on each property, which would only repeat its name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def document() -> dict[str, Any]:
    """The schema, in the dialect of 2020-12."""
    schema = RecordLine.model_json_schema(by_alias=True, schema_generator=_Untitled)
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema, "title": "annotator-record/1"}


def text() -> str:
    """The schema as the file holds it."""
    return json.dumps(document(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    (folder("schemas") / FILE).write_text(text(), encoding="utf-8", newline="\n")
