"""The adjudication screen: one case at a time, one key for the reading and one for the cause."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual import events
from textual.app import ComposeResult

from annotator.domain.counted import counted
from annotator.domain.errors import AnnotatorError
from annotator.domain.text import printable
from annotator.project.adjudicating import Opened, dockets, take_agreed
from annotator.project.adjudicator import Adjudicator, Place
from annotator.project.route import Only, Route
from annotator.tui.act import Act, act_in
from annotator.tui.agreed_panel import AgreedPanel
from annotator.tui.deciding_panel import DecidingPanel
from annotator.tui.edit_panel import EditPanel
from annotator.tui.footer import key_footer
from annotator.tui.prompt import Prompt
from annotator.tui.screens.keyed import HELP_FOOT
from annotator.tui.screens.review import ReviewScreen
from annotator.tui.widgets.case_editor import CaseEditor
from annotator.tui.widgets.case_panel import CasePanel
from annotator.tui.widgets.list_view import ListView
from annotator.tui.widgets.painted import Painted
from annotator.tui.widgets.rows import Rows

LEAVE = ("q", "escape", "ctrl+q")


class AdjudicateScreen(ReviewScreen):
    """Steps through the open cases of a round, then through a sample of the agreed.

    Articles are read in a thread, so the first case is there before the last is known.
    """

    CSS_PATH = "adjudicate.tcss"
    HELP = "Keys of adjudication: every decision is saved at once"

    def __init__(
        self,
        author: str,
        round: str = "main",
        *,
        rule: str = "exact",
        seed: int = 0,
        sample: float = 0.05,
        first: str | None = None,
        only: Only | None = None,
        names: bool = False,
    ) -> None:
        super().__init__()
        self._author, self._round, self._rule = author, round, rule
        self._seed, self._share, self._first, self._only = seed, sample, first, only
        self._names = names
        self.work: Adjudicator | None = None
        self.route: Route | None = None
        self._articles = 0
        self._foreign: set[str] = set()
        self.deciding = DecidingPanel(self)
        self.editing = EditPanel(self)
        self.taken = AgreedPanel(self)
        self._prompt: Prompt | None = None
        self._message = ""

    @property
    def place(self) -> Place | None:
        """The case that is shown; None where none is left."""
        return self.deciding.place

    @property
    def loaded(self) -> bool:
        """Whether all of the round has been read."""
        return self.route is not None and self.route.complete

    @property
    def waits(self) -> bool:
        """Whether keys wait for the first case to be read."""
        return not self.loaded and self.place is None

    def compose(self) -> ComposeResult:
        """Header, case or editor, message, footer; help above all."""
        yield Painted("bar", id="header")
        yield CasePanel(id="case")
        yield CaseEditor(id="editor")
        yield ListView(id="agreed")
        yield Painted("message", id="message")
        yield Painted("bar", id="footer")
        yield Rows(id="help", foot=HELP_FOOT)

    def on_mount(self) -> None:
        """Begin to read the round."""
        project = self.shell.project
        assert project is not None
        self.editing.use(self.shell.table)
        changed = lambda: self.later(self._saved_changed)  # noqa: E731
        self.work = Adjudicator(
            project, self._author, changed, rule=self._rule, seed=self._seed, sample=self._share
        )
        self.route = Route(self.work, self._only)
        self.draw()
        self.run_worker(self._read, thread=True, exit_on_error=False)

    def on_unmount(self) -> None:
        """Commit what waits."""
        if self.work is not None and not self.work.close(2.0):
            self.shell.failure = AnnotatorError(
                f"{self.work.unsaved} decisions are not saved", "Open adjudication again and repeat them."
            )

    def on_resize(self) -> None:
        """Lay out anew."""
        self.call_after_refresh(self.draw)

    def press(self, key: str, char: str | None) -> bool:
        """Do what a key stands for; False if it stands for nothing here."""
        if self.waits and key not in LEAVE:
            self.keep(key, char)
        elif self.has_class("help"):
            self.press_help(key)
        elif self._prompt is not None:
            self._press_prompt(self._prompt, key, char)
            self.draw()
        elif (act := self.found(key)) is not None:
            self.do(act)
        elif self.editing.is_open:
            if not self.editing.press(key, char):
                return False
            self.draw()
        elif self.deciding.is_chosen:
            self._message = "a letter says why they differ; ⏎ says nothing, esc goes back to the readings"
            self.draw()
        else:
            return False
        return True

    def do(self, act: Act) -> None:
        """Do what a key or the palette asks for; what was told before is told no more."""
        self._message = ""
        super().do(act)

    def on_list_view_chosen(self, event: ListView.Chosen) -> None:
        """A line of the list was clicked."""
        self.taken.click(event.index)
        self.draw()

    def on_paste(self, event: events.Paste) -> None:
        """Text pasted goes to the note being written."""
        if self._prompt is not None:
            self._prompt = self._prompt.typed(event.text)
            self.draw()

    # What can be done

    def acts(self) -> Iterator[Act]:
        """Acts of a case, of its cause, of an edit, and those that are always there."""
        yield from self.deciding.acts()
        yield from self.deciding.cause_acts()
        yield from self.editing.acts()
        yield from self.taken.acts()
        yield from self._round_acts()
        yield from self._general_acts()

    def at_hand(self) -> list[Act]:
        """What can be done now: menus and prompts take every key themselves."""
        if self.waits:
            return [act for act in self._round_acts() if act.keys == LEAVE]
        if self._prompt is not None or self.editing.chooses:
            return []
        if self.taken.is_open:
            return [*self.taken.acts(), *self._general_acts()]
        if self.editing.is_open:
            return [*self.editing.acts(), *self.editing.marking(), *self._general_acts()]
        if self.deciding.is_chosen:
            return [*self.deciding.cause_acts(), *self._general_acts()]
        of_case = self.deciding.acts() if self.place is not None else ()
        return [*of_case, *self._round_acts(), *self._general_acts()]

    def _round_acts(self) -> Iterator[Act]:
        make = partial(act_in, "The round")
        yield make("u ctrl+z", "undo the last decision, also after a restart", self._undo, "undo")
        yield make("r", "what rules took as agreed: look at it, or revoke a rule", self.taken.open, "agreed")
        yield make("t", "show or hide whose reading it is", self._toggle_names, "names")
        yield make(" ".join(LEAVE), "leave; every decision is saved at once", self._leave, "leave")

    def _general_acts(self) -> Iterator[Act]:
        make = partial(act_in, "At any time")
        yield make("question_mark f1", "all keys", self.open_help, "help")
        yield make("ctrl+t", "next theme", self._next_theme)

    # Reading

    def _read(self) -> None:
        project, work = self.shell.project, self.work
        assert project is not None
        assert work is not None
        try:
            for opened in dockets(project, self._round, self._author):
                ready = opened if opened.foreign else take_agreed(project, opened, self._rule, self._author)
                self.later(partial(self._arrived, ready))
        except AnnotatorError as error:
            self.later(partial(self.shell.back, error))
        self.later(self._all_read)

    def _arrived(self, opened: Opened) -> None:
        assert self.work is not None
        assert self.route is not None
        self._articles += 1
        if opened.foreign:
            self._foreign.add(opened.key.article)
        self.work.add(opened)
        if self.place is None and not self._first:
            self.go_to(self.route.first_in(opened.key.article))
            if self.place is not None:
                self.draw()
                self.press_waiting()
        self._draw_header()

    def _all_read(self) -> None:
        assert self.route is not None
        self.route.complete = True
        if self.place is None:
            wanted = [place for place in self.route.places() if place.article == self._first]
            self.go_to(wanted[0] if wanted else self.route.after(None))
        self.draw()
        self.press_waiting()

    # Where one is

    def step(self, step: int) -> None:
        """Go to the case after or before, whatever comes of this one."""
        assert self.route is not None
        self.go_to(self.route.after(self.place, step))

    def stay_or_step(self) -> None:
        """Go on, unless the case is still to be decided."""
        if self.route is not None and (self.place is None or not self.route.holds(self.place)):
            self.step(1)

    def go_to(self, place: Place | None) -> None:
        """Show a case, or that none is left."""
        self.deciding.show(place)

    def _undo(self) -> None:
        assert self.work is not None
        article = self.place.article if self.place is not None else next(iter(self.work.articles), "")
        if not article:
            self._message = "there is nothing to undo"
            return
        try:
            self._message, back = self.work.undo(article)
        except AnnotatorError as error:
            self._message = error.message
            return
        if back is not None:
            self.go_to(back)
        else:
            self.stay_or_step()

    # Telling and asking

    def tell(self, message: str) -> None:
        """Tell something in the line above the footer."""
        self._message = message

    def ask(self, what: str, text: str = "") -> None:
        """Ask for a line of text."""
        self._prompt = Prompt(what, text, len(text))

    def _press_prompt(self, prompt: Prompt, key: str, char: str | None) -> None:
        self._prompt = None if key in ("escape", "enter") else prompt.press(key, char)
        if key != "enter":
            return
        text = prompt.text.strip()
        if self.editing.is_open:
            self.editing.answer(prompt.ask, text)
        else:
            self.deciding.note(text)

    # Around

    def _toggle_names(self) -> None:
        self._names = not self._names

    def _next_theme(self) -> None:
        self._message = self.shell.next_theme()

    def _leave(self) -> None:
        work = self.work
        assert work is not None
        if work.flush(0.2 if work.trouble else 3.0) or work.trouble is None:
            self.shell.back()
        else:
            self._message = f"{work.unsaved} decisions are not saved: {work.trouble.message}"

    def _saved_changed(self) -> None:
        if not self.is_mounted or self.work is None or self.route is None:
            return
        if self.work.conflict:
            try:
                self._message = self.work.recover()
            except AnnotatorError as error:
                self._message = error.message
            self.stay_or_step()
            self.draw()
        else:
            self._draw_header()

    # Drawing

    def draw(self) -> None:
        """Draw everything anew."""
        if not self.is_mounted or not self.shell.scheme:
            return
        self.recolour()
        self._draw_header()
        self.taken.draw()
        self.editing.draw()
        if not self.editing.is_open:
            self.query_one(CasePanel).show(self.deciding.shown(names=self._names), self._nothing_left())
        self._draw_message()

    def _draw_header(self) -> None:
        work, route = self.work, self.route
        if work is None or route is None or not self.is_mounted:
            return
        if work.trouble is not None:
            right = [(f" NOT SAVED ({work.unsaved}): {printable(work.trouble.message)} ", "bar-warning")]
        elif work.unsaved:
            right = [(" saving … ", "bar")]
        else:
            right = [(f" saved #{work.saved} " if work.saved else " nothing to save yet ", "bar-saved")]
        many = "" if self.loaded else "+"
        sort = "agreed to look at" if self.place is not None and self.place.agreed else "open"
        right = [(f" {work.decided} decided · {route.left()}{many} {sort} ", "bar-key"), *right]
        article = self.place.article if self.place is not None else ""
        title = printable(f" adjudicate {self._round} · {article}")
        room = max(self.size.width - sum(len(text) for text, _ in right), 0)
        title = title if len(title) <= room else title[: max(room - 1, 0)] + "…"
        self.query_one("#header", Painted).paint([[(title.ljust(room), "bar"), *right]])

    def _draw_message(self) -> None:
        message = self.query_one("#message", Painted)
        if self._prompt is not None:
            message.paint([self._prompt.pieces()])
            keys = (("⏎", "keep"), ("esc", "leave"))
            self.query_one("#footer", Painted).paint(key_footer(keys, self.size.width))
            return
        told = self._message
        if self.editing.is_open:
            told = self.editing.message
        elif self.deciding.is_chosen:
            told = told or self.deciding.question
        elif not self.taken.is_open:
            told = told or self._taken_by_rules()
        message.paint([[(f" {printable(told)}", "message")]])
        self.draw_footer(self.editing.footer() if self.editing.is_open else ())

    def _taken_by_rules(self) -> str:
        taken = self.work.by_rule if self.work is not None else {}
        told = ", ".join(f"{many} by {rule}" for rule, many in taken.items())
        return f"taken as agreed: {told} (r lists them)" if told else ""

    def _nothing_left(self) -> str:
        if not self.loaded:
            return "reading the round …"
        if not self._articles:
            return "no article was submitted by two annotators yet (and by you, if you label in the round)"
        if self._only is not None:
            alone = self._foreign & {article for article, _ in self._only}
            more = (
                f"; gold of {counted(len(alone), 'article')} was imported and is left alone" if alone else ""
            )
            return f"every one of these is decided{more}: q goes back"
        more = f"; gold of {counted(len(self._foreign), 'article')} was imported and is left alone"
        more = more if self._foreign else ""
        if len(self._foreign) == self._articles:
            return f"nothing is to be decided{more}"
        return f"every case is decided{more}: annotator export jsonl --gold, annotator corrections NAME"
