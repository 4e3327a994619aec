"""Exports of two articles in every format that another tool reads, and what that tool is to find."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotator.domain.labels import Labels, Role, Span, Status, Tie
from annotator.domain.record import Record
from annotator.formats import formats
from annotator.segment.segmenter import Segmenter
from tests.formats.golden import SCHEME, TEXT, record
from tests.formats.made import many, tied

#: Joined emoji, a modifier, a flag, combining marks, CRLF, right-to-left words, markup, a tab, a no-break space.
HARD = (
    "👩‍👩‍👧‍👦 Residents of Cafe\u0301 Row 🇹🇯 accused the\u00a0ministry of <b>neglect</b> &amp; delay.\r\n"
    "وقال الوزير 👍🏽 \tthat AT&T denied the नुकसान."
)
_MARKED = (
    ("ACTOR", "👩‍👩‍👧‍👦 Residents of Cafe\u0301 Row"),
    ("ACTOR", "Cafe\u0301 Row"),
    ("STANCE", "accused"),
    ("ACTOR", "the\u00a0ministry"),
    ("ISSUE", "<b>neglect</b> &amp; delay"),
    ("ACTOR", "الوزير"),
    ("STANCE", "denied"),
    ("ISSUE", "the नुकसान"),
    ("ACTOR", "AT&T"),
)
_TIES = (("ACCUSE", 2, {"source": 0, "target": 3, "issue": 4}), ("DENY", 6, {"source": 8, "issue": 7}))
TRAINING = ("spacy", "spacy-ner", "spacy-textcat", "spacy-relations")
WRITTEN = ("jsonl", "parquet", "doccano", "label-studio", "brat", "cas", "conll", "ties", "spacy")


def articles() -> Iterator[Record]:
    """The golden sentence and the hard article, with the tokens that an import gives them."""
    segmenter = Segmenter()
    golden = record()
    made = segmenter.article("golden", TEXT, title="Golden", meta={"outlet": "The Courier"})
    yield replace(golden, article=made, tokenizer=segmenter.tokenizer)
    spans = {}
    for number, (label, words) in enumerate(_MARKED):
        start = HARD.index(words)
        spans[f"h{number}"] = Span(f"h{number}", label, ((start, start + len(words)),))
    ties = {}
    for category, head, roles in _TIES:
        filled = tuple(Role(role, f"h{filler}") for role, filler in roles.items())
        ties[category] = Tie(category, f"h{head}", category, filled)
    article = segmenter.article("hard", HARD)
    statuses = {sentence.start: Status("done") for sentence in article.sentences}
    yield Record(
        article, SCHEME.id, segmenter.tokenizer, "anna", labels=Labels(spans, ties, statuses=statuses)
    )


def write_exports(folder: Path) -> None:
    """Write `expected.json`, each format under its name, and packages to train on under `training/`."""
    folder.mkdir(parents=True)
    records = list(articles())
    plain = [_expected(one) for one in records]
    (folder / "expected.json").write_text(json.dumps(plain), encoding="utf-8")
    for name in WRITTEN:
        writer = formats.load(name)
        writer.write(records, folder / f"{name}{writer.suffix}", SCHEME)
    labels_only = folder / "doccano-labels.jsonl"
    formats.load("doccano").write(records, labels_only, SCHEME, {"shape": "labels"})
    several = [
        tied(one, "s1", category="DENY", name="u") if i % 3 == 0 else one for i, one in enumerate(many(150))
    ]
    for name in TRAINING:
        formats.load(name).write(several, folder / "training" / name, SCHEME)


def _expected(one: Record) -> dict[str, Any]:
    text, labels = one.article.text, one.labels
    spans = sorted((span.start, span.end, span.label) for span in labels.spans.values())
    roles = sorted(
        (labels.spans[tie.head].start, role.role, labels.spans[role.filler].start)
        for tie in labels.ties.values()
        for role in tie.roles
        if role.filler is not None
    )
    return {
        "id": one.article.id,
        "text": text,
        "annotator": one.annotator,
        "spans": [[label, start, end, text[start:end]] for start, end, label in spans],
        "roles": [list(role) for role in roles],
        "categories": sorted(tie.category or "" for tie in labels.ties.values()),
    }
