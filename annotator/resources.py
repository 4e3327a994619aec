"""Where the data folders `schemas/` and `seeds/` are: in an installed wheel or in a checkout."""

from __future__ import annotations

from pathlib import Path

from annotator.domain.errors import AnnotatorError


def folder(name: str) -> Path:
    """The folder `schemas` or `seeds`.

    Raises:
        AnnotatorError: the installation lacks it.
    """
    package = Path(__file__).parent
    for place in (package / "_data" / name, package.parent / name):
        if place.is_dir():
            return place
    raise AnnotatorError(f"the folder {name} is missing from this installation", "Install the package again.")
