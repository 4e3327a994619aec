"""What a format is: a name, words about it, and `write`, `read` or both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable

from annotator.domain.record import Record
from annotator.domain.scheme import Scheme
from annotator.formats._losses import Losses
from annotator.formats._options import Option
from annotator.formats._parsed import Parsed


class Format(Protocol):
    """What every format says about itself, for lists and help.

    `suffix` is the ending of its file name, empty for formats that write a folder. `holds` and
    `loses` say in a sentence each what the format can carry and what it cannot.
    """

    name: str
    title: str
    description: str
    holds: str
    loses: str
    suffix: str


@runtime_checkable
class Writer(Format, Protocol):
    """A format that is written."""

    write_options: tuple[Option, ...]

    def write(
        self,
        records: Iterable[Record],
        target: Path,
        scheme: Scheme,
        options: Mapping[str, str] | None = None,
        *,
        check: bool = True,
        overwrite: bool = False,
    ) -> Losses:
        """Write all records to a file or folder, which appears whole or not at all.

        Args:
            records: streamed; iterated more than once, so it must be a list or make a new iterator
                each time, and yield the same records each time.
            target: the file or folder; missing parent folders are made. An existing file is
                replaced, and so is an existing folder of the same format.
            scheme: the label scheme of the records.
            options: values for `write_options`, the others have their defaults.
            check: read what was written again and compare it with the records.
            overwrite: replace a folder that something else made, too.

        Returns:
            What the format could not hold.

        Raises:
            AnnotatorError: the target cannot be written, an option is wrong, or the check found a
                difference; nothing is then left under the target's name that was not there before.
        """
        ...


@runtime_checkable
class Reader(Format, Protocol):
    """A format that is read from a file.

    `endings` are those of files that are taken to be of this format when none is named; mostly none.
    """

    endings: tuple[str, ...]
    read_options: tuple[Option, ...]

    def read(
        self, source: BinaryIO, where: str, options: Mapping[str, str] | None = None
    ) -> Iterator[Parsed]:
        """Yield what a file holds, one article with the labels of one stream at a time.

        Args:
            source: the opened file, read once from where it stands.
            where: its name for messages.
            options: values for `read_options`, the others have their defaults.

        Raises:
            AnnotatorError: something is wrong with the file; says in which line and what.
        """
        ...


@runtime_checkable
class FolderReader(Format, Protocol):
    """A format that is read from a folder, or from a zip archive of one."""

    read_options: tuple[Option, ...]

    def read_folder(
        self, folder: Traversable, where: str, options: Mapping[str, str] | None = None
    ) -> Iterator[Parsed]:
        """Yield what the files of a folder hold; see `Reader.read`.

        Args:
            folder: a `Path`, or a folder in an archive.
            where: its name for messages.
            options: values for `read_options`, the others have their defaults.

        Raises:
            AnnotatorError: something is wrong with a file; says with which, and what.
        """
        ...
