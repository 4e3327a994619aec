"""A model of a power cut: which files a disk may hold after it, given what was written and synced.

What was written to a file before its last sync is there; of what was written later any part may be,
in any order, the last write even in part (at 512 bytes). Names that were made or taken away since
the folder's last sync may be so or not, in order. This is what POSIX promises and no more.
"""

from __future__ import annotations

import random
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

DATABASE, WAL, JOURNAL, FOLDER, TERMINAL = 1, 2, 3, 4, 5
SUFFIXES = {DATABASE: "", WAL: "-wal", JOURNAL: "-journal"}
SECTOR = 512
_ENTRY = struct.Struct("=cbHIQ")
_SAVED = re.compile(rb" saved #(\d+) ")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing done: w write, t truncate, s sync, c create, u unlink, d say (on the terminal)."""

    what: str
    file: int
    offset: int
    data: bytes


def entries(record: Path) -> list[Entry]:
    """What recorder.c has written."""
    data, at, out = record.read_bytes(), 0, []
    while at < len(data):
        what, file, _, length, offset = _ENTRY.unpack_from(data, at)
        at += _ENTRY.size
        body = data[at : at + length] if what in b"wd" else b""
        at += len(body)
        out.append(Entry(what.decode(), file, offset, body))
    return out


@dataclass
class _File:
    """One inode: what is surely on the disk, and what has been done since."""

    sure: bytearray = field(default_factory=bytearray)
    later: list[Entry] = field(default_factory=list)

    def sync(self) -> None:
        for entry in self.later:
            _do(self.sure, entry)
        self.later = []

    def after(self, kept: list[Entry]) -> bytes:
        content = bytearray(self.sure)
        for entry in kept:
            _do(content, entry)
        return bytes(content)


class Disk:
    """Follows a record, entry by entry; `saved` is the highest number called saved so far."""

    def __init__(self, database: bytes) -> None:
        """Begin with a database that is on the disk, and neither log nor journal."""
        self.saved = 0
        self._heard = b""
        self._names: dict[int, _File] = {DATABASE: _File(bytearray(database))}
        self._files = dict(self._names)
        self._naming: list[tuple[str, int, _File]] = []

    def do(self, entry: Entry) -> None:
        """Take in what was done next."""
        file = entry.file
        match entry.what:
            case "d":
                self._heard = self._heard[-40:] + entry.data
                for found in _SAVED.finditer(self._heard):
                    self.saved = max(self.saved, int(found[1]))
            case "c":
                self._files[file] = _File()
                self._naming.append(("c", file, self._files[file]))
            case "u":
                self._naming.append(("u", file, self._files.pop(file)))
            case "s" if file == FOLDER:
                self._names = self._named(len(self._naming))
                self._naming = []
            case "s":
                self._files[file].sync()
            case _:
                self._files[file].later.append(entry)

    def after_cut(self, random_: random.Random) -> Iterator[dict[int, bytes]]:
        """Contents by file that may be found: nothing unsynced, all of it, and two random shares."""
        yield {name: file.after([]) for name, file in self._named(0).items()}
        yield self.whole()
        for share in (0.5, 0.9):
            names = self._named(random_.randint(0, len(self._naming)))
            yield {name: file.after(_part(file.later, share, random_)) for name, file in names.items()}

    def whole(self) -> dict[int, bytes]:
        """Contents by file as the program sees them."""
        every = self._named(len(self._naming))
        return {name: file.after(file.later) for name, file in every.items()}

    def _named(self, count: int) -> dict[int, _File]:
        names = dict(self._names)
        for what, name, file in self._naming[:count]:
            if what == "c":
                names[name] = file
            else:
                names.pop(name, None)
        return names


def _part(later: list[Entry], share: float, random_: random.Random) -> list[Entry]:
    """Some of what was not synced; the last write may be torn."""
    kept = [entry for entry in later if random_.random() < share]
    if kept and kept[-1].what == "w" and random_.random() < 0.5:
        last = kept[-1]
        sectors = random_.randint(0, len(last.data) // SECTOR)
        kept[-1] = Entry("w", last.file, last.offset, last.data[: sectors * SECTOR])
    return kept


def _do(content: bytearray, entry: Entry) -> None:
    if entry.what == "t":
        del content[entry.offset :]
        content.extend(bytes(entry.offset - len(content)))
    else:
        content.extend(bytes(max(entry.offset - len(content), 0)))
        content[entry.offset : entry.offset + len(entry.data)] = entry.data
