"""Saving a project whose file was deleted, moved or replaced while it was open."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from annotator.domain.errors import AnnotatorError
from annotator.project.backup import now
from annotator.project.project import Project


def rescue(project: Project, at: datetime | None = None) -> Path:
    """Copy what the open database still holds to a new file; returns where it is.

    The file lies beside the lost one, else in the home folder, else where temporary files are.

    Raises:
        AnnotatorError: it can be written to none of them.
    """
    here = Path(project.where)
    name = f"{here.stem}-rescued-{(at or now()).astimezone():%Y%m%d-%H%M%S}.db"
    for folder in (here.parent, Path.home(), Path(tempfile.gettempdir())):
        with suppress(AnnotatorError):
            project.store.back_up(folder / name)
            return folder / name
    raise AnnotatorError(f"{name} could be written nowhere", "Make room on the disk and put the file back.")
