"""Extensions by name: built-ins are files of a package, third parties come by entry point.

Nothing is imported until it is asked for, so listing what exists costs nothing.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from annotator.domain.errors import AnnotatorError


@dataclass(frozen=True)
class Registry:
    """One kind of extension, for example formats.

    `package` holds a file for each built-in (a leading underscore hides a file), each defining
    `attribute`; entry points of `group` name the same kind of object. `extras` says which extra of
    this distribution a built-in needs.
    """

    kind: str
    package: str
    attribute: str
    group: str
    extras: Mapping[str, str] = field(default_factory=dict)

    def names(self) -> tuple[str, ...]:
        """Every name, built-in and third-party, in alphabetical order.

        Raises:
            AnnotatorError: two extensions have the same name.
        """
        return tuple(sorted({*self._built_in(), *self._third_party()}))

    def load(self, name: str) -> Any:
        """The extension of that name.

        Raises:
            AnnotatorError: there is none of that name, or a package it needs is not installed.
        """
        built_in, third_party = self._built_in(), self._third_party()
        try:
            if name in built_in:
                return getattr(importlib.import_module(f"{self.package}.{built_in[name]}"), self.attribute)
            if name in third_party:
                return third_party[name].load()
        except ModuleNotFoundError as error:
            if name in built_in and name not in self.extras:
                raise
            extra = self.extras.get(name)
            raise AnnotatorError(
                f"the {self.kind} {name} needs the package {error.name}, which is not installed",
                f"pip install 'blame-annotator[{extra}]'" if extra else f"pip install {error.name}",
            ) from error
        except Exception as error:
            if name in built_in:
                raise
            raise AnnotatorError(
                f"the {self.kind} {name} cannot be loaded: {type(error).__name__}: {error}",
                f"It comes from {third_party[name].value}: update or uninstall it.",
            ) from error
        raise AnnotatorError(f"no {self.kind} is named {name!r}", f"There are: {', '.join(self.names())}.")

    def _built_in(self) -> dict[str, str]:
        spec = find_spec(self.package)
        places = spec.submodule_search_locations if spec else None
        files = [file for place in places or () for file in Path(place).glob("[!_]*.py")]
        return {file.stem.replace("_", "-"): file.stem for file in files}

    def _third_party(self) -> dict[str, EntryPoint]:
        found: dict[str, EntryPoint] = {}
        taken = self._built_in()
        for point in entry_points(group=self.group):
            if point.name in taken or point.name in found:
                raise AnnotatorError(
                    f"two extensions are named {point.name!r} ({self.kind})",
                    f"Uninstall one of them; one comes from {point.value}.",
                )
            found[point.name] = point
        return found
