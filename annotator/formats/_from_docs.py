"""spaCy Docs read back: those that were written here with all they say, others by their spans."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from annotator.domain.errors import AnnotatorError
from annotator.domain.labels import LAYERS, Labels, Role, Span, Tie
from annotator.domain.plain import span_from_plain, tie_from_plain
from annotator.domain.text import check_text
from annotator.formats._canonical import canonical
from annotator.formats._docs import RECORD_KEY
from annotator.formats._fields import digest
from annotator.formats._packed import FREE, RATIO
from annotator.formats._parsed import Parsed
from annotator.formats._shape import wrong

if TYPE_CHECKING:
    from spacy.tokens import Doc


def from_bin(data: bytes, where: str, spans_key: str) -> Iterator[Parsed]:
    """Yield what each Doc of a DocBin holds.

    Args:
        data: the file.
        where: its name for messages.
        spans_key: the group of spans read where a Doc was not written here; entities if it has none.

    Raises:
        AnnotatorError: it is no DocBin, or a Doc says what cannot be.
    """
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    most = max(FREE, RATIO * len(data))
    try:
        unpacking = zlib.decompressobj()
        if len(unpacking.decompress(data, most)) >= most and unpacking.unconsumed_tail:
            raise AnnotatorError(f"{where}: unpacks to more than {most:,} bytes", "Do not trust this file.")
        docs = list(DocBin().from_bytes(data).get_docs(Vocab()))
    except AnnotatorError:
        raise
    except Exception as error:  # the file is anybody's; whatever trips spaCy is told as such
        what = (str(error).splitlines() or [type(error).__name__])[0]
        raise AnnotatorError(f"{where}: no sound DocBin: {what[:200]}", "Was it cut off?") from error
    for number, doc in enumerate(docs, 1):
        place = f"{where}: Doc {number}"
        check_text(doc.text, place)
        told = doc.user_data.get(RECORD_KEY)
        try:
            yield _foreign(doc, place, spans_key) if told is None else _own(doc.text, told, place)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            wrong(f"{place}: its user_data is no record: {error!r:.100}")


def _own(text: str, told: Mapping[str, Any], place: str) -> Parsed:
    stretches = [tuple(stretch) for stretch in told["stretches"]]
    spans = [_moved(span_from_plain(plain), stretches, text, place) for plain in told["spans"]]
    ties = [_tie(plain, spans, told["ties"]) for plain in told["ties"]]
    first = stretches[0][0]
    name, layer = str(told["article"]), told["layer"]
    if layer not in LAYERS:
        wrong(f"{place}: there is no layer {layer!r:.40}")
    return Parsed(
        # Excerpts of one article are texts of their own.
        id=name if first == 0 else f"{name}@{first}",
        text=text,
        where=place,
        scheme=told["scheme"],
        annotator=told["annotator"],
        round=str(told["round"]),
        pass_=int(told["pass"]),
        layer=layer,
        labels=Labels({span.id: span for span in spans}, {tie.id: tie for tie in ties}),
        reviewed=True,
    )


def _moved(span: Span, stretches: Sequence[tuple[int, int, int]], text: str, place: str) -> Span:
    """The span by its offsets in the Doc's text, of which `stretches` tells where it is from."""
    fragments = []
    for start, end in span.fragments:
        at = next((at - first for first, last, at in stretches if first <= start < end <= last), None)
        if at is None or not 0 <= start + at < end + at <= len(text):
            wrong(f"{place}: the span {span.id} {start}-{end} does not lie in its text", text)
        fragments.append((start + at, end + at))
    return Span(span.id, span.label, tuple(fragments), span.attributes, span.entity, span.origin, span.fate,
                span.score)  # fmt: skip


def _tie(plain: Mapping[str, Any], spans: Sequence[Span], ties: Sequence[Mapping[str, Any]]) -> Tie:
    roles = tuple(
        Role(
            role["role"],
            spans[role["span"]].id if "span" in role else None,
            role.get("implicit"),
            ties[role["tie"]]["id"] if "tie" in role else None,
        )
        for role in plain["roles"]
    )
    tie = tie_from_plain({**plain, "head": spans[plain["head"]].id, "roles": ()})
    return Tie(tie.id, tie.head, tie.category, roles, tie.attributes, tie.reciprocal, tie.origin, tie.fate,
               tie.score, tie.reason)  # fmt: skip


def _foreign(doc: Doc, place: str, spans_key: str) -> Parsed:
    group = doc.spans.get(spans_key, doc.ents)
    spans = {
        str(i): Span(str(i), one.label_, ((one.start_char, one.end_char),), entity=one.kb_id_ or None)
        for i, one in enumerate(group)
        if one.end_char > one.start_char
    }
    return Parsed(
        id=digest(doc.text), text=doc.text, where=place, labels=canonical(Labels(spans)), reviewed=True
    )
