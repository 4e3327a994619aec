"""What the lexicon makes of its files."""

from __future__ import annotations

import re

import pytest

from annotator.suggest.lexicon import FILES, Lexicon, built_in


def lexicon(stances: str) -> Lexicon:
    texts = built_in().texts
    return Lexicon({**texts, "lexicons/stances.tsv": stances})


def test_alternatives_in_brackets_are_all_cues() -> None:
    made = lexicon("ACCUSE\tverb\t[lay|place] [all|] guilt\ton target\t.9")
    assert [cue.tail for cue in made.word("laid").cues] == [("all", "guilt"), ("guilt",)]
    assert len(made.word("placing").cues) == 2


def test_the_same_cue_twice_is_one() -> None:
    line = "ACCUSE\tverb\t[put|put] the blame\ton target\t.9"
    assert len(lexicon(line + "\n" + line).word("puts").cues) == 1


def test_cues_are_found_by_their_next_word() -> None:
    word = lexicon("ACCUSE\tverb\thold ... guilty; hold\ttarget\t.9").word("held")
    assert list(word.spread) == ["guilty"]
    assert [cue.text for cue in word.as_verb] == ["hold"]
    assert word.as_noun == ()
    assert word.reach > 10


def test_phrases_are_found_by_all_their_words() -> None:
    word = lexicon("DENY\tphrase\tdo not agree; do not +share; do away\tissue\t.9").word("Do")
    assert {next_: list(phrases) for next_, phrases in word.phrases.items()} == {
        "not": [("not", "agree"), ("not", "share")],
        "away": [("away",)],
    }
    assert (word.longest, word.reach) == (2, 0)


def test_a_word_is_settled_where_no_neighbour_changes_its_class() -> None:
    word = built_in().word
    assert [word(text).settled for text in ("with", "The", "would", "quickly")] == ["P", "", "M", "A"]
    assert [word(text).settled for text in ("May", "Still", "'s", "that", "–", "minister")] == [""] * 6


@pytest.mark.parametrize("file", [name for name in FILES if name.endswith(".tsv")])
def test_files_are_tidy(file: str) -> None:
    for line in built_in().texts[file].splitlines():
        if line and not line.startswith("#"):
            assert line == line.rstrip(" ")
            assert not re.search(r";;|; ;|\t;|;\t", line), line


def test_verbs_that_are_cues_stand_in_their_base_form() -> None:
    for line in built_in().texts["lexicons/stances.tsv"].splitlines():
        row = line.split("\t")
        if len(row) > 2 and row[1] == "verb":
            for entry in row[2].split("; "):
                head = re.split(r"\s(?![^[]*\])", entry.strip().lstrip("*"))[0]
                for verb in head.strip("[]").split("|"):
                    assert not verb.endswith("ed") or verb in {"exceed", "proceed", "embed", "heed"}, entry
