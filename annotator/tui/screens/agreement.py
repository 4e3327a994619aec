"""The agreement screen: figures by layer, and below each the disagreements that make it up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import combinations

from textual.app import ComposeResult

from annotator.agreement.report.model import Report
from annotator.domain.adjudication.cases import LAYERS
from annotator.domain.adjudication.deciding import in_order
from annotator.domain.errors import AnnotatorError
from annotator.domain.text import printable
from annotator.project.adjudicating import Opened, dockets
from annotator.project.agreeing import letters, reports
from annotator.tui import figures_view
from annotator.tui.act import Act, act_in
from annotator.tui.case_view import Shown
from annotator.tui.disagreements import Disagreements, Filter, Found
from annotator.tui.figures_view import ARM, Row
from annotator.tui.screens.adjudicate import AdjudicateScreen
from annotator.tui.screens.keyed import HELP_FOOT
from annotator.tui.screens.review import ReviewScreen, moves
from annotator.tui.widgets.case_panel import CasePanel
from annotator.tui.widgets.painted import Painted, Pieces
from annotator.tui.widgets.rows import Rows


class AgreementScreen(ReviewScreen):
    """Figures at once, their intervals when they are there; ⏎ leads to what a figure is made of.

    All is read in a thread, and read again after adjudicating.
    """

    CSS_PATH = "agreement.tcss"
    HELP = "Keys of agreement"

    def __init__(self, viewer: str, round: str = "main", *, seed: int = 0, names: bool = False) -> None:
        super().__init__()
        self._viewer, self._round, self._seed, self._names = viewer, round, seed, names
        self.report: Report | None = None
        self.complete = False
        self._opened: list[Opened] | None = None
        self._worst = False
        self._at = 0
        self._list: Disagreements | None = None
        self._message = ""
        self._left = False

    @property
    def waits(self) -> bool:
        """Whether keys wait for the first figures or for the disagreements."""
        return self.report is None or (self._list is not None and self._opened is None)

    def compose(self) -> ComposeResult:
        """Figures with the matrix below; or disagreements with one of them below; help above all."""
        yield Painted("bar", id="header")
        yield Rows(id="figures")
        yield Painted("bar-quiet", id="pairs")
        yield Painted(id="matrix")
        yield Rows(id="cases")
        yield CasePanel(id="case")
        yield Painted("message", id="message")
        yield Painted("bar", id="footer")
        yield Rows(id="help", foot=HELP_FOOT)

    def on_mount(self) -> None:
        """Paint the frame, and begin to read."""
        self.draw()
        self.run_worker(self._read, thread=True, exit_on_error=False)

    def on_screen_resume(self) -> None:
        """Look again at what was decided meanwhile."""
        if self._left:
            self._left, self._opened = False, None
            self.run_worker(self._read_cases, thread=True, exit_on_error=False)

    def on_resize(self) -> None:
        """Lay out anew."""
        self.call_after_refresh(self.draw)

    def press(self, key: str, char: str | None) -> bool:
        """Do what a key stands for; False if it stands for nothing here."""
        if self.has_class("help"):
            self.press_help(key)
        elif (act := self.found(key)) is not None:
            self.do(act)
        elif self.waits:
            self.keep(key, char)
        else:
            return False
        return True

    def do(self, act: Act) -> None:
        """Do what a key or the palette asks for; what was told before is told no more."""
        self._message = ""
        super().do(act)

    # What can be done

    def acts(self) -> Iterator[Act]:
        """Acts on figures, on disagreements, and on both."""
        yield from self._figure_acts()
        yield from self._case_acts()
        yield from self._general_acts()

    def at_hand(self) -> list[Act]:
        """What can be done now; while keys wait, only leave."""
        mine = self._figure_acts() if self._list is None else self._case_acts()
        every = [*mine, *self._general_acts()]
        return [act for act in every if {"q", "escape"} & {*act.keys}] if self.waits else every

    def _figure_acts(self) -> Iterator[Act]:
        make = partial(act_in, "Figures")
        yield make("enter", "the disagreements that the figure is made of", self._into, "its disagreements")
        yield make("w", "the labels that agree least first, or by layer", self._turn_round, "worst first")
        yield make("a", "adjudicate all of the round", partial(self._adjudicate, None), "adjudicate all")
        yield from moves(make, self._move, lambda: self.query_one("#figures", Rows).size.height - 1)

    def _case_acts(self) -> Iterator[Act]:
        make = partial(act_in, "Disagreements")
        yield make("enter", "adjudicate the one in focus", self._adjudicate_it, "adjudicate it")
        yield make("a", "adjudicate those listed", self._adjudicate_these, "adjudicate these")
        change = self._change
        yield make("l", "of the next layer only", partial(change, Disagreements.next_layer), "layer")
        kind = "of the next label, category, attribute or role only"
        yield make("b", kind, partial(change, Disagreements.next_name), "label")
        pair = partial(change, lambda now: now.next_pair(self._pairs()))
        yield make("p", "of the next pair of annotators only", pair, "pair")
        yield make("s", "only where suggestions were shown, or hidden", self._next_arm, "suggestions")
        undecided = partial(change, Disagreements.open_or_all)
        yield make("d", "only those still to be decided, or all", undecided, "only open ones")
        yield from moves(make, self._move_case, lambda: self.query_one("#cases", Rows).size.height - 1)
        yield make("escape", "back to the figures", self._out, "figures")

    def _general_acts(self) -> Iterator[Act]:
        make = partial(act_in, "At any time")
        yield make("t", "show or hide the names of annotators", self._toggle_names, "names")
        yield make("question_mark f1", "all keys", self.open_help, "help")
        yield make("ctrl+t", "next theme", self._next_theme)
        yield make("q ctrl+q" + (" escape" if self._list is None else ""), "leave", self.shell.back, "leave")

    # Reading

    def _read(self) -> None:
        project = self.shell.project
        assert project is not None
        try:
            for number, report in enumerate(reports(project, self._round, self._viewer)):
                self.later(partial(self._arrived, report, bool(number)))
                if not number:
                    self._read_cases()
        except AnnotatorError as error:
            self.later(partial(self.shell.back, error))

    def _read_cases(self) -> None:
        project = self.shell.project
        assert project is not None
        try:
            found = list(dockets(project, self._round, self._viewer))
            for one in found:
                # Comparing is work; the screen is not to wait for it.
                _ = one.docket.cases
        except AnnotatorError as error:
            self.later(partial(self.shell.back, error))
            return
        self.later(partial(self._cases_arrived, found))

    def _arrived(self, report: Report, complete: bool) -> None:
        self.report, self.complete = report, complete
        if not report.articles:
            self._message = "no article was submitted by two annotators yet (and by you, if you label here)"
        self.draw()
        self.press_waiting()

    def _cases_arrived(self, found: list[Opened]) -> None:
        self._opened = found
        if self._list is not None:
            self._list = self._list.among(self._every()).moved(0)
        self.draw()
        self.press_waiting()

    # Figures

    def _rows(self) -> list[Row]:
        if self.report is None:
            return []
        return figures_view.worst_first(self.report) if self._worst else figures_view.by_layer(self.report)

    def _move(self, step: int) -> None:
        self._at = max(min(self._at + step, len(self._rows()) - 1), 0)

    def _turn_round(self) -> None:
        self._worst, self._at = not self._worst, 0

    def _into(self) -> None:
        rows = self._rows()
        if not rows:
            return
        row = rows[self._at]
        layer = row.layer.name if row.layer.name in (*LAYERS, "headline", "status") else ""
        chosen = Filter(layer, arm=row.name) if row.by == ARM else Filter(layer, row.name)
        self._list = Disagreements(self._every(), chosen)
        self.add_class("cases")

    # Disagreements

    def _every(self) -> list[Found]:
        return [(one, case) for one in self._opened or () for case in one.docket.cases]

    def _pairs(self) -> list[tuple[str, str]]:
        return list(combinations(self.report.annotators, 2)) if self.report is not None else []

    def _change(self, to: Callable[[Disagreements], Disagreements]) -> None:
        assert self._list is not None
        self._list = to(self._list)

    def _next_arm(self) -> None:
        before = self._list
        self._change(Disagreements.next_arm)
        if before is not None and self._list is not None and self._list.chosen.arm == before.chosen.arm:
            self._message = "it is not known where suggestions were shown"

    def _move_case(self, step: int) -> None:
        self._change(lambda now: now.moved(step))

    def _out(self) -> None:
        self._list = None
        self.remove_class("cases")

    def _adjudicate_it(self) -> None:
        here = self._list.here if self._list is not None else None
        if here is not None:
            self._adjudicate([here])

    def _adjudicate_these(self) -> None:
        assert self._list is not None
        self._adjudicate(self._list.listed)

    def _adjudicate(self, some: Sequence[Found] | None) -> None:
        only = None if some is None else frozenset((o.key.article, frozenset(c.ids.items())) for o, c in some)
        if some and all(o.foreign for o, _ in some):
            self._message = "gold of it was imported and not decided here: it is left alone"
            return
        if some is not None and all(o.docket.decision(c) is not None for o, c in some):
            self._message = "all of it is decided: a in the figures goes through the round, u there undoes"
            return
        self._left = True
        screen = AdjudicateScreen(self._viewer, self._round, seed=self._seed, only=only, names=self._names)
        self.app.push_screen(screen)

    # Names and colours

    def _toggle_names(self) -> None:
        self._names = not self._names

    def _next_theme(self) -> None:
        self._message = self.shell.next_theme()

    def _called(self) -> dict[str, str]:
        """What annotators are called: by name where names are shown, else A, B, …."""
        report = self.report
        if report is None:
            return {}
        every = {*report.annotators, *report.open, *report.changed, *report.not_begun}
        return {name: name for name in every} if self._names else letters(every)

    def _unnamed(self, told: str) -> str:
        """The text with annotators called as the screen calls them."""
        for name, letter in self._called().items():
            told = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", letter, told)
        return told

    # Drawing

    def draw(self) -> None:
        """Draw everything anew."""
        if not self.is_mounted or not self.shell.scheme:
            return
        self.recolour()
        self._draw_header()
        if self._list is None:
            self._draw_figures()
        else:
            self._draw_cases(self._list)
        self.draw_footer()

    def _draw_header(self) -> None:
        report, called = self.report, self._called()
        if report is None:
            right = " reading the round … "
        else:
            who = ", ".join(sorted(called[name] for name in report.annotators)) or "nobody"
            coming = "" if self.complete else " · intervals coming …"
            right = f" {report.articles} articles · {who}{coming} "
        title = f" agreement · {self._round}"
        room = max(self.size.width - len(right), len(title))
        line: Pieces = [(title.ljust(room), "bar"), (printable(right), "bar-key")]
        self.query_one("#header", Painted).paint([line])

    def _draw_figures(self) -> None:
        report, rows = self.report, self._rows()
        figures, matrix = self.query_one("#figures", Rows), self.query_one("#matrix", Painted)
        pairs, message = self.query_one("#pairs", Painted), self.query_one("#message", Painted)
        if report is None:
            figures.show([[[(" reading what was submitted …", "quiet")]]])
            return
        self._at = max(min(self._at, len(rows) - 1), 0)
        lines = [
            [figures_view.pieces(row, whole=self._worst, focused=at == self._at)]
            for at, row in enumerate(rows)
        ]
        figures.show(lines, self._at)
        if not rows:
            message.paint([[(f" {printable(self._message)}", "message")]])
            return
        row = rows[self._at]
        matrix.styles.height = max(min(len(report.annotators), 8), 2)
        matrix.paint(figures_view.matrix(report, row.part, self._called()))
        pairs.paint([[(f" pairs of annotators: {row.part.title}, {row.part.measure}", "bar-quiet")]])
        told = self._message or figures_view.told(row, self.size.width - 2)
        message.paint([[(f" {printable(self._unnamed(told))}", "message")]])

    def _draw_cases(self, now: Disagreements) -> None:
        cases, panel = self.query_one("#cases", Rows), self.query_one(CasePanel)
        cases.styles.height = 6 if self.size.height < 32 else 10
        if self._opened is None:
            cases.show([[[(" reading the disagreements …", "quiet")]]])
            panel.show(None)
        elif now.here is None:
            cases.show([[[(" no disagreement here: l, b, p, s and d change what is listed", "quiet")]]])
            panel.show(None)
        else:
            cases.show([[line] for line in now.lines(self.size.width)], now.at)
            opened, case = now.here
            versions = in_order(opened.docket.compared, case, self._seed)
            panel.show(Shown(opened.docket, case, versions, -1, self._called() if self._names else {}))
        text = self._message or now.told(self._called())
        self.query_one("#message", Painted).paint([[(f" {printable(text)}", "message")]])
