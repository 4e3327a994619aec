"""Packages that only some formats need, and that not everybody installs."""

from __future__ import annotations

import importlib
from typing import Any

from annotator.domain.errors import AnnotatorError


def needed(module: str, extra: str) -> Any:
    """The module, imported now.

    Args:
        module: its full name.
        extra: the extra of this distribution that installs it.

    Raises:
        AnnotatorError: it is not installed; says how to get it.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise AnnotatorError(
            f"this format needs the package {error.name}, which is not installed",
            f"pip install 'blame-annotator[{extra}]'",
        ) from error
