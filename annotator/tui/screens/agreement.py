"""The agreement screen: figures by layer, and below each the disagreements that make it up."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.screen import Screen

from annotator.agreement.report.model import Report
from annotator.domain.adjudication.cases import LAYERS, Case
from annotator.domain.adjudication.concerning import concerns, names
from annotator.domain.adjudication.deciding import in_order
from annotator.domain.errors import AnnotatorError
from annotator.domain.text import printable
from annotator.project.adjudicating import Opened, dockets
from annotator.project.agreeing import letters, reports
from annotator.tui import case_view, figures_view
from annotator.tui.case_view import Shown
from annotator.tui.figures_view import Row
from annotator.tui.footer import key_footer
from annotator.tui.screens.adjudicate import AdjudicateScreen
from annotator.tui.themes import palette
from annotator.tui.widgets.case_panel import CasePanel
from annotator.tui.widgets.painted import Painted, Pieces
from annotator.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from annotator.tui.app import AnnotatorApp

T = TypeVar("T")
Found = tuple[Opened, Case]
FIGURE_KEYS = (
    ("⏎", "its disagreements"),
    ("w", "worst first"),
    ("a", "adjudicate all"),
    ("t", "names"),
    ("q", "leave"),
    ("↑↓", "move"),
    ("PgDn", "page"),
)
CASE_KEYS = (
    ("⏎", "adjudicate it"),
    ("a", "adjudicate these"),
    ("l", "layer"),
    ("b", "label"),
    ("p", "pair"),
    ("d", "only open ones"),
    ("t", "names"),
    ("esc", "figures"),
    ("↑↓", "move"),
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which disagreements are listed; empty takes all. `open_only` leaves out what is decided."""

    layer: str = ""
    name: str = ""
    pair: tuple[str, str] | None = None
    open_only: bool = False

    def takes(self, found: Found) -> bool:
        """Whether a case is listed."""
        docket, case = found[0].docket, found[1]
        if case.agreed or (self.open_only and docket.decision(case) is not None):
            return False
        return concerns(docket.compared, case, self.layer, self.name, self.pair)


class AgreementScreen(Screen[None]):
    """Figures at once, their intervals when they are there; ⏎ leads to what a figure is made of.

    All is read in a thread, and read again after adjudicating. Keys come through `press`.
    """

    CSS_PATH = "agreement.tcss"
    AUTO_FOCUS = None
    LAYERS: ClassVar[tuple[str, ...]] = ("default", "above")

    def __init__(self, viewer: str, round: str = "main", *, seed: int = 0, names: bool = False) -> None:
        super().__init__()
        self._viewer, self._round, self._seed, self._names = viewer, round, seed, names
        self.report: Report | None = None
        self.complete = False
        self._opened: list[Opened] | None = None
        self._worst = False
        self._at = 0
        self._filter: Filter | None = None
        self._found: list[Found] = []
        self._case_at = 0
        self._message = ""
        self._waiting: list[tuple[str, str | None]] = []
        self._drawn_in = ""
        self._left = False

    @property
    def shell(self) -> AnnotatorApp:
        """The app."""
        return cast("AnnotatorApp", self.app)

    @property
    def waits(self) -> bool:
        """Whether keys wait for the first figures or for the disagreements."""
        return self.report is None or (self._filter is not None and self._opened is None)

    def compose(self) -> ComposeResult:
        """Figures with the matrix below; or disagreements with one of them below."""
        yield Painted("bar", id="header")
        yield Rows(id="figures")
        yield Painted("bar-quiet", id="pairs")
        yield Painted(id="matrix")
        yield Rows(id="cases")
        yield CasePanel(id="case")
        yield Painted("message", id="message")
        yield Painted("bar", id="footer")

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
        if key in ("q", "ctrl+q") or (key == "escape" and self._filter is None):
            self.shell.back()
            return True
        if self.waits and key != "escape":
            self._waiting.append((key, char))
            return True
        self._message = ""
        if key == "t":
            self._names = not self._names
        elif key == "ctrl+t":
            self._message = self.shell.next_theme()
        elif not (self._press_figures(key) if self._filter is None else self._press_cases(key)):
            return False
        self.draw()
        return True

    # Reading

    def _read(self) -> None:
        project = self.shell.project
        assert project is not None
        try:
            for number, report in enumerate(reports(project, self._round, self._viewer)):
                self._later(partial(self._arrived, report, bool(number)))
                if not number:
                    self._read_cases()
        except AnnotatorError as error:
            self._later(partial(self._failed, error))

    def _read_cases(self) -> None:
        project = self.shell.project
        assert project is not None
        try:
            found = list(dockets(project, self._round, self._viewer))
            for one in found:
                # Comparing is work; the screen is not to wait for it.
                _ = one.docket.cases
        except AnnotatorError as error:
            self._later(partial(self._failed, error))
            return
        self._later(partial(self._cases_arrived, found))

    def _arrived(self, report: Report, complete: bool) -> None:
        self.report, self.complete = report, complete
        if not report.articles:
            self._message = "no article was submitted by two annotators yet (and by you, if you label here)"
        self.draw()
        self._press_waiting()

    def _cases_arrived(self, found: list[Opened]) -> None:
        self._opened = found
        self._choose()
        self.draw()
        self._press_waiting()

    def _failed(self, error: AnnotatorError) -> None:
        self.shell.back(error)

    def _press_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        for key, char in waiting:
            self.press(key, char)

    def _later(self, act: Callable[[], None]) -> None:
        if self.is_attached and self.app.is_running:
            self.app.call_later(act)

    # Keys

    def _press_figures(self, key: str) -> bool:
        rows = self._rows()
        page = max(self.query_one("#figures", Rows).size.height - 1, 1)
        moved = _moved(key, self._at, len(rows), page)
        if moved is not None:
            self._at = moved
        elif key == "w":
            self._worst, self._at = not self._worst, 0
        elif key == "a":
            self._adjudicate(None)
        elif key == "enter" and rows:
            row = rows[self._at]
            layer = row.layer.name if row.layer.name in (*LAYERS, "headline", "status") else ""
            self._filter, self._case_at = Filter(layer, row.name), 0
            self.add_class("cases")
            self._choose()
        else:
            return False
        return True

    def _press_cases(self, key: str) -> bool:
        now = self._filter
        assert now is not None
        page = max(self.query_one("#cases", Rows).size.height - 1, 1)
        moved = _moved(key, self._case_at, len(self._found), page)
        if moved is not None:
            self._case_at = moved
            return True
        match key:
            case "escape":
                self._filter = None
                self.remove_class("cases")
                return True
            case "enter" if self._found:
                self._adjudicate([self._found[self._case_at]])
                return True
            case "a":
                self._adjudicate(self._found)
                return True
            case "l":
                now = replace(now, layer=_after(now.layer, ["", *LAYERS]), name="")
            case "b":
                now = replace(now, name=_after(now.name, ["", *self._kinds(now)]))
            case "p":
                now = replace(now, pair=_after(now.pair, [None, *self._pairs()]))
            case "d":
                now = replace(now, open_only=not now.open_only)
            case _:
                return False
        self._filter, self._case_at = now, 0
        self._choose()
        return True

    def _adjudicate(self, some: Sequence[Found] | None) -> None:
        only = None if some is None else frozenset((o.key.article, frozenset(c.ids.items())) for o, c in some)
        if some is not None and all(o.docket.decision(c) is not None for o, c in some):
            self._message = "all of it is decided: a in the figures goes through the round, u there undoes"
            return
        self._left = True
        screen = AdjudicateScreen(self._viewer, self._round, seed=self._seed, only=only, names=self._names)
        self.app.push_screen(screen)

    # What is listed

    def _rows(self) -> list[Row]:
        if self.report is None:
            return []
        return figures_view.worst_first(self.report) if self._worst else figures_view.by_layer(self.report)

    def _every(self) -> list[Found]:
        return [(one, case) for one in self._opened or () for case in one.docket.cases]

    def _choose(self) -> None:
        if self._filter is not None:
            self._found = [found for found in self._every() if self._filter.takes(found)]
            self._case_at = max(min(self._case_at, len(self._found) - 1), 0)

    def _kinds(self, now: Filter) -> list[str]:
        out: set[str] = set()
        for opened, case in self._every():
            if not case.agreed:
                out |= names(opened.docket.compared, case, now.layer, case.all_differences)
        return sorted(out)

    def _pairs(self) -> list[tuple[str, str]]:
        return list(combinations(self.report.annotators, 2)) if self.report is not None else []

    def _called(self) -> dict[str, str]:
        """What annotators are called: by name where names are shown, else A, B, …."""
        report = self.report
        if report is None:
            return {}
        every = {*report.annotators, *report.open, *report.changed, *report.not_begun}
        return {name: name for name in every} if self._names else letters(every)

    # Drawing

    def draw(self) -> None:
        """Draw everything anew."""
        if not self.is_mounted or not self.shell.scheme:
            return
        if self._drawn_in != self.shell.theme:
            self._drawn_in = self.shell.theme
            styles = palette(self.shell.current_theme, self.shell.scheme)
            for widget in self.query(Painted):
                widget.palette = styles
                widget.refresh()
        self._draw_header()
        if self._filter is None:
            self._draw_figures()
        else:
            self._draw_cases(self._filter)
        keys = FIGURE_KEYS if self._filter is None else CASE_KEYS
        self.query_one("#footer", Painted).paint(key_footer(keys, self.size.width))

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
        told = self._message or "; ".join(row.figure.warnings) or figures_view.heading(row)
        message.paint([[(f" {printable(self._unnamed(told))}", "message")]])

    def _draw_cases(self, now: Filter) -> None:
        width, called = self.size.width, self._called()
        cases, panel = self.query_one("#cases", Rows), self.query_one(CasePanel)
        cases.styles.height = 6 if self.size.height < 32 else 10
        if self._opened is None:
            cases.show([[[(" reading the disagreements …", "quiet")]]])
            panel.show(None)
        elif not self._found:
            cases.show([[[(" no disagreement here: l, b, p and d change what is listed", "quiet")]]])
            panel.show(None)
        else:
            lines = [
                [self._case_line(found, width, focused=at == self._case_at)]
                for at, found in enumerate(self._found)
            ]
            cases.show(lines, self._case_at)
            opened, case = self._found[self._case_at]
            versions = in_order(opened.docket.compared, case, self._seed)
            shown = called if self._names else {}
            panel.show(Shown(opened.docket, case, versions, -1, shown))
        pair = " – ".join(called.get(name, name) for name in now.pair) if now.pair else "all"
        told = f"{len(self._found)} disagreements · layer {now.layer or 'any'} · label {now.name or 'any'}"
        told += f" · pair {pair}" + (" · open only" if now.open_only else "")
        text = self._message or told
        self.query_one("#message", Painted).paint([[(f" {printable(text)}", "message")]])

    def _case_line(self, found: Found, width: int, *, focused: bool) -> Pieces:
        opened, case = found
        compared = opened.docket.compared
        sign = "✓" if opened.docket.decision(case) is not None else "·"
        words = " ".join(compared.article.text[case.start : case.end].split())
        differs = case_view.differing(case)
        left = f"{'▶' if focused else ' '}{sign} {_end(opened.key.article, 18):<18} “{words[:24]}” "
        return [
            (printable(left), "words"),
            (printable(f"≠ {differs}"[: max(width - len(left) - 1, 0)]), "missing"),
        ]

    def _unnamed(self, told: str) -> str:
        """The text with annotators called as the screen calls them."""
        for name, letter in self._called().items():
            told = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", letter, told)
        return told


def _end(text: str, width: int) -> str:
    """The text, or its end where it is longer: keys of articles differ there."""
    return text if len(text) <= width else f"…{text[1 - width :]}"


def _moved(key: str, at: int, count: int, page: int) -> int | None:
    """Where a key that moves leads; None for other keys."""
    steps = {"down": 1, "j": 1, "up": -1, "k": -1, "pagedown": page, "space": page, "pageup": -page}
    steps |= {"home": -count, "end": count}
    return max(min(at + steps[key], count - 1), 0) if key in steps else None


def _after(now: T, every: Sequence[T]) -> T:
    """The next of some values, the first after the last."""
    at = every.index(now) if now in every else -1
    return every[(at + 1) % len(every)]
