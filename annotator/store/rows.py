"""Label rows read back as the values they hold.

Spans and ties come in the order of the text, and of their ids where that is the same, whatever order
they were made in. Words are put in order here and not by the database, each of which has its own idea
of the alphabet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, select

from annotator.domain.labels import Labels, Rejected, Role, Span, Status, Tie
from annotator.store.tables import fragment, rejected, role, sentence_cut, sentence_status, span, tie


def read_labels(connection: Connection, streams: Sequence[int]) -> dict[int, Labels]:
    """The labels of each stream, by the stream's row id."""
    if not streams:
        return {}
    spans = read_spans(connection, streams)
    ties = read_ties(connection, streams)
    statuses = read_statuses(connection, streams)
    cuts = read_cuts(connection, streams)
    turned_down = read_rejected(connection, streams)
    return {
        stream: Labels(
            spans=dict(sorted(spans[stream].items(), key=lambda item: _position(item[1]))),
            ties=dict(
                sorted(
                    ties[stream].items(), key=lambda item: (_position(spans[stream][item[1].head]), item[0])
                )
            ),
            statuses=statuses[stream],
            cuts=cuts[stream],
            rejected=dict(sorted(turned_down[stream].items())),
        )
        for stream in streams
    }


def read_statuses(connection: Connection, streams: Sequence[int]) -> Mapping[int, dict[int, Status]]:
    """Statuses of sentences by stream and start."""
    out: defaultdict[int, dict[int, Status]] = defaultdict(dict)
    for stream, start, status, flag, comment in connection.execute(_STATUSES, {"streams": streams}).all():
        out[stream][start] = Status(status, flag, comment)
    return out


def read_cuts(connection: Connection, streams: Sequence[int]) -> Mapping[int, dict[int, bool]]:
    """Mended splits by stream and offset."""
    out: defaultdict[int, dict[int, bool]] = defaultdict(dict)
    for row in connection.execute(_CUTS, {"streams": streams}):
        out[row.stream_id][row.start] = row.begins
    return out


def _of_streams(table: Table) -> Select[Any]:
    """Rows of one table, of some streams, as they lie; taken apart by the order of its columns."""
    mine = select(table).where(table.c.stream_id.in_(bindparam("streams", expanding=True)))
    return mine.order_by(*table.primary_key.columns)


_SPANS = _of_streams(span)
_FRAGMENTS = _of_streams(fragment)
_TIES = _of_streams(tie)
_ROLES = _of_streams(role)
_STATUSES = _of_streams(sentence_status)
_CUTS = _of_streams(sentence_cut)
_REJECTED = _of_streams(rejected)


def read_spans(connection: Connection, streams: Sequence[int]) -> Mapping[int, dict[str, Span]]:
    """Spans by stream and id."""
    fragments: defaultdict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    for stream, span_id, start, stop in connection.execute(_FRAGMENTS, {"streams": streams}).all():
        fragments[stream, span_id].append((start, stop))
    out: defaultdict[int, dict[str, Span]] = defaultdict(dict)
    for stream, key, label, entity, origin, fate, score, attributes in connection.execute(
        _SPANS, {"streams": streams}
    ).all():
        out[stream][key] = Span(
            key, label, tuple(fragments[stream, key]), attributes, entity, origin, fate, score
        )
    return out


def read_ties(connection: Connection, streams: Sequence[int]) -> Mapping[int, dict[str, Tie]]:
    """Ties with their roles by stream and id."""
    roles: defaultdict[tuple[int, str], list[Role]] = defaultdict(list)
    for stream, tie_id, _, name, span_id, implicit, nested in connection.execute(
        _ROLES, {"streams": streams}
    ).all():
        roles[stream, tie_id].append(Role(name, span_id, implicit, nested))
    out: defaultdict[int, dict[str, Tie]] = defaultdict(dict)
    for (
        stream,
        key,
        head,
        category,
        reciprocal,
        origin,
        fate,
        score,
        reason,
        attributes,
    ) in connection.execute(_TIES, {"streams": streams}).all():
        filled = tuple(roles[stream, key])
        out[stream][key] = Tie(
            key, head, category, filled, attributes, reciprocal, origin, fate, score, reason
        )
    return out


def read_rejected(connection: Connection, streams: Sequence[int]) -> Mapping[int, dict[str, Rejected]]:
    """Suggestions that were turned down, by stream and id."""
    out: defaultdict[int, dict[str, Rejected]] = defaultdict(dict)
    for row in connection.execute(_REJECTED, {"streams": streams}):
        out[row.stream_id][row.id] = Rejected(row.id, row.kind, row.origin, row.suggested)
    return out


def _position(of: Span) -> tuple[int, int, str]:
    return of.start, of.end, of.id
