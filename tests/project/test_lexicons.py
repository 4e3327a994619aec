"""A project's own lexicons: kept in it, used by suggestions, replaced and removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.text import Article
from annotator.project import lexicons
from annotator.project.project import Project, _project
from annotator.project.recipe import recipe_of
from annotator.project.suggesting import stored, suggest_all
from annotator.project.workers import suggestions
from annotator.schemes.reader import load as load_scheme
from annotator.segment.segmenter import Segmenter
from annotator.store.store import Store
from tests.conftest import add
from tests.store.conftest import empty_server

OWN = "# ours\nVELPORT\torganisation\tPort Authority of Vell\n"


@pytest.fixture(params=["sqlite", "postgresql"])
def project(
    request: pytest.FixtureRequest, tmp_path: Path, harbour: Article, segmenter: Segmenter
) -> Iterator[Project]:
    """A project with one article, on either kind of database."""
    url = empty_server() if request.param == "postgresql" else f"sqlite:///{tmp_path / 'annotator.db'}"
    scheme, source = load_scheme("blame")
    with _project(Store.create(url, scheme, source), url) as made:
        add(made, segmenter, harbour)
        yield made


def entities(project: Project) -> set[str | None]:
    labels = stored(project, "harbour")
    assert labels is not None
    return {span.entity for span in labels.spans.values()}


def test_added_used_replaced_and_removed(project: Project, tmp_path: Path) -> None:
    plain, _ = suggest_all(project, "rules")
    assert entities(project) == {None}
    file = tmp_path / "organisations-vell.tsv"
    file.write_text(OWN, "utf-8")
    (table,) = lexicons.add(project, [file])
    assert (table.name, table.table, table.rows, table.own) == (file.name, "organisations", 1, True)
    assert lexicons.text_of(project, file.name) == OWN
    assert [one for one in lexicons.tables(project) if one.own] == [table]
    first, count = suggest_all(project, "rules")
    assert (count, first != plain) == (1, True)
    assert suggest_all(project, "rules") == (first, 0)
    assert entities(project) == {None, "VELPORT"}
    file.write_text(OWN.replace("VELPORT", "PORT"), "utf-8")
    lexicons.add(project, [file])
    second, count = suggest_all(project, "rules")
    assert (count, len({plain, first, second})) == (1, 3)
    assert entities(project) == {None, "PORT"}
    lexicons.remove(project, file.name)
    assert suggest_all(project, "rules") == (plain, 1)
    assert entities(project) == {None}
    with pytest.raises(AnnotatorError, match=r"no lexicon 'organisations-vell.tsv'\n.*none yet"):
        lexicons.remove(project, file.name)


def test_other_processes_use_it_too(project: Project, tmp_path: Path, harbour: Article) -> None:
    (tmp_path / "organisations-vell.tsv").write_text(OWN, "utf-8")
    lexicons.add(project, [tmp_path / "organisations-vell.tsv"])
    recipe = recipe_of(project, "rules")
    suggester = recipe.load()
    articles = [harbour] * 100
    made = list(suggestions(suggester, recipe, project.scheme, articles, jobs=2, patience=0))
    assert len({repr(labels) for _, labels in made}) == 1
    assert "VELPORT" in repr(made[-1])


def test_one_faulty_file_of_two_changes_nothing(project: Project, tmp_path: Path) -> None:
    (tmp_path / "organisations-a.tsv").write_text(OWN, "utf-8")
    (tmp_path / "roles-b.tsv").write_text("wizard\tmage\n", "utf-8")
    with pytest.raises(AnnotatorError, match=r"roles-b\.tsv, line 1"):
        lexicons.add(project, [tmp_path / "organisations-a.tsv", tmp_path / "roles-b.tsv"])
    assert lexicons.additions(project) == {}


def test_files_that_cannot_be_read(project: Project, tmp_path: Path) -> None:
    latin = tmp_path / "states-x.tsv"
    latin.write_bytes("# eins\nVEL\tVölmaria\n".encode("latin-1"))
    with pytest.raises(AnnotatorError, match=r"states-x\.tsv, line 2: it is not in UTF-8 \(byte 12\)"):
        lexicons.add(project, [latin])
    with pytest.raises(AnnotatorError, match="No such file"):
        lexicons.add(project, [tmp_path / "states-nowhere.tsv"])
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "states-x.tsv").write_text("VEL\tVelmaria\n", "utf-8")
    latin.write_text("\ufeffVEL\tVelmaria\n", "utf-8")
    with pytest.raises(AnnotatorError, match="second file of this name"):
        lexicons.add(project, [latin, tmp_path / "other" / "states-x.tsv"])
    assert lexicons.add(project, [latin])[0].rows == 1


def test_without_a_project_the_built_in_tables_are_shown() -> None:
    assert {table.name for table in lexicons.tables(None)} >= {"stances", "states", "organisations", "roles"}
    assert lexicons.text_of(None, "stances").startswith("#")
    with pytest.raises(AnnotatorError, match=r"no lexicon 'nonsense'\n.*stances"):
        lexicons.text_of(None, "nonsense")
