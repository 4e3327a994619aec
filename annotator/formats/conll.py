"""CoNLL: a token a line with its BIO tag, for sequence taggers; written only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO

from annotator.domain.labels import Span
from annotator.domain.record import Record
from annotator.domain.scheme import Scheme
from annotator.domain.text import Tokens
from annotator.formats._excerpt import Excerpt, excerpts
from annotator.formats._losses import Losses
from annotator.formats._options import Option, chosen, known_labels
from annotator.formats._written import write_rows

#: A sentence: its words and their tags.
Sentence = tuple[tuple[str, ...], tuple[str, ...]]
START: Sentence = (("-DOCSTART-",), ("O",))

UNREVIEWED = "records without a reviewed sentence, left out"
OUTSIDE = "spans that lie in no sentence written, or reach beyond one"
OVERLAPPING = "spans that overlap one of an earlier label, or a longer one of the same"
OTHER = "spans of labels not asked for"
WIDENED = "spans that end inside a token, widened to whole tokens"
FRAGMENTED = "discontinuous spans, put from their first to their last word"
NO_TOKEN = "spans that cover no token"  # noqa: S105
TIES, ROLES = "ties with their categories and attributes", "roles"


class Conll:
    """Four columns as in CoNLL-2003, `-DOCSTART-` before each record, a blank line after sentences.

    Tags cannot overlap: of overlapping spans the label named first wins, of one label the longest.
    """

    name = "conll"
    title = "CoNLL (BIO)"
    description = "Tokens with BIO tags, sentence by sentence, for sequence taggers; reviewed ones only."
    holds = "Spans without overlaps, one tag a token."
    loses = "Overlapping spans, ties, categories, roles, attributes, whitespace, who labelled."
    suffix = ".conll"
    write_options = (
        Option("labels", "", "labels written, the first winning (A,B,…; all in the scheme's order)"),
        Option("sentences", "reviewed", "which sentences go in", ("reviewed", "all")),
    )

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
        labels = known_labels(given["labels"], scheme, self.name)
        make = partial(_sentences, labels=labels, everything=given["sentences"] == "all")
        return write_rows(records, target, make, _encoded, _decoded if check else None)


format = Conll()


def _sentences(record: Record, losses: Losses, labels: Sequence[str], everything: bool) -> Iterator[Sentence]:
    parts = excerpts(record, "sentence", everything=everything)
    if not parts:
        losses.note(UNREVIEWED, record.article.id)
        return
    yield START
    rank = {label: index for index, label in enumerate(labels)}
    asked = [span for span in record.labels.spans.values() if span.label in rank]
    for span in record.labels.spans.values():
        if span.label not in rank:
            losses.note(OTHER, _shown(record, span))
    placed: set[str] = set()
    for part in parts:
        ((start, end),) = part.stretches
        inside = [span for span in asked if start <= span.start and span.end <= end]
        placed.update(span.id for span in inside)
        yield _tagged(record, part, inside, rank, losses)
    for span in asked:
        if span.id not in placed:
            losses.note(OUTSIDE, _shown(record, span))
    for tie in record.labels.ties.values():
        losses.note(TIES, f"{record.article.id} {tie.id}")
        for role in tie.roles:
            losses.note(ROLES, f"{record.article.id} {tie.id} {role.role}")


def _tagged(
    record: Record, part: Excerpt, spans: list[Span], rank: Mapping[str, int], losses: Losses
) -> Sentence:
    text, shift = part.text, part.stretches[0][0]
    bounds = [(start, end) for start, end in part.tokens() if not text[start:end].isspace()]
    tokens = Tokens(bounds)
    tags = ["O"] * len(bounds)
    for span in sorted(spans, key=lambda s: (rank[s.label], s.start - s.end, s.start, s.fragments, s.id)):
        within = tokens.within(span.start - shift, span.end - shift)
        if not within:
            losses.note(NO_TOKEN, _shown(record, span))
            continue
        if any(tags[index] != "O" for index in within):
            losses.note(OVERLAPPING, _shown(record, span))
            continue
        if (bounds[within[0]][0], bounds[within[-1]][1]) != (span.start - shift, span.end - shift):
            losses.note(WIDENED, _shown(record, span))
        if len(span.fragments) > 1:
            losses.note(FRAGMENTED, _shown(record, span))
        for index in within:
            tags[index] = f"{'B' if index == within[0] else 'I'}-{span.label}"
    words = tuple(re.sub(r"\s", "_", text[start:end]) for start, end in bounds)
    return words, tuple(tags)


def _encoded(sentences: Iterable[Sentence]) -> Iterator[bytes]:
    for words, tags in sentences:
        lines = (f"{word} -X- O {tag}\n" for word, tag in zip(words, tags, strict=True))
        yield ("".join(lines) + "\n").encode()


def _decoded(source: BinaryIO) -> Iterator[Sentence]:
    words: list[str] = []
    tags: list[str] = []
    for line in source:
        row = line.decode().removesuffix("\n")
        if row:
            word, _, _, tag = row.split(" ")
            words.append(word)
            tags.append(tag)
        else:
            yield tuple(words), tuple(tags)
            words, tags = [], []


def _shown(record: Record, span: Span) -> str:
    return f"{record.article.id} {span.start}-{span.end} {span.label}"
