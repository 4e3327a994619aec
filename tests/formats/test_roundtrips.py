"""Whatever a record holds: every format writes it, finds it again, and tells what it lost."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from annotator.domain.record import Record
from annotator.formats import FolderReader, Losses, Parsed, Reader, Writer, formats
from annotator.formats._canonical import canonical
from annotator.formats._held import Holds, held

from .generated import records
from .golden import ACTOR, ISSUE, SCHEME, STANCE, TARGET, record

WRITERS = [name for name in formats.names() if isinstance(formats.load(name), Writer)]
BOTH = [name for name in WRITERS if isinstance(formats.load(name), Reader | FolderReader)]


#: Making a failing example of several records smaller takes minutes.
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)


def read(name: str, path: Path, **options: str) -> list[Parsed]:
    """What a format finds in what it wrote."""
    reader: Any = formats.load(name)
    if path.is_dir():
        return list(reader.read_folder(path, path.name, options))
    with path.open("rb") as source:
        return list(reader.read(source, path.name, options))


@st.composite
def several(draw: st.DrawFn) -> list[Record]:
    """Articles with up to six annotators each, in the order a store gives them."""
    out: list[Record] = []
    for number in range(draw(st.integers(1, 2))):
        first = draw(records())
        article = replace(first.article, id=f"{number}{first.article.id}", text=first.article.text or "x")
        seen = set()
        for _ in range(draw(st.integers(1, 6))):
            one = draw(records(article=article))
            key = (one.annotator, one.round, one.pass_, one.layer)
            if key not in seen:
                seen.add(key)
                out.append(one)
    return out


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=UNSHRUNK)
@given(some=several())
def test_any_records_are_written_and_found_again(name: str, some: list[Record]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out"
        formats.load(name).write(some, target, SCHEME)  # reads itself again, and raises where it differs
        assert target.exists()


@pytest.mark.parametrize("name", BOTH)
def test_the_golden_sentence_comes_back(name: str, tmp_path: Path) -> None:
    formats.load(name).write([record()], tmp_path / "out", SCHEME)
    (found,) = read(name, tmp_path / "out")
    one = record()
    assert found.text == one.article.text
    assert (found.id, found.annotator) == ("golden", "anna")
    spans = {(s.label, s.start, s.end) for s in found.labels.spans.values()}
    assert spans == {("ACTOR", *ACTOR), ("STANCE", *STANCE), ("ACTOR", *TARGET), ("ISSUE", *ISSUE)}
    (tie,) = found.labels.ties.values()
    assert tie.category == "ACCUSE"
    filled = {role.role: found.labels.spans[role.filler or ""].start for role in tie.roles}
    assert filled == {"source": ACTOR[0], "target": TARGET[0], "issue": ISSUE[0]}
    assert found.labels.spans[tie.head].start == STANCE[0]


@pytest.mark.parametrize("name", BOTH)
def test_what_was_read_is_written_alike(name: str, tmp_path: Path) -> None:
    """A second trip loses nothing more."""
    formats.load(name).write([record(), replace(record(), annotator="ben")], tmp_path / "one", SCHEME)
    found = read(name, tmp_path / "one")
    again = [parsed.record(record().article, "blame@1", "spacy.en@3.8") for parsed in found]
    formats.load(name).write(again, tmp_path / "two", SCHEME)
    assert [replace(p, where="") for p in read(name, tmp_path / "two")] == found


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records(), st.randoms(use_true_random=False))
def test_canonical_labels_do_not_depend_on_order_or_ids(one: Record, random: Any) -> None:
    labels = one.labels
    made = canonical(labels)
    names = [*labels.spans, *labels.ties]
    random.shuffle(names)
    name = {key: f"x{index}" for index, key in enumerate(names)}

    def other(key: str | None) -> str | None:
        return None if key is None else name[key]

    spans = {name[key]: replace(span, id=name[key]) for key, span in labels.spans.items()}
    ties = {
        name[key]: replace(
            tie,
            id=name[key],
            head=name[tie.head],
            roles=tuple(replace(r, filler=other(r.filler), tie=other(r.tie)) for r in reversed(tie.roles)),
        )
        for key, tie in labels.ties.items()
    }
    keys = sorted(ties)
    assert canonical(replace(labels, spans=spans, ties={key: ties[key] for key in keys})) == made
    assert canonical(made) == made


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records())
def test_nothing_is_lost_without_a_word(one: Record) -> None:
    """A format that held all of it and told no loss would give back the very record."""
    losses = Losses()
    parsed = held(one, Holds(fragments=True, attributes=True, entities=True, lone=True), losses)
    if not losses:
        bare = Parsed.of(replace(one, visits={}, created_at=None, updated_at=None))
        assert parsed.labels.spans == canonical(bare.labels).spans
        assert parsed.labels.ties == canonical(bare.labels).ties
        for name in ("id", "text", "title", "meta", "scheme", "annotator", "round", "pass_", "layer"):
            assert getattr(parsed, name) == getattr(bare, name)


@pytest.mark.parametrize("name", ["prodigy", "doccano"])
def test_other_fields_of_a_row_are_metadata(name: str) -> None:
    row = {"text": "A blamed B.", "url": "u:1", "event": 3}
    (parsed,) = formats.load(name).read(io.BytesIO(json.dumps(row).encode()), "in.jsonl")
    assert parsed.meta == {"url": "u:1", "event": 3}


def kinds() -> Iterator[tuple[str, bytes]]:
    """Damaged files of formats that are lines of JSON."""
    yield "prodigy", b'{"text": "A blamed B.", "spans": [{"start": 2, "end": 80, "label": "X"}]}'
    yield "prodigy", b'{"text": "A blamed B.", "spans": [{"start": "2", "end": 8, "label": "X"}]}'
    yield "prodigy", b'{"text": "A blamed B.", "spans": [{"start": 2, "end": 8}]}'
    yield "prodigy", b'{"text": "A blamed B.", "spans": {"start": 2}}'
    yield "prodigy", b'{"text": "A blamed B.", "relations": [{"head": 1, "child": 2, "label": "x"}]}'
    yield "prodigy", b'{"text": "A blamed B.", "relations": [{"head": [], "child": {}, "label": "x"}]}'
    yield "prodigy", b'{"text": "A.", "_timestamp": 99999999999999999999}'
    yield "prodigy", b'{"text": "A.", "article": {"layer": "wood"}}'
    yield "prodigy", b'{"text": "A.", "article": 3}'
    yield "prodigy", b'{"image": "x"}'
    yield "doccano", b'{"text": "A blamed B.", "label": [[2, 80, "X"]]}'
    yield "doccano", b'{"text": "A blamed B.", "label": ["good"]}'
    yield "doccano", b'{"text": "A blamed B.", "entities": [{"id": 1, "start_offset": 0, "end_offset": 1}]}'
    yield (
        "doccano",
        (
            b'{"text": "A B", "entities": [{"id": 1, "label": "X", "start_offset": 0, "end_offset": 1},'
            b'{"id": 1, "label": "X", "start_offset": 0, "end_offset": 1}]}'
        ),
    )
    yield "doccano", b'{"text": "A B", "relations": [{"id": 1, "from_id": 1, "to_id": 2, "type": "x"}]}'
    yield "doccano", b'{"text": "A\\u0000B"}'


@pytest.mark.parametrize(("name", "line"), kinds())
def test_damaged_lines_are_told(name: str, line: bytes, tmp_path: Path) -> None:
    from annotator.domain.errors import AnnotatorError

    (tmp_path / "in").write_bytes(b'{"text": "Fine."}\n' + line + b"\n")
    with pytest.raises(AnnotatorError, match="in:2") as caught:
        read(name, tmp_path / "in")
    assert caught.value.hint
