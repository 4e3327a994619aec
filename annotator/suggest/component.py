"""What the three components share: a lexicon that is saved with the pipeline."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Self

from spacy.tokens import Doc

from annotator.suggest.lexicon import FILES, Lexicon, built_in


class LexiconComponent(ABC):
    """A component that works by a lexicon and carries it to disk, to bytes and back."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lexicon = built_in()

    @property
    def digest(self) -> str:
        """Digest of the lexicon in use."""
        return self.lexicon.digest

    @abstractmethod
    def __call__(self, doc: Doc) -> Doc:
        """Write the component's results on the document."""

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Process documents one after the other; `batch_size` is taken for spaCy's sake."""
        del batch_size
        for doc in docs:
            yield self(doc)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The lexicon's texts as bytes."""
        del exclude
        return json.dumps(self.lexicon.texts).encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Self:
        """Read what `to_bytes` wrote."""
        del exclude
        self.use(json.loads(data))
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the lexicon's files into a folder."""
        del exclude
        for name, text in self.lexicon.texts.items():
            file = Path(path) / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Self:
        """Read what `to_disk` wrote."""
        del exclude
        files = {name: Path(path) / name for name in FILES}
        self.use({name: file.read_text(encoding="utf-8") for name, file in files.items() if file.is_file()})
        return self

    def use(self, texts: dict[str, Any]) -> None:
        """Take these texts; components with equal texts share one lexicon."""
        made = Lexicon(texts)
        self.lexicon = _SHARED.setdefault(made.digest, made)


_SHARED: dict[str, Lexicon] = {}
