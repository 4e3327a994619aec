"""One sentence with every trap, and a scheme small enough to read."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from annotator.domain.labels import Labels, Rejected, Role, Span, Status, Tie
from annotator.domain.record import Record, Visits
from annotator.domain.scheme import Attribute, Category, Label, RoleType, Scheme
from annotator.domain.text import Article, Publication, Region, Sentence, Tokens

TEXT = "On Tuesday, Prime Minister Giorgia Rossi's ally blamed Brussels 😊 for the delay."
ACTOR, STANCE, TARGET, ISSUE = (12, 47), (48, 54), (55, 63), (70, 79)

SCHEME = Scheme(
    name="blame",
    version=1,
    title="Blame",
    head="STANCE",
    labels={
        "ACTOR": Label("ACTOR", "a", attributes=("kind",), entity=True),
        "STANCE": Label("STANCE", "s"),
        "ISSUE": Label("ISSUE", "i", entity=True),
        "CONTENT": Label("CONTENT", "c"),
    },
    roles={
        "source": RoleType("source", "1", ("ACTOR",), ("author", "agentless", "unnamed", "context")),
        "target": RoleType("target", "2", ("ACTOR",), ("unnamed", "context")),
        "issue": RoleType("issue", "3", ("ISSUE",), ("context",)),
        "nested": RoleType("nested", "7"),
    },
    categories={
        "ACCUSE": Category("ACCUSE", "A", required=("source", "target"), optional=("issue", "nested")),
        "DENY": Category("DENY", "D", required=("source", "issue"), optional=("target", "nested")),
        "CONDEMN": Category(
            "CONDEMN", "C", required=("source",), one_of=(("target", "issue"),), optional=("nested",)
        ),
        "REPORT": Category("REPORT", "E", required=("source",), optional=("nested",)),
    },
    attributes={
        "kind": Attribute("kind", "k", values=("state", "person"), default="person"),
        "negated": Attribute("negated", "n", type="flag", default=False),
        "note": Attribute("note", "o", type="text"),
    },
    tie_attributes=("negated", "note"),
)


def tokens(text: str) -> Tokens:
    """Words and signs; enough where a test is not about tokens."""
    return Tokens([match.span() for match in re.finditer(r"\w+|[^\w\s]", text)])


def article(text: str = TEXT, name: str = "golden") -> Article:
    """An article of one sentence."""
    return Article(name, text, (Sentence(0, len(text)),), tokens(text), title="Golden", meta={"b": 1, "a": 2})


def labels() -> Labels:
    """The sentence's labels, made in another order than they stand in the text."""
    spans = [
        Span("s4", "ISSUE", (ISSUE,)),
        Span("s1", "ACTOR", (ACTOR,), {"kind": "person"}, entity="rossi-ally"),
        Span("s2", "STANCE", (STANCE,), origin="blame@0.1", fate="accepted", score=0.83),
        Span("s3", "ACTOR", (TARGET,)),
    ]
    tie = Tie(
        "t1",
        "s2",
        "ACCUSE",
        (Role("source", "s1"), Role("target", "s3"), Role("issue", "s4")),
        {"note": "clear", "negated": False},
        origin="blame@0.1",
        fate="accepted",
        score=0.83,
        reason="blamed + for",
    )
    turned_down = Rejected("r1", "span", "blame@0.1", {"id": "r1", "start": 3, "end": 10, "label": "ACTOR"})
    return Labels(
        {span.id: span for span in spans},
        {"t1": tie},
        {0: Status("done", True, "see guideline 3")},
        rejected={"r1": turned_down},
    )


def record() -> Record:
    """The golden sentence as anna labelled it."""
    return Record(
        article(),
        "blame@1",
        "spacy.en@3.8",
        "anna",
        labels=labels(),
        visits={0: Visits(12.4, "shown")},
        publications=(
            Publication("golden", "Golden", "The Courier", "2026-01-31", "https://example.org/1"),
            Publication("copy", outlet="The Echo", meta={"page": 3}),
        ),
        created_at=datetime(2026, 1, 31, 12, tzinfo=UTC),
        updated_at=datetime(2026, 1, 31, 12, 30, 0, 250_000, tzinfo=UTC),
    )


def with_regions() -> Article:
    """An article with a headline and a navigation line."""
    text = "Dam fails\n\nA ministry denied it.\r\nCritics blamed it.\n\nNext Article"
    sentences = (Sentence(0, 9), Sentence(11, 32), Sentence(34, 52))
    regions = (Region(0, 9, "headline"), Region(54, 66, "nav_label"))
    return Article("dam", text, sentences, tokens(text), regions)
