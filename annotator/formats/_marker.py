"""The file by which a folder is known as an export of ours, and what it says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator import __version__
from annotator.formats._losses import Losses

MARKER = "export.json"


def mark(folder: Path, format_name: str, scheme: str, losses: Losses, **more: Any) -> None:
    """Write the marker into a folder that is filled.

    Args:
        folder: where; its files, this one included, are listed in it, and those that one might edit told
            by their digests, so that a later export replaces none that was.
        format_name: the format.
        scheme: NAME@VERSION of the label scheme.
        losses: what could not be held.
        more: further fields.
    """
    said: Mapping[str, Any] = {
        "format": format_name,
        "by": f"annotator {__version__}",
        "scheme": scheme,
        **more,
        "files": sorted({*(path.name for path in folder.iterdir()), MARKER}),
        "losses": {loss.what: loss.count for loss in losses},
        "sha256": dict(_digests(folder)),
    }
    text = json.dumps(said, ensure_ascii=False, indent=2) + "\n"
    (folder / MARKER).write_text(text, encoding="utf-8", newline="\n")


def edited(folder: Path, told: Mapping[str, Any]) -> str:
    """Name of a file in the folder that is not as the marker tells, "" where there is none."""
    for name, digest in told.get("sha256", {}).items():
        file = folder / name
        if file.is_file() and file_digest(file) != digest:
            return str(name)
    return ""


def file_digest(path: Path) -> str:
    """SHA-256 of a file's content, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digests(folder: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.rglob("*")):
        # Docs are nothing that one edits, and their bytes depend on spaCy's version.
        if file.is_file() and file.suffix != ".spacy":
            yield file.relative_to(folder).as_posix(), file_digest(file)
