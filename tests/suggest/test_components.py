"""The components as spaCy components: registration, results on the document, saving and loading."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from annotator.domain.errors import AnnotatorError
from annotator.suggest.lexicon import FILES, Lexicon, built_in
from annotator.suggest.pipelines import COMPONENTS

TEXT = "Norway closed its embassy, accusing Iceland of spying. “We did nothing,” Reykjavik said."


@pytest.fixture
def nlp() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp


def results(doc: Doc) -> str:
    groups = {
        name: [(s.start, s.end, s.label_, s.id_, s.kb_id_) for s in group]
        for name, group in doc.spans.items()
    }
    return json.dumps([groups, doc._.ties])


def test_results_stand_on_the_document(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert {"Norway", "Reykjavik"} <= {span.text for span in doc.spans["actors"]}
    assert {span.text: span.id_ for span in doc.spans["stances"]}["accusing"] == "ACCUSE"
    tie = doc._.ties[0]
    assert "spying" in {doc[role["start"] : role["end"]].text for role in tie["roles"] if "start" in role}
    assert tie["category"] == "ACCUSE"
    assert 0 < tie["score"] <= 1
    assert doc.spans["actors"][0].kb_id_ == "NOR"
    assert len(doc.spans["actors"].attrs["scores"]) == len(doc.spans["actors"])


def test_without_sentence_boundaries_a_text_is_one_sentence() -> None:
    nlp = spacy.blank("en")
    for name in COMPONENTS:
        nlp.add_pipe(name)
    assert nlp("Norway accused Iceland of spying")._.ties[0]["category"] == "ACCUSE"


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "“", "”", '‘’""', "said", "of by to", "according to", "(", "—, : ;"]
)
def test_odd_texts(nlp: Language, text: str) -> None:
    assert nlp(text)._.ties == []


def test_survives_disk(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "saved")
    loaded = spacy.load(tmp_path / "saved")
    assert results(loaded(TEXT)) == results(nlp(TEXT))
    assert loaded.get_pipe("blame_ties").digest == nlp.get_pipe("blame_ties").digest  # type: ignore[attr-defined]


def test_a_saved_lexicon_is_used_after_loading(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "saved")
    for name in COMPONENTS:
        file = tmp_path / "saved" / name / "lexicons/stances.tsv"
        file.write_text("DENY\tverb\tclose\tissue\t.9\n", encoding="utf-8")
    loaded = spacy.load(tmp_path / "saved")
    assert [tie["category"] for tie in loaded(TEXT)._.ties] == ["DENY"]
    assert loaded.get_pipe("blame_ties").digest != built_in().digest  # type: ignore[attr-defined]


def test_a_saved_lexicon_that_lost_a_file_is_refused(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "saved")
    (tmp_path / "saved" / "blame_ties" / "lexicons/verbs.tsv").unlink()
    with pytest.raises(AnnotatorError, match=r"lexicons/verbs\.tsv"):
        spacy.load(tmp_path / "saved")


def test_survives_bytes(nlp: Language) -> None:
    other = spacy.blank("en")
    other.add_pipe("sentencizer")
    for name in COMPONENTS:
        other.add_pipe(name)
    other.from_bytes(nlp.to_bytes())
    assert results(other(TEXT)) == results(nlp(TEXT))


def test_documents_survive_a_doc_bin(nlp: Language) -> None:
    doc = nlp(TEXT)
    (again,) = DocBin(docs=[doc], store_user_data=True).get_docs(nlp.vocab)
    assert results(again) == results(doc)


@pytest.mark.parametrize(
    ("file", "line", "says"),
    [
        ("lexicons/stances.tsv", "ACCUSE\tverb", "line 1: 2 columns instead of 5"),
        ("lexicons/stances.tsv", "BLAME\tverb\tblame\ttarget\t.9", "line 1: BLAME verb is no category"),
        ("lexicons/stances.tsv", "ACCUSE\tverb\tblame\ttarget for\t.9", "ends without a role"),
        ("lexicons/stances.tsv", "ACCUSE\tverb\tblame\ttarget\thigh", "line 1: the score 'high'"),
    ],
)
def test_a_malformed_lexicon_is_refused_with_its_line(file: str, line: str, says: str) -> None:
    texts = {**built_in().texts, file: line + "\n"}
    with pytest.raises(AnnotatorError, match=says):
        Lexicon(texts)


def test_digest_depends_on_every_file() -> None:
    digests = {
        Lexicon({**built_in().texts, file: built_in().texts[file] + "\n# changed\n"}).digest for file in FILES
    }
    assert len(digests | {built_in().digest}) == len(FILES) + 1
