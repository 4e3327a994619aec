"""Records as spaCy Docs: spans, a projection of them to entities, categories, roles and exact ties."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotator.domain.labels import Span, Tie
from annotator.domain.plain import span_to_plain, tie_to_plain
from annotator.domain.record import Record
from annotator.domain.scheme import Scheme
from annotator.domain.text import Tokens
from annotator.formats._excerpt import Excerpt, excerpts, overlaps
from annotator.formats._losses import Losses
from annotator.formats._misaligned import Misaligned

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Span as DocSpan
    from spacy.vocab import Vocab

#: Where spans are: the key that spaCy's span categorizer trains and scores on by default.
SPANS_KEY = "sc"
#: Where in `doc.user_data` stands what the Doc was made of.
RECORD_KEY = "record"
#: What decides which of overlapping spans goes to `doc.ents`.
PRECEDENCE = ("label", "longest", "first")
#: What is kept of each token; words and blanks always are.
TOKEN_ATTRIBUTES = ("ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "SENT_START")

UNREVIEWED = "records without a reviewed sentence, left out"
OUTSIDE = "spans in sentences nobody reviewed, left out"
ACROSS = "spans that reach beyond their Doc's text, left out"
NO_TOKEN = "spans that cover no token, left out"  # noqa: S105
SPANS_LEFT_OUT = (OUTSIDE, ACROSS, NO_TOKEN)
WIDENED = "spans that end inside a token, widened to whole tokens"
FRAGMENTED = "discontinuous spans, put from their first to their last word"
NO_ENTITY = "spans left out of doc.ents, where none may overlap"
NO_HEAD = "ties whose head span is left out, left out with it"
NO_FILLER = "roles whose filler is not in the same Doc, left out"


class DocMaker:
    """Makes Docs of records and notes what they cannot hold.

    Args:
        vocab: the vocabulary of all Docs.
        scheme: the label scheme of the records.
        unit: what a Doc is, "article" or "sentence".
        entities: labels that go to `doc.ents`; see `entities_from`.
        everything: take sentences nobody reviewed as well.
        losses: where losses are noted.
        misaligned: where spans that end inside a token are listed.
    """

    def __init__(
        self,
        vocab: Vocab,
        scheme: Scheme,
        unit: str,
        entities: Sequence[str],
        losses: Losses,
        *,
        everything: bool = False,
        misaligned: Misaligned | None = None,
    ) -> None:
        self.vocab = vocab
        self.scheme = scheme
        self.unit = unit
        self.losses = losses
        self.everything = everything
        self.misaligned = misaligned
        self.entities_from(entities)
        self.categories = [c for c in scheme.categories if c not in scheme.off]
        if not scheme.has_categories:
            self.categories = [scheme.head]

    def entities_from(self, labels: Sequence[str], precedence: str = "label") -> None:
        """Say which spans go to `doc.ents`, where none may overlap.

        Args:
            labels: those that go there.
            precedence: of spans that overlap, which does: that of the "label" named first, the "longest"
                or the "first"; of equals the one named first, then the longest, then the first.
        """
        self.rank = {label: index for index, label in enumerate(labels)}
        self.precedence = precedence

    def docs(self, record: Record) -> Iterator[Doc]:
        """Yield the record's Docs in text order: one, or one for each reviewed sentence."""
        parts = excerpts(record, self.unit, everything=self.everything)
        if not parts:
            self.losses.note(UNREVIEWED, _who(record))
        spans = sorted(record.labels.spans.values(), key=lambda s: (s.start, -s.end, s.label, s.id))
        starts = [span.start for span in spans]
        ties: dict[str, list[Tie]] = {}
        for tie in sorted(record.labels.ties.values(), key=lambda tie: tie.id):
            ties.setdefault(tie.head, []).append(tie)
        placed = _Placed()
        for part in parts:
            inside = [
                (span, at - first)
                for first, last, at in part.placed()
                for span in spans[bisect.bisect_left(starts, first) : bisect.bisect_left(starts, last)]
                if span.end <= last
            ]
            yield self._doc(record, part, inside, ties, placed)
        self._note_left_out(record, parts, placed)

    def _doc(
        self,
        record: Record,
        part: Excerpt,
        inside: list[tuple[Span, int]],
        ties: dict[str, list[Tie]],
        placed: _Placed,
    ) -> Doc:
        from spacy.tokens import Doc
        from spacy.tokens import Span as DocSpan

        words, spaces = words_and_spaces(part.text, part.tokens())
        bounds = _bounds(words, spaces)
        begins = {within[0] for sentence in _shifted(part) if (within := bounds.within(*sentence))}
        doc = Doc(
            self.vocab, words=words, spaces=spaces, sent_starts=[i in begins for i in range(len(words))]
        )
        put: list[tuple[Span, DocSpan]] = []
        for span, shift in inside:
            start, end = span.start + shift, span.end + shift
            tokens = [index for index in bounds.within(start, end) if not words[index].isspace()]
            placed.spans.add(span.id)
            if not tokens:
                self.losses.note(NO_TOKEN, _shown(record, span))
                continue
            if (bounds.starts[tokens[0]], bounds.ends[tokens[-1]]) != (start, end):
                self.losses.note(WIDENED, _shown(record, span))
                if self.misaligned is not None:
                    widened = bounds.starts[tokens[0]] - shift, bounds.ends[tokens[-1]] - shift
                    self.misaligned.add(record, span, *widened)
            if len(span.fragments) > 1:
                self.losses.note(FRAGMENTED, _shown(record, span))
            bounds_of = tokens[0], tokens[-1] + 1
            put.append(
                (span, DocSpan(doc, *bounds_of, label=span.label, kb_id=span.entity or "", span_id=span.id))
            )
        # The key must be there even without spans: else the scorer takes the Doc as not annotated.
        doc.spans[SPANS_KEY] = [one for _, one in put]
        doc.ents = self._entities(record, put)
        placed.ties.update(self._put_ties(doc, record, part, put, ties))
        return doc

    def _entities(self, record: Record, put: list[tuple[Span, Any]]) -> list[Any]:
        ranked = [(span, one) for span, one in put if span.label in self.rank]
        ranked.sort(key=lambda pair: self._precedence(*pair))
        taken: set[int] = set()
        out = []
        for span, one in ranked:
            if taken.isdisjoint(range(one.start, one.end)):
                taken.update(range(one.start, one.end))
                out.append(one)
            else:
                self.losses.note(NO_ENTITY, _shown(record, span))
        return sorted(out, key=lambda one: one.start)

    def _precedence(self, span: Span, one: DocSpan) -> tuple[int, ...]:
        rank, length, start = self.rank[span.label], one.start - one.end, one.start
        match self.precedence:
            case "longest":
                return length, rank, start
            case "first":
                return start, rank, length
        return rank, length, start

    def _put_ties(
        self,
        doc: Doc,
        record: Record,
        part: Excerpt,
        put: list[tuple[Span, Any]],
        ties: dict[str, list[Tie]],
    ) -> Iterable[str]:
        index = {span.id: number for number, (span, _) in enumerate(put)}
        here = [tie for span, _ in put for tie in ties.get(span.id, ())]
        numbers = {tie.id: number for number, tie in enumerate(here)}
        relations: dict[tuple[int, int], dict[str, float]] = {}
        told = []
        for tie in here:
            plain, head = tie_to_plain(tie), put[index[tie.head]][1]
            roles = []
            for role in tie.roles:
                if role.filler in index:
                    filler = put[index[role.filler]][1]
                    relations.setdefault((head.start, filler.start), {})[role.role] = 1.0
                    roles.append({"role": role.role, "span": index[role.filler]})
                elif role.tie in numbers:
                    roles.append({"role": role.role, "tie": numbers[role.tie]})
                elif role.implicit is not None:
                    roles.append({"role": role.role, "implicit": role.implicit})
                else:
                    self.losses.note(NO_FILLER, f"{record.article.id} {tie.id} {role.role}")
            told.append(plain | {"head": index[tie.head], "roles": roles})
        if self.unit == "sentence":
            carried = {tie.category or self.scheme.head for tie in here}
            doc.cats = {name: float(name in carried) for name in self.categories}
        if not doc.has_extension("rel"):
            doc.set_extension("rel", default=None)
        doc._.rel = relations
        doc.user_data[RECORD_KEY] = {
            "article": record.article.id,
            "annotator": record.annotator,
            "round": record.round,
            "pass": record.pass_,
            "layer": record.layer,
            "scheme": record.scheme,
            "stretches": list(part.placed()),
            "spans": [span_to_plain(span) for span, _ in put],
            "ties": told,
        }
        return numbers

    def _note_left_out(self, record: Record, parts: list[Excerpt], placed: _Placed) -> None:
        stretches = [stretch for part in parts for stretch in part.stretches]
        for span in record.labels.spans.values():
            if span.id not in placed.spans:
                touched = overlaps(stretches, span.start, span.end)
                self.losses.note(ACROSS if touched else OUTSIDE, _shown(record, span))
        for tie in record.labels.ties.values():
            if tie.id not in placed.ties:
                self.losses.note(NO_HEAD, f"{record.article.id} {tie.id}")


@dataclass(slots=True)
class _Placed:
    """Ids of the spans and ties of a record that some Doc was made for."""

    spans: set[str] = field(default_factory=set)
    ties: set[str] = field(default_factory=set)


def words_and_spaces(text: str, tokens: Iterator[tuple[int, int]]) -> tuple[list[str], list[bool]]:
    """Words and whether a blank follows each, from which spaCy makes the same text again.

    What stands between tokens becomes words of its own, but for one blank after a token: so spaCy's
    own tokenizer does it with whitespace.
    """
    words: list[str] = []
    spaces: list[bool] = []
    upto = 0
    for start, end in (*tokens, (len(text), len(text))):
        gap = text[upto:start]
        if words and gap.startswith(" "):
            spaces[-1], gap = True, gap[1:]
        for word in (gap, text[max(start, upto) : end]):
            if word:
                words.append(word)
                spaces.append(False)
        upto = max(upto, end)
    return words, spaces


def _bounds(words: list[str], spaces: list[bool]) -> Tokens:
    bounds = []
    at = 0
    for word, space in zip(words, spaces, strict=True):
        bounds.append((at, at + len(word)))
        at += len(word) + space
    return Tokens(bounds)


def _shifted(part: Excerpt) -> Iterator[tuple[int, int]]:
    """The excerpt's sentences by their offsets in it."""
    stretches = part.placed()
    first, last, at = next(stretches)
    for sentence in part.sentences:
        while sentence.start >= last:
            first, last, at = next(stretches)
        yield sentence.start - first + at, sentence.end - first + at


def _who(record: Record) -> str:
    return f"{record.article.id} by {record.annotator or 'nobody'}"


def _shown(record: Record, span: Span) -> str:
    words = " ".join(record.article.text[span.start : span.end].split())
    words = words if len(words) <= 40 else words[:39] + "…"
    return f"{record.article.id} {span.start}-{span.end} {span.label} {words!r}"
