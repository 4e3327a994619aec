"""Readings made briefly, for tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from annotator.domain.ratings import Filler, Ratings, Reading, TieRating, Unit


def units(*spans: tuple[str, int, int]) -> tuple[Unit, ...]:
    return tuple(Unit(label, ((start, end),)) for label, start, end in spans)


def spans(*of: tuple[str, int, int]) -> Reading:
    return Reading(units(*of))


def ratings(**rows: Reading) -> Ratings:
    return Ratings({"a": rows}, {"a": 1000})


def corpus(rows: Iterable[tuple[str, str, Reading]], length: int = 100_000) -> Ratings:
    articles: dict[str, dict[str, Reading]] = {}
    for article, annotator, reading in rows:
        articles.setdefault(article, {})[annotator] = reading
    return Ratings(articles, dict.fromkeys(articles, length))


def related(spans: Mapping[str, tuple[str, int, int]], relations: Iterable[tuple[str, str, str]]) -> Reading:
    """A reading of named spans and relations (role, head, filler), one tie for each head."""
    number = {name: i for i, name in enumerate(spans)}
    fillers: dict[str, list[Filler]] = {}
    for role, head, filler in relations:
        fillers.setdefault(head, []).append(Filler(role, number[filler]))
    ties = tuple(TieRating(number[head], fillers=tuple(of)) for head, of in fillers.items())
    return Reading(units(*spans.values()), ties)


def polnear(line: Mapping[str, Any]) -> Reading:
    """A line of the corpus labelled several times, as it is published: spans and relations by number."""
    fillers: dict[int, list[Filler]] = {}
    for relation in line["relations"]:
        fillers.setdefault(relation["head"], []).append(Filler(relation["label"], relation["child"]))
    return Reading(
        units(*((s["label"], s["start"], s["end"]) for s in line["spans"])),
        tuple(TieRating(head, fillers=tuple(of)) for head, of in fillers.items()),
    )
