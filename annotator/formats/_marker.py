"""The file by which a folder is known as an export of ours, and what it says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotator import __version__
from annotator.formats._losses import Losses

MARKER = "export.json"


def mark(folder: Path, format_name: str, scheme: str, losses: Losses, **more: Any) -> None:
    """Write the marker into a folder that is filled.

    Args:
        folder: where; its files, this one included, are listed in it.
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
    }
    text = json.dumps(said, ensure_ascii=False, indent=2) + "\n"
    (folder / MARKER).write_text(text, encoding="utf-8", newline="\n")
