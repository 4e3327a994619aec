"""Prodigy JSONL: one task a line, with tokens, spans and relations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from annotator.domain.record import Record
from annotator.domain.scheme import Scheme
from annotator.domain.text import Tokens, check_text
from annotator.formats._about import KEY, about, from_about
from annotator.formats._fields import digest
from annotator.formats._graph import SIGN, Edge, Node, from_graph, split_name, to_graph
from annotator.formats._held import Holds, held
from annotator.formats._lines import MAX_LINE, MEBIBYTE, json_lines
from annotator.formats._losses import Losses
from annotator.formats._options import Option, chosen, number
from annotator.formats._parsed import Parsed
from annotator.formats._shape import bounds, get, objects, wrong
from annotator.formats._written import Pair, json_bytes, write_file

HOLDS = Holds()

FIELDS = frozenset(
    {"text", "id", "meta", "tokens", "spans", "relations", "answer", "annotator", "html", "label", KEY}
)


class Prodigy:
    """Tasks as `prodigy db-out` writes them and `db-in` takes them.

    A relation's `head` and `child` are the last tokens of their spans, `token_end` is inclusive. What
    Prodigy has no field for stands under `article`, and spans and relations carry numbers of ours, so
    that spans at one place are told apart. Hashes are left to Prodigy, which makes its own. Rows of this
    shape that others write are read, too: where no span has tokens or a number, a relation's ends are
    places among the spans, and `annotator` says whose labels they are.
    """

    name = "prodigy"
    title = "Prodigy JSONL"
    description = "Tasks for Prodigy's relations and spans interfaces, one article and annotator a line."
    holds = "Spans with overlaps, categories in the heads' labels (STANCE:ACCUSE), roles as relations."
    loses = "Attributes, implicit fillers, entities, fragments, what was reviewed."
    suffix = ".jsonl"
    endings: tuple[str, ...] = ()
    write_options = (SIGN,)
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
        sign = chosen(self.write_options, options, self.name)["sign"]
        read = partial(self._parsed, where=target.name, longest=1 << 40, sign=sign)
        return write_file(records, target, _held, partial(_tasks, sign=sign), read if check else None)

    def read(
        self, source: BinaryIO, where: str, options: Mapping[str, str] | None = None
    ) -> Iterator[Parsed]:
        """Yield what each task holds; of those not accepted the text alone."""
        given = chosen(self.read_options, options, self.name)
        longest = number(given, "max-line", self.name, least=1) * MEBIBYTE
        return self._parsed(source, where, longest, given["sign"])

    def _parsed(self, source: BinaryIO, where: str, longest: int, sign: str) -> Iterator[Parsed]:
        for place, task in json_lines(source, where, longest):
            yield _from_task(task, place, sign)


format = Prodigy()


def _held(record: Record, losses: Losses) -> Parsed:
    return replace(held(record, HOLDS, losses), updated_at=_second(record.updated_at))


def _second(time: datetime | None) -> datetime | None:
    return time and time.astimezone(UTC).replace(microsecond=0)


def _tasks(pairs: Iterable[Pair], sign: str) -> Iterator[bytes]:
    for record, parsed in pairs:
        yield json_bytes(_task(record, parsed, sign), parsed.id) + b"\n"


def _task(record: Record, parsed: Parsed, sign: str) -> dict[str, Any]:
    text, tokens = parsed.text, record.article.tokens
    nodes, edges = to_graph(parsed.labels)
    spans = [_span(number, node, tokens, sign) for number, node in enumerate(nodes)]
    return {
        "text": text,
        KEY: about(parsed),
        "tokens": [_token(number, start, end, text) for number, (start, end) in enumerate(_pairs(tokens))],
        "spans": spans,
        "relations": [
            {
                "head": spans[edge.head].get("token_end", 0),
                "child": spans[edge.child].get("token_end", 0),
                "head_span": spans[edge.head],
                "child_span": spans[edge.child],
                "label": edge.role,
            }
            for edge in edges
        ],
        "_view_id": "relations",
        "answer": "accept",
        "_timestamp": int(parsed.updated_at.timestamp()) if parsed.updated_at else None,
        "_annotator_id": parsed.annotator,
        "_session_id": parsed.annotator and f"annotator-{parsed.annotator}",
    }


def _pairs(tokens: Tokens) -> Iterator[tuple[int, int]]:
    return zip(tokens.starts, tokens.ends, strict=True)


def _token(number: int, start: int, end: int, text: str) -> dict[str, Any]:
    blank = text[end : end + 1] == " "
    return {"text": text[start:end], "start": start, "end": end, "id": number, "ws": blank}


def _span(number: int, node: Node, tokens: Tokens, sign: str) -> dict[str, Any]:
    at: dict[str, Any] = {"start": node.start, "end": node.end}
    if within := tokens.within(node.start, node.end):
        at |= {"token_start": within[0], "token_end": within[-1]}
    return at | {"label": node.named(sign), "id": number}


def _is_known(name: str) -> bool:
    """Whether Prodigy gives the field a meaning, or we do; all others are metadata."""
    return name in FIELDS or name.startswith("_")


def _from_task(task: Mapping[str, Any], place: str, sign: str) -> Parsed:
    text = get(task, "text", str, place)
    check_text(text, f"{place}: text")
    who = task.get("_annotator_id") or task.get("_session_id") or task.get("annotator")
    said = from_about(
        task.get(KEY) or {},
        place,
        id=task.get("id") or digest(text),
        meta={name: value for name, value in task.items() if not _is_known(name)}
        | get(task, "meta", dict, place, {}),
        annotator=who if isinstance(who, str) else None,
    )
    answer = get(task, "answer", str, place, "accept")
    stamp = get(task, "_timestamp", int, place, None)
    if answer != "accept":
        return Parsed(text=text, where=place, **said | {"annotator": None})
    spans = list(objects(task, "spans", place))
    nodes = [_node(span, text, at, sign) for at, span in spans]
    found = _Places([span for _, span in spans], nodes, sign)
    edges = [
        Edge(found.at(relation, "head", at), found.at(relation, "child", at), get(relation, "label", str, at))
        for at, relation in objects(task, "relations", place)
    ]
    try:
        updated = None if stamp is None else datetime.fromtimestamp(stamp, UTC)
    except (OverflowError, ValueError, OSError):
        wrong(f"{place}: _timestamp {stamp} is no time")
    return Parsed(
        text=text,
        where=place,
        labels=from_graph(nodes, edges),
        updated_at=updated,
        reviewed="answer" in task,
        **said,
    )


def _node(span: Mapping[str, Any], text: str, place: str, sign: str) -> Node:
    start, end = bounds(span.get("start"), span.get("end"), text, place, get(span, "text", str, place, None))
    label, category = split_name(get(span, "label", str, place), sign)
    return Node(label, ((start, end),), category)


class _Places:
    """Which span a relation's end means: by our number, offsets and label, last token, or its place."""

    def __init__(self, spans: Sequence[Mapping[str, Any]], nodes: Sequence[Node], sign: str) -> None:
        self.by_id = {span["id"]: i for i, span in enumerate(spans) if isinstance(span.get("id"), int)}
        self.by_bounds = {(node.start, node.end, node.named(sign)): i for i, node in enumerate(nodes)}
        self.by_token = {
            span["token_end"]: i for i, span in enumerate(spans) if isinstance(span.get("token_end"), int)
        }
        bare = not self.by_id and not self.by_token
        self.by_place = {i: i for i in range(len(spans))} if bare else {}

    def at(self, relation: Mapping[str, Any], end: str, place: str) -> int:
        """The span's place among the spans.

        Raises:
            AnnotatorError: there is no such span.
        """
        span = get(relation, f"{end}_span", dict, place, {})
        bounds_of = (span.get("start"), span.get("end"), span.get("label"))
        tables: tuple[tuple[Mapping[Any, int], Any], ...] = (
            (self.by_id, span.get("id")),
            (self.by_bounds, bounds_of),
            (self.by_token, relation.get(end)),
            (self.by_place, relation.get(end)),
        )
        for table, key in tables:
            # Anything may stand there; what is no number or text is no key.
            if isinstance(key, int | str | tuple) and (found := _looked_up(table, key)) is not None:
                return found
        return wrong(f"{place}: its {end} is no span of this task")


def _looked_up(table: Mapping[Any, int], key: Any) -> int | None:
    try:
        return table.get(key)
    except TypeError:
        return None
