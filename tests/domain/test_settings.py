"""Settings as text, names of keys, and a person's own keys for commands."""

from __future__ import annotations

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.key_names import key_name, key_of
from annotator.domain.scheme import Scheme
from annotator.domain.session.commands import commands, keymap
from annotator.domain.session.remapping import remapped
from annotator.domain.settings import Settings, parse

TEXT = """# mine
theme = "nord"   # calm
context = 2
suggestions = false
tour = "done"

[keys]
take = "space ctrl+space"
flag = ""
"next-article" = "ctrl+→ F12"
"""

#: Characters that a German and a French keyboard give without AltGr and without a dead key.
WITHOUT_ALTGR = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" + " !\"$%&/()=?+*'<>,;.:-_§°"
)


def test_all_settings_are_read() -> None:
    read = parse(TEXT, "s.toml")
    assert (read.theme, read.context, read.suggestions, read.tour) == ("nord", 2, False, "done")
    assert read.keys == {
        "take": ("space", "ctrl+space"),
        "flag": (),
        "next-article": ("ctrl+right", "f12"),
    }
    assert read.lines["keys.next-article"] == 10


def test_nothing_written_is_what_one_begins_with() -> None:
    assert parse("", "s.toml") == Settings(file="s.toml")
    assert parse('context = "all"', "s.toml").context is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("theme = lamp", ["s.toml: this is no TOML", "line 1"]),
        ("\ntheme = 3", ["s.toml:2: theme cannot be that"]),
        ("context = true", [":1: context cannot be that", "a number of sentences"]),
        ("context = -1", [":1: context cannot be that"]),
        ('suggestions = "off"', [":1: suggestions cannot be that"]),
        ("thema = 1", [":1: there is no setting 'thema'", "Is it theme?"]),
        ("[kyes]\nflag = '!'", [":1: there is no setting 'kyes'", "Is it keys?"]),
        ("[keys]\n\nflag = ['b']", [":3: the keys of flag are not in quotes"]),
        ("[keys]\nflag = 'ctrl+nokey'", [":2: there is no key 'ctrl+nokey'"]),
        ("keys.flag = 'pagdown'", [":1: there is no key 'pagdown'", "pagedown"]),
        ("[keys]\nflag = 'ctrl+m'", ["terminals send ctrl+m as ⏎"]),
        ("[keys]\nflag = 'shift+x'", ["Write that character"]),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, told: list[str]) -> None:
    with pytest.raises(AnnotatorError) as refused:
        parse(text, "s.toml")
    for words in told:
        assert words in str(refused.value)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("x", "x"),
        ("X", "X"),
        ("ä", "ä"),
        ("⏎", "enter"),
        ("return", "enter"),
        ("Esc", "escape"),
        ("PgDn", "pagedown"),
        ("←", "left"),
        ("ctrl+←", "ctrl+left"),
        ("Ctrl+S", "ctrl+s"),
        ("shift+alt+up", "alt+shift+up"),
        ("shift+tab", "shift+tab"),
        ("<", "less_than_sign"),
        ("less_than_sign", "less_than_sign"),
        ("+", "plus"),
        ("ctrl++", "ctrl+plus"),
        ("/", "slash"),
        ("-", "minus"),
        ("@", "at"),
        ("F9", "f9"),
        ("⌫", "backspace"),
    ],
)
def test_keys_are_read_as_help_shows_them_and_as_textual_names_them(written: str, key: str) -> None:
    assert key_of(written) == key
    assert key_of(key_name(key)) == key


def test_names_of_characters_are_textuals() -> None:
    from textual.keys import _character_to_key

    for char in map(chr, range(0x21, 0x250)):
        if char.isprintable():
            assert key_of(char) == _character_to_key(char)


def test_all_keys_of_the_table_can_be_written_as_shown(blame: Scheme) -> None:
    for command in commands(blame):
        for key in command.keys:
            assert key_of(key_name(key)) == key_of(key)


def test_no_key_of_ours_needs_altgr_on_a_german_or_french_keyboard(blame: Scheme, polnear: Scheme) -> None:
    for scheme in (blame, polnear):
        for command in commands(scheme):
            for key in command.keys:
                *modifiers, last = [key] if len(key) == 1 else key.split("+")
                shown = key_name(last)
                assert len(shown) > 1 or shown in WITHOUT_ALTGR | set("←→↑↓⏎⌫"), command.id
                # With ctrl, only letters are alike on all keyboards.
                assert not modifiers or len(last) > 1 or last.isalpha(), command.id


def own(blame: Scheme, text: str) -> dict[str, str]:
    table = remapped(commands(blame), parse(text, "s.toml"))
    return {key: command.id for key, command in keymap(table).items()}


def test_a_persons_keys_come_in_the_place_of_the_others(blame: Scheme) -> None:
    keys = own(blame, "[keys]\nflag = 'ctrl+b'\nskip = ''\nremove = 'delete'\ntake = 'x'")
    assert keys["ctrl+b"] == "flag"
    assert keys["x"] == "take"
    assert {"exclamation_mark", "z", "space"} & set(keys) == set()
    assert own(blame, "") == {k: c.id for k, c in keymap(commands(blame)).items()}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[keys]\ntake = 'x'", ["s.toml:2: the key x stands for both remove and take"]),
        ("[keys]\nremove = 'u'\nundo = 'x'\nflag = 'x'", [":4: the key x stands for both undo and flag"]),
        ("[keys]\ntake = 'a'", ["the key a stands for both label ACTOR and take", "label scheme's"]),
        ("[keys]\ntake = 'D'", ["category DENY and take"]),
        ("[keys]\nskip = '2'", ["role target and skip"]),
        ("[keys]\nflag = ';'", ["the key ; stands for both guideline and flag"]),
        ("[keys]\nflag = 'ctrl+p'", ["the command palette"]),
        ("[keys]\nflagg = 'b'", [":2: there is no command 'flagg'", "flag"]),
        ('[keys]\n"label ACTOR" = "ctrl+b"', [":2: the key of label ACTOR is the label scheme's"]),
    ],
)
def test_conflicts_and_unknown_commands_are_refused(blame: Scheme, text: str, told: list[str]) -> None:
    with pytest.raises(AnnotatorError) as refused:
        own(blame, text)
    for words in told:
        assert words in str(refused.value)
