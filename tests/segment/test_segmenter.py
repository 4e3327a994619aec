"""Text → article: tokens, and what holds for every text."""

import time

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from annotator.domain.errors import AnnotatorError
from annotator.domain.text import QUEUED_REGIONS, Region
from annotator.segment import tokens as room
from annotator.segment.segmenter import Segmenter
from annotator.segment.tokens import Tokenizer


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter()


TEXT = (
    "Dam Fails\r\n\r\nThe operator’s chief said: “We can’t\u00a0comment.” 😡👩‍👩‍👧 The U.S.-backed "
    "Cafe\u0301 owners   didn't.\r\n\r\nNext Article\r\nPort Strike\r\n"
)


def test_article(segmenter: Segmenter):
    article = segmenter.article("a", TEXT, meta={"outlet": "Sample"})
    assert article.text == TEXT
    assert (article.id, article.title, article.meta) == ("a", "Dam Fails", {"outlet": "Sample"})
    assert [TEXT[one.start : one.end] for one in article.regions] == [
        "Dam Fails",
        "Next Article",
        "Port Strike",
    ]
    assert [TEXT[one.start : one.end] for one in article.sentences] == [
        "Dam Fails",
        "The operator’s chief said: “We can’t\u00a0comment.”",
        "😡👩‍👩‍👧 The U.S.-backed Cafe\u0301 owners   didn't.",
    ]


def test_tokens_are_those_of_spacy(segmenter: Segmenter):
    doc = spacy.blank("en")(TEXT)
    expected = [(token.idx, token.idx + len(token)) for token in doc if not token.is_space]
    assert list(segmenter.article("a", TEXT).tokens) == expected


def test_title_given_is_kept(segmenter: Segmenter):
    assert segmenter.article("a", TEXT, title="Other").title == "Other"
    assert segmenter.article("a", "It broke.").title is None


def test_regions_given_are_kept(segmenter: Segmenter):
    regions = [Region(2, 5, "nav_label")]
    article = segmenter.article("a", "abcdefg. Then", regions=regions)
    assert article.regions == tuple(regions)
    assert [(one.start, one.end) for one in article.sentences] == [(0, 2), (5, 8), (9, 13)]
    assert (2, 5) in list(article.tokens)
    assert segmenter.article("a", TEXT, regions=[]).regions == ()


@pytest.mark.parametrize(
    "region", [Region(-1, 2, "headline"), Region(3, 3, "headline"), Region(2, 99, "headline")]
)
def test_region_outside_the_text_is_refused(segmenter: Segmenter, region: Region):
    with pytest.raises(AnnotatorError, match="outside the text"):
        segmenter.article("a", "It broke.", regions=[region])


def test_text_that_cannot_be_stored_is_refused(segmenter: Segmenter):
    with pytest.raises(AnnotatorError, match=r"a: character U\+0000 at offset 2"):
        segmenter.article("a", "It\x00broke.")


def test_blank_text(segmenter: Segmenter):
    article = segmenter.article("a", " \n ")
    assert (len(article.tokens), article.sentences, article.regions) == (0, (), ())


def test_tokenizer_names_language_and_version(segmenter: Segmenter):
    assert segmenter.tokenizer == f"spacy.en@{'.'.join(spacy.__version__.split('.')[:2])}"
    assert Segmenter("de").tokenizer.startswith("spacy.de@")


def test_unknown_language():
    with pytest.raises(AnnotatorError, match="no tokenizer for the language 'qq'"):
        Segmenter("qq")


def test_chinese_characters_are_tokens():
    article = Segmenter("zh").article("a", "谁打开了闸门？没人知道。")
    assert len(article.tokens) == 12
    assert len(article.sentences) == 2


PIECES = st.sampled_from(
    [*".!?…。“”'()$-#1aA中", " ", "\n", "Mr.", "U.S.-backed", "can't", "他说。她", "👩‍👩‍👧", "x" * 1200]
)
KINDS = st.sampled_from(["headline", "nav_label"])


@st.composite
def texts_with_regions(draw: st.DrawFn) -> tuple[str, list[Region] | None]:
    text = draw(st.lists(PIECES, max_size=40).map("".join))
    if not text or draw(st.booleans()):
        return text, None
    at = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    return text, [Region(a, b, draw(KINDS)) for a, b in zip(at[::2], at[1::2], strict=False)]


@settings(deadline=None)
@given(texts_with_regions())
def test_what_holds_for_every_text(segmenter: Segmenter, drawn: tuple[str, list[Region] | None]):
    text, regions = drawn
    article = segmenter.article("a", text, regions=regions)
    tokens = list(article.tokens)
    covered = {offset for start, end in tokens for offset in range(start, end)}
    assert sum(end - start for start, end in tokens) == len(covered)
    assert all(start < end for start, end in tokens)
    assert tokens == sorted(tokens)
    assert covered == {offset for offset, letter in enumerate(text) if not letter.isspace()}
    starts, ends = {start for start, _ in tokens}, {end for _, end in tokens}
    silent = [one for one in article.regions if one.kind not in QUEUED_REGIONS]
    queued: set[int] = set()
    for one in article.sentences:
        assert one.start in starts
        assert one.end in ends
        assert not queued & set(range(one.start, one.end))
        queued |= set(range(one.start, one.end))
    not_queued = {offset for one in silent for offset in range(one.start, one.end)}
    assert covered - not_queued <= queued
    assert not queued & not_queued


@pytest.mark.parametrize("piece", ["x", "$", "“", "(a", "http://a.b/", "A.", "$(“", "a-", "word ", "'s"])
def test_time_grows_with_length_only(segmenter: Segmenter, piece: str):
    """No figure of speed: work that grows with the square would take minutes, not seconds."""
    start = time.process_time()
    segmenter.article("a", piece * (120_000 // len(piece)))
    assert time.process_time() - start < 20


WORDS = st.lists(st.one_of(st.sampled_from(
    [*"$.,'”(", "Mr.", "U.S.-backed", "can't", "cannot", "a.m.", "10km", "$5bn", "don’t", "(e.g.,", "它说。", "👩‍👩‍👧", "x-y/z"]
), st.text(min_size=1, max_size=12))).map(" ".join)  # fmt: skip


@settings(deadline=None)
@given(st.sampled_from(["en", "de", "ru", "zh"]), WORDS)
def test_tokens_are_those_of_spacy_word_by_word(
    tokenizers: dict[str, tuple[Tokenizer, Language]], language: str, text: str
):
    ours, theirs = tokenizers[language]
    parts = [text] if language in ("ru", "zh") else text.split()
    at, expected = 0, []
    for part in parts:
        at = text.index(part, at)
        doc = theirs.make_doc(part)
        expected += [(at + one.idx, at + one.idx + len(one)) for one in doc if not one.is_space]
        at += len(part)
    assert list(ours.tokens(text)) == expected
    assert list(ours.tokens(text)) == expected, "what is remembered is what was found"


@pytest.fixture(scope="module")
def tokenizers() -> dict[str, tuple[Tokenizer, Language]]:
    return {language: (Tokenizer(language), spacy.blank(language)) for language in ("en", "de", "ru", "zh")}


def test_the_tokenizer_forgets(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(room, "MAX_WORDS", 3_000)
    tokenizer = Tokenizer("en")
    for batch in range(4):
        tokenizer.tokens(" ".join(f"w{batch}x{number}" for number in range(3_000)))
        tokenizer.tokens(f"{'x' * 200} seen {batch}")
    assert len(tokenizer._met) < 6_100
    assert len(tokenizer._rules.vocab.strings) < 3_000, "spaCy keeps nothing"
    assert max(map(len, tokenizer._met)) < 200
