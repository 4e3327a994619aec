"""spaCy's Docs: exact tokens, nothing unreviewed, every loss told, and a config that trains."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, DocBin
from spacy.training import Corpus
from spacy.vocab import Vocab

from annotator.domain.errors import AnnotatorError
from annotator.domain.labels import Labels, Role, Span, Status, Tie
from annotator.domain.record import Record
from annotator.formats import Losses, formats
from annotator.formats import _docs as docs_module
from annotator.formats._bins import BinWriter, read_bins
from annotator.formats._check_docs import doc_differences
from annotator.formats._docs import DocMaker, words_and_spaces
from annotator.formats.spacy import format as spacy_format
from annotator.schemes.reader import load

from .generated import PIECES, records
from .golden import ISSUE, SCHEME, TARGET, TEXT, record, with_regions
from .made import DONE, NLP, NOTHING, OPEN, SKIPPED, article_of, many, record_of, tied


def _docs(
    *made: Record, unit: str = "article", entities: tuple[str, ...] = tuple(SCHEME.labels)
) -> tuple[list[Doc], dict[str, int]]:
    """Docs as they come back from bytes, and the losses; the check finds nothing."""
    losses = Losses()
    maker = DocMaker(Vocab(), SCHEME, unit, entities, losses)
    bin = DocBin(attrs=docs_module.TOKEN_ATTRIBUTES, store_user_data=True)
    for one in made:
        for doc in maker.docs(one):
            bin.add(doc)
    found = list(DocBin().from_bytes(bin.to_bytes()).get_docs(NLP.vocab))
    assert list(doc_differences(made, {"train": found}, lambda _: "train", losses)) == []
    return found, {loss.what: loss.count for loss in losses}


@pytest.mark.parametrize("unit", ["article", "sentence"])
def test_golden_sentence(unit: str) -> None:
    golden = replace(record(), article=article_of(record().article.text, "golden"))
    (doc,), losses = _docs(golden, unit=unit)
    assert losses == {}
    assert doc.text == golden.article.text
    assert [token.text for token in doc] == [token.text for token in NLP(doc.text)]
    found = [(span.label_, span.start, span.end, span.id_, span.kb_id_) for span in doc.spans["sc"]]
    assert found == [
        ("ACTOR", 3, 9, "s1", "rossi-ally"),
        ("STANCE", 9, 10, "s2", ""),
        ("ACTOR", 10, 11, "s3", ""),
        ("ISSUE", 13, 15, "s4", ""),
    ]
    assert [(span.start_char, span.end_char) for span in doc.spans["sc"]] == [
        (12, 47),
        (48, 54),
        (55, 63),
        (70, 79),
    ]
    assert [(ent.start, ent.end, ent.label_) for ent in doc.ents] == [
        (3, 9, "ACTOR"), (9, 10, "STANCE"), (10, 11, "ACTOR"), (13, 15, "ISSUE")
    ]  # fmt: skip
    assert doc._.rel == {(9, 3): {"source": 1.0}, (9, 10): {"target": 1.0}, (9, 13): {"issue": 1.0}}
    (tie,) = doc.user_data["record"]["ties"]
    assert (tie["id"], tie["head"], tie["category"], tie["attributes"]["note"]) == (
        "t1",
        1,
        "ACCUSE",
        "clear",
    )
    assert tie["roles"] == (
        {"role": "source", "span": 0}, {"role": "target", "span": 2}, {"role": "issue", "span": 3}
    )  # fmt: skip
    expected = {"ACCUSE": 1.0, "DENY": 0.0, "CONDEMN": 0.0, "REPORT": 0.0}
    assert doc.cats == (expected if unit == "sentence" else {})


def test_a_scheme_without_categories_says_whether_there_is_a_tie() -> None:
    scheme, _ = load("polnear")
    spans = {"h": Span("h", "CUE", ((2, 8),))}
    article = article_of("I denied it.\nNobody asked.")
    labels = Labels(spans, {"t": Tie("t", "h", None)}, {0: DONE, 13: NOTHING})
    one = Record(article, scheme.id, "spacy.en@3.8", "anna", labels=labels)
    docs = list(DocMaker(Vocab(), scheme, "sentence", tuple(scheme.labels), Losses()).docs(one))
    assert [doc.cats for doc in docs] == [{"CUE": 1.0}, {"CUE": 0.0}]


def test_categories_switched_off_are_no_negatives() -> None:
    scheme = replace(SCHEME, off=("REPORT",))
    one = record_of("Nobody asked.", statuses=(NOTHING,))
    (doc,) = DocMaker(Vocab(), scheme, "sentence", (), Losses()).docs(one)
    assert set(doc.cats) == {"ACCUSE", "DENY", "CONDEMN"}


THREE = "A ministry denied it.\nNobody asked.\nCritics blamed the ministry."


def test_only_reviewed_sentences_go_in() -> None:
    one = record_of(THREE, ("ACTOR", "A ministry"), ("ACTOR", "Critics"), statuses=(OPEN, NOTHING, DONE))
    (doc,), losses = _docs(one)
    assert doc.text == "Nobody asked.\nCritics blamed the ministry."
    assert [span.text for span in doc.spans["sc"]] == ["Critics"]
    assert losses == {docs_module.OUTSIDE: 1}
    assert [sentence.text.strip() for sentence in doc.sents] == [
        "Nobody asked.",
        "Critics blamed the ministry.",
    ]


def test_a_last_sentence_of_one_word_after_a_gap() -> None:
    (doc,), losses = _docs(record_of("A. B.\nC.\nD", ("ACTOR", "D"), statuses=(DONE, OPEN, DONE)))
    assert [(span.text, span.start_char) for span in doc.spans["sc"]] == [("D", 7)]
    assert losses == {}


def test_what_was_left_out_leaves_a_blank_line() -> None:
    one = record_of(THREE, ("ACTOR", "A ministry"), ("STANCE", "blamed"), statuses=(DONE, SKIPPED, DONE))
    one = tied(one, "s1", Role("target", "s0"), Role("source", implicit="unnamed"))
    (doc,), losses = _docs(one)
    assert doc.text == "A ministry denied it.\n\nCritics blamed the ministry."
    assert losses == {}
    assert doc.user_data["record"]["stretches"] == ((0, 21, 0), (36, 64, 23))
    assert [(span.text, span.start) for span in doc.spans["sc"]] == [("A ministry", 0), ("blamed", 7)]
    assert doc._.rel == {(7, 0): {"target": 1.0}}
    assert doc.user_data["record"]["ties"][0]["roles"] == (
        {"role": "target", "span": 0}, {"role": "source", "implicit": "unnamed"}
    )  # fmt: skip


def test_a_reviewed_sentence_without_a_span_is_a_negative() -> None:
    (doc,), _ = _docs(record_of("Nobody asked.", statuses=(NOTHING,)))
    assert "sc" in doc.spans
    assert len(doc.spans["sc"]) == 0
    assert all(token.ent_iob_ == "O" for token in doc)


def test_nothing_reviewed_makes_no_doc() -> None:
    docs, losses = _docs(record_of(THREE, ("ACTOR", "Critics"), statuses=(OPEN, SKIPPED, OPEN)))
    assert docs == []
    assert losses == {docs_module.UNREVIEWED: 1, docs_module.OUTSIDE: 1}


def test_spans_and_roles_across_sentences_are_told() -> None:
    one = record_of(
        THREE,
        ("STANCE", "blamed"),
        ("ACTOR", "A ministry"),
        ("CONTENT", "asked.\nCritics"),
        ("ACTOR", "Critics"),
    )
    one = tied(one, "s0", Role("source", "s3"), Role("target", "s1"))
    one = tied(one, "s2", Role("source", "s3"), Role("nested", tie="t"), name="outer")
    docs, losses = _docs(one, unit="sentence")
    assert [doc.text for doc in docs] == THREE.split("\n")
    assert losses == {docs_module.NO_FILLER: 1, docs_module.ACROSS: 1, docs_module.NO_HEAD: 1}
    assert [doc.cats["ACCUSE"] for doc in docs] == [0.0, 0.0, 1.0]
    (doc,), losses = _docs(one)
    assert losses == {docs_module.NO_ENTITY: 1}
    assert doc.user_data["record"]["ties"][0]["roles"][1] == {"role": "nested", "tie": 1}


def test_parts_of_tokens_are_widened_and_told() -> None:
    one = record_of("The U.S.-backed forces denied it.", ("ACTOR", "U.S."), ("ACTOR", "forces denied "))
    (doc,), losses = _docs(one)
    assert [span.text for span in doc.spans["sc"]] == ["U.S.-backed", "forces denied"]
    assert losses == {docs_module.WIDENED: 2}
    assert doc.user_data["record"]["spans"][0]["end"] == 8


def test_spans_of_blanks_alone_are_told() -> None:
    one = record_of("It is.  They deny.", ("ACTOR", "  "), ("STANCE", "deny"))
    one = tied(tied(one, "s0", name="gone"), "s1", Role("source", "s0"))
    (doc,), losses = _docs(one)
    assert [span.text for span in doc.spans["sc"]] == ["deny"]
    assert losses == {docs_module.NO_TOKEN: 1, docs_module.NO_HEAD: 1, docs_module.NO_FILLER: 1}


def test_split_phrases_are_put_whole_and_told() -> None:
    one = record_of(
        "Critics held Brussels responsible.", ("STANCE", "held … responsible"), ("ACTOR", "Brussels")
    )
    (doc,), losses = _docs(one)
    assert [span.text for span in doc.spans["sc"]] == ["held Brussels responsible", "Brussels"]
    assert losses == {docs_module.FRAGMENTED: 1, docs_module.NO_ENTITY: 1}
    assert doc.user_data["record"]["spans"][0]["fragments"] == ((8, 12), (22, 33))


@pytest.mark.parametrize(
    ("entities", "words"),
    [
        (("ACTOR", "STANCE", "ISSUE", "CONTENT"), ["the EU", "blamed", "aid"]),
        (("CONTENT", "ACTOR"), ["it blamed the EU for aid"]),
        (("ISSUE",), ["aid"]),
        ((), []),
    ],
)
def test_entities_by_the_order_of_their_labels(entities: tuple[str, ...], words: list[str]) -> None:
    one = record_of(
        "They say it blamed the EU for aid.",
        ("CONTENT", "it blamed the EU for aid"), ("STANCE", "blamed"), ("ACTOR", "the EU"), ("ACTOR", "EU"),
        ("ISSUE", "aid"),
    )  # fmt: skip
    (doc,), losses = _docs(one, entities=entities)
    assert sorted(ent.text for ent in doc.ents) == sorted(words)
    assert len(doc.spans["sc"]) == 5
    wanted = sum(span.label_ in entities for span in doc.spans["sc"])
    assert losses.get(docs_module.NO_ENTITY, 0) == wanted - len(words)


def test_two_fillers_that_begin_alike_are_told_apart() -> None:
    one = record_of(
        "Critics blamed EU states.", ("STANCE", "blamed"), ("ACTOR", "EU"), ("ACTOR", "EU states")
    )
    one = tied(one, "s0", Role("source", "s1"), Role("target", "s2"))
    (doc,), _ = _docs(one)
    assert doc._.rel == {(1, 2): {"source": 1.0, "target": 1.0}}
    told = doc.user_data["record"]
    by_role = {role["role"]: told["spans"][role["span"]]["id"] for role in told["ties"][0]["roles"]}
    assert by_role == {"source": "s1", "target": "s2"}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(records(), max_size=3, unique_by=lambda one: one.article.id),
    st.sampled_from(["article", "sentence"]),
)
def test_whatever_is_labelled_is_held_or_told(made: list[Record], unit: str) -> None:
    docs, _ = _docs(*made, unit=unit)
    assert all("sc" in doc.spans for doc in docs)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_words_make_the_text_again_as_spacy_does(text: str) -> None:
    own = [(token.idx, token.idx + len(token)) for token in NLP.make_doc(text) if not token.is_space]
    for bounds in (own, [], own[::2]):
        words, spaces = words_and_spaces(text, iter(bounds))
        assert Doc(NLP.vocab, words=words, spaces=spaces).text == text


def _as_if(doc: Doc, **told: object) -> Doc:
    doc.user_data["record"] = doc.user_data["record"] | told
    return doc


def _golden_doc() -> Doc:
    (doc,) = DocMaker(NLP.vocab, SCHEME, "article", (), Losses()).docs(record())
    return doc


def _without_last_span() -> Doc:
    doc = _golden_doc()
    told = doc.user_data["record"]
    doc.spans["sc"] = list(doc.spans["sc"])[:-1]
    ties = [told["ties"][0] | {"roles": told["ties"][0]["roles"][:-1]}]
    return _as_if(doc, spans=told["spans"][:-1], ties=ties)


def _moved() -> Doc:
    doc = _golden_doc()
    first, *rest = doc.spans["sc"]
    moved = spacy.tokens.Span(doc, first.start + 1, first.end, first.label_, span_id=first.id_)
    doc.spans["sc"] = [moved, *rest]
    return doc


def _with_role(**role: object) -> Doc:
    doc = _golden_doc()
    (tie,) = doc.user_data["record"]["ties"]
    return _as_if(doc, ties=[tie | {"roles": [tie["roles"][0] | role, *tie["roles"][1:]]}])


def _with_span(**span: object) -> Doc:
    doc = _golden_doc()
    first, *rest = doc.user_data["record"]["spans"]
    return _as_if(doc, spans=[first | span, *rest])


def _with_tie_told(**tie: object) -> Doc:
    doc = _golden_doc()
    return _as_if(doc, ties=[doc.user_data["record"]["ties"][0] | tie])


def _without_key() -> Doc:
    doc = _golden_doc()
    del doc.spans["sc"]
    return doc


CHANGED: dict[str, tuple[Callable[[], Doc | None], str]] = {
    "no doc": (lambda: None, "4 spans are missing, of which 0 were told"),
    "another's": (
        lambda: _as_if(_golden_doc(), annotator="ben"),
        "belong to no record here, first of golden",
    ),
    "text": (lambda: _as_if(_golden_doc(), stretches=[(1, 80, 0)]), "the text from 1 to 80 is another"),
    "a span gone": (_without_last_span, "1 spans are missing, of which 0 were told"),
    "a role gone": (_without_last_span, "1 roles are missing, of which 0 were told"),
    "tokens": (_moved, "span s1 12-47 does not lie at 18-47"),
    "label": (lambda: _with_span(label="ISSUE"), "span s1 was written as"),
    "offset": (lambda: _with_span(start=13), "span s1 was written as"),
    "no key": (_without_key, "doc.spans['sc'] does not hold the spans"),
    "filler": (lambda: _with_role(span=3), "tie t1 has the roles"),
    "role": (lambda: _with_role(role="target"), "tie t1 has the roles"),
    "category": (lambda: _with_tie_told(category="DENY"), "tie t1 was written as"),
    "head": (lambda: _with_tie_told(head=0), "tie t1 was written as"),
    "a tie gone": (lambda: _as_if(_golden_doc(), ties=[]), "1 ties are missing, of which 0 were told"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_the_check_finds_what_was_changed(name: str) -> None:
    changed, message = CHANGED[name]
    doc = changed()
    docs = {"train": [] if doc is None else [doc]}
    found = list(doc_differences([record()], docs, lambda _: "train", Losses()))
    assert any(message in difference for difference in found), found


def test_many_docs_go_to_several_files(tmp_path: Path) -> None:
    made = [record_of("Critics blamed it.", ("ACTOR", "Critics"), name=f"a{i}") for i in range(7)]
    maker = DocMaker(Vocab(), SCHEME, "article", (), Losses())
    bins = BinWriter(tmp_path, "train", most=9)
    for one in made:
        for doc in maker.docs(one):
            bins.add(doc)
    bins.close()
    assert bins.path == "train"
    assert sorted(path.name for path in (tmp_path / "train").iterdir()) == [
        f"000{i}.spacy" for i in range(1, 5)
    ]
    names = [doc.user_data["record"]["article"] for doc in read_bins(tmp_path, "train", NLP.vocab)]
    assert names == [f"a{i}" for i in range(7)]
    assert len(list(Corpus(tmp_path / "train")(NLP))) == 7


def _split_of(folder: Path) -> dict[str, set[str]]:
    return {
        name: {doc.user_data["record"]["article"] for doc in read_bins(folder, name, NLP.vocab)}
        for name in ("train", "dev", "test")
    }


def test_an_article_is_in_one_split_whoever_labelled_it(tmp_path: Path) -> None:
    made = [replace(one, annotator=name) for one in many(40) for name in ("anna", "ben")]
    spacy_format.write(made, tmp_path / "out", SCHEME, {"unit": "sentence"})
    split = _split_of(tmp_path / "out")
    assert set.union(*split.values()) == {f"a{i}" for i in range(40)}
    assert sum(map(len, split.values())) == 40
    more = [
        *made,
        *(replace(one, article=replace(one.article, id=f"b{i}")) for i, one in enumerate(many(40))),
    ]
    spacy_format.write(more, tmp_path / "more", SCHEME, {"unit": "sentence"})
    again = _split_of(tmp_path / "more")
    assert all(split[name] <= again[name] for name in split)


def test_a_group_stays_together(tmp_path: Path) -> None:
    made = [
        replace(one, article=replace(one.article, meta={"event": i % 7})) for i, one in enumerate(many(42))
    ]
    spacy_format.write(made, tmp_path / "out", SCHEME, {"group": "event"})
    for names in _split_of(tmp_path / "out").values():
        events = {int(name[1:]) % 7 for name in names}
        assert names == {f"a{i}" for i in range(42) if i % 7 in events}


def test_long_spans_and_small_projects_are_told(tmp_path: Path) -> None:
    one = record_of("Critics blamed Brussels for it.", ("CONTENT", "Critics blamed Brussels"))
    (loss,) = spacy_format.write([one], tmp_path / "out", SCHEME, {"max-ngram": "2"})
    assert str(loss) == "1 spans longer than the 2 tokens that the config looks for (max-ngram) (a: 3 tokens)"
    config = spacy.util.load_config(tmp_path / "out" / "config.cfg")
    assert config["components"]["spancat"]["suggester"]["max_size"] == 2
    assert config["paths"]["dev"] == "train.spacy"
    assert "scores on train" in (tmp_path / "out" / "README.md").read_text()
    about = json.loads((tmp_path / "out" / "export.json").read_text())
    assert set(about["files"]) == {path.name for path in (tmp_path / "out").iterdir()}
    spacy_format.write([], tmp_path / "none", SCHEME)
    assert "no sentence has been reviewed" in (tmp_path / "none" / "README.md").read_text()


def test_the_config_looks_for_spans_as_long_as_there_are(tmp_path: Path) -> None:
    one = record_of("Critics blamed the city of Brussels.", ("ACTOR", "the city of Brussels"))
    spacy_format.write([one], tmp_path / "out", SCHEME)
    config = spacy.util.load_config(tmp_path / "out" / "config.cfg")
    assert config["components"]["spancat"]["suggester"]["max_size"] == 4
    assert config["training"]["score_weights"]["spans_sc_f"] == 1.0


def test_sentences_nobody_reviewed_on_request(tmp_path: Path) -> None:
    one = record_of(THREE, ("ACTOR", "A ministry"), statuses=(OPEN, OPEN, OPEN))
    losses = spacy_format.write([one], tmp_path / "out", SCHEME, {"sentences": "all"})
    assert not losses
    (doc,) = read_bins(tmp_path / "out", "train", NLP.vocab)
    assert doc.text == THREE


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"unit": "word"}, "unit cannot be 'word'"),
        ({"split": "80"}, "'80' is no split"),
        ({"max-ngram": "0"}, "max-ngram cannot be '0'"),
    ],
)
def test_wrong_options_are_refused(options: dict[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError, match=message):
        spacy_format.write([record()], tmp_path / "out", SCHEME, options)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_language_is_told(tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError, match="spaCy knows no language 'qq'"):
        spacy_format.write([replace(record(), tokenizer="spacy.qq@3.8")], tmp_path / "out", SCHEME)
    assert list(tmp_path.iterdir()) == []


def test_bytes_are_the_same_in_another_process(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.formats.golden import SCHEME, record;"
        "from annotator.formats import formats;"
        "[formats.load(n).write([record()], Path(sys.argv[1], n), SCHEME) for n in ('jsonl', 'spacy')]"
    )
    found = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        env = os.environ | {"PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code, str(folder)], check=True, env=env, cwd=_root())
        found.append({p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()})
    assert len(found[0]) == 8
    assert found[0] == found[1]


def _root() -> Path:
    return Path(__file__).parents[2]


def test_docs_of_others_are_read_by_their_spans_or_entities(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    with_spans, with_entities = nlp(TEXT), nlp(TEXT)
    with_spans.spans["mine"] = [with_spans.char_span(*TARGET, label="ORG")]
    with_entities.ents = [with_entities.char_span(*ISSUE, label="EVENT")]
    DocBin(docs=[with_spans, with_entities], store_user_data=True).to_disk(tmp_path / "x.spacy")
    with (tmp_path / "x.spacy").open("rb") as source:
        found = list(formats.load("spacy").read(source, "x.spacy", {"spans-key": "mine"}))
    assert [[(s.label, s.start, s.end) for s in one.labels.spans.values()] for one in found] == [
        [("ORG", *TARGET)], [("EVENT", *ISSUE)],
    ]  # fmt: skip


def test_excerpts_are_read_as_texts_of_their_own(tmp_path: Path) -> None:
    one = replace(record(), article=with_regions(), labels=Labels().with_status(34, Status("done")))
    one = replace(one, labels=one.labels.with_span(Span("s1", "STANCE", ((42, 48),))))
    formats.load("spacy").write([one], tmp_path / "out", SCHEME)
    (found,) = formats.load("spacy").read_folder(tmp_path / "out", "out")
    assert (found.id, found.text) == ("dam@34", "Critics blamed it.")
    (span,) = found.labels.spans.values()
    assert found.text[span.start : span.end] == "blamed"


def test_a_bin_cut_anywhere_is_refused(tmp_path: Path) -> None:
    import io

    formats.load("spacy").write([record()], tmp_path / "out", SCHEME)
    whole = (tmp_path / "out" / "train.spacy").read_bytes()
    for part in range(0, len(whole) - 1, len(whole) // 20):
        with pytest.raises(AnnotatorError, match="no sound DocBin"):
            list(formats.load("spacy").read(io.BytesIO(whole[:part]), "x.spacy"))
