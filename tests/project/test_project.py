"""Where a project is, and what is shown of it."""

from __future__ import annotations

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.project.project import _project, annotator_name, url_of


def test_the_place_comes_from_option_variable_or_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    assert url_of("x.db") == "sqlite:///x.db"
    assert url_of("postgresql://h/d") == "postgresql://h/d"
    assert url_of(None) == "sqlite:///annotator.db"
    monkeypatch.setenv("ANNOTATOR_DB", "y.db")
    assert url_of(None) == "sqlite:///y.db"
    assert url_of("x.db") == "sqlite:///x.db"


def test_a_password_is_never_shown() -> None:
    url = "postgresql+psycopg://anna:p@ss:w/ord@localhost/blame"
    shown = _project(None, url).where  # type: ignore[arg-type]
    assert shown == "postgresql+psycopg://anna:***@localhost/blame"


@pytest.mark.parametrize("name", ["", "  ", "a\x1b[31m", "\u202eanna"])
def test_names_that_are_no_names(name: str) -> None:
    with pytest.raises(AnnotatorError, match="no name"):
        annotator_name(name)
