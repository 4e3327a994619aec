"""Perspectives: all annotators' labels of an article side by side, with soft labels; written only.

For training on disagreement instead of on a vote (Uma et al. 2021, Learning from Disagreement, JAIR 72).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from annotator.domain.accord import sentence_start
from annotator.domain.labels import REVIEWED, Labels, Role, Span, Tie
from annotator.domain.record import Record
from annotator.domain.scheme import Scheme
from annotator.formats._losses import Losses
from annotator.formats._options import Option, chosen
from annotator.formats._written import json_bytes, write_rows

SUGGESTED = "suggestions, which are no annotator's labels"
SAID = "attributes and entries of spans and ties, and whether they are reciprocal"
MARKS = "flags and comments of sentences"
SPLITS = "mended sentence splits"

Fragments = tuple[tuple[int, int], ...]


class Perspectives:
    """One article a line; annotators say in their name which round and pass, where not main and the first.

    A share is that of the annotators who reviewed the sentence. Of a cue (the heads of several annotators
    that overlap) `soft` adds up to 1 with `nothing`: who gave it several categories has a part for each.
    """

    name = "perspectives"
    title = "Perspectives JSONL"
    description = "All annotators' labels of an article side by side, with soft labels, one article a line."
    holds = (
        "Sentences, spans, cues and ties, each with who says so and what share of annotators; gold beside."
    )
    loses = "Attributes, entries, flags, comments, times, suggestions."
    suffix = ".jsonl"
    write_options: tuple[Option, ...] = ()

    def write(
        self,
        records: Iterable[Record],
        target: Path,
        scheme: Scheme,
        options: Mapping[str, str] | None = None,
        *,
        check: bool = True,
        overwrite: bool = False,
    ) -> Losses:
        """Write a file; see `Writer.write`."""
        chosen(self.write_options, options, self.name)
        return write_rows(_Articles(records), target, _lines, _encoded, _decoded if check else None)


format = Perspectives()


@dataclass(frozen=True)
class _Articles:
    """Records by article, those of one text together; can be gone through more than once."""

    records: Iterable[Record]

    def __iter__(self) -> Iterator[list[Record]]:
        for _, found in groupby(self.records, key=lambda record: (record.article.id, record.article.text)):
            yield list(found)


def _lines(records: list[Record], losses: Losses) -> Iterator[dict[str, Any]]:
    article = records[0].article
    people = {_who(one): one.labels for one in records if one.layer == "human" and one.annotator}
    for record in records:
        _note(record, losses)
    if not people and not any(one.layer == "gold" for one in records):
        return
    starts = [sentence.start for sentence in article.sentences]

    def sentence_of(offset: int) -> int:
        return sentence_start(starts, offset)

    # Whoever labelled something in a sentence has looked at it, whatever its status.
    reviewed = {
        who: {start for start in starts if labels.status(start).status in REVIEWED}
        | {sentence_of(span.start) for span in labels.spans.values()}
        for who, labels in people.items()
    }

    def share(by: Iterable[str], offset: int) -> float:
        return _rounded(len(set(by)) / sum(sentence_of(offset) in of for of in reviewed.values()))

    line: dict[str, Any] = {"format": "annotator-perspectives/1", "id": article.id, "text": article.text}
    line |= {"title": article.title, "meta": dict(article.meta), "scheme": records[0].scheme}
    line["annotators"] = list(people)
    line["sentences"] = [
        {
            "start": sentence.start,
            "end": sentence.end,
            **_sentence(sentence.start, people, reviewed, sentence_of),
        }
        for sentence in article.sentences
    ]
    spans = _by(people, lambda labels: [_span(span) for span in labels.spans.values()])
    line["spans"] = [
        _shown(fragments) | {"label": label, "by": by, "share": share(by, fragments[0][0])}
        for (fragments, label), by in spans
    ]
    line["cues"] = [
        _cue(cue, {who: labels for who, labels in people.items() if sentence_of(cue[0]) in reviewed[who]})
        for cue in _cues(people.values())
    ]
    ties = _by(people, lambda labels: [_tie(tie, labels) for tie in labels.ties.values()])
    line["ties"] = [_shown_tie(tie) | {"by": by, "share": share(by, tie[0][0][0])} for tie, by in ties]
    gold = [one.labels for one in records if one.layer == "gold"]
    if gold:
        line["gold"] = {
            "spans": [
                _shown(f) | {"label": label}
                for f, label in _all(_span(s) for g in gold for s in g.spans.values())
            ],
            "ties": [_shown_tie(tie) for tie in _all(_tie(t, g) for g in gold for t in g.ties.values())],
        }
    yield line


def _who(record: Record) -> str:
    more = [record.round] if record.round != "main" else []
    more += [f"pass {record.pass_}"] if record.pass_ != 1 else []
    return f"{record.annotator} ({', '.join(more)})" if more else str(record.annotator)


def _sentence(
    start: int,
    people: Mapping[str, Labels],
    reviewed: Mapping[str, set[int]],
    sentence_of: Callable[[int], int],
) -> dict[str, Any]:
    """Whose statuses it has, and what share found ties of each category in it, or none."""
    by = {who: labels.status(start).status for who, labels in people.items()}
    votes: Counter[str] = Counter()
    nothing = 0
    looked = [who for who in people if start in reviewed[who]]
    for who in looked:
        labels = people[who]
        found = {
            tie.category or "tie"
            for tie in labels.ties.values()
            if sentence_of(labels.spans[tie.head].start) == start
        }
        votes.update(found)
        nothing += not found
    soft = {name: _rounded(count / len(looked)) for name, count in sorted(votes.items())}
    return {"by": by, "soft": soft, "nothing": _rounded(nothing / len(looked)) if looked else None}


def _cues(of: Iterable[Labels]) -> list[tuple[int, int]]:
    """Stretches that heads of ties cover, those that overlap joined, by their outer bounds."""
    heads = sorted((g.spans[tie.head].start, g.spans[tie.head].end) for g in of for tie in g.ties.values())
    out: list[tuple[int, int]] = []
    for start, end in heads:
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def _cue(cue: tuple[int, int], people: Mapping[str, Labels]) -> dict[str, Any]:
    by = {}
    votes: defaultdict[str, float] = defaultdict(float)
    for who, labels in people.items():
        heads = {key for key, span in labels.spans.items() if cue[0] <= span.start and span.end <= cue[1]}
        by[who] = sorted({tie.category or "tie" for tie in labels.ties.values() if tie.head in heads})
        for name in by[who]:
            votes[name] += 1 / len(by[who])
    soft = {name: _rounded(count / len(people)) for name, count in sorted(votes.items())}
    nothing = sum(not found for found in by.values()) / len(people)
    return {"start": cue[0], "end": cue[1], "by": by, "soft": soft, "nothing": _rounded(nothing)}


def _by(people: Mapping[str, Labels], said: Callable[[Labels], Iterable[Any]]) -> list[tuple[Any, list[str]]]:
    """What is said, in order, and by whom."""
    whose: dict[Any, list[str]] = {}
    for who, labels in people.items():
        for one in _all(said(labels)):
            whose.setdefault(one, []).append(who)
    return sorted(whose.items(), key=lambda item: repr(_ordered(item[0])))


def _all(items: Iterable[Any]) -> list[Any]:
    return sorted(set(items), key=lambda item: repr(_ordered(item)))


def _ordered(item: Any) -> Any:
    """What puts items in the order of the text: numbers at one width."""
    if isinstance(item, int):
        return f"{item:012}"
    return tuple(_ordered(part) for part in item) if isinstance(item, tuple) else item


def _span(span: Span) -> tuple[Fragments, str]:
    return span.fragments, span.label


def _tie(tie: Tie, labels: Labels) -> tuple[Fragments, str | None, tuple[Any, ...]]:
    roles = {_role(role, labels) for role in tie.roles}
    return labels.spans[tie.head].fragments, tie.category, tuple(_all(roles))


def _role(role: Role, labels: Labels) -> tuple[Any, ...]:
    if role.filler is not None:
        return role.role, "filler", labels.spans[role.filler].fragments, labels.spans[role.filler].label
    if role.tie is not None:
        nested = labels.ties[role.tie]
        return role.role, "tie", labels.spans[nested.head].fragments, nested.category
    return role.role, "implicit", (), role.implicit


def _shown(fragments: Fragments) -> dict[str, Any]:
    out: dict[str, Any] = {"start": fragments[0][0], "end": fragments[-1][1]}
    return out | ({"fragments": [list(one) for one in fragments]} if len(fragments) > 1 else {})


def _shown_tie(tie: tuple[Fragments, str | None, tuple[Any, ...]]) -> dict[str, Any]:
    head, category, roles = tie
    shown = []
    for name, kind, fragments, what in roles:
        if kind == "implicit":
            shown.append({"role": name, "implicit": what})
        else:
            shown.append(
                {"role": name, kind: _shown(fragments) | {"label" if kind == "filler" else "category": what}}
            )
    return {"category": category, "head": _shown(head), "roles": shown}


def _rounded(share: float) -> float:
    return round(share, 4)


def _note(record: Record, losses: Losses) -> None:
    name, labels = record.article.id, record.labels
    if record.layer == "suggestion":
        losses.note(SUGGESTED, name)
        return
    for span in labels.spans.values():
        if span.attributes or span.entity:
            losses.note(SAID, f"{name} {span.id}")
    for tie in labels.ties.values():
        if tie.attributes or tie.reciprocal:
            losses.note(SAID, f"{name} {tie.id}")
    for status in labels.statuses.values():
        if status.flag or status.comment:
            losses.note(MARKS, name)
    for _ in labels.cuts:
        losses.note(SPLITS, name)


def _encoded(lines: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    for line in lines:
        yield json_bytes(line, line["id"]) + b"\n"


def _decoded(source: BinaryIO) -> Iterator[dict[str, Any]]:
    for line in source:
        yield json.loads(line)
