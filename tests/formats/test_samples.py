"""The committed sample output is what the program writes today; `make samples` makes it anew."""

from __future__ import annotations

from pathlib import Path

import spacy
from pyarrow import parquet
from spacy.tokens import DocBin

from tests.samples import SAMPLES, write_samples


def test_samples_are_what_is_written_today(tmp_path: Path) -> None:
    write_samples(tmp_path)
    made, committed = _contents(tmp_path), _contents(SAMPLES)
    assert sorted(made) == sorted(committed)
    for name, content in made.items():
        assert content == committed[name], f"{name}: make samples, and look at the difference"


def _contents(folder: Path) -> dict[str, object]:
    """Bytes of text files, and what is in binary ones."""
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    return {str(file.relative_to(folder)): _content(file) for file in files}


def _content(file: Path) -> object:
    if file.suffix == ".spacy":
        return _docs(file)
    if file.suffix == ".parquet":
        table = parquet.read_table(file)
        return table.schema, table.to_pylist()
    return file.read_text("utf-8")


def _docs(file: Path) -> object:
    docs = DocBin().from_disk(file).get_docs(spacy.blank("en").vocab)
    return [(doc.to_json(), {str(key): value for key, value in doc.user_data.items()}) for doc in docs]
