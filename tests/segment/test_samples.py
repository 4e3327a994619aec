"""The sample articles, as a new project takes them in."""

import unicodedata

import pytest

from annotator import resources
from annotator.domain.text import Article
from annotator.segment.segmenter import Segmenter

FILES = sorted((resources.folder("seeds") / "articles").glob("*.txt"))


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    segmenter = Segmenter()
    return {file.stem: segmenter.article(file.stem, file.read_text(encoding="utf-8")) for file in FILES}


def test_there_are_six(articles: dict[str, Article]):
    assert [name.split("_")[0] for name in articles] == ["01", "02", "03", "04", "05", "06"]


@pytest.mark.parametrize("name", [file.stem for file in FILES])
def test_sample(articles: dict[str, Article], name: str):
    article = articles[name]
    assert 180 <= len(article.text.split()) <= 400
    assert article.regions[0].kind == "headline"
    assert article.title == article.text.split("\n")[0]
    sentences = [article.text[one.start : one.end] for one in article.sentences[1:]]
    assert len(sentences) >= 12
    for sentence in sentences:
        assert sentence.endswith((".", "?", "!", "”", "。"))
        assert not sentence[0].islower()


def test_one_has_what_web_pages_leave_behind(articles: dict[str, Article]):
    kinds = [region.kind for region in articles["03_border_incident"].regions]
    assert kinds == [
        "headline",
        "duplicate_headline",
        "nav_label",
        "nav_label",
        "teaser_other_article",
        "nav_label",
        "teaser_other_article",
        "nav_label",
    ]


def test_one_has_letters_of_every_width(articles: dict[str, Article]):
    letters = set(articles["05_hospital_outbreak"].text)
    assert any(unicodedata.combining(letter) for letter in letters)
    assert any(unicodedata.east_asian_width(letter) == "W" for letter in letters)
    assert {"\u200d", "\ufe0f", "\U0001f3fd"} <= letters
