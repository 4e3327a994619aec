"""Label Studio JSON: tasks with annotations and predictions, and the labelling config for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib.resources.abc import Traversable
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO, cast

from annotator.domain.errors import AnnotatorError
from annotator.domain.labels import Value
from annotator.domain.record import Record
from annotator.domain.scheme import Scheme
from annotator.domain.text import check_text
from annotator.formats._about import KEY, about, from_about
from annotator.formats._atomic import new_folder
from annotator.formats._check import differences, refuse
from annotator.formats._elements import json_elements
from annotator.formats._fields import digest
from annotator.formats._graph import Edge, Node, from_graph, to_graph
from annotator.formats._held import Holds, held
from annotator.formats._label_studio_config import config
from annotator.formats._lines import MAX_LINE, MEBIBYTE
from annotator.formats._losses import Losses
from annotator.formats._marker import MARKER, mark
from annotator.formats._options import Option, chosen, number
from annotator.formats._parsed import Parsed
from annotator.formats._shape import bounds, get, have, objects, wrong
from annotator.formats._written import json_bytes

HOLDS = Holds(attributes=True, entities=True)
SUGGESTION = "suggestion"
TASKS, CONFIG = "tasks.json", "config.xml"
TEXT_FIELD = Option("text-field", "text", "the field of data that holds the text")


class LabelStudio:
    """A folder with tasks to import and the labelling config to set up the project with before.

    A task is an article with the annotations of all its annotators; suggestions are predictions. A
    tie is a region of its own at the head, with its category, attributes and implicit fillers as
    choices on that region.
    """

    name = "label-studio"
    title = "Label Studio JSON"
    description = "Tasks with annotations and predictions, and the labelling config that shows them."
    holds = "Spans with overlaps, categories, roles, attributes, implicit fillers, entities, annotators."
    loses = "Fragments, what was reviewed, whose suggestion a label was."
    suffix = ""
    endings: tuple[str, ...] = ()
    write_options: tuple[Option, ...] = ()
    read_options: tuple[Option, ...] = (TEXT_FIELD, MAX_LINE)

    def write(
        self,
        records: Iterable[Record],
        target: Path,
        scheme: Scheme,
        options: Mapping[str, str] | None = None,
        *,
        check: bool = True,
        overwrite: bool = False,
    ) -> Losses:
        """Write a folder; see `Writer.write`. Records of one article follow each other."""
        chosen(self.write_options, options, self.name)
        losses = Losses()
        with new_folder(target, MARKER, overwrite=overwrite) as folder:
            with (folder / TASKS).open("xb") as stream:
                texts = {one.name for one in scheme.attributes.values() if one.type == "text"}
                tasks = _tasks((held(record, HOLDS, losses) for record in _in_order(records)), texts)
                stream.writelines(_array(tasks))
            (folder / CONFIG).write_text(config(scheme), encoding="utf-8", newline="\n")
            mark(folder, self.name, scheme.id, losses)
            if check:
                with (folder / TASKS).open("rb") as source:
                    found = _read(source, TASKS, 1 << 40, "text")
                    wanted = _in_order(records)
                    refuse(differences(wanted, found, lambda r: held(r, HOLDS, Losses())), target)
        return losses

    def read(
        self, source: BinaryIO, where: str, options: Mapping[str, str] | None = None
    ) -> Iterator[Parsed]:
        """Yield what each annotation and prediction of each task holds, and tasks without any."""
        given = chosen(self.read_options, options, self.name)
        longest = number(given, "max-line", self.name, least=1) * MEBIBYTE
        return _read(source, where, longest, given["text-field"])

    def read_folder(
        self, folder: Traversable, where: str, options: Mapping[str, str] | None = None
    ) -> Iterator[Parsed]:
        """Yield what the tasks of a folder that was written here hold."""
        file = folder.joinpath(TASKS)
        if not file.is_file():
            raise AnnotatorError(f"{where}: there is no {TASKS} in it", "Name the JSON file itself.")
        with file.open("rb") as source:
            yield from self.read(cast("BinaryIO", source), f"{where}/{TASKS}", options)


format = LabelStudio()

_FLAGS: Mapping[Value, bool] = {"true": True, "false": False}
_OF_ARTICLE = ("id", "title", "meta")


def _array(tasks: Iterable[bytes]) -> Iterator[bytes]:
    opening = b"[\n"
    for task in tasks:
        yield opening + task
        opening = b",\n"
    yield b"[]\n" if opening == b"[\n" else b"\n]\n"


def _in_order(records: Iterable[Record]) -> Iterator[Record]:
    """The records as tasks have them: of each article the annotations, then the predictions."""
    for _, group in groupby(records, lambda record: record.article.id):
        yield from sorted(group, key=lambda record: record.layer == SUGGESTION)


def _tasks(found: Iterable[Parsed], texts: Collection[str]) -> Iterator[bytes]:
    for _, group in groupby(found, lambda parsed: parsed.id):
        of_article = list(group)
        first = of_article[0]
        if len(of_article) == 1 and not first.labelled:
            yield json_bytes({"data": {"text": first.text, KEY: about(first)}}, first.id)
            continue
        plain = {key: value for key, value in about(first).items() if key in _OF_ARTICLE}
        task: dict[str, Any] = {"data": {"text": first.text, KEY: plain}}
        task |= {"annotations": [], "predictions": []}
        for parsed in of_article:
            said = {key: value for key, value in about(parsed).items() if key not in _OF_ARTICLE}
            made: dict[str, Any] = {"result": _result(parsed, texts), KEY: said}
            if parsed.layer == SUGGESTION:
                task["predictions"].append({"model_version": parsed.annotator or "suggestions", **made})
            else:
                task["annotations"].append({"ground_truth": parsed.layer == "gold", **made})
        yield json_bytes(task, first.id)


def _result(parsed: Parsed, texts: Collection[str]) -> list[dict[str, Any]]:
    nodes, edges = to_graph(parsed.labels)
    out = [
        item for number, node in enumerate(nodes) for item in _region(f"n{number}", node, parsed.text, texts)
    ]
    return out + [
        {
            "type": "relation",
            "from_id": f"n{edge.head}",
            "to_id": f"n{edge.child}",
            "direction": "right",
            "labels": [edge.role],
        }
        for edge in edges
    ]


def _region(key: str, node: Node, text: str, texts: Collection[str]) -> Iterator[dict[str, Any]]:
    """The region of a node, and what is said of it: several results that share the id."""
    place = {"start": node.start, "end": node.end, "text": text[node.start : node.end]}

    def result(name: str, kind: str, values: list[str]) -> dict[str, Any]:
        field = "text" if kind == "textarea" else kind
        return {
            "id": key,
            "from_name": name,
            "to_name": "text",
            "type": kind,
            "value": place | {field: values},
        }

    yield result("label", "labels", [node.label])
    if node.category is not None:
        yield result("category", "choices", [node.category])
    if node.reciprocal:
        yield result("reciprocal", "choices", ["true"])
    for prefix, values in (("span", node.attributes), ("tie", node.said)):
        for name, value in values.items():
            # A choice of true or false is a flag; where it is text, it is written as text.
            as_text = value in _FLAGS or (name in texts and isinstance(value, str))
            kind = "textarea" if as_text else "choices"
            yield result(f"{prefix}-{name}", kind, [_told(value)])
    for role in sorted({role for role, _ in node.implicit}):
        yield result(f"implicit-{role}", "choices", [reason for one, reason in node.implicit if one == role])
    if node.entity is not None:
        yield result("entity", "textarea", [node.entity])


def _told(value: Value) -> str:
    return value if isinstance(value, str) else str(value).lower()


def _value(told: str, kind: str) -> Value:
    return _FLAGS.get(told, told) if kind == "choices" else told


def _read(source: BinaryIO, where: str, longest: int, text_field: str) -> Iterator[Parsed]:
    for place, task in json_elements(source, where, longest):
        data = get(task, "data", dict, place)
        text = get(data, text_field, str, place)
        check_text(text, f"{place}: {text_field}")
        meta = {name: value for name, value in data.items() if name not in (text_field, KEY, "id")}
        article = from_about(
            data.get(KEY) or {}, place, id=task.get("id") or data.get("id") or digest(text), meta=meta
        )
        found = [*_annotations(task, article, place), *_predictions(task, article, place)]
        for at, said, results in found:
            yield Parsed(text=text, where=at, labels=_labels(results, text, at), reviewed=True, **said)
        if not found:
            yield Parsed(text=text, where=place, **article)


Found = tuple[str, dict[str, Any], Mapping[str, Any]]


def _annotations(task: Mapping[str, Any], article: Mapping[str, Any], place: str) -> Iterator[Found]:
    for at, one in objects(task, "annotations", place):
        if one.get("was_cancelled"):
            continue
        layer = "gold" if one.get("ground_truth") else "human"
        who = None if KEY in one else _who(one.get("completed_by"))
        said = from_about(one.get(KEY) or {}, at, layer=layer, annotator=who)
        yield at, said | {key: article[key] for key in _OF_ARTICLE}, one


def _predictions(task: Mapping[str, Any], article: Mapping[str, Any], place: str) -> Iterator[Found]:
    for at, one in objects(task, "predictions", place):
        said = from_about(one.get(KEY) or {}, at, layer=SUGGESTION)
        yield at, said | {key: article[key] for key in _OF_ARTICLE}, one


def _who(completed_by: Any) -> str | None:
    """Whom a number, or an object with an address, names."""
    if isinstance(completed_by, dict):
        known = (completed_by.get(key) for key in ("email", "username", "id"))
        completed_by = next((value for value in known if value not in (None, "")), None)
    return str(completed_by) if isinstance(completed_by, str | int) else None


def _labels(one: Mapping[str, Any], text: str, place: str) -> Any:
    regions: dict[str, _Region] = {}
    related: list[tuple[str, dict[str, Any]]] = []
    for at, result in objects(one, "result", place):
        if result.get("type") == "relation":
            related.append((at, result))
            continue
        value: dict[str, Any] = get(result, "value", dict, at, {})
        # Predictions of other programs may name no region: each result is then one.
        key = get(result, "id", str, at, at)
        if "start" not in value:
            continue  # about the whole text, not about a part of it
        region = regions.setdefault(key, _Region(text))
        region.add(result, value, at)
    unlabelled = next((key for key, region in regions.items() if not region.label), None)
    if unlabelled is not None:
        wrong(f"{place}: the region {unlabelled} has no label")
    index = {key: i for i, key in enumerate(regions)}
    edges = []
    for at, result in related:
        ends = [get(result, name, str, at) for name in ("from_id", "to_id")]
        for end in ends:
            if end not in index:
                wrong(f"{at}: {end} is no region of this annotation")
        if result.get("direction") == "left":
            ends.reverse()
        for role in get(result, "labels", list, at, None) or [""]:
            edges.append(Edge(index[ends[0]], index[ends[1]], have(role, str, at, "label")))
    nodes = [region.node() for region in regions.values()]
    # Where a project lets one choose several labels of a region, each is a span; roles are the first one's.
    nodes += [Node(label, (region.at,)) for region in regions.values() for label in region.more]
    return from_graph(nodes, edges)


class _Region:
    """A region, put together from the results that share its id."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = (0, 0)
        self.label = ""
        self.more: list[str] = []
        self.category: str | None = None
        self.entity: str | None = None
        self.reciprocal = False
        self.attributes: dict[str, Value] = {}
        self.said: dict[str, Value] = {}
        self.implicit: list[tuple[str, str]] = []

    def add(self, result: Mapping[str, Any], value: Mapping[str, Any], place: str) -> None:
        """Take in one result."""
        told = get(value, "text", str, place, None) if isinstance(value.get("text"), str) else None
        at = bounds(value.get("start"), value.get("end"), self.text, place, told)
        kind, name = get(result, "type", str, place), get(result, "from_name", str, place)
        values = [have(v, str, place, kind) for v in get(value, _FIELDS.get(kind, kind), list, place, [])]
        if not values:
            return
        if kind in ("labels", "hypertextlabels"):
            if self.label:
                wrong(f"{place}: {result.get('id')} is the region of an earlier result, {self.label}")
            self.at = at
            self.label, *self.more = values
        elif name == "category":
            self.category = values[0]
        elif name == "entity":
            self.entity = values[0]
        elif name == "reciprocal":
            self.reciprocal = True
        elif name.startswith("implicit-"):
            self.implicit += [(name.removeprefix("implicit-"), reason) for reason in values]
        elif name.startswith("tie-"):
            self.said[name.removeprefix("tie-")] = _value(values[0], kind)
        else:
            self.attributes[name.removeprefix("span-")] = _value(values[0], kind)

    def node(self) -> Node:
        """The region as a node."""
        is_tie = bool(self.said or self.implicit or self.reciprocal)
        return Node(
            self.label,
            (self.at,),
            self.category,
            is_tie,
            self.attributes,
            self.entity,
            self.said,
            tuple(self.implicit),
            self.reciprocal,
        )


_FIELDS = {"textarea": "text"}
