"""The registry of a project: entries, names, merges, undo, and what suggestions resolve to."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.events import Event, StreamKey, diff
from annotator.domain.labels import Labels
from annotator.domain.text import Article
from annotator.project import lexicons, registry
from annotator.project.doctor import Examination, repair
from annotator.project.exporting import export
from annotator.project.labelling import now
from annotator.project.project import Project
from annotator.project.suggesting import stored, suggest_all
from tests.conftest import harbour_suggestions

ANNA = StreamKey("harbour", "anna")


@pytest.fixture
def labelled(project: Project, harbour: Article) -> Project:
    labels = harbour_suggestions(harbour)
    project.store.append(ANNA, Event("a", 1, now(), "anna", "take", diff(Labels(), labels)))
    return project


def test_what_comes_with_the_program_needs_no_entry(project: Project) -> None:
    known = registry.registry(project)
    for words in ("Islamabad", "Pakistan’s", "the Pakistani government"):
        assert known.resolve(words) == "PAK"
    assert registry.find(project, "Islamabad").name == "Pakistan"
    assert registry.listed(project) == []
    assert len(registry.listed(project, everything=True)) > 300


def test_exports_name_a_merged_entry_by_the_one_it_went_into(labelled: Project, tmp_path: Path) -> None:
    for name in ("Port of Vell", "Vell Docks Ltd"):
        registry.add_entry(labelled, name, "anna")
    registry.assign(labelled, ANNA, "authority", "Vell Docks Ltd", "anna")
    registry.merge(labelled, "Vell Docks Ltd", "Port of Vell", "anna")
    export(labelled, "brat", tmp_path / "brat")
    written = (tmp_path / "brat" / "harbour_anna.ann").read_text()
    assert "registry:port-of-vell" in written
    assert "vell-docks" not in written
    # What is imported again is as it was stored.
    export(labelled, "jsonl", tmp_path / "x.jsonl")
    assert '"vell-docks-ltd"' in (tmp_path / "x.jsonl").read_text()


def test_added_named_merged_and_taken_back(labelled: Project) -> None:
    port = registry.add_entry(labelled, "Port Authority of Vell", "anna", aliases=["the harbour board"])
    assert (port.key, port.kind) == ("port-authority-of-vell", "actor")
    other = registry.add_entry(labelled, "Vell Docks Ltd", "anna")
    registry.assign(labelled, ANNA, "authority", "Vell Docks Ltd", "anna")
    assert labelled.store.stream(ANNA).labels.spans["authority"].entity == other.key
    before = labelled.store.events(ANNA)
    registry.merge(labelled, other.key, "the Harbour Board", "anna")
    assert labelled.store.events(ANNA) == before, "a merge changes no label"
    known = registry.registry(labelled)
    assert known.resolve("Vell Docks Ltd") == known.canonical(other.key) == port.key
    (row,) = registry.listed(labelled)
    assert (row.entry.key, row.mentions, row.own) == (port.key, 1, True)
    undone = registry.undo(labelled, "anna")
    assert undone.verb == "merge"
    assert registry.registry(labelled).resolve("Vell Docks Ltd") == other.key
    assert [one.entry.key for one in registry.listed(labelled)] == [other.key, port.key]
    assert [event.verb for event in registry.history(labelled)] == ["add", "add", "merge", "undo"]
    registry.undo(labelled, "anna")
    registry.undo(labelled, "anna")
    assert labelled.store.entries() == {}
    with pytest.raises(AnnotatorError, match="left to undo"):
        registry.undo(labelled, "anna")
    assert not [one for one in Examination(labelled).findings() if one.fault]


def test_names_of_entries(project: Project) -> None:
    registry.add_alias(project, "AFG_TALIBAN", "Kabul", "anna")
    assert registry.find(project, "Kabul").key == "AFG_TALIBAN"
    assert registry.find(project, "Taliban").key == "AFG_TALIBAN"
    registry.remove_alias(project, "AFG_TALIBAN", "Kabul", "anna")
    assert registry.find(project, "Kabul").key == "AFG"
    with pytest.raises(AnnotatorError, match="no name 'Taliban'"):
        registry.remove_alias(project, "AFG_TALIBAN", "Taliban", "anna")
    registry.add_entry(project, "The Board", "anna")
    renamed = registry.rename(project, "board", "Harbour Board", "anna")
    assert renamed.names == ("Harbour Board", "The Board")
    assert renamed.key == "the-board"


def test_nothing_is_merged_by_itself(project: Project) -> None:
    registry.add_entry(project, "Harbour Board", "anna")
    with pytest.raises(AnnotatorError, match=r"stands for Pakistan \(PAK\) already"):
        registry.add_entry(project, "the Pakistani government", "anna")
    with pytest.raises(AnnotatorError, match="stands for Harbour Board"):
        registry.add_alias(project, "UN", "the Harbour Board", "anna")
    near = registry.registry(project).near("Harbor Board")
    assert near[0].entry.key == "harbour-board"
    again = registry.add_entry(project, "Harbor Board", "anna")
    assert again.key == "harbor-board", "like is not the same"
    with pytest.raises(AnnotatorError, match=r"no entry 'Harbour Bord'\n.*harbour-board"):
        registry.find(project, "Harbour Bord")


@pytest.mark.parametrize("name", ["", " ", "…", "a\x1b[31mb", "Vell\u202e"])
def test_what_is_no_name(project: Project, name: str) -> None:
    with pytest.raises(AnnotatorError, match="is no name"):
        registry.add_entry(project, name, "anna")


def test_merges_that_are_refused(project: Project) -> None:
    registry.add_entry(project, "killing of three workers", "anna", kind="event")
    with pytest.raises(AnnotatorError, match="is an event"):
        registry.merge(project, "the killing of three workers", "UN", "anna")
    with pytest.raises(AnnotatorError, match="one entry already"):
        registry.merge(project, "Islamabad", "Pakistan", "anna")
    with pytest.raises(AnnotatorError, match="no entry 'nobody'"):
        registry.merge(project, "nobody", "UN", "anna")


def test_suggestions_come_resolved(project: Project, tmp_path: Path) -> None:
    suggest_all(project, "rules")

    def entity() -> str | None:
        labels = stored(project, "harbour")
        assert labels is not None
        text = project.store.article("harbour").text
        (found,) = {s.entity for s in labels.spans.values() if s.text(text) == "The Port Authority of Vell"}
        return found

    assert entity() is None
    registry.add_entry(project, "Port Authority of Vell", "anna")
    assert entity() == "port-authority-of-vell", "at once, for what was suggested before, too"
    registry.undo(project, "anna")
    table = tmp_path / "organisations-vell.tsv"
    table.write_text("VPA\torganisation\tPort Authority of Vell\n", "utf-8")
    lexicons.add(project, [table])
    assert entity() is None
    suggest_all(project, "rules")
    assert entity() == "VPA"
    registry.merge(project, "VPA", "UN", "anna")
    assert entity() == "UN"
    assert registry.registry(project).resolve("the Port Authority of Vell") == "UN"


def test_keys_that_labels_brought_along(labelled: Project) -> None:
    stream = labelled.store.stream(ANNA)
    from annotator.domain.registry import with_entity

    labels = with_entity(with_entity(stream.labels, "moreau", "IDA_M"), "fire", "QUAY_FIRE")
    labelled.store.append(ANNA, Event("b", 2, now(), "anna", "import", diff(stream.labels, labels)))
    rows = {one.entry.key: one for one in registry.listed(labelled)}
    assert {key: (row.entry.kind, row.mentions, row.own) for key, row in rows.items()} == {
        "IDA_M": ("actor", 1, False),
        "QUAY_FIRE": ("event", 1, False),
    }
    registry.add_alias(labelled, "IDA_M", "Ida Moreau", "anna")
    assert registry.registry(labelled).resolve("Ida Moreau") == "IDA_M"
    proposals = registry.proposals(labelled, ANNA, "theauthority")
    assert proposals[-1].entry.key == "IDA_M"


def test_a_damaged_registry_is_found_and_mended(project: Project) -> None:
    import sqlite3

    registry.add_entry(project, "Harbour Board", "anna")
    database = sqlite3.connect(project.where)
    database.execute("UPDATE entry SET name = 'other'")
    database.commit()
    database.close()
    (found,) = [one for one in Examination(project).findings() if one.fault]
    assert found.mendable
    assert repair(project).registry
    assert registry.find(project, "Harbour Board").name == "Harbour Board"
    assert not [one for one in Examination(project).findings() if one.fault]
