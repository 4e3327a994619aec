"""An open project: the database and its label scheme."""

from __future__ import annotations

import getpass
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import Scheme
from annotator.store.store import Store

DEFAULT_FILE = "annotator.db"
VARIABLE = "ANNOTATOR_DB"


@dataclass(frozen=True)
class Project:
    """A project that is open; close it, or use it in a `with` block."""

    store: Store
    where: str
    #: Device and inode of the SQLite file when it was opened; None on a server.
    file: tuple[int, int] | None = None

    @cached_property
    def scheme(self) -> Scheme:
        """The label scheme in use."""
        return self.store.scheme()

    @property
    def folder(self) -> Path | None:
        """The folder that the SQLite file is in; None on a server."""
        return None if self.file is None else Path(self.where).parent

    def has_file(self) -> bool:
        """Whether the file that was opened is still in its place: not deleted, moved or replaced.

        SQLite goes on writing to a file that has lost its name, where nobody would find it again.
        """
        return self.file is None or self.file == _file_of(self.where)

    def close(self) -> None:
        """Close the database."""
        self.store.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def url_of(place: str | None) -> str:
    """The database URL of a place: a path, a URL, or None for ANNOTATOR_DB or the current folder."""
    place = place or os.environ.get(VARIABLE) or DEFAULT_FILE
    return place if "://" in place else f"sqlite:///{place}"


def exists(place: str | None) -> bool:
    """Whether there is a file at the place; a server is taken to be there."""
    url = url_of(place)
    return not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).exists()


@contextmanager
def opened(place: str | None) -> Iterator[Project]:
    """The project at a place, closed at the end of the block.

    Raises:
        AnnotatorError: there is none, or it cannot be used.
    """
    with open_project(place) as project:
        yield project


def open_project(place: str | None) -> Project:
    """Open the project at a place.

    Raises:
        AnnotatorError: there is none, or it cannot be used.
    """
    url = url_of(place)
    return _project(Store.open(url), url)


@contextmanager
def read_only(place: str) -> Iterator[Project]:
    """The project at a place, to be read and left as it is; an older file is read through a copy.

    Raises:
        AnnotatorError: there is none, or it cannot be read.
    """
    url = url_of(place)
    with Store.look_into(url) as store:
        yield _project(store, url)


def create_project(place: str | None, scheme: str) -> Project:
    """Make a project with a scheme, by its name or file.

    Raises:
        AnnotatorError: there is one already, or the scheme has errors.
    """
    from annotator.schemes.reader import load

    checked, source = load(scheme)
    url = url_of(place)
    return _project(Store.create(url, checked, source), url)


def annotator_name(given: str | None) -> str:
    """Whose labels they are: the name given, else the login name.

    Raises:
        AnnotatorError: the name is empty or has characters that a terminal would act on.
    """
    from annotator.domain.text import printable

    try:
        name = (given if given is not None else getpass.getuser()).strip()
    except (KeyError, OSError) as error:
        raise AnnotatorError("this account has no login name", "Say who labels: --as NAME.") from error
    if not name or printable(name) != name:
        raise AnnotatorError(f"{name!r} is no name for an annotator", "Give a plain name: --as anna.")
    return name


def _project(store: Store, url: str) -> Project:
    if url.startswith("sqlite:///"):
        where = url.removeprefix("sqlite:///")
        return Project(store, where, _file_of(where))
    # What is shown of a server never holds its password.
    return Project(store, re.sub(r"(?<=//)([^:/@]*):.*@", r"\1:***@", url))


def _file_of(where: str) -> tuple[int, int] | None:
    """Device and inode of a file; None where there is none."""
    try:
        found = Path(where).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
