"""Docs on disk: one file, or a folder of files where one would grow too big to hold in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.formats._docs import TOKEN_ATTRIBUTES

if TYPE_CHECKING:
    from spacy.tokens import Doc, DocBin
    from spacy.vocab import Vocab

SUFFIX = ".spacy"
#: How many tokens a file takes; about 100 MB of memory while it is written.
TOKENS_PER_FILE = 500_000


class BinWriter:
    """Writes Docs to NAME.spacy in a folder, or to NAME/0001.spacy … if they are many.

    spaCy reads a folder like a file, so `path` is what a config names.
    """

    def __init__(self, folder: Path, name: str, most: int = TOKENS_PER_FILE) -> None:
        self.folder = folder
        self.name = name
        self.most = most
        self.docs = 0
        self._tokens = self._files = 0
        self._bin = self._new()

    @property
    def path(self) -> str:
        """The file or folder, relative to the folder written to."""
        return self.name if self._files > 1 else self.name + SUFFIX

    def add(self, doc: Doc) -> None:
        """Add a Doc, and write the file when it is full."""
        if self._tokens and self._tokens + len(doc) > self.most:
            self._flush()
        self._bin.add(doc)
        self.docs += 1
        self._tokens += len(doc)

    def close(self) -> None:
        """Write what is left; a name without Docs gets a file without Docs."""
        if self._tokens or not self._files:
            self._flush()
        if self._files == 1:
            (self.folder / self.name / f"0001{SUFFIX}").rename(self.folder / self.path)
            (self.folder / self.name).rmdir()

    def _flush(self) -> None:
        self._files += 1
        (self.folder / self.name).mkdir(exist_ok=True)
        self._bin.to_disk(self.folder / self.name / f"{self._files:04d}{SUFFIX}")
        self._bin, self._tokens = self._new(), 0

    def _new(self) -> DocBin:
        from spacy.tokens import DocBin

        # Without user data the roles would be gone without a word.
        return DocBin(attrs=TOKEN_ATTRIBUTES, store_user_data=True)


def read_bins(folder: Path, name: str, vocab: Vocab) -> Iterator[Doc]:
    """Yield the Docs that a `BinWriter` wrote, in the order written."""
    from spacy.tokens import DocBin

    one = folder / f"{name}{SUFFIX}"
    for path in [one] if one.exists() else sorted((folder / name).glob(f"*{SUFFIX}")):
        yield from DocBin().from_disk(path).get_docs(vocab)
