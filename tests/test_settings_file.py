"""The file of a person's own settings: read, changed line by line, never lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.session.commands import commands, keymap
from annotator.domain.session.remapping import remapped
from annotator.domain.settings import Settings
from annotator.schemes.reader import load as load_scheme
from annotator.settings_file import VARIABLE, load, place, save

TEXT = """# what I like
theme = "nord"  # calm

[keys]
# with the left hand
flag = "ctrl+b"
"""


def test_the_example_of_the_readme_is_right(tmp_path: Path) -> None:
    text = (Path(__file__).parent.parent / "README.md").read_text()
    (tmp_path / "settings.toml").write_text(text.split("```toml\n")[1].split("```")[0])
    read = load(tmp_path / "settings.toml")
    assert (read.theme, read.context) == ("contrast", 2)
    for scheme in ("blame", "polnear"):
        table = remapped(commands(load_scheme(scheme)[0]), read)
        assert keymap(table)["ctrl+b"].id == "flag"


def test_the_tests_have_a_file_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    from platformdirs import user_config_path

    assert user_config_path() not in place().parents
    monkeypatch.delenv(VARIABLE)
    assert place() == user_config_path("annotator", appauthor=False) / "settings.toml"


def test_without_a_file_all_is_as_one_begins(tmp_path: Path) -> None:
    path = tmp_path / "none.toml"
    assert load(path) == Settings(file=str(path))
    assert not path.exists()


def test_a_change_makes_the_file_and_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.toml"
    save({"theme": "paper", "context": 2, "suggestions": False}, path)
    save({"context": "all"}, path)
    read = load(path)
    assert (read.theme, read.context, read.suggestions) == ("paper", None, False)
    assert path.read_text().startswith("#")
    assert [one.name for one in path.parent.iterdir()] == ["settings.toml"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_comments_and_all_else_stay(tmp_path: Path, newline: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(TEXT.replace("\n", newline).encode())
    save({"theme": "paper", "tour": "done"}, path)
    text = path.read_bytes().decode()
    assert 'theme = "paper"  # calm' in text
    assert f'# with the left hand{newline}flag = "ctrl+b"' in text
    assert load(path).tour == "done"
    assert load(path).keys == {"flag": ("ctrl+b",)}


@pytest.mark.parametrize("text", ["keys.flag = 'b'\n", "[keys]\n", "# only this", "[keys]\nflag='b'"])
def test_a_new_line_is_never_taken_for_a_key(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    save({"theme": "paper"}, path)
    assert load(path).theme == "paper"


def test_what_a_link_leads_to_is_changed(tmp_path: Path) -> None:
    path, real = tmp_path / "settings.toml", tmp_path / "dotfiles.toml"
    real.write_text(TEXT)
    real.chmod(0o600)
    path.symlink_to(real)
    save({"theme": "paper"}, path)
    assert path.is_symlink()
    assert 'theme = "paper"' in real.read_text()
    assert real.stat().st_mode & 0o777 == 0o600


def test_a_broken_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("theme = ")
    for act in (lambda: save({"theme": "paper"}, path), lambda: load(path)):
        with pytest.raises(AnnotatorError, match="no TOML"):
            act()
    assert path.read_text() == "theme = "
    path.write_bytes(b"theme = '\xff'")
    with pytest.raises(AnnotatorError, match="UTF-8"):
        load(path)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(AnnotatorError, match="cannot be written"):
        save({"theme": "paper"}, tmp_path / "settings.toml")


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    for act in (lambda: load(tmp_path), lambda: save({"theme": "paper"}, tmp_path)):
        with pytest.raises(AnnotatorError, match="cannot be read"):
            act()
