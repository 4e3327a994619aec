"""A project's own tables: which one a file adds to, what is refused, and what they change."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.labels import Labels
from annotator.domain.text import Article
from annotator.suggest.additions import TABLES, check, table_of
from annotator.suggest.lexicon import built_in
from annotator.suggest.suggester import load


@pytest.mark.parametrize("table", TABLES)
def test_the_built_in_tables_pass_as_additions(table: str) -> None:
    assert check(f"{table}-again.tsv", built_in().texts[TABLES[table]]) > 0


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("organisations.tsv", "organisations"),
        ("Organisations-mine.TSV", "organisations"),
        ("stances_2026.txt", "stances"),
        ("roles-of-the-court.tsv", "roles"),
    ],
)
def test_a_name_tells_the_table(name: str, table: str) -> None:
    assert table_of(name) == table


@pytest.mark.parametrize("name", ["mine.tsv", "organisationsmine.tsv", "-.tsv"])
def test_a_name_that_tells_none(name: str) -> None:
    with pytest.raises(AnnotatorError, match=r"does not tell which table.*\n.*organisations"):
        table_of(name)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("organisations-x.tsv", "", "no row"),
        ("organisations-x.tsv", "# nothing but\n\n# comments\n", "no row"),
        (
            "organisations-x.tsv",
            "# a\nPORT organisation Port Authority\n",
            "organisations-x.tsv, line 2: .*one column",
        ),
        (
            "organisations-x.tsv",
            "PORT\torganisation\n",
            "organisations-x.tsv, line 1: 2 columns instead of 3",
        ),
        ("organisations-x.tsv", "\torganisation\tPort\n", "line 1: column 1 is empty"),
        ("organisations-x.tsv", "PORT\tcompany\tPort\n", "line 1: 'company' is no kind"),
        ("organisations-x.tsv", "PORT\torganisation\t\n", "line 1"),
        ("states-x.tsv", "VEL\tVelmaria\tA\x1b[31m\n", "line 1: it holds a control character"),
        ("states-x.tsv", "VEL\tVel\u202emaria\n", "line 1: it holds a control character"),
        ("roles-x.tsv", "wizard\tmage; warlock\n", "line 1: 'wizard' is no kind"),
        ("hedges-x.tsv", "mayhap\tunsure\n", "line 1: 'unsure' is no certainty"),
        ("stances-x.tsv", "ACCUSE\tverb\tsnitch\ttarget\n", "stances-x.tsv, line 1: 4 columns instead of 5"),
        ("stances-x.tsv", "\n\nBLAME\tverb\tsnitch\ttarget\t.8\n", "stances-x.tsv, line 3: BLAME"),
        ("stances-x.tsv", "ACCUSE\tverb\tsnitch\ttarget\thigh\n", "stances-x.tsv, line 1: the score 'high'"),
        ("stances-x.tsv", "ACCUSE\tverb\tsnitch\ttarget of\t.8\n", "stances-x.tsv, line 1: the frame"),
    ],
)
def test_errors_tell_file_and_line(name: str, text: str, told: str) -> None:
    with pytest.raises(AnnotatorError, match=told) as error:
        check(name, text)
    assert error.value.hint


def test_what_additions_change(article_of: Callable[..., Article]) -> None:
    article = article_of("Velmarian officials snitched on the Quay Wardens over the leak.")
    additions = {
        "states-mine.tsv": "VEL\tVelmaria\t\tVelmarian; Velmarians\tHarn\n",
        "organisations-mine.tsv": "QUAY\torganisation\tQuay Wardens\n",
        "stances-mine.tsv": "ACCUSE\tverb\tsnitch\ton target over issue; on target\t.9\n",
    }
    plain, own = load("rules"), load("rules", additions)
    assert plain.id != own.id == load("rules", dict(reversed(additions.items()))).id
    assert {tie.category for tie in plain.suggest(article).ties.values()} == set()
    found = own.suggest(article)
    (tie,) = found.ties.values()
    assert tie.category == "ACCUSE"
    assert tie.origin == own.id
    assert words(found, article, tie.fillers("target")) == ["the Quay Wardens"]
    assert entities(found, article)["the Quay Wardens"] == "QUAY"
    assert load("rules").id == plain.id, "other suggesters are left alone"


def test_an_addition_decides_where_both_know_a_name(article_of: Callable[..., Article]) -> None:
    article = article_of("Norway accused Iceland of spying.")
    own = load("rules", {"states-mine.tsv": "NORTH\tNorway\n", "hedges-mine.tsv": "allegedly\tfuture\n"})
    assert entities(own.suggest(article), article)["Norway"] == "NORTH"
    assert own.nlp.get_pipe("blame_ties").lexicon.hedges["allegedly"] == "future"  # type: ignore[attr-defined]


def words(labels: Labels, article: Article, keys: tuple[str, ...]) -> list[str]:
    return [labels.spans[key].text(article.text) for key in keys]


def entities(labels: Labels, article: Article) -> dict[str, str | None]:
    return {span.text(article.text): span.entity for span in labels.spans.values() if span.label == "ACTOR"}
