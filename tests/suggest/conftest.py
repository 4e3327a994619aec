"""The suggester without a trained pipeline, loaded once, and articles made from sentences."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from annotator.domain.labels import Labels
from annotator.domain.text import Article, Sentence, Tokens
from annotator.suggest.suggester import Suggester, load


@pytest.fixture(scope="session")
def suggester() -> Suggester:
    return load("rules")


@pytest.fixture(scope="session")
def article_of() -> Callable[..., Article]:
    def make(*sentences: str, joint: str = " ") -> Article:
        text, bounds = "", []
        for sentence in sentences:
            text += joint if text else ""
            bounds.append(Sentence(len(text), len(text) + len(sentence)))
            text += sentence
        return Article("a", text, tuple(bounds), Tokens([]))

    return make


@pytest.fixture(scope="session")
def told() -> Callable[[Labels, str], set[frozenset[str]]]:
    """Each tie as the set of its parts, written as in `constructions`."""

    def tell(labels: Labels, text: str) -> set[frozenset[str]]:
        out = set()
        for tie in labels.ties.values():
            parts = {f"{tie.category} {labels.spans[tie.head].text(text)}"}
            for role in tie.roles:
                if role.filler is not None:
                    parts.add(f"{role.role}: {labels.spans[role.filler].text(text)}")
                elif role.implicit is not None:
                    parts.add(f"{role.role}: ={role.implicit}")
            parts |= {name for name in ("negated", "deflects") if tie.attributes.get(name)}
            out.add(frozenset(parts))
        return out

    return tell
