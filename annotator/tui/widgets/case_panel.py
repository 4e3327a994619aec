"""A case: the sentence with what the readings mark in it, and below it the readings field by field."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from annotator.tui import case_view
from annotator.tui.case_view import Shown
from annotator.tui.widgets.article_view import ArticleView
from annotator.tui.widgets.painted import Painted
from annotator.tui.widgets.rows import Rows, flow


class CasePanel(Vertical):
    """Shows one case at a time; the table gets what it needs up to two thirds of the height."""

    DEFAULT_CSS = """
    CasePanel { height: 1fr; }
    CasePanel Rows { height: 8; }
    """
    can_focus = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: Shown | None = None
        self.article = ArticleView()
        self.heading = Painted("bar-quiet")
        self.table = Rows()

    def compose(self) -> ComposeResult:
        """Sentence, what is to be decided, table."""
        yield self.article
        yield self.heading
        yield self.table

    def on_resize(self) -> None:
        """Lay the readings out anew."""
        if self._shown is not None:
            self.show(self._shown)

    def show(self, shown: Shown | None, instead: str = "") -> None:
        """Draw a case; where there is none, what is said instead."""
        self._shown = shown
        if shown is None:
            self.article.show(None)
            self.heading.paint([])
            self.table.styles.height = 3
            self.table.show([[line] for line in flow([(f" {instead}", "words")], self.size.width - 2, 1)])
            return
        room = max(self.size.height * 2 // 3, 2)
        rows = case_view.rows(shown, max(self.size.width, 20), room)
        self.table.styles.height = max(min(sum(map(len, rows)), room), 2)
        self.article.marks_of = lambda session: case_view.marks(shown, session)
        self.article.show(shown.session())
        self.heading.paint([case_view.heading(shown)])
        self.table.show(rows, reset=True)
