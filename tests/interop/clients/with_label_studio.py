"""Label Studio's SDK: its validation of config, tasks and annotations, and its converter."""

import json

from expected import ARTICLES, FOLDER, ok, same, same_roles, same_spans
from label_studio_sdk.converter import Converter
from label_studio_sdk.label_interface import LabelInterface

config = (FOLDER / "label-studio" / "config.xml").read_text("utf-8")
tasks = json.loads((FOLDER / "label-studio" / "tasks.json").read_text("utf-8"))
interface = LabelInterface(config)
interface.validate()
ok("`LabelInterface.validate` of `config.xml`")
for task, article in zip(tasks, ARTICLES, strict=True):
    same(interface.validate_task({"data": task["data"]}), True, "task")
    (annotation,) = task["annotations"]
    same(interface._validate_object(annotation, return_errors=True), [], "annotation")
    found, at = [], {}
    for result in annotation["result"]:
        if result["type"] == "labels":
            value = result["value"]
            at[result["id"]] = value["start"]
            same(value["text"], task["data"]["text"][value["start"] : value["end"]], "text of a region")
            found.append((*value["labels"], value["start"], value["end"], value["text"]))
    # A tie is a region of its own at its head, so heads may stand there twice.
    same_spans(article, {tuple(one) for one in found}, "label-studio")
    roles = [
        (at[one["from_id"]], *one["labels"], at[one["to_id"]])
        for one in annotation["result"]
        if one["type"] == "relation"
    ]
    same_roles(article, roles, "label-studio")
ok("`validate_task` and `validate_annotation` of `tasks.json`: spans with their words, relations")
out = FOLDER / "converted"
for task in tasks:
    task["id"] = tasks.index(task)
    for annotation in task["annotations"]:
        annotation |= {"id": task["id"], "completed_by": {"email": "anna@example.org"}}
(FOLDER / "labelled.json").write_text(json.dumps(tasks), encoding="utf-8")
Converter(config, str(out), download_resources=False).convert_to_json_min(
    str(FOLDER / "labelled.json"), str(out), is_dir=False
)
(converted,) = out.glob("*.json")
for row, article in zip(json.loads(converted.read_text("utf-8")), ARTICLES, strict=True):
    same(row["text"], article["text"], "converted text")
    found = {(*one["labels"], one["start"], one["end"], one["text"]) for one in row["label"]}
    same_spans(article, found, "converted")
ok("the converter's JSON-MIN of `tasks.json`: spans with their words")
