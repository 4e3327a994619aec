"""A project's own lexicon tables, which stand beside those in `seeds/`.

An addition is the text of one more file in the format of a built-in table, whose name its own name
begins with: `organisations-court.tsv` adds to `organisations`. Where both know a name, the addition
decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath

from annotator.domain.errors import AnnotatorError
from annotator.domain.text import check_text, printable
from annotator.suggest.lexicon import FILES, Lexicon, built_in

#: The built-in tables by name.
TABLES = {PurePath(file).stem: file for file in FILES}
#: Tables in which the last of two entries decides; in all others it is the first.
_LAST_DECIDES = frozenset({"irregular", "hedges"})
#: Columns that hold one of the values the built-in table has there.
_CLOSED = {"organisations": (1, "kind"), "roles": (0, "kind"), "hedges": (1, "certainty")}
#: Tables whose rows are known by their first column.
_KEYED = frozenset({"organisations", "states", "irregular", "hedges"})
#: Tables of plain words, several to a line.
_WORDS = frozenset({"verbs", "harms", "given_names"})


def table_of(name: str) -> str:
    """The built-in table that a file of this name adds to.

    Raises:
        AnnotatorError: there is none; says which there are.
    """
    stem = PurePath(name).stem.lower()
    fitting = [table for table in TABLES if stem == table or stem.startswith((f"{table}-", f"{table}_"))]
    if not fitting:
        raise AnnotatorError(
            f"{name}: its name does not tell which table it adds to",
            f"Begin it with one of {', '.join(sorted(TABLES))}: organisations-mine.tsv.",
        )
    return max(fitting, key=len)


def check(name: str, text: str) -> int:
    """Check one addition; returns how many rows it has.

    Raises:
        AnnotatorError: it has an error; says in which line.
    """
    table = table_of(name)
    lines = list(_rows(text))
    if not lines:
        raise AnnotatorError(
            f"{name}: there is no row in it", f"See what rows look like: annotator lexicon show {table}."
        )
    for number, line in lines:
        check_text(line, f"{name}, line {number}")
        if printable(line.replace("\t", " ")) != line.replace("\t", " "):
            raise AnnotatorError(
                f"{name}, line {number}: it holds a control character", "Remove it: rows are plain text."
            )
        if table not in _WORDS:
            _check_cells(table, f"{name}, line {number}", line.split("\t"))
    _build(name, table, text)
    return len(lines)


def rows(text: str) -> int:
    """How many rows a table has."""
    return sum(1 for _ in _rows(text))


def united(name: str, here: str, there: str) -> tuple[str, int, list[str]]:
    """Two additions of one name as one: all of the first, then what only the second has.

    Returns the text, how many rows (of tables of words: words) the second brought, and the keys of its
    rows that say otherwise than the first: they are left out.
    """
    table = table_of(name)
    if table in _WORDS:
        known = {word for _, line in _rows(here) for word in line.split()}
        words = dict.fromkeys(word for _, line in _rows(there) for word in line.split())
        more = [word for word in words if word not in known]
        return _with(here, [" ".join(more)] if more else []), len(more), []
    mine = {line for _, line in _rows(here)}
    keys = {line.split("\t")[0] for line in mine} if table in _KEYED else set()
    new: list[str] = []
    otherwise: list[str] = []
    for line in dict.fromkeys(line for _, line in _rows(there) if line not in mine):
        key = line.split("\t")[0]
        (otherwise if key in keys else new).append(key if key in keys else line)
    return _with(here, new), len(new), otherwise


def extended(texts: Mapping[str, str], additions: Mapping[str, str]) -> dict[str, str]:
    """The texts of a lexicon with additions (texts by name); in the order of their names."""
    out = dict(texts)
    for name in sorted(additions, reverse=True):
        table = table_of(name)
        file, text = TABLES[table], additions[name]
        both = (out[file], text) if table in _LAST_DECIDES else (text, out[file])
        out[file] = "\n".join(both)
    return out


def _with(text: str, lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in (text.rstrip("\r\n"), *lines)) if lines else text


def _rows(text: str) -> Iterator[tuple[int, str]]:
    """Numbers and texts of the lines that are neither empty nor comments."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line


def _check_cells(table: str, where: str, cells: list[str]) -> None:
    if len(cells) < 2:
        raise AnnotatorError(
            f"{where}: there is only one column",
            f"Columns are separated by one tab; annotator lexicon show {table} names them.",
        )
    empty = next((place for place, cell in enumerate(cells[:2], 1) if not cell.strip()), None)
    if empty is not None:
        raise AnnotatorError(
            f"{where}: column {empty} is empty",
            f"Columns are separated by one tab; annotator lexicon show {table} names them.",
        )
    if table in _CLOSED:
        column, what = _CLOSED[table]
        known = {row.split("\t")[column] for _, row in _rows(built_in().texts[TABLES[table]])}
        if cells[column] not in known:
            raise AnnotatorError(
                f"{where}: {cells[column]!r} is no {what}", f"Known: {', '.join(sorted(known))}."
            )


def _build(name: str, table: str, text: str) -> None:
    """Make a lexicon of nothing but this text, which finds what is wrong with it."""
    file = TABLES[table]

    def make(part: str) -> None:
        Lexicon(dict.fromkeys(FILES, "") | {file: part})

    try:
        make(text)
    except AnnotatorError as error:
        raise AnnotatorError(error.message.replace(f"seeds/{file}", name), error.hint) from error
    except (ValueError, IndexError, KeyError) as error:
        for number, line in _rows(text):
            try:
                make(line)
            except (ValueError, IndexError, KeyError):
                raise AnnotatorError(
                    f"{name}, line {number}: it cannot be read",
                    f"Compare it with the rows of annotator lexicon show {table}.",
                ) from error
        raise
