"""What every format must do, whichever there are."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from annotator.domain.errors import AnnotatorError
from annotator.domain.record import Record
from annotator.formats import FolderReader, Parsed, Reader, Writer, formats

from .golden import SCHEME, record

NAMES = formats.names()
WRITERS = [name for name in NAMES if isinstance(formats.load(name), Writer)]
READERS = [name for name in NAMES if isinstance(formats.load(name), Reader)]
FOLDER_WRITERS = [name for name in WRITERS if not formats.load(name).suffix]
FOLDER_READERS = [name for name in NAMES if isinstance(formats.load(name), FolderReader)]


def test_formats_are_known_by_name() -> None:
    both = {"jsonl", "parquet", "prodigy", "doccano", "label-studio", "spacy"}
    training = {"spacy-ner", "spacy-textcat", "spacy-relations"}
    assert both | training | {"brat", "cas", "conll", "ties", "citron", "perspectives"} == set(WRITERS)
    assert both | {"txt", "html", "docx", "csv", "json"} == set(READERS)
    assert set(FOLDER_READERS) == {"brat", "cas", "label-studio", "spacy"}
    with pytest.raises(AnnotatorError) as caught:
        formats.load("floppy")
    assert "jsonl" in caught.value.hint


@pytest.mark.parametrize("name", NAMES)
def test_a_format_says_what_it_is(name: str) -> None:
    format = formats.load(name)
    assert format.name == name
    assert isinstance(format, Writer | Reader | FolderReader)
    for words in (format.title, format.description, format.holds, format.loses, format.__doc__):
        assert words.strip()
    assert not format.suffix or format.suffix.startswith(".")
    for option in (*getattr(format, "write_options", ()), *getattr(format, "read_options", ())):
        assert option.help
        assert not option.choices or option.default in option.choices


def test_nothing_heavy_is_loaded_to_list_formats() -> None:
    code = (
        "import sys; from annotator.formats import formats; [formats.load(name) for name in formats.names()];"
        "print({'spacy', 'pydantic', 'sqlmodel', 'textual', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("records", [[], [record()], [record(), replace(record(), annotator="ben")]], ids=len)
def test_a_writer_writes_and_writes_again(name: str, records: list[Record], tmp_path: Path) -> None:
    target = tmp_path / "new" / f"out{formats.load(name).suffix}"
    contents = []
    for _ in range(2):
        formats.load(name).write(records, target, SCHEME)
        assert [path.name for path in target.parent.iterdir()] == [target.name]
        files = [target] if target.is_file() else sorted(target.rglob("*"))
        contents.append([(path.name, path.read_bytes()) for path in files if path.is_file()])
    assert contents[0] == contents[1]


@pytest.mark.parametrize("name", FOLDER_WRITERS)
def test_what_was_edited_since_is_not_replaced_unasked(name: str, tmp_path: Path) -> None:
    target = tmp_path / "out"
    formats.load(name).write([record()], target, SCHEME)
    files = [one for one in target.rglob("*") if one.is_file() and one.suffix != ".spacy"]
    for file in (one for one in files if one.name != "export.json"):
        made = file.read_bytes()
        file.write_bytes(made + b" ")
        with pytest.raises(AnnotatorError, match=f"{file.name} was edited since") as caught:
            formats.load(name).write([record()], target, SCHEME)
        assert "--overwrite" in caught.value.hint
        assert file.read_bytes() == made + b" "
        file.write_bytes(made)
    file.write_bytes(b"mine")
    formats.load(name).write([record()], target, SCHEME, overwrite=True)
    assert file.read_bytes() == made


@pytest.mark.parametrize("name", WRITERS)
def test_a_writer_leaves_nothing_when_it_fails(name: str, tmp_path: Path) -> None:
    target = tmp_path / "out"
    broken = _BreaksAfterOne()
    with pytest.raises(_BrokenError):
        formats.load(name).write(broken, target, SCHEME)
    assert list(tmp_path.iterdir()) == []


# Native JSONL goes through the records once; its own test has a value that JSON turns into another.
@pytest.mark.parametrize("name", [name for name in WRITERS if name != "jsonl"])
def test_a_writer_finds_its_own_mistakes(name: str, tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError, match="differs from the project"):
        formats.load(name).write(_Changing(), tmp_path / "out", SCHEME)
    assert list(tmp_path.iterdir()) == []
    formats.load(name).write(_Changing(), tmp_path / "out", SCHEME, check=False)


@pytest.mark.parametrize("name", WRITERS)
def test_unknown_options_and_bad_targets_are_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(AnnotatorError, match="no option 'colour'"):
        formats.load(name).write([record()], tmp_path / "out", SCHEME, {"colour": "red"})
    with pytest.raises(AnnotatorError, match="cannot be written"):
        formats.load(name).write([record()], tmp_path / "file" / "out", SCHEME)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.binary(max_size=200))
@example(data=b"")
@example(data=b"\xff\xfe{")
@example(data=b'{"text": "a", "spans": {"0": 1}, "ties": 3}\n')
def test_any_bytes_are_read_or_refused_with_words(name: str, data: bytes) -> None:
    try:
        found = list(formats.load(name).read(io.BytesIO(data), "in"))
    except AnnotatorError as error:
        found = []
        told = error.message and error.hint
    else:
        told = "nothing to tell"
    assert told
    assert all(isinstance(parsed, Parsed) for parsed in found)


#: How a file of a format begins that goes on for ever in its first text.
BEGINNINGS = {
    **dict.fromkeys(("jsonl", "prodigy", "doccano"), b'{"text": "'),
    **dict.fromkeys(("json", "label-studio"), b'[{"text": "'),
    "csv": b'id,text\n1,"',
    "spacy": b"x\x9c",
    "docx": b"PK\x03\x04",
    "parquet": b"PAR1",
}


@pytest.mark.parametrize("name", READERS)
def test_a_text_without_end_is_refused_and_little_of_it_read(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.formats._decoded.LONGEST", 1 << 20)
    source = _Endless(BEGINNINGS.get(name, b""))
    reader = formats.load(name)
    options = {"max-line": "1"} if any(one.name == "max-line" for one in reader.read_options) else {}
    with pytest.raises(AnnotatorError) as caught:
        list(reader.read(io.BufferedReader(source), "in", options))
    assert caught.value.hint
    assert source.given <= 8 << 20


@pytest.mark.parametrize("name", FOLDER_READERS)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(at=st.integers(0, 5000), data=st.binary(max_size=20))
def test_damaged_folders_are_read_or_refused_with_words(
    name: str, at: int, data: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What a writer made, with some bytes of one file written over."""
    folder = tmp_path_factory.mktemp("damaged") / "out"
    formats.load(name).write([record()], folder, SCHEME, check=False)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    file = files[at % len(files)]
    whole = file.read_bytes()
    start = at % len(whole)
    file.write_bytes(whole[:start] + data + whole[start + len(data) :])
    try:
        list(formats.load(name).read_folder(folder, "out"))
    except AnnotatorError as error:
        told = error.message and error.hint
    else:
        told = "nothing to tell"
    assert told


class _Endless(io.RawIOBase):
    """A file that begins so and goes on with one letter; stops what reads on and on."""

    def __init__(self, beginning: bytes) -> None:
        self.beginning = beginning
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        begun = self.beginning[self.given : self.given + len(buffer)]
        buffer[: len(begun)] = begun
        buffer[len(begun) :] = b"a" * (len(buffer) - len(begun))
        self.given += len(buffer)
        assert self.given < 1 << 26
        return len(buffer)


class _BrokenError(Exception):
    pass


class _BreaksAfterOne:
    def __iter__(self) -> Iterator[Record]:
        yield record()
        raise _BrokenError


class _Changing:
    """A record of which the text and one span are longer each time one looks."""

    looked = 0

    def __iter__(self) -> Iterator[Record]:
        self.looked += 1
        one = record()
        longer = replace(one.labels.spans["s3"], fragments=((55, 63 + 2 * self.looked),))
        article = replace(one.article, text=one.article.text + "." * self.looked)
        yield replace(one, article=article, labels=one.labels.with_span(longer))
