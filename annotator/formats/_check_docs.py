"""Proof that Docs read again say what the records say, apart from the losses that were told."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from annotator.domain.labels import Role, Span, Tie
from annotator.domain.plain import span_from_plain, tie_from_plain
from annotator.domain.record import Record
from annotator.formats._docs import NO_FILLER, NO_HEAD, RECORD_KEY, SPANS_KEY, SPANS_LEFT_OUT
from annotator.formats._losses import Losses

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Span as DocSpan

Identity = tuple[str, str | None, str, int, str]


def doc_differences(
    records: Iterable[Record],
    docs: Mapping[str, Iterable[Doc]],
    split_of: Callable[[Record], str],
    losses: Losses,
) -> Iterator[str]:
    """What is not as it should be, a line each; records and Docs are streamed.

    Args:
        records: in the order written.
        docs: what was read again, by split.
        split_of: where a record's Docs should be.
        losses: what was told to be left out.
    """
    streams = {name: _Peekable(iter(found)) for name, found in docs.items()}
    spans = ties = roles = 0
    for record in records:
        labels = record.labels
        spans += len(labels.spans)
        ties += len(labels.ties)
        for doc in streams[split_of(record)].of(_identity(record)):
            told = doc.user_data[RECORD_KEY]
            for what in _doc_differences(record, doc, told):
                yield f"{record.article.id}: {what}"
            spans -= len(told["spans"])
            ties -= len(told["ties"])
            roles += sum(
                len(labels.ties[t["id"]].roles) - len(t["roles"])
                for t in told["ties"]
                if t["id"] in labels.ties
            )
    for name, stream in streams.items():
        if stream.head is not None:
            article = stream.head.user_data[RECORD_KEY]["article"]
            yield f"{name}: there are Docs that belong to no record here, first of {article}"
    counts = (
        ("spans", spans, sum(map(losses.count, SPANS_LEFT_OUT))),
        ("ties", ties, losses.count(NO_HEAD)),
        ("roles", roles, losses.count(NO_FILLER)),
    )
    for what, missing, told_missing in counts:
        if missing != told_missing:
            yield f"{missing} {what} are missing, of which {told_missing} were told"


def _doc_differences(record: Record, doc: Doc, told: Mapping[str, Any]) -> Iterator[str]:
    text, labels, written = record.article.text, record.labels, doc.text
    for start, end, at in told["stretches"]:
        if written[at : at + end - start] != text[start:end]:
            yield f"the text from {start} to {end} is another"
    group = doc.spans.get(SPANS_KEY)
    if group is None or len(group) != len(told["spans"]):
        yield f"doc.spans[{SPANS_KEY!r}] does not hold the spans told in user_data"
        return
    found = [span_from_plain(plain) for plain in told["spans"]]
    for one, span in zip(group, found, strict=True):
        if labels.spans.get(span.id) != span or (one.label_, one.id_) != (span.label, span.id):
            yield f"span {span.id} was written as {span}"
        elif not _covers(one, span, text, told["stretches"]):
            yield f"span {span.id} {span.start}-{span.end} does not lie at {one.start_char}-{one.end_char}"
    for plain in told["ties"]:
        yield from _tie_differences(plain, told, found, labels.ties.get(plain["id"]))


def _covers(one: DocSpan, span: Span, text: str, stretches: Sequence[tuple[int, int, int]]) -> bool:
    """Whether the tokens are exactly those that hold a character of the span that is no blank."""
    first, last, at = stretches[bisect.bisect_right(stretches, span.start, key=itemgetter(0)) - 1]
    if not first <= span.start < span.end <= last:
        return False
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip()) - first + at
    end = span.end - len(words) + len(words.rstrip()) - first + at
    left, right = one[0], one[-1]
    return left.idx <= start < left.idx + len(left) and right.idx < end <= right.idx + len(right)


def _tie_differences(
    plain: Mapping[str, Any], told: Mapping[str, Any], spans: list[Span], wanted: Tie | None
) -> Iterator[str]:
    roles = [
        Role(
            role["role"],
            spans[role["span"]].id if "span" in role else None,
            role.get("implicit"),
            told["ties"][role["tie"]]["id"] if "tie" in role else None,
        )
        for role in plain["roles"]
    ]
    found = tie_from_plain({**plain, "head": spans[plain["head"]].id, "roles": ()})
    if wanted is None or _without_roles(wanted) != _without_roles(found):
        yield f"tie {plain['id']} was written as {found}"
    elif not set(roles) <= set(wanted.roles):
        yield f"tie {plain['id']} has the roles {roles}"


def _without_roles(tie: Tie) -> tuple[Any, ...]:
    return (tie.id, tie.head, tie.category, dict(tie.attributes), tie.reciprocal, tie.origin, tie.fate,
            tie.score, tie.reason)  # fmt: skip


def _identity(record: Record) -> Identity:
    return record.article.id, record.annotator, record.round, record.pass_, record.layer


class _Peekable:
    """Docs of which the next can be looked at before it is taken."""

    def __init__(self, docs: Iterator[Doc]) -> None:
        self.docs = docs
        self.head = next(docs, None)

    def of(self, identity: Identity) -> Iterator[Doc]:
        """Take the Docs that come next and were made of that record."""
        while self.head is not None:
            told = self.head.user_data[RECORD_KEY]
            if tuple(told[key] for key in ("article", "annotator", "round", "pass", "layer")) != identity:
                return
            yield self.head
            self.head = next(self.docs, None)
