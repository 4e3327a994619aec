"""Scheme file (YAML) → `annotator.domain.scheme.Scheme`; every problem with file and line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator import resources
from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import Attribute, Category, Label, RoleType, Scheme
from annotator.schemes import document as yaml

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from annotator.schemes.model import SchemeFile, TiePart


def load(name_or_path: str) -> tuple[Scheme, str]:
    """The scheme and its full source text.

    A bare name (`blame`) is one of the schemes that come with the program; whatever has a slash or
    ends in .yaml or .yml is a file.

    Raises:
        AnnotatorError: there is no such scheme, it cannot be read, or it is not valid.
    """
    path = Path(name_or_path)
    if path.name == name_or_path and path.suffix not in {".yaml", ".yml"}:
        folder = resources.folder("schemas")
        path = folder / f"{name_or_path}.yaml"
        if not path.is_file():
            there = ", ".join(sorted(file.stem for file in folder.glob("*.yaml")))
            raise AnnotatorError(
                f"no scheme is named {name_or_path!r}",
                f"There are: {there}. Or give the path of a .yaml file.",
            )
    source = text_of(path)
    return read(source, str(path)), source


def read(source: str, where: str) -> Scheme:
    """Read a scheme from YAML text; `where` names the file in messages.

    Raises:
        AnnotatorError: lists everything that is wrong, a line each: `file:line: what`.
    """
    from annotator.schemes import meaning

    document = yaml.parse(source, where)
    file = _shaped(document)
    for path, what in meaning.problems(file):
        document.add(path, what)
    if document.problems:
        raise document.refusal()
    return _scheme(file)


def text_of(path: Path) -> str:
    """The text of a scheme or rules file.

    Raises:
        AnnotatorError: it cannot be read, is too large, or not in UTF-8.
    """
    try:
        with path.open("rb") as file:
            data = file.read(yaml.MAX_BYTES + 1)
        if len(data) > yaml.MAX_BYTES:
            raise AnnotatorError(
                f"{path}: larger than {yaml.MAX_BYTES:,} bytes, which no scheme is", "Name another file."
            )
        return data.decode("utf-8-sig")
    except OSError as error:
        raise AnnotatorError(f"{path}: {error.strerror}", "Check the path of the scheme file.") from error
    except UnicodeDecodeError as error:
        raise AnnotatorError(f"{path}: byte {error.start} is no UTF-8", "Save the file as UTF-8.") from error


def _shaped(document: yaml.Document) -> SchemeFile:
    """The file as a model, its shape problems noted.

    What is only superfluous or wrong in an optional place is left out and the rest looked at all
    the same, so that the meaning is checked in the same run.

    Raises:
        AnnotatorError: too much is wrong to look at the meaning.
    """
    from pydantic import ValidationError

    from annotator.schemes.model import SchemeFile

    if not isinstance(document.value, dict):
        document.add((), "a scheme is a mapping of name, version, title, head, labels …")
        raise document.refusal()
    try:
        return SchemeFile.model_validate(document.value)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
    wrong = {_path(document, detail["loc"]): detail for detail in reversed(details)}
    for path, detail in reversed(wrong.items()):
        document.add(path, _says(detail, path))
        _remove(document.value, path)
    try:
        return SchemeFile.model_validate({"name": "x", "version": 1, "title": "x"} | document.value)
    except ValidationError:
        raise document.refusal() from None


def _path(document: yaml.Document, loc: tuple[int | str, ...]) -> yaml.Path:
    """The path in the file of a pydantic location, which also names branches of unions."""
    path: list[int | str] = []
    value: Any = document.value
    for step in loc:
        if step == "[key]":
            continue
        if isinstance(value, dict) and step in value:
            value = value[str(step)]
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        elif step is loc[-1] and isinstance(value, dict):
            value = None
        else:
            continue
        path.append(step)
    return tuple(path)


def _says(detail: ErrorDetails, path: yaml.Path) -> str:
    from annotator.schemes.model import EXPECTED

    name = ".".join(str(step) for step in path) or "the file"
    given = detail["input"]
    match detail["type"]:
        case "extra_forbidden":
            return f"unknown field {name}"
        case "missing":
            return f"{name} is missing"
        case "string_pattern_mismatch":
            return f"{name}: {given!r} is not {EXPECTED[detail['ctx']['pattern']]}"
        case "string_type" if isinstance(given, int):
            return f"{name}: should be text; write {_short(given)} in quotes"
        case _:
            what = detail["msg"].removeprefix("Input ").removeprefix("Value error, ")
            return f"{name}: {what}, not {_short(given)}"


def _short(given: Any) -> str:
    match given:
        case None:
            return "nothing"
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case bool():
            return str(given).lower()
    return repr(given) if len(repr(given)) <= 40 else repr(given)[:40] + "…"


def _remove(value: Any, path: yaml.Path) -> None:
    for step in path[:-1]:
        value = value[step] if isinstance(value, dict) and step in value else None
    if path and isinstance(value, dict):
        value.pop(path[-1], None)


def _scheme(file: SchemeFile) -> Scheme:
    from annotator.schemes.meaning import values_of

    everywhere = [name for name, role in file.roles.items() if role.everywhere]
    return Scheme(
        name=file.name,
        version=file.version,
        title=file.title,
        head=file.head,
        labels={
            name: Label(
                name=name,
                key=label.key,
                definition=label.definition,
                examples=tuple(label.examples),
                colour=label.colour,
                attributes=tuple(label.attributes),
                entity=label.entity,
                extent=label.extent,
            )
            for name, label in file.labels.items()
        },
        roles={
            name: RoleType(
                name=name,
                key=role.key,
                fills=tuple(role.fills),
                implicit=tuple(role.implicit),
                definition=role.definition,
            )
            for name, role in file.roles.items()
        },
        categories=dict(_categories(file, everywhere)),
        attributes={
            name: Attribute(
                name=name,
                key=attribute.key,
                type=attribute.type,
                values=values_of(file, attribute),
                default=attribute.default,
                definition=attribute.definition,
            )
            for name, attribute in file.attributes.items()
        },
        tie_attributes=tuple(file.tie_attributes),
        reasons=dict(file.reasons),
        groups=dict(file.groups),
        mapping=dict(file.mapping),
        off=tuple(file.off),
    )


def _categories(file: SchemeFile, everywhere: list[str]) -> Iterator[tuple[str, Category]]:
    parts: dict[str, TiePart] = {**(file.categories or {}), **({"": file.tie} if file.tie else {})}
    for name, part in parts.items():
        named = {*part.required, *part.optional, *(role for group in part.one_of for role in group)}
        yield (
            name,
            Category(
                name=name,
                key=part.key,
                group=getattr(part, "group", ""),
                definition=part.definition,
                examples=tuple(part.examples),
                colour=part.colour,
                required=tuple(part.required),
                optional=(*part.optional, *(role for role in everywhere if role not in named)),
                one_of=tuple(tuple(group) for group in part.one_of),
                defaults=dict(part.defaults),
            ),
        )
