"""Values the store is tested with: a small scheme, articles, events."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime, timedelta

from annotator.domain.events import Change, Event, StreamKey
from annotator.domain.labels import Role, Span, Tie
from annotator.domain.scheme import Attribute, Category, Label, RoleType, Scheme
from annotator.domain.text import Article, Publication, Sentence, Tokens
from annotator.store.store import Store

T0 = datetime(2024, 5, 1, 12, 0, 0, 250_000, tzinfo=UTC)

SOURCE = "name: small\nversion: 1\n# kept to the letter, é and all\n"
#: Names out of alphabetical order, since the order of the file is part of a scheme.
SCHEME = Scheme(
    name="small",
    version=1,
    title="A small scheme",
    head="STANCE",
    labels={name: Label(name, name[0].lower()) for name in ("STANCE", "ACTOR", "ISSUE")},
    roles={
        "target": RoleType("target", "t", fills=("ACTOR",), implicit=("unnamed",)),
        "source": RoleType("source", "s", fills=("ACTOR",), implicit=("author",)),
        "nested": RoleType("nested", "n"),
    },
    categories={
        "DENY": Category("DENY", "d", required=("source",), optional=("nested",)),
        "ACCUSE": Category("ACCUSE", "a", required=("source", "target"), one_of=(("issue",),)),
    },
    attributes={"negated": Attribute("negated", "n", type="flag", default=False)},
    tie_attributes=("negated",),
)

#: Emoji, right-to-left text, combining marks, CRLF and blanks at both ends: all must come back.
HARD = " 😊 Nuñez\r\n\r\nقال الوزير إن الحكومة 👩‍👩‍👧 مسؤولة.\tCafe\u0301 blamed\u200b Brussels.\r\n"


def make_article(key: str, text: str | None = None, title: str | None = None) -> Article:
    """An article with a sentence a line and a token a word."""
    text = f"Rossi blamed Brussels.\nBrussels denied it.\n{key}\n" if text is None else text
    lines = [Sentence(*match.span()) for match in re.finditer(r"[^\r\n]+", text)]
    words = [match.span() for match in re.finditer(r"\S+", text)]
    return Article(key, text, tuple(lines), Tokens(words), title=title)


def add(store: Store, *articles: Article) -> list[str]:
    """Import articles, each published once by "wire"."""
    items = ((article, Publication("wire")) for article in articles)
    return [added.key for added in store.add_articles(items, "words@1", T0)]


def make_event(seq: int, *changes: Change, verb: str = "change", author: str = "anna") -> Event:
    """An event at `seq` seconds after T0."""
    return Event(str(uuid.uuid4()), seq, T0 + timedelta(seconds=seq), author, verb, changes)


def accepted(prefix: str = "") -> tuple[Change, ...]:
    """The changes that accepting a whole tie makes: three spans and the tie."""
    spans = (
        Span(f"{prefix}who", "ACTOR", ((0, 5),), entity="rossi"),
        Span(f"{prefix}cue", "STANCE", ((6, 8), (10, 12)), {"b": True, "a": "x"}, fate="accepted"),
        Span(f"{prefix}whom", "ACTOR", ((13, 21),), origin="rules@1", score=0.1 + 0.2),
    )
    tie = Tie(
        f"{prefix}tie",
        f"{prefix}cue",
        "ACCUSE",
        (
            Role("source", filler=f"{prefix}who"),
            Role("target", filler=f"{prefix}whom"),
            Role("issue", implicit="context"),
        ),
        {"negated": True},
        reciprocal=True,
        reason="accused + of",
    )
    return (*(Change("span", one.id, None, one) for one in spans), Change("tie", tie.id, None, tie))


def anna(article: str, **more: object) -> StreamKey:
    """Anna's labels of an article in the round `main`."""
    return StreamKey(article, "anna", **more)  # type: ignore[arg-type]
