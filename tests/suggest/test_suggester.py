"""Suggestions for articles: labels, ids, regions, schemes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import RFC_4122, UUID

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.fit import fit
from annotator.domain.rules import violations
from annotator.domain.text import Article, Sentence, Tokens
from annotator.schemes import reader
from annotator.suggest.suggester import Suggester, load
from tests.suggest.constructions import CONSTRUCTIONS, NOTHING

SENTENCES = tuple(sentence for sentence, _ in CONSTRUCTIONS.values()) + NOTHING


@pytest.fixture
def article(article_of: Callable[..., Article]) -> Article:
    return article_of(*SENTENCES, joint="\n")


def test_the_id_names_program_version_and_lexicon(suggester: Suggester) -> None:
    name, _, digest = suggester.id.partition("+")
    assert name == "blame-rules@4"
    assert len(digest) == 8
    assert suggester.id == load("rules").id


def test_the_same_suggestion_has_the_same_id(suggester: Suggester, article: Article) -> None:
    assert suggester.suggest(article) == load("rules").suggest(replace(article, id="other"))


def test_ids_are_version_5_uuids(suggester: Suggester, article: Article) -> None:
    labels = suggester.suggest(article)
    assert {(UUID(key).version, UUID(key).variant) for key in (*labels.spans, *labels.ties)} == {
        (5, RFC_4122)
    }


def test_another_text_gives_other_ids(suggester: Suggester, article: Article) -> None:
    changed = replace(article, text=article.text + " ")
    assert not suggester.suggest(article).ties.keys() & suggester.suggest(changed).ties.keys()


def test_many_come_in_order_and_one_at_a_time(
    suggester: Suggester, article_of: Callable[..., Article]
) -> None:
    articles = [article_of(sentence) for sentence in SENTENCES]
    drawn = 0

    def source() -> Iterator[Article]:
        nonlocal drawn
        for one in articles * 20:
            drawn += 1
            yield one

    stream = suggester.suggest_many(source())
    assert [next(stream) for _ in articles] == [suggester.suggest(one) for one in articles]
    assert drawn < len(articles) * 20


def test_origin_score_and_reason(suggester: Suggester, article: Article) -> None:
    labels = suggester.suggest(article)
    assert labels.ties
    for tie in labels.ties.values():
        assert tie.origin == suggester.id
        assert tie.score is not None
        assert 0 < tie.score <= 1
        assert tie.reason
    assert {span.origin for span in labels.spans.values()} == {suggester.id}


def test_outside_the_queued_sentences_nothing_is_suggested(
    suggester: Suggester, article_of: Callable[..., Article]
) -> None:
    article = article_of("Norway accused Iceland of spying.", "Chad blamed Mali for the drought.")
    labels = suggester.suggest(replace(article, sentences=article.sentences[:1]))
    assert {span.entity for span in labels.spans.values() if span.entity} == {"NOR", "ISL"}
    assert len(labels.ties) == 1


def test_sentences_are_the_article_s(suggester: Suggester) -> None:
    text = "Norway accused Iceland\n of spying."
    article = Article("a", text, (Sentence(0, 22), Sentence(24, len(text))), Tokens([]))
    labels = suggester.suggest(article)
    assert all(span.end <= 22 or span.start >= 24 for span in labels.spans.values())


@pytest.mark.parametrize("name", ["blame", "polnear"])
def test_fits_the_shipped_schemes(name: str, suggester: Suggester, article: Article) -> None:
    scheme, _ = reader.load(name)
    fitted = fit(suggester.suggest(article), scheme)
    assert fitted.ties
    assert list(violations(fitted, scheme, len(article.text))) == []


def test_for_the_blame_scheme_nothing_is_lost(suggester: Suggester, article: Article) -> None:
    scheme, _ = reader.load("blame")
    labels = suggester.suggest(article)
    fitted = fit(labels, scheme)
    assert fitted.spans.keys() == labels.spans.keys()
    assert {key: tie.roles for key, tie in fitted.ties.items()} == {
        key: tie.roles for key, tie in labels.ties.items()
    }


def test_an_unknown_pipeline_is_named() -> None:
    with pytest.raises(AnnotatorError, match="no_such_pipeline"):
        load("no_such_pipeline")


def test_spacy_is_imported_only_when_a_suggester_is_loaded() -> None:
    code = "import sys, annotator.suggest.suggester; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
