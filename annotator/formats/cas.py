"""UIMA CAS XMI with its type system, for INCEpTION, WebAnno and other UIMA tools."""

from __future__ import annotations

import io
import json
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from importlib.resources.abc import Traversable
from pathlib import Path, PurePath
from typing import Any

from annotator.domain.errors import AnnotatorError
from annotator.domain.labels import sentences
from annotator.domain.record import Record
from annotator.domain.scheme import Scheme
from annotator.domain.text import check_text
from annotator.formats._about import about, from_about
from annotator.formats._atomic import new_folder
from annotator.formats._brat_names import Where, name_of, where_of
from annotator.formats._check import differences, refuse
from annotator.formats._decoded import decoded, whole_file
from annotator.formats._extra import needed
from annotator.formats._fields import digest
from annotator.formats._graph import Edge, Node, from_graph, to_graph
from annotator.formats._held import Holds, held
from annotator.formats._losses import Losses
from annotator.formats._marker import MARKER, mark
from annotator.formats._options import Option, chosen
from annotator.formats._parsed import Parsed
from annotator.formats._shape import bounds, wrong

HOLDS = Holds(attributes=True, entities=True, lone=True)
TYPES = "TypeSystem.xml"
SPAN, ROLE = "webanno.custom.Span", "webanno.custom.Role"
_SEGMENT = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type."
_DOCUMENT = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
#: Characters that XML 1.0 has no place for.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REPLACED = "characters that XML cannot hold, written as U+FFFD"


class Cas:
    """A folder with an .xmi file for each record, named as in brat, and the type system.

    Spans are `webanno.custom.Span` with label, category, entity and, as JSON, what else is said;
    roles are relations `webanno.custom.Role` from `Governor`, the head, to `Dependent`. Offsets in the
    files are UTF-16, converted by dkpro-cassis. Reading takes other types too: any annotation with a
    feature `label` or `value` is a span, any with `Governor` and `Dependent` a role.
    """

    name = "cas"
    title = "UIMA CAS XMI"
    description = "For INCEpTION and other UIMA tools, with sentences and tokens; needs the extra cas."
    holds = "Spans with overlaps, categories, roles, attributes, implicit fillers, entities, metadata."
    loses = "Fragments, what was reviewed, whose suggestion a label was, control characters."
    suffix = ""
    write_options: tuple[Option, ...] = ()
    read_options: tuple[Option, ...] = ()

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
        """Write a folder; see `Writer.write`."""
        chosen(self.write_options, options, self.name)
        cassis = needed("cassis", "cas")
        types = _types(cassis)
        losses = Losses()
        with new_folder(target, MARKER, overwrite=overwrite) as folder:
            for record in records:
                path = folder / f"{_name(record)}.xmi"
                path.parent.mkdir(exist_ok=True)
                with path.open("xb") as file:
                    file.write(_written(cassis, types, record, _held(record, losses)))
            (folder / TYPES).write_text(types.to_xml(), encoding="utf-8", newline="\n")
            mark(folder, self.name, scheme.id, losses)
            if check:
                paths = (folder / f"{_name(record)}.xmi" for record in records)
                found = (_parsed(cassis, types, path, path.name) for path in paths)
                refuse(differences(records, found, lambda r: _held(r, Losses())), target)
        return losses

    def read_folder(
        self, folder: Traversable, where: str, options: Mapping[str, str] | None = None
    ) -> Iterator[Parsed]:
        """Yield what each .xmi file under the folder holds; the type system lies in it."""
        chosen(self.read_options, options, self.name)
        cassis = needed("cassis", "cas")
        files = dict(_files(folder))
        described = [name for name in files if PurePath(name).name.lower() == TYPES.lower()]
        if not described:
            raise AnnotatorError(f"{where}: there is no {TYPES} in it", "Export the type system too.")
        loaded = {
            str(PurePath(name).parent): _loaded(cassis.load_typesystem, files[name], f"{where}/{name}")
            for name in described
        }
        for name in sorted(files):
            if name.endswith(".xmi"):
                above = (str(parent) for parent in PurePath(name).parents)
                types = next((loaded[one] for one in above if one in loaded), next(iter(loaded.values())))
                yield _parsed(cassis, types, files[name], f"{where}/{name}")


format = Cas()


def _name(record: Record) -> str:
    return name_of(Where(record.article.id, record.annotator, record.round, record.pass_, record.layer))


def _held(record: Record, losses: Losses) -> Parsed:
    article = record.article
    for _ in _ILLEGAL.finditer(article.text):
        losses.note(REPLACED, article.id)
    text = _ILLEGAL.sub("\ufffd", article.text)
    return replace(held(record, HOLDS, losses), text=text)


def _types(cassis: Any) -> Any:
    types = cassis.TypeSystem(add_document_annotation_type=True)
    annotation, text = "uima.tcas.Annotation", "uima.cas.String"
    types.create_type(f"{_SEGMENT}Sentence", annotation)
    types.create_type(f"{_SEGMENT}Token", annotation)
    document = types.create_type(_DOCUMENT, "uima.tcas.DocumentAnnotation")
    for name in ("documentTitle", "documentId", "about"):
        types.create_feature(document, name, text)
    span = types.create_type(SPAN, annotation)
    for name in ("label", "category", "entity", "said"):
        types.create_feature(span, name, text)
    role = types.create_type(ROLE, annotation)
    types.create_feature(role, "Governor", annotation)
    types.create_feature(role, "Dependent", annotation)
    types.create_feature(role, "label", text)
    return types


def _written(cassis: Any, types: Any, record: Record, parsed: Parsed) -> bytes:
    cas = cassis.Cas(types)
    cas.sofa_string, cas.sofa_mime = parsed.text, "text/plain"
    made = {name: types.get_type(name) for name in (SPAN, ROLE, _DOCUMENT)}
    document = made[_DOCUMENT](begin=0, end=len(parsed.text), documentId=_legal(parsed.id))
    document.documentTitle = _legal(parsed.title or "") or None
    document.about = json.dumps(about(parsed))
    cas.add(document)
    for sentence in sentences(record.article, record.labels.cuts):
        cas.add(types.get_type(f"{_SEGMENT}Sentence")(begin=sentence.start, end=sentence.end))
    tokens = record.article.tokens
    for start, end in zip(tokens.starts, tokens.ends, strict=True):
        cas.add(types.get_type(f"{_SEGMENT}Token")(begin=start, end=end))
    nodes, edges = to_graph(parsed.labels)
    placed = []
    for node in nodes:
        one = made[SPAN](begin=node.start, end=node.end, label=node.label, category=node.category)
        one.entity = None if node.entity is None else json.dumps(node.entity)[1:-1]
        one.said = _said(node)
        cas.add(one)
        placed.append(one)
    for edge in edges:
        head, child = placed[edge.head], placed[edge.child]
        # A relation lies where its dependent lies, as UIMA tools have it.
        cas.add(made[ROLE](begin=child.begin, end=child.end, Governor=head, Dependent=child, label=edge.role))
    return str(cas.to_xmi()).encode()


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)


def _said(node: Node) -> str | None:
    """What is said of a span and its tie beyond label and category, as JSON in ASCII."""
    told = {
        "attributes": dict(node.attributes),
        "tie": dict(node.said),
        "implicit": [list(pair) for pair in node.implicit],
        "reciprocal": node.reciprocal,
        "is_tie": node.is_tie,
    }
    told = {name: value for name, value in told.items() if value}
    return json.dumps(told, sort_keys=True) if told else None


def _loaded(load: Callable[[str], Any], file: Traversable, place: str) -> Any:
    data = decoded(whole_file(file, place), place, "utf-8")[0]
    # Entities are what XML bombs are made of, and UIMA writes none.
    if "<!DOCTYPE" in data or "<!ENTITY" in data or "\0" in data:
        raise AnnotatorError(f"{place}: holds a document type or is no UTF-8", "UIMA writes neither.")
    try:
        return load(data)
    except Exception as error:  # the file is anybody's; whatever trips the library is told as such
        told = (str(error).splitlines() or [type(error).__name__])[0]
        raise AnnotatorError(f"{place}: no sound CAS: {told[:200]}", "Was it cut off?") from error


def _parsed(cassis: Any, types: Any, file: Traversable, place: str) -> Parsed:
    def load(data: str) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # of offsets that cannot be converted it only warns
            return cassis.load_cas_from_xmi(io.BytesIO(data.encode()), typesystem=types)

    cas = _loaded(load, file, place)
    text = cas.sofa_string or ""
    check_text(text, place)
    said: dict[str, Any] = {}
    name = ""
    nodes: list[Node] = []
    index: dict[int, int] = {}
    related = []
    for one in cas.select_all_annotations():
        kind = one.type.name
        if kind == _DOCUMENT:
            name = _text(one, "documentId") or ""
            said = _json(_text(one, "about"), place)
        elif hasattr(one, "Governor") and hasattr(one, "Dependent"):
            related.append(one)
        elif label := _text(one, "label") or _text(one, "value"):
            index[one.xmiID] = len(nodes)
            nodes.append(_node(one, label, text, place))
    edges = []
    for one in related:
        ends: list[Any] = [getattr(end, "xmiID", None) for end in (one.Governor, one.Dependent)]
        if not all(end in index for end in ends):
            wrong(f"{place}: a relation at {one.begin}-{one.end} whose ends are no labelled spans")
        role = _text(one, "label") or _text(one, "value") or one.type.name.rpartition(".")[2]
        edges.append(Edge(index[ends[0]], index[ends[1]], role))
    where = where_of(PurePath(place).name) if said else Where(PurePath(place).stem)
    known = from_about(said, place, id=name or where.article or digest(text))
    return Parsed(text=text, where=place, labels=from_graph(nodes, edges), reviewed=True, **known)


def _node(one: Any, label: str, text: str, place: str) -> Node:
    said = _json(_text(one, "said"), place)
    entity = _text(one, "entity")
    try:
        return Node(
            label,
            (bounds(one.begin, one.end, text, place),),
            _text(one, "category") or None,
            bool(said.get("is_tie")),
            dict(said.get("attributes", {})),
            None if entity is None else str(json.loads(f'"{entity}"')),
            dict(said.get("tie", {})),
            tuple((str(role), str(reason)) for role, reason in said.get("implicit", ())),
            bool(said.get("reciprocal")),
        )
    except (ValueError, TypeError) as error:
        wrong(f"{place}: the span {one.begin}-{one.end} says what cannot be read: {error}")


def _text(one: Any, feature: str) -> str | None:
    """The feature's value; None where the type has no such feature, or another one is it."""
    value = getattr(one, feature, None)
    return value if isinstance(value, str) else None


def _json(told: str | None, place: str) -> dict[str, Any]:
    if not told:
        return {}
    try:
        value = json.loads(told)
    except (ValueError, TypeError):
        value = None
    if not isinstance(value, dict):
        wrong(f"{place}: {told[:40]!r} is no JSON object")
    return value


def _files(folder: Traversable, above: str = "") -> Iterator[tuple[str, Traversable]]:
    for file in folder.iterdir():
        if file.name.startswith((".", "__MACOSX")):
            continue
        if file.is_dir():
            yield from _files(file, f"{above}{file.name}/")
        else:
            yield f"{above}{file.name}", file
