"""An edit under way: the article as gold would have it, and its ties or the menu that is open."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from annotator.domain.session.state import Session
from annotator.tui import view
from annotator.tui.choice_rows import choice_rows
from annotator.tui.widgets.article_view import ArticleView
from annotator.tui.widgets.painted import Painted
from annotator.tui.widgets.rows import Rows, flow


class CaseEditor(Vertical):
    """Shows the session of an edit, as the annotate screen shows its own."""

    DEFAULT_CSS = """
    CaseEditor { height: 1fr; }
    CaseEditor ArticleView { height: 1fr; }
    CaseEditor Rows { height: 7; }
    """
    can_focus = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._article = ArticleView()
        self._rule = Painted("bar-quiet")
        self._ties = Rows()

    def compose(self) -> ComposeResult:
        """Sentence, what stands below, ties or choices."""
        yield self._article
        yield self._rule
        yield self._ties

    def show(self, session: Session) -> None:
        """Draw the session."""
        self._article.show(session)
        if session.menu is not None:
            self._rule.paint([[(f" {view.menu_title(session)} ", "bar-key")]])
            lines = choice_rows(view.choices(session), self.app.size.width, self._ties.size.height)
            self._ties.show([[line] for line in lines])
            return
        self._rule.paint([[(" gold, as it would be", "bar-quiet")]])
        found = view.rows(session)
        at = next((index for index, row in enumerate(found) if row.focused), None)
        self._ties.show([flow(row.pieces, self.app.size.width - 1, 5) for row in found], at)
