"""The state of the annotate screen, as a value."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from annotator.domain import labels as domain_labels
from annotator.domain.labels import Labels, Span, Tie, spans_used
from annotator.domain.scheme import Scheme
from annotator.domain.session.rejected import turned_down
from annotator.domain.text import Article, Sentence

Active = Literal["text", "tie", "span"]
MenuKind = Literal["role", "where", "category", "attributes", "value", "jump"]


def new_uuid() -> str:
    """A fresh id for a label or an event."""
    return str(uuid.uuid4())


@dataclass(frozen=True, slots=True)
class Menu:
    """A choice that waits for one more key. It is part of the state, so no key can be lost to it.

    `name` is the role, label or attribute it is about; `add` that a filler is added, not exchanged; `page`
    which page of fillers is shown.
    """

    kind: MenuKind
    name: str = ""
    add: bool = False
    page: int = 0


@dataclass(frozen=True)
class Session:
    """What the annotate screen knows of one article.

    `sentence` indexes the article's sentences, `cursor` and `anchor` its tokens. `active` says what
    keys act on: the text at the cursor (or from anchor to cursor), the tie in focus, or the span in
    focus. `tie` stays the current tie while the cursor travels, so that a role key links to it;
    `span` is the span in focus or in hand. `made` is the one marked last, also when the sentence has
    changed since. `auto` lists roles that filled themselves, `alone` spans that were labelled by
    themselves, not with a tie. `assigned` says that the article is a task of its annotator: then going
    on from it, once all of it is reviewed, submits it.
    """

    article: Article
    scheme: Scheme
    labels: Labels = field(default_factory=Labels)
    suggestions: Labels = field(default_factory=Labels)
    sentence: int = 0
    cursor: int = 0
    anchor: int | None = None
    active: Active = "text"
    tie: str | None = None
    span: str | None = None
    made: str | None = None
    menu: Menu | None = None
    auto: frozenset[tuple[str, str]] = frozenset()
    alone: frozenset[str] = frozenset()
    warned: int | None = None
    assigned: bool = False
    new_id: Callable[[], str] = field(default=new_uuid, compare=False, repr=False)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences with mended splits."""
        return domain_labels.sentences(self.article, self.labels.cuts)

    @cached_property
    def here(self) -> Sentence:
        """The current sentence."""
        return self.sentences[self.sentence]

    @cached_property
    def tokens_here(self) -> range:
        """Indexes of the current sentence's tokens."""
        return self.article.tokens.within(self.here.start, self.here.end)

    @cached_property
    def pending(self) -> Labels:
        """The suggestions neither taken nor rejected nor overtaken by an equal label of one's own.

        What was rejected of one suggester stays so when another, or its next version, proposes the same.
        A tie of which a span was taken and called something else is overtaken, too.
        """
        own, gone, offered = self.labels, self.labels.rejected, self.suggestions
        down = turned_down(offered, gone)
        # One cue may carry two ties of a category: what was taken of a suggester hides nothing else of it.
        heads = {
            (own.spans[tie.head].fragments, tie.category)
            for key, tie in own.ties.items()
            if key not in offered.ties
        }
        otherwise = {
            key for key, span in own.spans.items() if (o := offered.spans.get(key)) and o.label != span.label
        }
        ties = {
            key: tie
            for key, tie in offered.ties.items()
            if key not in own.ties
            and key not in down
            and (offered.spans[tie.head].fragments, tie.category) not in heads
            and not (otherwise and otherwise & spans_used([tie]))
        }
        have = {(span.label, span.fragments) for span in own.spans.values()}
        in_ties = spans_used(ties.values())
        left_over = spans_used(offered.ties[key] for key in down) - in_ties
        spans = {
            key: span
            for key, span in offered.spans.items()
            if key in in_ties
            or not (
                key in own.spans or key in gone or key in left_over or (span.label, span.fragments) in have
            )
        }
        return Labels(spans=spans, ties=ties)

    @cached_property
    def pending_here(self) -> tuple[Span, ...]:
        """The pending spans that start in the current sentence."""
        here = self.here
        return tuple(span for span in self.pending.spans.values() if here.start <= span.start < here.end)

    @cached_property
    def derived(self) -> dict[str, Any]:
        """Kept here by those who work something out of this state, so that it is done once."""
        return {}

    @property
    def selection(self) -> tuple[int, int]:
        """First and last selected token (inclusive); the cursor's token where none is selected."""
        other = self.cursor if self.anchor is None else self.anchor
        return min(self.cursor, other), max(self.cursor, other)

    def any_span(self, span_id: str) -> Span:
        """A span by id, one's own or suggested."""
        own = self.labels.spans.get(span_id)
        return own if own is not None else self.suggestions.spans[span_id]

    def any_tie(self, tie_id: str) -> Tie:
        """A tie by id, one's own or suggested."""
        own = self.labels.ties.get(tie_id)
        return own if own is not None else self.suggestions.ties[tie_id]

    def word(self, token: int) -> str:
        """The characters of a token."""
        start, end = self.article.tokens[token]
        return self.article.text[start:end]

    def words(self, span: Span, most: int = 60) -> str:
        """The words of a span on one line, cut to `most` characters."""
        text = " ".join(span.text(self.article.text).split())
        return text if len(text) <= most else text[: most - 1] + "…"

    def put_cursor(self, token: int) -> Session:
        """The cursor on a token of the current sentence, nothing selected, the text active."""
        here = self.tokens_here
        token = min(max(token, here.start), here.stop - 1) if here else 0
        return replace(self, cursor=token, anchor=None, active="text", menu=None)


@dataclass(frozen=True, slots=True)
class Step:
    """What a key press led to.

    `verb` names the act where labels changed; `message` is told to the annotator, with ids of commands in
    braces where the keys for them go ("{undo} takes it back"); `ask` makes the screen ask for a line of
    text; `go` leads out of the article ("next", "previous", "quit", …).
    """

    session: Session
    verb: str | None = None
    message: str = ""
    ask: str | None = None
    go: str | None = None


def clip_cursor(session: Session) -> Session:
    """The session with sentence and cursor inside the article, after labels changed under them."""
    count = len(session.sentences)
    sentence = min(max(session.sentence, 0), max(count - 1, 0))
    session = replace(session, sentence=sentence)
    if not count:
        return session
    here = session.tokens_here
    cursor = min(max(session.cursor, here.start), max(here.stop - 1, here.start))
    anchor = session.anchor
    if anchor is not None and anchor not in here:
        anchor = None
    return replace(session, cursor=cursor, anchor=anchor)
