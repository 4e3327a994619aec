"""What a new label proposes to take, by the words alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.extents import Extent, extent_at, narrower, wider
from tests.domain.desk import article


def taken(kind: Extent, text: str, word: str) -> str:
    made = article(text, split=r".+")
    index = made.tokens.at(text.index(word))
    first, last = extent_at(kind, text, made.tokens, index, range(len(made.tokens)))
    return text[made.tokens[first][0] : made.tokens[last][1]]


@pytest.mark.parametrize(
    ("text", "word", "wanted"),
    [
        ("Then the late mayor of Port Lisse spoke.", "mayor", "the late mayor of Port Lisse"),
        ("It accused Rome of the raid.", "Rome", "Rome"),
        ("It accused the firm of hiding it.", "firm", "the firm"),
        ("It was Rome’s new board.", "board", "Rome’s new board"),
        ("They accused the city of hiding it.", "city", "the city"),
        ("Two big unions went.", "unions", "Two big unions"),
        ("Port Authority And Crane Union Trade Blame", "Union", "Crane Union"),
        ("Port Authority And Crane Union Trade Blame", "Authority", "Port Authority"),
        ("Coach Blames Referee for Ward Cup Defeat", "Defeat", "Ward Cup Defeat"),
        ("Coach Blames Referee for Ward Cup Defeat", "Referee", "Referee"),
        ("Panel Accuses Chip Giant Over Data", "Giant", "Chip Giant"),
        ("Parents Accuse School Board Over Pay", "Board", "School Board"),
        ("Glass Workers at Rome Plant Walk Out", "Workers", "Glass Workers"),
        ("So said he and left.", "he", "he"),
        ("On Tuesday, Prime Minister Ana Rossi blamed Rome and Oslo.", "Prime", "Prime Minister Ana Rossi"),
        ("But Kabul accused Rome of it.", "Kabul", "Kabul"),
        ("The Dam Authority denied it.", "Authority", "The Dam Authority"),
        ("UN-backed Force Blames Militia amid Border Row", "Border", "Border"),
    ],
)
def test_a_noun_phrase(text: str, word: str, wanted: str) -> None:
    assert taken("phrase", text, word) == wanted


def test_in_a_headline_no_phrase_reaches_back_over_a_cue() -> None:
    text = "Rome Water Board Slams Oslo Port Over Grey Lake Spill; Oslo Port Blame Rome"
    made = article(text, split=r".+")
    words = [text[start:end] for start, end in (made.tokens[at] for at in range(len(made.tokens)))]
    last = len(words) - 1

    def phrase(cues: set[int]) -> str:
        first, end = extent_at("phrase", text, made.tokens, last, range(len(words)), cues=cues)
        return " ".join(words[first : end + 1])

    assert phrase(set()) == "Oslo Port Blame Rome"
    assert phrase({words.index("Blame")}) == "Rome"


@pytest.mark.parametrize(
    ("text", "word", "wanted"),
    [
        (
            "Accused of hiding two reports from the board, he left.",
            "hiding",
            "hiding two reports from the board",
        ),
        ("They blamed the delay in spring on it.", "delay", "the delay"),
        ("Asked who would pay for it, he left.", "who", "who would pay for it"),
        ("They denied it in public.", "it", "it"),
        ("Accused of having known of the leak and of lying.", "having", "having known of the leak"),
    ],
)
def test_what_a_clause_says(text: str, word: str, wanted: str) -> None:
    assert taken("clause", text, word) == wanted


@pytest.mark.parametrize(
    ("text", "word", "wanted"),
    [
        ("“Nobody knew,” she said.", "knew", "“Nobody knew,”"),
        ("She said the sirens had stayed silent.", "sirens", "the sirens had stayed silent"),
        ("She said it had failed, which others denied.", "it", "it had failed"),
        ("She said the firm had “gambled with lives.”", "firm", "the firm had “gambled with lives.”"),
        ("She said it failed; he did not.", "it", "it failed"),
        ('He called it "a shabby lie" and left.', "shabby", '"a shabby lie"'),
        ('"Nobody knew," she said.', "knew", '"Nobody knew,"'),
    ],
)
def test_a_statement(text: str, word: str, wanted: str) -> None:
    assert taken("statement", text, word) == wanted


def test_ends_keep_the_mark_that_closes_a_quotation_and_leave_a_verb_out() -> None:
    text = 'The firm rejected it as "a shabby lie" and left.'
    made = article(text, split=r".+")
    begin, last = made.tokens.at(text.index('"')), len(made.tokens) - 1
    end = narrower(text, made.tokens, begin, last - 1)
    assert text[made.tokens[begin][0] : made.tokens[end][1]] == '"a shabby lie"'
    assert text[: made.tokens[wider(text, made.tokens, 0, 1, last)][1]].endswith("it")


WORDS = st.lists(
    st.sampled_from("the of Rome’s ’s “ ” , . a Rome hid hiding and who it - 14 罗马".split()), min_size=1
)


@given(WORDS, st.data())
def test_an_extent_lies_in_the_sentence_and_has_the_word(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    made = article(text, split=r".+")
    here = range(len(made.tokens))
    index = data.draw(st.sampled_from(here))
    for kind in ("word", "phrase", "clause", "statement"):
        first, last = extent_at(kind, text, made.tokens, index, here)
        assert 0 <= first <= index <= last < len(here)
        assert first <= narrower(text, made.tokens, first, last) <= last
        assert first <= wider(text, made.tokens, first, last, here.stop - 1) < len(here)
