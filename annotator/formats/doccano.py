"""doccano JSONL: one article and annotator a line, with labels alone or with relations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from annotator.domain.record import Record
from annotator.domain.scheme import Scheme
from annotator.domain.text import check_text
from annotator.formats._about import KEY, about, from_about
from annotator.formats._fields import digest
from annotator.formats._graph import SIGN, Edge, Node, from_graph, split_name, to_graph
from annotator.formats._held import Holds, held
from annotator.formats._lines import MAX_LINE, MEBIBYTE, json_lines
from annotator.formats._losses import Losses
from annotator.formats._options import Option, chosen, number
from annotator.formats._parsed import Parsed
from annotator.formats._shape import bounds, get, have, objects, wrong
from annotator.formats._written import Pair, json_bytes, write_file

#: Fields that doccano gives a meaning; all others it keeps as metadata, and so do we.
FIELDS = frozenset({"id", "text", "label", "labels", "entities", "relations", "Comments", KEY})


class Doccano:
    """Rows of a sequence labelling project, as doccano exports and imports them.

    A row of doccano does not name its annotator: it writes a file for each. Ours name article and
    annotator under `article`, which doccano keeps as metadata of the row.
    """

    name = "doccano"
    title = "doccano JSONL"
    description = "For doccano's sequence labelling, with relations or without, one annotator's row a line."
    holds = "Spans with overlaps, categories in the heads' labels (STANCE:ACCUSE), roles as relations."
    loses = "Attributes, implicit fillers, entities, fragments, what was reviewed; comments of doccano."
    suffix = ".jsonl"
    endings: tuple[str, ...] = ()
    write_options = (
        Option("shape", "relations", "rows with relations, or with labels alone", ("relations", "labels")),
        SIGN,
    )
    read_options: tuple[Option, ...] = (SIGN, MAX_LINE)

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
        """Write a file; see `Writer.write`."""
        given = chosen(self.write_options, options, self.name)
        sign, related = given["sign"], given["shape"] == "relations"
        holds = Holds(roles=related)
        return write_file(
            records,
            target,
            lambda record, losses: held(record, holds, losses),
            partial(_rows, sign=sign, related=related),
            partial(_read, where=target.name, longest=1 << 40, sign=sign) if check else None,
        )

    def read(
        self, source: BinaryIO, where: str, options: Mapping[str, str] | None = None
    ) -> Iterator[Parsed]:
        """Yield what each row holds, of either shape."""
        given = chosen(self.read_options, options, self.name)
        longest = number(given, "max-line", self.name, least=1) * MEBIBYTE
        return _read(source, where, longest, given["sign"])


format = Doccano()


def _rows(pairs: Iterable[Pair], sign: str, related: bool) -> Iterator[bytes]:
    first = 1
    for line, (_, parsed) in enumerate(pairs, 1):
        nodes, edges = to_graph(parsed.labels)
        row: dict[str, Any] = {"id": line, "text": parsed.text}
        if related:
            # Ids that are never used twice in a file, as doccano's own are.
            row["entities"] = [
                {
                    "id": first + i,
                    "label": node.named(sign),
                    "start_offset": node.start,
                    "end_offset": node.end,
                }
                for i, node in enumerate(nodes)
            ]
            row["relations"] = [
                {
                    "id": first + len(nodes) + i,
                    "from_id": first + e.head,
                    "to_id": first + e.child,
                    "type": e.role,
                }
                for i, e in enumerate(edges)
            ]
            first += len(nodes) + len(edges)
        else:
            row["label"] = [[node.start, node.end, node.named(sign)] for node in nodes]
        # doccano guesses at the encoding of rows with relations, and takes UTF-8 with an emoji for Turkish.
        yield json_bytes(row | {"Comments": [], KEY: about(parsed)}, parsed.id, ascii_only=True) + b"\n"


def _read(source: BinaryIO, where: str, longest: int, sign: str) -> Iterator[Parsed]:
    for place, row in json_lines(source, where, longest):
        text = get(row, "text", str, place)
        check_text(text, f"{place}: text")
        meta = {name: value for name, value in row.items() if name not in FIELDS}
        said = from_about(row.get(KEY) or {}, place, id=row.get("id") or digest(text), meta=meta)
        nodes, edges = _graph(row, text, place, sign)
        yield Parsed(text=text, where=place, labels=from_graph(nodes, edges), reviewed=True, **said)


def _graph(row: Mapping[str, Any], text: str, place: str, sign: str) -> tuple[list[Node], list[Edge]]:
    nodes: list[Node] = []
    edges: list[Edge] = []
    for count, label in enumerate(
        get(row, "label", list, place, None) or get(row, "labels", list, place, [])
    ):
        at = f"{place}: label {count}"
        if not isinstance(label, list) or len(label) != 3:
            wrong(f"{at}: is not [start, end, label]; is this a project of sequence labelling?")
        nodes.append(_node(*label, text=text, place=at, sign=sign))
    index: dict[int, int] = {}
    for at, entity in objects(row, "entities", place):
        key = get(entity, "id", int, at)
        if key in index:
            wrong(f"{at}: has the id of an earlier one, {key}")
        index[key] = len(nodes)
        nodes.append(
            _node(
                entity.get("start_offset"), entity.get("end_offset"), entity.get("label"),
                text=text, place=at, sign=sign,
            )
        )  # fmt: skip
    for at, relation in objects(row, "relations", place):
        ends = [get(relation, name, int, at) for name in ("from_id", "to_id")]
        for end in ends:
            if end not in index:
                wrong(f"{at}: {end} is no entity of this row")
        edges.append(Edge(index[ends[0]], index[ends[1]], get(relation, "type", str, at)))
    return nodes, edges


def _node(start: Any, end: Any, name: Any, *, text: str, place: str, sign: str) -> Node:
    label, category = split_name(have(name, str, place, "label"), sign)
    return Node(label, (bounds(start, end, text, place),), category)
