"""Formats that others add by an entry point."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.formats import formats
from annotator.project.exporting import writers
from annotator.project.importing import import_articles
from annotator.project.project import Project
from annotator.project.sources import endings, sources

MODULE = """
from annotator.formats import Parsed

class Shout:
    name = title = description = holds = loses = "shout"
    suffix = ".shout"
    endings = (".shout",)
    read_options = ()

    def read(self, source, where, options=None):
        for number, line in enumerate(source.read().decode().splitlines()):
            yield Parsed(id=f"shout {number}", text=line, where=where)

format = Shout()
"""


def installed(path: Path, name: str, value: str) -> None:
    """A package with an entry point, as pip would leave it."""
    info = path / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[annotator.formats]\n{name} = {value}\n")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "site"
    path.mkdir()
    (path / "shouting.py").write_text(MODULE)
    monkeypatch.syspath_prepend(path)
    monkeypatch.delitem(sys.modules, "shouting", raising=False)
    return path


def test_a_format_of_a_third_party_is_found_by_name_and_ending(
    site: Path, project: Project, tmp_path: Path
) -> None:
    installed(site, "shout", "shouting:format")
    assert "shout" in formats.names()
    assert endings()[".shout"] == "shout"
    (tmp_path / "in.shout").write_text("A blamed B.\nB denied it.\n")
    assert import_articles(project, sources([str(tmp_path / "in.shout")])).articles["new"] == 2


@pytest.mark.parametrize("value", ["nowhere:format", "shouting:nothing", "broken:format"])
def test_a_broken_one_is_told_and_hinders_no_other(site: Path, tmp_path: Path, value: str) -> None:
    (site / "broken.py").write_text("1 / 0\n")
    installed(site, "wrong", value)
    assert ".txt" in endings()
    with pytest.raises(AnnotatorError, match="the format wrong") as caught:
        formats.load("wrong")
    assert caught.value.hint
    assert {"jsonl", "spacy-ner"} <= set(writers())
    with pytest.raises(AnnotatorError, match="conll is only written") as caught:
        sources(["-"], "conll")
    assert "brat, cas, csv" in caught.value.hint


def test_two_of_one_name_are_refused(site: Path) -> None:
    installed(site, "jsonl", "shouting:format")
    with pytest.raises(AnnotatorError, match="two extensions are named 'jsonl'"):
        formats.names()
