"""Labels written short: spans by their words in a text, ties by their parts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from annotator.domain.labels import Labels, Role, Span, Tie
from annotator.domain.scheme import Scheme
from annotator.domain.text import Article
from annotator.schemes.reader import load
from annotator.segment.segmenter import Segmenter

TEXT = (
    "The union accused the port of neglect. Mayor Brandt denied the charge and blamed a night crew.\n"
    "Nobody was hurt, the police said.\n"
)
Make = Callable[..., Labels]


@pytest.fixture(scope="session")
def scheme() -> Scheme:
    return load("blame")[0]


@pytest.fixture(scope="session")
def article(segmenter: Segmenter) -> Article:
    return segmenter.article("quay", TEXT)


def labels(*ties: tuple[str, str, dict[str, str]], actors: tuple[str, ...] = ()) -> Labels:
    """Ties as (stance, category, {role: words, or =reason}); further actors by their words."""
    made = Labels()
    fills = {"source": "ACTOR", "target": "ACTOR", "issue": "ISSUE", "content": "CONTENT"}

    def span(label: str, words: str) -> str:
        nonlocal made
        fragments, at = [], 0
        for part in words.split(" … "):
            at = TEXT.index(part, at)
            fragments.append((at, at + len(part)))
        key = f"{label}:{words}"
        made = made.with_span(Span(key, label, tuple(fragments)))
        return key

    for number, (stance, category, roles) in enumerate(ties):
        filled = tuple(
            Role(name, implicit=words[1:]) if words.startswith("=") else Role(name, span(fills[name], words))
            for name, words in roles.items()
        )
        head = span("STANCE", stance)
        made = made.with_tie(Tie(f"t{number}", head, category, filled))
    for words in actors:
        span("ACTOR", words)
    return made
