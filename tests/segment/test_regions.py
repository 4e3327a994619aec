"""What in an article is no running text."""

import json
from pathlib import Path

import pytest

from annotator.segment.regions import regions
from annotator.segment.segmenter import Segmenter

BODY = "The operator denied any fault. Residents disagreed.\n\nAn inquiry opened."


def found(text: str) -> list[tuple[str, str]]:
    return [(one.kind, text[one.start : one.end]) for one in regions(text)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_headline_is_a_first_line_before_a_blank_one(end: str):
    assert found(f"Dam Fails{end}{end}{BODY}") == [("headline", "Dam Fails")]


@pytest.mark.parametrize(
    "title",
    [
        "Who Knew?",
        "“We Were Not Told”",
        "Nine Dead!",
        "Talks End. Blame Begins",
        "大坝决口",
        "2019 in review",
    ],
)
def test_headlines(title: str):
    assert found(f"\n  {title}  \n\n{BODY}") == [("headline", title)]


@pytest.mark.parametrize(
    "line",
    [
        "The dam failed.",
        "“The dam failed.”",
        "The following happened:",
        "the dam failed",
        "The dam failed, " * 20 + "they said",
        "大坝决口。",
    ],
)
def test_a_first_line_that_is_no_title(line: str):
    assert found(f"{line}\n\n{BODY}") == []


def test_no_headline_without_a_blank_line_or_anything_after_it():
    assert found("Dam Fails\nThe operator denied any fault.") == []
    assert found("Dam Fails") == found("") == found(" \n ") == []


@pytest.mark.parametrize("again", ["Dam Fails", "DAM  FAILS", " Dam Fails "])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_repeated_headline(again: str, gap: str):
    text = f"Dam Fails{gap}{again}\n\n{BODY}\n\nDam Fails"
    again = again.strip()
    assert found(text) == [
        ("headline", "Dam Fails"),
        ("duplicate_headline", again),
        ("duplicate_headline", "Dam Fails"),
    ]


@pytest.mark.parametrize(
    "label",
    [
        "Prev Article",
        "PREVIOUS POST",
        "Next",
        "« Older posts",
        "Related to this topic:",
        "Related Articles",
        "More stories",
        "Also read:",
        "See also",
        "Recommended for you",
        "You may also like",
        "Don’t miss",
        "Most Popular",
    ],
)
def test_label_that_leads_to_other_stories(label: str):
    text = f"Dam Fails\n\n{BODY}\n\n{label}\nPort Strike Enters Third Week\n\n{BODY}"
    kinds = [
        ("headline", "Dam Fails"),
        ("nav_label", label),
        ("teaser_other_article", "Port Strike Enters Third Week"),
    ]
    assert found(text) == kinds


@pytest.mark.parametrize(
    "label",
    [
        "Share this",
        "Share on Facebook",
        "Follow us on Mastodon",
        "Advertisement",
        "ADVERTISEMENT",
        "Story continues below advertisement",
        "Leave a comment",
        "Subscribe to our newsletter",
        "Tags: dams, floods",
        "Back to top",
    ],
)
def test_label_that_leads_nowhere(label: str):
    text = f"{BODY}\n\n{label}\nA Subheading\n\n{BODY}"
    assert found(text) == [("nav_label", label)]


def test_label_and_teaser_on_one_line():
    assert found(f"{BODY}\n\nRead more: Port Strike Enters Third Week\n\n{BODY}") == [
        ("nav_label", "Read more:"),
        ("teaser_other_article", "Port Strike Enters Third Week"),
    ]


def test_lists_of_teasers():
    related = "Related stories:\n- Port Strike\n- Ward Closed"
    end = "Prev Article\nVote Count\nNext Article"
    assert found(f"{BODY}\n\n{related}\n\nThe inquiry goes on.\n\n{end}") == [
        ("nav_label", "Related stories:"),
        ("teaser_other_article", "- Port Strike"),
        ("teaser_other_article", "- Ward Closed"),
        ("nav_label", "Prev Article"),
        ("teaser_other_article", "Vote Count"),
        ("nav_label", "Next Article"),
    ]


def test_blank_lines_between_teasers_at_the_end_of_a_page_only():
    end = "Related\n\nPort Strike\n\nWard Closed\n\nShare this"
    assert [text for _, text in found(f"{BODY}\n\n{end}")] == [
        "Related",
        "Port Strike",
        "Ward Closed",
        "Share this",
    ]
    middle = f"{BODY}\n\nRelated\n\nPort Strike\n\nWhat Happens Now\n\n{BODY}"
    assert [text for _, text in found(middle)] == ["Related", "Port Strike"]


@pytest.mark.parametrize(
    "line",
    [
        "Related costs rose by a third.",
        "Next week the court will rule.",
        "Share prices fell",
        "Read more books, the minister said.",
        "Related: the minister said on Monday that nobody had known.",
        "Print media blamed the operator",
    ],
)
def test_running_text_that_begins_like_a_label(line: str):
    assert found(f"{BODY}\n\n{line}\n\n{BODY}") == []


SHARED = Path(__file__).parents[3] / "shared" / "seeds"
GOLD = sorted(SHARED.glob("*.gold.jsonl"))


@pytest.mark.skipif(not GOLD, reason="no gold article beside the checkout")
def test_gold_regions_and_sentences():
    record = json.loads(GOLD[0].read_text(encoding="utf-8"))
    article = Segmenter().article(record["id"], record["text"])
    assert [(one.start, one.end, one.kind) for one in article.regions] == [
        (one["start"], one["end"], one["kind"]) for one in record["regions"]
    ]
    assert [(one.start, one.end) for one in article.sentences] == [
        (one["start"], one["end"]) for one in record["sentences"]
    ]
