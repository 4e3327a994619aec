"""Evaluation of files and projects with the sample articles' gold labels."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator import resources
from annotator.domain.errors import AnnotatorError
from annotator.project.evaluating import (
    Lookup,
    evaluate,
    gold_of_file,
    gold_of_project,
    predictions_of_file,
)
from annotator.project.importing import import_labels
from annotator.project.project import Project, create_project
from annotator.project.recipe import recipe_of
from annotator.project.sources import sources
from annotator.project.suggesting import stored_labels, suggest_all

LABELS = resources.folder("seeds") / "labels"
GOLD = str(LABELS / "gold.jsonl")


@pytest.fixture
def sampled(tmp_path: Path) -> Iterator[Project]:
    with create_project(str(tmp_path / "p.db"), "blame") as project:
        import_labels(project, sources([str(LABELS)]))
        yield project


def test_the_rules_find_much_and_not_all() -> None:
    suggester = recipe_of(None, "rules").load()
    found = evaluate(gold_of_file(GOLD), suggester.id, suggester.suggest_many)
    assert (found.articles, found.without) == (6, 0)
    stance = found.report.figure("tie", "stance", "iou50")
    whole = found.report.figure("tie", "whole tie", "exact")
    assert stance.f1 is not None
    assert whole.f1 is not None
    assert 0.5 < stance.f1 < 1
    assert 0 < whole.f1 < stance.f1
    assert found.report.misses


def test_gold_against_itself_and_against_an_annotator() -> None:
    gold = gold_of_file(GOLD)
    same = evaluate(gold, "itself", Lookup(predictions_of_file(GOLD)))
    assert all(figure.f1 == 1 for figure in same.report.figures)
    assert same.report.misses == ()
    anna = evaluate(gold, "anna", Lookup(predictions_of_file(str(LABELS / "anna.jsonl"))))
    value = anna.report.figure("tie", "category", "iou50").f1
    assert value is not None
    assert 0.5 < value < 1


def test_the_project_s_gold_and_stored_suggestions_give_what_files_give(sampled: Project) -> None:
    with sampled:
        who, count = suggest_all(sampled, "rules")
        assert count == 6
        stored = evaluate(gold_of_project(sampled), "stored", Lookup(stored_labels(sampled)))
        suggester = recipe_of(sampled, "rules").load()
        assert suggester.id == who
        live = evaluate(gold_of_file(GOLD), who, suggester.suggest_many)
        assert stored.report.figures == live.report.figures
        assert evaluate(gold_of_project(sampled, "anna"), who, suggester.suggest_many).articles == 6
        with pytest.raises(AnnotatorError, match="nobody named 'carla'"):
            gold_of_project(sampled, "carla")


def test_only_reviewed_sentences_count(tmp_path: Path) -> None:
    line = json.loads(Path(GOLD).read_text("utf-8").splitlines()[0])
    for sentence in line["sentences"][1:]:
        sentence["status"] = "open"
    part = tmp_path / "part.jsonl"
    part.write_text(json.dumps(line) + "\n", "utf-8")
    found = evaluate(gold_of_file(str(part)), "itself", Lookup(predictions_of_file(GOLD)))
    assert found.sentences == 1
    assert all(figure.precision == figure.recall == 1 for figure in found.report.figures)


def test_what_has_no_predictions_counts_as_nothing_found(tmp_path: Path) -> None:
    lines = Path(GOLD).read_text("utf-8").splitlines()
    part = tmp_path / "part.jsonl"
    part.write_text("\n".join(lines[:2]) + "\n", "utf-8")
    lookup = Lookup(predictions_of_file(str(part)))
    found = evaluate(gold_of_file(GOLD), "part", lookup, without=lambda: lookup.missing)
    assert found.without == 4
    figure = found.report.figure("tie", "whole tie", "exact")
    assert figure.precision == 1
    assert figure.recall is not None
    assert figure.recall < 0.5


def test_several_annotators_are_not_mixed(tmp_path: Path) -> None:
    both = tmp_path / "both.jsonl"
    both.write_text("".join((LABELS / f"{who}.jsonl").read_text("utf-8") for who in ("anna", "ben")), "utf-8")
    with pytest.raises(AnnotatorError, match=r"several sets of labels: anna, ben.*\n.*--annotator"):
        gold_of_file(str(both))
    assert evaluate(gold_of_file(str(both), annotator="ben"), "x", Lookup(lambda _: None)).articles == 6


def test_bad_gold(tmp_path: Path) -> None:
    plain = tmp_path / "plain.jsonl"
    plain.write_text('{"id": "a", "text": "A blamed B."}\n')
    with pytest.raises(AnnotatorError, match="no labels in it"):
        gold_of_file(str(plain))
    with pytest.raises(AnnotatorError, match="unknown label ACTOR"):
        gold_of_file(GOLD, scheme="polnear")
    with (
        create_project(str(tmp_path / "p.db"), "blame") as project,
        pytest.raises(AnnotatorError, match="no gold"),
    ):
        gold_of_project(project)


def relabelled(folder: Path, name: str, **fields: object) -> str:
    """The gold labels in a file, as those of another round, pass or annotator."""
    lines = [json.loads(line) | fields for line in Path(GOLD).read_text("utf-8").splitlines()]
    file = folder / f"{name}.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return str(file)


def test_gold_is_that_of_one_round(sampled: Project, tmp_path: Path) -> None:
    with sampled:
        import_labels(sampled, sources([relabelled(tmp_path, "pilot", round="pilot")]))
        assert len(list(gold_of_project(sampled).records)) == 6
        assert gold_of_project(sampled).name == "gold labels of round main"
        assert gold_of_project(sampled, round="pilot").name == "gold labels of round pilot"
        with pytest.raises(AnnotatorError, match=r"of round second\n.*round main; round pilot"):
            gold_of_project(sampled, round="second")
        with pytest.raises(AnnotatorError, match="no gold labels of pass 2"):
            gold_of_project(sampled, pass_=2)


def test_where_main_has_none_the_round_is_named_unless_it_is_the_only_one(tmp_path: Path) -> None:
    with create_project(str(tmp_path / "p.db"), "blame") as project:
        import_labels(project, sources([relabelled(tmp_path, "one", round="one")]))
        assert gold_of_project(project).name == "gold labels of round one"
        import_labels(project, sources([relabelled(tmp_path, "two", round="two")]))
        with pytest.raises(AnnotatorError, match=r"gold labels of round one; round two\n.*--round"):
            gold_of_project(project)


def test_an_annotator_s_labels_of_a_round_and_pass(sampled: Project, tmp_path: Path) -> None:
    with sampled:
        for number in (2, 3):
            again = relabelled(tmp_path, f"again{number}", layer="human", annotator="anna", round="pilot")
            lines = [json.loads(line) | {"pass": number} for line in Path(again).read_text().splitlines()]
            Path(again).write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
            import_labels(sampled, sources([again]))
        assert gold_of_project(sampled, "anna").name == "labels of anna of round main"
        third = gold_of_project(sampled, "anna", "pilot", 3)
        assert third.name == "labels of anna of round pilot, pass 3"
        assert {(one.round, one.pass_) for one in third.records} == {("pilot", 3)}
        with pytest.raises(AnnotatorError, match=r"round pilot, pass 2; round pilot, pass 3\n.*--pass"):
            gold_of_project(sampled, "anna", "pilot")


def test_a_file_with_gold_of_two_rounds(tmp_path: Path) -> None:
    both = tmp_path / "both.jsonl"
    pilot = Path(relabelled(tmp_path, "pilot", round="pilot")).read_text("utf-8")
    both.write_text(Path(GOLD).read_text("utf-8") + pilot, "utf-8")
    assert len(list(gold_of_file(str(both)).records)) == 6
    found = gold_of_file(str(both), round="pilot")
    assert {record.round for record in found.records} == {"pilot"}
    assert found.name.endswith("round pilot")
