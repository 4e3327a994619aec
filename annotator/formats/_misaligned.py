"""A list of the labels that end inside a token, which spaCy can learn only as whole tokens."""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from annotator.domain.labels import Span
from annotator.domain.record import Record


class Misaligned:
    """Writes misaligned.jsonl into a folder, a line for each label; none where there are none."""

    NAME = "misaligned.jsonl"

    def __init__(self, folder: Path) -> None:
        self.path = folder / self.NAME
        self.count = 0
        self._file: IO[str] | None = None

    def add(self, record: Record, span: Span, start: int, end: int) -> None:
        """List a span, and the bounds in the article of the tokens that it was widened to."""
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8", newline="\n")
        text = record.article.text
        told = {
            "article": record.article.id,
            "annotator": record.annotator,
            "span": span.id,
            "label": span.label,
            "start": span.start,
            "end": span.end,
            "text": text[span.start : span.end],
            "widened": {"start": start, "end": end, "text": text[start:end]},
        }
        self._file.write(json.dumps(told, ensure_ascii=False) + "\n")
        self.count += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
