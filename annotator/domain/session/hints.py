"""What can be chosen by a letter: fillers for a role, ties, and words at which a span would be marked."""

from __future__ import annotations

import string
from bisect import bisect_right
from dataclasses import dataclass, replace

from annotator.domain.extents import can_begin, is_content
from annotator.domain.session.items import ties_in
from annotator.domain.session.spans import bounds, proposal
from annotator.domain.session.state import Session

LETTERS = string.ascii_lowercase
#: Letters that a jump may use, when a sentence has more words than letters.
MORE = LETTERS + string.digits
#: Hints that a menu offers at a time: all of the sentence that letters reach, and some from elsewhere, as
#: many as can be read beside each other.
MOST, SOME = len(LETTERS), 17


@dataclass(frozen=True, slots=True)
class Hint:
    """What one key chooses: a span or tie by `id`, or a word: the tokens `place` that would be marked.

    `token` is the word of the text that the key is painted on, where it is no span or tie. `far` says that
    it is not of the current sentence.
    """

    key: str
    text: str
    id: str = ""
    suggested: bool = False
    place: tuple[int, int] | None = None
    token: int | None = None
    far: bool = False


def hints(session: Session) -> list[Hint]:
    """What the letters of the open menu stand for, a page of them."""
    start, end = _page(session)
    shown = _all(session)[start:end]
    return [replace(one, key=key) for key, one in zip(LETTERS, shown, strict=False)]


def has_more(session: Session) -> bool:
    """Whether there is more to choose from than one page shows."""
    return _page(session) != (0, len(_all(session)))


def jumps(session: Session) -> dict[str, int]:
    """A letter for each word of the sentence: its first one where it can be, from the cursor on.

    The next word that begins with a letter always has that letter.
    """
    here = session.tokens_here
    order = [*range(session.cursor + 1, here.stop), *range(here.start, session.cursor + 1)]
    out: dict[str, int] = {}
    late: list[int] = []
    for token in order:
        first = session.word(token)[:1].casefold()
        if first in MORE and first not in out:
            out[first] = token
        else:
            late.append(token)
    late.sort(key=lambda token: not is_content(session.word(token)))
    for token in late:
        letters = [*session.word(token).casefold(), *MORE]
        free = next((letter for letter in letters if letter in MORE and letter not in out), None)
        if free is None:
            break
        out[free] = token
    return out


def _page(session: Session) -> tuple[int, int]:
    """Which of all hints the menu's page shows: from one, up to another one."""
    found, page = _all(session), session.menu.page if session.menu is not None else 0
    near = sum(not hint.far for hint in found)
    first = min(max(near, SOME), MOST)
    start = first + (page - 1) * SOME if page else 0
    return start, min(start + (SOME if page else first), len(found))


def _all(session: Session) -> list[Hint]:
    found: list[Hint] | None = session.derived.get("hints")
    if found is None:
        found = session.derived["hints"] = _found(session)
    return found


def _found(session: Session) -> list[Hint]:
    menu = session.menu
    if menu is None or menu.kind not in ("role", "where"):
        return []
    if menu.kind == "where":
        return _words(session, menu.name, set())
    fills = session.scheme.roles[menu.name].fills
    if not fills:
        return _ties(session)
    here, elsewhere = _spans(session, fills)
    taken = {session.any_span(hint.id).fragments for hint in here}
    if session.tie is not None:
        # A cue fills no role of its own tie.
        head = session.any_span(session.any_tie(session.tie).head)
        taken |= {(fragment,) for fragment in head.fragments}
    return [*here, *_words(session, fills[0], taken), *elsewhere]


def _words(session: Session, label: str, taken: set[tuple[tuple[int, int], ...]]) -> list[Hint]:
    """The words of the sentence at which a span of the label would be marked, each extent once."""
    out: list[Hint] = []
    seen = set(taken)
    for token in session.tokens_here:
        if not can_begin(session.word(token)):
            continue
        place = proposal(session, label, token)
        fragment = bounds(session, *place)
        if (fragment,) not in seen:
            seen.add((fragment,))
            words = " ".join(session.article.text[fragment[0] : fragment[1]].split())
            out.append(Hint("", words, place=place, token=token))
    return out


def _spans(session: Session, fills: tuple[str, ...]) -> tuple[list[Hint], list[Hint]]:
    """Marked and suggested spans that fit: those of the sentence, and those elsewhere, the nearest first.

    Of fillers elsewhere that read alike only the nearest is offered; each tells its sentence.
    """
    here = session.here
    head = session.any_tie(session.tie).head if session.tie else None
    found: list[tuple[tuple[bool, int, int], str, bool]] = []
    for labels, suggested in ((session.labels, False), (session.pending, True)):
        for span in labels.spans.values():
            if span.label in fills and span.id != head:
                inside = here.start <= span.start < here.end
                near = fills.index(span.label) if inside else 1 + abs(span.start - here.start)
                found.append(((not inside, near, span.start), span.id, suggested))
    found.sort(key=lambda row: row[0])
    starts = [sentence.start for sentence in session.sentences]
    seen: set[object] = set()
    within: list[Hint] = []
    beyond: list[Hint] = []
    for (outside, _, _), key, suggested in found:
        span = session.any_span(key)
        words = session.words(span, 40)
        place = (span.label, words.casefold()) if outside else (span.label, span.fragments)
        if place not in seen:
            seen.add(place)
            number = bisect_right(starts, span.start)
            told = f"{words} (s{number})" if outside else words
            (beyond if outside else within).append(Hint("", told, key, suggested, far=outside))
    return within, beyond


def _ties(session: Session) -> list[Hint]:
    """The other ties of the article: those of the sentence, then the nearest."""
    sentences, here = session.sentences, session.sentence
    rows = [
        (abs(index - here), session.any_span(tie.head).start, tie, suggested, index)
        for labels, suggested in ((session.labels, False), (session.pending, True))
        for index, sentence in enumerate(sentences)
        for tie in ties_in(labels, session, sentence)
        if tie.id != session.tie
    ]
    rows.sort(key=lambda row: row[:2])
    out = []
    for far, _, tie, suggested, index in rows:
        where = f" (s{index + 1})" if far else ""
        words = session.words(session.any_span(tie.head), 24)
        out.append(Hint("", f"{tie.category or 'tie'} “{words}”{where}", tie.id, suggested, far=far > 0))
    return out
