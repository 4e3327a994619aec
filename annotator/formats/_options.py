"""Options of a format: declared once, checked once, told by name on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Option:
    """One setting of a format; its values are text, one of `choices` where there are any."""

    name: str
    default: str
    help: str
    choices: tuple[str, ...] = ()


def chosen(declared: tuple[Option, ...], given: Mapping[str, str] | None, format_name: str) -> dict[str, str]:
    """Every declared option with its given or default value.

    Raises:
        AnnotatorError: an option is not declared, or its value is none of the choices.
    """
    known = {option.name: option for option in declared}
    for name, value in (given or {}).items():
        option = known.get(name)
        if option is None:
            names = ", ".join(known) or "none"
            raise AnnotatorError(f"{format_name} has no option {name!r}", f"Its options are: {names}.")
        if option.choices and value not in option.choices:
            raise AnnotatorError(
                f"{format_name}: {name} cannot be {value!r}", f"Give one of: {', '.join(option.choices)}."
            )
    return {name: option.default for name, option in known.items()} | dict(given or {})


def number(options: Mapping[str, str], name: str, format_name: str, least: int = 0) -> int:
    """The value of an option that is a whole number of at least `least`.

    Raises:
        AnnotatorError: it is not.
    """
    value = options[name]
    if not (value.isascii() and value.isdigit() and len(value) <= 18 and int(value) >= least):
        raise AnnotatorError(
            f"{format_name}: {name} cannot be {value!r}", f"Give a whole number of at least {least}."
        )
    return int(value)


def known_labels(given: str, scheme: Scheme, format_name: str) -> tuple[str, ...]:
    """The labels that an option lists (A,B,…), all in the scheme's order where it lists none.

    Raises:
        AnnotatorError: the scheme has no such label.
    """
    labels = tuple(name.strip() for name in given.split(",") if name.strip()) or tuple(scheme.labels)
    for label in labels:
        if label not in scheme.labels:
            raise AnnotatorError(
                f"{format_name}: {scheme.id} has no label {label!r}",
                f"Its labels are: {', '.join(scheme.labels)}.",
            )
    return labels
