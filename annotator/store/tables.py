"""The tables of a project database.

The SQLModel classes define them; statements are built on the `Table` objects at the end of this
file. Rows never leave `annotator.store`, since table classes do not validate what they are given:
CHECK constraints and foreign keys do. Offsets are code points into `article.text`; `stop` is one
past the last (`end` is a reserved word). Long columns come last, so that SQLite need not walk past
a text to reach a number.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, MetaData, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from annotator.store.types import Json, Utc

#: Offsets fit in 31 bits. The upper bound also keeps words out of SQLite's number columns: it ranks
#: text above every number.
LAST_OFFSET = 2**31 - 1

# Named constraints, so that a migration can change them on every database.
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def _is(name: str, condition: str) -> CheckConstraint:
    return CheckConstraint(condition, name=name)


def _refers(columns: str, to: str) -> ForeignKeyConstraint:
    # Checked at commit: one event may replace a span and the ties that use it in any order.
    return ForeignKeyConstraint(columns.split(), to.split(), deferrable=True, initially="DEFERRED")


def _unique(*columns: str) -> UniqueConstraint:
    return UniqueConstraint(*columns)


# Label rows lie together by stream, since streams are read and written whole.
_BY_STREAM = {"sqlite_with_rowid": False}


class Row(SQLModel):
    """What all tables share: one metadata, and table names in snake case without `Row`."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=_NAMES)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.__tablename__ = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__.removesuffix("Row")).lower()


class SettingRow(Row, table=True):
    """A setting of the project."""

    key: str = Field(primary_key=True)
    value: str = Field(sa_type=Text)


class SchemeRow(Row, table=True):
    """A label scheme the project has had; the newest row is in use."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    version: int
    sha256: str
    at: datetime = Field(sa_type=Utc)
    compiled: str = Field(sa_type=Text)
    source: str = Field(sa_type=Text)


class RoundRow(Row, table=True):
    """A round of labelling, where it shows suggestions, and whether it takes labels."""

    __table_args__ = (
        _is("arm", "arm IN ('free', 'shown', 'hidden', 'mixed')"),
        _is("state", "state IN ('open', 'closed')"),
        _is("hidden", "hidden BETWEEN 0 AND 1"),
    )

    name: str = Field(primary_key=True)
    arm: str
    state: str
    hidden: float
    seed: int
    practice: bool
    opened_at: datetime | None = Field(default=None, sa_type=Utc)


class RoundEventRow(Row, table=True):
    """What was done with a round, append-only: opened, closed, opened again, and how it then was."""

    __table_args__ = (
        _is("verb", "verb <> ''"),
        _refers("round", "round.name"),
        Index(None, "round"),
        {"sqlite_autoincrement": True},
    )

    number: int | None = Field(default=None, primary_key=True)
    round: str
    at: datetime = Field(sa_type=Utc)
    author: str
    verb: str
    after: Any = Field(sa_type=Json)


class AssignmentRow(Row, table=True):
    """That an annotator is to label an article in a pass of a round, or was until it was withdrawn.

    `ended` is 0 while it holds, and then the row's own id: it can be assigned once at a time, and again.
    """

    __table_args__ = (
        _is("pass", f"pass BETWEEN 1 AND {LAST_OFFSET}"),
        _is("annotator", "annotator <> ''"),
        _is(
            "ended",
            "(ended = 0) = (withdrawn_at IS NULL) AND (withdrawn_at IS NULL) = (withdrawn_by IS NULL)",
        ),
        _refers("round", "round.name"),
        _refers("article_id", "article.id"),
        # Queues go through it, from one article to the next.
        _unique("round", "annotator", "pass", "ended", "article_id"),
        Index(None, "article_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    round: str
    article_id: int
    annotator: str
    pass_: int = Field(sa_column_kwargs={"name": "pass"})
    ended: int
    assigned_at: datetime = Field(sa_type=Utc)
    assigned_by: str
    withdrawn_at: datetime | None = Field(default=None, sa_type=Utc)
    withdrawn_by: str | None = None


class LeadRow(Row, table=True):
    """A person who opens rounds, and may see what others labelled in them."""

    name: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Utc)
    author: str


class ArticleRow(Row, table=True):
    """One text, verbatim, with its tokens, sentences and regions packed."""

    __table_args__ = (
        _is("key", "key <> ''"),
        _is("sha256", "length(sha256) = 64"),
        _is("n_sentences", f"n_sentences BETWEEN 0 AND {LAST_OFFSET}"),
        _unique("key"),
        _unique("sha256"),
        Index(None, "n_sentences"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str
    sha256: str
    n_sentences: int
    created_at: datetime = Field(sa_type=Utc)
    tokenizer: str
    title: str | None = Field(default=None, sa_type=Text)
    sentences: Any = Field(sa_type=Json)
    regions: Any = Field(sa_type=Json)
    meta: Any = Field(sa_type=Json)
    tokens: bytes
    text: str = Field(sa_type=Text)


class PublicationRow(Row, table=True):
    """Where a text appeared."""

    __table_args__ = (_unique("article_id", "source_id"), _refers("article_id", "article.id"))

    id: int | None = Field(default=None, primary_key=True)
    article_id: int
    source_id: str
    title: str | None = Field(default=None, sa_type=Text)
    outlet: str | None = None
    date: str | None = None
    url: str | None = Field(default=None, sa_type=Text)
    meta: Any = Field(sa_type=Json)
    imported_at: datetime = Field(sa_type=Utc)


class StreamRow(Row, table=True):
    """Whose labels of which article, with the sums that queues and progress need.

    `annotator` is "" for a suggester. `n_sentences` counts mended splits; `n_done` the sentences
    whose status is not open; `seq` is that of the last event, `submitted_seq` that of the first
    submission.
    """

    __table_args__ = (
        _is("layer", "layer IN ('human', 'suggestion', 'gold')"),
        _is("annotator", "layer <> 'human' OR annotator <> ''"),
        _is("pass", f"pass BETWEEN 1 AND {LAST_OFFSET}"),
        _is("seq", f"seq BETWEEN 0 AND {LAST_OFFSET}"),
        _is("sums", "n_done BETWEEN 0 AND n_sentences AND n_flags BETWEEN 0 AND n_sentences AND n_ties >= 0"),
        _is("submitted", "(submitted_at IS NULL) = (submitted_seq IS NULL)"),
        _unique("article_id", "annotator", "round", "pass", "layer"),
        _refers("article_id", "article.id"),
        _refers("round", "round.name"),
        Index(None, "annotator", "round", "pass", "layer"),
    )

    id: int | None = Field(default=None, primary_key=True)
    article_id: int
    annotator: str
    round: str
    pass_: int = Field(sa_column_kwargs={"name": "pass"})
    layer: str
    seq: int
    submitted_seq: int | None = None
    submitted_at: datetime | None = Field(default=None, sa_type=Utc)
    created_at: datetime = Field(sa_type=Utc)
    updated_at: datetime = Field(sa_type=Utc)
    n_sentences: int
    n_done: int
    n_flags: int
    n_ties: int


class EventRow(Row, table=True):
    """What changed, append-only: the log that all label tables follow from."""

    __table_args__ = (
        _is("seq", f"seq BETWEEN 1 AND {LAST_OFFSET}"),
        _is("verb", "verb <> ''"),
        _unique("id"),
        _unique("stream_id", "seq"),
        _refers("stream_id", "stream.id"),
        {"sqlite_autoincrement": True},
    )

    number: int | None = Field(default=None, primary_key=True)
    id: str
    stream_id: int
    seq: int
    at: datetime = Field(sa_type=Utc)
    author: str
    verb: str
    origin: str
    undoes: str | None = None
    changes: Any = Field(sa_type=Json)


class SpanRow(Row, table=True):
    """A labelled stretch; its bounds are its fragments."""

    __table_args__ = (_refers("stream_id", "stream.id"), _BY_STREAM)

    stream_id: int = Field(primary_key=True)
    id: str = Field(primary_key=True)
    label: str
    entity: str | None = None
    origin: str
    fate: str | None = None
    score: float | None = None
    attributes: Any = Field(sa_type=Json)


class FragmentRow(Row, table=True):
    """One contiguous part of a span."""

    __table_args__ = (
        _is("bounds", f"0 <= start AND start < stop AND stop <= {LAST_OFFSET}"),
        _refers("stream_id span_id", "span.stream_id span.id"),
        _BY_STREAM,
    )

    stream_id: int = Field(primary_key=True)
    span_id: str = Field(primary_key=True)
    start: int = Field(primary_key=True)
    stop: int


class TieRow(Row, table=True):
    """A stance and its category; its fillers are its roles."""

    __table_args__ = (
        _refers("stream_id", "stream.id"),
        _refers("stream_id head_id", "span.stream_id span.id"),
        Index(None, "stream_id", "head_id"),
        _BY_STREAM,
    )

    stream_id: int = Field(primary_key=True)
    id: str = Field(primary_key=True)
    head_id: str
    category: str | None = None
    reciprocal: bool
    origin: str
    fate: str | None = None
    score: float | None = None
    reason: str | None = Field(default=None, sa_type=Text)
    attributes: Any = Field(sa_type=Json)


class RoleRow(Row, table=True):
    """One filled role of a tie: by a span, by an implicit filler's reason, or by another tie."""

    __table_args__ = (
        _is(
            "one_filler",
            "CASE WHEN span_id IS NULL THEN 0 ELSE 1 END + CASE WHEN implicit IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN nested_id IS NULL THEN 0 ELSE 1 END = 1",
        ),
        _refers("stream_id tie_id", "tie.stream_id tie.id"),
        _refers("stream_id span_id", "span.stream_id span.id"),
        _refers("stream_id nested_id", "tie.stream_id tie.id"),
        Index(None, "stream_id", "span_id"),
        Index(None, "stream_id", "nested_id"),
        _BY_STREAM,
    )

    stream_id: int = Field(primary_key=True)
    tie_id: str = Field(primary_key=True)
    place: int = Field(primary_key=True)
    role: str
    span_id: str | None = None
    implicit: str | None = None
    nested_id: str | None = None


class SentenceStatusRow(Row, table=True):
    """State of the sentence that begins at `start`."""

    __table_args__ = (
        _is("start", f"start BETWEEN 0 AND {LAST_OFFSET}"),
        _is("status", "status IN ('open', 'done', 'nothing', 'skipped')"),
        _refers("stream_id", "stream.id"),
        _BY_STREAM,
    )

    stream_id: int = Field(primary_key=True)
    start: int = Field(primary_key=True)
    status: str
    flag: bool
    comment: str | None = Field(default=None, sa_type=Text)


class SentenceCutRow(Row, table=True):
    """A mended split: a sentence was made to begin at `start` (begins), or no longer does."""

    __table_args__ = (
        _is("start", f"start BETWEEN 0 AND {LAST_OFFSET}"),
        _refers("stream_id", "stream.id"),
        _BY_STREAM,
    )

    stream_id: int = Field(primary_key=True)
    start: int = Field(primary_key=True)
    begins: bool


class RejectedRow(Row, table=True):
    """A suggestion that was turned down, as it was suggested."""

    __table_args__ = (
        _is("kind", "kind IN ('tie', 'span')"),
        _refers("stream_id", "stream.id"),
        _BY_STREAM,
    )

    stream_id: int = Field(primary_key=True)
    id: str = Field(primary_key=True)
    kind: str
    origin: str
    suggested: Any = Field(sa_type=Json)


class VisitRow(Row, table=True):
    """Time spent on a sentence, and which suggestions were shown there."""

    __table_args__ = (
        _is("start", f"sentence_start BETWEEN 0 AND {LAST_OFFSET}"),
        _is("suggestions", "suggestions IN ('shown', 'hidden', 'none')"),
        _is("seconds", "seconds >= 0"),
        _refers("stream_id", "stream.id"),
        Index(None, "stream_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    stream_id: int
    sentence_start: int
    at: datetime = Field(sa_type=Utc)
    seconds: float
    suggestions: str
    shown: Any = Field(sa_type=Json)


class ErasureRow(Row, table=True):
    """That something was erased on request: when, by whom, of what kind and how much, but not what."""

    __table_args__ = (
        _is("kind", "kind IN ('article', 'identity', 'labels')"),
        _is("n_events", "n_events >= 0"),
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Utc)
    kind: str
    author: str
    n_events: int


class EntryRow(Row, table=True):
    """An actor or event of the registry, as far as the project knows more than the gazetteers."""

    __table_args__ = (
        _is("kind", "kind IN ('actor', 'event')"),
        _is("names", "key <> '' AND name <> ''"),
        _refers("merged_into", "entry.key"),
    )

    key: str = Field(primary_key=True)
    kind: str
    name: str = Field(sa_type=Text)
    merged_into: str | None = None


class EntryAliasRow(Row, table=True):
    """Another name of an entry."""

    __table_args__ = (_is("name", "name <> ''"), _refers("entry_key", "entry.key"))

    entry_key: str = Field(primary_key=True)
    place: int = Field(primary_key=True)
    name: str = Field(sa_type=Text)


class RegistryEventRow(Row, table=True):
    """What changed in the registry, append-only: the log that the entries follow from."""

    __table_args__ = (
        _is("seq", f"seq BETWEEN 1 AND {LAST_OFFSET}"),
        _is("verb", "verb <> ''"),
        _unique("id"),
    )

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    id: str
    at: datetime = Field(sa_type=Utc)
    author: str
    verb: str
    undoes: str | None = None
    changes: Any = Field(sa_type=Json)


metadata = Row.metadata
article = metadata.tables["article"]
assignment = metadata.tables["assignment"]
entry = metadata.tables["entry"]
entry_alias = metadata.tables["entry_alias"]
erasure = metadata.tables["erasure"]
event = metadata.tables["event"]
fragment = metadata.tables["fragment"]
lead = metadata.tables["lead"]
publication = metadata.tables["publication"]
registry_event = metadata.tables["registry_event"]
rejected = metadata.tables["rejected"]
role = metadata.tables["role"]
round_ = metadata.tables["round"]
round_event = metadata.tables["round_event"]
scheme = metadata.tables["scheme"]
sentence_cut = metadata.tables["sentence_cut"]
sentence_status = metadata.tables["sentence_status"]
setting = metadata.tables["setting"]
span = metadata.tables["span"]
stream = metadata.tables["stream"]
tie = metadata.tables["tie"]
visit = metadata.tables["visit"]
