"""The shape of a scheme file, as pydantic models; the JSON Schema is generated from them.

What a shape cannot say (a role fills a label that exists, no two things have one key press) is in
`annotator.schemes.meaning`.
"""

from __future__ import annotations

import string
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StringConstraints

from annotator.domain.extents import Extent
from annotator.domain.keys import RESERVED

LABEL_KEYS = "".join(letter for letter in string.ascii_lowercase if letter not in RESERVED)

Text = Annotated[str, StringConstraints(strict=True, strip_whitespace=True)]
_NAME, _COLOUR, _LABEL_KEY, _ROLE_KEY, _TIE_KEY = (
    "^[A-Za-z][A-Za-z0-9_-]{0,39}$",
    "^(#[0-9a-fA-F]{6})?$",
    "^[a-z]$",
    "^[1-9]$",
    "^[A-Z]$",
)
#: What a text that does not match a pattern should have been, for messages.
EXPECTED = {
    _NAME: "a name of letters, digits, _ and - that starts with a letter",
    _COLOUR: "a colour such as #4c9be8",
    _LABEL_KEY: "one lower-case letter",
    _ROLE_KEY: "a digit from 1 to 9",
    _TIE_KEY: "one upper-case letter",
}
Name = Annotated[str, StringConstraints(strict=True, pattern=_NAME)]
Colour = Annotated[str, StringConstraints(strict=True, pattern=_COLOUR)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LabelPart(_Part):
    """A kind of span."""

    key: Annotated[Text, Field(pattern=_LABEL_KEY, description=f"One of the letters {LABEL_KEYS}.")]
    definition: Text = Field("", description="First line: what it is. Further lines: how to annotate it.")
    examples: list[Text] = []
    colour: Colour = ""
    attributes: list[Name] = Field([], description="Attributes that spans of this label have.")
    extent: Extent | None = Field(
        None,
        description="What a new span proposes to take: a word (the head's default), a noun phrase (that of "
        "all others), what a clause says, or a statement with its quotation marks.",
    )
    entity: StrictBool = Field(False, description="Whether spans resolve to an entry of the registry.")


class RolePart(_Part):
    """A kind of link from a tie to its fillers."""

    key: Annotated[Text, Field(pattern=_ROLE_KEY, description="A digit from 1 to 9, in quotes.")]
    fills: list[Name] = Field(
        [], description="Labels a filler may have, a new span's first; none: other ties."
    )
    implicit: list[Name] = Field([], description="Reasons that an implicit filler may carry.")
    definition: Text = ""
    everywhere: StrictBool = Field(False, description="Whether every category has it as an optional role.")


class TiePart(_Part):
    """Ties of a scheme without categories."""

    key: Annotated[Text, Field(pattern=_TIE_KEY, description="An upper-case letter.")]
    definition: Text = Field("", description="First line: what it is. Further lines: how to annotate it.")
    examples: list[Text] = []
    colour: Colour = ""
    required: list[Name] = Field([], description="Roles that need a span or an implicit filler.")
    optional: list[Name] = []
    one_of: list[list[Name]] = Field([], description="Groups of roles of which one at least is needed.")
    defaults: dict[Name, StrictBool | Text] = Field({}, description="Attributes that a new tie starts with.")


class CategoryPart(TiePart):
    """A kind of tie."""

    group: Name | Literal[""] = ""


class AttributePart(_Part):
    """A property of spans or ties."""

    key: Annotated[
        Text, Field(pattern=_LABEL_KEY, description="A lower-case letter, pressed in the attribute menu.")
    ]
    type: Literal["choice", "flag", "text"] = "choice"
    values: list[Name] | Literal["categories"] = Field(
        [], description="What a choice can be; `categories` for the names of the categories."
    )
    default: StrictBool | Text | None = Field(None, description="What holds where nothing is said.")
    definition: Text = ""


class SchemeFile(_Part):
    """A label scheme: which labels, categories, roles and attributes there are, and what they mean."""

    name: Name
    version: Annotated[StrictInt, Field(ge=1)]
    title: Text
    head: Name = Field(description="The label of the span that heads a tie.")
    labels: Annotated[dict[Name, LabelPart], Field(min_length=1)]
    roles: dict[Name, RolePart] = {}
    groups: dict[Name, Text] = Field({}, description="Groups of categories, with their meaning.")
    categories: Annotated[dict[Name, CategoryPart], Field(min_length=1)] | None = Field(
        None, description="Kinds of tie; a scheme whose ties have no categories has `tie` instead."
    )
    tie: TiePart | None = Field(None, description="All ties, where there are no categories.")
    attributes: dict[Name, AttributePart] = {}
    tie_attributes: list[Name] = Field([], description="Attributes that ties have.")
    reasons: dict[Name, Text] = Field({}, description="Reasons of implicit fillers, with their meaning.")
    mapping: dict[str, Name | Literal[""]] = Field(
        {},
        description="Suggested label, category:NAME or role:NAME → what it is here; an empty text drops it.",
    )
    off: list[Name] = Field([], description="Categories and reasons that are switched off.")
