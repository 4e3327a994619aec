"""A project on disk to do harm to."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotator.domain.text import Article
from annotator.project.project import create_project
from annotator.segment.segmenter import Segmenter
from tests.conftest import add, harbour_suggestions, suggest


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory, harbour: Article, segmenter: Segmenter) -> Path:
    path = tmp_path_factory.mktemp("made") / "annotator.db"
    with create_project(str(path), "blame") as made:
        add(made, segmenter, harbour)
        suggest(made, harbour, harbour_suggestions(harbour))
    return path


@pytest.fixture
def folder(_made: Path, tmp_path: Path) -> Path:
    """A folder with a project of one article, whose suggestions are stored as event 1."""
    shutil.copy(_made, tmp_path / "annotator.db")
    return tmp_path
