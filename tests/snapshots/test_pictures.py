"""The pictures in the docs are what the screen looks like today. `make pictures` draws them anew."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.pictures import KEYS, PICTURES, draw, make_project

ROOT = PICTURES.parent.parent


@pytest.mark.skipif(
    sys.version_info[:2] != (3, 11),
    reason="Python 3.11 owns the pictures: widths differ with Unicode tables",
)
@pytest.mark.parametrize("name", KEYS)
async def test_a_picture_is_what_is_drawn_today(name: str, tmp_path: Path) -> None:
    with make_project(tmp_path / "annotator.db") as project:
        drawn = await draw(project, name)
    assert drawn == (PICTURES / f"{name}.svg").read_text(), "look at it, then: make pictures"


def test_pictures_ask_no_other_host_and_run_nothing() -> None:
    for picture in PICTURES.glob("*.svg"):
        text = picture.read_text()
        links = set(re.findall(r"https?://[^\s\"')]+", text))
        assert links <= {"http://www.w3.org/2000/svg", "https://www.textualize.io"}, picture
        assert "<script" not in text


def test_every_picture_is_made_and_shown() -> None:
    shown = "".join(page.read_text() for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
    assert {picture.stem for picture in PICTURES.glob("*.svg")} == set(KEYS)
    assert {name for name in KEYS if f"pictures/{name}.svg" in shown} == set(KEYS)
