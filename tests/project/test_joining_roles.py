"""Who may join projects, change the scheme, and see what went apart, while a round is open."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.events import StreamKey
from annotator.domain.rounds import Round
from annotator.project.assigning import Wish
from annotator.project.conflicts import conflicts, take
from annotator.project.exporting import export
from annotator.project.merging import merge
from annotator.project.migrating import migrate, undo
from annotator.project.project import Project, create_project
from annotator.project.roles import viewer_of
from annotator.project.rounds import close_round, open_round
from annotator.project.selecting import Selection
from annotator.segment.segmenter import Segmenter
from tests.cli.test_commands import annotator

from .labelled import T0, add, article, label, tied


@pytest.fixture
def apart(tmp_path: Path, segmenter: Segmenter) -> Project:
    """An open round of lena's; what anna and ben labelled in it went apart in another project."""
    here = create_project(str(tmp_path / "here.db"), "blame")
    with create_project(str(tmp_path / "there.db"), "blame") as there:
        for project, prefix in ((here, "h"), (there, "t")):
            add(project, article(segmenter, 1))
            open_round(project, Round("pilot"), Wish(annotators=("anna", "ben")), "lena", T0)
            for who in ("anna", "ben"):
                label(project, StreamKey("a1", who, "pilot"), tied(prefix, issue=prefix == "t"))
        merge(here, [there.where], "lena")
    return here


def test_annotators_of_an_open_round_see_and_decide_their_own(apart: Project, tmp_path: Path) -> None:
    with apart:
        assert {one.home.annotator for one in conflicts(apart)} == {"anna", "ben"}
        assert {one.home.annotator for one in conflicts(apart, viewer_of(apart, "anna"))} == {"anna"}
        for who, count in (("anna", 1), ("lena", 2)):
            listed = annotator("conflict", "list", "--as", who, "--db", "here.db", cwd=tmp_path)
            assert f"conflicts: {count}" in listed.stderr
        with pytest.raises(AnnotatorError, match="is for whoever leads"):
            take(apart, "a1", "ben", "there", author="anna")
        take(apart, "a1", "anna", "there", author="anna")
        take(apart, "a1", "ben", "here", author="lena")
        assert list(conflicts(apart)) == []
        selection = Selection(min_agreement=0.5)
        with pytest.raises(AnnotatorError, match="how far others agree"):
            export(apart, "jsonl", tmp_path / "x.jsonl", selection=selection, viewer="anna")


def test_merging_and_schemes_are_the_leads(apart: Project, tmp_path: Path) -> None:
    with apart:
        for refused in (
            lambda: merge(apart, [str(tmp_path / "there.db")], "anna"),
            lambda: migrate(apart, "polnear", {}, "anna"),
            lambda: undo(apart, "anna"),
        ):
            with pytest.raises(AnnotatorError, match="anna does not lead here"):
                refused()


def test_in_a_closed_round_one_can_still_say_that_what_is_here_holds(apart: Project) -> None:
    with apart:
        close_round(apart, "pilot", "lena", T0)
        before = apart.store.stream(StreamKey("a1", "anna", "pilot")).labels
        with pytest.raises(AnnotatorError, match="closed"):
            take(apart, "a1", "anna", "there", author="lena")
        assert {one.home.annotator for one in conflicts(apart)} == {"anna", "ben"}
        take(apart, "a1", "anna", "here", author="lena")
        assert apart.store.stream(StreamKey("a1", "anna", "pilot")).labels == before


def test_labels_that_went_apart_are_kept_where_the_round_is_closed(
    tmp_path: Path, segmenter: Segmenter
) -> None:
    with (
        create_project(str(tmp_path / "here.db"), "blame") as here,
        create_project(str(tmp_path / "there.db"), "blame") as there,
    ):
        for project, prefix in ((here, "h"), (there, "t")):
            add(project, article(segmenter, 1))
            open_round(project, Round("pilot"), Wish(annotators=("anna",)), "lena", T0)
            label(project, StreamKey("a1", "anna", "pilot"), tied(prefix, issue=prefix == "t"))
            close_round(project, "pilot", "lena", T0)
        assert merge(here, [there.where], "lena").others[0].joined.streams == {"apart": 1}
        take(here, "a1", "anna", "here", author="lena")
        assert list(conflicts(here)) == []
