"""Labelling one article: the session, its undo history, and what is committed of it.

The round says where suggestions are shown; what an annotator gets to see of them goes through the desk.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from annotator.domain.alone import alone_after, alone_of
from annotator.domain.errors import AnnotatorError, ConflictError
from annotator.domain.events import Change, Event, StreamKey, apply, diff, inverse
from annotator.domain.history import REDO, SUBMIT, UNDO, History
from annotator.domain.labels import Labels, Span
from annotator.domain.rounds import shown_part
from annotator.domain.rules import violations
from annotator.domain.session.items import Item
from annotator.domain.session.moving import is_open, next_open, to_offset, to_sentence
from annotator.domain.session.state import Session, Step, clip_cursor
from annotator.domain.session.taking import NO_MORE, focus, knows_tie
from annotator.project.project import Project
from annotator.project.writer import Job, Writer

Clock = Callable[[], datetime]
LOG = logging.getLogger("annotator.desk")
OUTDATED = "the project has another label scheme now: quit and start again"


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class Desk:
    """One annotator at one article.

    Every step that changes labels becomes one event, shown at once and committed by the writer in
    order. `saved` is the number of the last event committed to the project's file, `unsaved` how many
    are not, `trouble` what keeps them from it. `outdated` says that the project has another scheme since,
    and nothing can be labelled here any more. `changed` is called, in the writer's thread, when one
    of these changes.
    """

    def __init__(
        self,
        project: Project,
        key: StreamKey,
        changed: Callable[[], None],
        clock: Clock = now,
        start: int = 0,
    ) -> None:
        self.project = project
        self.key = key
        self.trouble: AnnotatorError | None = None
        self._clock = clock
        self._changed = changed
        stream = project.store.stream(key)
        self.saved: int | None = stream.number
        self._committed = stream.number
        self._astray = 0
        self._seq = stream.seq
        self.submitted = stream.submitted_at is not None
        self.outdated = False
        if project.store.scheme() != project.scheme:
            raise AnnotatorError(OUTDATED)
        log = [one.event for one in project.store.events(key)]
        self.history = History.of(log)
        article = project.store.article(key.article)
        self.round = project.store.round(key.round)
        self.assigned = project.store.has_assignments(key.round)
        session = Session(article, project.scheme, stream.labels, assigned=self.assigned, alone=alone_of(log))
        self.session = opening(session, start)
        self.shown = "none"
        self.waiting = False
        self._visit: _Visit | None = None
        self._writer = Writer(self._done, self._failed, self._acknowledge)

    @property
    def conflict(self) -> bool:
        """Whether another window came first, and nothing is committed before `recover`."""
        return self._writer.held

    @property
    def unsaved(self) -> int:
        """How many events are not committed yet, or to a file that is gone from its place."""
        return self._astray + sum(isinstance(job.what, Event) for job in self._writer.waiting())

    @property
    def hides(self) -> bool:
        """Whether the round hides suggestions in the current sentence."""
        session = self.session
        if not session.sentences:
            return False
        return self.round.arm_at(session.article, session.here.start, session.here.end) == "hidden"

    def suggest(self, suggestions: Labels) -> None:
        """Show suggestions, now or when they arrive; the focus goes to the first if nothing was done yet.

        Only what the round shows of them.
        """
        suggestions = shown_part(suggestions, self.session.article, self.round)
        untouched = self.session.active == "text" and self.session.anchor is None and not self.session.menu
        at_start = untouched and self.session.cursor == self.session.tokens_here.start
        self.session = replace(self.session, suggestions=suggestions)
        self.shown = "shown"
        self.waiting = False
        self._leave()
        if at_start:
            self.session = to_sentence(self.session, self.session.sentence)
        self._enter()

    def withhold(self) -> None:
        """Show no suggestions from now on; what was made of them stays.

        That is the annotator's choice and not the project's arm, so visits say "none", not "hidden".
        """
        self._leave()
        bare = replace(self.session, suggestions=Labels(), tie=None, span=None, menu=None, auto=frozenset())
        self.session = to_sentence(bare, bare.sentence) if bare.sentences else bare
        self.shown, self.waiting = "none", False
        self._enter()

    def take(self, step: Step, verb: str | None = None) -> Step:
        """Make a step the session's state, and commit what it changed; nothing changes in a closed round."""
        before, after = self.session, step.session
        if self.outdated and after.labels is not before.labels:
            return Step(before, message=OUTDATED)
        if self.round.state == "closed" and (after.labels is not before.labels or step.ask == "comment"):
            return Step(before, message=self._closed)
        moved = before.sentence != after.sentence
        self.session = after
        if moved:
            self._leave()
        if after.labels is not before.labels:
            changes = diff(before.labels, after.labels)
            if changes:
                self._commit(step.verb or verb or "change", changes)
        if moved:
            self._enter()
        if self.waiting and step.message == NO_MORE:
            return replace(step, message="suggestions are coming …")
        return step

    def undo(self) -> Step:
        """Take back the newest act of this stream, also one from before a restart."""
        if not self.history.undoable:
            return Step(self.session, message="there is nothing to undo")
        return self._again(UNDO, self.history.undoable[-1], "undone")

    def undo_act(self, event_id: str) -> Step:
        """Take back one act, also where others came after it, if none of them builds on it."""
        target = next((event for event in self.history.undoable if event.id == event_id), None)
        if target is None:
            return Step(self.session, message="this act cannot be undone: it was undone or submitted")
        try:
            left = apply(self.session.labels, inverse(target.changes))
        except ConflictError:
            return Step(self.session, message="later acts changed the same labels: undo those first")
        if next(violations(left, self.session.scheme, len(self.session.article.text)), None) is not None:
            return Step(self.session, message="later acts build on it: undo those first")
        return self._again(UNDO, target, "undone")

    def redo(self) -> Step:
        """Do again what was undone last."""
        if not self.history.redoable:
            return Step(self.session, message="there is nothing to redo")
        return self._again(REDO, self.history.redoable[-1], "redone")

    def submit(self) -> str:
        """Submit the article as it is; returns what to tell. Later changes are kept as such."""
        if self.outdated:
            return OUTDATED
        if self.round.state == "closed":
            return self._closed
        if self.submitted:
            return "it is submitted already; what was changed since is kept, and marked as such"
        self._commit(SUBMIT, ())
        self.submitted = True
        return "submitted: {next-open} goes on to the next article"

    def recover(self) -> str:
        """After a conflict: take in what the other window did, and put one's own acts on top.

        Returns what to tell the annotator. Acts that touch the same rows cannot be kept.
        """
        if self.project.store.scheme() != self.session.scheme:
            return self._leave_off()
        stream = self.project.store.stream(self.key)
        waiting = [job.what for job in self._writer.waiting() if isinstance(job.what, Event)]
        labels, seq, jobs, lost = stream.labels, stream.seq, [], 0
        log = [one.event for one in self.project.store.events(self.key)]
        history, alone = History.of(log), alone_of(log)
        for event in waiting:
            try:
                labels = apply(labels, event.changes)
            except ConflictError:
                lost += 1
                continue
            seq += 1
            kept = replace(event, seq=seq)
            history, alone = history.after(kept), alone_after(alone, kept)
            jobs.append(self._job(kept))
        self._seq, self.history = seq, history
        now = replace(self.session, labels=labels, alone=alone, menu=None, active="text")
        self.session = clip_cursor(now)
        self._writer.replace(jobs)
        told = "this article was changed in another window: both are kept"
        return (
            told
            if not lost
            else f"changed in another window: {lost} of your last keys did not fit and are gone"
        )

    def flush(self, timeout: float) -> bool:
        """Wait until all is committed to the project's file.

        False if `timeout` seconds were not enough, or the file is gone from its place.
        """
        return self._writer.flush(timeout) and self.project.has_file()

    def close(self, timeout: float = 5.0) -> bool:
        """Commit what waits and stop; False if something could not be saved."""
        self._leave()
        return self._writer.close(timeout) and self.project.has_file()

    def _leave_off(self) -> str:
        """Take nothing more, since labels have other names now; what was not committed cannot be."""
        lost = self.unsaved
        self.outdated = True
        self._writer.replace([])
        return f"{OUTDATED}; {lost} of your last keys are gone"

    @property
    def _closed(self) -> str:
        return f"the round {self.round.name} is closed: it takes no labels until it is opened again"

    def _again(self, verb: str, target: Event, told: str) -> Step:
        if self.outdated:
            return Step(self.session, message=OUTDATED)
        if self.round.state == "closed":
            return Step(self.session, message=self._closed)
        changes = inverse(target.changes) if verb == UNDO else target.changes
        try:
            labels = apply(self.session.labels, changes)
        except ConflictError:
            return Step(self.session, message=f"“{target.verb}” was changed since by another window")
        session = clip_cursor(replace(self.session, labels=labels, menu=None, anchor=None, warned=None))
        session = _shown(session, changes)
        if session.sentence != self.session.sentence:
            self._leave()
        self.session = session
        self._commit(verb, changes, undoes=target.id)
        self._enter()
        return Step(self.session, verb=verb, message=f"{told}: “{target.verb}”")

    def _commit(self, verb: str, changes: tuple[Change, ...], undoes: str | None = None) -> None:
        self._seq += 1
        author = self.key.annotator
        event = Event(str(uuid.uuid4()), self._seq, self._clock(), author, verb, changes, undoes=undoes)
        self.history = self.history.after(event)
        alone = alone_after(self.session.alone, event)
        if alone is not self.session.alone:
            self.session = replace(self.session, alone=alone)
        LOG.debug("event %s %s, %s changes", event.seq, verb, len(changes))
        self._writer.add(self._job(event))

    def _job(self, event: Event) -> Job:
        return Job(lambda: self.project.store.append(self.key, event), event)

    def _enter(self) -> None:
        """Record which sentence is open and what was suggested there."""
        if self._visit is not None or not self.session.sentences or self.round.state == "closed":
            return
        here, offered = self.session.here, self.session.suggestions
        shown = [t.id for t in offered.ties.values() if here.start <= offered.spans[t.head].start < here.end]
        arm = "hidden" if self.hides else self.shown
        visit = _Visit(self.project, self.key, here.start, self._clock(), arm, shown)
        self._visit = visit
        self._writer.add(Job(visit.enter, needed=False))

    def _leave(self) -> None:
        """Record how long the sentence was open."""
        if self._visit is None:
            return
        visit, seconds = self._visit, (self._clock() - self._visit.at).total_seconds()
        self._visit = None
        self._writer.add(Job(lambda: visit.leave(seconds), needed=False))

    def _done(self, job: Job, number: int | None) -> None:
        if self.trouble is not None:
            self._look_at_round()
        self.trouble = None
        if number is not None:
            self._committed = number
            self._astray += 1
        self._acknowledge()
        self._changed()

    def _acknowledge(self) -> None:
        """Call saved what is committed, if the file it went to is still in its place."""
        before = self.trouble
        if self.project.has_file():
            self.trouble, self.saved, self._astray = None, self._committed, 0
        else:
            self.trouble = AnnotatorError(
                f"{self.project.where} was deleted, moved or replaced", "Put it back where it was."
            )
        if (before is None) != (self.trouble is None):
            self._changed()

    def _failed(self, error: Exception) -> None:
        assert isinstance(error, AnnotatorError)
        LOG.warning("not committed: %s", type(error).__name__, exc_info=error)
        self.trouble = error
        self._look_at_round()
        self._changed()

    def _look_at_round(self) -> None:
        """See whether the round was closed, or opened again, while labels were made."""
        with suppress(AnnotatorError):
            self.round = self.project.store.round(self.key.round)


@dataclass
class _Visit:
    """One visit of a sentence; it has an id once it is written."""

    project: Project
    key: StreamKey
    start: int
    at: datetime
    suggestions: str
    shown: list[str]
    id: int | None = None

    def enter(self) -> None:
        self.id = self.project.store.enter_sentence(
            self.key, self.start, self.at, self.suggestions, self.shown
        )

    def leave(self, seconds: float) -> None:
        if self.id is not None:
            self.project.store.leave_sentence(self.id, seconds)


def opening(session: Session, start: int = 0) -> Session:
    """The session on the sentence at or after an offset, or else on the next one that is still open."""
    if not session.sentences or not len(session.article.tokens):
        return session
    rows = session.sentences
    at = next((index for index, row in enumerate(rows) if start < row.end), 0)
    session = to_sentence(session, at)
    if not is_open(session, at):
        step = next_open(session)
        return session if step.go else step.session
    return session


def _shown(session: Session, changes: tuple[Change, ...]) -> Session:
    """The session where a change happened: the tie it is about in focus, else the cursor there."""
    for change in changes:
        if change.kind == "tie" and knows_tie(session, str(change.key)):
            tie = session.any_tie(str(change.key))
            start = session.any_span(tie.head).start
            return focus(to_offset(session, start), Item("tie", tie.id, False, start))
    for change in changes:
        row = change.after if change.after is not None else change.before
        if isinstance(row, Span):
            return to_offset(session, row.start)
        if change.kind in ("status", "cut"):
            return to_offset(session, int(change.key))
    return session
