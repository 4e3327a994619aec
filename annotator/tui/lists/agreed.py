"""The list of what rules took as agreed, rule by rule; a rule is revoked in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from annotator.domain.adjudication.cases import Case, Comparison
from annotator.domain.adjudication.deciding import RULES
from annotator.domain.counted import counted
from annotator.domain.text import printable
from annotator.project.adjudicating import Opened
from annotator.project.adjudicator import Adjudicator
from annotator.project.adjudicator import Place as CasePlace
from annotator.tui.lists.listing import Listing, Outcome, Pieces, Place

#: Cells of an article's key.
KEY = 18


class Agreed:
    """A line for each rule with what it takes, and below it one for each case that it took."""

    begin = 0
    asks = ""
    empty = "no rule has taken anything, or somebody has looked at all of it since"
    keys: tuple[tuple[str, str], ...] = ()

    def __init__(self, work: Adjudicator) -> None:
        self._articles: Mapping[str, Opened] = work.articles
        found = work.agreed()
        self._rows: list[tuple[str, int, CasePlace | None]] = []
        for rule, places in sorted(found.items()):
            self._rows.append((rule, len(places), None))
            self._rows += [(rule, len(places), place) for place in places]
        self.title = f"taken as agreed: {counted(sum(map(len, found.values())), 'case')}"

    def __len__(self) -> int:
        return len(self._rows)

    def rule(self, index: int) -> tuple[str, int]:
        """The rule that an entry belongs to, and how many cases it took."""
        rule, many, _ = self._rows[index]
        return rule, many

    def case(self, index: int) -> CasePlace | None:
        """The case of an entry; None where it is a rule."""
        return self._rows[index][2]

    def line(self, index: int, width: int) -> Pieces:
        """A rule, or where a case is and the words it is about."""
        rule, many, place = self._rows[index]
        if place is None:
            what = RULES.get(rule, f"where only bounds differ, the reading of {rule} is taken")
            return [(f"{printable(rule)} · {counted(many, 'case')}  ", "title"), (printable(what), "quiet")]
        key = place.article if len(place.article) <= KEY else f"…{place.article[1 - KEY :]}"
        room = max(width - KEY - 4, 0)
        return [
            (f"   {printable(key):<{KEY}} ", "quiet"),
            (printable(_told(self._articles[place.article].docket.compared, place.case))[:room], "words"),
        ]

    def place(self, index: int) -> Place | None:
        """Its cases are no places of the annotate screen."""
        return None

    def press(self, key: str, index: int) -> Outcome | None:
        """What its keys do, the adjudication screen does."""
        return None

    def matching(self, text: str) -> Callable[[], Listing]:
        """It cannot be searched."""
        return lambda: self


def _told(compared: Comparison, case: Case) -> str:
    """What most readings call it, and its words."""
    version = case.versions[0]
    labels, key = compared.readings[version.whose], version.id or ""
    if case.kind == "tie":
        name = labels.ties[key].category or compared.scheme.head
    else:
        name = labels.spans[key].label
    return f"{name} “{' '.join(compared.article.text[case.start : case.end].split())}”"
