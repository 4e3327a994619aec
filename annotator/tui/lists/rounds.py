"""The list of rounds: their state, how far they are, and opening a new one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from annotator.domain.counted import counted
from annotator.domain.errors import AnnotatorError
from annotator.domain.rounds import ARMS, Round
from annotator.domain.text import printable
from annotator.project import rounds
from annotator.project.assigning import Wish, parse_overlap, parse_share
from annotator.project.labelling import Desk, now
from annotator.project.roles import blind_rounds
from annotator.project.round_status import RoundStatus, arm_in_short, round_status
from annotator.tui.lists.listing import Ask, Listing, Outcome, Pieces, Place
from annotator.tui.lists.round import RoundTable, words_of


class Rounds:
    """All rounds for whoever leads; for whoever labels in an open one, the rounds they label in."""

    begin = 0
    asks = ""
    empty = "there is no round"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        store, who = desk.project.store, desk.key.annotator
        blind = blind_rounds(desk.project, who)
        mine = {one.name for one in store.rounds_of(who)}
        found = [one for one in store.rounds() if not blind or one.name in mine]
        self._rows = [
            round_status(desk.project, one.name, who if one.name in blind else None) for one in found
        ]
        leads = store.leads()
        led = " · you lead" if who in leads else f" · {', '.join(leads)} leads" if leads else ""
        self.title = printable(counted(len(self._rows), "round") + led)
        self.keys: tuple[tuple[str, str], ...] = (("⏎", "look into it"), ("l", "label in it"))
        if not blind:
            self.keys = (*self.keys, ("n", "new round"), ("c", "close, or open again"))
        self.begin = next((i for i, one in enumerate(self._rows) if one.round.name == desk.key.round), 0)

    def __len__(self) -> int:
        return len(self._rows)

    def line(self, index: int, width: int) -> Pieces:
        """Name, state, how much is submitted, what is shown."""
        status = self._rows[index]
        here = "●" if status.round.name == self._desk.key.round else " "
        name = printable(status.round.name)[:12]
        state = status.round.state
        return [
            (f" {here} ", "key"),
            (f"{name:<12} ", "title"),
            (f"{state:<7} ", "quiet" if state == "closed" else "own"),
            (f"{_progress(status):<27} "[: max(width - 25, 0)], "words"),
            (arm_in_short(status.round)[: max(width - 53, 0)], "quiet"),
        ]

    def place(self, index: int) -> Place | None:
        """Choosing one opens its table."""
        return None

    def press(self, key: str, index: int) -> Outcome | None:
        """Look into a round, label in it, close it; open a new one."""
        project, who = self._desk.project, self._desk.key.annotator
        round = self._rows[index].round if self._rows else None
        match key:
            case "enter" if round is not None:
                return Outcome(make=lambda: RoundTable(self._desk, round.name), keep=False)
            case "l" if round is not None:
                return Outcome(place=Place(round=round.name))
            case "n":
                return _Opening(self._desk).ask_name()
            case "c" if round is not None:
                act = rounds.close_round if round.state == "open" else rounds.reopen_round
                try:
                    now_is = act(project, round.name, who, now()).state
                except AnnotatorError as error:
                    return Outcome(message=f"{error.message}. {error.hint or ''}".strip())
                return Outcome(make=lambda: Rounds(self._desk), message=f"{round.name} is {now_is}")
        return None

    def matching(self, text: str) -> Callable[[], Listing]:
        """It cannot be searched."""
        return lambda: self


@dataclass(frozen=True)
class _Opening:
    """A round that is being opened, question by question."""

    desk: Desk
    round: Round = field(default_factory=lambda: Round(""))
    wish: Wish = field(default_factory=Wish)

    def ask_name(self) -> Outcome:
        return _asking("name of the new round", "", self._named)

    def _named(self, text: str) -> Outcome:
        if not text.strip():
            return Outcome(message="no round was opened")
        made = replace(self, round=Round(text.strip()))
        known = {name for name, _, _ in self.desk.project.store.working()}
        return _asking("who labels (names)", ", ".join(sorted(known)), made._people)

    def _people(self, text: str) -> Outcome:
        names = words_of(text)
        if not names:
            return Outcome(message="nobody was named: no round was opened")
        made = replace(self, wish=Wish(annotators=names))
        usual = str(min(2, len(names)))
        return _asking("how many label each article (2), or which share two do (20%)", usual, made._overlap)

    def _overlap(self, text: str) -> Outcome:
        made = replace(self, wish=replace(self.wish, overlap=parse_overlap(text)))
        return _asking("articles for each at the most (nothing: all)", "", made._each)

    def _each(self, text: str) -> Outcome:
        if text.strip() and not (text.strip().isdecimal() and int(text) > 0):
            return Outcome(message=f"{text!r} is no number of articles: no round was opened")
        made = replace(self, wish=replace(self.wish, each=int(text) if text.strip() else None))
        what = "suggestions: free, shown, hidden, or the share of sentences without (30%)"
        return _asking(what, "free", made._arm)

    def _arm(self, text: str) -> Outcome:
        said = text.strip()
        if said in ARMS and said != "mixed":
            round = replace(self.round, arm=said)
        else:
            round = replace(self.round, arm="mixed", hidden=parse_share(said))
        return Outcome(make=lambda: Planned(self.desk, round, self.wish), keep=False)


class Planned:
    """What opening a round would do: it is opened by one more key."""

    begin = 0
    asks = ""
    empty = ""
    keys: tuple[tuple[str, str], ...] = (("⏎", "open the round"), ("s", "draw again"), ("esc", "do not"))

    def __init__(self, desk: Desk, round: Round, wish: Wish) -> None:
        self._desk, self._round, self._wish = desk, round, wish
        plan = rounds.open_round(desk.project, round, wish, desk.key.annotator, now(), dry_run=True)
        self.title = printable(f"open the round {round.name}? {arm_in_short(round)}; seed {round.seed}")
        self._lines = [
            f"{name:<14} {counted(first, 'article')}{f', {again} again' if again else ''}"
            for name, (first, again) in plan.load.items()
        ]
        self._lines += [
            f"{one} – {other}: {counted(count, 'article')} both label"
            for (one, other), count in sorted(plan.shared.items())
        ]
        if plan.left:
            self._lines.append(f"{counted(plan.left, 'article')} for nobody")

    def __len__(self) -> int:
        return len(self._lines)

    def line(self, index: int, width: int) -> Pieces:
        """Who gets how many, and how many two share."""
        return [(f" {printable(self._lines[index])}"[:width], "words")]

    def place(self, index: int) -> Place | None:
        """It leads nowhere."""
        return None

    def press(self, key: str, index: int) -> Outcome | None:
        """Open the round, or draw with another seed."""
        if key == "s":
            other = replace(self._round, seed=self._round.seed + 1)
            return Outcome(make=lambda: Planned(self._desk, other, self._wish), keep=False)
        if key != "enter":
            return None
        try:
            rounds.open_round(self._desk.project, self._round, self._wish, self._desk.key.annotator, now())
        except AnnotatorError as error:
            return Outcome(message=f"{error.message}. {error.hint or ''}".strip())
        name = self._round.name
        return Outcome(make=lambda: RoundTable(self._desk, name), keep=False, message=f"{name} is open")

    def matching(self, text: str) -> Callable[[], Listing]:
        """It cannot be searched."""
        return lambda: self


def _asking(what: str, text: str, then: Callable[[str], Outcome]) -> Outcome:
    """Ask for a line; what cannot be understood is told, and nothing is done."""

    def answered(line: str) -> Outcome:
        try:
            return then(line)
        except AnnotatorError as error:
            return Outcome(message=f"{error.message}. {error.hint or ''}".strip())

    return Outcome(ask=Ask(what, answered, text))


def _progress(status: RoundStatus) -> str:
    assigned = sum(one.assigned for one in status.loads)
    submitted = sum(one.submitted for one in status.loads)
    people = len({one.annotator for one in status.loads})
    if not assigned:
        return f"{counted(submitted, 'article')} submitted by {people}" if people else "nothing yet"
    return f"{submitted} of {assigned} submitted by {people}"
