"""brat standoff as corpora have it, and its damaged forms."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.errors import AnnotatorError
from annotator.formats import formats
from annotator.formats._brat_names import Where, name_of, where_of
from annotator.formats._from_standoff import from_standoff
from annotator.formats.brat import Brat

from .generated import NAMES, words
from .golden import SCHEME, TEXT, record

brat: Brat = formats.load("brat")
#: As in PolNeAR: the event has a trigger of its own, its cue is an argument.
POLNEAR = (
    "T1\tSource 12 47\tPrime Minister Giorgia Rossi's ally\n"
    "T2\tCue 48 54\tblamed\n"
    "T3\tContent 55 63;66 79\tBrussels for the delay\n"
    "T4\tAttribution 48 54\tblamed\n"
    "T5\tSource 3 10\tTuesday\n"
    "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1 Source2:T5\n"
)


def folder(path: Path, **files: str) -> Path:
    for name, content in files.items():
        file = path / name.replace("__", "/").replace("DOT", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode())
    return path


def test_the_golden_sentence_in_standoff(tmp_path: Path) -> None:
    brat.write([record()], tmp_path / "out", SCHEME)
    assert (tmp_path / "out" / "golden_anna.txt").read_text() == TEXT
    assert (tmp_path / "out" / "golden_anna.ann").read_text().splitlines()[:5] == [
        "T1\tACTOR 12 47\tPrime Minister Giorgia Rossi's ally",
        "T2\tSTANCE 48 54\tblamed",
        "T3\tACTOR 55 63\tBrussels",
        "T4\tISSUE 70 79\tthe delay",
        "E1\tSTANCE:T2 issue:T4 source:T1 target:T3",
    ]
    conf = (tmp_path / "out" / "annotation.conf").read_text()
    assert "STANCE\tsource*:ACTOR, target*:ACTOR, issue*:ISSUE, nested*:STANCE" in conf


@given(
    words.filter(bool), st.sampled_from([None, *NAMES, "a_b", ".", "x.y"]), st.sampled_from(["main", "r 1.2"])
)
def test_names_of_files_say_whose_they_are(article: str, annotator: str | None, round: str) -> None:
    where = Where(article, annotator, round, 1, "human")
    name = name_of(where)
    assert where_of(f"{name}.ann") == where
    for part in name.split("/"):
        assert not part.startswith(".")
        assert not set(part) & set('\\:*?"<>|\0')


def test_an_id_too_long_for_a_name_is_cut(tmp_path: Path) -> None:
    one = record()
    long = replace(one, article=replace(one.article, id="x" * 400))
    other = replace(one, article=replace(one.article, id="x" * 401))
    with pytest.raises(AnnotatorError, match="differs"):
        brat.write([long, other], tmp_path / "out", SCHEME)
    brat.write([long, other], tmp_path / "out", SCHEME, check=False)
    assert len(list((tmp_path / "out").glob("*.ann"))) == 2


@pytest.mark.parametrize("packed", [False, True])
def test_one_text_with_several_annotators_in_folders_of_their_own(tmp_path: Path, packed: bool) -> None:
    place = folder(
        tmp_path / "in", text__damDOTtxt=TEXT, text__emptyDOTtxt="Nobody labelled this.",
        attributions__dam_4b22DOTann=POLNEAR, attributions__dam_ef2dDOTann="",
    )  # fmt: skip
    if packed:
        with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
            for file in place.rglob("*.*"):
                archive.write(file, Path("polnear") / file.relative_to(place))
        found = list(brat.read_folder(zipfile.Path(tmp_path / "in.zip"), "in.zip"))
    else:
        found = list(brat.read_folder(place, "in"))
    assert [(p.id, p.annotator, len(p.labels.ties)) for p in found] == [
        ("dam", "4b22", 1), ("dam", "ef2d", 0), ("empty", None, 0),
    ]  # fmt: skip
    (tie,) = found[0].labels.ties.values()
    spans = found[0].labels.spans
    assert {(role.role, spans[role.filler or ""].fragments) for role in tie.roles} == {
        ("Content", ((55, 63), (66, 79))), ("Cue", ((48, 54),)), ("Source", ((12, 47),)),
        ("Source", ((3, 10),)),
    }  # fmt: skip
    assert spans[tie.head].label == "Attribution"


def test_plain_corpora_name_no_annotator(tmp_path: Path) -> None:
    place = folder(tmp_path, dam_failsDOTtxt=TEXT, dam_failsDOTann="T1\tACTOR 55 63\tBrussels\n")
    (found,) = brat.read_folder(place, "in")
    assert (found.id, found.annotator) == ("dam_fails", None)
    (found,) = brat.read_folder(place, "in", {"annotators": "yes"})
    assert (found.id, found.annotator) == ("dam", "fails")


def test_relations_notes_and_references() -> None:
    labels = from_standoff(
        "T1\tACTOR 12 47\tPrime Minister Giorgia Rossi's ally\nT2\tSTANCE 48 54\tblamed\n"
        "R1\tsource Arg1:T2 Arg2:T1\nA1\tcertain T2 high\nA2\tnegated T2\n#1\tAnnotatorNotes T2\tclear\n"
        "N1\tReference T1 Wikidata:Q1\tRossi\n*\tEquiv T1 T2\n#2\tAnnotatorNotes R1\tx\n",
        TEXT,
        "in",
    )
    (tie,) = labels.ties.values()
    assert labels.spans[tie.head].attributes == {"certain": "high", "negated": True, "note": "clear"}
    assert {span.entity for span in labels.spans.values()} == {"Wikidata:Q1", None}
    assert [role.role for role in tie.roles] == ["source"]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("T1 ACTOR 0 2 On", "no tab"),
        ("T1\tACTOR 0\tOn", "no offsets"),
        ("T1\tACTOR x y\tOn", "no offsets"),
        ("T1\tACTOR 2 2\t", "empty"),
        ("T1\tACTOR 0 99\tOn", "inside the text"),
        ("T1\tISSUE 71 80\tthe delay", "UTF-16"),
        ("T1\tACTOR 0 2;1 3\tOn n", "overlap"),
        ("T1\tACTOR 0 2\tOn\nT1\tACTOR 0 2\tOn", "in:2: T1 is there already"),
        ("E1\tSTANCE:T9", "trigger T9"),
        ("T1\tSTANCE 0 2\tOn\nE1\tSTANCE:T1 source:T9", "no T9"),
        ("T1\tSTANCE 0 2\tOn\nE1\tSTANCE", "an event is"),
        ("T1\tSTANCE 0 2\tOn\nE1\tSTANCE:T1\nE1\tSTANCE:T1", "in:3: E1 is there already"),
        ("R1\tsource Arg1:T1", "a relation is"),
        ("R1\tsource Arg1:T1 Arg2:T2", "no T1"),
        ("A1\tnegated T1", "no T1"),
        ("A1\tnegated", "of what"),
        ("N1\tReference T1", "a normalisation is"),
        ("Q1\tx", "no kind"),
        ("T1\tSTANCE 0 2\tOn\n#1\tAttributes T1\t{", "no attributes"),
    ],
)
def test_damaged_lines_are_told(lines: str, told: str) -> None:
    with pytest.raises(AnnotatorError, match=told) as caught:
        from_standoff(lines, TEXT, "in")
    assert "in:" in caught.value.message or "in " in str(caught.value)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.lists(
            st.sampled_from(["T1", "T2", "E1", "R1", "A1", "N1", "#1", "*", "\t", " ", "0", "2", "12 47", ":", "x", "Arg1:T1"]),
            max_size=8,
        ).map("".join),
        max_size=6,
    ).map("\n".join)
)  # fmt: skip
def test_any_lines_are_read_or_refused_with_words(lines: str) -> None:
    try:
        from_standoff(lines, TEXT, "in")
    except AnnotatorError as error:
        told = error.message and error.hint
    else:
        told = "nothing to tell"
    assert told


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"aDOTann": ""}, "no text for it"),
        ({"readmeDOTmd": ""}, "no .txt file"),
        ({"x__aDOTtxt": "A.", "y__aDOTtxt": "B.", "z__aDOTann": ""}, "which text"),
        ({"aDOTtxt": "A\0.", "aDOTann": ""}, "U\\+0000"),
    ],
)
def test_folders_that_do_not_fit_are_told(tmp_path: Path, files: dict[str, str], told: str) -> None:
    with pytest.raises(AnnotatorError, match=told):
        list(brat.read_folder(folder(tmp_path, **files), "in"))
