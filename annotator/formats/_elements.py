"""Files that hold one JSON array of objects, taken apart without holding all of it."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from annotator.domain.errors import AnnotatorError
from annotator.formats._lines import MEBIBYTE, checked_object, decoder

_CHUNK = 1 << 16
_BLANK = re.compile(r"[ \t\r\n]*")


def json_elements(source: BinaryIO, where: str, longest: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each element's place ("file: element 3") and object; a file of one object yields that.

    The encoding is UTF-8, with or without a byte order mark.

    Args:
        source: the opened file.
        where: its name for messages.
        longest: how many bytes an element may have; a few times that is held in memory.

    Raises:
        AnnotatorError: no UTF-8, no JSON, an element too long or no object, or a field named twice.
    """
    text = _Text(source, where, longest)
    opening = text.next()
    if opening == "{":
        yield where, checked_object(text.value(where), where)
    elif opening == "[":
        text.skip()
        number = 0
        closing = text.next()
        while closing != "]":
            number += 1
            place = f"{where}: element {number}"
            yield place, checked_object(text.value(place), place)
            closing = text.next()
            if closing == ",":
                text.skip()
                if text.next() == "]":
                    raise text.wrong("a comma with nothing after it")
            elif closing != "]":
                raise text.wrong("a comma or the end of the array is missing")
        text.skip()
    else:
        raise text.wrong("neither an array nor an object")
    if text.next():
        raise text.wrong("more after the end")


class _Text:
    """The file's text from where one stands, read on as needed."""

    def __init__(self, source: BinaryIO, where: str, longest: int) -> None:
        self.source, self.where, self.longest = source, where, longest
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._buffer, self._at = "", 0
        self._read = self._passed = 0
        self._ended = False

    def next(self) -> str:
        """The next character that is no blank, "" at the end; it stays the next one."""
        while True:
            blank = _BLANK.match(self._buffer, self._at)
            self._at = blank.end() if blank else self._at
            if self._at < len(self._buffer) or not self._more(_CHUNK):
                return self._buffer[self._at : self._at + 1]

    def skip(self) -> None:
        """Pass over one character."""
        self._at += 1

    def value(self, place: str) -> Any:
        """The JSON value that begins here."""
        step = _CHUNK
        while True:
            try:
                value, end = decoder.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError as error:
                held = len(self._buffer) - self._at
                if held > self.longest:
                    raise AnnotatorError(
                        f"{place}: longer than {self.longest / MEBIBYTE:g} MiB",
                        "If it is right, raise the option max-line (MiB).",
                    ) from None
                # Twice as much each time, so that the work stays linear.
                step = max(step, held)
                if not self._more(step):
                    raise AnnotatorError(
                        f"{place}: no valid JSON at character {self._passed + error.pos + 1}: {error.msg}",
                        "The file is an array of objects.",
                    ) from None
            except RecursionError:
                raise AnnotatorError(f"{place}: nested too deeply", "Is this a file of articles?") from None
            except ValueError as error:
                raise AnnotatorError(f"{place}: {error}", "Correct it.") from None
            else:
                if end == len(self._buffer) and self._more(_CHUNK):
                    continue  # a number may go on
                self._at = end
                return value

    def wrong(self, what: str) -> AnnotatorError:
        """What to say of what stands here."""
        return AnnotatorError(
            f"{self.where}: character {self._passed + self._at + 1}: {what}",
            "The file is to be a JSON array of objects.",
        )

    def _more(self, size: int) -> bool:
        """Read on; false at the end of the file."""
        if self._ended:
            return False
        data = self.source.read(size)
        self._ended = not data
        try:
            text = self._decoder.decode(data, final=self._ended)
        except UnicodeDecodeError as error:
            byte = self._read - (len(error.object) - len(data)) + error.start
            raise AnnotatorError(
                f"{self.where}: no valid UTF-8 at byte {byte}", "Save the file as UTF-8."
            ) from None
        self._read += len(data)
        self._passed += self._at
        self._buffer, self._at = self._buffer[self._at :] + text, 0
        return not self._ended or bool(text)
