"""One article with the labels of one stream: the unit that formats read and write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from annotator.domain.labels import Labels
from annotator.domain.text import Article, Publication


@dataclass(frozen=True, slots=True)
class Visits:
    """What is known of an annotator's time on one sentence.

    `seconds` is the sum over visits; `suggestions` is "shown", "hidden" or "none".
    """

    seconds: float = 0.0
    suggestions: str = "none"


@dataclass(frozen=True, slots=True)
class Record:
    """An article, whose labels these are, and the labels.

    `annotator` is None where nobody has labelled the article (then `labels` is empty). `visits` is
    keyed by sentence start. Times are aware, in UTC.
    """

    article: Article
    scheme: str
    tokenizer: str
    annotator: str | None
    round: str = "main"
    pass_: int = 1
    layer: str = "human"
    labels: Labels = field(default_factory=Labels)
    visits: Mapping[int, Visits] = field(default_factory=dict)
    publications: tuple[Publication, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None
    submitted_at: datetime | None = None
    adjudication: tuple[Mapping[str, Any], ...] = ()
