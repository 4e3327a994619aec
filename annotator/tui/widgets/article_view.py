"""The article with the current sentence set apart, its spans drawn in lanes below the words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from annotator.domain.session.state import Session
from annotator.domain.text import QUEUED_REGIONS, Article
from annotator.tui import view
from annotator.tui.lanes import Mark, lanes
from annotator.tui.lines import Line, wrap
from annotator.tui.widgets.painted import Painted

GUTTER, CONTEXT = "┃ ", "  "
#: No more text than this is laid out at a time on either side, however long a line or sentence is.
REACH = 20_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """One line of the widget: its strip, and the line of text it shows, if it does."""

    strip: Strip
    line: Line | None = None


class ArticleView(Painted):
    """Shows a session's current sentence in its article, and tells where the mouse was pressed.

    `context` is how many sentences before and after it are as legible as any; those beyond are dimmed.
    None dims none. `marks_of` gives what is drawn below the words; the session's own and suggested
    spans, unless another is set.
    """

    DEFAULT_CSS = "ArticleView { height: 1fr; }"

    class Pressed(Message):
        """The mouse was pressed on (or, with `extend`, dragged to) a code point of the text."""

        def __init__(self, offset: int, extend: bool) -> None:
            super().__init__()
            self.offset = offset
            self.extend = extend

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("current", id=id)
        self.context: int | None = None
        self.marks_of: Callable[[Session], list[Mark]] = view.marks
        self._session: Session | None = None
        self._drawn: list[Drawn] = []
        self._lines: tuple[object, list[Line]] = (None, [])
        self._paragraphs: tuple[Article | None, list[tuple[int, int]]] = (None, [])
        self._wrapped: dict[tuple[int, int, int], list[Line]] = {}

    def show(self, session: Session | None) -> None:
        """Draw the session."""
        self._session = session
        self._draw()

    def on_resize(self) -> None:
        """Lay the text out anew."""
        self._draw()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Tell which code point was pressed."""
        offset = self._offset_at(event.x, event.y)
        if offset is not None:
            self.capture_mouse()
            self.post_message(self.Pressed(offset, extend=event.shift))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """While the button is held, tell how far it was dragged."""
        if self.app.mouse_captured is self:
            offset = self._offset_at(event.x, event.y)
            if offset is not None:
                self.post_message(self.Pressed(offset, extend=True))

    def on_mouse_up(self) -> None:
        """End a drag."""
        self.release_mouse()

    def _offset_at(self, x: int, y: int) -> int | None:
        line = self._drawn[y].line if 0 <= y < len(self._drawn) else None
        return line.offset_at(x - len(GUTTER)) if line else None

    def _draw(self) -> None:
        session, height = self._session, self.size.height
        if session is None or not self.palette or not session.sentences or not height or self.size.width < 4:
            self._drawn = []
            self.paint_strips([])
            return
        width = self.size.width - len(GUTTER) - 1
        top, block = self._current(session, width, height)
        before = self._before(session, width, top)
        after = self._after(session, width, height - len(before) - len(block))
        self._drawn = [*before, *block, *after][:height]
        self.paint_strips([drawn.strip for drawn in self._drawn])

    def _current(self, session: Session, width: int, height: int) -> tuple[int, list[Drawn]]:
        """How many lines of context to put before, and the current sentence's lines that fit."""
        here = session.here
        cursor = session.article.tokens[session.cursor][0]
        # In steps, so that the lines stay where they are while the cursor moves.
        middle = cursor // REACH * REACH
        start, end = max(here.start, middle - REACH), min(here.end, middle + 2 * REACH)
        key = (id(session.article), start, end, width)
        if self._lines[0] != key:
            self._lines = (key, list(wrap(session.article.text, start, end, width)))
        lines = self._lines[1]
        marks = self.marks_of(session)
        at = max(bisect_right([line.start for line in lines], cursor) - 1, 0)
        # A sentence taller than the widget is drawn from the cursor's line outwards.
        first = 0 if len(lines) < height // 2 else max(0, at - height // 3)
        paint = _Paint(session, marks, self.palette)
        top = max(height // 4, 1) if first == 0 else 0
        block: list[Drawn] = []
        cursor_end = 0
        for index in range(first, len(lines)):
            block += paint.line(lines[index])
            if index == at:
                cursor_end = len(block)
            if len(block) >= height and index >= at:
                break
        # Room for the sentence comes before room for what precedes it.
        top = max(min(top, height - len(block) - 1), 0)
        if cursor_end > height:
            block = block[cursor_end - height :]
        return top, block

    def _before(self, session: Session, width: int, room: int) -> list[Drawn]:
        out: list[Drawn] = []
        edge = session.here.start
        paragraphs = self._paragraphs_of(session.article)
        index = bisect_left(paragraphs, (edge, edge))
        while index > 0 and len(out) < room:
            index -= 1
            start, end = paragraphs[index]
            gap = [] if edge < end else [self._blank()]
            stop = min(edge, end)
            lines = self._paragraph(session, max(start, stop - REACH), stop, width)
            out = [*lines, *gap, *out]
        padding = [self._blank()] * max(room - len(out), 0)
        return [*padding, *out[max(len(out) - room, 0) :]]

    def _after(self, session: Session, width: int, room: int) -> list[Drawn]:
        out: list[Drawn] = []
        edge = session.here.end
        paragraphs = self._paragraphs_of(session.article)
        index = max(bisect_right(paragraphs, (edge, edge)) - 1, 0)
        while index < len(paragraphs) and len(out) < room:
            start, end = paragraphs[index]
            index += 1
            if end <= edge:
                continue
            gap = [] if start < edge else [self._blank()]
            begin = max(edge, start)
            out = [*out, *gap, *self._paragraph(session, begin, min(end, begin + REACH), width)]
        return out[: max(room, 0)]

    def _reach(self, session: Session) -> tuple[int, int]:
        """From where to where the text around the current sentence is not dimmed."""
        if self.context is None:
            return 0, len(session.article.text)
        first, last = session.sentence - self.context, session.sentence + self.context
        sentences = session.sentences
        return sentences[max(first, 0)].start, sentences[min(last, len(sentences) - 1)].end

    def _paragraph(self, session: Session, start: int, end: int, width: int) -> list[Drawn]:
        text = session.article.text
        while start < end and text[start].isspace():
            start += 1
        if start >= end or not text[start:end].strip():
            return []
        dim = any(r.start <= start < r.end and r.kind not in QUEUED_REGIONS for r in session.article.regions)
        lines = self._wrapped.get((start, end, width))
        if lines is None:
            lines = self._wrapped[start, end, width] = list(wrap(text, start, end, width))
        if dim:
            return [Drawn(self.strip([(CONTEXT, "region"), (line.shown, "region")])) for line in lines]
        reach = self._reach(session)
        return [Drawn(self.strip([(CONTEXT, "context"), *_near_and_far(line, reach)])) for line in lines]

    def _blank(self) -> Drawn:
        return Drawn(self.strip([]))

    def _paragraphs_of(self, article: Article) -> list[tuple[int, int]]:
        if self._paragraphs[0] is not article:
            found = [(m.start(), m.end()) for m in re.finditer(r"[^\r\n]*\S[^\r\n]*", article.text)]
            self._paragraphs = (article, found)
            self._wrapped.clear()
        return self._paragraphs[1]


def _near_and_far(line: Line, reach: tuple[int, int]) -> list[tuple[str, str]]:
    """The line in pieces: what lies within reach, and what is dimmed before and after it."""
    edges = [line.start, *reach, line.start + len(line.shown)]
    cuts = [line.snap(min(max(edge, edges[0]), edges[-1])) - line.start for edge in edges]
    pieces = zip(pairwise(cuts), ("far", "context", "far"), strict=True)
    return [(line.shown[start:end], style) for (start, end), style in pieces if start < end]


class _Paint:
    """Draws lines of one session's current sentence."""

    def __init__(self, session: Session, marks: list[Mark], palette: dict[str, Style]) -> None:
        self.session = session
        self.marks = sorted(marks, key=lambda mark: mark.start)
        self.palette = palette
        self.hints = view.word_hints(session)
        tokens = session.article.tokens
        first, last = session.selection
        self.cursor: tuple[int, int] | None = None
        if session.active == "text" and len(tokens):
            self.cursor = (tokens[first][0], tokens[last][1])

    def line(self, line: Line) -> list[Drawn]:
        """The line's text and the lanes below it."""
        touching = [m for m in self.marks if m.start < line.end and line.start < m.end]
        gutter = Segment(GUTTER, self.palette["gutter"])
        letters = self._letters(line)
        first = letters.pop(line.start - 1, "")
        edge = [Segment(GUTTER[:-1], self.palette["gutter"]), self._letter(first)] if first else [gutter]
        out = [Drawn(Strip([*edge, *self._text(line, touching, letters)]), line)]
        for lane in lanes(line, touching):
            segments, at = [gutter], 0
            for piece in lane:
                if piece.column > at:
                    segments.append(Segment(" " * (piece.column - at), self.palette["current"]))
                style = self.palette.get(piece.style, self.palette["words"])
                segments.append(Segment(piece.text, style + Style(bold=True) if piece.strong else style))
                at = piece.column + len(piece.text)
            out.append(Drawn(Strip(segments)))
        return out

    def _letter(self, letter: str, width: int = 1) -> Segment:
        return Segment(letter.ljust(width), self.palette["key"] + Style(reverse=True))

    def _letters(self, line: Line) -> dict[int, str]:
        """The letter painted over each code point, line.start - 1 for the last cell of the gutter.

        A letter stands in the blank before its word, so that the word can be read; on the word's first
        letter where it is the same, and where there is no such room.
        """
        out: dict[int, str] = {}
        for offset, letter in sorted(self.hints.items()):
            if not line.start <= offset < line.end:
                continue
            at = line.snap(offset)
            first = line.shown[at - line.start]
            if first.casefold() == letter:
                out[at] = first
            else:
                out[at - 1 if self._has_room(line, at - 1, out) else at] = letter
        return out

    def _has_room(self, line: Line, at: int, taken: dict[int, str]) -> bool:
        """Whether a letter may be painted over a code point: a blank, a sign, or the gutter's last cell."""
        if at < line.start:
            return True
        return not line.shown[at - line.start].isalnum() and line.snap(at) == at and at not in taken

    def _text(self, line: Line, touching: list[Mark], letters: dict[int, str]) -> list[Segment]:
        edges = {line.start, line.start + len(line.shown)}
        for start, end in [(m.start, m.end) for m in touching] + ([self.cursor] if self.cursor else []):
            edges |= {line.snap(start), line.snap(end)}
        edges |= letters.keys() | {line.after(at) for at in letters}
        cuts = sorted(edges)
        # The shortest mark that covers a stretch colours it.
        by_size = sorted(touching, key=lambda mark: mark.end - mark.start)
        segments = []
        for start, end in pairwise(cuts):
            mark = next((m for m in by_size if m.start <= start < m.end), None)
            style = self.palette["current"]
            if mark is not None:
                style = self.palette.get(mark.style, style)
                style += Style(bold=mark.strong, underline=not mark.dashed)
            if self.cursor and self.cursor[0] <= start < self.cursor[1]:
                style += Style(reverse=True)
            shown = line.shown[start - line.start : end - line.start]
            if start in letters:
                segments.append(self._letter(letters[start], cell_len(shown)))
            else:
                segments.append(Segment(shown, style))
        return segments
