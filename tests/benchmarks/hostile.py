"""News-like articles with everything in them that moves offsets, and labels that overlap; the same each time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

SCHEME = """name: bench
version: 1
title: Labels of the benchmark
head: CUE
labels:
  CUE: {key: s, definition: What is said to be done.}
  SOURCE: {key: a, definition: Who says it.}
  CONTENT: {key: c, definition: What is said.}
  BLAMED: {key: d, definition: Who is blamed.}
  REASON: {key: e, definition: What for.}
roles:
  source: {key: "1", fills: [SOURCE], definition: Who says it.}
  content: {key: "2", fills: [CONTENT], definition: What is said.}
tie: {key: T, optional: [source, content], definition: Who says what.}
"""
_PEOPLE = (
    "Zoë Łukasik,the harbour master,José Iñárritu,a spokeswoman for the union,Mayor O’Neill,the court".split(
        ","
    )
)
_CUES = "said,told reporters,claimed,insisted,according to,denied,warned".split(",")
_BLAMED = "the ministry,the contractor,Brussels,the bank’s board,careless drivers,the rail operator".split(
    ","
)
_REASONS = "a failed inspection,years of neglect,the late delivery,a €3.2bn shortfall,poor planning".split(
    ","
)
_CLAIMS = "nobody had been warned,the figures were “misleading at best”,talks would go on — and soon".split(
    ","
)
_FILL = (
    "The vote is expected on Thursday.",
    "Shares fell 2.4% in early trading.",
    "No one was injured in the incident.",
    "Officials did not respond to a request for comment.",
    "Campaigners gathered outside the building from early morning, carrying banners and photographs.",
)
#: What is odd about every tenth article, and what is put between its sentences.
_TRAITS = {
    "emoji": "👩‍👩‍👧‍👦 🔥 ",
    "flags": "🇵🇱👍🏽 ",
    "combining": "Cafe\u0301 Nai\u0308ve owners protested. ",
    "crlf": "\r\n",
    "rtl": "وقال الوزير في بيان. ",
    "tab": "\t",
    "nbsp": "\u00a0",
    "u2028": "\u2028",
    "html": "AT&T <b>shares</b> &amp; bonds fell; 3 < 5. ",
    "spaces": "    ",
}


def hostile(count: int) -> Iterator[dict[str, Any]]:
    """Yield articles of about 430 words and 34 labels: id, text, gold as [start, end, label], traits."""
    traits = list(_TRAITS)
    for number in range(count):
        trait = traits[number % len(traits)]
        text, gold = _made(random.Random(number), number, _TRAITS[trait])
        yield {"id": f"h{number:06}", "text": text, "gold": gold, "traits": [trait]}


def _made(pick: random.Random, number: int, odd: str) -> tuple[str, list[list[Any]]]:
    parts = [f"{pick.choice(_PEOPLE)} under pressure over case {number}\n\n"]
    length = len(parts[0])
    gold: list[list[Any]] = []

    def put(words: str, label: str = "") -> None:
        nonlocal length
        if label:
            gold.append([length, length + len(words), label])
        parts.append(words)
        length += len(words)

    while length < 2600:
        if pick.random() < 0.4:
            put(odd)
        if pick.random() < 0.77:
            put(pick.choice(_FILL) + " ")
            continue
        put(pick.choice(_PEOPLE), "SOURCE")
        put(" ")
        put(pick.choice(_CUES), "CUE")
        put(" that ")
        start = length
        put(pick.choice(_CLAIMS))
        if pick.random() < 0.5:
            put(" and blamed ")
            put(pick.choice(_BLAMED), "BLAMED")
            put(" for ")
            put(pick.choice(_REASONS), "REASON")
        gold.append([start, length, "CONTENT"])
        put(".\n\n" if pick.random() < 0.2 else ". ")
    return "".join(parts), sorted(gold)
