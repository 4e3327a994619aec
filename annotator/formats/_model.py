"""The native record as pydantic models: what a line must look like, and its JSON Schema.

Only shapes and types are told here; what one part says of another (offsets inside the text, ids
that exist) is checked by the reader.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Offset = Annotated[int, Field(ge=0, description="Unicode code points from the start of the text.")]
Attributes = Annotated[
    dict[str, str | bool], Field(default_factory=dict, description="Only what departs from the defaults.")
]
Origin = Annotated[str, Field(description='"human", or the suggester\'s NAME@VERSION.')]
Score = Annotated[float | None, Field(description="How sure the suggester was, 0 to 1.")]
Time = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Json = dict[str, Any]


class Part(BaseModel):
    """Common settings: writers add no other fields, readers pass over those they do not know."""

    model_config = ConfigDict(
        strict=True, extra="ignore", frozen=True, json_schema_extra={"additionalProperties": False}
    )


class RegionLine(Part):
    """A stretch that is not running text."""

    start: Offset
    end: Offset
    kind: str


class SentenceLine(Part):
    """A sentence and what became of it."""

    start: Offset
    end: Offset
    status: Literal["open", "done", "nothing", "skipped"] = "open"
    flag: bool = False
    comment: str | None = None
    seconds: Annotated[float, Field(ge=0, description="Time spent on it, all visits together.")] = 0.0
    suggestions: Literal["shown", "hidden", "none"] = "none"


class SpanLine(Part):
    """A labelled span; `start` and `end` are its outer bounds."""

    id: str
    start: Offset
    end: Offset
    fragments: Annotated[
        list[Annotated[list[Offset], Field(min_length=2, max_length=2)]] | None,
        Field(description="[start, end] of each part; left out when there is one."),
    ] = None
    label: str
    attributes: Attributes
    entity: Annotated[str | None, Field(description="The registry entry it refers to.")] = None
    origin: Origin = "human"
    fate: Annotated[str | None, Field(description="What became of the suggestion.")] = None
    score: Score = None


class RoleLine(Part):
    """A filled role: beside `role` exactly one of the others."""

    role: str
    filler: Annotated[str, Field(description="Id of a span.")] | None = None
    implicit: Annotated[str, Field(description="Why no span fills it.")] | None = None
    tie: Annotated[str, Field(description="Id of another tie.")] | None = None


class TieLine(Part):
    """A tie: a head span, its category and roles."""

    id: str
    head: Annotated[str, Field(description="Id of the span that heads it.")]
    category: Annotated[str | None, Field(description="Left out where the scheme has none.")] = None
    attributes: Attributes
    reciprocal: bool = False
    roles: list[RoleLine] = Field(default_factory=list)
    origin: Origin = "human"
    fate: str | None = None
    score: Score = None
    reason: Annotated[str | None, Field(description="Why it was suggested.")] = None
    unfinished: Annotated[
        list[str] | None,
        Field(description='Required roles not filled yet; "a|b" where one of two is. For readers only.'),
    ] = None


class RejectedLine(Part):
    """A suggestion turned down: `tie` or `span` as it was suggested."""

    id: str | None = None
    tie: Json | None = None
    span: Json | None = None
    origin: Origin


class RecordLine(Part):
    """One article with the labels of one annotator, round and pass: a line of native JSONL.

    `text` alone makes a line that can be read.
    """

    format: Annotated[Literal["annotator-record/1"] | None, Field(description="Always written.")] = None
    id: Annotated[str | int | None, Field(description="The article's id, the same in every export.")] = None
    text: str
    sha256: Annotated[str | None, Field(pattern="^[0-9a-f]{64}$", description="Of the text in UTF-8.")] = None
    title: str | None = None
    meta: Annotated[
        Json, Field(default_factory=dict, description="`publications`: where else the text was printed.")
    ]
    scheme: Annotated[str | None, Field(description="NAME@VERSION of the label scheme.")] = None
    tokenizer: str | None = None
    annotator: Annotated[str | None, Field(description="null: nobody labelled it.")] = None
    round: str = "main"
    pass_: Annotated[int, Field(alias="pass", ge=1, le=1_000_000)] = 1
    layer: Literal["human", "suggestion", "gold"] = "human"
    submitted_at: Time | None = None
    created_at: Time | None = None
    updated_at: Time | None = None
    regions: list[RegionLine] | None = None
    sentences: list[SentenceLine] | None = None
    spans: list[SpanLine] = Field(default_factory=list)
    ties: list[TieLine] = Field(default_factory=list)
    rejected: list[RejectedLine] = Field(default_factory=list)
    adjudication: list[Json] = Field(default_factory=list)
