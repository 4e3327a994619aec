"""The debug log: what was done when, never a word of an article."""

from __future__ import annotations

import logging
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

FILE = Path("annotator-debug.log")


def start_log() -> None:
    """Begin writing `annotator-debug.log` in this folder."""
    handler = logging.FileHandler(FILE, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger = logging.getLogger("annotator")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.debug("python %s on %s", sys.version.split()[0], platform.platform())
    for package in ("blame-annotator", "spacy", "textual", "sqlmodel", "sqlalchemy", "typer"):
        try:
            logger.debug("%s %s", package, version(package))
        except PackageNotFoundError:
            logger.debug("%s is not installed", package)
    logger.debug("command %s", " ".join(arg for arg in sys.argv[1:2] if not arg.startswith("-")))
