"""The disagreements of a round as a list: which of them are chosen, and which one is in focus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from annotator.domain.adjudication.arms import ARMS, arm_at
from annotator.domain.adjudication.cases import LAYERS, Case
from annotator.domain.adjudication.concerning import concerns, names
from annotator.domain.text import printable
from annotator.project.adjudicating import Opened
from annotator.tui import case_view
from annotator.tui.widgets.painted import Pieces

T = TypeVar("T")
Found = tuple[Opened, Case]
#: Cells of an article's key, and of the words a case is about.
KEY, WORDS = 18, 24


@dataclass(frozen=True, slots=True)
class Filter:
    """Which disagreements are listed; empty takes all. `open_only` leaves out what is decided."""

    layer: str = ""
    name: str = ""
    pair: tuple[str, str] | None = None
    arm: str = ""
    open_only: bool = False

    def takes(self, found: Found) -> bool:
        """Whether a case is listed."""
        docket, case = found[0].docket, found[1]
        if case.agreed or (self.open_only and docket.decision(case) is not None):
            return False
        if self.arm and self.arm != _arm(found, self.pair):
            return False
        return concerns(docket.compared, case, self.layer, self.name, self.pair)


@dataclass(frozen=True)
class Disagreements:
    """All cases of a round, those that a filter takes, and the one in focus."""

    every: Sequence[Found]
    chosen: Filter
    at: int = 0

    @cached_property
    def listed(self) -> list[Found]:
        """Those that the filter takes."""
        return [found for found in self.every if self.chosen.takes(found)]

    @property
    def here(self) -> Found | None:
        """The one in focus."""
        return self.listed[min(self.at, len(self.listed) - 1)] if self.listed else None

    def among(self, every: Sequence[Found]) -> Disagreements:
        """The same list over what the round has by now."""
        return replace(self, every=every)

    def moved(self, step: int) -> Disagreements:
        """With the focus so many lines on, as far as there are any."""
        return replace(self, at=max(min(self.at + step, len(self.listed) - 1), 0))

    def next_layer(self) -> Disagreements:
        """Of the next layer, or of any."""
        layer = _after(self.chosen.layer, ["", *LAYERS])
        return self._with(replace(self.chosen, layer=layer, name=""))

    def next_name(self) -> Disagreements:
        """Of the next label, category, group, attribute or role, or of any."""
        return self._with(replace(self.chosen, name=_after(self.chosen.name, ["", *self._names()])))

    def next_pair(self, pairs: Sequence[tuple[str, str]]) -> Disagreements:
        """Of the next two annotators, or of any."""
        return self._with(replace(self.chosen, pair=_after(self.chosen.pair, [None, *pairs])))

    def next_arm(self) -> Disagreements:
        """Where suggestions were shown, or hidden, or not the same for all; or anywhere."""
        there = {_arm(found, self.chosen.pair) for found in self.every if not found[1].agreed}
        arms = [arm for arm in ARMS if arm in there]
        return self._with(replace(self.chosen, arm=_after(self.chosen.arm, ["", *arms])))

    def open_or_all(self) -> Disagreements:
        """Only those still to be decided, or the others too."""
        return self._with(replace(self.chosen, open_only=not self.chosen.open_only))

    def told(self, called: Mapping[str, str]) -> str:
        """How many there are and of what, annotators by what they are `called`."""
        now = self.chosen
        pair = " – ".join(called.get(name, name) for name in now.pair) if now.pair else "all"
        told = f"{len(self.listed)} disagreements · layer {now.layer or 'any'} · label {now.name or 'any'}"
        told += f" · pair {pair}" + (f" · suggestions {now.arm}" if now.arm else "")
        return told + (" · open only" if now.open_only else "")

    def lines(self, width: int) -> list[Pieces]:
        """A line for each: whether it is decided, where it is, and what differs."""
        return [self._line(found, width, focused=found is self.here) for found in self.listed]

    def _with(self, chosen: Filter) -> Disagreements:
        return Disagreements(self.every, chosen)

    def _names(self) -> list[str]:
        out: set[str] = set()
        for opened, case in self.every:
            if not case.agreed:
                out |= names(opened.docket.compared, case, self.chosen.layer, case.all_differences)
        return sorted(out)

    def _line(self, found: Found, width: int, *, focused: bool) -> Pieces:
        opened, case = found
        sign = "✓" if opened.docket.decision(case) is not None else "·"
        words = " ".join(opened.docket.compared.article.text[case.start : case.end].split())
        article = opened.key.article
        # Keys of articles differ at their end.
        article = article if len(article) <= KEY else f"…{article[1 - KEY :]}"
        left = f"{'▶' if focused else ' '}{sign} {article:<{KEY}} “{words[:WORDS]}” "
        differs = f"≠ {case_view.differing(case)}"
        return [
            (printable(left), "words"),
            (printable(differs[: max(width - len(left) - 1, 0)]), "missing"),
        ]


def _arm(found: Found, pair: tuple[str, str] | None) -> str:
    """Whether suggestions were shown to two annotators, or to all, in the sentence of a case."""
    opened, case = found
    return arm_at(opened.seen, pair or case.annotators, case.start)


def _after(now: T, every: Sequence[T]) -> T:
    """The next of some values, the first after the last."""
    at = every.index(now) if now in every else -1
    return every[(at + 1) % len(every)]
