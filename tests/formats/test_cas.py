"""UIMA CAS as other programs see it, and damaged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.formats import formats
from annotator.formats.cas import REPLACED, Cas

from .golden import ISSUE, SCHEME, TEXT, record

cas: Cas = formats.load("cas")


def written(path: Path) -> Path:
    cas.write([record()], path / "out", SCHEME)
    return path / "out"


def test_offsets_in_the_file_are_utf_16(tmp_path: Path) -> None:
    import cassis

    out = written(tmp_path)
    raw = (out / "golden_anna.xmi").read_text()
    assert 'begin="71" end="80" label="ISSUE"' in raw
    types = cassis.load_typesystem((out / "TypeSystem.xml").read_text())
    loaded = cassis.load_cas_from_xmi((out / "golden_anna.xmi").read_text(), typesystem=types)
    (issue,) = (one for one in loaded.select("webanno.custom.Span") if one.label == "ISSUE")
    assert (issue.begin, issue.end, issue.get_covered_text()) == (*ISSUE, "the delay")
    roles = {one.label: one.Dependent.get_covered_text() for one in loaded.select("webanno.custom.Role")}
    assert roles == {
        "source": "Prime Minister Giorgia Rossi's ally", "target": "Brussels", "issue": "the delay"
    }  # fmt: skip


def test_control_characters_are_told(tmp_path: Path) -> None:
    one = record()
    text = TEXT.replace("On", "\x1b\x00"[:1] + "n", 1)
    losses = cas.write([replace(one, article=replace(one.article, text=text))], tmp_path / "out", SCHEME)
    assert losses.count(REPLACED) == 1
    (found,) = cas.read_folder(tmp_path / "out", "out")
    assert found.text == "\ufffd" + text[1:]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("?>", '?><!DOCTYPE x [<!ENTITY a "b">]>', "document type"),
        ('end="80"', 'end="72"', "."),  # within the emoji's reach still, but another span: read as told
        ('end="80" label', 'end="800" label', "no sound CAS|inside the text"),
        ("</xmi:XMI>", "", "no sound CAS"),
        ("webanno", "webalso", "no sound CAS"),
        ("custom:Span", "custom:Unknown", "no sound CAS"),
    ],
)
def test_damaged_files_are_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    out = written(tmp_path)
    file = out / "golden_anna.xmi"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    if told == ".":
        assert list(cas.read_folder(out, "out"))
        return
    with pytest.raises(AnnotatorError, match=told) as caught:
        list(cas.read_folder(out, "out"))
    assert "golden_anna" in caught.value.message


def test_a_folder_without_types_is_refused(tmp_path: Path) -> None:
    out = written(tmp_path)
    (out / "TypeSystem.xml").unlink()
    with pytest.raises(AnnotatorError, match=r"no TypeSystem\.xml"):
        list(cas.read_folder(out, "out"))
