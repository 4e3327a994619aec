"""What the store answers with, beside the values of the domain; imports no database."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from dataclasses import dataclass, field
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


def apart(round_name: str, number: int = 1) -> str:
    """The round that keeps what went apart from a round: `main-apart`, `main-apart-2`, and so on."""
    return f"{home(round_name)}-apart" + (f"-{number}" if number > 1 else "")


def home(round_name: str) -> str:
    """The round that a round with what went apart belongs to; any other round is its own."""
    return _APART.sub("", round_name)


def is_apart(round_name: str) -> bool:
    """Whether a round keeps what went apart."""
    return home(round_name) != round_name


def apart_id(round_name: str, event_id: str) -> str:
    """Id that an event which both logs have gets in the copy kept in a round beside."""
    return str(uuid.uuid5(_APART_IDS, f"{round_name} {event_id}"))


_APART_IDS = uuid.UUID("5b1f0c5e-2f53-4a56-9d3c-0e7d1f6a9b11")
_APART = re.compile(r"-apart(-[0-9]{1,6})?$")


@dataclass(frozen=True, slots=True)
class Apart:
    """Two logs of one annotator that went apart: the stream that stays, the one kept beside it.

    `starts` are those of the sentences that they say different things of.
    """

    home: StreamKey
    apart: StreamKey
    starts: tuple[int, ...]


@dataclass
class Joined:
    """What was taken in from another project.

    `articles` counts them by outcome (see `Added`), `streams` what became of sets of labels: `new`;
    `continued`; `known`; `apart`, kept beside others of the same annotator; `alike`, the same import
    here and there; `suggestions kept`, those here stay; `only looked at`. `entries` counts what changed
    in the registry. `renamed` are articles whose key another text has here, `resplit` those that are
    split into sentences otherwise here, `other_rounds` those with another arm or state here, `people`
    counts names of there that are pseudonyms, or other ones, here.
    """

    articles: Counter[str] = field(default_factory=Counter)
    streams: Counter[str] = field(default_factory=Counter)
    entries: Counter[str] = field(default_factory=Counter)
    events: int = 0
    visits: int = 0
    rounds: list[str] = field(default_factory=list)
    other_rounds: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    resplit: list[str] = field(default_factory=list)
    people: int = 0
    conflicts: list[Apart] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        articles = self.articles.total() - self.articles["same"]
        labels = self.events + self.visits + self.streams["only looked at"]
        return bool(articles or labels or self.rounds or self.entries["new"] or self.entries["changed"])


@dataclass
class Migrated:
    """What bringing all labels to another scheme did: sets of labels, and those of them that changed.

    `unfinished_before` and `unfinished_after` count ties that lack a required role. `names` counts what
    became of names: `label HEDGE → nothing`.
    """

    streams: int = 0
    changed: int = 0
    unfinished_before: int = 0
    unfinished_after: int = 0
    names: Counter[str] = field(default_factory=Counter)
