"""What the store answers with, beside the values of the domain; imports no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from annotator.domain.events import Event, StreamKey
from annotator.domain.labels import Labels
from annotator.domain.text import Article


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one imported article; `key` is the one it has in the project.

    `new`; `same`: this publication of the text was known; `publication`: the text was known, this
    publication of it was not; `renamed`: new, but another text has the id, so the key got a part of
    the text's digest.
    """

    key: str
    outcome: Literal["new", "same", "publication", "renamed"]


@dataclass(frozen=True, slots=True)
class Stream:
    """The labels of one stream as of its last event.

    `seq` is that event's place in the stream, `number` its place in the project; both are 0 where
    nothing has happened yet. `submitted_at` and `submitted_seq` tell of the first submission.
    """

    key: StreamKey
    seq: int
    labels: Labels
    submitted_at: datetime | None = None
    submitted_seq: int | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class NumberedEvent:
    """An event with the number the project gave it: the order of all commits."""

    number: int
    event: Event


@dataclass(frozen=True, slots=True)
class Labelled:
    """A tie or span, by its id in the labels of some stream of the article."""

    article: Article
    labels: Labels
    id: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one annotator is in one pass of a round.

    Articles without sentences do not count; mended splits do.
    """

    articles: int
    articles_done: int
    sentences: int
    sentences_done: int
    ties: int
    flags: int


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One article as a list shows it.

    `n_suggested` counts suggested ties, None where no suggester has looked; `excerpt` has the text sought.
    """

    key: str
    title: str | None
    n_sentences: int
    n_done: int
    n_ties: int
    n_flags: int
    n_suggested: int | None
    submitted_at: datetime | None = None
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """Which articles a list has and in which order; only "every" has those without sentences.

    `text`: only those that have it, in their text, title or key, whatever the case.
    """

    show: Literal["every", "all", "open", "flagged"] = "all"
    text: str = ""
    by: Literal["import", "suggested"] = "import"


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """A sentence with a flag or a comment, by its article and start; `words` is how it begins."""

    article: str
    start: int
    status: str
    flag: bool
    comment: str | None
    words: str


@dataclass(frozen=True, slots=True)
class StreamState:
    """Whose labels of an article there are, whether submitted, and whether any act came after that."""

    article: str
    annotator: str
    submitted_at: datetime | None
    later: bool


@dataclass(frozen=True, slots=True)
class RoundEvent:
    """One act with a round: opened, closed, opened again."""

    at: datetime
    author: str
    verb: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that resolves to an entry of the registry: where it begins, and its words (of one fragment)."""

    article: str
    annotator: str
    layer: str
    label: str
    start: int
    words: str


#: An article; a person's name, their labels stay; a person's name and labels.
ErasureKind = Literal["article", "identity", "labels"]


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did: streams and events removed or, for an identity, renamed.

    `pseudonym` is what stands in the place of a person's name. `complete` is false while the bytes
    may still be in the file, since another program was reading it.
    """

    kind: ErasureKind
    n_streams: int
    n_events: int
    pseudonym: str | None = None
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is noted of an erasure: when, of what kind, by whom, and how many events it concerned."""

    at: datetime
    kind: ErasureKind
    author: str
    n_events: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it should be; `mendable` where the log says how it should be."""

    what: str
    mendable: bool = False


@dataclass(frozen=True, slots=True)
class ExaminedStream:
    """What is wrong with a stream, and what its log comes to; None where that does not add up."""

    key: StreamKey
    labels: Labels | None
    n_events: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ExaminedArticle:
    """What is wrong with an article, and its streams; `article` is None where it cannot be read."""

    key: str
    article: Article | None
    problems: tuple[Problem, ...]
    streams: tuple[ExaminedStream, ...]


@dataclass(frozen=True, slots=True)
class StoredScheme:
    """A label scheme as it is stored: the text of its file, the digest of that, its compiled form (JSON)."""

    name: str
    version: int
    sha256: str
    source: str
    compiled: str
