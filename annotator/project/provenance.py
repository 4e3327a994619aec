"""What stands beside an export: by what it was made, of what, and what its files hash to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotator import __version__
from annotator.domain.scheme import Scheme, to_plain
from annotator.formats._atomic import new_file
from annotator.formats._losses import Losses
from annotator.formats._marker import MARKER, file_digest

SUFFIX = ".provenance.json"


def write_provenance(
    target: Path,
    format_name: str,
    scheme: Scheme,
    losses: Losses,
    *,
    selection: Mapping[str, Any],
    options: Mapping[str, str],
    counts: Mapping[str, Any],
) -> Path:
    """Write NAME.provenance.json beside a file or folder; the same for the same export.

    Args:
        target: the export.
        format_name: its format.
        scheme: the label scheme, told with a digest of all it says.
        losses: what the format could not hold.
        selection: what was asked for.
        options: those given to the format.
        counts: what is in it.
    """
    told = {
        "by": f"annotator {__version__}",
        "format": format_name,
        "scheme": scheme.id,
        "scheme_sha256": _digest(json.dumps(to_plain(scheme), sort_keys=True).encode()),
        "selection": dict(selection),
        "options": dict(options),
        "counts": dict(counts),
        "losses": {loss.what: loss.count for loss in losses},
        "sha256": dict(_digests(target)),
    }
    place = target.with_name(target.name + SUFFIX)
    with new_file(place) as part:
        part.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
    return place


def _digests(target: Path) -> list[tuple[str, str]]:
    if target.is_file():
        return [(target.name, file_digest(target))]
    marker = target / MARKER
    # Others may have put files there since, a trained model for example.
    listed = json.loads(marker.read_text(encoding="utf-8"))["files"] if marker.exists() else [""]
    files = sorted(file for name in listed for file in _under(target / name))
    return [(file.relative_to(target).as_posix(), file_digest(file)) for file in files]


def _under(path: Path) -> list[Path]:
    return [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
