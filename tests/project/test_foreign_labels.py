"""Labels of other programs' files, under the names of the project's scheme."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.events import StreamKey
from annotator.project.agreeing import report
from annotator.project.exporting import export
from annotator.project.importing import import_articles, import_labels
from annotator.project.project import create_project
from annotator.project.sources import sources
from tests.formats.golden import ACTOR, ISSUE, STANCE, TARGET, TEXT
from tests.formats.test_brat import POLNEAR, folder

DROPPED = {"Attribution": ""}


def test_the_layout_of_polnear_into_its_scheme(tmp_path: Path) -> None:
    who = ("4b22", "4e07", "5fec", "6b86", "d473", "ef2d")
    annotations = {f"attributions__dam_{one}DOTann": POLNEAR for one in who}
    place = folder(tmp_path / "in", text__damDOTtxt=TEXT, **annotations)
    found = sources([str(place)], "brat")
    with create_project(str(tmp_path / "p.db"), "polnear") as project:
        with pytest.raises(AnnotatorError, match=r"no names for: Attribution \(6\)") as caught:
            import_labels(project, found)
        assert "--map 'Attribution='" in caught.value.hint
        assert project.store.article_keys() == []
        result = import_labels(project, found, mapping=DROPPED)
        assert (result.labels["new"], result.dropped["spans"]) == (6, 6)
        assert project.store.annotators() == list(who)
        labels = project.store.stream(StreamKey("dam", "ef2d")).labels
        (tie,) = labels.ties.values()
        assert (labels.spans[tie.head].label, tie.category) == ("CUE", None)
        assert {r.role: labels.spans[r.filler or ""].label for r in tie.roles if r.role == "content"} == {
            "content": "CONTENT"
        }
        assert [status.status for status in labels.statuses.values()] == ["done"]
        again = import_labels(project, found, mapping=DROPPED)
        assert again.labels == {"same": 6}


def test_names_are_mapped_alike_but_for_case_or_refused_with_all_of_them(tmp_path: Path) -> None:
    row = {
        "text": TEXT,
        "entities": [
            {"id": 1, "label": "Person", "start_offset": ACTOR[0], "end_offset": ACTOR[1]},
            {"id": 2, "label": "stance:Accuse", "start_offset": STANCE[0], "end_offset": STANCE[1]},
            {"id": 3, "label": "ORG", "start_offset": TARGET[0], "end_offset": TARGET[1]},
            {"id": 4, "label": "issue", "start_offset": ISSUE[0], "end_offset": ISSUE[1]},
        ],
        "relations": [
            {"id": 5, "from_id": 2, "to_id": 1, "type": "who"},
            {"id": 6, "from_id": 2, "to_id": 3, "type": "TARGET"},
            {"id": 7, "from_id": 2, "to_id": 4, "type": "issue"},
        ],
    }
    (tmp_path / "in.jsonl").write_text(
        json.dumps(row) + "\n" + json.dumps({"text": "No stance here."}) + "\n"
    )
    found = sources([str(tmp_path / "in.jsonl")], "doccano")
    with create_project(str(tmp_path / "p.db"), "blame") as project:
        with pytest.raises(AnnotatorError, match=r"ORG \(1\), Person \(1\), role:who \(1\)"):
            import_labels(project, found, annotator="anna")
        mapping = {"Person": "ACTOR", "ORG": "ACTOR", "role:who": "source", "nobody": "ACTOR"}
        with pytest.raises(AnnotatorError, match="whose labels"):
            import_labels(project, found, mapping=mapping)
        with pytest.raises(AnnotatorError, match="no such name"):
            import_labels(project, found, mapping={"ORG": "ACTORS"})
        assert project.store.article_keys() == []
        result = import_labels(project, found, mapping=mapping, annotator="anna")
        assert (result.labels["new"], result.unused) == (2, ["nobody"])
        one, two = (
            project.store.stream(StreamKey(key, "anna")).labels for key in project.store.article_keys()
        )
        (tie,) = one.ties.values()
        assert tie.category == "ACCUSE"
        assert {r.role: one.spans[r.filler or ""].start for r in tie.roles} == {
            "source": ACTOR[0], "target": TARGET[0], "issue": ISSUE[0],
        }  # fmt: skip
        assert [status.status for status in two.statuses.values()] == ["nothing"]


ROW = {
    "id": "storm",
    "text": "Mayor Ada Kern said the storm was foreseen. Others disagreed.",
    "spans": [
        {"start": 15, "end": 19, "label": "CUE"},
        {"start": 0, "end": 14, "label": "SOURCE"},
        {"start": 20, "end": 42, "label": "CONTENT"},
    ],
    "relations": [{"head": 0, "child": 1, "label": "source"}, {"head": 0, "child": 2, "label": "content"}],
}


def rows(place: Path, *made: dict[str, object]) -> str:
    place.write_text("".join(json.dumps(one) + "\n" for one in made), "utf-8")
    return str(place)


def test_rows_whose_relations_name_spans_by_their_place_count_in_agreement_once_submitted(
    tmp_path: Path,
) -> None:
    shorter = [*ROW["spans"][:2], {"start": 20, "end": 29, "label": "CONTENT"}]  # type: ignore[index]
    file = rows(tmp_path / "in.jsonl", ROW | {"annotator": "a1"}, ROW | {"annotator": "b2", "spans": shorter})
    with create_project(str(tmp_path / "p.db"), "polnear") as project:
        import_labels(project, sources([file], "prodigy"), submitted=True)
        labels = project.store.stream(StreamKey("storm", "a1")).labels
        (tie,) = labels.ties.values()
        assert labels.spans[tie.head].label == "CUE"
        assert {r.role: labels.spans[r.filler or ""].fragments for r in tie.roles} == {
            "source": ((0, 14),),
            "content": ((20, 42),),
        }
        assert [one.status for one in labels.statuses.values()] == ["done", "nothing"]
        found = report(project)
        assert (found.annotators, found.articles) == (("a1", "b2"), 1)
        assert found.headline.figure.value == 1.0
        exact = next(p for layer in found.layers for p in layer.parts if p.title == "spans, exact bounds")
        assert {one.name: one.value for one in exact.by("label")} == {"CONTENT": 0, "CUE": 1, "SOURCE": 1}


def test_a_relation_to_no_span_is_refused(tmp_path: Path) -> None:
    file = rows(tmp_path / "in.jsonl", ROW | {"relations": [{"head": 0, "child": 3, "label": "source"}]})
    with (
        create_project(str(tmp_path / "p.db"), "polnear") as project,
        pytest.raises(AnnotatorError, match=r"in.jsonl:1.*its child is no span of this task"),
    ):
        import_labels(project, sources([file], "prodigy"), annotator="a1")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"text": TEXT, "label": [[12, 47, "ACTOR"]]}, "no labels in it, read as jsonl"),
        ({"text": TEXT, "spans": [{"start": 12, "end": 47, "label": "ACTOR"}]}, r"spans\[0\].id: is missing"),
    ],
    ids=["doccano", "prodigy"],
)
def test_labels_of_another_tool_are_not_passed_over(tmp_path: Path, row: object, told: str) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps(row) + "\n")
    with create_project(str(tmp_path / "p.db"), "blame") as project:
        with pytest.raises(AnnotatorError, match=told) as caught:
            import_labels(project, sources([str(tmp_path / "in.jsonl")]))
        assert "--format NAME" in caught.value.hint
        assert project.store.article_keys() == []


def test_an_export_that_nobody_has_labelled_yet_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text(TEXT)
    for name in ("a", "b"):
        with create_project(str(tmp_path / f"{name}.db"), "blame") as project:
            if name == "a":
                import_articles(project, sources([str(tmp_path / "in.txt")]))
                export(project, "jsonl", tmp_path / "out.jsonl")
            else:
                import_labels(project, sources([str(tmp_path / "out.jsonl")]))
                assert project.store.article_keys() == ["in"]


def test_labels_that_are_there_can_be_submitted_later(tmp_path: Path) -> None:
    row = {"text": TEXT, "label": [[*STANCE, "STANCE"]], "id": "dam"}
    (tmp_path / "in.jsonl").write_text(json.dumps(row))
    found = sources([str(tmp_path / "in.jsonl")], "doccano")
    key = StreamKey("dam", "anna")
    with create_project(str(tmp_path / "p.db"), "blame") as project:
        import_labels(project, found, annotator="anna")
        before = project.store.stream(key)
        assert (before.seq, before.submitted_at) == (1, None)
        told = import_labels(project, found, annotator="anna", submitted=True)
        assert told.labels == {"known, now submitted": 1}
        after = project.store.stream(key)
        assert (after.seq, after.labels) == (2, before.labels)
        assert after.submitted_at is not None
        assert import_labels(project, found, annotator="anna", submitted=True).labels == {"same": 1}
        assert project.store.stream(key) == after
