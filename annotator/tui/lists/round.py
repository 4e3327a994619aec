"""A round as a table: what each annotator has, and how far they are with each article."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from glob import escape

from annotator.domain.counted import counted
from annotator.domain.errors import AnnotatorError
from annotator.domain.rounds import ArticleState
from annotator.domain.text import printable
from annotator.project import rounds
from annotator.project.labelling import Desk, now
from annotator.project.reassigning import reassign
from annotator.project.roles import blind_rounds
from annotator.project.round_status import Load, described, round_status, sign
from annotator.tui.lists.listing import Ask, Listing, Outcome, Pieces, Place

#: Cells of an annotator's column, the gap included, at the least and at the most.
NARROW, WIDE = 5, 11
#: Cells that the article's key has at the least.
KEY = 16
SIGNS = "✓ submitted ∅ empty * changed ▪ reviewed ◦ begun"
#: What a table is opened on: an article, or an annotator's totals in a pass.
Focus = str | tuple[str, int]
STYLES = {"submitted": "own", "reviewed": "title", "begun": "words", "not begun": "quiet"}


class RoundTable:
    """Totals of each annotator, then a row for each article with a sign for each annotator.

    Whoever labels in an open round sees only themselves.
    """

    asks = "articles with the text"
    empty = "nobody has anything to do in this round, or has begun"

    def __init__(self, desk: Desk, name: str, text: str = "", first: int = 0, focus: Focus = "") -> None:
        self._desk, self._name, self._text = desk, name, text
        who = desk.key.annotator
        self._blind = name in blind_rounds(desk.project, who)
        status = round_status(desk.project, name, who if self._blind else None)
        self._round = status.round
        self._loads = status.loads
        self._people = [(one.annotator, one.pass_) for one in status.loads]
        self._first = max(min(first, len(self._people) - 1), 0)
        self._cells: dict[str, dict[tuple[str, int], ArticleState]] = {}
        for state in status.states:
            if text.lower() in state.article.lower():
                self._cells.setdefault(state.article, {})[state.annotator, state.pass_] = state
        self._articles = list(self._cells)
        rows = [*self._people, "", *self._articles]
        self.begin = rows.index(focus) if focus and focus in rows else 0
        having = f" with “{text}”" if text else ""
        told = f"{name} · {status.round.state} · {counted(len(self._articles), 'article')}{having}"
        self.title = printable(f"{told} · {described(status.round)}")
        self.keys: tuple[tuple[str, str], ...] = (("←→", "columns"), ("/", "with a text"))
        if not self._blind:
            own = (("a", "assign"), ("r", "reassign"), ("c", "close, or open again"))
            self.keys = (*own, *self.keys)

    def __len__(self) -> int:
        # Between the totals and the articles stands the head of the table.
        return len(self._loads) + 1 + len(self._articles) if self._people else 0

    def line(self, index: int, width: int) -> Pieces:
        """An annotator's totals, the head of the table, or an article's row."""
        if index < len(self._loads):
            load = self._loads[index]
            column = max(len(_name(*one)) for one in self._people)
            who = f" {_name(load.annotator, load.pass_):<{column}}  "
            return [(who, "title"), *_totals(load, width - column - 3)]
        columns = self._columns(width)
        if index == len(self._loads):
            cells = "".join(f"{_cut_name(*one, wide - 1):<{wide}}" for one, wide in columns)
            hidden = len(self._people) - len(columns)
            more = f"({hidden} more: ← →)" if hidden else SIGNS
            return [(f" {cells}", "title"), (more[: max(width - len(cells) - 1, 0)], "quiet")]
        key = self._articles[index - len(self._loads) - 1]
        row = self._cells[key]
        pieces: Pieces = [(" ", "words")]
        for one, wide in columns:
            state = row.get(one)
            shown = "" if state is None else sign(state) + ("" if state.assigned else "°")
            pieces.append((f"{shown:<{wide}}", STYLES[state.name] if state is not None else "quiet"))
        room = max(width - sum(wide for _, wide in columns) - 1, 0)
        return [*pieces, (_cut(printable(key), room), "words")]

    def place(self, index: int) -> Place | None:
        """The article, if it is a task of whoever looks, in the round."""
        key = self._article(index)
        mine = key is not None and any(
            state.assigned and state.annotator == self._desk.key.annotator
            for state in self._cells[key].values()
        )
        return Place(key, round=self._name) if key is not None and mine else None

    def press(self, key: str, index: int) -> Outcome | None:
        """Shift the columns; assign, reassign, close."""
        article = self._article(index)
        load = self._loads[index] if index < len(self._loads) else None
        focus = article or ((load.annotator, load.pass_) if load is not None else "")
        asking = partial(self._asking, focus)
        match key:
            case "left" | "right":
                first = self._first + (1 if key == "right" else -1)
                return Outcome(make=lambda: RoundTable(self._desk, self._name, self._text, first))
            case "enter":
                return Outcome(message="this article is not assigned to you" if article else "")
            case "c":
                return self._doing(focus, self._close_or_reopen)
            case "a" if article is not None:
                return asking(f"who labels {article}, too (names)", partial(self._give, article))
            case "a" if load is not None:
                what = f"how many more articles for {load.annotator}"
                return asking(what, partial(self._more, load.annotator))
            case "r" if article is not None:
                what = f"{article}: from whom, and to whom (ben carla)"
                return asking(what, partial(self._move_article, article))
            case "r" if load is not None:
                what = f"who gets what {load.annotator} has not begun (names, or - for nobody)"
                return asking(what, partial(self._move, load.annotator))
            case "a" | "r" if self._people:
                return Outcome(message="go to an annotator or an article first")
        return None

    def matching(self, text: str) -> Callable[[], Listing]:
        """The same table with only the articles that have the text in their key."""
        return lambda: RoundTable(self._desk, self._name, text, self._first)

    @property
    def _who(self) -> str:
        return self._desk.key.annotator

    def _article(self, index: int) -> str | None:
        at = index - len(self._loads) - 1
        return self._articles[at] if 0 <= at < len(self._articles) else None

    def _columns(self, width: int) -> list[tuple[tuple[str, int], int]]:
        """The annotators that there is room for, each with the cells of its column."""
        out = []
        room = width - KEY - 1
        for one in self._people[self._first :]:
            wide = max(min(len(_name(*one)) + 2, WIDE), NARROW)
            if wide > room:
                break
            room -= wide
            out.append((one, wide))
        return out

    def _asking(self, focus: Focus, what: str, then: Callable[[tuple[str, ...]], str]) -> Outcome:
        def answered(text: str) -> Outcome:
            words = words_of(text)
            if not words:
                return Outcome(message="nothing was changed")
            return self._doing(focus, lambda: then(words))

        return Outcome(ask=Ask(what, answered))

    def _doing(self, focus: Focus, act: Callable[[], str]) -> Outcome:
        """Do something, tell it and show the table anew; what cannot be done is told."""
        try:
            told = act()
        except AnnotatorError as error:
            return Outcome(message=f"{error.message}. {error.hint or ''}".strip())
        again = partial(RoundTable, self._desk, self._name, self._text, self._first, focus)
        return Outcome(make=again, keep=False, message=told)

    def _close_or_reopen(self) -> str:
        act = rounds.close_round if self._round.state == "open" else rounds.reopen_round
        return f"{self._name} is {act(self._desk.project, self._name, self._who, now()).state}"

    def _give(self, article: str, names: tuple[str, ...]) -> str:
        made = rounds.give(self._desk.project, self._name, [article], names, author=self._who, at=now())
        return f"{article} goes to {', '.join(one.annotator for one in made) or 'nobody else'}, too"

    def _more(self, annotator: str, count: tuple[str, ...]) -> str:
        if len(count) != 1 or not count[0].isdecimal():
            raise AnnotatorError(f"{' '.join(count)!r} is no number of articles")
        many = int(count[0])
        made = rounds.give_more(self._desk.project, self._name, annotator, many, author=self._who, at=now())
        return f"{counted(len(made), 'more article')} for {annotator}"

    def _move(self, source: str, targets: tuple[str, ...]) -> str:
        return self._moved(source, targets)

    def _move_article(self, article: str, names: tuple[str, ...]) -> str:
        if len(names) < 2:
            raise AnnotatorError("name two: who has it, and who gets it (- for nobody)")
        return self._moved(names[0], names[1:], article)

    def _moved(self, source: str, targets: tuple[str, ...], article: str | None = None) -> str:
        """Take what `source` has not begun or, of one article, not submitted."""
        moved = reassign(
            self._desk.project,
            self._name,
            source,
            () if targets == ("-",) else targets,
            author=self._who,
            at=now(),
            articles=[] if article is None else [escape(article)],
            begun=article is not None,
        )
        where = ", ".join(sorted({target or "nobody" for _, target in moved}))
        return f"{counted(len(moved), 'article')} of {source} to {where}"


def words_of(text: str) -> tuple[str, ...]:
    """Names or numbers in a line: between commas where there are any, else between blanks."""
    return tuple(part.strip() for part in (text.split(",") if "," in text else text.split()) if part.strip())


def _name(annotator: str, pass_: int) -> str:
    return printable(annotator) + (f"/{pass_}" if pass_ > 1 else "")


def _cut_name(annotator: str, pass_: int, width: int) -> str:
    """The name in so many cells, its pass at the end whatever is cut."""
    again = f"/{pass_}" if pass_ > 1 else ""
    return _cut(printable(annotator), width - len(again)) + again


def _totals(load: Load, width: int) -> Pieces:
    of = f" of {load.assigned}" if load.assigned else ""
    done = f"{load.submitted}{of} submitted"
    parts = [
        (load.empty, "found empty"),
        (load.later, "changed after"),
        (load.reviewed, "reviewed"),
        (load.begun, "begun"),
        (load.not_begun, "not begun"),
    ]
    told = "".join(f" · {count} {what}" for count, what in parts if count)
    finished = load.assigned and load.submitted == load.assigned
    return [(done, "own" if finished else "words"), (_cut(told, max(width - len(done), 0)), "quiet")]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"
