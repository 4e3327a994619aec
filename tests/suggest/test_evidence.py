"""The two sources of evidence: words and neighbours, or a tagger, parser and recogniser."""

from __future__ import annotations

from typing import NamedTuple

import pytest
import spacy
from spacy.tokens import Doc, Span

from annotator.suggest.inflection import plural, verb_forms
from annotator.suggest.lexicon import built_in
from annotator.suggest.pipelines import COMPONENTS, RULES, best_installed
from annotator.suggest.reading import read


class Parsed(NamedTuple):
    """A sentence as a trained pipeline would hand it on."""

    words: str
    tags: str
    heads: tuple[int, ...]
    deps: str


# "the" and a plural that no word list knows: only a tagger can tell the verb
PARSED = Parsed(
    "The zorps blamed Norway for the drought .",
    "DT NNS VBD NNP IN DT NN .",
    (1, 2, 2, 2, 2, 6, 4, 2),
    "det nsubj ROOT dobj prep det pobj punct",
)


def document(parsed: Parsed) -> Doc:
    nlp = spacy.blank("en")
    for name in COMPONENTS:
        nlp.add_pipe(name)
    doc = Doc(
        nlp.vocab,
        words=parsed.words.split(),
        tags=parsed.tags.split(),
        heads=list(parsed.heads),
        deps=parsed.deps.split(),
    )
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc


def test_classes_come_from_tags_where_there_are_some() -> None:
    doc = Doc(spacy.blank("en").vocab, words=["They", "flurb", "it"], tags=["PRP", "VBP", "PRP"])
    assert read(doc, built_in()).classes == ["R", "V", "R"]
    untagged = Doc(doc.vocab, words=["They", "flurb", "it"])
    assert read(untagged, built_in()).classes == ["R", "N", "R"]


def test_ties_from_a_parsed_sentence() -> None:
    doc = document(PARSED)
    (tie,) = doc._.ties
    roles = {role["role"]: doc[role["start"] : role["end"]].text for role in tie["roles"]}
    assert roles == {"source": "The zorps", "target": "Norway", "issue": "the drought"}


def test_arcs_fill_in_a_subject_that_the_pass_misses() -> None:
    # inverted: the subject stands after the verb and no quotation says so
    inverted = Parsed(
        "Thus warned the dean of fires .",
        "RB VBD DT NN IN NNS .",
        (1, 1, 3, 1, 1, 4, 1),
        "advmod ROOT det nsubj prep pobj punct",
    )
    doc = document(inverted)
    (tie,) = doc._.ties
    assert "the dean" in {
        doc[role["start"] : role["end"]].text for role in tie["roles"] if role["role"] == "source"
    }


def test_entities_of_a_recogniser_give_kinds_and_keep_events_out() -> None:
    nlp = spacy.blank("en")
    component = nlp.add_pipe("blame_actors")
    doc = Doc(nlp.vocab, words=["Zorp", "met", "Quux", "after", "Flurb", "."])
    doc.ents = [Span(doc, 0, 1, "PERSON"), Span(doc, 2, 3, "ORG"), Span(doc, 4, 5, "EVENT")]
    doc = component(doc)
    assert [(span.text, span.id_) for span in doc.spans["actors"]] == [
        ("Zorp", "person"),
        ("Quux", "organisation"),
    ]


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        (
            "Afghan officials met Kabul's envoy.",
            {"Afghan officials": "government", "Kabul's envoy": "person"},
        ),
        ("The fire broke out in Syria.", {}),
        ("The drought hit Tajikistan’s Khatlon province.", {}),
        ("Both Kabul and Dushanbe reacted.", {"Kabul": "state", "Dushanbe": "state"}),
        (
            "Islamic State–Khorasan (ISKP) militants fled.",
            {"Islamic State–Khorasan (ISKP) militants": "armed_group"},
        ),
        ("Those behind the strike were seen.", {"Those behind the strike": "unnamed_group"}),
        ("Security analysts disagree.", {"Security analysts": "experts"}),
        ("A spokesman for the company left.", {"A spokesman for the company": "person"}),
        (
            "The Ministry of Foreign Affairs of Iraq closed.",
            {"The Ministry of Foreign Affairs of Iraq": "government"},
        ),
        ("They left on Friday.", {"They": ""}),
    ],
)
def test_actors_without_a_pipeline(text: str, actors: dict[str, str]) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("blame_actors")
    doc = nlp(text)
    assert {span.text: span.id_ for span in doc.spans["actors"]} == actors


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("blame", ("blames", "blamed", "blaming")),
        ("deny", ("denies", "denied", "denying")),
        ("slam", ("slams", "slammed", "slamming")),
        ("accuse", ("accuses", "accused", "accusing")),
        ("urge", ("urges", "urged", "urging")),
        ("push", ("pushes", "pushed", "pushing")),
        ("agree", ("agrees", "agreed", "agreeing")),
        ("offer", ("offers", "offered", "offering")),
        ("veto", ("vetoes", "vetoed", "vetoing")),
        ("fear", ("fears", "feared", "fearing")),
        ("quit", ("quits", "quitted", "quitting")),
    ],
)
def test_regular_forms(lemma: str, forms: tuple[str, str, str]) -> None:
    found = verb_forms(lemma, {})
    assert (found.third, found.past[0], found.ing[0]) == forms


def test_irregular_forms_come_from_the_list() -> None:
    assert built_in().word("told").forms
    assert built_in().word("held").cues
    assert built_in().word("denied").cues
    assert plural("spokesman") == "spokesmen"


def test_the_pipeline_in_use_is_one_that_is_installed() -> None:
    best = best_installed()
    assert best == RULES or spacy.util.is_package(best)
