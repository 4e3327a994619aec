"""Moving about: tokens, items, sentences. No move changes a label."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace

from annotator.domain.extents import is_content
from annotator.domain.session.items import items
from annotator.domain.session.state import Menu, Session, Step
from annotator.domain.session.taking import focus, knows_tie, next_suggestion


def by_token(session: Session, step: int, extend: bool = False) -> Step:
    """The cursor `step` tokens on; `extend` keeps the other end selected."""
    return Step(_to(session, session.cursor + step, extend))


def by_word(session: Session, step: int) -> Step:
    """The cursor on the next (or previous) word that carries meaning."""
    here = session.tokens_here
    token = session.cursor + step
    while token in here and not is_content(session.word(token)):
        token += step
    return Step(_to(session, token))


def to_edge(session: Session, last: bool) -> Step:
    """The cursor on the sentence's first or last token."""
    here = session.tokens_here
    return Step(_to(session, here.stop - 1 if last else here.start))


def jump(session: Session, char: str, hinted: Mapping[str, int]) -> Step:
    """The cursor on the token that is hinted by the character, or the next one that begins with it."""
    if char in hinted:
        return Step(_to(session, hinted[char]))
    here = session.tokens_here
    order = [*range(session.cursor + 1, here.stop), *range(here.start, session.cursor + 1)]
    wanted = char.casefold()
    for token in order:
        if session.word(token).casefold().startswith(wanted):
            return Step(_to(session, token))
    return Step(replace(session, menu=None), message=f"no word begins with {char}")


def select(session: Session) -> Step:
    """Begin a selection at the cursor, or let it go."""
    if session.anchor is not None:
        return Step(replace(session, anchor=None))
    return Step(replace(session, anchor=session.cursor, active="text"))


def by_item(session: Session, step: int) -> Step:
    """The focus on the next (or previous) tie or loose span; it does not go round."""
    rows = items(session)
    if not rows:
        return Step(session, message="nothing is marked or suggested in this sentence")
    wanted = {"tie": session.tie, "span": session.span}.get(session.active)
    at = next((index for index, row in enumerate(rows) if row.id == wanted), None)
    if at is None:
        return Step(focus(session, rows[0 if step > 0 else -1]))
    if not 0 <= at + step < len(rows):
        return Step(session, message=f"that is the {'last' if step > 0 else 'first'} one of this sentence")
    return Step(focus(session, rows[at + step]))


def other_side(session: Session) -> Step:
    """Switch between the text and the ties."""
    if session.active != "text":
        return Step(session.put_cursor(session.cursor))
    rows = items(session)
    row = next((row for row in rows if row.id == session.tie), rows[0] if rows else None)
    return Step(focus(session, row)) if row else by_item(session, 1)


def by_sentence(session: Session, step: int) -> Step:
    """The next or previous sentence; beyond the article's edge, the next or previous article."""
    target = session.sentence + step
    if target >= len(session.sentences):
        return Step(session, go="next")
    if target < 0:
        return Step(session, go="previous")
    return Step(to_sentence(session, target))


def next_open(session: Session) -> Step:
    """The next sentence not reviewed yet, in this article or the next one that has any."""
    count = len(session.sentences)
    for target in [*range(session.sentence + 1, count), *range(session.sentence)]:
        if is_open(session, target):
            return Step(to_sentence(session, target))
    return Step(session, go="next open")


def to_sentence(session: Session, index: int) -> Session:
    """The session on another sentence, its first suggestion in focus if there is one, ties first."""
    session = replace(session, sentence=index, anchor=None, active="text", tie=None, span=None, menu=None)
    session = replace(session.put_cursor(session.tokens_here.start), auto=frozenset(), warned=None)
    return next_suggestion(session)


def to_offset(session: Session, offset: int) -> Session:
    """The session with the cursor on the token at an offset, in whichever sentence it lies."""
    rows = session.sentences
    index = next((i for i, row in enumerate(rows) if offset < row.end), len(rows) - 1)
    if index != session.sentence:
        session = to_sentence(session, index)
    return session.put_cursor(session.article.tokens.at(offset))


def to_place(session: Session, offset: int) -> Session:
    """The session at an offset; at the start of a sentence, the first suggestion of it is in focus."""
    rows = session.sentences
    index = next((i for i, row in enumerate(rows) if row.start == offset), None)
    return to_offset(session, offset) if index is None else to_sentence(session, index)


def to_number(session: Session, number: str) -> Step:
    """The session on the sentence with this number, counted from 1."""
    count = len(session.sentences)
    if not number.isdecimal() or not 1 <= int(number) <= count:
        return Step(session, message=f"give the number of a sentence, 1 to {count}")
    return Step(to_sentence(session, int(number) - 1))


def find(session: Session, wanted: str, first: bool = False) -> Step:
    """The cursor on the next (or the first) place of the article that has the words, ignoring case."""
    here = -1 if first else session.article.tokens[session.cursor][0]
    rows = session.sentences
    starts = [row.start for row in rows]
    places = [match.start() for match in re.finditer(re.escape(wanted), session.article.text, re.IGNORECASE)]
    # Only what is stepped through counts: not the regions, not the blanks between sentences.
    places = [at for at in places if (i := bisect_right(starts, at)) and at < rows[i - 1].end]
    if not places:
        return Step(session, message=f"“{wanted}” is not in this article")
    index = next((i for i, at in enumerate(places) if at > here), 0)
    told = f"“{wanted}”: {index + 1} of {len(places)}" if len(places) > 1 else ""
    return Step(to_offset(session, places[index]), message=told)


def is_open(session: Session, index: int) -> bool:
    """Whether a sentence still waits for review."""
    return session.labels.status(session.sentences[index].start).status == "open"


def escape(session: Session) -> Step:
    """Close the menu, else drop the selection, else go back to the text."""
    if session.menu is not None:
        return Step(replace(session, menu=None))
    if session.anchor is not None:
        return Step(replace(session, anchor=None))
    if session.active != "text":
        return Step(session.put_cursor(session.cursor))
    return Step(session)


def ask_jump(session: Session) -> Step:
    """Wait for the first letter of the word to jump to."""
    return Step(replace(session, menu=Menu("jump")))


def _to(session: Session, token: int, extend: bool = False) -> Session:
    anchor = session.anchor
    if extend and anchor is None:
        anchor = session.cursor
    keep = session.tie if session.tie and knows_tie(session, session.tie) else None
    return replace(session.put_cursor(token), anchor=anchor, tie=keep)
