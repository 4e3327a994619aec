"""Articles from files of other programs: text, pages, documents, tables."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.errors import AnnotatorError
from annotator.formats import Parsed, formats
from annotator.formats._decoded import SAMPLE
from annotator.formats._elements import json_elements
from annotator.formats._packed import FREE, unzipped

from .generated import texts

PAGE = """<html><head><meta charset="{charset}"><title>Dam fails</title><meta name="author" content="Ida Moreau">
</head><body><nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>Dam fails</h1>
<p>The ministry blamed a contractor for the failure of the dam at Vell on Monday, an official said.</p>
<p>Critics rejected that “naïve” excuse and said that the ministry itself was to blame.</p></article>
<footer>© The Courier. All rights reserved.</footer></body></html>"""

ACCENTS = "Café owners in the old town accused the mayor of Zürich of lying to them, officials said."
QUOTES = "“No,” he said – “it’s naïve to blame the ministry”, and so said every other one of them."
CZECH = "Premiér obvinil opozici ze lži. Žádný z poslanců nesouhlasil, řekl to novinářům v pondělí."
RUSSIAN = "Премьер обвинил оппозицию во лжи, сообщили в понедельник журналисты. Никто не согласился."


def read(name: str, data: bytes, where: str = "in/dam", **options: str) -> list[Parsed]:
    return list(formats.load(name).read(io.BytesIO(data), where, options))


def table(*rows: tuple[str, ...], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()


def document(*paragraphs: str) -> bytes:
    import docx

    made = docx.Document()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    made.add_table(1, 2).rows[0].cells[1].text = "in a table"
    made.core_properties.title = "Dam fails"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def parquet(rows: list[dict[str, Any]]) -> bytes:
    import pyarrow
    from pyarrow import parquet as pq

    out = io.BytesIO()
    pq.write_table(pyarrow.Table.from_pylist(rows), out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "text", "told"),
    [
        ("Rossi’s ally 😊\r\n".encode(), "Rossi’s ally 😊\r\n", ""),
        (b"\xef\xbb\xbfA blamed B.", "A blamed B.", ""),
        ("A blamed B – 😊.".encode("utf-16"), "A blamed B – 😊.", "utf-16"),
        ("A blamed B – 😊.".encode("utf-32"), "A blamed B – 😊.", "utf-32"),
        (ACCENTS.encode("latin-1"), ACCENTS, "cp1252"),
        (QUOTES.encode("cp1252"), QUOTES, "cp1252"),
        (CZECH.encode("cp1250"), CZECH, "cp1250"),
        (RUSSIAN.encode("cp1251"), RUSSIAN, "cp1251"),
    ],
    ids=["utf-8", "bom", "utf-16", "utf-32", "accents", "quotes", "czech", "russian"],
)
def test_encodings_are_found_and_told(data: bytes, text: str, told: str) -> None:
    (found,) = read("txt", data, "in/dam.txt")
    assert (found.text, found.encoding, found.id) == (text, told, "dam")


def test_a_detected_encoding_is_told() -> None:
    text = "Die Behörde gab der übermüdeten Mannschaft die Schuld; über Gründe schwieg sie. " * 3
    (found,) = read("txt", text.encode("cp1252"))
    assert found.text == text
    assert found.encoding


@pytest.mark.parametrize(("name", "data"), [("txt", b"A\x00\xffB"), ("csv", b"text\nA\x00\xffB\n")])
def test_what_is_no_text_is_refused_with_its_byte(name: str, data: bytes) -> None:
    with pytest.raises(AnnotatorError, match=rf"in/dam: byte {data.index(255)} "):
        read(name, data)
    with pytest.raises(AnnotatorError, match=rf"in/dam: byte {data.index(255)} is no ascii"):
        read(name, data, encoding="ascii")


def test_a_bad_byte_far_into_a_table_is_told() -> None:
    data = b"text\n" + b"A blamed B.\n" * (SAMPLE // 6) + b"\xff\n"
    with pytest.raises(AnnotatorError, match=f"byte {len(data) - 2} is no utf-8"):
        read("csv", data)


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
def test_the_main_text_of_a_page(charset: str) -> None:
    page = PAGE.format(charset=charset).replace("“", "&ldquo;").replace("”", "&rdquo;")
    (found,) = read("html", page.encode(charset), "in/dam.html")
    assert (found.id, found.title, found.meta) == ("dam", "Dam fails", {"author": "Ida Moreau"})
    assert "\n\nCritics rejected that “naïve” excuse" in found.text
    for around in ("Home", "rights reserved"):
        assert around not in found.text


def test_a_document_with_a_table() -> None:
    (found,) = read("docx", document("Rossi’s ally blamed Brussels 😊.", "", "Second."), "in/dam.docx")
    assert found.text == "Rossi’s ally blamed Brussels 😊.\n\nSecond.\n\nin a table"
    assert (found.id, found.title) == ("dam", "Dam fails")


@settings(max_examples=50, deadline=None)
@given(st.lists(texts.filter(str.strip).filter(lambda t: "\0" not in t), min_size=1, max_size=4))
def test_tables_hold_any_text(cells: list[str]) -> None:
    rows = [("url", "body", "desk"), *((f"u{i}", cell, "world") for i, cell in enumerate(cells))]
    data = table(*rows)
    assert [p.text for p in read("csv", data, **{"text-field": "body", "id-field": "url"})] == cells
    lines = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    for name, packed in (("json", json.dumps(lines).encode()), ("parquet", parquet(lines))):
        found = read(name, packed, **{"text-field": "body", "id-field": "url"})
        assert [(p.id, p.text, p.meta) for p in found] == [
            (f"u{i}", cell, {"desk": "world"}) for i, cell in enumerate(cells)
        ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found(delimiter: str) -> None:
    (found,) = read("csv", table(("id", "text"), ("1", "A, B; C"), delimiter=delimiter))
    assert (found.id, found.text) == ("1", "A, B; C")


def test_values_that_json_lacks_become_text() -> None:
    from datetime import date

    (found,) = read("parquet", parquet([{"text": "A.", "day": date(2026, 1, 2), "raw": b"\1", "n": None}]))
    assert found.meta == {"day": "2026-01-02", "raw": "01"}


def test_an_id_of_nought_and_a_title_that_is_no_text_are_kept() -> None:
    (found,) = read("json", b'{"id": 0, "text": "A.", "title": ["B", "C"]}')
    assert (found.id, found.title, found.meta) == ("0", None, {"title": ["B", "C"]})


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("csv", b"", "empty table"),
        ("csv", b"text,text\na,b\n", "two columns are named 'text'"),
        ("csv", b"id,body\n1,a\n", "no text in a field 'text'"),
        ("csv", b"id,text\n1,a\n2,b,c\n", "dam:3: 3 cells"),
        ("csv", b'id,text\n1,"a\n', "dam:2"),
        ("json", b"", "character 1"),
        ("json", b'[{"text": "a"}', "comma or the end"),
        ("json", b'[{"text": "a"},]', "comma with nothing"),
        ("json", b'[{"text": "a"}] x', "more after the end"),
        ("json", b'[{"text": "a", "text": "b"}]', "'text' stands twice"),
        ("json", b'[{"text": "a"}, 3]', "element 2: not a JSON object"),
        ("json", b'[{"text": "\\ud800"}]', "U\\+D800"),
        ("json", b'[{"text": "a', "element 1"),
        ("json", b'[{"text": "\xff"}]', "byte 11"),
        ("json", b'[{"text": 1e999}]', "too large"),
        ("json", b"[" * 100_000, "nested|element"),
        ("html", b"<html></html>", "no main text"),
        ("docx", b"PK", "no Word document"),
        ("docx", b"", "no Word document"),
        ("parquet", b"PAR1 cut", "no sound Parquet"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(name: str, data: bytes, told: str) -> None:
    with pytest.raises(AnnotatorError, match=told) as caught:
        read(name, data)
    assert "in/dam" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("name", ["docx", "parquet"])
def test_a_file_cut_anywhere_is_refused(name: str) -> None:
    whole = document("A blamed B.") if name == "docx" else parquet([{"text": "A blamed B."}])
    for part in range(0, len(whole) - 1, max(len(whole) // 40, 1)):
        with pytest.raises(AnnotatorError):
            read(name, whole[:part])


def test_entities_of_a_document_are_not_expanded(tmp_path: Path) -> None:
    import zipfile

    whole = zipfile.ZipFile(io.BytesIO(document("A.")))
    bomb = '<!DOCTYPE x [<!ENTITY a "LOL"><!ENTITY b "&a;&a;&a;">]>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for info in whole.infolist():
            data = whole.read(info).decode("utf-8", "replace")
            if info.filename == "word/document.xml":
                data = data.replace("?>", f"?>{bomb}", 1).replace("A.", "&b;")
            made.writestr(
                info.filename, data if info.filename.endswith((".xml", ".rels")) else whole.read(info)
            )
    try:
        found = read("docx", out.getvalue())
    except AnnotatorError:
        return
    assert "LOL" not in found[0].text


def test_an_array_is_read_element_by_element() -> None:
    """Elements larger than a chunk, cut within characters and escapes."""
    elements = [{"text": ("😊é\\" + str(i)) * (i * 3000)} for i in range(1, 12)]
    data = json.dumps(elements, ensure_ascii=False, indent=1).encode()
    assert [value for _, value in json_elements(io.BytesIO(data), "in", 1 << 20)] == elements
    with pytest.raises(AnnotatorError, match="longer than"):
        list(json_elements(io.BytesIO(data), "in", 1000))


def test_a_gzip_file_that_swells_is_refused() -> None:
    bomb = gzip.compress(b"\0" * (FREE + 2))
    with pytest.raises(AnnotatorError, match="unpacks to more"):
        unzipped(io.BytesIO(bomb), 1, "in.gz").read()
    for damaged in (bomb[: len(bomb) // 2], b"not packed", bomb[:20] + b"\xff" * 20 + bomb[40:]):
        with pytest.raises(AnnotatorError):
            unzipped(io.BytesIO(damaged), len(damaged), "in.gz").read()


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    for name, package, extra in (
        ("html", "trafilatura", "html"),
        ("docx", "docx", "docx"),
        ("parquet", "pyarrow", "parquet"),
    ):
        monkeypatch.setitem(sys.modules, package, None)
        with pytest.raises(AnnotatorError, match="needs the package") as caught:
            read(name, b"PK\5\6" + b"\0" * 18)
        assert f"[{extra}]" in caught.value.hint
