"""Folders that train a component: the Docs it learns from, what it cannot learn, and spaCy on it as it is."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import spacy

from annotator.domain.errors import AnnotatorError
from annotator.domain.labels import Role
from annotator.domain.record import Record
from annotator.formats import formats
from annotator.formats._bins import read_bins
from annotator.formats._docs import NO_ENTITY, WIDENED

from .golden import SCHEME
from .made import NLP, NOTHING, many, record_of, tied

TASKS = ("spacy", "spacy-ner", "spacy-textcat", "spacy-relations")
BRIEFLY = ("--training.max_steps", "20", "--training.eval_frequency", "10")


def write(name: str, folder: Path, *records: Record, **options: str) -> dict[str, int]:
    losses = formats.load(name).write(records, folder, SCHEME, options)
    return {loss.what: loss.count for loss in losses}


def config(folder: Path) -> dict:  # type: ignore[type-arg]
    return dict(spacy.util.load_config(folder / "config.cfg"))


OVERLAPPING = record_of(
    "They say it blamed the EU for aid.",
    ("CONTENT", "it blamed the EU for aid"), ("STANCE", "blamed"), ("ACTOR", "the EU"), ("ACTOR", "EU for aid"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("options", "learned"),
    [
        ({}, ["blamed", "EU for aid"]),
        ({"labels": "CONTENT,ACTOR"}, ["it blamed the EU for aid"]),
        ({"labels": "ACTOR"}, ["EU for aid"]),
        ({"overlaps": "longest"}, ["it blamed the EU for aid"]),
        ({"overlaps": "first", "labels": "ACTOR,STANCE"}, ["blamed", "the EU"]),
    ],
)
def test_of_spans_that_overlap_entities_are_chosen_by_rule(
    options: dict[str, str], learned: list[str], tmp_path: Path
) -> None:
    losses = write("spacy-ner", tmp_path / "out", OVERLAPPING, **options)
    (doc,) = read_bins(tmp_path / "out", "train", NLP.vocab)
    assert [one.text for one in doc.ents] == learned
    labels = options.get("labels", ",".join(SCHEME.labels)).split(",")
    assert losses[NO_ENTITY] == sum(one.label_ in labels for one in doc.spans["sc"]) - len(learned)


def test_labels_that_end_in_a_token_are_counted_listed_and_widened(tmp_path: Path) -> None:
    one = record_of("The U.S.-backed forces denied it.", ("ACTOR", "U.S."), ("ACTOR", "forces"))
    for name in TASKS:
        assert write(name, tmp_path / name, one) == {WIDENED: 1}
        (line,) = (tmp_path / name / "misaligned.jsonl").read_text("utf-8").splitlines()
        assert json.loads(line) == {
            "article": "a", "annotator": "anna", "span": "s0", "label": "ACTOR", "start": 4, "end": 8,
            "text": "U.S.", "widened": {"start": 4, "end": 15, "text": "U.S.-backed"},
        }  # fmt: skip
        assert "1 labels end inside a token" in (tmp_path / name / "README.md").read_text()
        assert "misaligned.jsonl" in json.loads((tmp_path / name / "export.json").read_text())["files"]


def test_widened_labels_are_listed_by_their_place_in_the_article(tmp_path: Path) -> None:
    one = record_of("Nobody asked.\nThe U.S.-backed forces.", ("ACTOR", "U.S."))
    write("spacy-ner", tmp_path / "out", one, unit="sentence")
    told = json.loads((tmp_path / "out" / "misaligned.jsonl").read_text())
    assert told["widened"] == {"start": 18, "end": 29, "text": "U.S.-backed"}


def test_nothing_is_listed_where_all_labels_are_whole_tokens(tmp_path: Path) -> None:
    write("spacy-ner", tmp_path / "out", *many(3))
    assert not (tmp_path / "out" / "misaligned.jsonl").exists()


def test_sentences_have_several_categories_or_none(tmp_path: Path) -> None:
    one = record_of("They blamed it.\nNobody asked.", ("STANCE", "blamed"))
    one = tied(tied(one, "s0"), "s0", category="DENY", name="u")
    one = replace(one, labels=one.labels.with_status(16, NOTHING))
    write("spacy-textcat", tmp_path / "out", one)
    docs = list(read_bins(tmp_path / "out", "train", NLP.vocab))
    assert [[name for name, value in doc.cats.items() if value] for doc in docs] == [["ACCUSE", "DENY"], []]
    assert config(tmp_path / "out")["initialize"]["components"]["textcat_multilabel"]["labels"] == [
        "ACCUSE",
        "DENY",
    ]
    assert "example of CONDEMN, REPORT, so" in (tmp_path / "out" / "README.md").read_text()
    with pytest.raises(AnnotatorError, match="no option 'unit'"):
        write("spacy-textcat", tmp_path / "other", one, unit="article")


def test_roles_further_than_the_config_looks_are_told(tmp_path: Path) -> None:
    one = record_of("Critics of the old dam blamed it.", ("STANCE", "blamed"), ("ACTOR", "Critics"))
    one = tied(one, "s0", Role("source", "s1"), Role("target", implicit="unnamed"))
    assert write("spacy-relations", tmp_path / "out", one) == {}
    assert config(tmp_path / "out")["components"]["relations"]["max_distance"] == 5
    losses = write("spacy-relations", tmp_path / "out", one, **{"max-distance": "4"})
    assert [(count, "further from its head than the 4 tokens" in what) for what, count in losses.items()] == [
        (1, True)
    ]
    assert config(tmp_path / "out")["components"]["relations"]["max_distance"] == 4


def test_what_an_earlier_export_wrote_is_gone(tmp_path: Path) -> None:
    write("spacy-relations", tmp_path / "out", *many(3))
    (tmp_path / "out" / "notes.txt").write_text("mine")
    write("spacy-ner", tmp_path / "out", *many(3))
    assert not (tmp_path / "out" / "relations.py").exists()
    assert (tmp_path / "out" / "notes.txt").read_text() == "mine"


WEIGHED = {
    "spacy": "spans_sc_f", "spacy-ner": "ents_f", "spacy-textcat": "cats_score", "spacy-relations": "rel_micro_f",
}  # fmt: skip


@pytest.mark.parametrize("name", TASKS)
def test_spacy_debugs_and_trains_as_it_is(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert write(name, folder, *mixed(150)) == {}
    commands = list(commands_of(folder))
    assert [command[0] for command in commands] == ["debug", "train", "evaluate"]
    (_, debug), (_, train), (_, evaluate) = commands
    told = run(debug, folder)
    assert "Corpus is loadable" in told
    assert "misaligned" not in told
    assert "✘" not in told
    run([*train, *BRIEFLY], folder)
    performance = json.loads((folder / "model" / "model-best" / "meta.json").read_text())["performance"]
    weights = {key: value for key, value in config(folder)["training"]["score_weights"].items() if value}
    assert weights == {WEIGHED[name]: 1.0}
    assert performance[WEIGHED[name]] > 0.5
    run(evaluate, folder)
    # A second export keeps what was trained in the folder.
    write(name, folder, *mixed(20))
    assert (folder / "model" / "model-best" / "meta.json").exists()


def test_a_trained_component_finds_roles_between_spans_it_is_given(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write("spacy-relations", folder, *mixed(150))
    run([*dict(commands_of(folder))["train"], *BRIEFLY], folder)
    code = """
import spacy, relations
nlp = spacy.load("model/model-best")
def find(*known):
    doc = nlp.make_doc("The port blamed Critics for delay 7.")
    doc.spans["sc"] = [doc.char_span(start, end, label=label) for start, end, label in known]
    return nlp(doc)._
found = find((0, 8, "ACTOR"), (9, 15, "STANCE"), (16, 23, "ACTOR"))
print(sorted((head, filler, role) for head, filler, role, _ in found.roles))
print(sorted(found.rel))
print(find((0, 8, "ACTOR")).roles, nlp("No spans.")._.roles)
"""
    told = run([sys.executable, "-c", code], folder).splitlines()
    assert told == ["[(1, 0, 'source'), (1, 2, 'target')]", "[(2, 0), (2, 3)]", "[] []"]


def mixed(count: int) -> Iterator[Record]:
    """Articles of which every third has a denial beside the accusation."""
    for index, one in enumerate(many(count)):
        yield tied(one, "s1", category="DENY", name="u") if index % 3 == 0 else one


def commands_of(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Names and words of the commands that project.yml has; the README has the same."""
    import srsly

    readme = (folder / "README.md").read_text()
    for command in srsly.read_yaml(folder / "project.yml")["commands"]:
        (line,) = command["script"]
        assert f"    {line}\n" in readme
        yield command["name"], [sys.executable, *line.split()[1:]]


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
