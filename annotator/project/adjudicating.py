"""Adjudication of a round: its cases article by article, what rules take as agreed, and the gold stream."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from annotator.domain.adjudication.arms import Seen
from annotator.domain.adjudication.cases import Case, Comparison
from annotator.domain.adjudication.deciding import Docket, agreed_version, check_rule
from annotator.domain.adjudication.decision import GOLD
from annotator.domain.errors import AnnotatorError, ConflictError
from annotator.domain.events import Change, Event, StreamKey, apply, decisions
from annotator.domain.labels import Labels
from annotator.domain.record import Record
from annotator.domain.text import Article
from annotator.project.labelling import Clock, now
from annotator.project.project import Project
from annotator.project.registry import Named, named_entries

AGREED, REVOKED = "agreed", "reopened"


@dataclass(frozen=True, slots=True)
class Opened:
    """An article's docket as it is stored: the gold stream's key and the place of its last event.

    `foreign` says that gold came from elsewhere and not from decisions; it is left alone. `seen` says
    where suggestions were shown to whom.
    """

    key: StreamKey
    docket: Docket
    seq: int = 0
    foreign: bool = False
    seen: Seen = field(default_factory=dict)

    def after(self, changes: tuple[Change, ...], made: Event) -> Opened:
        """The docket once an event of the gold stream has happened."""
        gold = apply(self.docket.gold, changes)
        known = dict(self.docket.decisions)
        for change in changes:
            if change.kind == "decision":
                known.pop(str(change.key), None)
        known |= decisions([made])
        return replace(self, docket=replace(self.docket, gold=gold, decisions=known), seq=made.seq)


def gold_key(article: str, round: str) -> StreamKey:
    """The stream of an article's gold."""
    return StreamKey(article, GOLD, round, 1, "gold")


def dockets(project: Project, round: str = "main", viewer: str | None = None) -> Iterator[Opened]:
    """The articles of a round that two or more have submitted, in order of import.

    Readings are what was submitted. With a `viewer` who labels in the round, articles that this person
    has yet to submit are left out, lest others' labels are seen before.

    Raises:
        AnnotatorError: there is no such round.
    """
    known = [one.name for one in project.store.rounds()]
    if round not in known:
        raise AnnotatorError(f"there is no round {round!r}", f"There are: {', '.join(known)}.")
    named, hidden = named_entries(project), unseen(project, round, viewer)
    submitted = project.store.records(layers=("human",), rounds=(round,), submitted=True)
    records = (one for one in submitted if one.pass_ == 1 and one.annotator is not None)
    for key, of_article in groupby(records, key=lambda record: record.article.id):
        found = list(of_article)
        if len(found) > 1 and not hidden(key):
            seen = {
                str(one.annotator): {start: visit.suggestions for start, visit in one.visits.items()}
                for one in found
            }
            yield replace(reopen(project, round, found[0].article, _readings(found), named), seen=seen)


def reopen(
    project: Project, round: str, article: Article, readings: Mapping[str, Labels], named: Named | None = None
) -> Opened:
    """An article's docket as it is stored now."""
    named = named or named_entries(project)
    key = gold_key(article.id, round)
    stream = project.store.stream(key)
    log = [one.event for one in project.store.events(key)] if stream.seq else []
    decided = any(change.kind == "decision" for event in log for change in event.changes)
    text = article.text
    compared = Comparison(article, project.scheme, readings, lambda span: named(span.entity, span.text(text)))
    foreign = not decided and bool(stream.labels.spans or stream.labels.statuses)
    return Opened(key, Docket(compared, stream.labels, decisions(log)), stream.seq, foreign)


def unseen(project: Project, round: str, viewer: str | None) -> Callable[[str], bool]:
    """Which articles a person must not see others' labels of: those of the round still to be submitted.

    Who has labelled nothing in the round reviews it, and may see all; so may all once it is closed.
    """
    states = project.store.stream_states(round, 1)
    closed = project.store.round(round).state == "closed"
    if viewer is None or closed or all(state.annotator != viewer for state in states):
        return lambda article: False
    done = {state.article for state in states if state.annotator == viewer and state.submitted_at}
    return lambda article: article not in done


def event_of(
    opened: Opened, changes: tuple[Change, ...], verb: str, author: str, clock: Clock = now
) -> Event:
    """The next event of a gold stream."""
    return Event(str(uuid.uuid4()), opened.seq + 1, clock(), author, verb, changes, "adjudicate")


def take_agreed(
    project: Project, opened: Opened, rule: str, author: str, clock: Clock = now, *, again: bool = False
) -> Opened:
    """Gold with the open cases that are agreed under a rule, committed; unchanged where there are none.

    Those that a revoked rule had taken stay open, unless they are to be taken `again`.

    Raises:
        ConflictError: someone else adjudicates the article just now, twice in a row.
    """
    act = lambda docket: docket.agreed(rule, new_ids(), again=again)  # noqa: E731
    return _committed(project, opened, act, verb=AGREED, author=author, clock=clock)


def revoke(project: Project, rule: str, author: str, round: str = "main", clock: Clock = now) -> int:
    """Open again what a rule took as agreed and nobody has confirmed; returns how many cases.

    They stay open until somebody decides them, or a rule is told to take them again.
    """
    act = lambda docket: docket.revoked(rule, new_ids())  # noqa: E731
    count = 0
    for opened in dockets(project, round):
        many = len(opened.docket.agreed_by(rule))
        if many:
            _committed(project, opened, act, verb=REVOKED, author=author, clock=clock)
            count += many
    return count


def open_under(docket: Docket, rule: str) -> list[Case]:
    """The open cases that a rule does not take as agreed."""
    return [
        case
        for case in docket.open_cases()
        if docket.reopened(case) or agreed_version(docket.compared, case, rule) is None
    ]


def known_rule(project: Project, rule: str) -> str:
    """The rule, if there is such a one.

    Raises:
        AnnotatorError: there is none; says which there are.
    """
    check_rule(rule, project.store.annotators())
    return rule


def _readings(records: list[Record]) -> dict[str, Labels]:
    return {str(record.annotator): record.labels for record in records}


def _committed(
    project: Project,
    opened: Opened,
    act: Callable[[Docket], tuple[Change, ...]],
    *,
    verb: str,
    author: str,
    clock: Clock,
) -> Opened:
    for attempt in (1, 2):
        changes = act(opened.docket)
        if opened.foreign or not changes:
            return opened
        event = event_of(opened, changes, verb, author, clock)
        try:
            project.store.append(opened.key, event)
        except ConflictError:
            if attempt == 2:
                raise
            compared = opened.docket.compared
            opened = reopen(project, opened.key.round, compared.article, compared.readings)
            continue
        return opened.after(changes, event)
    return opened


def new_ids() -> Iterator[str]:
    """Ids for decisions."""
    while True:
        yield str(uuid.uuid4())
