"""A project's own lexicons and gazetteers: kept in it, and used by every suggester that runs on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.errors import AnnotatorError
from annotator.project.project import Project

_PREFIX = "lexicon:"


@dataclass(frozen=True, slots=True)
class Table:
    """A lexicon table: the built-in table it is or adds to, how many rows, and whose it is."""

    name: str
    table: str
    rows: int
    own: bool


def additions(project: Project) -> dict[str, str]:
    """The texts of the project's own tables, by name."""
    found = project.store.settings(_PREFIX)
    return {key.removeprefix(_PREFIX): text for key, text in found.items()}


@dataclass(frozen=True, slots=True)
class Brought:
    """What comes of another project's table: how many rows are new here, and what stays there.

    `otherwise` are the keys of rows that say otherwise than those here, `problem` what is wrong with the
    whole table.
    """

    name: str
    rows: int = 0
    otherwise: list[str] = field(default_factory=list)
    problem: str = ""


def brought(mine: Mapping[str, str], theirs: Mapping[str, str]) -> tuple[dict[str, str], list[Brought]]:
    """Texts by name of tables that another project has and are new here or get new rows; and what of each.

    Rows that are here stay, and where both name the same, they decide.
    """
    if not theirs:
        return {}, []
    from annotator.suggest.additions import check, extended, united
    from annotator.suggest.lexicon import Lexicon, built_in

    texts, told = dict(mine), []
    for name, there in sorted(theirs.items()):
        if there == texts.get(name):
            continue
        try:
            check(name, there)
            text, count, otherwise = united(name, texts.get(name, ""), there)
            Lexicon(extended(built_in().texts, texts | {name: text}))
        except AnnotatorError as error:
            told.append(Brought(name, problem=error.message))
            continue
        if name not in texts:
            text = there  # comments and all
        if count or otherwise:
            texts[name] = text
            told.append(Brought(name, count, otherwise))
    return {name: text for name, text in texts.items() if text != mine.get(name)}, told


def settings_of(texts: Mapping[str, str]) -> dict[str, str]:
    """The settings that tables are kept in, by their texts by name."""
    return {_PREFIX + name: text for name, text in texts.items()}


def tables(project: Project | None) -> list[Table]:
    """All tables: the built-in ones, then the project's own."""
    from annotator.suggest.additions import TABLES, rows, table_of
    from annotator.suggest.lexicon import built_in

    texts = built_in().texts
    out = [Table(name, name, rows(texts[file]), own=False) for name, file in sorted(TABLES.items())]
    mine = additions(project) if project else {}
    return out + [Table(name, table_of(name), rows(text), own=True) for name, text in sorted(mine.items())]


def add(project: Project, files: list[Path]) -> list[Table]:
    """Take in tables, in place of those of the same name; all of them, or none if one has an error.

    Raises:
        AnnotatorError: a file cannot be read, is not in UTF-8, or has an error; says in which line.
    """
    from annotator.suggest.additions import check, extended, table_of
    from annotator.suggest.lexicon import Lexicon, built_in

    texts: dict[str, str] = {}
    for file in files:
        if file.name in texts:
            raise AnnotatorError(f"{file}: a second file of this name", "Rename one of them.")
        texts[file.name] = _text(file)
    made = [Table(name, table_of(name), check(name, text), own=True) for name, text in texts.items()]
    Lexicon(extended(built_in().texts, additions(project) | texts))
    project.store.set_settings(settings_of(texts))
    return made


def remove(project: Project, name: str) -> None:
    """Take one of the project's own tables out.

    Raises:
        AnnotatorError: there is none of that name.
    """
    mine = additions(project)
    if name not in mine:
        raise AnnotatorError(
            f"the project has no lexicon {name!r}", f"Its own: {', '.join(sorted(mine)) or 'none yet'}."
        )
    project.store.set_setting(_PREFIX + name, None)


def text_of(project: Project | None, name: str) -> str:
    """The text of a built-in table or of one of the project's own.

    Raises:
        AnnotatorError: there is none of that name.
    """
    from annotator.suggest.additions import TABLES
    from annotator.suggest.lexicon import built_in

    mine = additions(project) if project else {}
    if name in mine:
        return mine[name]
    if name in TABLES:
        return built_in().texts[TABLES[name]]
    raise AnnotatorError(
        f"there is no lexicon {name!r}", f"There are: {', '.join([*sorted(TABLES), *mine])}."
    )


def _text(file: Path) -> str:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise AnnotatorError(f"{file}: {error.strerror}", "Check the file and its rights.") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise AnnotatorError(
            f"{file}, line {line}: it is not in UTF-8 (byte {error.start})",
            "Save it as UTF-8; spreadsheets call it “Unicode text” or “CSV UTF-8”, separated by tabs.",
        ) from error
