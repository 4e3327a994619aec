"""Articles and labels in, labels out, back in: the same; faulty input stores nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from annotator import resources
from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Event, StreamKey, diff
from annotator.domain.record import Visits
from annotator.project.exporting import export
from annotator.project.history import history
from annotator.project.importing import import_articles, import_labels
from annotator.project.project import Project, create_project
from annotator.project.sources import sources
from annotator.project.status import article_statuses, status
from annotator.project.suggesting import stored, suggest_all, suggest_file
from annotator.segment.segmenter import Segmenter
from tests.conftest import HARBOUR, add, harbour_suggestions

KEY = StreamKey("harbour", "anna")


@pytest.fixture
def labelled(project: Project) -> Project:
    """The project with labels of anna: a mended split, a comment, an implicit filler, a rejection."""
    from tests.domain.desk import PureDesk

    article = project.store.article("harbour")
    desk = PureDesk.at(project.scheme, article, harbour_suggestions(article))
    desk.press("g", "space", "x", "\n", "m", "g", "w", "A", "1", "U", "!", "g", "right", "p", "t")
    labels = replace(desk.session.labels)
    at = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    project.store.append(KEY, Event("one", 1, at, "anna", "label", diff(type(labels)(), labels)))
    visit = project.store.enter_sentence(KEY, 0, at, "shown", ["deny"])
    project.store.leave_sentence(visit, 12.5)
    assert labels.cuts
    assert labels.rejected
    assert labels.ties
    return project


def test_export_import_export_is_the_same_file(labelled: Project, tmp_path: Path) -> None:
    first, second = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    export(labelled, "jsonl", first)
    schema = json.loads((resources.folder("schemas") / "record.schema.json").read_text())
    for line in first.read_text().splitlines():
        Draft202012Validator(schema).validate(json.loads(line))
    with create_project(str(tmp_path / "other.db"), "blame") as other:
        result = import_labels(other, sources([str(first)]))
        assert (result.articles["new"], result.labels["new"]) == (1, 2)
        assert other.store.stream(KEY).labels == labelled.store.stream(KEY).labels
        assert other.store.visits(KEY) == {0: Visits(12.5, "shown")}
        export(other, "jsonl", second)
        assert second.read_bytes() == first.read_bytes()
        again = import_labels(other, sources([str(first)]))
        assert again.labels == {"same": 2}
        assert len(other.store.events(KEY)) == 1


def test_labels_are_left_out_and_counted_where_only_articles_are_wanted(
    labelled: Project, tmp_path: Path
) -> None:
    export(labelled, "jsonl", tmp_path / "one.jsonl")
    with create_project(str(tmp_path / "other.db"), "blame") as other:
        result = import_articles(other, sources([str(tmp_path / "one.jsonl")]))
        assert result.labels == {"left out": 2}
        assert list(other.store.streams()) == []


def test_labels_that_differ_are_left_alone_unless_replaced(labelled: Project, tmp_path: Path) -> None:
    file = tmp_path / "one.jsonl"
    export(labelled, "jsonl", file)
    before = labelled.store.stream(KEY)
    changed = before.labels.with_status(0, replace(before.labels.status(0), flag=True))
    at = datetime(2026, 3, 5, tzinfo=UTC)
    event = Event("two", before.seq + 1, at, "anna", "flag", diff(before.labels, changed))
    labelled.store.append(KEY, event)
    result = import_labels(labelled, sources([str(file)]))
    assert result.differing == ["harbour by anna"]
    assert labelled.store.stream(KEY).labels == changed
    import_labels(labelled, sources([str(file)]), replace_labels=True)
    assert labelled.store.stream(KEY).labels == before.labels
    assert len(labelled.store.events(KEY)) == 3


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"id": "x", "text": "A blamed B."', "bad.jsonl:2"),
        (
            '{"id": "x", "text": "A.", "spans": [{"id": "s", "start": 0, "end": 9, "label": "ACTOR"}]}',
            "bad.jsonl:2",
        ),
        (
            '{"id": "x", "text": "A.", "annotator": "a", "spans": [{"id": "s", "start": 0, "end": 1, "label": "FOO"}]}',
            "FOO",
        ),
    ],
)
def test_a_faulty_line_stores_nothing(project: Project, tmp_path: Path, line: str, told: str) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text('{"id": "good", "text": "Fine."}\n' + line + "\n")
    with pytest.raises(AnnotatorError, match=told):
        import_labels(project, sources([str(file)]))
    assert project.store.article_keys() == ["harbour"]


def test_one_undecodable_file_of_many_stores_nothing(project: Project, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Fine.")
    (tmp_path / "in" / "b.txt").write_bytes(b"A\x00B")
    with pytest.raises(AnnotatorError, match=r"b\.txt"):
        import_articles(project, sources([str(tmp_path / "in")]))
    assert project.store.article_keys() == ["harbour"]


def test_the_same_text_twice_changes_nothing(project: Project, tmp_path: Path) -> None:
    (tmp_path / "harbour.txt").write_text(HARBOUR)
    (tmp_path / "elsewhere.txt").write_text(HARBOUR)
    result = import_articles(
        project, sources([str(tmp_path / "harbour.txt"), str(tmp_path / "elsewhere.txt")])
    )
    assert result.articles["new"] == 0
    assert project.store.count_articles() == 1
    assert len(project.store.publications("harbour")) == 2


def test_cp1252_and_crlf_are_kept_verbatim(project: Project, tmp_path: Path) -> None:
    text = "Die Behörde – so hieß es – gab der Crew die Schuld.\r\n\r\nNiemand widersprach.\r\n"
    (tmp_path / "de.txt").write_bytes(text.encode("cp1252"))
    import_articles(project, sources([str(tmp_path / "de.txt")]), {"encoding": "cp1252"})
    assert project.store.article("de").text == text


def test_suggesting_is_idempotent(project: Project, tmp_path: Path) -> None:
    who, count = suggest_all(project, "rules")
    assert count == 1
    first = stored(project, "harbour")
    assert suggest_all(project, "rules") == (who, 0)
    assert stored(project, "harbour") == first
    assert first is not None
    assert first.ties


def test_suggesting_to_a_file_needs_no_project(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "h", "text": HARBOUR}) + "\n")
    suggest_file(str(tmp_path / "in.jsonl"), tmp_path / "out.jsonl", "rules")
    (line,) = (tmp_path / "out.jsonl").read_text().splitlines()
    record = json.loads(line)
    assert (record["id"], record["text"], record["layer"]) == ("h", HARBOUR, "suggestion")
    assert {tie["category"] for tie in record["ties"]} >= {"ACCUSE", "DENY"}


def test_status_lists_unfinished_ties_and_history_tells(labelled: Project) -> None:
    found = status(labelled)
    assert found.suggesters == ("rules@1",)
    (anna,) = found.annotators
    assert (anna.name, anna.flags) == ("anna", 1)
    assert any("lacks target" in tie for tie in anna.unfinished)
    (row,) = history(labelled, "harbour", "anna")
    assert row["verb"] == "label"
    assert any("DENY" in change for change in row["changes"])


def test_status_of_each_article(labelled: Project, segmenter: Segmenter) -> None:
    add(
        labelled,
        segmenter,
        segmenter.article("bridge", "It stands. It holds.\n"),
        segmenter.article("none", ""),
    )
    harbour, bridge, none = article_statuses(labelled)
    (anna,) = harbour.annotators
    assert (harbour.id, harbour.sentences, harbour.suggested) == ("harbour", 6, 3)
    assert (anna.name, anna.sentences, anna.flags, anna.submitted_at) == ("anna", 7, 1, None)
    assert anna.ties > 0
    assert (bridge.id, bridge.sentences, bridge.suggested, bridge.annotators) == ("bridge", 2, None, ())
    assert (none.id, none.sentences) == ("none", 0)


def test_export_refuses_an_unknown_annotator(labelled: Project, tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError, match="nobody named 'ben'"):
        export(labelled, "jsonl", tmp_path / "x.jsonl", annotators=["ben"])
    assert not (tmp_path / "x.jsonl").exists()
