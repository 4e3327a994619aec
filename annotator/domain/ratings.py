"""Rating tables: what annotators who have finished an article found in it, and figures about them.

An annotator who has finished an article and found nothing has an empty reading; one who has not
finished it has none. Agreement keeps the two apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations

#: Source entry, group, target entry: who blames whom.
Claim = tuple[str, str, str]
Fragments = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """One labelled span as a rater marked it: half-open fragments in code points.

    `entry` is whom or what it stands for: a registry entry, or its words in a normal form.
    """

    label: str
    fragments: Fragments
    entry: str = ""

    def overlaps(self, other: Unit) -> bool:
        """Whether they share a code point."""
        return any(a < d and c < b for a, b in self.fragments for c, d in other.fragments)


@dataclass(frozen=True, slots=True)
class Filler:
    """What fills a role: the unit or the tie with this number in the reading, or an implicit reason."""

    role: str
    unit: int | None = None
    implicit: str = ""
    tie: int | None = None


@dataclass(frozen=True, slots=True)
class TieRating:
    """One tie as a rater made it; `head` is the number of its unit in the reading."""

    head: int
    category: str = ""
    group: str = ""
    fillers: tuple[Filler, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one annotator found in one article.

    `sentences` holds, by the start of each sentence, its status ("done", "nothing", "skipped",
    "open"); `arms` whether suggestions were "shown" or "hidden" there. `claims` are the answers to
    *who blames whom*: (source entry, group, target entry), each with where the acts begin that say it.
    """

    units: tuple[Unit, ...] = ()
    ties: tuple[TieRating, ...] = ()
    sentences: Mapping[int, str] = field(default_factory=dict)
    arms: Mapping[int, str] = field(default_factory=dict)
    claims: Mapping[Claim, tuple[int, ...]] = field(default_factory=dict)
    submitted: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ratings:
    """Readings by article and annotator; only finished articles are there.

    `lengths` are those of the articles' texts in code points.
    """

    articles: Mapping[str, Mapping[str, Reading]]
    lengths: Mapping[str, int] = field(default_factory=dict)

    def pairs(self) -> Iterator[tuple[str, tuple[str, str], Reading, Reading]]:
        """Each article and pair of annotators who have both finished it, with the readings of both."""
        for article, rows in self.articles.items():
            for first, second in combinations(sorted(rows), 2):
                yield article, (first, second), rows[first], rows[second]

    @property
    def annotators(self) -> tuple[str, ...]:
        """All who have finished an article, in alphabetical order."""
        return tuple(sorted({name for rows in self.articles.values() for name in rows}))


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval, and how it was come by: "jackknife-t" or "bootstrap"."""

    low: float
    high: float
    method: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of agreement.

    Attributes:
        name: what it is about: "all", a label, a category, a pair "anna – ben".
        value: the figure; None where it is undefined, and `reason` then says why.
        n: how many items it rests on (for F1 the units of both sides).
        matched: of `units` on both sides, how many found a partner.
        units: units of both sides that could have found one.
        articles: articles that it rests on.
        pairs: pairs of annotators that it rests on.
        interval: 95 % interval over articles; None where there is none, and `no_interval` says why.
        band: for alpha only: "reliable", "tentative" or "unreliable".
        warnings: what a reader should know before quoting it.
    """

    name: str
    value: float | None
    n: int = 0
    matched: int = 0
    units: int = 0
    articles: int = 0
    pairs: int = 0
    interval: Interval | None = None
    reason: str = ""
    no_interval: str = ""
    band: str = ""
    warnings: tuple[str, ...] = ()
