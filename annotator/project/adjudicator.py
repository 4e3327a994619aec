"""One adjudicator at work in a round: what is open, what is decided, and what is committed of it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from annotator.domain.adjudication.cases import Case, Version
from annotator.domain.adjudication.deciding import Docket, decision_of, in_order, sampled
from annotator.domain.adjudication.decision import Decision, How
from annotator.domain.adjudication.gold import Gold
from annotator.domain.errors import AnnotatorError, ConflictError
from annotator.domain.events import Change, Event, apply, inverse
from annotator.domain.history import UNDO, History
from annotator.domain.rules import violations
from annotator.project.adjudicating import AGREED, REVOKED, Opened, event_of, new_ids, open_under, reopen
from annotator.project.labelling import Clock, now
from annotator.project.project import Project
from annotator.project.writer import Job, Writer

ADJUDICATE = "adjudicate"
#: The share of agreed cases that are looked at all the same, and how many at least.
SAMPLE, LEAST = 0.05, 10


@dataclass(frozen=True, slots=True)
class Place:
    """A case in its article. `agreed` says that it is shown as one of the sample of the agreed."""

    article: str
    case: Case
    agreed: bool = False


#: What is asked for, so that it can be done again on what somebody else has changed meanwhile.
@dataclass(frozen=True, slots=True)
class _Act:
    place: Place
    decision: Decision
    edited: bool


@dataclass(frozen=True, slots=True)
class _Revocation:
    article: str
    rule: str


class Adjudicator:
    """Decides cases; each decision is one event, shown at once and committed by the writer in order.

    `saved` is the number of the last event committed, `unsaved` how many are not, `trouble` what keeps
    them from it. `changed` is called, in the writer's thread, when one of these changes. Articles come
    by `add`, one by one.
    """

    def __init__(
        self,
        project: Project,
        author: str,
        changed: Callable[[], None],
        *,
        rule: str = "exact",
        seed: int = 0,
        sample: float = SAMPLE,
        clock: Clock = now,
    ) -> None:
        self.project, self.author, self.rule, self.seed = project, author, rule, seed
        self.trouble: AnnotatorError | None = None
        self.saved = 0
        self.articles: dict[str, Opened] = {}
        self._sample = sample
        self._changed = changed
        self._clock = clock
        self._open: dict[str, tuple[Docket, list[Case]]] = {}
        self._agreed: dict[str, tuple[Docket, list[tuple[Case, str]]]] = {}
        self._stale: set[str] = set()
        self._counted: dict[str, Counter[tuple[str, str]]] = {}
        self._total: Counter[tuple[str, str]] = Counter()
        self._rank: dict[str, int] = {}
        self._numbers: dict[str, tuple[tuple[Case, ...], dict[int, int]]] = {}
        self._undoable: list[list[tuple[str, Event]]] = []
        self._writer = Writer(self._done, self._failed, lambda: None)

    def add(self, opened: Opened) -> None:
        """Take in an article; one whose gold came from elsewhere is left alone."""
        if not opened.foreign:
            self._put(opened.key.article, opened)
            self._rank.setdefault(opened.key.article, len(self._rank))

    def docket(self, article: str) -> Docket:
        """Readings, gold and decisions of an article."""
        return self.articles[article].docket

    def order(self, place: Place) -> tuple[bool, int, int]:
        """What places are sorted by: the sample of the agreed last, then by article, then by case."""
        key = place.article
        cases = self.docket(key).cases
        known = self._numbers.get(key)
        if known is None or known[0] is not cases:
            known = (cases, {id(case): number for number, case in enumerate(cases)})
            self._numbers[key] = known
        return place.agreed, self._rank[key], known[1].get(id(place.case), len(cases))

    def open_places(self) -> Iterator[Place]:
        """The cases still to be decided, in order."""
        for key in self.articles:
            yield from self.open_in(key)

    def open_in(self, article: str) -> Iterator[Place]:
        """The cases of an article still to be decided, in order; none where its gold came from elsewhere."""
        if article in self.articles:
            yield from (Place(article, case) for case in self._open_cases(article))

    def onward(self, place: Place, step: int = 1) -> Iterator[Place]:
        """The open cases after a place, or before it with a step of -1, and then round from the other end."""
        keys = list(self.articles)[::step]
        at = keys.index(place.article)
        here = self.order(place)
        for turn, key in enumerate((*keys[at:], *keys[: at + 1])):
            # The place's own article comes twice: what lies ahead in it first, the rest at the end.
            ends = key == place.article
            for case in self._open_cases(key)[::step]:
                one = Place(key, case)
                ahead = (self.order(one) > here) == (step > 0) and self.order(one) != here
                if not ends or ahead == (turn == 0):
                    yield one

    @property
    def decided(self) -> int:
        """How many cases somebody has decided."""
        return self._counts()["decided", ""]

    @property
    def still_open(self) -> int:
        """How many cases are still to be decided."""
        return self._counts()["open", ""]

    @property
    def by_rule(self) -> dict[str, int]:
        """How many cases each rule took that nobody has looked at."""
        return {
            rule: many for (what, rule), many in sorted(self._counts().items()) if what == AGREED and many
        }

    def sample(self) -> list[Place]:
        """The agreed cases that are shown all the same, those nobody has looked at yet."""
        every = [
            (Place(key, case, agreed=True), found)
            for key, opened in self.articles.items()
            for case in opened.docket.cases
            if (found := opened.docket.decision(case)) is not None and found.rule
        ]
        names = [f"{place.article}:{place.case.start}:{sorted(place.case.ids.items())}" for place, _ in every]
        chosen = sampled(names, self._sample, LEAST if self._sample else 0, self.seed)
        return [every[at][0] for at in chosen if every[at][1].how == AGREED]

    def versions(self, place: Place) -> list[Version]:
        """The readings of a case in the order in which they are shown: shuffled for each article."""
        return in_order(self.docket(place.article).compared, place.case, self.seed)

    def decide(
        self,
        place: Place,
        taken: Sequence[Version],
        *,
        edited: Gold | None = None,
        cause: str = "",
        note: str = "",
    ) -> None:
        """Decide a case: these readings are gold's, none of them, or what was made of the first by hand."""
        names = [name for version in taken for name in version.annotators]
        how: How = "edited" if edited is not None else "taken" if names else "neither"
        known = self.docket(place.article).decision(place.case)
        decision = decision_of(
            place.case,
            str(uuid.uuid4()),
            how,
            names,
            cause=cause,
            note=note,
            rule=known.rule if known is not None and place.agreed else "",
        )
        changes = self.docket(place.article).decided(place.case, decision, edited)
        event = self._commit(place.article, changes, ADJUDICATE, _Act(place, decision, edited is not None))
        self._undoable.append([(place.article, event)])

    def agreed(self) -> dict[str, list[Place]]:
        """What rules took as agreed and nobody has looked at, by rule, in order."""
        out: dict[str, list[Place]] = {}
        for key in self.articles:
            for case, rule in self._agreed_cases(key):
                out.setdefault(rule, []).append(Place(key, case, agreed=True))
        return out

    def revoke(self, rule: str) -> int:
        """Open again what a rule took and nobody has looked at: an event for each article, undone together.

        Returns how many cases these are.
        """
        events, many = [], 0
        for key in self.articles:
            here = sum(by == rule for _, by in self._agreed_cases(key))
            if here:
                changes = self.docket(key).revoked(rule, new_ids())
                events.append((key, self._commit(key, changes, REVOKED, _Revocation(key, rule))))
                many += here
        if events:
            self._undoable.append(events)
        return many

    def undo(self, article: str) -> tuple[str, Place | None]:
        """Take back what was done last in this session, or else in the article; tells, and leads there."""
        group = self._undoable[-1] if self._undoable else self._last_in(article)
        if not group:
            return "there is nothing to undo", None
        undone = []
        for key, event in group:
            docket, changes = self.docket(key), inverse(event.changes)
            try:
                left = apply(docket.gold, changes)
            except ConflictError:
                return "later decisions changed the same labels: undo those first", None
            compared = docket.compared
            if next(violations(left, compared.scheme, len(compared.article.text)), None) is not None:
                return "later decisions build on it: undo those first", None
            undone.append((key, event, changes))
        self._undoable = self._undoable[:-1]
        for key, event, changes in undone:
            self._commit(key, changes, UNDO, None, undoes=event.id)
        key, event, _ = undone[0]
        case = next((c for c in self._open_cases(key) if _about(event, c)), None)
        return "undone", None if case is None else Place(key, case)

    @property
    def conflict(self) -> bool:
        """Whether another adjudicator came first, and nothing is committed before `recover`."""
        return self._writer.held

    @property
    def unsaved(self) -> int:
        """How many decisions are not committed yet."""
        return len(self._writer.waiting())

    def recover(self) -> str:
        """After a conflict: take in what others decided, and put one's own decisions on top.

        What somebody else has decided stays as it is. Returns what to tell.
        """
        waiting = [job.what for job in self._writer.waiting()]
        articles = {_article_of(what) for what in waiting}
        for key in articles:
            compared = self.docket(key).compared
            round = self.articles[key].key.round
            now_there = reopen(self.project, round, compared.article, compared.readings)
            # What was submitted is the same: whoever holds a case of it may go on doing so.
            self._put(key, replace(now_there, docket=replace(now_there.docket, compared=compared)))
        jobs, lost = [], []
        for what in waiting:
            if isinstance(what, _Revocation):
                again = self.docket(what.article).revoked(what.rule, new_ids())
                if again:
                    jobs.append(self._again(what.article, again, REVOKED, what))
                continue
            if not isinstance(what, _Act) or what.edited:
                lost.append("an undo" if not isinstance(what, _Act) else "an edit")
                continue
            key, case = what.place.article, what.place.case
            other = self.docket(key).decision(case)
            if other is not None and other.how != AGREED:
                lost.append("a case that another adjudicator decided just now")
                continue
            changes = self.docket(key).decided(case, what.decision)
            jobs.append(self._again(key, changes, ADJUDICATE, what))
        self._undoable = []
        self._writer.replace(jobs)
        told = "another adjudicator works on this article: both decisions are kept"
        return told if not lost else f"not done again: {', '.join(lost)}"

    def flush(self, timeout: float) -> bool:
        """Wait until all is committed; False if `timeout` seconds were not enough."""
        return self._writer.flush(timeout) and self.project.has_file()

    def close(self, timeout: float = 5.0) -> bool:
        """Commit what waits and stop; False if something could not be saved."""
        return self._writer.close(timeout)

    def _put(self, key: str, opened: Opened) -> None:
        self.articles[key] = opened
        self._stale.add(key)

    def _counts(self) -> Counter[tuple[str, str]]:
        """Cases by what became of them; only articles that have changed are counted anew."""
        for key in self._stale:
            now_ = Counter({("open", ""): len(self._open_cases(key))})
            for one in self.docket(key).decisions.values():
                now_["decided", ""] += one.how != AGREED and not one.rule
            now_.update((AGREED, rule) for _, rule in self._agreed_cases(key))
            self._total.update(now_)
            self._total.subtract(self._counted.get(key, {}))
            self._counted[key] = now_
        self._stale.clear()
        return self._total

    def _open_cases(self, key: str) -> list[Case]:
        docket = self.articles[key].docket
        known = self._open.get(key)
        if known is None or known[0] is not docket:
            known = self._open[key] = (docket, open_under(docket, self.rule))
        return known[1]

    def _agreed_cases(self, key: str) -> list[tuple[Case, str]]:
        """The cases of an article that rules took and nobody has looked at, each with its rule."""
        docket = self.articles[key].docket
        known = self._agreed.get(key)
        if known is None or known[0] is not docket:
            found = ((case, docket.decision(case)) for case in docket.cases)
            mine = [(case, one.rule) for case, one in found if one is not None and one.how == AGREED]
            known = self._agreed[key] = (docket, mine)
        return known[1]

    def _last_in(self, article: str) -> list[tuple[str, Event]]:
        """The newest decision of an article that the log has and that is not undone."""
        self._writer.flush(2.0)
        log = [one.event for one in self.project.store.events(self.articles[article].key)]
        decided = (one for one in reversed(History.of(log).undoable) if one.verb == ADJUDICATE)
        return [(article, one) for one in decided][:1]

    def _again(self, key: str, changes: tuple[Change, ...], verb: str, what: object) -> Job:
        """What is committed in the place of an event that came too late."""
        event = event_of(self.articles[key], changes, verb, self.author, self._clock)
        self._put(key, self.articles[key].after(changes, event))
        return self._job(key, event, what)

    def _commit(
        self, article: str, changes: tuple[Change, ...], verb: str, what: object, undoes: str | None = None
    ) -> Event:
        opened = self.articles[article]
        event = replace(event_of(opened, changes, verb, self.author, self._clock), undoes=undoes)
        self._put(article, opened.after(changes, event))
        self._writer.add(self._job(article, event, what if what is not None else article))
        return event

    def _job(self, article: str, event: Event, what: object) -> Job:
        key = self.articles[article].key
        return Job(lambda: self.project.store.append(key, event), what)

    def _done(self, job: Job, number: int | None) -> None:
        self.trouble = None
        self.saved = number or self.saved
        self._changed()

    def _failed(self, error: Exception) -> None:
        assert isinstance(error, AnnotatorError)
        self.trouble = error
        self._changed()


def _article_of(what: object) -> str:
    """The article of something that waits to be committed; an undo is known by it alone."""
    if isinstance(what, _Act):
        return what.place.article
    return what.article if isinstance(what, _Revocation) else str(what)


def _about(event: Event, case: Case) -> bool:
    """Whether an event decided a case."""
    refs = set(case.ids.items())
    return any(
        isinstance(row, Decision) and row.kind == case.kind and refs & set(row.ids.items())
        for change in event.changes
        for row in (change.before, change.after)
    )
