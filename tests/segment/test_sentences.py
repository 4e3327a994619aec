"""Where sentences begin and end."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.text import Region
from annotator.segment.sentences import sentences


def split(text: str) -> list[str]:
    return [text[one.start : one.end] for one in sentences(text)]


# Each case is one line; a bar marks where a sentence ends and the next begins.
CASES = {
    "title": "Mr. Okafor met Mrs. Lindqvist and Dr. A. Moreau. | They spoke.",
    "titles in a row": "Lt. Gov. Mora and Maj. Gen. Ito left with Lt.-Gen. Bako. | It rained.",
    "title in quotes": "“Mr. Okafor knew,” she said. | (Mrs. Lind did too.)",
    "initials": "The novel by J. K. Marlow sold well. | A. B. Stone wrote to George W. Harrow.",
    "acronym goes on": "The U.S. Army and the U.N. Security Council met in Washington, D.C. on Monday.",
    "acronym ends": "He moved to the U.S. | The firm stayed. | She left the U.K. | “We had to,” she said.",
    "acronym before a title": "She flew to the U.S. | Mr. Okafor stayed.",
    "time": "It broke at 6 p.m. on Friday and at 7 a.m. Monday. | It opened at 9 p.m. | The crowd left.",
    "numbers": "No. 2 fell. | It ranked no. 5 in Fig. 3, Vol. II, pp. 12 to 14. | Art. 9 applies.",
    "the word no": "Did they warn us? | No. | The answer was no. | I asked twice.",
    "months": "On Jan. 6 and Sept. 11 it closed. | It opened in Dec. | Officials came on Jan. 9. | He left.",
    "days and the sun": "It was Fri. 13 May. | They sat in the sun. | Khan spoke. | He felt ill. | Ito left.",
    "companies": "Hale Inc. said so. | Hale & Co. Ltd. paid Brown Bros. Bank. | It sued Acme Corp. | He left.",
    "latin": "Some, e.g. Moreau, i.e. the chair, left, cf. Annex vs. Plan. | Ito et al. disagree, etc. | So?",
    "states": "Rep. Lee (D-Calif.) accused Sen. Hale, R-Tex., of lying. | Hale of Fla. said no.",
    "decimals": "It rose 3.5 percent to $1.2 billion. | Version 2.0.1 of node.js failed at example.com. | So",
    "number at the end": "Nine died in 2019. | 7 lived. | He counted to 5. | 3 people left.",
    "ellipsis": "I knew… she said. | And then… | The wall fell. | It was … nothing … at all... | He left.",
    "ellipsis before a name": "They blamed … Norwick alone.",
    "closing quote": "He blamed a “circle of rival countries.” | Afghan officials denied it.",
    "quote and speaker": "“We warned them,” he said. | “They laughed.” | “Who?” she asked.",
    "exclamation, lower case": "“Stop!” he said. | “Stop!” cried the guard. | Stop! | He did.",
    "question and named speaker": "“Who opened it?” Mayor Ilse Brandt asked. | “Why now?” Okafor said.",
    "question and new sentence": "“Who opened the gates?” | The mayor would not say.",
    "straight quotes": '"It failed." | "Why?" | He said: "No." | They left.',
    "brackets": "(It failed.) | Then it rained [as it does.] | The end.",
    "bracket goes on": "The dam (built in 1961 by Hale Bros. and others) failed.",
    "closing mark after a blank": "« Rien. » | Il partit. | « Non ! » | Elle resta.",
    "german quotes": "„Nein.“ | Er ging. | „Halt!“ rief sie.",
    "footnotes": "It failed.[1] | The rest held.[2][13] | So they say.",
    "mixed stops": "Really?! | Yes!! | No!? | Well.",
    "lower-case names": "The maker fell. | iPad sales rose. | eBay said so.",
    "dash": "It failed — again. | — The operator did not comment.",
    "emoji": "Nobody came! | 😡 The mayor left. 😀",
    "no full stop": "the operator did not comment",
    "chinese": "我们早就警告过他们。|没有人听！|“停！”|他说。|你呢？",
    "chinese quotation goes on": "“我们警告过。”，他说。|完了。",
    "japanese": "「警告した。」と彼は言った。|誰も聞かなかった｡|終わり",
    "arabic": "قال الوزير في بيان. | هل علمت الحكومة؟ | نعم.",
    "hindi": "बाँध टूट गया। | किसने चेतावनी दी?",
    "accents": "Él negó la acusación. | Élodie Martin l’a accusé. | ¿Quién? | ¡Nadie!",
    "combining": "The Cafe\u0301 closed. | E\u0301lan Corp. sued.",
    "no-break space": "Sen.\u00a0Hale left.\u00a0| Gov. Mora stayed.",
    "several blanks": "It failed.  | Then\tit rained.\t | The end.",
    "enumeration": "1. First the wall fell. | Then the gate.",
    "enumeration with letter": "a. First the wall fell. | Then the gate.",
    "single letters": "They blamed Person A. | The rest stayed. | Harry S. Truman left.",
    "capitals": "GOV. MORA BLAMES MR. HALE. | HE DENIES IT.",
}


@pytest.mark.parametrize("case", CASES)
def test_split(case: str):
    marked = CASES[case]
    text = marked.replace("|", "") if "。" in marked else marked.replace("| ", "")
    assert split(text) == [part.strip() for part in marked.split("|")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x85"])
def test_lines_end_sentences(end: str):
    text = end.join(
        ["The dam failed", "", "It rained. Nobody came", "  • First point", "• Second point.", ""]
    )
    assert split(text) == ["The dam failed", "It rained.", "Nobody came", "• First point", "• Second point."]


def test_wrapped_lines_are_joined():
    text = (
        "The committee, which met for the third time on Tuesday, said it could\n"
        "not establish who had opened the gates, and blamed the operator, Mr.\n"
        "Hale of Norwick, for the lack of records. He denied that. It was\n"
        "late.\n\n"
        "A second paragraph."
    )
    assert split(text) == [
        "The committee, which met for the third time on Tuesday, said it could\n"
        "not establish who had opened the gates, and blamed the operator, Mr.\n"
        "Hale of Norwick, for the lack of records.",
        "He denied that.",
        "It was\nlate.",
        "A second paragraph.",
    ]


def test_short_lines_are_not_joined():
    assert split("eggs\nmilk\nBread") == ["eggs", "milk", "Bread"]


def test_blank_text_has_no_sentences():
    assert split("") == split(" \n\t\u2028\u00a0 \r\n") == []


def test_regions_that_are_not_queued_have_no_sentences():
    text = "Dam. Fails\n\nIt broke. Next Article It rained."
    at = text.index("Next")
    regions = [Region(at, at + 12, "nav_label"), Region(0, 10, "headline")]
    found = [text[one.start : one.end] for one in sentences(text, regions)]
    assert found == ["Dam. Fails", "It broke.", "It rained."]


MARKS = ".!?…。！？،؟।,;:“”‘’\"'«»()[]{}-–—•*1aAéß中ا"
BLANKS = (" ", "  ", "\n", "\r\n", "\u2028", "\u00a0", "\t")
WORDS = ("Mr.", "U.S.", "No.", "e.g.", "The", "he said", "Khan asked", "[1]", "1) ")
CLUSTERS = ("😡", "e\u0301", "👩\u200d👩\u200d👧", "\ufe0f")
PIECES = st.sampled_from([*MARKS, *BLANKS, *WORDS, *CLUSTERS])


@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=80))
def test_every_character_that_is_not_blank_is_in_one_sentence(text: str):
    at = 0
    for one in sentences(text):
        assert at <= one.start < one.end <= len(text)
        assert not text[at : one.start].strip()
        assert text[one.start : one.end].strip() == text[one.start : one.end]
        at = one.end
    assert not text[at:].strip()


@pytest.mark.parametrize(
    "piece",
    [
        "word ",
        "x",
        "!",
        "! ",
        ". ”",
        "...",
        ". . ",
        "Mr. ",
        "A. ",
        "?” Aa, ",
        ".[1]",
        "a\n",
        "\r\n ",
        ". \u2028",
        "1) A. ",
    ],
)
def test_time_grows_with_length_only(piece: str):
    """No figure of speed: work that grows with the square would take minutes, not seconds."""
    start = time.process_time()
    for _ in sentences(piece * (400_000 // len(piece))):
        pass
    assert time.process_time() - start < 20
