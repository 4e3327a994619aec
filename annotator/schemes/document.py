"""YAML text → plain values that know their lines.

A strict subset of YAML 1.2: no aliases, no tags, one document, text keys, each key once. Nothing is
built but dict, list, str, int, bool and None, so a hostile file can neither run code nor grow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)
from ruamel.yaml.reader import ReaderError

from annotator.domain.errors import AnnotatorError

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_VALUES = 50_000
MAX_PROBLEMS = 50

Path = tuple[str | int, ...]


@dataclass
class Document:
    """The value of a file, the line (from 1) of every key and item, and what is wrong so far."""

    where: str
    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of the value at the path, or of the nearest value that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def add(self, path: Path, what: str) -> None:
        """Note a problem with the value at the path."""
        self.problems.append((self.line(path), what))

    def refusal(self) -> AnnotatorError:
        """All problems as one error, in the order of the file, a line each."""
        return _refusal(self.where, *self.problems)


def parse(source: str, where: str) -> Document:
    """Read YAML text; `where` names the file in messages.

    Duplicate keys, aliases and tags are noted as problems of the document, so that they are
    reported together with what else is wrong.

    Raises:
        AnnotatorError: it is no YAML, or too large, too deep or too long to be a scheme.
    """
    if len(source) > MAX_BYTES:
        raise _refusal(where, (1, f"larger than {MAX_BYTES:,} bytes, which no scheme is"))
    document = Document(where)
    try:
        _build(document, source)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _refusal(where, (mark.line + 1 if mark else 1, f"no valid YAML: {error.problem}")) from error
    except ReaderError as error:
        line = source.count("\n", 0, error.position) + 1
        what = f"a control character ({source[error.position]!r}) has no place in YAML"
        raise _refusal(where, (line, what)) from error
    except (YAMLError, ValueError) as error:
        raise _refusal(where, (1, f"no valid YAML: {error}")) from error
    return document


def _refusal(where: str, *problems: tuple[int, str]) -> AnnotatorError:
    listed = list(dict.fromkeys(sorted(problems, key=lambda problem: problem[0])))
    says = [f"{where}:{line}: {what}" for line, what in listed[:MAX_PROBLEMS]]
    if len(listed) > MAX_PROBLEMS:
        says.append(f"{where}: and {len(listed) - MAX_PROBLEMS} more")
    return AnnotatorError("\n".join(says), "Correct the file and read it again.")


@dataclass
class _Open:
    """A mapping or sequence that is being filled; `key` waits for its value."""

    value: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None


def _build(document: Document, source: str) -> None:
    stack: list[_Open] = []
    documents = values = 0
    for event in YAML(typ="safe", pure=True).parse(source):
        line = event.start_mark.line + 1
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _refusal(document.where, (line, "a second YAML document; a scheme file holds one"))
        elif isinstance(event, CollectionEndEvent):
            stack.pop()
        elif isinstance(event, NodeEvent):
            values += 1
            if len(stack) >= MAX_DEPTH or values > MAX_VALUES:
                what = "nested too deep" if len(stack) >= MAX_DEPTH else "too many values"
                raise _refusal(document.where, (line, f"{what} for a scheme"))
            _take(document, stack, event, line)


def _take(document: Document, stack: list[_Open], event: NodeEvent, line: int) -> None:
    """Put one scalar, or the start of one collection, where it belongs."""
    value: Any = None
    if isinstance(event, AliasEvent):
        document.problems.append((line, f"the alias *{event.anchor} is not allowed; write the value out"))
    elif isinstance(event, ScalarEvent | CollectionStartEvent) and event.tag not in {None, "!"}:
        document.problems.append((line, f"the tag {event.tag} is not allowed"))
    if isinstance(event, ScalarEvent):
        value = _scalar(event)
    elif isinstance(event, CollectionStartEvent):
        value = {} if isinstance(event, MappingStartEvent) else []
    path: Path = ()
    if not stack:
        document.value = value
    else:
        top = stack[-1]
        if isinstance(top.value, list):
            path = (*top.path, len(top.value))
            top.value.append(value)
        elif top.key is not None:
            path = (*top.path, top.key)
            top.value[top.key] = value
            top.key = None
        else:
            top.key = event.value if isinstance(event, ScalarEvent) else f"(line {line})"
            path = (*top.path, top.key)
            if not isinstance(event, ScalarEvent):
                document.problems.append((line, "a key must be text"))
            elif top.key in top.value:
                document.problems.append((line, f"the key {top.key!r} stands here a second time"))
        document.lines.setdefault(path, line)
    if isinstance(value, dict | list):
        stack.append(_Open(value, path))


def _scalar(event: ScalarEvent) -> str | int | bool | None:
    """What a scalar means: only unquoted true, false, null and whole numbers are not text."""
    text: str = event.value
    if not event.implicit[0]:  # quoted, or a block
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _INTEGER.fullmatch(text) else text


_WORDS: dict[str, bool | None] = {
    "true": True,
    "false": False,
    "True": True,
    "False": False,
    "null": None,
    "~": None,
    "": None,
}
_INTEGER = re.compile(r"[-+]?[0-9]{1,15}", re.ASCII)
