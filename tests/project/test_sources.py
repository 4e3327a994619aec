"""Which files a path stands for, and what archives may hold."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.formats._losses import Losses
from annotator.formats._packed import FREE
from annotator.project.exporting import export
from annotator.project.importing import import_articles, parsed_files
from annotator.project.project import Project
from annotator.project.sources import sources
from annotator.resources import folder


def packed(path: Path, members: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> str:
    with zipfile.ZipFile(path, "w", how) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return str(path)


def texts(*paths: str) -> list[tuple[str, str]]:
    return [(parsed.id, parsed.text) for parsed in parsed_files(sources(paths))]


def test_folders_patterns_archives_and_packed_files(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "b.txt").write_text("B.")
    (tmp_path / "in" / "deep" / "a.md").write_text("A.")
    (tmp_path / "in" / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "in" / "c.jsonl.gz").write_bytes(gzip.compress(b'{"id": "c", "text": "C."}\n'))
    whole = [("b", "B."), ("c", "C."), ("a", "A.")]
    assert texts(str(tmp_path / "in")) == whole
    assert texts(str(tmp_path / "in" / "**" / "*.[tm]*")) == [("b", "B."), ("a", "A.")]
    members = {str(file.relative_to(tmp_path)): file.read_bytes() for file in (tmp_path / "in").rglob("*.*")}
    assert texts(packed(tmp_path / "in.zip", members)) == whole


def test_a_pattern_means_what_a_shell_would_put_there(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "b.txt").write_text("B.")
    (tmp_path / "in" / "deep" / "a.md").write_text("A.")
    assert texts(str(tmp_path / "in" / "*")) == [("b", "B."), ("a", "A.")]
    assert texts(str(tmp_path / "i*")) == [("b", "B."), ("a", "A.")]
    assert texts(str(tmp_path / "in" / "**")) == [("b", "B."), ("a", "A.")]
    with pytest.raises(AnnotatorError, match="no file is so named"):
        sources([str(tmp_path / "**" / "d*")])


def test_files_of_a_folder_that_nothing_reads_are_told(tmp_path: Path) -> None:
    left_out = Losses()
    for name in ("a.txt", "picture.png", "more/book.pdf", "labels.csv.provenance.json", ".hidden.doc"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text("A.")
    assert len(sources([str(tmp_path / "in")], left_out=left_out)) == 1
    (told,) = left_out
    assert (told.count, "picture.png" in str(told), "book.pdf" in str(told)) == (2, True, True)


@pytest.mark.parametrize("name", ["brat", "label-studio", "spacy"])
def test_a_folder_exported_here_says_what_it_is(project: Project, tmp_path: Path, name: str) -> None:
    import_articles(project, sources([str(folder("seeds") / "articles" / "01_dam_failure.txt")]))
    export(project, name, tmp_path / "out", options={"sentences": "all"} if name == "spacy" else {})
    (found,) = sources([str(tmp_path / "out")])
    assert (found.format, found.is_folder) == (name, True)
    for other in ("[3]", '{"format": []}', '{"format": "conll"}', "{", '{"format": "nought"}'):
        (tmp_path / "out" / "export.json").write_text(other)
        assert {one.format for one in sources([str(tmp_path / "out")])} != {name}


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (gzip.compress(b"A blamed B."), [("stdin", "A blamed B.")]),
        (b"[AP] A blamed B.", [("stdin", "[AP] A blamed B.")]),
        (b'{"id": "a", "text": "A."}\n{"id": "b", "text": "B."}\n', [("a", "A."), ("b", "B.")]),
        (b'\xef\xbb\xbf[\n {"id": "a", "text": "A."}]', [("a", "A.")]),
    ],
    ids=["packed", "text", "jsonl", "json"],
)
def test_standard_input_is_what_it_begins_as(
    monkeypatch: pytest.MonkeyPatch, data: bytes, found: list[tuple[str, str]]
) -> None:
    import sys

    class Stdin:
        buffer = io.BytesIO(data)

    monkeypatch.setattr(sys, "stdin", Stdin)
    assert texts("-") == found


def test_a_page_by_standard_input_is_read_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    class Stdin:
        buffer = io.BytesIO(b"\n<!DOCTYPE html><html><body><p>A blamed B.</p></body></html>")

    monkeypatch.setattr(sys, "stdin", Stdin)
    assert [source.format for source in sources(["-"])] == ["html"]


def test_a_named_format_goes_before_the_ending(tmp_path: Path) -> None:
    (tmp_path / "x.dat").write_text("text\nA.\n")
    (parsed,) = parsed_files(sources([str(tmp_path / "x.dat")], "csv"))
    assert parsed.text == "A."


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"../evil.txt": b"x"}, "leads out"),
        ({"a/../../evil.txt": b"x"}, "leads out"),
        ({"/etc/evil.txt": b"x"}, "leads out"),
        ({"..\\evil.txt": b"x"}, "leads out"),
        ({"a.txt": b"0" * (FREE + 1)}, "unpack to"),
        ({"a.png": b"x"}, "no article"),
        ({}, "no article"),
    ],
)
def test_archives_that_are_not_to_be_trusted(
    project: Project, tmp_path: Path, members: dict[str, bytes], told: str
) -> None:
    with pytest.raises(AnnotatorError, match=told):
        import_articles(project, sources([packed(tmp_path / "in.zip", members)]))
    assert project.store.article_keys() == ["harbour"]
    assert sorted(path.name for path in tmp_path.rglob("*.txt")) == []


def test_a_damaged_member_is_told_and_nothing_stored(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "in.zip"
    packed(path, {"a.txt": b"Fine.", "b.txt": b"A blamed B. " * 50}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"A blamed B. A", b"A blamed C. A", 1))
    with pytest.raises(AnnotatorError, match=r"b\.txt"):
        import_articles(project, sources([str(path)]))
    assert project.store.article_keys() == ["harbour"]


@pytest.mark.parametrize("path", ["nowhere.txt", "nowhere/*.txt", "in.zip"])
def test_what_is_not_there_is_told(tmp_path: Path, path: str) -> None:
    (tmp_path / "in.zip").write_bytes(b"no archive")
    with pytest.raises(AnnotatorError) as caught:
        sources([str(tmp_path / path)])
    assert path in caught.value.message


def test_detected_encodings_are_told(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "de.txt"
    file.write_bytes(("Die Behörde gab der übermüdeten Mannschaft die Schuld. " * 5).encode("cp1252"))
    result = import_articles(project, sources([str(file)]))
    assert list(result.encodings) == [str(file)]


def test_options_nobody_knows_are_refused(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A.")
    with pytest.raises(AnnotatorError, match="no option 'colour'"):
        import_articles(project, sources([str(tmp_path / "a.txt")]), {"colour": "red"})


@pytest.mark.parametrize(
    ("name", "data", "where"),
    [
        (
            "posts.csv",
            "id,text\na,One blamed two.\nb,\nc, \nd,Nobody asked.\n",
            ["posts.csv:3", "posts.csv:4"],
        ),
        (
            "posts.json",
            '[{"text": "A."}, {"text": ""}, {"text": null}, {"text": "B."}]',
            ["element 2", "element 3"],
        ),
    ],
)
def test_rows_without_text_are_left_out_and_told(
    project: Project, tmp_path: Path, name: str, data: str, where: list[str]
) -> None:
    (tmp_path / name).write_text(data)
    result = import_articles(project, sources([str(tmp_path / name)]))
    (loss,) = result.left_out
    assert (result.articles["new"], loss.count, loss.what) == (2, 2, "rows without text")
    assert all(one in example for one, example in zip(where, loss.examples, strict=True))


def test_a_table_without_any_text_is_refused(project: Project, tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text("id,text\na,\nb,\n")
    with pytest.raises(AnnotatorError, match=r"posts\.csv:2: there is no text, nor in any other row"):
        import_articles(project, sources([str(tmp_path / "posts.csv")]))
