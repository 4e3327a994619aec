"""The annotate screen: wiring between keys, the desk and what is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from textual import events
from textual.app import ComposeResult
from textual.containers import Container

from annotator.domain.errors import AnnotatorError
from annotator.domain.labels import Labels
from annotator.domain.session import menus
from annotator.domain.session.attributes import set_attribute
from annotator.domain.session.commands import Command, keymap
from annotator.domain.session.items import items
from annotator.domain.session.moving import find, to_number, to_sentence
from annotator.domain.session.reviewing import comment
from annotator.domain.session.state import Step
from annotator.domain.session.taking import focus
from annotator.domain.session.tally import Tally
from annotator.domain.settings import DONE
from annotator.domain.text import printable
from annotator.project.labelling import Desk
from annotator.project.writer import RETRY
from annotator.tui import view
from annotator.tui.choice_rows import choice_rows
from annotator.tui.examples import ExampleFetcher
from annotator.tui.footer import footer, help_lines, list_footer, prompt_footer
from annotator.tui.guideline import guideline
from annotator.tui.key_words import with_keys
from annotator.tui.lists.panel import ListPanel
from annotator.tui.prompt import ATTRIBUTE, Prompt
from annotator.tui.screens.keyed import HELP_FOOT, KeyedScreen
from annotator.tui.settings_panel import SettingsPanel, Value
from annotator.tui.tour import Tour, tour
from annotator.tui.widgets.article_view import ArticleView
from annotator.tui.widgets.list_view import ListView
from annotator.tui.widgets.painted import Painted
from annotator.tui.widgets.rows import Foot, Rows, flow

#: Commands that make sense in an article without any sentence.
WITHOUT_SENTENCE = frozenset(
    """next-open next-sentence previous-sentence next-article previous-article help theme settings quit
    undo redo guideline tour rounds articles agreement adjudicate""".split()
)

#: Keys of the guideline panel while it is open: lines to scroll by, and the key that closes it.
GUIDE_KEYS = {"ctrl+down": 5, "ctrl+up": -5, "escape": 0}
GUIDE_FOOT = Foot("ctrl+↓", "ctrl+↑", "esc")


class AnnotateScreen(KeyedScreen):
    """Steps through the sentences of one article at a time."""

    CSS_PATH = "annotate.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.desk: Desk | None = None
        self.table: list[Command] = []
        self._keys: dict[str, Command] = {}
        self._prompt: Prompt | None = None
        self._message = "opening …"
        self._lists = ListPanel(self)
        self._tally = Tally()
        self._examples = ExampleFetcher(self, self.draw)
        self.tour: Tour | None = None
        self._doing = ""
        self._sought = ""

    @property
    def waits(self) -> bool:
        """Whether keys wait for an article to be opened or a list to be made."""
        return self.desk is None or self._lists.loading

    def compose(self) -> ComposeResult:
        """Header, article with guideline beside it, ties, message, footer; help above all."""
        yield Painted("bar", id="header")
        yield Painted("bar", id="tour")
        with Container(id="body"):
            yield ArticleView(id="article")
            yield Rows(id="guide", foot=GUIDE_FOOT)
        yield ListView(id="list")
        yield Painted("bar-quiet", id="rule")
        yield Rows(id="ties")
        yield Painted("message", id="message")
        yield Painted("bar", id="footer")
        yield SettingsPanel(id="settings")
        yield Rows(id="help", foot=HELP_FOOT)

    def on_mount(self) -> None:
        """Draw once the widgets are there."""
        self.draw()

    def on_resize(self, event: events.Resize) -> None:
        """Give the ties a quarter of the height, and the footer its second line where there is room."""
        self.query_one("#ties").styles.height = max(2, min(12, event.size.height // 4 + 1))
        self.set_class(event.size.height < 18, "low")
        self.draw()

    def use(self, table: list[Command]) -> None:
        """Take the commands and their keys.

        Raises:
            AnnotatorError: two commands claim the same key.
        """
        self.table, self._keys = table, keymap(table)

    def open(self, desk: Desk, message: str = "") -> None:
        """Show another article."""
        self.desk = desk
        self._lists.close()
        self._prompt = None
        self._message = message
        self.draw()
        self.press_waiting()

    def suggest(self, article: str, suggestions: Labels) -> None:
        """Show suggestions that have arrived, if the article is still the same."""
        if self.desk is not None and self.desk.key.article == article:
            self.desk.suggest(suggestions)
            self.draw()

    def no_suggestions(self) -> None:
        """No suggestions will come."""
        if self.desk is not None:
            self.desk.waiting = False
            self.draw()

    def saved_changed(self) -> None:
        """Show what is saved now; after a conflict, take in what another window did."""
        if not self.is_mounted:
            return
        if self.desk is not None and self.desk.conflict:
            try:
                self._message = self.desk.recover()
            except AnnotatorError as error:
                self._message = error.message
                self.set_timer(RETRY, self.saved_changed)
            self.draw()
        else:
            self._draw_header()

    def press(self, key: str, char: str | None) -> bool:
        """Do what a key stands for; False if it stands for nothing here."""
        if self.has_class("help"):
            self.press_help(key)
            return True
        if self.desk is None or self._lists.loading:
            self.keep(key, char)
            return True
        self._tally = self._tally.key()
        if self.has_class("settings"):
            self._press_settings(key)
            return True
        if self._prompt is not None:
            self._press_prompt(key, char)
            return True
        if self._lists.shown is not None:
            self._message = ""
            self._lists.press(key)
            self.draw()
            return True
        if self.desk.session.menu is not None:
            self.take(lambda session: menus.press(session, key, char))
            return True
        if self.has_class("guide") and key in GUIDE_KEYS:
            if key == "escape":
                self.remove_class("guide")
            else:
                self.query_one("#guide", Rows).scroll_by(GUIDE_KEYS[key])
            return True
        command = self._keys.get(key) or self._keys.get(char or "")
        if command is None:
            return False
        self.run_command(command)
        return True

    def run_command(self, command: Command) -> None:
        """Do a command, as a key or the palette asks for it."""
        if self.desk is None:
            return
        if self.desk.session.sentences or command.id in WITHOUT_SENTENCE:
            self._doing = command.id
            self.take(command.run)

    def on_paste(self, event: events.Paste) -> None:
        """Text pasted goes to what is being typed, if anything is."""
        if self._prompt is not None:
            self._prompt = self._prompt.typed(event.text)
            self._draw_message()

    def on_article_view_pressed(self, event: ArticleView.Pressed) -> None:
        """A word was clicked, or the mouse dragged to it."""
        if self.desk is None:
            return
        session = self.desk.session
        here = session.here
        if here.start <= event.offset < here.end:
            token = session.article.tokens.at(event.offset)
            anchor = (session.cursor if session.anchor is None else session.anchor) if event.extend else None
            moved = replace(session.put_cursor(token), anchor=None if anchor == token else anchor)
            self.take(lambda _: Step(moved))
        elif not event.extend:
            index = next(
                (i for i, s in enumerate(session.sentences) if s.start <= event.offset < s.end), None
            )
            if index is not None:
                self.take(lambda s: Step(to_sentence(s, index)))

    def on_list_view_chosen(self, event: ListView.Chosen) -> None:
        """An entry of a list was clicked."""
        if self._prompt is None:
            self._lists.click(event.index)
            self.draw()

    def on_rows_pressed(self, event: Rows.Pressed) -> None:
        """A tie was clicked, or a setting."""
        if isinstance(event.rows, SettingsPanel):
            self._change(event.rows.click(event.index, self.shell.settings))
            return
        if event.rows.id != "ties" or self.desk is None or self.desk.session.menu is not None:
            return
        rows = items(self.desk.session)
        if event.index < len(rows):
            self.take(lambda session: Step(focus(session, rows[event.index])))

    def draw(self) -> None:
        """Draw everything anew."""
        if not self.is_mounted or not self.shell.scheme:
            return
        self.recolour()
        self._draw_header()
        self._draw_tour()
        self._draw_article()
        self._draw_message()
        self._lists.draw()

    def ask(self, what: str, text: str = "") -> None:
        """Ask for a line of text."""
        self._prompt = Prompt(what, text, len(text))

    def show_article(self, key: str) -> str:
        """Open another article unless it is open; returns what is told if it cannot be."""
        if self.desk is None or key == self.desk.key.article:
            return ""
        self._message = self.shell.open_article(key)
        return self._message

    def go(self, where: str) -> None:
        """Go somewhere, as a command does."""
        self.take(lambda session: Step(session, go=where))

    def show_round(self, name: str) -> str:
        """Go on in another round unless it is the one; returns what is told if it cannot be."""
        if self.desk is None or name == self.desk.key.round:
            return ""
        self._message = self.shell.open_round(name)
        return self._message

    def resume(self, message: str) -> None:
        """Draw, and press the keys that waited for something to be made."""
        self._message = message
        self.draw()
        self.press_waiting()

    def take(self, act: Callable[..., Step]) -> None:
        """Make a step, commit what it changes, do what it asks for, and draw."""
        assert self.desk is not None
        before = self.desk.session
        step = self.desk.take(act(self.desk.session))
        self._message = step.message
        if self.desk.session.labels is not before.labels:
            self._tally = self._tally.after(before.labels, self.desk.session.labels)
        if self.desk.submitted and self.desk.session.labels is not before.labels:
            self._message = "changed after it was submitted: kept, but agreement counts what was submitted"
        if step.ask is not None:
            self.ask(step.ask, view.written(self.desk.session, step.ask))
        doing, self._doing = self._doing, ""
        if step.go is not None:
            self._go(step.go)
        if self.tour is not None and doing != "tour":
            self.lead(self.tour.after(doing, before, self.desk.session))
        self.draw()

    def lead(self, at: Tour | None) -> None:
        """Show the next step of a tour; None ends it, and so that it does not begin by itself again."""
        self.tour = at
        self.set_class(at is not None, "tour")
        if at is None and self.shell.settings.tour != DONE:
            self._message = self.shell.change({"tour": DONE}) or self._message

    def _go(self, where: str) -> None:
        assert self.desk is not None
        match where:
            case "undo":
                self._message = self.desk.undo().message
            case "redo":
                self._message = self.desk.redo().message
            case "submit" | "finish":
                self._submit(on=where == "finish")
            case "guideline":
                self.toggle_class("guide")
            case "help":
                self.add_class("help")
            case "tour":
                self.lead(None if self.tour else tour(self.desk.session.scheme))
            case "settings":
                self.add_class("settings")
            case "agreement" | "adjudicate":
                self._message = self.shell.review(where)
            case "theme":
                self._message = self.shell.next_theme()
            case "quit":
                self.shell.leave()
            case _ if (make := self._lists.named(where, self.desk, self._tally)) is not None:
                self._lists.open(make)
            case _:
                try:
                    self._message = self.shell.go(where) or self._message
                except AnnotatorError as error:
                    self._message = error.message

    def _submit(self, *, on: bool) -> None:
        """Submit the article; `on` to the next one, unless there is something to be seen of this one."""
        assert self.desk is not None
        seen = on and self.desk.submitted
        self._message = self.desk.submit()
        if self.desk.round.practice and self.desk.submitted and not seen:
            make = self._lists.named("feedback", self.desk, self._tally)
            assert make is not None
            self._lists.open(make, message=self._message)
        elif on and self.desk.submitted:
            self._message = self.shell.go("next open") or self._message

    def _press_prompt(self, key: str, char: str | None) -> None:
        assert self._prompt is not None
        if key == "escape":
            self._prompt = None
            self._lists.unasked()
        elif key == "enter":
            done, self._prompt = self._prompt, None
            self._answer(done)
        else:
            self._prompt = self._prompt.press(key, char)
        self._draw_message()

    def _answer(self, done: Prompt) -> None:
        text = done.text.strip()
        assert self.desk is not None
        if self._lists.shown is not None:
            self._lists.answer(text)
        elif done.ask == "find in all articles" and text:
            self._lists.open(self._lists.articles(self.desk, text))
        elif done.ask == "sentence number":
            self.take(lambda session: to_number(session, text))
        elif done.ask == "comment":
            self.take(lambda session: comment(session, text))
        elif done.ask == "find" and (sought := text or self._sought):
            self._sought = sought
            self.take(lambda session: find(session, sought))
        elif done.ask.startswith(ATTRIBUTE):
            name = done.ask.removeprefix(ATTRIBUTE)
            self.take(lambda session: set_attribute(session, name, text or None))

    def _press_settings(self, key: str) -> None:
        panel = self.query_one(SettingsPanel)
        change = panel.press(key, self.shell.settings)
        if change is None:
            self.remove_class("settings")
        self._change(change or {})

    def _change(self, values: dict[str, Value]) -> None:
        if values:
            self._message = self.shell.change(values)
        self.draw()

    def _draw_header(self) -> None:
        desk = self.desk
        if desk is None:
            self.query_one("#header", Painted).paint([[(" annotator", "bar")]])
            return
        session, width = desk.session, self.size.width
        trouble, unsaved = desk.trouble, desk.unsaved
        if trouble is not None:
            right = [(f" NOT SAVED ({unsaved}): {printable(trouble.message)} ", "bar-warning")]
        elif unsaved:
            right = [(f" saving {unsaved} … ", "bar")]
        else:
            done = "submitted · " if desk.submitted else ""
            told = f" {done}saved #{desk.saved} " if desk.saved else " nothing to save yet "
            right = [(told, "bar-saved")]
        signs = f" {view.sentence_signs(session)} " if session.sentences else ""
        right = [(signs, "bar-key"), (f"{view.whose(desk.key)} ", "bar-quiet"), *right]
        title = printable(session.article.title or session.article.id)
        room = max(width - sum(len(text) for text, _ in right) - 2, 0)
        title = title if len(title) <= room else title[: max(room - 1, 0)] + "…"
        left = f" {title}".ljust(room + 1)
        self.query_one("#header", Painted).paint([[(left, "bar"), *right]])

    def _draw_tour(self) -> None:
        if self.tour is not None and self.desk is not None:
            pieces = self.tour.pieces(self.desk.session, self.table)
            self.query_one("#tour", Painted).paint(flow(pieces, self.size.width - 1, 7))

    def _draw_article(self) -> None:
        desk = self.desk
        article = self.query_one(ArticleView)
        article.context = self.shell.settings.context
        article.show(desk.session if desk else None)
        ties, rule = self.query_one("#ties", Rows), self.query_one("#rule", Painted)
        if desk is None or not desk.session.sentences:
            told = with_keys(" this article has no sentence: {next-open} goes on", self.table)
            ties.show([] if desk is None else [[[(told, "words")]]])
            return
        session = desk.session
        if session.menu is not None:
            rule.paint([[(f" {view.menu_title(session)} ", "bar-key")]])
            found = choice_rows(view.choices(session), self.size.width, ties.size.height)
            ties.show([[row] for row in found])
        else:
            rows = view.rows(session)
            own = sum(not row.item.suggested for row in rows)
            notes = view.notes(session)
            offered = "suggestions are coming …" if desk.waiting else f"{len(rows) - own} suggested"
            offered = "suggestions are hidden here" if desk.hides else offered
            told = f" {own} marked · {offered}" + (f" · {notes}" if notes else "")
            rule.paint([[(told, "bar-quiet")]])
            at = next((index for index, row in enumerate(rows) if row.focused), None)
            ties.show([flow(row.pieces, self.size.width - 1, 5) for row in rows], at)
        if self.has_class("guide"):
            panel = self.query_one("#guide", Rows)
            width = max(panel.size.width, self.size.width * 38 // 100 - 1)
            panel.show([guideline(session, width, self._examples.of(desk))], reset=True)
        if self.has_class("settings"):
            self.query_one(SettingsPanel).show_settings(self.shell.settings, self.shell.fixed)
        if self.has_class("help"):
            self.query_one("#help", Rows).show([help_lines(self.table, session.scheme)])

    def _draw_message(self) -> None:
        message = self.query_one("#message", Painted)
        session = self.desk.session if self.desk else None
        if self._prompt is not None:
            message.paint([self._prompt.pieces()])
        else:
            told = with_keys(self._message, self.table)
            if not told and session and session.sentences and self._lists.shown is None:
                told = view.reason(session)
            message.paint([[(f" {printable(told)}", "message")]])
        width = self.size.width
        if self._prompt is not None:
            keys = prompt_footer(self._prompt.does, width)
        elif self._lists.shown is None:
            keys = footer(self.table, session, width)
        else:
            keys = list_footer(self._lists.shown.listing.keys, width)
        self.query_one("#footer", Painted).paint(keys)
