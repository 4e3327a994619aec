"""Two projects to be merged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.project.project import Project, create_project
from annotator.segment.segmenter import Segmenter

from .labelled import add, article


@pytest.fixture
def pair(tmp_path: Path, segmenter: Segmenter) -> Iterator[tuple[Project, Project]]:
    """Two projects with one article in common under different keys, and one of its own each."""
    with (
        create_project(str(tmp_path / "here.db"), "blame") as here,
        create_project(str(tmp_path / "there.db"), "blame") as there,
    ):
        add(here, article(segmenter, 1), article(segmenter, 2))
        add(there, article(segmenter, 3, key="a2"), article(segmenter, 1, key="other name"))
        yield here, there
