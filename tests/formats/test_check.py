"""The check finds whatever was written otherwise than it is."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.labels import Labels, Rejected, Status
from annotator.domain.record import Visits
from annotator.domain.text import Publication, Region, Sentence
from annotator.formats import Parsed
from annotator.formats._check import differences, refuse

from .golden import record, with_regions

OTHER: dict[str, Any] = {
    "id": "other",
    "text": "other",
    "title": None,
    "meta": {},
    "publications": (),
    "regions": (Region(0, 2, "nav_label"),),
    "sentences": (Sentence(0, 79),),
    "scheme": "blame@2",
    "tokenizer": None,
    "annotator": "ben",
    "round": "pilot",
    "pass_": 2,
    "layer": "gold",
    "labels": Labels(),
    "visits": {0: Visits(12.5, "shown")},
    "created_at": None,
    "updated_at": None,
    "submitted_at": datetime(2026, 1, 1, tzinfo=UTC),
    "adjudication": ({"tie": "t1"},),
}


def test_what_is_as_it_was() -> None:
    assert list(differences([record()], [Parsed.of(record())])) == []
    assert set(OTHER) == {field.name for field in fields(Parsed) if field.compare}


@pytest.mark.parametrize("name", OTHER)
def test_every_field_is_compared(name: str) -> None:
    assert list(differences([record()], [replace(Parsed.of(record()), **{name: OTHER[name]})]))


@pytest.mark.parametrize("table", ["spans", "ties", "statuses", "rejected"])
def test_every_table_of_labels_is_compared(table: str) -> None:
    parsed = Parsed.of(record())
    emptied = replace(parsed, labels=replace(parsed.labels, **{table: {}}))
    assert all(f"{table} " in difference for difference in differences([record()], [emptied]))
    assert list(differences([record()], [emptied]))


def test_missing_and_surplus_records_are_told() -> None:
    parsed = Parsed.of(record())
    assert list(differences([record(), record()], [parsed])) == ["record 2: golden is missing from the file"]
    assert list(differences([], [parsed])) == ["record 1: the file has one too many (golden)"]


def test_the_first_few_are_shown() -> None:
    refuse([], "out")
    with pytest.raises(AnnotatorError) as caught:
        refuse((f"difference {i}" for i in range(1000)), "out.jsonl")
    assert "out.jsonl was not written" in caught.value.message
    assert "difference 9" in caught.value.message
    assert "difference 10" not in caught.value.message


def test_what_says_nothing_is_no_part_of_a_record() -> None:
    """An open sentence, a visit of no time, and marks on a sentence that was joined to another."""
    article = with_regions()
    labels = Labels(statuses={0: Status(), 11: Status("done"), 34: Status("nothing")}).with_cut(34, False)
    visits = {0: Visits(), 11: Visits(1.23456, "hidden"), 34: Visits(5.0)}
    one = replace(record(), article=article, labels=labels, visits=visits)
    parsed = Parsed.of(one)
    assert parsed.labels.statuses == {11: Status("done")}
    assert parsed.visits == {11: Visits(1.235, "hidden")}


@pytest.mark.parametrize(
    "told",
    [
        {"source_id": "other"}, {"title": "Other"}, {"outlet": "The Echo"}, {"date": "2026"},
        {"url": "https://example.org"}, {"meta": {"page": 3}},
    ],
    ids=lambda told: next(iter(told)),
)  # fmt: skip
def test_a_publication_that_says_more_than_the_article_is_kept(told: dict[str, Any]) -> None:
    article = record().article
    silent = Publication(article.id, article.title, meta=article.meta)
    assert Parsed.of(replace(record(), publications=(silent,))).publications == ()
    assert Parsed.of(replace(record(), publications=(replace(silent, **told),))).publications
    assert Parsed.of(replace(record(), publications=(silent, silent))).publications == (silent, silent)


def test_rejected_are_compared_by_what_was_suggested() -> None:
    one = record()
    parsed = Parsed.of(one)
    other = {"r1": Rejected("r1", "span", "blame@0.1", {"id": "r1", "start": 4, "end": 10, "label": "ACTOR"})}
    (found,) = differences([one], [replace(parsed, labels=replace(parsed.labels, rejected=other))])
    assert "rejected r1" in found
