"""Who is suggested as an actor: who acts, not everybody who is mentioned."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from annotator.domain.text import Article
from annotator.suggest.suggester import Suggester

#: Sentences with the actors that must be found, and words that must not be one.
SENTENCES = (
    ("Afghan officials closed the border.", {"Afghan officials"}, {"the border"}),
    ("Ottawa expelled two Danish diplomats.", {"Ottawa"}, set()),
    ("The march in Ottawa ended quietly.", set(), {"Ottawa"}),
    ("Texas sued the drugmaker.", {"Texas"}, set()),
    ("The storm moved over Texas.", set(), {"Texas"}),
    ("Lt. Col. Ana Ruiz left the base.", {"Lt. Col. Ana Ruiz"}, {"the base"}),
    ("The Ministry of Trade and the World Bank signed the loan.", {"The Ministry of Trade"}, {"the loan"}),
    ("Hurricane Ida hit the coast.", set(), {"Hurricane Ida", "the coast"}),
    ("Security forces fired on demonstrators.", {"Security forces"}, set()),
    ("Boko Haram attacked the village.", {"Boko Haram"}, {"the village"}),
    (
        "Governor and Canal Company Trade Blame After Lock Gate Fails",
        {"Governor", "Canal Company"},
        {"Governor and Canal Company", "Blame", "Lock Gate"},
    ),
    ("Storm Hits Coast as Ferry Port Stands Still", set(), {"Ferry Port Stands Still", "Storm Hits Coast"}),
    (
        "Kabul said criminal groups from a neighbouring country were behind the attack.",
        {"criminal groups from a neighbouring country"},
        {"criminal groups"},
    ),
    (
        "Tour operators blamed drug smugglers based in the north for the raid.",
        {"drug smugglers based in the north"},
        {"drug smugglers", "drug smugglers based in the north for the raid"},
    ),
    ("She blamed the people running the company.", {"the people running the company"}, {"the people"}),
    ("The spy left the room using a false name.", set(), {"The spy left", "the room using a false name"}),
    ("Denmark last week closed the mine.", {"Denmark"}, {"Denmark last week"}),
    (
        "Two neighbouring countries accused the firm of fraud.",
        {"Two neighbouring countries", "the firm"},
        set(),
    ),
    ("The florists of Riga rejected the levy.", {"The florists of Riga"}, {"the levy"}),
    (
        "Chile criticised Peru’s plan for the lake.",
        {"Chile", "Peru"},
        {"Peru’s plan", "Peru’s plan for the lake"},
    ),
    (
        "The union condemned the closure of the mill.",
        {"The union"},
        {"the closure", "the closure of the mill"},
    ),
    ("Mr. Holm and Mr. Weiss left the room.", {"Mr. Holm", "Mr. Weiss"}, {"Mr. Holm and Mr. Weiss"}),
)


@pytest.mark.parametrize(("sentence", "wanted", "unwanted"), SENTENCES)
def test_actors(
    sentence: str,
    wanted: set[str],
    unwanted: set[str],
    suggester: Suggester,
    article_of: Callable[..., Article],
) -> None:
    labels = suggester.suggest(article_of(sentence))
    found = {span.text(sentence) for span in labels.spans.values() if span.label == "ACTOR"}
    assert wanted <= found
    assert not unwanted & found


def test_who_acts_scores_above_who_is_only_mentioned(suggester: Suggester) -> None:
    doc = suggester.nlp("Kenya closed the camp after a visit by a lawyer from Oslo.")
    group = doc.spans["actors"]
    scores = dict(zip([span.text for span in group], group.attrs["scores"], strict=True))
    assert scores["Kenya"] > max(score for name, score in scores.items() if name != "Kenya")


def test_who_is_mentioned_is_kept_beside_who_acts(suggester: Suggester) -> None:
    doc = suggester.nlp("The march in Ottawa ended quietly.")
    assert [doc[start:end].text for start, end in doc.spans["actors"].attrs["mentions"]] == ["Ottawa"]
    assert not doc.spans["actors"]


@pytest.mark.parametrize(
    ("sentences", "wanted"),
    [
        (("Labour rejected the levy.",), {"Labour": None}),
        (("Labour rejected the levy.", "Britain closed the port."), {"Labour": "LABOURUK", "Britain": "GBR"}),
        (("The British Labour Party rejected the levy.",), {"The British Labour Party": "LABOURUK"}),
        (("Labour spokesman Ivo Brandt denied the claim.",), {"Labour spokesman Ivo Brandt": None}),
        (("London-based Labour spokesman Ivo Brandt denied it.", "The Senate met."), {"The Senate": None}),
        (("The Senate blamed Peru for the spill.",), {"The Senate": None, "Peru": "PER"}),
        (("The Senate blamed Washington for the spill.",), {"The Senate": "USSENATE", "Washington": "USA"}),
        (
            ("The Senate rejected the levy.", "Chile praised it.", "Chile and America agree."),
            {"The Senate": None},
        ),
        (("NATO blamed Peru for the spill.",), {"NATO": "NATO"}),
    ],
)
def test_a_name_that_others_have_elsewhere_needs_its_state(
    sentences: tuple[str, ...],
    wanted: dict[str, str | None],
    suggester: Suggester,
    article_of: Callable[..., Article],
) -> None:
    article = article_of(*sentences)
    actors = [span for span in suggester.suggest(article).spans.values() if span.label == "ACTOR"]
    found = {span.text(article.text): span.entity for span in actors}
    assert {words: found.get(words, "not found") for words in wanted} == wanted
