"""Files that were sound, damaged at random: each is imported, or refused with words and nothing stored."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from annotator.domain.errors import AnnotatorError
from annotator.formats import FolderReader, Reader, Writer, formats
from annotator.project.doctor import Examination
from annotator.project.importing import import_labels
from annotator.project.project import Project, create_project, open_project
from annotator.project.sources import sources
from annotator.segment.segmenter import Segmenter
from tests.formats.golden import SCHEME, TEXT, record
from tests.formats.test_articles import document
from tests.interop.exports import articles

#: How many damaged files of each reader are tried; more by ANNOTATOR_FUZZ.
EXAMPLES = int(os.environ.get("ANNOTATOR_FUZZ", "12"))
READERS = [name for name in formats.names() if isinstance(formats.load(name), Reader | FolderReader)]
PAGE = f"<!DOCTYPE html><html><head><title>Golden</title></head><body><article><p>{TEXT}</p></article></body></html>"
#: What a sound file of formats that are only read has in it.
SOUND: dict[str, bytes] = {
    "txt": TEXT.encode(),
    "csv": f'id,text,outlet\na,"{TEXT}",x\nb,Nobody asked.,y\n'.encode(),
    "json": f'[{{"id": "a", "text": "{TEXT}", "n": [1, 2.5, null]}}, {{"text": "Nobody asked."}}]'.encode(),
    "html": PAGE.encode(),
    "docx": document(TEXT),
}
#: What hurts where it does not belong.
PIECES = (
    b"", b"\0", b"\xff", b"\xf0\x9f", b'"', b"{", b"}", b"[", b"]", b"<", b"&x;", b"\n", b"\r", b"\t", b" ", b"-1",
    b"0", b"99999999999999999999", b"1e999", b"null", b"true", b"\\u0000", b"\\ud83d", b"T1", b"E1", b":", b";",
    "😊".encode(), "\u202e".encode(), b"\x1b[2J", b"s1", b'""',
)  # fmt: skip

#: Where, how much is taken out, what is put in or, of None, the part taken out once more.
damages = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), st.none() | st.sampled_from(PIECES)),
    min_size=1,
    max_size=4,
)


def damaged(whole: bytes, damage: list[tuple[float, int, bytes | None]], keep: float) -> bytes:
    """The bytes with parts taken out, put in and doubled, cut off where `keep` says."""
    for where, length, piece in damage:
        at = int(where * len(whole))
        part = whole[at : at + length]
        whole = whole[:at] + (part * 2 if piece is None else piece) + whole[at + length :]
    return whole[: int(keep * len(whole))]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with nothing in it, to be copied."""
    place = tmp_path_factory.mktemp("empty") / "annotator.db"
    with create_project(str(place), "blame"):
        pass
    return place


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A sound file or folder of a format."""
    folder = tmp_path_factory.mktemp("sound")

    def of(name: str) -> Path:
        form = formats.load(name)
        place: Path = folder / f"in{form.suffix}"
        if not place.exists():
            if isinstance(form, Writer):
                one = replace(record(), article=Segmenter().article("golden", TEXT, meta={"a": 1}))
                form.write([one, *list(articles())[1:]], place, SCHEME)
            else:
                place.write_bytes(SOUND[name])
        return place

    return of


@pytest.mark.parametrize("name", READERS)
def test_damaged_files_are_imported_or_refused_and_nothing_stored(
    name: str, empty: Path, sound: Callable[[str], Path]
) -> None:
    whole = sound(name)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate),
    )
    @given(damages, st.just(1.0) | st.floats(0, 1), st.integers(0, 100))
    def any_damage(damage: list[tuple[float, int, bytes | None]], keep: float, pick: int) -> None:
        with tempfile.TemporaryDirectory() as scratch, project_in(Path(scratch), empty) as project:
            place = Path(scratch) / whole.name
            file = place
            if whole.is_dir():
                shutil.copytree(whole, place)
                files = sorted(one for one in place.rglob("*") if one.is_file() and one.name != "export.json")
                file = files[pick % len(files)]
            else:
                shutil.copy(whole, place)
            file.write_bytes(damaged(file.read_bytes(), damage, keep))
            check_import(project, name, place)

    any_damage()


def project_in(folder: Path, empty: Path) -> Project:
    shutil.copy(empty, folder / "annotator.db")
    return open_project(str(folder / "annotator.db"))


def check_import(project: Project, name: str, place: Path) -> None:
    """Import, and see that all is well or nothing was done."""
    refused = None
    try:
        import_labels(project, sources([str(place)], name), annotator="ben")
    except AnnotatorError as error:
        refused = error
    if refused is None:
        assert list(Examination(project).findings()) == []
    else:
        assert refused.message.strip()
        assert refused.hint.strip()
        assert project.store.article_keys() == []
        assert list(project.store.annotators()) == []
