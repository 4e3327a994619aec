"""Articles as spaCy documents: the article's own tokens, as the tokenizer would have them."""

from __future__ import annotations

import pytest
import spacy

from annotator.domain.text import Article, Sentence, Tokens
from annotator.segment.segmenter import Segmenter
from annotator.suggest.documents import document

NLP = spacy.blank("en")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a",
        " a ",
        "a  b \n c\n\n d\t",
        "A first line\n\nOslo (Agency) - The mayor didn't say why.  Nobody did. \n",
        "a\u00a0b \u00a0c",
        "\U0001f44d\U0001f3fd fine — isn’t it?",
    ],
)
def test_tokens_are_those_of_the_tokenizer(text: str) -> None:
    doc, wanted = document(NLP, Segmenter().article("a", text)), NLP.tokenizer(text)
    assert doc.text == text
    assert [(t.text, t.whitespace_) for t in doc] == [(t.text, t.whitespace_) for t in wanted]


def test_tokens_are_the_articles_own() -> None:
    text = "well-known facts"
    article = Article("a", text, (Sentence(0, 16),), Tokens([(0, 10), (11, 16)]))
    assert [token.text for token in document(NLP, article)] == ["well-known", "facts"]


@pytest.mark.parametrize("tokens", [[], [(0, 5)], [(6, 11)], [(0, 5), (6, 8)]])
def test_where_tokens_leave_letters_out_the_text_is_tokenized(tokens: list[tuple[int, int]]) -> None:
    article = Article("a", "first words", (Sentence(0, 11),), Tokens(tokens))
    assert [token.text for token in document(NLP, article)] == ["first", "words"]


def test_sentences_are_the_articles_own() -> None:
    article = Article("a", "One two. Three", (Sentence(0, 3), Sentence(4, 14)), Tokens([]))
    assert [token.text for token in document(NLP, article) if token.is_sent_start] == ["One", "two"]
