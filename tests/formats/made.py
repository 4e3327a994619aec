"""Records made of a text with a sentence a line, and of words in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import spacy

from annotator.domain.labels import Labels, Role, Span, Status, Tie
from annotator.domain.record import Record
from annotator.domain.text import Article, Sentence, Tokens

NLP = spacy.blank("en")
DONE, NOTHING, OPEN, SKIPPED = (Status(name) for name in ("done", "nothing", "open", "skipped"))


def article_of(text: str, name: str = "a") -> Article:
    """An article with a sentence a line and spaCy's tokens."""
    sentences, at = [], 0
    for line in text.split("\n"):
        if line:
            sentences.append(Sentence(at, at + len(line)))
        at += len(line) + 1
    bounds = [(t.idx, t.idx + len(t)) for t in NLP.make_doc(text) if not t.is_space]
    return Article(name, text, tuple(sentences), Tokens(bounds))


def record_of(
    text: str, *marked: tuple[str, str], statuses: tuple[Status, ...] = (), name: str = "a"
) -> Record:
    """A record with a span for each (label, words), and all sentences done."""
    article = article_of(text, name)
    spans = {}
    for index, (label, words) in enumerate(marked):
        parts, at = [], 0
        for word in words.split(" … "):
            at = text.index(word, at)
            parts.append((at, at + len(word)))
        spans[f"s{index}"] = Span(f"s{index}", label, tuple(parts))
    given = statuses or (DONE,) * len(article.sentences)
    starts = [sentence.start for sentence in article.sentences]
    return Record(
        article,
        "blame@1",
        "spacy.en@3.8",
        "anna",
        labels=Labels(spans, statuses=dict(zip(starts, given, strict=True))),
    )


def tied(one: Record, head: str, *roles: Role, category: str = "ACCUSE", name: str = "t") -> Record:
    return replace(one, labels=one.labels.with_tie(Tie(name, head, category, roles)))


def many(count: int) -> Iterator[Record]:
    people = ("The minister", "Critics", "A union", "Two analysts", "The port")
    for index in range(count):
        who, whom = people[index % 5], people[(index + 1 + index % 3) % 5]
        text = f"{who} blamed {whom} for delay {index}.\nNobody asked about case {index}."
        one = record_of(text, ("ACTOR", who), ("STANCE", "blamed"), ("ACTOR", whom), name=f"a{index}")
        yield tied(one, "s1", Role("source", "s0"), Role("target", "s2"))
