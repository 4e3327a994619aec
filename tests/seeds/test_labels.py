"""The labels of the sample articles: they obey the scheme, come back the same, and differ honestly."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from annotator import resources
from annotator.domain.rules import unfinished, violations
from annotator.domain.scheme import Scheme
from annotator.formats._parsed import Parsed
from annotator.project.exporting import export
from annotator.project.importing import import_articles, import_labels, parsed_files
from annotator.project.project import create_project
from annotator.project.sources import sources
from annotator.schemes.reader import load

SEEDS = resources.folder("seeds")
WHO = ("anna", "ben", "gold")
ARTICLES = sorted((SEEDS / "articles").glob("*.txt"))


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return load("blame")[0]


@pytest.fixture(scope="module")
def records() -> dict[str, list[Parsed]]:
    return {who: list(parsed_files(sources([str(labels_file(who))]))) for who in WHO}


def labels_file(who: str) -> Path:
    return SEEDS / "labels" / f"{who}.jsonl"


@pytest.mark.parametrize("who", WHO)
def test_lines_are_records_of_the_sample_articles(who: str) -> None:
    schema = json.loads((resources.folder("schemas") / "record.schema.json").read_text("utf-8"))
    validator = Draft202012Validator(schema)
    lines = [json.loads(line) for line in labels_file(who).read_text("utf-8").splitlines()]
    for line in lines:
        validator.validate(line)
    assert [line["id"] for line in lines] == [path.stem for path in ARTICLES]
    assert [line["text"] for line in lines] == [path.read_bytes().decode() for path in ARTICLES]
    stream = ("gold", "gold") if who == "gold" else (who, "human")
    assert {(line["annotator"], line["layer"], line["round"], line["pass"]) for line in lines} == {
        (*stream, "main", 1)
    }
    assert all((line["submitted_at"] is None) == (who == "gold") for line in lines)


@pytest.mark.parametrize("who", WHO)
def test_labels_are_complete_and_obey_the_scheme(
    who: str, records: dict[str, list[Parsed]], scheme: Scheme
) -> None:
    for parsed in records[who]:
        labels = parsed.labels
        assert list(violations(labels, scheme, len(parsed.text))) == []
        assert [tie.id for tie in labels.ties.values() if unfinished(tie, scheme)] == []
        headed = {start_of(parsed, labels.spans[tie.head].start) for tie in labels.ties.values()}
        for sentence in parsed.sentences or ():
            expected = "done" if sentence.start in headed else "nothing"
            assert labels.status(sentence.start).status == expected, parsed.text[
                sentence.start : sentence.end
            ]
            assert who == "gold" or 1 < parsed.visits[sentence.start].seconds < 300


@pytest.mark.parametrize("who", WHO)
def test_only_what_departs_from_the_defaults_is_stored(
    who: str, records: dict[str, list[Parsed]], scheme: Scheme
) -> None:
    defaults = {attribute.name: attribute.default for attribute in scheme.attributes_of(None)}
    for parsed in records[who]:
        for tie in parsed.labels.ties.values():
            usual = {**defaults, **scheme.category(tie.category).defaults}
            assert [name for name, value in tie.attributes.items() if usual[name] == value] == [], tie.id


@pytest.mark.parametrize("who", WHO)
def test_spans_begin_and_end_with_words_and_not_with_blanks(
    who: str, records: dict[str, list[Parsed]]
) -> None:
    for parsed in records[who]:
        for span in parsed.labels.spans.values():
            for start, end in span.fragments:
                assert parsed.text[start:end] == parsed.text[start:end].strip()
                before, after = parsed.text[max(start - 1, 0) : start], parsed.text[end : end + 1]
                assert not (before.isalnum() and parsed.text[start].isalnum()), span
                assert not (after.isalnum() and parsed.text[end - 1].isalnum()), span


def test_imported_and_exported_again_they_are_the_same_lines(tmp_path: Path) -> None:
    with create_project(str(tmp_path / "annotator.db"), "blame") as project:
        brought = import_labels(project, sources([str(SEEDS / "labels")]))
        assert brought.articles["new"] == len(ARTICLES)
        assert brought.labels == {"new": len(WHO) * len(ARTICLES)}
        for who in WHO:
            choice = {"layers": ("gold",)} if who == "gold" else {"annotators": (who,)}
            export(project, "jsonl", tmp_path / f"{who}.jsonl", **choice)  # type: ignore[arg-type]
            assert (tmp_path / f"{who}.jsonl").read_bytes() == labels_file(who).read_bytes()
        # The articles are those that importing the texts makes: nothing new, nothing renamed.
        again = import_articles(project, sources([str(SEEDS / "articles")]))
        assert (again.articles["new"], again.renamed) == (0, [])


def test_sentences_and_regions_are_those_that_importing_the_texts_finds(tmp_path: Path) -> None:
    target = tmp_path / "plain.jsonl"
    with create_project(str(tmp_path / "annotator.db"), "blame") as project:
        import_articles(project, sources([str(SEEDS / "articles")]))
        export(project, "jsonl", target)
    plain = [article_of(json.loads(line)) for line in target.read_text("utf-8").splitlines()]
    for who in WHO:
        lines = labels_file(who).read_text("utf-8").splitlines()
        assert [article_of(json.loads(line)) for line in lines] == plain


def test_annotators_differ_from_each_other_and_from_gold_but_agree_on_most(
    records: dict[str, list[Parsed]],
) -> None:
    for one, other in combinations(WHO, 2):
        pairs = list(zip(records[one], records[other], strict=True))
        shared = sum(agreed(a, b) for a, b in pairs)
        most = sum(max(len(a.labels.ties), len(b.labels.ties)) for a, b in pairs)
        assert 0.6 < shared / most < 0.95, (one, other, shared, most)
        for a, b in pairs:
            assert agreed(a, b) < max(len(a.labels.ties), len(b.labels.ties)), (one, other, a.id)
            assert bounds(a) != bounds(b)
        statuses = [
            a.labels.status(s.start).status != b.labels.status(s.start).status
            for a, b in pairs
            for s in a.sentences or ()
        ]
        assert 0 < sum(statuses) < 0.2 * len(statuses)


def test_gold_has_the_edge_cases_of_the_scheme(records: dict[str, list[Parsed]], scheme: Scheme) -> None:
    labels = [parsed.labels for parsed in records["gold"]]
    ties = [tie for one in labels for tie in one.ties.values()]
    assert {tie.category for tie in ties} == scheme.categories.keys()
    assert {role.implicit for tie in ties for role in tie.roles} == {None, *scheme.reasons}
    assert {role.role for tie in ties for role in tie.roles} == scheme.roles.keys()
    assert any(len(span.fragments) > 1 for one in labels for span in one.spans.values())
    assert any(tie.reciprocal and tie.category == "ACCUSE" for tie in ties)
    for flag in ("negated", "deflects"):
        assert any(tie.attributes.get(flag) for tie in ties)
    for one in labels:
        assert all(span.entity for span in one.spans.values() if span.label == "ACTOR")
    # One stance with two ties; a filler from another sentence.
    assert any(len(one.ties) > len({tie.head for tie in one.ties.values()}) for one in labels)
    assert any(
        start_of(parsed, parsed.labels.spans[filler].start)
        != start_of(parsed, parsed.labels.spans[tie.head].start)
        for parsed in records["gold"]
        for tie in parsed.labels.ties.values()
        for filler in tie.fillers("target")
    )


def start_of(parsed: Parsed, offset: int) -> int:
    """Start of the sentence at an offset."""
    return next(s.start for s in parsed.sentences or () if s.start <= offset < s.end)


def article_of(line: dict[str, Any]) -> dict[str, Any]:
    """What a line says of the article and not of its labels."""
    sentences = [(sentence["start"], sentence["end"]) for sentence in line["sentences"]]
    names = ("id", "text", "sha256", "title", "meta", "scheme", "tokenizer")
    return {name: line[name] for name in names} | {"regions": line["regions"], "sentences": sentences}


def bounds(parsed: Parsed) -> set[tuple[str, tuple[tuple[int, int], ...]]]:
    """Labels and places of all spans."""
    return {(span.label, span.fragments) for span in parsed.labels.spans.values()}


def agreed(one: Parsed, other: Parsed) -> int:
    """Number of ties of one annotator that have an own partner of the same category and place."""
    left = [(tie.category, other.labels.spans[tie.head]) for tie in other.labels.ties.values()]
    count = 0
    for tie in one.labels.ties.values():
        head = one.labels.spans[tie.head]
        for partner in left:
            category, span = partner
            if category == tie.category and span.start < head.end and head.start < span.end:
                left.remove(partner)
                count += 1
                break
    return count
