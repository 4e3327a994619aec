"""Closing sentences: done, nothing here, skipped; flags, comments, and mending a wrong split."""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.counted import counted
from annotator.domain.labels import StatusName
from annotator.domain.rules import unfinished
from annotator.domain.session.items import items, spans_in, ties_in
from annotator.domain.session.moving import is_open, next_open, to_offset, to_sentence
from annotator.domain.session.state import Session, Step, clip_cursor
from annotator.domain.session.taking import focus, take_all

FINISHED = "all of this article is reviewed: {submit} submits it, {done} or {next-open} goes on to the next"
FINISHED_TASK = "all of it is reviewed: {done} submits it and goes on to the next, {undo} takes back"


def done(session: Session) -> Step:
    """The sentence is reviewed; go on to the next open one.

    A tie with a required role missing is pointed at once; a sentence without any label wants
    "nothing here" instead, so that the two can never be confused.
    """
    ties = ties_in(session.labels, session, session.here)
    if not ties and not spans_in(session.labels.spans.values(), session.here):
        status = session.labels.status(session.here.start).status
        if status in ("nothing", "skipped"):
            return _close(session, status, ends=True)
        return Step(session, message="nothing is marked here: {nothing} says there is nothing, {skip} skips")
    for tie in ties:
        missing = unfinished(tie, session.scheme)
        if missing and session.warned != session.here.start:
            from_item = focus(session, next(i for i in items(session) if i.id == tie.id))
            told = f"{tie.category or 'this tie'} lacks {', '.join(missing)}: fill it, or {{done}} again"
            return Step(replace(from_item, warned=session.here.start), message=told)
    closed = _close(session, "done", ends=True)
    left = sum(item.suggested for item in items(session))
    if not left or closed.message:
        return closed
    return replace(closed, message=f"{counted(left, 'suggestion')} not taken in the sentence before")


def nothing(session: Session) -> Step:
    """I looked, and there is no stance here."""
    if ties_in(session.labels, session, session.here):
        return Step(
            session, message="there are ties here: {remove} takes one away, {done} closes the sentence"
        )
    return _close(session, "nothing")


def skip(session: Session) -> Step:
    """Leave the sentence for good without a judgement."""
    return _close(session, "skipped")


def reopen(session: Session) -> Step:
    """Open the sentence again."""
    return Step(_with_status(session, "open"), verb="reopen")


def all_and_on(session: Session) -> Step:
    """Take every suggestion of the sentence, close it and go on."""
    taken = take_all(session)
    closed = done(taken.session)
    if taken.verb is None:
        return closed
    return Step(closed.session, verb="accept all", message=closed.message or taken.message, go=closed.go)


def submit(session: Session) -> Step:
    """Submit the article: refused, and pointed at, while a sentence is open or a tie unfinished."""
    still = [index for index in range(len(session.sentences)) if is_open(session, index)]
    if still:
        told = f"{len(still)} still open: this is the first sentence that is"
        return Step(to_sentence(session, still[0]), message=told)
    lacking = [tie for tie in session.labels.ties.values() if unfinished(tie, session.scheme)]
    if lacking:
        heads = {tie.id: session.labels.spans[tie.head].start for tie in lacking}
        tie = min(lacking, key=lambda one: heads[one.id])
        moved = to_offset(session, heads[tie.id])
        at = next(item for item in items(moved) if item.id == tie.id)
        told = f"{len(lacking)} unfinished: this tie lacks {', '.join(unfinished(tie, session.scheme))}"
        return Step(focus(moved, at), message=told)
    return Step(session, go="submit")


def flag(session: Session) -> Step:
    """Flag the sentence, or take the flag away."""
    start = session.here.start
    status = session.labels.status(start)
    labels = session.labels.with_status(start, replace(status, flag=not status.flag))
    return Step(
        replace(session, labels=labels),
        verb="flag",
        message="flag taken away" if status.flag else "flagged",
    )


def comment(session: Session, text: str) -> Step:
    """Set the sentence's comment; an empty one takes it away."""
    start = session.here.start
    status = session.labels.status(start)
    if (status.comment or "") == text.strip():
        return Step(session)
    labels = session.labels.with_status(start, replace(status, comment=text.strip() or None))
    return Step(replace(session, labels=labels), verb="comment")


def split(session: Session) -> Step:
    """Mend the split: a sentence starts at the cursor; on the first token, join to the one before."""
    if session.active != "text":
        return Step(session, message="move to the word where a sentence starts, then {split}")
    cut = session.article.tokens[session.cursor][0]
    here = session.here
    base = {sentence.start for sentence in session.article.sentences}
    if cut > here.start:
        labels = session.labels.with_cut(cut, None if cut in base else True)
        labels = labels.with_status(here.start, replace(labels.status(here.start), status="open"))
        after = replace(session, labels=labels, active="text", anchor=None)
        after = replace(after, sentence=session.sentence + 1)
        return Step(clip_cursor(after), verb="split", message="split here; {undo} takes it back")
    if session.sentence == 0 or not _same_paragraph(session):
        return Step(session, message="there is no sentence before it in this paragraph to join")
    before = session.sentences[session.sentence - 1]
    labels = session.labels.with_cut(here.start, None if here.start not in base else False)
    old, new = labels.status(here.start), labels.status(before.start)
    merged = replace(
        new,
        status="open",
        flag=new.flag or old.flag,
        comment="; ".join(part for part in (new.comment, old.comment) if part) or None,
    )
    labels = labels.with_status(here.start, replace(old, status="open", flag=False, comment=None))
    labels = labels.with_status(before.start, merged)
    after = replace(session, labels=labels, sentence=session.sentence - 1, active="text", anchor=None)
    return Step(
        clip_cursor(after), verb="join", message="joined to the sentence before; {undo} takes it back"
    )


def _same_paragraph(session: Session) -> bool:
    """Whether nothing but blanks lies between this sentence and the one before."""
    before = session.sentences[session.sentence - 1]
    return not session.article.text[before.end : session.here.start].strip()


def _close(session: Session, status: StatusName, *, ends: bool = False) -> Step:
    """Close the sentence and go on; `ends` says that a task all of which is reviewed is submitted by that."""
    after = _with_status(session, status)
    if any(is_open(after, i) for i in range(len(after.sentences))):
        onward = next_open(after)
        return Step(onward.session, verb=status, go=onward.go)
    if is_open(session, session.sentence) or (session.assigned and not ends):
        return Step(after, verb=status, message=FINISHED_TASK if session.assigned else FINISHED)
    if session.assigned:
        submitted = submit(after)
        return replace(submitted, verb=status, go="finish" if submitted.go else None)
    return Step(after, verb=status, go="next open")


def _with_status(session: Session, status: StatusName) -> Session:
    start = session.here.start
    now = replace(session.labels.status(start), status=status)
    return replace(session, labels=session.labels.with_status(start, now), warned=None)
