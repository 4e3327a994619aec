"""Native JSONL: the exact line, everything there and back, and what is refused."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.errors import AnnotatorError
from annotator.domain.labels import Labels, Role, Span, Tie, sentences
from annotator.domain.record import Record
from annotator.domain.text import Article, Publication, Sentence, Tokens
from annotator.formats import Losses, Parsed
from annotator.formats._record_schema import document, text
from annotator.formats.jsonl import PAGE
from annotator.formats.jsonl import format as jsonl
from annotator.resources import folder
from annotator.schemes.reader import load

from .generated import records
from .golden import ACTOR, ISSUE, SCHEME, STANCE, TARGET, TEXT, record, with_regions

LINE = {
    "format": "annotator-record/1",
    "id": "golden",
    "text": TEXT,
    "sha256": "82ff8bf193932010129bb3865c06270bfbcdb36ae8a60762a9665cc1d2f64d84",
    "title": "Golden",
    "meta": {
        "a": 2,
        "b": 1,
        "publications": [
            {
                "source_id": "golden",
                "title": "Golden",
                "outlet": "The Courier",
                "date": "2026-01-31",
                "url": "https://example.org/1",
            },
            {"source_id": "copy", "outlet": "The Echo", "meta": {"page": 3}},
        ],
    },
    "scheme": "blame@1",
    "tokenizer": "spacy.en@3.8",
    "annotator": "anna",
    "round": "main",
    "pass": 1,
    "layer": "human",
    "submitted_at": None,
    "created_at": "2026-01-31T12:00:00Z",
    "updated_at": "2026-01-31T12:30:00.250000Z",
    "sentences": [
        {
            "start": 0,
            "end": 80,
            "status": "done",
            "flag": True,
            "comment": "see guideline 3",
            "seconds": 12.4,
            "suggestions": "shown",
        }
    ],
    "spans": [
        {
            "id": "s1",
            "start": 12,
            "end": 47,
            "label": "ACTOR",
            "attributes": {"kind": "person"},
            "entity": "rossi-ally",
            "origin": "human",
            "fate": None,
            "score": None,
        },
        {
            "id": "s2",
            "start": 48,
            "end": 54,
            "label": "STANCE",
            "attributes": {},
            "entity": None,
            "origin": "blame@0.1",
            "fate": "accepted",
            "score": 0.83,
        },
        {
            "id": "s3",
            "start": 55,
            "end": 63,
            "label": "ACTOR",
            "attributes": {},
            "entity": None,
            "origin": "human",
            "fate": None,
            "score": None,
        },
        {
            "id": "s4",
            "start": 70,
            "end": 79,
            "label": "ISSUE",
            "attributes": {},
            "entity": None,
            "origin": "human",
            "fate": None,
            "score": None,
        },
    ],
    "ties": [
        {
            "id": "t1",
            "head": "s2",
            "category": "ACCUSE",
            "attributes": {"negated": False, "note": "clear"},
            "reciprocal": False,
            "roles": [
                {"role": "source", "filler": "s1"},
                {"role": "target", "filler": "s3"},
                {"role": "issue", "filler": "s4"},
            ],
            "origin": "blame@0.1",
            "fate": "accepted",
            "score": 0.83,
            "reason": "blamed + for",
        }
    ],
    "rejected": [
        {"id": "r1", "span": {"end": 10, "id": "r1", "label": "ACTOR", "start": 3}, "origin": "blame@0.1"}
    ],
}


def test_golden_line_is_exact(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    assert not jsonl.write([record()], target, SCHEME)
    assert target.read_bytes() == (json.dumps(LINE, ensure_ascii=False) + "\n").encode()
    assert [TEXT[slice(*bounds)] for bounds in (ACTOR, STANCE, TARGET, ISSUE)] == [
        "Prime Minister Giorgia Rossi's ally",
        "blamed",
        "Brussels",
        "the delay",
    ]


def test_bytes_do_not_depend_on_the_order_in_which_labels_were_made() -> None:
    one = record()
    rows = one.labels.with_tie(Tie("t0", "s4", "DENY")).with_tie(Tie("a9", "s2", "DENY"))
    rows = rows.with_rejected(replace(one.labels.rejected["r1"], id="r0"))
    turned = Labels(
        *(dict(reversed(table.items())) for table in (rows.spans, rows.ties, rows.statuses, rows.cuts)),
        dict(reversed(rows.rejected.items())),
    )
    article = replace(one.article, meta=dict(reversed(one.article.meta.items())))
    (line,) = jsonl.lines([replace(one, labels=rows)], SCHEME)
    assert list(jsonl.lines([replace(one, article=article, labels=turned)], SCHEME)) == [line]
    assert [tie["id"] for tie in json.loads(line)["ties"]] == ["a9", "t1", "t0"]


def test_nobody_has_labelled_it() -> None:
    bare = Record(replace(record().article, text="", sentences=()), "blame@1", "spacy.en@3.8", None)
    line = json.loads(*jsonl.lines([bare], SCHEME))
    assert line["annotator"] is None
    assert list(line)[-1] == "submitted_at"
    (parsed,) = _read(json.dumps(line))
    assert not parsed.labelled
    assert parsed.regions == ()
    assert parsed.sentences is None


def test_unfinished_ties_say_what_is_missing() -> None:
    spans = {"h": Span("h", "STANCE", (STANCE,)), "a": Span("a", "ACTOR", (ACTOR,))}
    ties = {
        "t1": Tie("t1", "h", "ACCUSE", (Role("source", "a"),)),
        "t2": Tie("t2", "h", "CONDEMN", (Role("source", implicit="author"),)),
        "t3": Tie("t3", "h", "FORMER", ()),
    }
    line = json.loads(*jsonl.lines([replace(record(), labels=Labels(spans, ties))], SCHEME))
    assert [tie.get("unfinished") for tie in line["ties"]] == [["target"], ["target|issue"], None]


def test_a_scheme_without_categories() -> None:
    scheme, _ = load("polnear")
    spans = {"h": Span("h", "CUE", (STANCE,)), "a": Span("a", "SOURCE", (ACTOR,))}
    labels = Labels(spans, {"t": Tie("t", "h", None, (Role("source", "a"),))})
    one = replace(record(), scheme=scheme.id, labels=labels)
    line = json.loads(*jsonl.lines([one], scheme))
    assert "category" not in line["ties"][0]
    (parsed,) = _read(json.dumps(line))
    assert parsed.labels == labels


def test_fragments_only_where_there_are_several() -> None:
    spans = {"h": Span("h", "STANCE", ((48, 54), (64, 65))), "a": Span("a", "ACTOR", (ACTOR,))}
    labelled = replace(record(), labels=Labels(spans))
    line = json.loads(*jsonl.lines([labelled], SCHEME))
    assert [span.get("fragments") for span in line["spans"]] == [None, [[48, 54], [64, 65]]]
    assert (line["spans"][1]["start"], line["spans"][1]["end"]) == (48, 65)


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\r", "\r\n", "\n", "\x0b", "\x1c"])
def test_one_record_is_one_line_however_lines_are_split(separator: str) -> None:
    text = f"One{separator}two."
    one = Record(Article("a", text, (Sentence(0, len(text)),), Tokens([])), "blame@1", "x", "anna")
    (line,) = jsonl.lines([one], SCHEME)
    assert line.endswith(b"\n")
    assert len(line.decode().splitlines()) == 1
    assert json.loads(line)["text"] == text


def test_a_single_publication_that_tells_nothing_new_is_left_out() -> None:
    article = record().article
    same = Publication(article.id, article.title, meta=article.meta)
    line = json.loads(*jsonl.lines([replace(record(), publications=(same,))], SCHEME))
    assert line["meta"] == {"a": 2, "b": 1}


def test_a_metadata_field_of_the_same_name_is_told_as_lost(tmp_path: Path) -> None:
    article = replace(record().article, meta={"publications": "three"})
    (loss,) = jsonl.write([replace(record(), article=article)], tmp_path / "o", SCHEME, check=False)
    assert (loss.count, loss.examples) == (1, ("golden",))


@pytest.mark.parametrize("before", [0, PAGE - 1, PAGE, 2 * PAGE + 3])
def test_what_reads_otherwise_than_it_was_is_refused(before: int, tmp_path: Path) -> None:
    odd = replace(
        record(), article=replace(record().article, id="odd", meta={1: "a key that JSON turns into text"})
    )
    pages = [record()] * before + [odd, record()]
    with pytest.raises(AnnotatorError, match=r"(?s)differs from the project.*odd by .*meta is not as it was"):
        jsonl.write(pages, tmp_path / "out.jsonl", SCHEME)
    assert list(tmp_path.iterdir()) == []
    jsonl.write(pages, tmp_path / "out.jsonl", SCHEME, check=False)
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == len(pages)


def test_a_value_that_json_lacks_names_the_article(tmp_path: Path) -> None:
    article = replace(record().article, meta={"ratio": float("nan")})
    with pytest.raises(AnnotatorError, match="golden: a value cannot be written as JSON"):
        jsonl.write([replace(record(), article=article)], tmp_path / "out.jsonl", SCHEME)
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(records(), max_size=4))
def test_everything_comes_back(made: list[Record]) -> None:
    losses = Losses()
    lines = list(jsonl.lines(made, SCHEME, losses))
    assert not losses
    for line in lines:
        VALIDATOR.validate(json.loads(line))
    found = list(jsonl.read(io.BytesIO(b"".join(lines)), "made.jsonl"))
    assert found == [Parsed.of(one) for one in made]
    again = [
        parsed.record(one.article, one.scheme, one.tokenizer) for parsed, one in zip(found, made, strict=True)
    ]
    assert list(jsonl.lines(again, SCHEME)) == lines


def test_mended_splits_come_back() -> None:
    article = with_regions()
    labels = Labels().with_cut(34, False).with_cut(22, True)
    one = Record(article, "blame@1", "x", "anna", labels=labels)
    (parsed,) = jsonl.read(io.BytesIO(b"".join(jsonl.lines([one], SCHEME))), "x")
    assert parsed.sentences == (Sentence(0, 9), Sentence(11, 21), Sentence(22, 52))
    again = parsed.record(article, "", "").labels.cuts
    assert sentences(article, again) == sentences(article, labels.cuts)


def test_the_schema_on_disk_is_that_of_the_code() -> None:
    assert (folder("schemas") / "record.schema.json").read_text(encoding="utf-8") == text()
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_refuses_what_it_should() -> None:
    for change in ({"pass": 0}, {"layer": "draft"}, {"sha256": "0"}, {"colour": "red"}, {"text": 3}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(LINE | change, SCHEMA)
    jsonschema.validate(LINE, SCHEMA)
    jsonschema.validate({"text": "Only this."}, SCHEMA)


def test_lines_with_only_a_text() -> None:
    first, second, third = _read(
        '\ufeff{"text": "A 😊."}\r\n\n{"id": 7, "text": "B."}\n{"id": "c", "text": ""}'
    )
    assert (len(first.id), first.text, first.regions, first.sentences) == (16, "A 😊.", None, None)
    assert (second.id, second.where) == ("7", "in.jsonl:3")
    assert (third.id, third.text, third.annotator, third.labelled) == ("c", "", None, False)


def test_fields_of_others_become_metadata() -> None:
    """As they do in tables and JSON; a line that says it is a record has none but its own."""
    row = {"text": "A.", "url": "u:1", "event": {"id": 3}, "nothing": None, "meta": {"desk": "world"}}
    first, second = _read(json.dumps(row) + "\n" + json.dumps(LINE | {"url": "u:2"}))
    assert first.meta == {"url": "u:1", "event": {"id": 3}, "desk": "world"}
    assert "url" not in second.meta


def test_a_note_beside_the_attributes_becomes_one() -> None:
    line = json.loads(json.dumps(LINE))
    line["ties"][0]["note"] = "mutual"
    line["ties"][0]["attributes"] = {}
    line["unknown"] = {"x": 1}
    (parsed,) = _read(json.dumps(line))
    assert parsed.labels.ties["t1"].attributes == {"note": "mutual"}


def _with(**changes: object) -> str:
    return json.dumps(LINE | changes)


def _span(**changes: object) -> str:
    line = json.loads(json.dumps(LINE))
    line["spans"][3] |= changes
    return json.dumps(line)


def _tie(**changes: object) -> str:
    line = json.loads(json.dumps(LINE))
    line["ties"][0] |= changes
    return json.dumps(line)


WRONG: list[tuple[str | bytes, str, str]] = [
    ("{", "in.jsonl:1: no valid JSON at character 2", "whole JSON object"),
    ('{"text": "a"}\n\n{"text": 1', "in.jsonl:3: no valid JSON", ""),
    ("[]", "in.jsonl:1: not a JSON object", ""),
    ('{"text": "a", "text": "b"}', "the field 'text' stands twice", ""),
    ('{"text": "a", "meta": {"x": NaN}}', "NaN is no JSON number", ""),
    ('{"text": "a", "meta": {"x": 1e999}}', "in.jsonl:1: the number 1e999 is too large", ""),
    ('{"text": "a", "meta": {"x": ' + "9" * 5000 + "}}", "in.jsonl:1: ", ""),
    ('{"text": "a", "meta": ' + "[" * 100_000, "nested too deeply", ""),
    (b'{"text": "a"}\n{"text": "\xff"}', "in.jsonl:2: no valid UTF-8 at byte 24 of in.jsonl", "as UTF-8"),
    ('{"text": "a"}'.encode("utf-16"), "no valid UTF-8 at byte 0", ""),
    ('{"text": "a\\u0000b"}', "U+0000", "lone surrogates"),
    ('{"text": "a\\ud83d"}', "U+D83D", ""),
    ('{"text": "a", "meta": {"x": ["\\udc00"]}}', "U+DC00 cannot be stored", ""),
    ('{"id": "x"}', "in.jsonl:1: text: is missing", "record.schema.json"),
    ('{"text": null}', "text: should be text, not None", ""),
    (_with(format="annotator-record/2"), "format: 'annotator-record/2' is not annotator-record/1", "newer"),
    (_with(sha256="0" * 64), "sha256: is not that of the text", "changed after"),
    (_with(**{"pass": True}), "pass: should be a whole number, not True", ""),
    (_with(**{"pass": 10**30}), "pass: ", ""),
    (_with(layer="draft"), "layer: should be 'human', 'suggestion' or 'gold'", ""),
    (_with(submitted_at="yesterday"), "submitted_at: 'yesterday' is no time with its zone", "2026-01-31T"),
    (_with(created_at="2026-01-31T12:00:00"), "created_at: ", ""),
    (_with(created_at=5), "created_at: should be text, not 5", ""),
    (_with(regions=[{"start": 5, "end": 5, "kind": "x"}]), "regions[0]: 5-5 is empty or not inside", ""),
    (
        _with(sentences=[{"start": 0, "end": 9}, {"start": 8, "end": 12}]),
        "sentences[1]: 8-12 begins before the last one ends",
        "",
    ),
    (_span(start=71, end=81), "spans[3] (s4): 71-81 is empty or not inside the text of 80", "UTF-16"),
    (_span(start=-1), "spans[3].start: should be greater than or equal to 0, not -1", ""),
    (_span(start="70"), "spans[3].start: should be a whole number, not '70'", ""),
    (_span(end=10**30), "spans[3]", ""),
    (_span(start=71, end=80, text="the delay"), "71-80 reads 'he delay.', not 'the delay'", "UTF-16"),
    (_span(id="s1"), "spans[3] (s1): has the id of an earlier span", ""),
    (_span(fragments=[[70, 73], [72, 79]]), "are empty, out of order or touch", ""),
    (_span(fragments=[[70, 73], [74, 78]]), "70-79 are not the outer bounds of its fragments", ""),
    (_span(fragments=[]), "are empty, out of order", ""),
    (_span(fragments=[[70]]), "spans[3].fragments[0]: ", ""),
    (_span(attributes={"kind": 3}), "spans[3].attributes.kind", ""),
    (_tie(head="s9"), "ties[0] (t1): its head 's9' is no span", ""),
    (_tie(roles=[{"role": "source", "filler": "s9"}]), "the source 's9' is no span of this line", ""),
    (_tie(roles=[{"role": "nested", "tie": "t1"}]), "the nested 't1' is no other tie", ""),
    (_tie(roles=[{"role": "source"}]), "the role source has 0 fillers", "exactly one"),
    (_tie(roles=[{"role": "source", "filler": "s1", "implicit": "author"}]), "has 2 fillers", ""),
    (_with(ties=LINE["ties"] * 2), "ties[1] (t1): has the id of an earlier tie", ""),  # type: ignore[operator]
    (_with(rejected=[{"origin": "x@1"}]), "rejected[0]: holds not exactly one of tie and span", ""),
    (_with(rejected=[{"origin": "x@1", "span": {}}]), "rejected[0]: has no id", ""),
]


@pytest.mark.parametrize(("content", "message", "hint"), WRONG, ids=[m for _, m, _ in WRONG])
def test_what_is_wrong_is_told(content: str | bytes, message: str, hint: str) -> None:
    with pytest.raises(AnnotatorError) as caught:
        _read(content)
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.message.startswith("in.jsonl:")
    assert caught.value.hint


def test_a_line_beyond_the_limit_is_refused_unread() -> None:
    source = io.BytesIO(b'{"text": "' + b"a" * (3 << 20) + b'"}')
    with pytest.raises(AnnotatorError, match=r"in.jsonl:1: the line is longer than 1 MiB"):
        list(jsonl.read(source, "in.jsonl", {"max-line": "1"}))
    assert source.tell() <= (1 << 20) + 1
    source.seek(0)
    assert len(list(jsonl.read(source, "in.jsonl", {"max-line": "4"}))) == 1


def test_a_line_of_just_the_limit_is_read() -> None:
    line = b'{"text": "%s"}' % (b"a" * ((1 << 20) - 12))
    assert len(line) == 1 << 20
    for end in (b"", b"\n", b"\n\n"):
        assert len(list(jsonl.read(io.BytesIO(line + end), "in.jsonl", {"max-line": "1"}))) == 1
    with pytest.raises(AnnotatorError, match="longer than 1 MiB"):
        list(jsonl.read(io.BytesIO(b" " + line + b"\n"), "in.jsonl", {"max-line": "1"}))


def test_reading_is_lazy() -> None:
    good = b'{"text": "a"}\n'
    found = jsonl.read(io.BytesIO(good * 3 + b"{"), "in.jsonl")
    assert [next(found).where for _ in range(3)] == ["in.jsonl:1", "in.jsonl:2", "in.jsonl:3"]
    with pytest.raises(AnnotatorError):
        next(found)


@pytest.mark.parametrize("value", ["0", "-1", "x", "1.5", "٣", ""])
def test_options_are_checked(value: str) -> None:
    with pytest.raises(AnnotatorError, match="max-line cannot be"):
        jsonl.read(io.BytesIO(), "x", {"max-line": value})
    with pytest.raises(AnnotatorError, match="jsonl has no option 'colour'"):
        jsonl.read(io.BytesIO(), "x", {"colour": "red"})


def _read(content: str | bytes) -> list[Parsed]:
    raw = content if isinstance(content, bytes) else content.encode()
    return list(jsonl.read(io.BytesIO(raw), "in.jsonl"))


SCHEMA = document()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
